"""Integrated gradients: what the class gains from an empty picture to this one, shared out among the pixels."""

from collections.abc import Iterator

import numpy as np

from cnnstudio.core.inspecting.attribution import METHODS, levels, way_points
from cnnstudio.core.messages import Progressed
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.inspecting.predict import prepare
from cnnstudio.engine.why.case import Case, Finding, Found

_MISSED = 0.01
"""The shares may miss the gain by this share of it …"""

_FOR_AND_AGAINST = 0.1
"""… or of this share of them all, without their signs, where the class gains little by much for and against it."""


def integrated_gradients(case: Case) -> Finding:
    """The shares, summed over the channels; the empty picture is black.

    Equation 1 of M. Sundararajan, A. Taly, Q. Yan (2017), https://arxiv.org/abs/1703.01365, by the middles of equal
    pieces of the straight way: three times as many while the shares do not add up to the gain, which they must (the
    authors' axiom of completeness).
    """
    empty = prepare(case.loaded, np.zeros_like(case.picture))
    start, end = case.scorer.numbers(np.stack([empty, case.x]), case.target)
    gain = float(end) - float(start)
    way = _Way(case, empty)
    for level in range(levels()):
        points = np.asarray(way_points(level), np.float32)
        if level:
            yield way.progress(len(points))
        yield from way.go(points)
        if adds_up(way.shares, gain) or not np.isfinite(gain):
            break
    return Found(np.asarray(way.shares.sum(-1), np.float32), gain)


def adds_up(shares: FloatArray, gain: float) -> bool:
    """Whether all shares together are the gain, as nearly as it can be seen."""
    reach = max(abs(gain), _FOR_AND_AGAINST * float(np.abs(shares).sum()))
    return bool(abs(float(shares.sum()) - gain) <= _MISSED * reach)


class _Way:
    """The straight way from the empty picture to this one, with the gradients that were taken on it."""

    def __init__(self, case: Case, empty: FloatArray) -> None:
        self._case, self._empty = case, empty
        self._difference = case.x - empty
        self._total = np.zeros(case.x.shape, np.float64)
        self._taken = 0

    @property
    def shares(self) -> FloatArray:
        """What each number of the picture has of the gain, (height, width, channels)."""
        return np.asarray(self._total / max(self._taken, 1) * self._difference, np.float32)

    def go(self, points: FloatArray) -> Iterator[Progressed]:
        """Takes the gradients at these points, from 0 to 1."""

        def take(part: slice) -> None:
            pictures = self._empty + points[part, None, None, None] * self._difference
            self._total += self._case.scorer.gradients(pictures, self._case.target, often=True).sum(0, dtype=np.float64)

        # At the last of them it is not known yet whether they are enough: "32 of 32" would stand there all the same.
        for done in self._case.pace.in_parts(len(points), take):
            if done < len(points):
                yield self.progress(len(points), done)
        self._taken += len(points)

    def progress(self, more: int, done: int = 0) -> Progressed:
        """How far it is with ``done`` of ``more`` further points."""
        title, before = METHODS["integrated_gradients"].title, self._taken
        return Progressed(self._case.ticket, title, before + done, before + more)
