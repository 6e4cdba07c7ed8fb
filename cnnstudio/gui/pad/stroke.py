"""A line as it is drawn: smooth, through the midpoints of the points that the hand gives."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath


class Stroke:
    """A line that is being drawn: through the midpoints of its points, so that it has no corners."""

    def __init__(self, start: QPointF, erases: bool) -> None:
        self.erases = erases
        self.last = start
        self._middle = start

    def dot(self) -> QPainterPath:
        """What a pen leaves that is only put down."""
        path = QPainterPath(self.last)
        path.lineTo(self.last + QPointF(0.01, 0))  # Qt draws no caps on a line of length 0
        return path

    def curve_to(self, point: QPointF) -> QPainterPath:
        """From the last midpoint to the next, bent towards the point between them."""
        middle = (self.last + point) / 2
        path = QPainterPath(self._middle)
        path.quadTo(self.last, middle)
        self.last, self._middle = point, middle
        return path

    def end(self) -> QPainterPath:
        """The rest, up to the last point."""
        path = QPainterPath(self._middle)
        path.lineTo(self.last)
        return path
