"""How many numbers are distributed: a histogram and what is told beside it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

AT_ONCE = 250_000
"""So many numbers are gone through in one step, which takes some 10 ms."""

_FEWEST_BINS, _MOST_BINS = 8, 80


@dataclass(frozen=True, eq=False)
class Distribution:
    """Of an array of weights.

    Attributes:
        counts: int64 (bins,), over equal bins from ``low`` to ``high``; what is not finite is in none. Numbers that are
            all the same are counted in the middle.
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

    They are gone through twice: the first time says from where to where the bins reach.
    """

    def __init__(self, array: npt.NDArray[Any], at_once: int = AT_ONCE) -> None:
        self._numbers, self._at_once = np.reshape(array, -1), at_once
        self._done, self._is_second = 0, False
        self._low, self._high, self._sum, self._squares = math.inf, -math.inf, 0.0, 0.0
        self._finite = self._zeros = 0
        self._spread = 0.0
        self._counts = np.zeros(bins_for(self._numbers.size), np.int64)
        self.found: Distribution | None = None

    @property
    def work(self) -> int:
        """How many numbers all steps together go through."""
        return 2 * self._numbers.size

    def step(self) -> int:
        """Goes through some more numbers, and says how many; after the last of them ``found`` is there."""
        part = self._numbers[self._done : self._done + self._at_once]
        good = np.asarray(part[np.isfinite(part)], np.float64)
        if self._is_second:
            self._count(good)
        else:
            self._measure(good)
        self._done += len(part)
        if self._done >= self._numbers.size:
            if self._is_second:
                self.found = self._result()
            self._done, self._is_second = 0, True
        return len(part)

    @property
    def _mean(self) -> float:
        return self._sum / self._finite if self._finite else 0.0

    def _measure(self, good: npt.NDArray[np.float64]) -> None:
        if not len(good):
            return
        self._low, self._high = min(self._low, float(good.min())), max(self._high, float(good.max()))
        self._sum += float(good.sum())
        self._squares += float(np.dot(good, good))
        self._finite += len(good)
        self._zeros += len(good) - int(np.count_nonzero(good))

    def _count(self, good: npt.NDArray[np.float64]) -> None:
        if not len(good):
            return
        self._spread += float(np.square(good - self._mean).sum())
        if self._low == self._high:  # numpy would widen this, too little for large numbers
            self._counts[len(self._counts) // 2] += len(good)
            return
        counts, _ = np.histogram(good, len(self._counts), (self._low, self._high))
        self._counts += counts

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
            math.sqrt(self._squares),
        )
