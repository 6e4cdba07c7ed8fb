"""The one-hot vector of a label, as cells with the names of their classes."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.data.pictures.pixel_words import one_hot_words
from cnnstudio.gui.theme import Theme, theme_of

_MOST = 20
_LEAST_WIDTH, _MOST_WIDTH = 28, 78
_LEAST_CELL = 24
_AROUND = 2


class OneHot(QWidget):
    """A cell a class, 1 in that of the label; of many classes the first, the last and those around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.one_hot")
        self.setAccessibleName(tr("One-hot vector of the label"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._label = 0
        self._labels: tuple[str, ...] = ()
        self._cells: tuple[int | None, ...] = ()

    @property
    def cells(self) -> tuple[int | None, ...]:
        """The classes that have a cell; None: here some are left out."""
        return self._cells

    def show_label(self, label: int, labels: tuple[str, ...]) -> None:
        """Shows the vector of class number ``label``."""
        self._label, self._labels, self._cells = label, labels, _cells(label, len(labels))
        self.setAccessibleDescription(one_hot_words(label, labels))
        self._fix_height()
        self.update()

    def _columns(self) -> int:
        metrics = QFontMetrics(self._small())
        names = (self._labels[cell] for cell in self._cells if cell is not None)
        widest = max(map(metrics.horizontalAdvance, names), default=0) + 8
        wanted = min(max(widest, _LEAST_WIDTH), _MOST_WIDTH)
        fitting = max(self.width() // wanted, 1)
        lines = -(-len(self._cells) // fitting)
        return -(-len(self._cells) // max(lines, 1)) or 1

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.82)
        return font

    def _cell_height(self) -> int:
        return max(_LEAST_CELL, self.fontMetrics().height() + 6)

    def _line_height(self) -> int:
        return self._cell_height() + QFontMetrics(self._small()).height() + 6

    def _fix_height(self) -> None:
        lines = -(-len(self._cells) // self._columns())
        self.setFixedHeight(max(lines, 1) * self._line_height())

    def _areas(self) -> list[tuple[int | None, QRect]]:
        columns = self._columns()
        width = min(self.width() // columns, _MOST_WIDTH)
        height = self._line_height()
        return [
            (cell, QRect(place % columns * width, place // columns * height, width, height))
            for place, cell in enumerate(self._cells)
        ]

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fix_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        for cell, area in self._areas():
            box = QRect(area.left(), area.top(), area.width() - 1, self._cell_height())
            if cell is None:
                painter.setPen(theme.colour("muted"))
                painter.setFont(self.font())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "…")
            else:
                self._paint_cell(painter, theme, cell, area, box)

    def _paint_cell(self, painter: QPainter, theme: Theme, cell: int, area: QRect, box: QRect) -> None:
        hot = cell == self._label
        painter.fillRect(box, theme.colour("accent" if hot else "window"))
        painter.setPen(QPen(theme.colour("accent" if hot else "card_border"), 1))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        font = QFont(self.font())
        font.setBold(hot)
        painter.setFont(font)
        painter.setPen(theme.colour("on_accent" if hot else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(int(hot)))
        small = self._small()
        small.setBold(hot)
        painter.setFont(small)
        painter.setPen(theme.colour("text" if hot else "muted"))
        name = QFontMetrics(small).elidedText(self._labels[cell], Qt.TextElideMode.ElideRight, area.width() - 3)
        below = QRect(area.left(), box.bottom() + 2, area.width(), area.height() - box.height() - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)

    def _words_at(self, point: QPoint) -> str:
        found = next((cell for cell, area in self._areas() if area.contains(point)), None)
        if found is None:
            return ""
        is_it = int(found == self._label)
        return tr("Place {place}, class {label}: {value}", place=found, label=self._labels[found], value=is_it)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fix_height()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event.pos()), self)
            return True
        return super().event(event)


def _cells(label: int, count: int) -> tuple[int | None, ...]:
    if count <= _MOST:
        return tuple(range(count))
    kept = sorted({0, count - 1, *range(max(label - _AROUND, 0), min(label + _AROUND + 1, count))})
    cells: list[int | None] = []
    for before, place in zip([-1, *kept], kept, strict=False):
        if place != before + 1:
            cells.append(None)
        cells.append(place)
    return tuple(cells)
