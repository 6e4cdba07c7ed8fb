"""The sum that made a number, drawn: windows of numbers side by side, and lines with bars."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.tiles import tile
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.viewer.maps.sum_cells import GAP, SIGN, Cells, cells_of
from cnnstudio.gui.viewer.maps.telling import Line, Piece, Window, cell_words
from cnnstudio.gui.widgets.maps.cell_numbers import letters_height, write_numbers
from cnnstudio.gui.widgets.rasters import coloured

_BAR = 56
_PALE = 0.35
"""What is disabled, because another sum is awaited."""

_RIGHT = 8
"""Free at the right, so that nothing touches a scroll bar."""

_INDENT = 12
"""Of words on lines of their own."""

_LEAST_BESIDE = 96
"""Lines stand beside a window's last grid where there is so much room."""


@dataclass(frozen=True, eq=False)
class _Grid:
    """One window as it is drawn: its numbers, its colours, the sign before it, and where it lies in its row."""

    numbers: npt.NDArray[np.float32]
    image: QImage
    sign: str


class SumView(QWidget):
    """As wide as there is room, and as high as it needs; the tool tip of a cell has its numbers with more digits."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr("The sum that made the number"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pieces: tuple[Piece, ...] = ()
        self._colours = "viridis"
        self._has_long_bars = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown."""
        return self._pieces

    def show_pieces(self, pieces: tuple[Piece, ...], colours: str) -> None:
        """Shows these, what was read in the colours of that name."""
        self._pieces, self._colours = pieces, colours
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def _fit(self) -> None:
        bars = (each for each in self._pieces if isinstance(each, Line) and each.share is not None)
        self._has_long_bars = any(map(self._overflows, bars))
        height = round(max((area.bottom() for _, area in self.placed()), default=0.0))
        if height != self.height():
            self.setFixedHeight(height)

    def placed(self) -> list[tuple[Piece, QRectF]]:
        """The pieces, each where it lies: below each other, but lines beside the products above them while they fit."""
        found: list[tuple[Piece, QRectF]] = []
        top, free = 0.0, QRectF()
        for piece in self._pieces:
            height = self._height(piece)
            if isinstance(piece, Line) and self._fits(piece, free):
                found.append((piece, QRectF(free.topLeft(), QPointF(free.right(), free.top() + height))))
                free.setTop(free.top() + height)
                continue
            found.append((piece, QRectF(0, top, self._room, height)))
            free = QRectF() if isinstance(piece, Line) else self._beside(piece, top)
            top += height
        return found

    # Sizes

    @property
    def _row(self) -> int:
        return QFontMetrics(self.font()).height() + 4

    def _height(self, piece: Piece) -> float:
        if isinstance(piece, Line):
            return self._row + (self._wrapped(piece).height() + 4 if self._is_long(piece) else 0)
        return self._row + self._cells(piece).height_of(piece)

    def _cells(self, window: Window) -> Cells:
        return cells_of(window, self._room - 2)

    def _grids(self, window: Window, top: float) -> list[QRectF]:
        """Where the grids of a window lie that begins at ``top``."""
        return [area.translated(1, top + self._row) for area in self._cells(window).places(window)]

    def _beside(self, window: Window, top: float) -> QRectF:
        """What is free at the right of a window's last grid."""
        last = self._grids(window, top)[-1]
        return QRectF(last.right() + 2 * GAP, last.top(), self._room - last.right() - 2 * GAP, last.height())

    def _fits(self, line: Line, free: QRectF) -> bool:
        wide = max(self._width(line), _LEAST_BESIDE)
        return line.share is None and free.width() >= wide and free.height() >= self._row

    @property
    def _room(self) -> int:
        """How wide all that is drawn may be."""
        return self.width() - _RIGHT

    def _is_long(self, line: Line) -> bool:
        """Whether label and words need a line each; lines with bars stand below each other, and all do if one does."""
        return self._has_long_bars if line.share is not None else self._overflows(line)

    def _overflows(self, line: Line) -> bool:
        bar = _BAR + GAP if line.share is not None else 0
        return self._width(line) + bar > self._room

    def _width(self, line: Line) -> int:
        """How wide label and words are side by side."""
        return QFontMetrics(self._font(line.strong)).horizontalAdvance(f"{line.label}  {line.words}") + 12

    def _wrapped(self, line: Line) -> QRect:
        """How much room the words take below their label."""
        metrics = QFontMetrics(self._font(False))
        room = QRect(0, 0, self._room - _INDENT, 10_000)
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, line.words)

    def _font(self, strong: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(strong)
        return font

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        painter.setOpacity(1.0 if self.isEnabled() else _PALE)
        for piece, area in self.placed():
            if isinstance(piece, Line):
                self._paint_line(painter, theme, piece, area)
            else:
                self._paint_window(painter, theme, piece, area.top())

    def _paint_line(self, painter: QPainter, theme: Theme, line: Line, area: QRectF) -> None:
        painter.setFont(self._font(line.strong))
        metrics = painter.fontMetrics()
        right, middle = area.right(), Qt.AlignmentFlag.AlignVCenter
        if line.share is not None:
            right -= _BAR + GAP
            self._paint_bar(painter, theme, line.share, QRectF(right + GAP, area.top(), _BAR, self._row))
        head = QRectF(area.left(), area.top(), right - area.left(), self._row)
        painter.setPen(theme.colour("text" if line.strong else "muted"))
        label = metrics.elidedText(line.label, Qt.TextElideMode.ElideRight, int(head.width()))
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignLeft, label)
        painter.setPen(theme.colour("text"))
        if self._is_long(line):
            below = area.adjusted(_INDENT, self._row, 0, 0)
            painter.setFont(self._font(False))
            painter.drawText(below, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, line.words)
        else:
            painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, line.words)

    def _paint_bar(self, painter: QPainter, theme: Theme, share: float, area: QRectF) -> None:
        """From the middle to the right what adds, to the left what takes away."""
        middle, height = area.center().x(), min(area.height() - 6, 10)
        top = area.center().y() - height / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("grid"))
        painter.drawRect(QRectF(area.left(), top, area.width(), height))
        if np.isfinite(share):
            length = share * area.width() / 2
            painter.setBrush(QColor("#b2182b" if share > 0 else "#2166ac"))
            painter.drawRect(QRectF(min(middle, middle + length), top, abs(length), height))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_window(self, painter: QPainter, theme: Theme, window: Window, top: float) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font(False))
        painter.setPen(theme.colour("text"))
        head = QRectF(0, top, self._room, self._row)
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignLeft, window.title)
        room = self._room - painter.fontMetrics().horizontalAdvance(window.title) - 12
        words = painter.fontMetrics().elidedText(window.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, words)
        cells, grids = self._cells(window), _grids(window, self._colours)
        heights = [letters_height(painter.font(), each.numbers, cells.width, cells.height) for each in grids]
        letters = min((height for height in heights if height is not None), default=0)
        for number, (each, area) in enumerate(zip(grids, self._grids(window, top), strict=True)):
            if each.sign:
                painter.setPen(theme.colour("muted"))
                sign = QRectF(area.left() - SIGN, area.top(), SIGN, area.height())
                painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, each.sign)
            painter.save()
            painter.translate(area.topLeft())
            painter.drawImage(QRectF(QPointF(), area.size()), each.image)
            write_numbers(painter, each.numbers, each.image, cells.width, letters, high=cells.height)
            painter.setPen(QPen(theme.colour("card_border"), 1))
            painter.drawRect(QRectF(QPointF(), area.size()))
            if number == 0:
                self._paint_marks(painter, theme, window, cells)
            painter.restore()

    def _paint_marks(self, painter: QPainter, theme: Theme, window: Window, cells: Cells) -> None:
        """On what was read: what lies beyond the input, and what was taken."""

        def cell(row: int, column: int) -> QRectF:
            return QRectF(column * cells.width, row * cells.height, cells.width, cells.height)

        if window.beyond is not None:
            painter.setPen(QPen(theme.colour("muted"), 1))
            for row, column in np.argwhere(window.beyond):
                area = cell(row, column)
                painter.drawLine(area.bottomLeft(), area.topRight())
        if window.chosen is not None:
            frame = cell(*window.chosen).adjusted(1, 1, -1, -1)
            for pen in (QPen(theme.colour("base"), 4), QPen(theme.colour("accent"), 2)):
                painter.setPen(pen)
                painter.drawRect(frame)

    # What Qt calls

    def words_at(self, point: QPointF) -> str:
        """The numbers of the cell at a point, with more digits than there is room for in it; empty beside all cells."""
        for piece, place in self.placed():
            if isinstance(piece, Window) and place.contains(point):
                cells = self._cells(piece)
                for area in self._grids(piece, place.top()):
                    if area.contains(point):
                        rows, columns = piece.read.shape
                        row = int((point.y() - area.top()) / cells.height)
                        column = int((point.x() - area.left()) / cells.width)
                        return cell_words(piece, min(row, rows - 1), min(column, columns - 1))
        return ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _grids(window: Window, colours: str) -> list[_Grid]:
    """What was read in its own colours; weights and products about zero."""
    found = [_grid(window.read, colours, "")]
    if window.weights is not None and window.products is not None:
        found += [_grid(window.weights, "diverging", "×"), _grid(window.products, "diverging", "=")]
    return found


def _grid(numbers: npt.NDArray[Any], colours: str, sign: str) -> _Grid:
    scaling = "symmetric" if colours == "diverging" else "own"
    picture = tile(numbers[:, :, None], scaling=scaling).picture  # type: ignore[arg-type]
    return _Grid(numbers, coloured(picture, colours, QColor("#808080")), sign)
