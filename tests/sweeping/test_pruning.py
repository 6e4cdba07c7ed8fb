"""Hopeless runs are those below the median of the ones before; early ones and early epochs are left alone."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.sweeping.pruning import Median, with_its_seeds
from tests.core.sweeps_made import swept, trained, waiting

PROJECT = swept(prune=True)
SEED = PROJECT.plan.seed


def epoch(number: int, accuracy: float, loss: float = 1.0) -> Epoch:
    return Epoch(number, 1.0, 0.5, loss, accuracy, 1.0)


def epochs(*accuracies: float) -> list[Epoch]:
    return [epoch(number, each) for number, each in enumerate(accuracies, 1)]


def told(experiment: Experiment, curves: Sequence[Sequence[float]]) -> Median:
    """With the first trials over, of which these are the curves."""
    found = Median(waiting(PROJECT), {})
    for trial, curve in zip(experiment.trials, curves, strict=False):
        for each in epochs(*curve):
            found.after(trial, each)
        found.over(trial)
    return found


FOUR = ((0.3, 0.5, 0.6, 0.7), (0.3, 0.6, 0.7, 0.8), (0.3, 0.7, 0.8, 0.9), (0.3, 0.4, 0.5, 0.6))


def test_that_a_run_below_the_median_is_ended_after_its_third_epoch() -> None:
    experiment = trained(PROJECT)
    found, trial = told(experiment, FOUR), experiment.trials[10]
    assert [found.after(trial, each) for each in epochs(0.1, 0.2)] == ["", ""]
    why = found.after(trial, epoch(3, 0.3))
    assert why == "After epoch 3 it was at 30.0 %; half of the 4 before it were at 65.0 % or better."


def test_that_its_best_epoch_counts() -> None:
    experiment = trained(PROJECT)
    found, trial = told(experiment, FOUR), experiment.trials[10]
    assert [found.after(trial, each) for each in epochs(0.1, 0.66, 0.3)] == ["", "", ""]
    assert found.after(trial, epoch(4, 0.3))


def test_that_the_first_four_are_left_alone() -> None:
    experiment = trained(PROJECT)
    found, trial = told(experiment, FOUR[:3]), experiment.trials[10]
    assert not any(found.after(trial, each) for each in epochs(0.0, 0.0, 0.0, 0.0))


def test_that_those_that_failed_or_were_hopeless_are_no_measure() -> None:
    experiment = trained(PROJECT)
    failed = experiment.with_trials(replace(each, status="failed", score=None) for each in experiment.trials[:2])
    found = told(failed, FOUR)
    assert not any(found.after(failed.trials[10], each) for each in epochs(0.0, 0.0, 0.0))


def test_that_a_sweep_that_is_picked_up_knows_the_epochs_before() -> None:
    experiment = trained(PROJECT)
    before = experiment.with_trials(replace(each, status="waiting", score=None) for each in experiment.trials[4:])
    known = {number: epochs(*curve) for number, curve in enumerate(FOUR, 1)}
    found = Median(before, known)
    assert [bool(found.after(before.trials[7], each)) for each in epochs(0.1, 0.2, 0.3)] == [False, False, True]


def test_that_only_the_first_seed_is_judged() -> None:
    experiment = trained(PROJECT)
    other = replace(experiment.trials[10], seed=SEED + 1)
    found = told(experiment, FOUR)
    assert not any(found.after(other, each) for each in epochs(0.0, 0.0, 0.0))
    found.over(other)


def test_that_a_run_that_was_begun_again_is_judged_anew() -> None:
    experiment = trained(PROJECT)
    found, trial = told(experiment, FOUR), experiment.trials[10]
    for each in epochs(0.9, 0.9):
        found.after(trial, each)
    assert [bool(found.after(trial, each)) for each in epochs(0.1, 0.2, 0.3)] == [False, False, True]


def test_that_the_lowest_loss_is_the_best() -> None:
    project = replace(PROJECT, sweep=replace(PROJECT.sweep, score="val_loss"))
    experiment = trained(project)
    found = Median(waiting(project), {})
    for number, trial in enumerate(experiment.trials[:4]):
        for each in range(1, 4):
            found.after(trial, epoch(each, 0.5, loss=0.1 * number + 0.1))
        found.over(trial)
    trial = experiment.trials[10]
    whys = [found.after(trial, epoch(each, 0.5, loss=0.3)) for each in (1, 2, 3)]
    assert whys[2] == "After epoch 3 it was at 0.3000; half of the 4 before it were at 0.2500 or better."
    assert not any(found.after(experiment.trials[11], epoch(each, 0.0, loss=0.2)) for each in (1, 2, 3))


@pytest.mark.parametrize("nothing", [math.nan, math.inf])
def test_that_a_figure_that_is_no_number_says_nothing(nothing: float) -> None:
    project = replace(PROJECT, sweep=replace(PROJECT.sweep, score="val_loss"))
    experiment, found = trained(project), Median(waiting(project), {})
    for trial in experiment.trials[:4]:
        for each in range(1, 4):
            found.after(trial, epoch(each, 0.5, nothing))
        found.over(trial)
    assert not any(found.after(experiment.trials[10], epoch(each, 0.5, nothing)) for each in (1, 2, 3))


def test_that_the_other_seeds_of_a_hopeless_one_are_not_trained() -> None:
    project = replace(PROJECT, sweep=replace(PROJECT.sweep, seeds=3))
    experiment = waiting(project)
    hopeless = replace(experiment.trials[3], status="pruned")
    left = with_its_seeds(hopeless, experiment.trials)
    assert [(each.number, each.status) for each in left] == [(5, "pruned"), (6, "pruned")]
    assert {each.reason for each in left} == {"Trial 4, the same with another seed, was hopeless."}
    assert with_its_seeds(hopeless, [replace(each, status="running") for each in experiment.trials]) == left
    assert with_its_seeds(hopeless, [replace(each, status="failed") for each in experiment.trials]) == [] != left


def test_that_trials_that_cannot_be_are_passed_over() -> None:
    experiment = waiting(PROJECT)
    impossible: list[Trial] = [replace(each, status="impossible") for each in experiment.trials]
    assert Median(experiment.with_trials(impossible), {}).after(experiment.trials[0], epoch(1, 0.1)) == ""
