"""How far an experiment is: its trials by how they stand, the best so far, and the time that is left."""

import datetime
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.significance import Spread, mean_and_deviation
from cnnstudio.core.sweeps.combinations import Values
from cnnstudio.core.sweeps.experiment import Experiment, Trial, TrialStatus

STATUSES: dict[TrialStatus, str] = {
    "done": "done",
    "pruned": "ended early",
    "failed": "failed",
    "impossible": "impossible",
    "running": "under way",
    "waiting": "waiting",
}
"""As they stand in files, in any language."""

_IN_WORDS: dict[TrialStatus, str] = {
    "done": tr_in("a run of a sweep", "done"),
    "pruned": tr_in("a run of a sweep", "ended early"),
    "failed": tr_in("a run of a sweep", "failed"),
    "impossible": tr_in("a run of a sweep", "impossible"),
    "running": tr_in("a run of a sweep", "under way"),
    "waiting": tr_in("a run of a sweep", "waiting"),
}

_LATEST = 50
"""Trials by whose seconds the time that is left is judged: later ones may be larger than the first."""

NO_RUNS: Mapping[int, Run] = {}


def status_in_words(status: TrialStatus) -> str:
    """ "ended early" of a pruned one."""
    return _IN_WORDS[status]


@dataclass(frozen=True)
class Counts:
    """Trials by how they stand.

    Attributes:
        to_come: Those of a sweep by TPE that were not asked for yet, as many as may be.
    """

    waiting: int = 0
    running: int = 0
    done: int = 0
    pruned: int = 0
    failed: int = 0
    impossible: int = 0
    to_come: int = 0

    @property
    def over(self) -> int:
        """How many are trained no more, without those that never could."""
        return self.done + self.pruned + self.failed

    @property
    def left(self) -> int:
        """How many are still to be trained to their end."""
        return self.waiting + self.running + self.to_come

    @property
    def total(self) -> int:
        """How many are trained in all, those that are over counted in."""
        return self.over + self.left

    @property
    def text(self) -> str:
        """ "17 of 40 done, 2 ended early, 1 failed"; impossible ones at the end."""
        found = [tr("{count:,} of {all:,} done", count=self.done, all=self.total)]
        found += [tr("{count:,} ended early", count=self.pruned)] if self.pruned else []
        found += [tr("{count:,} failed", count=self.failed)] if self.failed else []
        found += [tr("{count:,} impossible", count=self.impossible)] if self.impossible else []
        return ", ".join(found)


def counts(experiment: Experiment) -> Counts:
    """How its trials stand."""
    sweep, found = experiment.project.sweep, Counter(trial.status for trial in experiment.trials)
    asked = max((trial.combination for trial in experiment.trials), default=0)
    to_come = max(0, sweep.most_tried - asked) * sweep.seeds if sweep.method == "tpe" else 0
    return Counts(to_come=to_come, **{status: found[status] for status in STATUSES})


@dataclass(frozen=True)
class Course:
    """The scores in the order in which the trials ended; every array has one entry for each that is done.

    Attributes:
        trials: Their numbers.
        scores: (n,).
        best: (n,): the best until then.
        worked: (n,): seconds of training until then, those of all workers together, failed and ended ones counted in.
        since: (n,): seconds by the clock since the sweep began, with every rest of it; NaN where it is not known.
    """

    trials: NDArray[np.int64]
    scores: NDArray[np.float64]
    best: NDArray[np.float64]
    worked: NDArray[np.float64]
    since: NDArray[np.float64]


def course(experiment: Experiment, runs: Mapping[int, Run] = NO_RUNS) -> Course:
    """The best so far over trials and over time.

    Args:
        runs: Those that came of the trials, by their numbers: when each began tells when it ended. Without them trials
            ended in the order of their numbers.
    """
    began = _seconds(experiment.started)
    over = [trial for trial in experiment.trials if trial.status in ("done", "pruned", "failed")]
    ended = np.array([_ended(trial, runs) - began for trial in over])
    order = np.argsort(ended, kind="stable") if np.isfinite(ended).all() else np.arange(len(over))
    worked = np.cumsum([over[each].seconds for each in order])
    scored = [at for at, each in enumerate(order) if over[each].status == "done" and over[each].has_score]
    kept = order[scored]
    scores = np.array([over[each].score for each in kept], dtype=float)
    best = (np.maximum if experiment.project.sweep.maximises else np.minimum).accumulate(scores)
    numbers = np.array([over[each].number for each in kept], dtype=np.int64)
    return Course(numbers, scores, best, worked[scored], ended[kept])


def seconds_left(experiment: Experiment, hands: int, foretold: float | None = None) -> float | None:
    """How long it still takes, by the latest trials that were trained; None while nobody trains.

    Args:
        hands: How many are trained at once.
        foretold: Seconds that a trial takes where none was trained yet; then None without it.
    """
    left = counts(experiment).left
    took = [trial.seconds for trial in experiment.trials if trial.is_over and trial.seconds > 0][-_LATEST:]
    each = math.fsum(took) / len(took) if took else foretold
    return None if each is None or hands < 1 else left / min(hands, max(left, 1)) * each


@dataclass(frozen=True)
class Outcome:
    """What came of a combination with all its seeds.

    Attributes:
        trials: The numbers of those that are done, with a score.
    """

    combination: int
    values: Values
    trials: tuple[int, ...]
    spread: Spread


def outcomes(experiment: Experiment) -> tuple[Outcome, ...]:
    """Every combination of which a trial is done, that with the best mean first."""
    found: dict[int, list[Trial]] = {}
    for trial in experiment.trials:
        if trial.status == "done" and trial.has_score:
            found.setdefault(trial.combination, []).append(trial)
    made = (_outcome(number, trials) for number, trials in found.items())
    sign = -1 if experiment.project.sweep.maximises else 1
    return tuple(sorted(made, key=lambda each: sign * each.spread.mean))


def best_combination(experiment: Experiment) -> Outcome | None:
    """That with the best mean, of those with the most seeds: one lucky run makes none. None before a trial is done."""
    found = outcomes(experiment)
    most = max((each.spread.count for each in found), default=0)
    return next((each for each in found if each.spread.count == most), None)


def best_first(experiment: Experiment) -> list[Trial]:
    """The trials that are done with a score, the best first, equal ones by their numbers."""
    sign = -1 if experiment.project.sweep.maximises else 1
    scored = [trial for trial in experiment.trials if trial.status == "done" and trial.has_score]
    return sorted(scored, key=lambda trial: sign * (trial.score or 0.0))


def _outcome(number: int, trials: Sequence[Trial]) -> Outcome:
    scores = [trial.score or 0.0 for trial in trials]
    return Outcome(number, trials[0].values, tuple(trial.number for trial in trials), mean_and_deviation(scores))


def _ended(trial: Trial, runs: Mapping[int, Run]) -> float:
    """Seconds since 1970; NaN where it is not known."""
    run = runs.get(trial.run) if trial.run is not None else None
    return math.nan if run is None else _seconds(run.started) + max(run.seconds, trial.seconds)


def _seconds(moment: str) -> float:
    """Of ISO 8601 with an offset, since 1970; NaN for anything else."""
    try:
        return datetime.datetime.fromisoformat(moment).timestamp()
    except ValueError:
        return math.nan
