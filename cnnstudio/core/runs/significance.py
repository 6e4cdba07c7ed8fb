"""Whether one network is better than another beyond chance, and how far runs of other seeds lie apart."""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run

LEVEL = 0.05
"""A difference that chance alone brings about more seldom than this counts as shown."""

_DRAWN = "drawn"
"""The source of what the person drew: no file need be named for it."""

_EXACT_UP_TO = 20_000
"""With so many pictures on which two runs differ, sums of whole numbers still take no time."""


@dataclass(frozen=True)
class McNemar:
    """Two networks on the same pictures, by McNemar's exact test (two-sided binomial test of b against c).

    McNemar 1947, https://doi.org/10.1007/BF02295996; the exact form as ``scipy.stats.binomtest(b, b + c)`` has it.

    Attributes:
        count: The pictures.
        b: Those on which only the first is right.
        c: Those on which only the second is right.
        p: How often chance alone brings about a difference at least this large where both are equally good.
    """

    count: int
    b: int
    c: int
    p: float

    @property
    def is_shown(self) -> bool:
        """Whether the difference is more than chance, at a level of 5 %."""
        return self.p < LEVEL

    def words(self, first: str, second: str) -> str:
        """The counts and what they show, in two or three sentences; ``first`` and ``second`` name the runs."""
        if not self.b + self.c:
            return tr(
                "{first} and {second} are right and wrong on the very same of the {count:,} pictures.",
                first=first,
                second=second,
                count=self.count,
            )
        counts = tr(
            "Of {every:,} pictures, {one:,} are right in {first} alone and {other:,} in {second} alone.",
            every=self.count,
            one=self.b,
            first=first,
            other=self.c,
            second=second,
        )
        cases = _how_often(self.p)
        chance = (
            tr(
                "Were both equally good, chance alone would do as much in {cases}: {better} is better beyond chance.",
                cases=cases,
                better=first if self.b > self.c else second,
            )
            if self.is_shown
            else tr(
                "Were both equally good, chance alone would do as much in {cases}: neither is shown to be better.",
                cases=cases,
            )
        )
        return f"{counts} {chance}"


@dataclass(frozen=True)
class Spread:
    """Several values of one figure.

    Attributes:
        deviation: The sample standard deviation (n − 1); NaN for one value.
        low, high: The 95 % interval of the mean by Student's t distribution; NaN for one value.
    """

    count: int
    mean: float
    deviation: float
    low: float
    high: float


def mcnemar(a: Outcomes, b: Outcomes) -> McNemar:
    """The test of two networks on one part of the data.

    Raises StudioError where the two were not scored on the same pictures.
    """
    if a.labels != b.labels or not np.array_equal(a.truth, b.truth):
        raise StudioError(
            tr("The two runs were not scored on the same pictures, so they cannot be compared picture by picture."),
            tr("Train or score both on the same data."),
        )
    only_a, only_b = int(np.sum(a.right & ~b.right)), int(np.sum(b.right & ~a.right))
    return McNemar(len(a), only_a, only_b, binomial(only_a, only_b))


def binomial(b: int, c: int) -> float:
    """The two-sided p of b successes in b + c tries of probability ½: min(1, 2 · Σ_{i ≤ min(b, c)} C(b + c, i) / 2ⁿ).

    Exact to the last digit up to 20,000 tries, beyond that to about eight digits.
    """
    tries, least = b + c, min(b, c)
    if b == c:
        return 1.0
    if tries <= _EXACT_UP_TO:
        term = total = 1
        for number in range(least):
            term = term * (tries - number) // (number + 1)
            total += term
        return min(1.0, 2 * total / (1 << tries))
    # Relative to its largest term the sum falls quickly.
    log = math.lgamma(tries + 1) - math.lgamma(least + 1) - math.lgamma(tries - least + 1) - tries * math.log(2)
    share, together = 1.0, 1.0
    for number in range(least, 0, -1):
        share *= number / (tries - number + 1)
        together += share
        if share < 1e-18:
            break
    return min(1.0, 2 * together * math.exp(log))


