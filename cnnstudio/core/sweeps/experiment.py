"""A sweep that was begun: its trials, and how far each of them is."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.combinations import Values

if TYPE_CHECKING:
    from cnnstudio.core.project import Project

TrialStatus = Literal["waiting", "running", "done", "pruned", "failed", "impossible"]

OVER: frozenset[TrialStatus] = frozenset({"done", "pruned", "failed", "impossible"})
"""What no run is begun for any more."""


_OF_A_TRIAL = re.compile(r"Sweep \d+\.\d+ · ")


@dataclass(frozen=True)
class Trial:
    """One combination with one seed: a run that is to be, is, or was trained.

    Attributes:
        number: 1, 2, 3 … in its experiment.
        combination: Which one, from 1: trials of the same one differ in their seed.
        values: As ``Combination.values``.
        run: The run that came of it in the project file; None where there is none (yet).
        score: Of that run, by the figure the sweep asks for; None where there is none.
        seconds: Of wall clock from its beginning to its end, data and building and all.
        reason: Why it failed, ended early or cannot be, in words.
    """

    number: int
    combination: int
    values: Values
    seed: int
    status: TrialStatus = "waiting"
    run: int | None = None
    score: float | None = None
    seconds: float = 0.0
    reason: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def has_score(self) -> bool:
        return self.score is not None and math.isfinite(self.score)


@dataclass(frozen=True)
class Experiment:
    """A sweep that was begun.

    Attributes:
        number: 1, 2, 3 … in its file.
        project: The project as it was then, with its sweep.
        started: ISO 8601, with the offset from UTC.
        trials: In the order of their numbers; of a sweep by TPE those that were asked for so far.
    """

    number: int
    project: "Project"
    started: str
    trials: tuple[Trial, ...] = ()

    @property
    def name(self) -> str:
        return tr("Sweep {number}", number=self.number)

    @property
    def is_over(self) -> bool:
        """Whether no trial is left that could be trained."""
        sweep = self.project.sweep
        if any(not trial.is_over for trial in self.trials):
            return False
        return sweep.method != "tpe" or len({trial.combination for trial in self.trials}) >= sweep.most_tried

    @property
    def best(self) -> Trial | None:
        """The trial with the best score, the first of equals; None where none has one."""
        return best_of(self.trials, maximises=self.project.sweep.maximises)

    def with_trials(self, changed: Iterable[Trial]) -> "Experiment":
        """With trials in the place of those of the same numbers, or behind them."""
        found = {trial.number: trial for trial in self.trials} | {trial.number: trial for trial in changed}
        return replace(self, trials=tuple(found[number] for number in sorted(found)))


def best_of(trials: Iterable[Trial], *, maximises: bool) -> Trial | None:
    """The trial with the best score, the first of equals; None where none has one. Pruned ones do not count."""
    scored = [trial for trial in trials if trial.status == "done" and trial.has_score]
    if not scored:
        return None
    return (max if maximises else min)(scored, key=lambda trial: trial.score or 0.0)


def names_what_varied(name: str) -> bool:
    """Whether a run is called as a sweep calls its runs, "Sweep 2.7 · lr 0.01": then it says what tells it apart."""
    return _OF_A_TRIAL.match(name) is not None


def score_of(run: Run, score: str) -> float | None:
    """The figure of a run that a sweep judges by, of its used epoch; None where it has none.

    Args:
        score: A key of ``sweep.SCORES``.
    """
    used = next((epoch for epoch in run.epochs if epoch.number == run.used_epoch), None)
    value = math.nan if used is None else used.value(score)
    return value if math.isfinite(value) else None


def trials_of(combination: int, values: Values, seeds: Sequence[int], first: int, why_not: str = "") -> list[Trial]:
    """The trials of one combination, numbered from ``first``; one alone where it cannot be, which has no run."""
    if why_not:
        return [Trial(first, combination, values, seeds[0], "impossible", reason=why_not)]
    return [Trial(first + more, combination, values, seed) for more, seed in enumerate(seeds)]
