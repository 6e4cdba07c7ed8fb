"""How the tables of a board are drawn, on the screen, in a picture or as shapes in a file."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnstudio.gui.by_hand.blocks import Block, Cell, State
from cnnstudio.gui.by_hand.brushes import LARGEST, SMALLEST, Brushes
from cnnstudio.gui.by_hand.layout import Layout, number_words
from cnnstudio.gui.by_hand.products import products_of, write_number
from cnnstudio.gui.widgets.letters import bold_of

_PLUS, _MINUS = QColor("#b2182b"), QColor("#2166ac")
"""ColorBrewer's RdBu, as wherever numbers have a sign: red above zero, blue below."""

_STRONGEST = 0.42
"""How much of these a cell of the largest number has: what is written on it can be read in both themes."""

_WASH, _CHOSEN, _ANSWER = 0.16, 0.45, 0.3
"""How much of the accent lies over what the window reads and over what was taken of it; the colour of an answer."""

_LEAST_WIDE = 14
"""In narrower cells no number can be read."""

_READABLE = 24
"""In narrower cells numbers are written in all or in none."""

_STATES: dict[State, str] = {"right": "good", "wrong": "error", "shown": "warning"}
"""The colours of answers, by the theme's names."""


def paint_board(
    painter: QPainter, brushes: Brushes, blocks: Sequence[Block], layout: Layout, exposed: QRectF | None = None
) -> None:
    """Draws all tables; ``exposed``: what of them is seen."""
    for number, block in enumerate(blocks):
        table = _Table(painter, brushes, block, number, layout)
        if exposed is None or table.whole.adjusted(-4, -layout.head - 4, 200, 4).intersects(exposed):
            table.paint(exposed or table.whole)


