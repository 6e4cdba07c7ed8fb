"""Two rows of widgets beside each other, or one below the other where that is too narrow."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

_GAP = 8


class InLines(QWidget):
    """Holds two rows; no word of them is ever cut off."""

    def __init__(self, first: QHBoxLayout, second: QHBoxLayout, stretch: tuple[int, int] = (0, 1)) -> None:
        """``stretch``: which of them takes the room that is left while they stand beside each other."""
        super().__init__()
        self._rows = (first, second)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(_GAP)
        for row, share in zip(self._rows, stretch, strict=True):
            self._lines.addLayout(row, share)

    # What Qt calls

    def minimumSizeHint(self) -> QSize:
        return QSize(max(row.minimumSize().width() for row in self._rows), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # as when words change, or a part is hidden
            self._arrange()
        return done

    def _arrange(self) -> None:
        needed = sum(row.minimumSize().width() for row in self._rows) + _GAP
        ways = QBoxLayout.Direction
        direction = ways.TopToBottom if self.width() < needed else ways.LeftToRight
        if self._lines.direction() != direction:
            self._lines.setDirection(direction)


def line_of(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside each other, each as wide as its words at least; None is what gives way between them."""
    row = QHBoxLayout()
    row.setSpacing(_GAP)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
