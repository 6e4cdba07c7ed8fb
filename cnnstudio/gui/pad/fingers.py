"""Which finger draws: the first that touches, until it is lifted."""

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEventPoint, QTouchEvent


class Finger:
    """Follows one finger through touches of several."""

    def __init__(self) -> None:
        self._id: int | None = None

    @property
    def is_down(self) -> bool:
        return self._id is not None

    def follow(self, event: QTouchEvent) -> QPointF | None:
        """Where the finger is, in the widget; None where the event says nothing of it."""
        if event.type() == QEvent.Type.TouchCancel:
            self._id = None
            return None
        for point in event.points():
            if self._id is None and point.state() == QEventPoint.State.Pressed:
                self._id = point.id()
            if point.id() == self._id and point.state() != QEventPoint.State.Stationary:
                if point.state() == QEventPoint.State.Released:
                    self._id = None
                return QPointF(point.position())
        return None