class _Table:
    """One table being drawn: what does not change from cell to cell is made once."""

    def __init__(self, painter: QPainter, brushes: Brushes, block: Block, number: int, layout: Layout) -> None:
        self._painter, self._brushes, self._block = painter, brushes, block
        self._layout, self._number = layout, number
        self._place = layout.places[number]
        above, below, left, right = block.beyond
        self.whole = layout.areas(number, (-above, block.rows - 1 + below, -left, block.columns - 1 + right))
        self._size = self._letters()
        self._under = products_of(block, brushes, layout.cell, self._size)

    def paint(self, exposed: QRectF) -> None:
        """Draws what of it is seen."""
        painter, block, theme = self._painter, self._block, self._brushes.theme
        self._paint_head()
        rows, columns = self._seen(exposed)
        cells = [
            (row, column) for row in rows for column in columns if 0 <= row < block.rows and 0 <= column < block.columns
        ]
        painter.fillRect(self._place, theme.colour("base"))
        self._paint_tints(cells)
        self._paint_beyond(rows, columns)
        self._paint_lines(rows, columns)
        self._paint_numbers(cells)
        self._paint_frames()

    def _seen(self, exposed: QRectF) -> tuple[range, range]:
        """Which rows and columns are seen, those beyond the table counted in."""
        above, below, left, right = self._block.beyond
        cell, corner = self._layout.cell, self._place.topLeft()
        top, bottom = (int((at - corner.y()) // cell.height()) for at in (exposed.top(), exposed.bottom()))
        first, last = (int((at - corner.x()) // cell.width()) for at in (exposed.left(), exposed.right()))
        rows = range(max(top, -above), min(bottom, self._block.rows - 1 + below) + 1)
        return rows, range(max(first, -left), min(last, self._block.columns - 1 + right) + 1)

    def _area(self, cell: Cell) -> QRectF:
        wide, high = self._layout.cell.width(), self._layout.cell.height()
        return QRectF(self._place.x() + cell[1] * wide, self._place.y() + cell[0] * high, wide, high)

    def _letters(self) -> int:
        """How high the letters of all its numbers are; 0 where not all can be read."""
        wide, high = self._layout.cell.width(), self._layout.cell.height()
        if wide < _LEAST_WIDE:
            return 0
        longest = max(number_words([self._block]), key=lambda word: self._brushes.width(LARGEST, word), default="0")
        return self._brushes.fitting(longest, wide, high)

    def _paint_head(self) -> None:
        painter, block, theme = self._painter, self._block, self._brushes.theme
        painter.setFont(bold_of(self._brushes.font) if block.around is not None else self._brushes.font)
        painter.setPen(theme.colour("text" if block.around is not None else "muted"))
        top = self.whole.top() - self._layout.head + painter.fontMetrics().ascent()
        painter.drawText(QPointF(self.whole.left(), top), block.head)

    def _paint_tints(self, cells: Sequence[Cell]) -> None:
        """What lies behind the numbers: their sign and size, what became of an answer, the window, what is not read."""
        painter, block, theme = self._painter, self._block, self._brushes.theme
        most = float(np.abs(block.numbers).max(initial=0.0))
        values, base, accent = block.numbers.tolist(), theme.colour("base"), theme.colour("accent")
        for cell in [*cells, *(cell for cell in block.window if not self._is_inside(cell))]:
            found, state = base, block.states.get(cell)
            if state is not None:
                found = _mixed(found, theme.colour(_STATES[state]), _ANSWER)
            elif self._is_inside(cell) and not (block.empty is not None and block.empty[cell]):
                value = values[cell[0]][cell[1]]
                share = _STRONGEST * abs(value) / most if most else 0.0
                found = _mixed(found, _PLUS if value > 0 else _MINUS, share) if share else found
            if cell in block.window:
                found = _mixed(found, accent, _CHOSEN if cell == block.chosen else _WASH)
            if found is not base:
                painter.fillRect(self._area(cell), found)
        if block.unused is not None:
            painter.setPen(QPen(_mixed(base, theme.colour("muted"), 0.7), 1))
            for cell in cells:
                if block.unused[cell]:
                    painter.drawLines(_hatch(self._area(cell)))

    def _is_inside(self, cell: Cell) -> bool:
        return 0 <= cell[0] < self._block.rows and 0 <= cell[1] < self._block.columns

    def _paint_beyond(self, rows: range, columns: range) -> None:
        """The cells around a table that the window reaches: zeros, or nothing."""
        painter, block, theme = self._painter, self._block, self._brushes.theme
        if not any(block.beyond):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dotted = QPen(theme.colour("muted"), 1, Qt.PenStyle.DotLine)
        for row in rows:
            for column in columns:
                if 0 <= row < block.rows and 0 <= column < block.columns:
                    continue
                area = self._area((row, column))
                painter.setPen(dotted)
                painter.drawRect(area)
                if self._size and area.width() >= _READABLE:
                    word = "0" if block.zeros else "–"
                    write_number(painter, self._brushes, area, word, self._size, "muted", self._under, (row, column))

    def _paint_lines(self, rows: range, columns: range) -> None:
        """Between the cells, and around the table."""
        painter, block, theme, place = self._painter, self._block, self._brushes.theme, self._place
        wide, high = self._layout.cell.width(), self._layout.cell.height()
        painter.setPen(QPen(theme.colour("card_border"), 1))
        for row in range(max(rows.start, 1), min(rows.stop, block.rows)):
            y = place.top() + row * high
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
        for column in range(max(columns.start, 1), min(columns.stop, block.columns)):
            x = place.left() + column * wide
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("muted"), 1))
        painter.drawRect(place)

    def _paint_numbers(self, cells: Sequence[Cell]) -> None:
        """All in letters of one size; smaller is only what was typed and is longer than any number."""
        block, brushes, size_of = self._block, self._brushes, self._layout.cell
        if not self._size and size_of.width() < _READABLE:
            return
        for cell in cells:
            text, size, area = block.text(cell), self._size, self._area(cell)
            if not size or brushes.width(size, text) > size_of.width() - 3:
                size = brushes.fitting(text, size_of.width(), size_of.height())
                text = text if size else brushes.cut(text, size_of.width())
            if text:
                write_number(self._painter, brushes, area, text, size or SMALLEST, "text", self._under, cell)
                if cell in block.states:
                    self._paint_state(area, block.states[cell])

    def _paint_state(self, area: QRectF, state: State) -> None:
        """A sign besides the colour: a tick or a cross; what was shown has none."""
        if state == "shown":
            return
        font = bold_of(self._brushes.font)
        font.setPixelSize(11)
        self._painter.setFont(font)
        self._painter.setPen(self._brushes.theme.colour(_STATES[state]))
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        self._painter.drawText(area.adjusted(0, 1, -3, 0), place, "✓" if state == "right" else "✗")

    def _paint_frames(self) -> None:
        """Around the cells that are read where there are holes, around all of them, and the cell that is looked at."""
        painter, block = self._painter, self._block
        accent = QColor(self._brushes.theme.colour("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if block.around is not None:
            if block.has_holes:
                painter.setPen(QPen(accent, 1.5))
                for cell in block.window:
                    painter.drawRect(self._area(cell).adjusted(1, 1, -1, -1))
            painter.setPen(QPen(accent, 2.5))
            painter.drawRect(self._layout.areas(self._number, block.around))
        for marked in (block.chosen, block.current):
            if marked is not None:
                painter.setPen(QPen(accent, 3))
                painter.drawRect(self._area(marked).adjusted(1, 1, -1, -1))


def _mixed(under: QColor, over: QColor, share: float) -> QColor:
    """What is seen of one colour through another: opaque, as not every reader of drawings knows translucent ones."""
    parts = zip((under.red(), under.green(), under.blue()), (over.red(), over.green(), over.blue()), strict=True)
    return QColor(*(round(below + (above - below) * share) for below, above in parts))


def _hatch(area: QRectF) -> list[QLineF]:
    """Slanting lines through a cell."""
    found, wide, high = [], area.width(), area.height()
    for offset in range(6, int(wide + high), 6):
        left, right = max(offset - high, 0.0), min(float(offset), wide)
        start, end = QPointF(left, offset - left), QPointF(right, offset - right)
        found.append(QLineF(start + area.topLeft(), end + area.topLeft()))
    return found