def same_test(a: Run, b: Run) -> bool:
    """Whether two runs are tested with the same pictures, as far as their projects and scores tell."""
    if a.labels != b.labels or _tested_with(a.project) != _tested_with(b.project):
        return False
    if a.test is None or b.test is None:
        return True
    return bool(np.array_equal(a.test.matrix.sum(axis=1), b.test.matrix.sum(axis=1)))


def _tested_with(project: Project) -> tuple[object, ...]:
    """Equal for projects with the same test pictures."""
    data = project.data
    if not data.path and data.source != _DRAWN:  # named sets have a test part of their own
        return (data.source,)
    return data.source, data.path, data.labels, data.test_share, data.seed, data.megapixels


def repeats(runs: Iterable[Run]) -> tuple[tuple[Run, ...], ...]:
    """Finished runs of one project with several seeds: groups of two or more, in the order of their first runs.

    Of the same seeds the latest run counts: to train it twice tells nothing new. A run that went on beyond its end is
    none of them where that made it another experiment: see ``is_as_planned``.
    """
    groups: dict[Hashable, dict[tuple[int, int], Run]] = {}
    for run in runs:
        if run.status == "finished" and is_as_planned(run):
            project = run.project
            seeds = project.plan.seed, project.data.seed
            groups.setdefault(_seedless(project), {})[seeds] = run
    return tuple(tuple(group.values()) for group in groups.values() if len(group) > 1)


def is_as_planned(run: Run) -> bool:
    """Whether the run is what its project trained in one go would be.

    One that went on with more epochs is not where its schedule goes by their number, or where it had stopped early.
    """
    plan = run.project.plan
    return not run.continued or not (plan.schedule.by_epochs or plan.early_stopping)


def _seedless(project: Project) -> Hashable:
    """Equal for projects that differ in nothing but their seeds."""
    plan, data = (
        tuple(getattr(part, each.name) for each in fields(part) if each.name != "seed")
        for part in (project.plan, project.data)
    )
    return project.network, project.preprocessing, plan, data


def mean_and_deviation(values: Sequence[float]) -> Spread:
    """Mean, deviation and 95 % interval of one or more values; raises ValueError for none."""
    count = len(values)
    if not count:
        raise ValueError("There is no mean of no values.")
    mean = math.fsum(values) / count
    if count == 1:
        return Spread(1, mean, math.nan, math.nan, math.nan)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))
    half = student_t(count - 1) * deviation / math.sqrt(count)
    return Spread(count, mean, deviation, mean - half, mean + half)


@lru_cache(maxsize=1_000)
def student_t(freedom: int, share: float = 0.95) -> float:
    """The t between whose two signs Student's distribution of so many degrees of freedom has ``share`` of itself."""
    low, high = 0.0, 1.0
    while _between(high, freedom) < share:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _between(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _between(t: float, freedom: int) -> float:
    """The share of Student's distribution between −t and t: the finite sums of Abramowitz and Stegun, 26.7.3 and 4."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, square = math.sin(angle), math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0
    for number in range(odd, freedom - 1, 2):
        total += term
        term *= square * (number + 1) / (number + 2)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def _how_often(p: float) -> str:
    """ "34 % of cases (p = 0.34)", "0.07 % of cases (p = 0.0007)", "4.96 % of cases (p = 0.0496)"."""
    if p < 0.0001:
        return tr("fewer than 1 of 10,000 cases (p < 0.0001)")
    if p >= 0.995:
        return tr("every case (p = 1)")
    # Two digits, and more where it would read as the very level that it lies above or below.
    digits = next((digits for digits in range(2, 18) if float(f"{p:.{digits}g}") != LEVEL), 2)
    return tr("{percent:.{digits}g} % of cases (p = {p:.{digits}g})", percent=100 * p, p=p, digits=digits)
