"""Sweeps to begin with suit the project."""

from dataclasses import replace

import pytest

from cnnstudio.core.blanks import Blank
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import combinations
from cnnstudio.core.sweeps.examples import examples, usual
from cnnstudio.core.sweeps.place import Place, put
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed
from tests.core.runs_made import PROJECT


@pytest.mark.parametrize("project", [each.project for each in PRESETS[::6]])
def test_that_every_example_is_a_sweep_of_the_project(project: Project) -> None:
    for example in examples(project):
        planned = replace(project, sweep=example.put_into(Sweep()))
        assert planned.sweep.varied == example.varied
        found = list(combinations(planned))
        assert len(found) > 1
        assert all(not combination.why_not for combination in found)


def test_that_a_network_without_convolutions_is_offered_no_filters() -> None:
    dense = next(each.project for each in PRESETS if each.name == "dense")
    assert "Filters of the convolutions" in [each.title for each in examples(PROJECT)]
    assert "Filters of the convolutions" not in [each.title for each in examples(dense)]


def test_that_an_example_keeps_seeds_and_budget_but_not_what_varied() -> None:
    first, second, *_ = examples(PROJECT)
    sweep = second.put_into(replace(first.put_into(Sweep(seeds=3, minutes=5)), most=2))
    assert (sweep.seeds, sweep.minutes, sweep.varied) == (3, 5, second.varied)
    assert sweep.most == 9


def test_that_a_momentum_begins_with_values_that_differ() -> None:
    momentum = Place("plan", "optimizer.momentum")
    assert usual(put(PROJECT, {Place("plan", "optimizer"): "SGD"}), momentum).over == Listed((0.0, 0.5, 0.9))
    muon = put(PROJECT, {Place("plan", "optimizer"): "Muon"})  # with 0.95, which matters by how much is missing to 1
    assert usual(muon, momentum).over == Listed((0.5, 0.95, 0.995))


@pytest.mark.parametrize(
    ("blank", "title"),
    [
        (Blank("", "batch_size"), "Learning rate × batch size"),
        (Blank("conv2d_1", "filters"), "Filters of the convolutions"),
        (Blank("", "optimizer"), "Four optimisers"),
    ],
)
def test_that_an_example_of_what_is_still_to_be_filled_in_is_not_offered(blank: Blank, title: str) -> None:
    titles = [each.title for each in examples(PROJECT)]
    assert [each.title for each in examples(replace(PROJECT, blanks=(blank,)))] == [
        each for each in titles if each != title
    ]
