"""How much each setting of a sweep has to do with the score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.sweeps.combinations import is_capped
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Over, Span

WHAT_IT_IS = tr(
    "Of how the scores differ, the share that goes with one setting alone (η²): how far the means of its values lie "
    "apart, squared, against how far all runs do. What two settings bring about only together is in none of them. A "
    "large share means that the choice mattered among these values, not that a larger value is better. Chance alone "
    "brings about a share as well: only what is larger than it brings about 19 times of 20 is a finding."
)
"""What is told of the shares."""

FEWEST = 6
"""Below so many runs nothing is said."""

_A_GROUP = 2
"""Runs for each value, on average, below which nothing is said."""

_QUARTERS = 4
"""Groups of a range of which more values were taken."""

_SURE = 0.95
"""How often the share of a setting that does nothing stays below what is called chance."""

_DRAWS = 100_000
"""From which that is known, to a thousandth."""


@dataclass(frozen=True)
class Importance:
    """How much a setting has to do with the score, by a one-way analysis of variance.

    The share is the correlation ratio η² = SS between / SS total (Fisher, Statistical Methods for Research Workers,
    1925, §45). Of a setting that does nothing it is distributed as a Beta((k - 1) / 2, (n - k) / 2), with k groups of n
    runs, which is the F test in other words. Shares of settings that were varied unevenly together, as TPE does,
    overlap.

    Attributes:
        share: From 0 to 1; None where it cannot be said, for which ``why_not`` says why.
        by_chance: Up to what the share would be 19 times of 20 if the setting did nothing; 0 where there is none.
        groups: Values, or quarters of a range, that are told apart.
        count: Runs it is said from: those done with a score in which the setting was there.
    """

    place: Place
    share: float | None
    by_chance: float = 0.0
    groups: int = 0
    count: int = 0
    why_not: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether the share is larger than what chance brings about 19 times of 20."""
        return self.share is not None and self.share > self.by_chance


def importances(experiment: Experiment) -> tuple[Importance, ...]:
    """For each setting that varies, in the order of the sweep."""
    sweep = experiment.project.sweep
    scored = [trial for trial in experiment.trials if trial.status == "done" and trial.has_score]
    drawn = sweep.method != "grid" or is_capped(sweep)
    return tuple(_of(one.place, one.over, number, scored, drawn=drawn) for number, one in enumerate(sweep.varied))


def by_weight(found: Iterable[Importance]) -> list[Importance]:
    """The largest share first, those of which nothing can be said last."""
    return sorted(found, key=lambda each: -1.0 if each.share is None else each.share, reverse=True)


def _of(place: Place, over: Over, number: int, trials: Sequence[Trial], *, drawn: bool) -> Importance:
    there = [trial for trial in trials if trial.values[number] is not None]
    scores = np.array([trial.score for trial in there], dtype=float)
    groups = _groups([trial.values[number] for trial in there], over)
    kinds = len(np.unique(groups))
    why_not = _why_not(scores, kinds)
    if why_not:
        return Importance(place, None, groups=kinds, count=len(there), why_not=why_not)
    chance = by_chance(kinds, _independent(there, kinds) if drawn else len(there))
    return Importance(place, eta_squared(scores, groups), chance, kinds, len(there))


@lru_cache(maxsize=256)
def by_chance(groups: int, count: int) -> float:
    """Up to what the share is 19 times of 20 by chance, of so many groups of so many independent scores."""
    drawn = np.random.default_rng(7).beta((groups - 1) / 2, (count - groups) / 2, _DRAWS)
    return float(np.quantile(drawn, _SURE))


def _independent(trials: Sequence[Trial], groups: int) -> int:
    """How many scores of a draw say something of their own.

    Seeds of one combination share whatever else was drawn for it, so that they count once; where each value has one
    combination alone, they are all there is to judge by.
    """
    found = len({trial.combination for trial in trials})
    return found if found > groups else len(trials)


def eta_squared(scores: NDArray[np.float64], groups: NDArray[np.int64]) -> float:
    """The share of the variance of the scores that goes with the group, from 0 to 1.

    Args:
        scores: (n,), not all the same.
        groups: (n,), from 0.
    """
    centred = scores - scores.mean()
    counts = np.bincount(groups)
    sums = np.bincount(groups, weights=centred)
    there = counts > 0
    return float(np.clip((sums[there] ** 2 / counts[there]).sum() / (centred**2).sum(), 0.0, 1.0))


def _groups(values: Sequence[Any], over: Over) -> NDArray[np.int64]:
    """The number of each value's group: the same value, or the same quarter of those of a range that were taken."""
    if isinstance(over, Span) and len(set(values)) > _QUARTERS:
        taken = np.array(values, dtype=float)
        edges = np.quantile(taken, np.arange(1, _QUARTERS) / _QUARTERS)
        return np.searchsorted(edges, taken, side="left").astype(np.int64)
    known: dict[Any, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)


def _why_not(scores: NDArray[np.float64], kinds: int) -> str:
    count, least = len(scores), max(FEWEST, _A_GROUP * kinds)
    if count < least:
        return tr_count(
            "It takes {least:,} runs with a score; there is {count:,}.",
            "It takes {least:,} runs with a score; there are {count:,}.",
            count,
            least=least,
        )
    if kinds < 2:
        return tr("All runs had the same value.")
    if float(scores.max() - scores.min()) < 1e-12:
        return tr("All runs have the same score.")
    return ""
