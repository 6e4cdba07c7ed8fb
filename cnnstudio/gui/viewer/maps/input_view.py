"""The picture as the network gets it, whose pixels can be read under the mouse and from the keyboard."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.pixel_view import PixelView

_SIDE = 86
_COLOURS = (tr("red"), tr("green"), tr("blue"))
_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class InputView(QWidget):
    """The picture, and below it a line that reads a pixel: the one under the mouse, or where the arrow keys went."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._picture = _Pixels(name)
        self._reading = FittingLabel()
        self._reading.setObjectName(f"{name}.reading")
        self._picture.pointed.connect(self._read)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._picture, 1)
        layout.addWidget(self._reading)
        self.setFocusProxy(self._picture)

    @property
    def array(self) -> npt.NDArray[np.uint8] | None:
        """What is shown."""
        return self._picture.array

    @property
    def picture(self) -> PixelView:
        """The picture alone."""
        return self._picture

    @property
    def reading(self) -> str:
        """The line below the picture."""
        return self._reading.full

    def show_array(self, array: npt.NDArray[np.uint8]) -> None:
        """Shows another picture, uint8 (height, width, channels)."""
        self._picture.show_array(array)
        self._picture.point_at(self._picture.place)

    def _read(self) -> None:
        array, place = self._picture.array, self._picture.place
        if array is None:
            self._reading.say("")
        elif place is None:
            self._reading.say(
                tr("Point at a pixel to read it, or move to it by the arrow keys"), tr("Point at a pixel")
            )
        else:
            where = tr("row {row}, column {column}", row=place[0], column=place[1])
            value = _in_words(array[place])
            self._reading.say(f"{where} · {value}", value)
            self._picture.setAccessibleDescription(f"{where} · {value}")


class _Pixels(PixelView):
    """A picture with a frame around the pixel that is read."""

    pointed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, tr("The picture as the network gets it"), _SIDE)
        self.place: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def point_at(self, place: tuple[int, int] | None) -> None:
        """Points at a pixel by row and column, as far as there is one, or at none."""
        if place is not None and self.array is not None:
            rows, columns = self.array.shape[:2]
            place = min(max(place[0], 0), rows - 1), min(max(place[1], 0), columns - 1)
        self.place = place
        self.pointed.emit()
        self.update()

    def _place_at(self, point: QPointF) -> tuple[int, int] | None:
        area = self.picture_area
        if self.array is None or not area.contains(point.toPoint()):
            return None
        rows, columns = self.array.shape[:2]
        row = int((point.y() - area.y()) * rows / area.height())
        return min(row, rows - 1), min(int((point.x() - area.x()) * columns / area.width()), columns - 1)

    # What Qt calls

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if self.array is not None and move is not None:
            middle = self.array.shape[0] // 2, self.array.shape[1] // 2
            self.point_at(middle if self.place is None else (self.place[0] + move[0], self.place[1] + move[1]))
        elif event.key() == Qt.Key.Key_Escape and self.place is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.array is None:
            return
        painter, theme, area = QPainter(self), theme_of(self.palette()), QRectF(self.picture_area)
        if self.place is not None:
            across, down = area.width() / self.array.shape[1], area.height() / self.array.shape[0]
            left, top = area.x() + self.place[1] * across, area.y() + self.place[0] * down
            frame = QRectF(left, top, across, down).adjusted(-1, -1, 1, 1)
            for pen in (QPen(theme.colour("base"), 4), QPen(theme.colour("accent"), 2)):
                painter.setPen(pen)
                painter.drawRect(frame)
        elif self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(area)


def _in_words(pixel: npt.NDArray[Any]) -> str:
    """ "128" of a grey one, "red 12, green 34, blue 56" of one in colour; 0 to 255."""
    values = [f"{int(value)}" for value in pixel]
    if len(values) == len(_COLOURS):
        values = [f"{colour} {value}" for colour, value in zip(_COLOURS, values, strict=True)]
    return ", ".join(values)
