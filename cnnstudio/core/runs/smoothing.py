"""A running mean of figures in which older ones count less and less, so that a restless curve can be read."""

import math

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_MOST = 1024
_NOTHING = 1e-17
_SMALLEST = 1e-100
"""Within a block weights are divided by their powers, which must not leave the range of float64."""


class Smoothed:
    """The exponential moving average of a row of numbers that only grows; each is worked through once.

    s₀ = 0, sₜ = weight · sₜ₋₁ + (1 − weight) · xₜ, and what is shown is sₜ / (1 − weightᵗ), which takes away the
    pull towards zero at the beginning (Kingma and Ba, https://arxiv.org/abs/1412.6980, section 3). What is not finite
    is left out and stays as it is.

    Attributes:
        weight: 0 (the numbers themselves) up to, but not, 1.
    """

    def __init__(self, weight: float) -> None:
        if not 0 <= weight < 1:
            raise ValueError(f"{weight} is no weight")
        self.weight = weight
        self._values = np.empty(0, np.float64)
        self._count = self._finite = 0
        self._state = 0.0

    def extend(self, numbers: Numbers) -> Numbers:
        """The averages of all ``numbers``, of which only those behind the ones of last time are new; a view."""
        new = numbers[self._count :]
        if len(numbers) > len(self._values):
            room = np.empty(max(len(numbers), 2 * len(self._values)), np.float64)
            room[: self._count] = self._values[: self._count]
            self._values = room
        self._values[self._count : len(numbers)] = self._averages(new)
        self._count = len(numbers)
        return self._values[: self._count]

    def _averages(self, new: Numbers) -> Numbers:
        good = np.isfinite(new)
        if not good.all():
            made = new.astype(np.float64)
            made[good] = self._averages(new[good])
            return made
        if self.weight == 0 or not len(new):
            return new
        sums = _moving(new, self.weight, self._state)
        self._state = float(sums[-1])
        # Later on the correction is less than float64 can tell.
        early = min(max(math.ceil(math.log(_NOTHING) / math.log(self.weight)) - self._finite, 0), len(new))
        counts = np.arange(self._finite + 1, self._finite + early + 1)
        sums[:early] /= -np.expm1(counts * math.log(self.weight))
        self._finite += len(new)
        return sums


def _moving(numbers: Numbers, weight: float, before: float) -> Numbers:
    """sₜ of all ``numbers``, in blocks: inside a block a running sum does it, and blocks are joined one by one."""
    size = min(_MOST, max(int(math.log(_SMALLEST) / math.log(weight)), 1))
    powers = weight ** np.arange(1, size + 1)
    inside = np.zeros((-(-len(numbers) // size), size))
    inside.reshape(-1)[: len(numbers)] = numbers
    # In place throughout: new memory costs more than the sums.
    inside /= powers
    np.cumsum(inside, axis=1, out=inside)
    inside *= powers * (1 - weight)
    starts, whole = np.concatenate([[before], inside[:-1, -1]]), float(powers[-1])
    if whole > _NOTHING:
        for block in range(1, len(starts)):
            starts[block] += whole * starts[block - 1]
    inside += starts[:, None] * powers
    return np.asarray(inside.reshape(-1)[: len(numbers)])
