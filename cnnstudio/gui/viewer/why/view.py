"""A picture with what speaks for a class laid over it; read by the mouse and by the arrow keys."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.viewer.why.heat import Dress, dressed, glow, heat_image

_LEAST = 56
_FAINT = 0.35
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeatView(QWidget):
    """Shows a picture as large as it fits; faintly while nothing is known about it."""

    read = Signal(object)
    """The row and column that is pointed at; None for none."""
    clicked = Signal()
    """By the mouse, Return or space."""
    escaped = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEAST, _LEAST)
        self._picture = self._over = self._alone = self._seen = QImage()
        self._heat: npt.NDArray[np.float32] | None = None
        self._signed = False
        self._dress = Dress()
        self._place: tuple[int, int] | None = None
        self._is_second = False

    @property
    def heat(self) -> npt.NDArray[np.float32] | None:
        """What is shown over the picture, (height, width)."""
        return self._heat

    @property
    def place(self) -> tuple[int, int] | None:
        """The row and column that is read."""
        return self._place

    def image(self) -> QImage:
        """What is seen, one pixel a number."""
        return self._seen

    def show_picture(self, picture: QImage) -> None:
        """Shows another picture, one pixel a number, of which nothing is known yet."""
        self._picture = picture
        self._heat = None
        self._read_at(None)
        self._make()

    def show_heat(self, heat: npt.NDArray[np.float32], signed: bool) -> None:
        """Shows what is known about the picture, (height, width) as in ``Explained``."""
        self._heat, self._signed = heat, signed
        self._make()
        self.read.emit(self._place)

    def set_dress(self, dress: Dress) -> None:
        """Shows it in another way."""
        if dress != self._dress:
            again = dress.colours_of(self._signed) != self._dress.colours_of(self._signed)
            self._dress = dress
            self._make() if again else self._put_together()

    def _make(self) -> None:
        if self._heat is None:
            self._over = self._alone = QImage()
        else:
            self._over = glow(self._heat, self._signed, self._dress.colours)
            self._alone = heat_image(self._heat, self._signed, self._dress.colours)
        self._put_together()

    def _put_together(self) -> None:
        self._seen = dressed(self._picture, self._over, self._alone, self._dress)
        self.update()

    def area(self) -> QRect:
        """Where the picture lies: where there is room, a whole number of the screen's pixels for two of its own."""
        if self._seen.isNull():
            return QRect()
        ratio = self.devicePixelRatio()
        room = min((self.width() - 4) / self._seen.width(), (self.height() - 4) / self._seen.height()) * ratio
        scale = (int(2 * room) / 2 if room >= 1 else room) / ratio
        size = QSize(round(self._seen.width() * scale), round(self._seen.height() * scale))
        return QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def place_at(self, point: QPointF) -> tuple[int, int] | None:
        """The row and column under a point of this widget."""
        area = self.area()
        if not area.contains(point.toPoint()):
            return None
        row = int((point.y() - area.top()) * self._seen.height() / area.height())
        column = int((point.x() - area.left()) * self._seen.width() / area.width())
        return min(row, self._seen.height() - 1), min(column, self._seen.width() - 1)

    def _read_at(self, place: tuple[int, int] | None) -> None:
        if place != self._place:
            self._place = place
            self.read.emit(place)
            self.update()

    # What Qt calls

    def sizeHint(self) -> QSize:
        return QSize(180, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, area = QPainter(self), theme_of(self.palette()), self.area()
        if area.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, area.width() < self._seen.width())
        painter.setOpacity(_FAINT if self._heat is None else 1)
        painter.drawImage(area, self._seen)
        painter.setOpacity(1)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "card_border"), 2 if focused else 1))
        painter.drawRect(area.adjusted(-1, -1, 0, 0))
        if self._place is not None:
            self._mark(painter, area, self._place)

    def _mark(self, painter: QPainter, area: QRect, place: tuple[int, int]) -> None:
        """A frame around the number that is read, seen on any colour."""
        high, wide = area.height() / self._seen.height(), area.width() / self._seen.width()
        frame = QRect(
            round(area.left() + place[1] * wide),
            round(area.top() + place[0] * high),
            max(round(wide), 4),
            max(round(high), 4),
        )
        for colour, grown in ((Qt.GlobalColor.black, 1), (Qt.GlobalColor.white, 0)):
            painter.setPen(QPen(colour, 1))
            painter.drawRect(frame.adjusted(-grown, -grown, grown - 1, grown - 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._read_at(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._read_at(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._is_second = True  # who clicks twice means the same as who clicks once

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_second, self._is_second = self._is_second, False
        if is_second:
            return
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and not self._seen.isNull():
            self._step(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, down: int, right: int) -> None:
        rows, columns = self._seen.height(), self._seen.width()
        row, column = self._place or (rows // 2 - down, columns // 2 - right)
        self._read_at((min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._read_at(None)
        self.update()
