"""Combinations are tried where the good ones were, also after a sweep was picked up."""

import logging
import math
from dataclasses import replace
from itertools import pairwise

import optuna
import pytest

from cnnstudio.core.sweeps.combinations import Combination
from cnnstudio.core.sweeps.experiment import Experiment, Trial, TrialStatus
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.sweeping.tpe import Tpe
from tests.core.sweeps_made import BATCH, FILTERS, OPTIMIZER, RATE, begun, swept

MOMENTUM = Place("plan", "optimizer.momentum")
RATES = Varied(RATE, Span(1e-5, 1.0, log=True))
SIZES = Varied(FILTERS, Span(4, 64, whole=True))


def goodness(found: Combination) -> float:
    """The best is a rate of 0.003."""
    return 1 - abs(math.log10(found.values[0] / 0.003)) / 4


def over(found: Combination, score: float | None, status: TrialStatus = "done", run: int | None = 1) -> Trial:
    return Trial(found.number, found.number, found.values, 8, status, run, score)


def asked(strategy: Tpe) -> Combination:
    found = strategy.ask()
    assert found is not None
    return found


def go_on(experiment: Experiment, count: int) -> Experiment:
    strategy = Tpe(experiment)
    for _ in range(count):
        found = asked(strategy)
        trial = over(found, goodness(found))
        strategy.tell([trial])
        experiment = experiment.with_trials([trial])
    return experiment


def test_that_later_combinations_lie_nearer_to_the_best() -> None:
    found = go_on(begun(swept(RATES, SIZES, method="tpe", most=60)), 60)
    scores = [trial.score or 0.0 for trial in found.trials]
    assert sum(scores[40:]) / 20 > sum(scores[:10]) / 10 + 0.1


@pytest.mark.parametrize(("most", "at_random"), [(2, 2), (8, 3), (20, 5), (60, 10)])
def test_that_a_quarter_is_drawn_at_random_and_the_rest_follows_from_the_scores(most: int, at_random: int) -> None:
    """With other scores the same are asked for as long as they are drawn."""
    found = []
    for sign in (1, -1):
        strategy, rates = Tpe(begun(swept(RATES, method="tpe", most=most))), []
        for _ in range(min(most, at_random + 1)):
            asked_for = asked(strategy)
            rates.append(asked_for.values[0])
            strategy.tell([over(asked_for, sign * goodness(asked_for))])
        found.append(rates)
    alike = [one == other for one, other in zip(*found, strict=True)]
    assert alike == [True] * at_random + [False] * (len(alike) - at_random)


def test_that_values_are_numbers_of_their_range_as_they_are_shown() -> None:
    for trial in go_on(begun(swept(RATES, SIZES, method="tpe", most=15)), 15).trials:
        rate, filters = trial.values
        assert rate == float(f"{rate:.6g}")
        assert 1e-5 <= rate <= 1
        assert type(filters) is int
        assert 4 <= filters <= 64


def test_that_the_same_seed_asks_for_the_same() -> None:
    project = swept(RATES, SIZES, method="tpe", most=20)
    assert go_on(begun(project), 20) == go_on(begun(project), 20)
    other = replace(project, sweep=replace(project.sweep, seed=8))
    assert go_on(begun(project), 3).trials != go_on(begun(other), 3).trials


def test_that_a_sweep_that_is_picked_up_knows_what_it_found() -> None:
    project = swept(RATES, SIZES, method="tpe", most=60)
    found = begun(project)
    for _ in range(6):
        found = go_on(found, 10)
    scores = [trial.score or 0.0 for trial in found.trials]
    assert [trial.number for trial in found.trials] == list(range(1, 61))
    assert sum(scores[40:]) / 20 > sum(scores[:10]) / 10 + 0.1
    assert Tpe(found).ask() is None


def test_that_one_that_was_under_way_is_told_after_it_was_picked_up() -> None:
    project = swept(RATES, SIZES, method="tpe", most=4)
    first = asked(Tpe(begun(project)))
    strategy = Tpe(begun(project, [replace(over(first, None, "waiting", None))]))
    second = asked(strategy)
    assert second.number == 2
    strategy.tell([over(first, 0.5)])
    strategy.tell([over(second, 0.6)])
    strategy.tell([over(second, 0.7)])  # it failed and was tried again
    assert asked(strategy).number == 3


def test_that_a_list_is_gone_through_without_anything_twice() -> None:
    project = swept(
        Varied(OPTIMIZER, Listed(("Adam", "SGD"))),
        Varied(MOMENTUM, Listed((0.0, 0.9))),
        Varied(BATCH, Listed((32, 64))),
        method="tpe",
        most=50,
    )
    strategy, found = Tpe(begun(project)), []
    while (combination := strategy.ask()) is not None:
        found.append(combination)
        strategy.tell([over(combination, 0.5)])
    assert [each.number for each in found] == [1, 2, 3, 4, 5, 6]  # Adam has no momentum
    assert len({each.project for each in found}) == 6
    assert {each.values[1] for each in found if each.values[0] == "Adam"} == {None}
    picked_up = begun(project, [over(each, 0.5) for each in found])
    assert Tpe(picked_up).ask() is None


@pytest.mark.parametrize("status", ["impossible", "failed"])
def test_that_it_keeps_away_from_where_nothing_came_of_it(status: TrialStatus) -> None:
    strategy, numbers = Tpe(begun(swept(SIZES, Varied(BATCH, Span(1, 999, whole=True)), method="tpe", most=60))), []
    for _ in range(60):
        found = asked(strategy)
        bad = found.values[0] > 34  # half of them
        run = 1 if status == "failed" else None
        strategy.tell([over(found, None, status, run) if bad else over(found, 0.5)])
        numbers.append(bad)
    assert sum(numbers[-30:]) < 9


def test_that_runs_side_by_side_are_not_alike() -> None:
    strategy = Tpe(go_on(begun(swept(RATES, SIZES, method="tpe", most=60)), 30))
    rates = sorted(asked(strategy).values[0] for _ in range(8))
    assert all(after > before for before, after in pairwise(rates))


def test_that_the_mean_of_the_seeds_counts() -> None:
    """With a mean that is flat, what one seed alone says leads nowhere."""
    project = swept(RATES, method="tpe", most=60, seeds=2)
    strategy, rates = Tpe(begun(project)), []
    for _ in range(60):
        found = asked(strategy)
        rates.append(found.values[0])
        score = goodness(found)
        strategy.tell([over(found, score), over(found, score)])
    near = [abs(math.log10(rate / 0.003)) < 0.5 for rate in rates]
    assert sum(near[30:]) > 15


def test_that_optuna_says_nothing(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        go_on(begun(swept(RATES, SIZES, method="tpe", most=12)), 12)
    said = capsys.readouterr()
    assert (said.out, said.err, caplog.text) == ("", "", "")
    assert optuna.logging.get_verbosity() == optuna.logging.ERROR
