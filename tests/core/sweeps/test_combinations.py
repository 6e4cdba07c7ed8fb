"""The combinations of a sweep, and the sweep as a part of its project."""

import math
from dataclasses import replace

import pytest

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.project import from_json, to_json
from cnnstudio.core.sweeps.combinations import (
    combinations,
    combine,
    grid_size,
    in_words,
    is_capped,
    only_with,
    seeds,
    settings_to_vary,
    with_seed,
)
from cnnstudio.core.sweeps.place import TIMES, Place, known_setting, put, settings
from cnnstudio.core.sweeps.sweep import NO_SWEEP, Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.core.training.optimizers import OPTIMIZERS
from tests.core.runs_made import PROJECT
from tests.core.sweeps_made import FILTERS, OPTIMIZER, RATE, swept

MOMENTUM = Place("plan", "optimizer.momentum")


def values_of(project):
    return [each.values for each in combinations(project)]


def test_that_a_grid_takes_every_combination_once():
    project = swept(most=100)
    found = list(combinations(project))
    assert grid_size(project.sweep) == len(found) == 3 * 2 * 4
    assert [each.number for each in found] == list(range(1, 25))
    assert len({each.project for each in found}) == 24
    assert all(each.project.sweep == NO_SWEEP for each in found)
    assert found[0].values == (8, "Adam", 0.0001)
    assert found[-1].values == (32, "SGD", 0.1)


def test_that_of_a_grid_that_is_too_large_some_are_drawn_over_all_of_it():
    whole, some = set(values_of(swept(most=24))), values_of(swept(most=12))
    assert len(some) == len(set(some)) == 12
    assert set(some) < whole
    assert all(len({values[at] for values in some}) > 1 for at in range(3))
    assert some == values_of(swept(most=12)) != values_of(swept(most=12, seed=8))


def test_that_combinations_that_make_the_same_project_are_one():
    project = swept(Varied(OPTIMIZER, Listed(("Adam", "SGD"))), Varied(MOMENTUM, Listed((0.0, 0.5, 0.9))))
    assert values_of(project) == [("Adam", None), ("SGD", 0.0), ("SGD", 0.5), ("SGD", 0.9)]


def test_that_a_setting_that_one_optimiser_alone_has_counts_once_beside_the_others():
    project = swept(Varied(MOMENTUM, Listed((0.0, 0.5, 0.9))), Varied(OPTIMIZER, Listed(("Adam", "SGD"))), most=4)
    assert grid_size(project.sweep) == 4
    assert not is_capped(project.sweep)
    assert values_of(project) == [(None, "Adam"), (0.0, "SGD"), (0.5, "SGD"), (0.9, "SGD")]
    assert only_with(project, MOMENTUM) == "only with SGD"
    assert not only_with(project, OPTIMIZER)
    assert not only_with(swept(Varied(MOMENTUM, Listed((0.0, 0.9))), Varied(OPTIMIZER, Listed(("SGD",)))), MOMENTUM)


def test_that_settings_of_many_optimisers_do_not_multiply():
    everyone = tuple(OPTIMIZERS)
    places = {place for each in everyone for place in settings(put(PROJECT, {OPTIMIZER: each}))}
    own = sorted(place for place in places if place.setting.startswith("optimizer.") and takes_a_share(place))
    varied = [Varied(place, Listed((0.2, 0.4))) for place in own]
    project = swept(*varied, Varied(OPTIMIZER, Listed(everyone)), most=10_000)
    assert 14 < grid_size(project.sweep) == len(values_of(project)) < 10_000 < 2 ** len(own) * 14


def takes_a_share(place):
    setting = known_setting(PROJECT, place)
    return setting.form == "number" and (setting.high or 1) >= 0.4


def test_that_a_draw_is_the_same_for_the_same_seed_and_another_for_another():
    project = swept(method="random", most=10)
    assert values_of(project) == values_of(project)
    assert values_of(project) != values_of(swept(method="random", most=10, seed=8))
    assert len(set(values_of(project))) == 10


def test_that_every_part_of_a_range_is_drawn_from():
    project = swept(
        Varied(RATE, Span(1e-4, 1e-1, log=True)), Varied(OPTIMIZER, Listed(("Adam", "SGD"))), method="random", most=12
    )
    rates = sorted(values[0] for values in values_of(project))
    parts = [int(12 * math.log10(rate / 1e-4) / 3) for rate in rates]
    assert parts == list(range(12))
    assert [values[1] for values in values_of(project)].count("SGD") == 6


