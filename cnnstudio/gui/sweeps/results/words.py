"""What is said of a trial."""

import numpy as np

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.sweeps.standing import status_in_words
from cnnstudio.core.words import duration, plain
from cnnstudio.gui.sweeps.results.field import Field

_MOST = 9
"""Settings that are named beside the pointer."""


def lines_of(field: Field, row: int, more: str = "") -> list[str]:
    """What stands beside the pointer: which trial it is, its settings, its score.

    Args:
        more: Another line below the first.
    """
    trial = field.trials[row]
    said = [tr("Trial {number:,} · {status}", number=trial.number, status=status_in_words(trial.status))]
    if trial.has_score and trial.score is not None:
        said.append(f"{field.score_label}: {field.score_words(trial.score)}")
    said += filter(None, [more, _mean_words(field, row)])
    named = [
        f"{axis.label}: {plain(axis.words(value), 40)}"
        for axis, value in zip(field.axes, trial.values, strict=True)
        if value is not None
    ]
    said += named[:_MOST]
    if len(named) > _MOST:
        said.append(tr("and {count:,} more", count=len(named) - _MOST))
    if trial.reason:
        said.append(plain(trial.reason, 80))
    if trial.seconds:
        said.append(tr("in {time}", time=duration(trial.seconds)))
    return said


def _mean_words(field: Field, row: int) -> str:
    """What all seeds of its combination came to; empty where there is one alone."""
    scores = field.scores[field.combinations == field.combinations[row]]
    scores = scores[np.isfinite(scores)]
    if len(scores) < 2:
        return ""
    return tr("Mean of {count} seeds: {score}", count=len(scores), score=field.score_words(float(scores.mean())))


def passing_words(passing: int, count: int) -> str:
    """ "37 of 200 trials are within the ranges and can be selected"."""
    return tr_count(
        "{count:,} of {all:,} trials is within the ranges and can be selected",
        "{count:,} of {all:,} trials are within the ranges and can be selected",
        passing,
        all=count,
    )
