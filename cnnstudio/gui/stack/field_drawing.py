"""The receptive field as a box on a picture of the data; the mouse and the arrow keys move it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.field import Field, box
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import Pair
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.rasters import picture_image

_LARGEST_SIDE = 208
_LARGEST_MARGIN = 0.35
"""How much of the picture's side is kept free around it for a box that reaches outside."""

_KEYS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class FieldDrawing(QWidget):
    """A picture, or an empty grid without one, with the box that one output number sees."""

    moved = Signal()
    """The box of another output number is drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.field_drawing")
        self.setAccessibleName(tr("What one output number sees"))
        self.setToolTip(tr("Point at the picture, or press the arrow keys, to see it for another output number"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._field = Field()
        self._places: Pair = (1, 1)
        self._picture_size: Pair = (1, 1)
        self._image = QImage()
        self._shown: object = None
        self.place: Pair = (0, 0)
        """Row and column of the output number whose box is drawn."""

    def show_field(self, field: Field, places: Pair, picture_size: Pair, picture: npt.NDArray[np.uint8] | None) -> None:
        """Draws the box of the output number in the middle.

        Args:
            places: Rows and columns of the output.
            picture: The picture, uint8 (rows, columns, channels), of ``picture_size``; None for a grid.
        """
        self._image = QImage() if picture is None else picture_image(picture)
        if (field, places, picture_size) != self._shown:
            self._shown = (field, places, picture_size)
            self._field, self._places, self._picture_size = field, places, picture_size
            self.place = (places[0] // 2, places[1] // 2)
        self._describe()
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """Where the output number stands and which pixels it sees, counted from 1."""
        row, column = self.place
        top, left, bottom, right = box(self._field, self.place, self._picture_size)
        which = tr("Row {row:,}, column {column:,} of the output", row=row + 1, column=column + 1)
        if top >= bottom or left >= right:
            return tr("{which} sees nothing of the picture.", which=which)
        edges = self._field.edges(self.place)
        is_cut = edges[0] < 0 or edges[1] < 0 or edges[2] > self._picture_size[0] or edges[3] > self._picture_size[1]
        rows = tr_count("row {first:,}", "rows {first:,}–{end:,}", bottom - top, first=top + 1, end=bottom)
        columns = tr_count("column {first:,}", "columns {first:,}–{end:,}", right - left, first=left + 1, end=right)
        said = {"which": which, "rows": rows, "columns": columns}
        if is_cut:
            return tr("{which} sees {rows} and {columns}; the rest of its box lies outside.", **said)
        return tr("{which} sees {rows} and {columns}.", **said)

    def move_to(self, place: Pair) -> None:
        """Draws the box of another output number, the nearest there is."""
        row, column = (min(max(place[axis], 0), self._places[axis] - 1) for axis in (0, 1))
        if (row, column) != self.place:
            self.place = (row, column)
            self._describe()
            self.update()
            self.moved.emit()

    # Private

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words)

    def _margins(self) -> tuple[float, float]:
        """Pixels of the picture kept free at the top and bottom, and at the left and right."""
        top, left, _, _ = self._field.edges((0, 0))
        _, _, bottom, right = self._field.edges((self._places[0] - 1, self._places[1] - 1))
        rows, columns = self._picture_size
        down, across = max(-top, bottom - rows, 0.0), max(-left, right - columns, 0.0)
        return min(down, _LARGEST_MARGIN * rows), min(across, _LARGEST_MARGIN * columns)

    def _scale(self, width: float) -> float:
        """Pixels of the screen to one of the picture."""
        rows, columns = self._picture_size
        down, right = self._margins()
        return min((min(width, _LARGEST_SIDE) - 4) / (columns + 2 * right), _LARGEST_SIDE / (rows + 2 * down))

    def _area(self) -> tuple[QRectF, float]:
        """Where the picture lies, and its scale."""
        scale = self._scale(self.width())
        rows, columns = self._picture_size
        down, right = self._margins()
        return QRectF(2 + right * scale, 2 + down * scale, columns * scale, rows * scale), scale

    def _place_at(self, point: QPointF) -> Pair:
        """The output number whose box has its middle nearest to a point."""
        area, scale = self._area()
        found = []
        for axis, distance in enumerate((point.y() - area.top(), point.x() - area.left())):
            step = self._field.strides[axis]
            middle = self._field.start[axis] + self._field.extent[axis] / 2
            found.append(round((distance / scale - middle) / step) if step else 0)
        return self._field.turned((found[0], found[1]))

    def _paint_grid(self, painter: QPainter, area: QRectF, scale: float) -> None:
        theme = theme_of(self.palette())
        painter.fillRect(area, theme.colour("base"))
        if scale < 4:
            return
        painter.setPen(QPen(theme.colour("grid"), 1))
        for row in range(1, self._picture_size[0]):
            y = area.top() + row * scale
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        for column in range(1, self._picture_size[1]):
            x = area.left() + column * scale
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    # What Qt calls

    def sizeHint(self) -> QSize:
        down, _ = self._margins()
        width = self.width() if self.width() > 100 else 220
        return QSize(180, round((self._picture_size[0] + 2 * down) * self._scale(width)) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        area, scale = self._area()
        if self._image.isNull():
            self._paint_grid(painter, area, scale)
        else:
            painter.drawImage(area, self._image)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        top, left, bottom, right = self._field.edges(self.place)
        corner = QPointF(area.left() + left * scale, area.top() + top * scale)
        frame = QRectF(corner, corner + QPointF((right - left) * scale, (bottom - top) * scale))
        shade = theme.colour("accent")
        shade.setAlpha(60)
        painter.setClipRect(self.rect())
        painter.fillRect(frame, shade)
        painter.setPen(QPen(theme.colour("base"), 4))
        painter.drawRect(frame)
        painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.SolidLine))
        painter.drawRect(frame)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.move_to(self._place_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        if not self.hasFocus():
            self.move_to((self._places[0] // 2, self._places[1] // 2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.move_to((self.place[0] + step[0], self.place[1] + step[1]))
