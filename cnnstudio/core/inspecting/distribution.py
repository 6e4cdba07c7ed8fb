"""How many numbers are distributed: a histogram and what is told beside it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

AT_ONCE = 50_000
"""So many numbers are gone through in one step: copies of them stay in the processor's cache."""

_FEWEST_BINS, _MOST_BINS = 8, 80


@dataclass(frozen=True, eq=False)
class Distribution:
    """Of an array of weights.

    Attributes:
        counts: int64 (bins,), over equal bins from ``low`` to ``high``; a number at an edge, but for what rounding
            does, is in the upper one, and what is not finite in none. Numbers that are all the same are counted in
            the middle.
        low, high: The least and the greatest finite number; 0 where there is none.
        count: How many numbers there are.
        not_finite: How many of them are NaN or infinite.
        zeros: How many are exactly zero.
        mean, deviation: Of the finite ones; the deviation is that of the whole, divided by n.
        norm: The square root of the sum of the squares of the finite ones.
    """

    counts: npt.NDArray[np.int64]
    low: float
    high: float
    count: int
    not_finite: int
    zeros: int
    mean: float
    deviation: float
    norm: float

    @property
    def has_finite(self) -> bool:
        """Whether there is a number that the figures are of."""
        return self.count > self.not_finite


def bins_for(count: int) -> int:
    """How many bins show so many numbers well: 2 ∛n, Rice's rule (Lane, Online Statistics Education, chapter 2)."""
    return min(max(math.ceil(2 * math.cbrt(count)), _FEWEST_BINS), _MOST_BINS)


def distribution(array: npt.NDArray[Any]) -> Distribution:
    """The distribution of an array of any shape, at once."""
    measuring = Measuring(array)
    while measuring.found is None:
        measuring.step()
    return measuring.found


class Measuring:
    """Measures an array of any shape in steps: a layer may have a hundred million numbers.

    They are gone through twice: the first time says from where to where the bins reach. Mean and deviation of the
    parts are put together as in T. Chan, G. Golub and R. LeVeque, "Updating formulae and a pairwise algorithm for
    computing sample variances" (1979), equations 2.1.
    """

    def __init__(self, array: npt.NDArray[Any], at_once: int = AT_ONCE) -> None:
        self._numbers, self._at_once = np.reshape(array, -1), at_once
        self._done, self._is_second = 0, False
        self._low, self._high = math.inf, -math.inf
        self._finite = self._zeros = 0
        self._mean = self._spread = 0.0
        self._counts = np.zeros(bins_for(self._numbers.size), np.int64)
        self.found: Distribution | None = None

    @property
    def work(self) -> int:
        """How many numbers all steps together go through."""
        return 2 * self._numbers.size

    def step(self) -> int:
        """Goes through some more numbers, and says how many; after the last of them ``found`` is there."""
        part = self._numbers[self._done : self._done + self._at_once]
        if len(part):
            self._count(part) if self._is_second else self._measure(part)
        self._done += len(part)
        if self._done >= self._numbers.size:
            if self._is_second:
                self.found = self._result()
            self._done, self._is_second = 0, True
        return len(part)

    def _measure(self, part: npt.NDArray[Any]) -> None:
        low, high = float(part.min()), float(part.max())
        if not (math.isfinite(low) and math.isfinite(high)):  # NaN comes through both
            part = part[np.isfinite(part)]
            if not len(part):
                return
            low, high = float(part.min()), float(part.max())
        self._low, self._high = min(self._low, low), max(self._high, high)
        self._zeros += int(np.count_nonzero(part == 0))
        good = part.astype(np.float64)
        mean, before = float(good.mean()), self._finite
        good -= mean
        self._finite += len(good)
        away = mean - self._mean
        self._spread += float(np.dot(good, good)) + away * away * (before * len(good) / self._finite)
        self._mean += away * (len(good) / self._finite)

    def _count(self, part: npt.NDArray[Any]) -> None:
        bins, good = len(self._counts), part.astype(np.float64)
        if self._finite < self._numbers.size:
            good = good[np.isfinite(good)]
        if self._low == self._high:
            self._counts[bins // 2] += len(good)
            return
        good -= self._low
        good /= self._high - self._low
        good *= bins
        counts = np.bincount(good.astype(np.intp), minlength=bins + 1)
        counts[bins - 1] += counts[bins]  # the greatest number is in the last bin
        self._counts += counts[:bins]

    def _result(self) -> Distribution:
        self._counts.setflags(write=False)
        count, known = self._numbers.size, self._finite > 0
        return Distribution(
            self._counts,
            self._low if known else 0.0,
            self._high if known else 0.0,
            count,
            count - self._finite,
            self._zeros,
            self._mean,
            math.sqrt(self._spread / self._finite) if known else 0.0,
            math.sqrt(self._spread + self._finite * self._mean**2),
        )
