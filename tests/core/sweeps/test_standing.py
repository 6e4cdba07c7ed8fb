"""How far a sweep is, which was best so far, and how long it still takes."""

import math
import time
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial, TrialStatus
from cnnstudio.core.sweeps.standing import Counts, best_combination, best_first, counts, course, outcomes, seconds_left
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from tests.core.runs_made import run
from tests.core.sweeps_made import BATCH, FILTERS, RATE, begun, swept, trained, waiting

BATCHES = Varied(BATCH, Listed((16, 32, 64, 128)))


def with_statuses(*statuses: TrialStatus) -> Experiment:
    experiment = waiting(swept(Varied(BATCH, Listed(tuple(range(1, len(statuses) + 1))))))
    pairs = zip(experiment.trials, statuses, strict=True)
    return experiment.with_trials(
        replace(trial, status=status, seconds=10.0 if trial.number < 5 and status != "waiting" else 0.0)
        for trial, status in pairs
    )


def scored(*scores: float | None, **settings: str) -> Experiment:
    experiment = waiting(swept(Varied(BATCH, Listed(tuple(range(1, len(scores) + 1)))), **settings))
    pairs = zip(experiment.trials, scores, strict=True)
    return experiment.with_trials(
        replace(trial, status="done", score=score, run=trial.number, seconds=10.0) for trial, score in pairs
    )


def test_that_trials_are_counted_by_how_they_stand() -> None:
    found = counts(with_statuses("done", "done", "pruned", "failed", "impossible", "running", "waiting"))
    assert found == Counts(waiting=1, running=1, done=2, pruned=1, failed=1, impossible=1)
    assert (found.over, found.left, found.total) == (4, 2, 6)
    assert found.text == "2 of 6 done, 1 ended early, 1 failed, 1 impossible"


def test_that_what_tpe_may_still_ask_for_is_counted() -> None:
    experiment = trained(swept(BATCHES, method="grid", seeds=2))
    rates = Varied(RATE, Span(1e-4, 1e-1, log=True))
    found = counts(replace(experiment, project=swept(rates, method="tpe", most=10, seeds=2)))
    assert (found.done, found.to_come, found.total) == (8, 12, 20)
    lists = replace(experiment, project=swept(BATCHES, method="tpe", most=10, seeds=2))
    assert (counts(lists).to_come, lists.is_over) == (0, True)


def test_that_the_best_so_far_never_gets_worse() -> None:
    found = course(scored(0.5, 0.7, None, 0.6, 0.9))
    assert found.trials.tolist() == [1, 2, 4, 5]
    assert found.best.tolist() == [0.5, 0.7, 0.7, 0.9]
    assert found.worked.tolist() == [10, 20, 40, 50]
    assert np.isnan(found.since).all()
    assert course(scored(0.5, 0.7, 0.3, score="val_loss")).best.tolist() == [0.5, 0.5, 0.3]


def test_that_the_course_is_that_of_the_clock_where_runs_are_known() -> None:
    """Two side by side: the second began later, and was done first."""
    epochs = (Epoch(1, 1.0, 0.5, 1.0, 0.5, 5.0),)
    runs = {
        1: run(1, started="2026-03-01T14:00:10+01:00", epochs=epochs),
        2: run(2, started="2026-03-01T13:00:05+00:00", epochs=epochs),
    }
    found = course(scored(0.5, 0.7), runs)
    assert (found.trials.tolist(), found.since.tolist()) == ([2, 1], [15, 20])
    assert found.best.tolist() == [0.7, 0.7]


def test_that_nothing_has_no_course() -> None:
    assert [len(each) for each in vars(course(waiting(swept()))).values()] == [0] * 5
    assert outcomes(waiting(swept())) == ()


@pytest.mark.parametrize(("hands", "left"), [(1, 30.0), (2, 15.0), (3, 10.0), (9, 10.0), (0, None)])
def test_that_the_time_left_follows_from_the_mean(hands: int, left: float | None) -> None:
    experiment = with_statuses("done", "failed", "pruned", "done", "impossible", "running", "waiting", "waiting")
    assert seconds_left(experiment, hands) == left


def test_that_the_time_left_follows_from_the_latest() -> None:
    experiment = trained(swept(Varied(BATCH, Listed(tuple(range(1, 101)))), most=100))
    slow = (replace(each, seconds=1.0 if each.number < 40 else 10.0) for each in experiment.trials)
    waits = replace(experiment.trials[-1], status="waiting", seconds=0.0)
    assert seconds_left(experiment.with_trials([*slow, waits]), 1) == 10.0


def test_that_the_time_left_is_not_known_at_the_beginning_and_nothing_at_the_end() -> None:
    assert seconds_left(waiting(swept()), 1) is None
    assert seconds_left(trained(swept()), 1) == 0.0


def test_that_seeds_of_a_combination_are_told_together() -> None:
    experiment = trained(swept(BATCHES, Varied(FILTERS, Listed((8, 32))), seeds=3), noise=0.01)
    lost: Trial = replace(experiment.trials[-1], status="failed", score=None)
    found = outcomes(experiment.with_trials([lost]))
    assert len(found) == 8
    means = [each.spread.mean for each in found]
    assert means == sorted(means, reverse=True)
    assert sorted(each.spread.count for each in found) == [2, *[3] * 7]
    best = [trial.score or 0.0 for trial in experiment.trials if trial.number in found[0].trials]
    assert found[0].spread.deviation == pytest.approx(np.std(best, ddof=1))
    assert math.isnan(outcomes(trained(swept()))[0].spread.deviation)


def test_that_one_lucky_run_makes_no_best_combination() -> None:
    experiment = trained(swept(BATCHES, seeds=3))
    assert best_combination(waiting(swept())) is None
    scores = [0.8, 0.8, 0.8, 0.85, 0.85, 0.85, 0.99]
    pairs = zip(experiment.trials, scores, strict=False)
    found = experiment.with_trials(replace(trial, score=score) for trial, score in pairs)
    found = found.with_trials(replace(trial, status="waiting", score=None) for trial in found.trials[7:])
    best = best_combination(found)
    assert best is not None
    assert (best.combination, best.spread.count) == (2, 3)


def test_that_the_best_come_first_equal_ones_by_number() -> None:
    assert [each.number for each in best_first(scored(0.5, None, 0.7, 0.5))] == [3, 1, 4]
    assert [each.number for each in best_first(scored(0.5, None, 0.7, score="val_loss"))] == [1, 3]


def test_that_thousands_of_trials_take_no_time() -> None:
    rate, filters = Varied(RATE, Span(1e-5, 1.0, log=True)), Varied(FILTERS, Span(1, 64, whole=True))
    experiment = trained(swept(rate, filters, method="random", most=2_500))
    assert len(experiment.trials) == 2_500
    for ask in (counts, course, outcomes, best_first, lambda each: seconds_left(each, 2)):
        took = []
        for _ in range(3):
            began = time.perf_counter()
            ask(experiment)
            took.append(time.perf_counter() - began)
        assert min(took) < 0.05, ask


def test_that_an_experiment_without_trials_counts_nothing() -> None:
    assert counts(begun(swept())).total == 0
