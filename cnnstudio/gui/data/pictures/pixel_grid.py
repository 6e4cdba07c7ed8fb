"""One picture of which every pixel can be read: under the mouse, by arrow keys, and as numbers when it is large."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from cnnstudio.core.language import tr
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.data.pictures.pixel_words import picture_words, pixel_words
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.rasters import picture_image

_CLOSEST = 96
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
Place = tuple[int, int]


class PixelGrid(QAbstractScrollArea):
    """Fits the picture in; the wheel, + and − change the size, 0 fits again, dragging moves it."""

    read = Signal(str)
    """The words of the pixel under the mouse or the keyboard's mark, else those of the whole picture."""
    numbers_shown = Signal(bool)
    """Whether the values are written now; said again after every change of what is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.pixels")
        self.setAccessibleName(tr("Pixel values"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._picture: NDArray[np.uint8] | None = None
        self._shape: tuple[int, ...] = ()
        self._whole = ""
        self._channel: int | None = None
        self._image = QImage()
        self._scale: int | None = None
        self._mark: Place | None = None
        self._grabbed: QPoint | None = None

    @property
    def picture(self) -> Picture | None:
        """What is shown, (height, width, channels)."""
        return self._picture

    @property
    def mark(self) -> Place | None:
        """The row and the column that are marked."""
        return self._mark if self._picture is not None else None

    @property
    def shows_numbers(self) -> bool:
        """Whether the pixels are large enough for their values to be written into them."""
        return self._picture is not None and self.scale() >= self.readable()

    @property
    def is_fitted(self) -> bool:
        """Whether all of the picture is shown, as large as there is room."""
        return self._scale is None

    def show_picture(self, picture: Picture | None) -> None:
        """Shows another picture, of one of the same size as the last the same place; None: nothing, for now."""
        if picture is not None and picture.shape != self._shape:
            self._scale, self._mark, self._shape = None, None, picture.shape
        self._picture, self._whole = picture, ""
        self._make_image()
        self._lay_out()
        self._tell(self._mark)

    def show_channel(self, channel: int | None) -> None:
        """Shows one channel in grey; None: all of them as colours."""
        self._channel = channel
        self._make_image()
        self.viewport().update()
        self.numbers_shown.emit(self.shows_numbers)
        self._tell(self._mark)

    def scale(self) -> float:
        """Pixels of the window for each pixel of the picture."""
        return float(self._scale or self._fitted())

    def readable(self) -> int:
        """The least scale at which values are written."""
        metrics = QFontMetrics(self._number_font())
        lines = len(self._channels())
        return max(metrics.horizontalAdvance("255") + 6, lines * metrics.height() + 2)

    def zoom(self, steps: float, at: QPointF | None = None) -> None:
        """Makes the picture larger or smaller by a quarter; the point ``at`` of the viewport stays put."""
        before = self.scale()
        wanted = max(before + 1, before * 1.25) if steps > 0 else min(before - 1, before / 1.25)
        self._take_scale(None if wanted <= self._fitted() else round(min(wanted, _CLOSEST)), at)

    def fit(self) -> None:
        """As large as all of it can be seen."""
        self._take_scale(None)

    def show_numbers(self) -> None:
        """Large enough for the values to be read, around the mark or the middle."""
        if self._picture is None or self.shows_numbers:
            return
        at = None if self._mark is None else QPointF(self.cell(*self._mark).center())
        self._take_scale(self.readable(), at)

    # Private

    def _channels(self) -> range:
        """The channels whose values are shown."""
        if self._channel is not None:
            return range(self._channel, self._channel + 1)
        return range(3 if self._picture is not None and self._picture.shape[2] == 3 else 1)

    def _number_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.8)
        return font

    def _make_image(self) -> None:
        shown = self._picture
        if shown is not None and self._channel is not None:
            shown = shown[..., self._channel : self._channel + 1]
        self._image = QImage() if shown is None else picture_image(shown)

    def _fitted(self) -> float:
        if self._picture is None:
            return 1
        height, width = self._picture.shape[:2]
        room = self.maximumViewportSize()
        factor = min(room.width() / width, room.height() / height)
        return max(1, int(factor)) if factor >= 1 else max(factor, 0.01)

    def _take_scale(self, scale: int | None, at: QPointF | None = None) -> None:
        if self._picture is None:
            return
        at = at or QPointF(self.viewport().rect().center())
        before, corner = self.scale(), self._corner()
        inside = (at.x() - corner.x()) / before, (at.y() - corner.y()) / before
        self._scale = scale
        self._lay_out()
        factor = self.scale()
        self.horizontalScrollBar().setValue(round(inside[0] * factor - at.x()))
        self.verticalScrollBar().setValue(round(inside[1] * factor - at.y()))
        self.viewport().update()

    def _lay_out(self) -> None:
        height, width = (0, 0) if self._picture is None else self._picture.shape[:2]
        scale = self.scale()
        room = self.viewport().size()
        for bar, whole, part in (
            (self.horizontalScrollBar(), width * scale, room.width()),
            (self.verticalScrollBar(), height * scale, room.height()),
        ):
            bar.setRange(0, 0 if self._scale is None else max(round(whole) - part, 0))
            bar.setPageStep(part)
            bar.setSingleStep(max(int(scale), 8))
        self.viewport().update()
        self.numbers_shown.emit(self.shows_numbers)

    def _corner(self) -> QPoint:
        """Where the picture begins in the viewport: in the middle where there is room to spare."""
        if self._picture is None:
            return QPoint()
        height, width = (round(side * self.scale()) for side in self._picture.shape[:2])
        room = self.viewport().size()
        left = (room.width() - width) // 2 if width <= room.width() else -self.horizontalScrollBar().value()
        top = (room.height() - height) // 2 if height <= room.height() else -self.verticalScrollBar().value()
        return QPoint(left, top)

    def cell(self, row: int, column: int) -> QRect:
        """Where a pixel of the picture stands in the viewport."""
        corner, scale = self._corner(), self.scale()
        left, top = corner.x() + int(column * scale), corner.y() + int(row * scale)
        return QRect(left, top, max(int(scale), 1), max(int(scale), 1))

    def place_at(self, point: QPointF) -> Place | None:
        """The row and the column at a point of the viewport."""
        if self._picture is None:
            return None
        corner, scale = self._corner(), self.scale()
        row, column = int((point.y() - corner.y()) // scale), int((point.x() - corner.x()) // scale)
        inside = 0 <= row < self._picture.shape[0] and 0 <= column < self._picture.shape[1]
        return (row, column) if inside else None

    def _tell(self, place: Place | None) -> None:
        words = ""
        if self._picture is not None and place is None:
            words = self._whole = self._whole or picture_words(self._picture)
        elif self._picture is not None and place is not None:
            words = pixel_words(self._picture, *place)
        self.setAccessibleDescription(words)
        self.read.emit(words)

    def _move_mark(self, row: int, column: int) -> None:
        assert self._picture is not None
        height, width = self._picture.shape[:2]
        self._mark = min(max(row, 0), height - 1), min(max(column, 0), width - 1)
        area, room = self.cell(*self._mark), self.viewport().rect()
        if not room.contains(area):
            for bar, low, high, end in (
                (self.horizontalScrollBar(), area.left(), area.right(), room.right()),
                (self.verticalScrollBar(), area.top(), area.bottom(), room.bottom()),
            ):
                bar.setValue(bar.value() + min(low, 0) + max(high - end, 0))
        self._tell(self._mark)
        self.viewport().update()

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self.viewport()), theme_of(self.palette())
        if self._picture is None:
            return
        height, width = self._picture.shape[:2]
        corner, scale = self._corner(), self.scale()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        whole = QRectF(corner.x(), corner.y(), width * scale, height * scale)
        painter.drawImage(whole, self._image)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.drawRect(whole.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self.shows_numbers:
            self._paint_numbers(painter, event.rect())
        if self._mark is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.cell(*self._mark))
        elif self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _paint_numbers(self, painter: QPainter, area: QRect) -> None:
        """Writes the values of the pixels in an area: three lines, red, green and blue, where all are shown."""
        picture, corner, scale = self._picture, self._corner(), int(self.scale())
        assert picture is not None
        top, left = (max(low // scale, 0) for low in (area.top() - corner.y(), area.left() - corner.x()))
        bottom, right = (high // scale + 1 for high in (area.bottom() - corner.y(), area.right() - corner.x()))
        shown = picture[top:bottom, left:right, list(self._channels())]
        light = (shown.mean(-1) > 140).tolist()
        numbers: list[list[list[int]]] = shown.tolist()
        font = self._number_font()
        metrics = QFontMetricsF(font)
        line = metrics.height()
        # Each number is drawn by itself where it belongs: letting Qt centre three lines takes three times as long.
        halves = [metrics.horizontalAdvance(str(value)) / 2 for value in range(256)]
        down = (scale - line * shown.shape[2]) / 2 + metrics.ascent()
        painter.setFont(font)
        for is_light, colour in ((True, QColor("#000000")), (False, QColor("#ffffff"))):
            painter.setPen(colour)
            for row, cells in enumerate(numbers):
                baseline = corner.y() + (top + row) * scale + down
                for column, values in enumerate(cells):
                    if light[row][column] == is_light:
                        middle = corner.x() + (left + column + 0.5) * scale
                        for number, value in enumerate(values):
                            painter.drawText(QPointF(middle - halves[value], baseline + number * line), str(value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoom(event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._grabbed = event.position().toPoint()
        place = self.place_at(event.position())
        self._mark = None if place == self._mark else place
        self._tell(place)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            moved = event.position().toPoint() - self._grabbed
            self._grabbed = event.position().toPoint()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())
        self._tell(self.place_at(event.position()) or self._mark)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mark = self.place_at(event.position())
        if self.shows_numbers:
            self.fit()
        else:
            self.show_numbers()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._tell(self._mark)
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key: Any = event.key()
        if self._picture is not None and key in _ARROWS:
            row, column = self._mark or (0, 0)
            by = _ARROWS[key] if self._mark is not None else (0, 0)
            self._move_mark(row + by[0], column + by[1])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(-1 if key == Qt.Key.Key_Minus else 1)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Escape and self.mark is not None:
            self._mark = None
            self._tell(None)
            self.viewport().update()
        else:
            super().keyPressEvent(event)
