"""The trials of a sweep as arrays: where each stands on every axis, and how good it is."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import known_setting, label, short_label
from cnnstudio.core.sweeps.sweep import SCORES
from cnnstudio.core.sweeps.table import score_in_words
from cnnstudio.core.words import capitalised
from cnnstudio.gui.sweeps.results.axes import Axis, Places, score_axis, setting_axis

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Field:
    """The trials of an experiment, a row each, in the order of their numbers.

    Attributes:
        axes: One for each setting that varies.
        places: (n, len(axes)), where each trial stands; see ``Axis.places``.
        scores: (n,), NaN where there is none.
    """

    experiment: Experiment
    axes: tuple[Axis, ...]
    places: Places
    scores: Places

    def __len__(self) -> int:
        return len(self.trials)

    @property
    def trials(self) -> tuple[Trial, ...]:
        return self.experiment.trials

    @property
    def maximises(self) -> bool:
        """Whether a higher score is better."""
        return self.experiment.project.sweep.maximises

    @cached_property
    def score_label(self) -> str:
        """ "Validation accuracy"."""
        words = SCORES[self.experiment.project.sweep.score].partition(",")[0]
        return capitalised(words)

    @property
    def is_share(self) -> bool:
        """Whether the score is one, which is said in per cent."""
        return "accuracy" in self.experiment.project.sweep.score

    @cached_property
    def score_axis(self) -> Axis:
        return score_axis(self.score_label, self.scores, is_share=self.is_share)

    @cached_property
    def score_ends(self) -> tuple[str, str] | None:
        """The lowest and the highest score in words; None where there are not two."""
        scores = self.scores[self.is_scored]
        if not len(scores) or scores.min() == scores.max():
            return None
        return self.score_words(float(scores.min())), self.score_words(float(scores.max()))

    @cached_property
    def heights(self) -> Places:
        """(n,), where the scores stand on their axis."""
        return self.score_axis.numbers.places(self.scores)

    @cached_property
    def goodness(self) -> Places:
        """(n,), 1 for the best score and 0 for the worst; NaN where there is none."""
        return self.heights if self.maximises else 1 - self.heights

    @cached_property
    def is_scored(self) -> Mask:
        """(n,), which trials have a score."""
        return np.isfinite(self.scores)

    @cached_property
    def numbers(self) -> Rows:
        """(n,), the numbers of the trials."""
        return np.array([trial.number for trial in self.trials], np.int64)

    @cached_property
    def combinations(self) -> Rows:
        """(n,), of which combination each is."""
        return np.array([trial.combination for trial in self.trials], np.int64)

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The rows by the numbers of their trials."""
        return {trial.number: row for row, trial in enumerate(self.trials)}

    @cached_property
    def best_first(self) -> Rows:
        """The rows that have a score, the best first."""
        order = np.argsort(-self.goodness, kind="stable")
        return order[: int(self.is_scored.sum())]

    def alike(self, row: int) -> tuple[int, ...]:
        """The numbers of the trials that differ from this one in their seed alone, with its own."""
        return tuple(self.numbers[self.combinations == self.combinations[row]].tolist())

    def score_words(self, score: float) -> str:
        """ "98.12 %", "0.0512"."""
        return score_in_words(self.experiment.project, score)


def field_of(experiment: Experiment, before: Field | None = None) -> Field:
    """The arrays of an experiment.

    Args:
        before: As it was until now: of trials that are the same ones nothing is worked out again.
    """
    if before is not None and not _goes_on(experiment, before.experiment):
        before = None
    axes = _axes(experiment) if before is None else before.axes
    scores = np.array([_score(trial) for trial in experiment.trials], np.float64)
    if before is None:
        return Field(experiment, axes, _places(axes, experiment.trials), scores)
    changed = [
        row
        for row, trial in enumerate(experiment.trials)
        if row >= len(before) or trial.values is not before.trials[row].values
    ]
    places = np.empty((len(experiment.trials), len(axes)), np.float64)
    places[: len(before)] = before.places
    if changed:
        places[changed] = _places(axes, tuple(experiment.trials[row] for row in changed))
    return Field(experiment, axes, places, scores)


def _goes_on(experiment: Experiment, before: Experiment) -> bool:
    """Whether it is the same sweep, with no trial less."""
    is_same = before.number == experiment.number and len(before.trials) <= len(experiment.trials)
    return is_same and (before.project is experiment.project or before.project == experiment.project)


def _axes(experiment: Experiment) -> tuple[Axis, ...]:
    axes = []
    project = experiment.project
    for one in project.sweep.varied:
        setting = known_setting(project, one.place)
        axes.append(setting_axis(short_label(one.place), label(project, one.place), one.over, setting))
    return tuple(axes)


def _places(axes: tuple[Axis, ...], trials: tuple[Trial, ...]) -> Places:
    columns = [axis.places([trial.values[at] for trial in trials]) for at, axis in enumerate(axes)]
    return np.stack(columns, 1) if columns else np.zeros((len(trials), 0), np.float64)


def _score(trial: Trial) -> float:
    return trial.score if trial.score is not None and trial.has_score else math.nan
