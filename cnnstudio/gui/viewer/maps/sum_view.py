"""The sum that made a number, drawn: windows of numbers side by side, and lines with bars."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.pictures import tile
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.viewer.maps.telling import Line, Piece, Window
from cnnstudio.gui.widgets.cell_numbers import letters_height, write_numbers
from cnnstudio.gui.widgets.rasters import coloured

_SIGN = 18
"""Room for "×" and "=" between windows."""

_MOST_CELL = 40
_READABLE = 38
"""The side of a number's square, and the least in which numbers can be written."""

_BAR = 56
_PALE = 0.35
"""What is disabled, because another sum is awaited."""

_GAP = 6

_RIGHT = 8
"""Free at the right, so that nothing touches a scroll bar."""

_INDENT = 12
"""Of words on lines of their own."""


@dataclass(frozen=True, eq=False)
class _Grid:
    """One window as it is drawn: its numbers, its colours, the sign before it, and where it lies in its row."""

    numbers: npt.NDArray[np.float32]
    image: QImage
    sign: str


class SumView(QWidget):
    """As wide as there is room, and as high as it needs."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("The sum that made the number")
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
        height = sum(self._height(piece) for piece in self._pieces)
        if height != self.height():
            self.setFixedHeight(round(height))

    # Sizes

    @property
    def _row(self) -> int:
        return QFontMetrics(self.font()).height() + 4

    def _height(self, piece: Piece) -> float:
        if isinstance(piece, Line):
            return self._row + (self._wrapped(piece).height() + 4 if self._is_long(piece) else 0)
        cell, rows = self._cell(piece)
        return self._row + rows * (piece.read.shape[0] * cell + _GAP) + _GAP

    def _cell(self, window: Window) -> tuple[float, int]:
        """The side of one number's square, and in how many rows the grids stand: as few as let numbers be read."""
        rows, columns = window.read.shape
        room = self._room - 2
        if window.weights is None:
            return min(room / columns, 200 / rows, _MOST_CELL), 1
        sides = {
            rows: (room - signs * _SIGN) / (grids * columns) for rows, grids, signs in ((1, 3, 2), (2, 2, 1), (3, 1, 1))
        }
        found = next((rows for rows, side in sides.items() if side >= _READABLE), 1)
        return max(min(sides[found], _MOST_CELL), 1.0), found

    @property
    def _room(self) -> int:
        """How wide all that is drawn may be."""
        return self.width() - _RIGHT

    def _is_long(self, line: Line) -> bool:
        """Whether label and words need a line each; lines with bars stand below each other, and all do if one does."""
        return self._has_long_bars if line.share is not None else self._overflows(line)

    def _overflows(self, line: Line) -> bool:
        metrics = QFontMetrics(self._font(line.strong))
        bar = _BAR + _GAP if line.share is not None else 0
        return metrics.horizontalAdvance(f"{line.label}  {line.words}") + bar + 12 > self._room

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
        top = 0.0
        for piece in self._pieces:
            height = self._height(piece)
            if isinstance(piece, Line):
                self._paint_line(painter, theme, piece, QRectF(0, top, self._room, height))
            else:
                self._paint_window(painter, theme, piece, top)
            top += height

    def _paint_line(self, painter: QPainter, theme: Theme, line: Line, area: QRectF) -> None:
        painter.setFont(self._font(line.strong))
        metrics = painter.fontMetrics()
        right, middle = area.right(), Qt.AlignmentFlag.AlignVCenter
        if line.share is not None:
            right -= _BAR + _GAP
            self._paint_bar(painter, theme, line.share, QRectF(right + _GAP, area.top(), _BAR, self._row))
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
        cell, rows = self._cell(window)
        high, wide = window.read.shape[0] * cell, window.read.shape[1] * cell
        at = QPointF(1, top + self._row)
        grids = _grids(window, self._colours)
        heights = [letters_height(painter.font(), each.numbers, cell) for each in grids]
        letters = min((height for height in heights if height is not None), default=0)
        for number, each in enumerate(grids):
            if (rows, number) in ((2, 2), (3, 1), (3, 2)):
                at = QPointF(1, at.y() + high + _GAP)
            if each.sign:
                painter.setPen(theme.colour("muted"))
                painter.drawText(QRectF(at.x(), at.y(), _SIGN, high), Qt.AlignmentFlag.AlignCenter, each.sign)
                at.setX(at.x() + _SIGN)
            marks = window if number == 0 else None
            self._paint_grid(painter, theme, each, marks, at, cell, letters)
            at.setX(at.x() + wide)

    def _paint_grid(
        self,
        painter: QPainter,
        theme: Theme,
        grid: _Grid,
        window: Window | None,
        at: QPointF,
        cell: float,
        letters: int,
    ) -> None:
        """``window``: where the grid is what was read, whose marks are drawn on it; ``letters``: their height."""
        rows, columns = grid.numbers.shape
        painter.save()
        painter.translate(at)
        painter.drawImage(QRectF(0, 0, columns * cell, rows * cell), grid.image)
        write_numbers(painter, grid.numbers, grid.image, cell, letters)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.drawRect(QRectF(0, 0, columns * cell, rows * cell))
        if window is not None and window.beyond is not None:
            painter.setPen(QPen(theme.colour("muted"), 1))
            for row, column in np.argwhere(window.beyond):
                area = QRectF(column * cell, row * cell, cell, cell)
                painter.drawLine(area.bottomLeft(), area.topRight())
        if window is not None and window.chosen is not None:
            row, column = window.chosen
            frame = QRectF(column * cell, row * cell, cell, cell).adjusted(1, 1, -1, -1)
            for pen in (QPen(theme.colour("base"), 4), QPen(theme.colour("accent"), 2)):
                painter.setPen(pen)
                painter.drawRect(frame)
        painter.restore()

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
