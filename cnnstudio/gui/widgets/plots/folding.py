"""Long curves made short enough to draw: of the points that fall on one pixel only the lowest and the highest."""

import math

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_BLOCK = 64
"""Points whose lowest and highest are kept at hand."""


class Folded:
    """A curve that only grows; each point is looked at once, whatever is drawn of it.

    Values that are not finite are left out.
    """

    def __init__(self) -> None:
        self._x = self._y = np.empty(0, np.float64)
        self._lows = self._highs = np.empty(0, np.float64)
        self._low, self._high, self._positive = math.inf, -math.inf, math.inf

    def extend(self, x: Numbers, y: Numbers) -> None:
        """Takes a curve that begins with the points of last time."""
        done = len(self._lows) * _BLOCK
        self._x, self._y = x, y
        whole = y[done : len(y) // _BLOCK * _BLOCK]
        lows, highs = _extremes(whole, _BLOCK) if len(whole) else (whole, whole)
        self._lows, self._highs = np.concatenate([self._lows, lows]), np.concatenate([self._highs, highs])
        rest = y[len(self._lows) * _BLOCK :]
        self._take_in(np.concatenate([lows, highs, rest[np.isfinite(rest)]]))
        if not self._low > 0:  # only then the lowest value above zero is another one
            self._take_in(y[done:])

    def _take_in(self, values: Numbers) -> None:
        """Widens the extent by these values."""
        good = values[np.isfinite(values)]
        above = good[good > 0]
        if len(good):
            self._low, self._high = min(self._low, float(good.min())), max(self._high, float(good.max()))
        if len(above):
            self._positive = min(self._positive, float(above.min()))

    def extent(self, *, positive: bool = False) -> tuple[float, float] | None:
        """The lowest and the highest value, of those above zero where ``positive``; None when there are none."""
        low = self._positive if positive else self._low
        return (low, self._high) if low <= self._high else None

    def within(self, left: float, right: float, most: int) -> tuple[Numbers, Numbers]:
        """What to draw from ``left`` to ``right`` and one point beyond, in about ``most`` points or fewer.

        Bins begin at the same points as the curve grows, so that what was drawn stays where it is.
        """
        start = max(int(np.searchsorted(self._x, left)) - 1, 0)
        end = min(int(np.searchsorted(self._x, right, side="right")) + 1, len(self._x))
        if end - start <= most:
            return _finite(self._x[start:end], self._y[start:end])
        size = 1 << math.ceil(math.log2(2 * (end - start) / most))
        start -= start % size
        whole = start + (end - start) // size * size
        if size < _BLOCK:
            lows, highs = _extremes(self._y[start:whole], size)
        else:
            lows, highs = (
                least(values[start // _BLOCK : whole // _BLOCK].reshape(-1, size // _BLOCK), axis=1)
                for least, values in ((np.fmin.reduce, self._lows), (np.fmax.reduce, self._highs))
            )
        rest = whole
        if end - whole > _BLOCK:  # a bin that is not full yet
            low, high = _extremes(self._y[whole : end - 1], end - 1 - whole)
            lows, highs, rest = np.append(lows, low), np.append(highs, high), end - 1
        places = self._x[start:rest:size]
        x = np.concatenate([np.repeat(places, 2), self._x[rest:end]])
        return _finite(x, np.concatenate([np.stack([lows, highs], axis=1).ravel(), self._y[rest:end]]))


def _extremes(values: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """The lowest and the highest finite value of each ``size`` values; NaN where none is finite."""
    rows = values.reshape(-1, size)
    lows, highs = np.minimum.reduce(rows, axis=1), np.maximum.reduce(rows, axis=1)
    bad = ~(np.isfinite(lows) & np.isfinite(highs))
    if bad.any():
        known = np.where(np.isfinite(rows[bad]), rows[bad], np.nan)
        lows[bad], highs[bad] = np.fmin.reduce(known, axis=1), np.fmax.reduce(known, axis=1)
    return lows, highs


def _finite(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    good = np.isfinite(y)
    return (x, y) if good.all() else (x[good], y[good])
