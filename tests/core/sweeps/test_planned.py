"""A sweep is told in words before it begins, and what is to be heeded of it."""

from dataclasses import replace

import pytest

from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.foretold import Judge, Kept, kept_by_all, what_will_run
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.planned import (
    cautions,
    growth_in_words,
    plan_in_words,
    validates_on_test,
    why_none_is_pruned,
)
from cnnstudio.core.sweeps.sweep import NO_SWEEP, Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.core.training.plan import DataRecipe
from tests.core.runs_made import PROJECT
from tests.core.sweeps.test_foretold import DIGITS
from tests.core.sweeps_made import FILTERS, RATE, swept

EPOCHS = Place("plan", "epochs")
WINDOW = Place("network", "kernel_size", "conv2d_2")
RATES = Varied(RATE, Span(0.0001, 0.1, 4, log=True))


def with_epochs(project: Project, epochs: int) -> Project:
    return replace(project, plan=replace(project.plan, epochs=epochs))


def test_that_all_that_is_planned_is_said() -> None:
    varied = (RATES, Varied(FILTERS, Listed((8, 16))))
    assert plan_in_words(swept(*varied)) == [
        "learning_rate: 0.0001 … 0.1, 4 values on a log scale",
        "conv2d_1.filters: 8, 16",
        "Every combination, each trained with the seed 7; judged by validation accuracy.",
    ]
    more = swept(*varied, method="random", seeds=2, score="val_loss", minutes=30.0, keep="used", most=5)
    assert plan_in_words(more)[0] == "learning_rate: 0.0001 … 0.1 on a log scale"
    assert plan_in_words(more)[2] == (
        "At most 5 combinations, drawn at random, with the seed 7, each trained 2 times, with the seeds 7 and 8; "
        "judged by validation loss; no run begins after 30 min; of each run only the weights it is used with are "
        "kept."
    )


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (40, "At most 40 combinations, the first 10 drawn at random, then "),
        (8, "At most 8 combinations, the first 3 drawn at random, then "),
        (3, "At most 3 combinations, all drawn at random, as TPE cannot learn from so few, with the seed 7"),
    ],
)
def test_that_of_tpe_it_is_said_how_many_are_drawn_at_random(most: int, words: str) -> None:
    assert plan_in_words(swept(RATES, method="tpe", most=most))[-1].startswith(words)


def test_that_no_more_combinations_are_promised_of_tpe_than_there_are() -> None:
    assert "At most 2 combinations, " in plan_in_words(swept(Varied(FILTERS, Listed((8, 16))), method="tpe"))[-1]


def test_that_it_is_known_when_the_test_pictures_judge() -> None:
    validation = Varied(Place("data", "validation"), Listed(("share", DataRecipe.TEST)))
    on_test = replace(PROJECT, data=replace(PROJECT.data, validation=DataRecipe.TEST))
    assert [validates_on_test(each) for each in (PROJECT, on_test, swept(validation))] == [False, True, True]


@pytest.mark.parametrize(
    ("project", "words"),
    [
        (swept(RATES, most=9), ""),
        (with_epochs(swept(RATES), 3), ""),
        (with_epochs(swept(RATES, prune=True), 3), "before 3 epochs are over, and these have 3 epochs."),
        (with_epochs(swept(RATES, prune=True), 1), "and these have 1 epoch."),
        (with_epochs(swept(RATES, Varied(EPOCHS, Listed((2, 20))), prune=True), 1), ""),
        (swept(RATES, prune=True), "the first 4 combinations are left alone, and there are 4."),
        (swept(RATES, Varied(FILTERS, Listed((8, 16))), prune=True), ""),
        (swept(RATES, method="random", most=4, prune=True), "and there are 4."),
        (swept(RATES, method="random", most=5, prune=True), ""),
    ],
)
def test_that_pruning_that_can_do_nothing_is_said(project: Project, words: str) -> None:
    said = why_none_is_pruned(project if project.plan.epochs < 4 else with_epochs(project, 20))
    assert said.endswith(words)
    assert bool(said) == bool(words)


def test_that_it_is_foretold_how_large_the_file_becomes() -> None:
    project = with_epochs(swept(Varied(WINDOW, Listed(((5, 5), (13, 13)))), seeds=2), 25)
    judge = Judge(DIGITS)
    found = [foretold for _, foretold in what_will_run(project, judge)]
    kept = kept_by_all(project, judge, found)
    one = judge.project(replace(project, sweep=NO_SWEEP)).kept
    assert found[1].why_not  # there is no room for the window
    assert (kept.all, kept.used) == (2 * one.all, 2 * one.used)
    weights = 4 * found[0].parameters
    assert 4 * weights + 2 * weights < one.all < 5 * weights + 2 * weights + 5_000_000  # Adam has two numbers for each
    assert one.used < one.all / 2
    by_tpe = replace(project, sweep=replace(project.sweep, method="tpe", varied=(RATES,), most=10))
    assert kept_by_all(by_tpe, judge, []).all == 20 * one.all


def test_that_a_file_that_becomes_large_is_cautioned() -> None:
    kept = Kept(1_400_000_000, 150_000_000)
    assert growth_in_words(Sweep(), kept) == (
        "The project's file will grow by about 1.4 GB. Where of each run only the weights it is used with are kept, "
        "by about 150 MB."
    )
    assert not growth_in_words(Sweep(keep="used"), kept)
    assert cautions(replace(PROJECT, sweep=Sweep()), Kept(200_000_000, 1)) == []