def test_that_a_draw_ends_where_nothing_new_comes():
    project = swept(Varied(FILTERS, Listed((8, 16))), method="random", most=50)
    assert sorted(values_of(project)) == [(8,), (16,)]


def test_that_a_value_that_cannot_be_put_is_a_combination_with_the_reason():
    many = 100
    project = swept(Varied(Place("network", TIMES, "conv2d_1"), Listed((1, many))), Varied(FILTERS, Listed((8,))))
    found = combine(project, (many + 1, 8))
    assert found.project is None
    assert "from 1 to 100" in found.why_not


def test_that_tpe_has_no_combinations_beforehand():
    with pytest.raises(SpecError, match="follows"):
        next(combinations(swept(method="tpe")))


def test_that_seeds_follow_each_other_and_the_pictures_stay():
    project = swept(seeds=3)
    assert seeds(project) == (PROJECT.plan.seed, PROJECT.plan.seed + 1, PROJECT.plan.seed + 2)
    changed = with_seed(project, 9)
    assert changed.plan.seed == 9
    assert changed.data == project.data


def test_that_a_combination_is_told_in_words():
    project = swept()
    assert in_words(project, (8, "SGD", 0.01)) == "conv2d_1.filters 8 · optimizer SGD · learning_rate 0.01"
    assert in_words(project, (8, None, None)) == "conv2d_1.filters 8"


def test_that_a_sweep_is_kept_with_its_project():
    project = swept(method="random", seeds=3, minutes=2.5, prune=True)
    assert from_json(to_json(project)) == project
    assert "sweep" not in to_json(PROJECT)


def test_that_what_varies_goes_with_its_layer():
    project = swept()
    without = replace(project, network=project.network.remove((0,)))
    assert FILTERS not in without.sweep.places
    assert without.sweep.places == (OPTIMIZER, RATE)


def test_that_a_setting_of_another_optimiser_stays_while_the_optimiser_varies():
    both = swept(Varied(OPTIMIZER, Listed(("Adam", "SGD"))), Varied(MOMENTUM, Listed((0.9,))))
    assert both.sweep.places == (OPTIMIZER, MOMENTUM)
    assert replace(both, sweep=both.sweep.without(OPTIMIZER)).sweep.places == ()


def test_that_the_settings_of_every_optimiser_of_the_sweep_can_vary():
    assert MOMENTUM not in settings_to_vary(PROJECT)
    project = swept(
        Varied(OPTIMIZER, Listed(("Adam", "SGD"))), Varied(Place("plan", "schedule"), Listed(("Cosine", "Step")))
    )
    found = settings_to_vary(project)
    assert found[MOMENTUM].label == "Momentum"
    assert {place.setting for place in found if place.setting.startswith("schedule.")}
    assert settings(project).items() <= found.items()


def test_that_what_varies_follows_a_new_name():
    sweep = swept().sweep.renamed({"conv2d_1": "first"})
    assert sweep.places[0] == Place("network", "filters", "first")


def test_that_a_setting_varies_once():
    twice = (Varied(RATE, Listed((0.1,))), Varied(RATE, Span(0.1, 0.2)))
    with pytest.raises(SpecError, match="once"):
        Sweep(varied=twice)
    again = swept().sweep.with_varied(Varied(RATE, Listed((0.5,))))
    assert [str(each) for each in again.places] == [str(each) for each in swept().sweep.places]
    assert again.over(RATE) == Varied(RATE, Listed((0.5,)))


@pytest.mark.parametrize(
    "plain", [7, {"varied": 3}, {"method": "all"}, {"varied": [1]}, {"varied": [{}] * 51}, {"most": 0}]
)
def test_that_what_is_no_sweep_is_refused(plain):
    with pytest.raises(SpecError):
        Sweep.from_plain(plain)


def test_that_what_is_still_to_be_filled_in_is_none_of_the_settings_that_can_vary() -> None:
    blank = Place("network", "filters", "conv2d_1")
    left = replace(PROJECT, blanks=(Blank("conv2d_1", "filters"), Blank("", "batch_size")))
    assert set(settings_to_vary(PROJECT)) - set(settings_to_vary(left)) == {blank, Place("plan", "batch_size")}
    left = replace(PROJECT, blanks=(Blank("", "optimizer"),))
    assert not [place for place in settings_to_vary(left) if place.setting.startswith("optimizer")]
