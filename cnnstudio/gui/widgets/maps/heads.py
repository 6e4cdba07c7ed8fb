"""The scroll area around a tiled picture, with the numbers of its rows and columns at the edges, where they stay."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.maps.tiling import Heads

_SMALL = 0.85
_BESIDE, _BETWEEN = 6, 6
"""Free between a number and the tiles, and at least between two numbers."""

_STEPS = (1, 2, 5)
_WORDS = (tr("channel"), tr("filter"), tr("input"), tr("unit"))
"""One of these stands above the numbers of the rows; the widest has room."""


@dataclass(frozen=True, eq=False)
class Ruler:
    """Heads, and where what they are of lies in the picture, in Qt's pixels: (down, across) each.

    Attributes:
        counts: Rows and columns.
        pitch: From one to the next.
        tile: How large a tile is.
    """

    heads: Heads
    counts: tuple[int, int]
    pitch: tuple[float, float]
    tile: tuple[float, float]

    def number(self, is_row: bool, place: int) -> int:
        """What the row, or the column, in a place is numbered."""
        return self.heads.row(place) if is_row else self.heads.column(place)

    def every(self, is_row: bool, metrics: QFontMetrics) -> int:
        """Every how many rows or columns there is room for a number: 1, 2, 5, 10, 20 …"""
        axis = 0 if is_row else 1
        widest = metrics.horizontalAdvance(str(max(self.counts[axis] - 1, self.number(is_row, self.counts[axis] - 1))))
        needed = metrics.height() if is_row else widest + _BETWEEN
        step = 1
        while step * self.pitch[axis] < needed and step < self.counts[axis]:
            step = next(each for each in _steps() if each > step)
        return step


class HeadedArea(QScrollArea):
    """Has the heads at its left and top edges while it has a ruler."""

    def __init__(self) -> None:
        super().__init__(frameShape=QFrame.Shape.NoFrame, alignment=Qt.AlignmentFlag.AlignCenter)
        self._ruler: Ruler | None = None
        self._rows, self._columns = _Head(self, True), _Head(self, False)

    @property
    def ruler(self) -> Ruler | None:
        """What the heads are drawn from."""
        return self._ruler

    def room(self, is_headed: bool) -> QSize:
        """The place for a picture, with heads or without."""
        taken = self._margins if is_headed else QSize(0, 0)
        return (self.size() - QSize(2, 2) * self.frameWidth() - taken).expandedTo(QSize(1, 1))

    def set_ruler(self, ruler: Ruler | None) -> None:
        """Shows heads, or none."""
        if (ruler is None) != (self._ruler is None):
            taken = QSize(0, 0) if ruler is None else self._margins
            self.setViewportMargins(taken.width(), taken.height(), 0, 0)
            beside = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            self.setAlignment(Qt.AlignmentFlag.AlignCenter if ruler is None else beside)
        self._ruler = ruler
        for head in (self._rows, self._columns):
            head.setVisible(ruler is not None)
            head.update()
        self._place()

    @property
    def small_font(self) -> QFont:
        """The letters of the heads."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        return font

    @property
    def _margins(self) -> QSize:
        """How wide and how high the heads are."""
        metrics = QFontMetrics(self.small_font)
        widest = max(map(metrics.horizontalAdvance, _WORDS))
        return QSize(widest + _BESIDE, 2 * metrics.height() + _BESIDE // 2)

    def _place(self) -> None:
        taken, size = self._margins, self.size()
        # The word above the numbers of the rows stands in the corner, beside the numbers of the columns.
        line = QFontMetrics(self.small_font).height()
        self._rows.setGeometry(0, line, taken.width(), size.height() - line)
        self._columns.setGeometry(taken.width(), 0, size.width() - taken.width(), taken.height())

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def scrollContentsBy(self, right: int, down: int) -> None:
        super().scrollContentsBy(right, down)
        self._rows.update()
        self._columns.update()


class _Head(QWidget):
    """The numbers of the rows, or of the columns, under what they are called."""

    def __init__(self, area: HeadedArea, is_row: bool) -> None:
        super().__init__(area)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._area, self._is_row = area, is_row
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        ruler, picture = self._area.ruler, self._area.widget()
        if ruler is None or picture is None:
            return
        painter = QPainter(self)
        painter.setFont(self._area.small_font)
        painter.setPen(theme_of(self.palette()).colour("muted"))
        metrics, heads = painter.fontMetrics(), ruler.heads
        line = metrics.height()
        if self._is_row:
            word = QRectF(0, 0, self.width() - _BESIDE, line)
            painter.drawText(word, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, heads.down)
            first, extent = picture.y(), self._area.viewport().height()
        else:
            painter.drawText(QRectF(0, 0, self.width(), line), Qt.AlignmentFlag.AlignLeft, heads.across)
            first, extent = picture.x(), self._area.viewport().width()
        axis = 0 if self._is_row else 1
        every, pitch = ruler.every(self._is_row, metrics), ruler.pitch[axis]
        place = max(int(-first / pitch) // every * every, 0)
        while place < ruler.counts[axis] and (middle := first + place * pitch + ruler.tile[axis] / 2) < extent:
            if middle >= 0:
                self._write(painter, str(ruler.number(self._is_row, place)), middle, line)
            place += every

    def _write(self, painter: QPainter, text: str, middle: float, line: int) -> None:
        """Writes a number beside, or above, the middle of its tiles; ``line``: the height of one."""
        if self._is_row:
            below = self._area.viewport().y() - self.y()
            area = QRectF(0, below + middle - line / 2, self.width() - _BESIDE, line)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        else:
            wide = painter.fontMetrics().horizontalAdvance(text) + 2
            # The first one may be wider than its tile, and yet is seen whole.
            area = QRectF(max(middle - wide / 2, 0), line, wide, line)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _steps() -> list[int]:
    """1, 2, 5, 10 … up to more than there are rows or columns of anything."""
    return [step * 10**power for power in range(9) for step in _STEPS]
