"""A line as it is drawn: smooth, through the midpoints of the points that the hand gives, as wide as it presses."""

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

_WIDTH_STEP = 1.5
"""A line whose width changes is drawn in pieces that differ by no more, so that no edge of a piece is seen."""


class Stroke:
    """A line that is being drawn: through the midpoints of its points, so that it has no corners."""

    def __init__(self, start: QPointF, erases: bool, width: float) -> None:
        self.erases = erases
        self.last = start
        self._middle = start
        self._width = width

    def dot(self) -> tuple[QPainterPath, float]:
        """What a pen leaves that is only put down, and how wide it is."""
        path = QPainterPath(self.last)
        path.lineTo(self.last + QPointF(0.01, 0))  # Qt draws no caps on a line of length 0
        return path, self._width

    def curve_to(self, point: QPointF, width: float) -> list[tuple[QPainterPath, float]]:
        """From the last midpoint to the next, bent towards the point between them: pieces and how wide they are."""
        middle = (self.last + point) / 2
        pieces = list(_pieces(self._middle, self.last, middle, (self._width, width)))
        self.last, self._middle, self._width = point, middle, width
        return pieces

    def end(self) -> tuple[QPainterPath, float]:
        """The rest, up to the last point."""
        path = QPainterPath(self._middle)
        path.lineTo(self.last)
        return path, self._width


def _pieces(
    start: QPointF, bend: QPointF, end: QPointF, widths: tuple[float, float]
) -> Iterator[tuple[QPainterPath, float]]:
    """A quadratic curve in so many straight pieces that the width grows evenly; in one where it stays."""
    before, after = widths
    count = math.ceil(abs(after - before) / _WIDTH_STEP)
    if count <= 1:
        path = QPainterPath(start)
        path.quadTo(bend, end)
        yield path, after
        return
    at = start
    for number in range(1, count + 1):
        share = number / count
        path = QPainterPath(at)
        at = start * (1 - share) ** 2 + bend * (2 * share * (1 - share)) + end * share**2
        path.lineTo(at)
        yield path, before + (after - before) * share
