"""How many numbers are distributed: a histogram and what is told beside it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Distribution:
    """Of an array of weights.

    Attributes:
        counts: int64 (bins,), over equal bins from ``low`` to ``high``; what is not finite is in none.
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
