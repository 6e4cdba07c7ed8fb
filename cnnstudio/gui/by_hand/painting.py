"""How the tables of a board are drawn, on the screen, in a picture or as shapes in a file."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from cnnstudio.gui.by_hand.blocks import Block, Cell
from cnnstudio.gui.by_hand.layout import Layout
from cnnstudio.gui.theme import Theme

_PLUS, _MINUS = QColor("#b2182b"), QColor("#2166ac")
"""ColorBrewer's RdBu, as wherever numbers have a sign: red above zero, blue below."""

_STRONGEST = 0.42
"""How much of these a cell of the largest number has: what is written on it can be read in both themes."""

_SMALLEST, _LARGEST = 7, 18
"""Height of the letters in pixels."""


@dataclass(frozen=True, eq=False)
class Brushes:
    """What is drawn with."""

    theme: Theme
    font: QFont


def paint_board(
    painter: QPainter, brushes: Brushes, blocks: Sequence[Block], layout: Layout, exposed: QRectF | None = None
) -> None:
    """Draws all tables; ``exposed``: what of them is seen."""
    for number, block in enumerate(blocks):
        above, below, left, right = block.beyond
        whole = layout.areas(number, (-above, block.rows - 1 + below, -left, block.columns - 1 + right))
        if exposed is None or whole.adjusted(-4, -layout.head - 4, 200, 4).intersects(exposed):
            _paint_block(painter, brushes, block, number, layout, whole, exposed or whole)


def _paint_block(
    painter: QPainter,
    brushes: Brushes,
    block: Block,
    number: int,
    layout: Layout,
    whole: QRectF,
    exposed: QRectF,
) -> None:
    theme = brushes.theme
    painter.setFont(_bold(brushes.font) if block.around is not None else brushes.font)
    painter.setPen(theme.colour("text" if block.around is not None else "muted"))
    head = QPointF(whole.left(), whole.top() - layout.head + painter.fontMetrics().ascent())
    painter.drawText(head, block.head)
    rows, columns = _seen(block, layout, number, exposed)
    _paint_beyond(painter, brushes, block, number, layout, rows, columns)
    most = float(np.abs(block.numbers).max(initial=0.0))
    for row in range(max(rows.start, 0), min(rows.stop, block.rows)):
        for column in range(max(columns.start, 0), min(columns.stop, block.columns)):
            _paint_cell(painter, brushes, block, (row, column), layout.area(number, (row, column)), most)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawRect(layout.places[number])
    _paint_window(painter, brushes, block, number, layout)


def _seen(block: Block, layout: Layout, number: int, exposed: QRectF) -> tuple[range, range]:
    """Which rows and columns are seen, those beyond the table counted in."""
    above, below, left, right = block.beyond
    place, cell = layout.places[number], layout.cell
    first = int((exposed.top() - place.top()) // cell.height()), int((exposed.left() - place.left()) // cell.width())
    last = (
        int((exposed.bottom() - place.top()) // cell.height()),
        int((exposed.right() - place.left()) // cell.width()),
    )
    rows = range(max(first[0], -above), min(last[0], block.rows - 1 + below) + 1)
    return rows, range(max(first[1], -left), min(last[1], block.columns - 1 + right) + 1)


def _paint_beyond(
    painter: QPainter,
    brushes: Brushes,
    block: Block,
    number: int,
    layout: Layout,
    rows: range,
    columns: range,
) -> None:
    """The cells around a table that the window reaches: zeros, or nothing."""
    if not any(block.beyond):
        return
    theme = brushes.theme
    painter.setPen(QPen(theme.colour("grid"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    font = _fitting(brushes.font, "0", layout.cell.width(), layout.cell.height())
    for row in rows:
        for column in columns:
            if 0 <= row < block.rows and 0 <= column < block.columns:
                continue
            area = layout.area(number, (row, column))
            painter.setPen(QPen(theme.colour("card_border"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(area)
            painter.setPen(theme.colour("muted"))
            if font is not None:
                painter.setFont(font)
                _write(painter, brushes, area, "0" if block.zeros else "–", block.window.get((row, column), ()), font)


def _paint_cell(painter: QPainter, brushes: Brushes, block: Block, cell: Cell, area: QRectF, most: float) -> None:
    theme = brushes.theme
    is_empty = block.empty is not None and bool(block.empty[cell]) and cell not in block.words
    painter.fillRect(area, theme.colour("base"))
    state = block.states.get(cell)
    if state is not None:
        tint = QColor(theme.colour({"right": "good", "wrong": "error", "shown": "warning"}[state]))
        tint.setAlphaF(0.3)
        painter.fillRect(area, tint)
    elif not is_empty:
        painter.fillRect(area, _tint(float(block.numbers[cell]), most))
    if block.unused is not None and block.unused[cell]:
        hatch = QColor(theme.colour("muted"))
        hatch.setAlphaF(0.6)
        painter.fillRect(area, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(theme.colour("card_border"), 1))
    painter.drawLine(area.topRight(), area.bottomRight())
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    text = block.text(cell)
    font = _fitting(brushes.font, text, area.width(), area.height())
    if font is None or not text:
        return
    painter.setPen(theme.colour("text"))
    _write(painter, brushes, area, text, block.window.get(cell, ()), font)
    if state is not None:
        _paint_state(painter, brushes, area, state)


def _write(painter: QPainter, brushes: Brushes, area: QRectF, text: str, under: tuple[str, ...], font: QFont) -> None:
    """The number, and under it or beside it what becomes of it in the window, where there is room."""
    small = QFont(brushes.font)
    small.setPixelSize(max(min(font.pixelSize() - 4, 12), 9))
    metrics, large = QFontMetricsF(small), QFontMetricsF(font)
    is_high = area.height() >= metrics.ascent() + large.ascent() + 8
    room = area.width() - 4 - (0 if is_high else large.horizontalAdvance(text) + 5)
    fitting = next((each for each in under if metrics.horizontalAdvance(each) <= room), "")
    painter.setFont(font)
    if not fitting:
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return
    upper, lower = area.adjusted(0, 1, 0, -metrics.height() + 2), area.adjusted(0, area.height() / 2, 0, -2)
    place = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
    if not is_high:
        upper, lower = area.adjusted(4, 0, -room, 0), area.adjusted(0, 0, -3, 0)
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(small)
    painter.setPen(brushes.theme.colour("text"))
    painter.drawText(lower, place, fitting)


def _paint_state(painter: QPainter, brushes: Brushes, area: QRectF, state: str) -> None:
    """A sign besides the colour: a tick, a cross, or nothing for what was shown."""
    marks = {"right": ("✓", "good"), "wrong": ("✗", "error"), "shown": ("", "warning")}
    sign, colour = marks[state]
    font = QFont(brushes.font)
    font.setPixelSize(10)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(brushes.theme.colour(colour))
    painter.drawText(area.adjusted(0, 1, -3, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, sign)


def _paint_window(painter: QPainter, brushes: Brushes, block: Block, number: int, layout: Layout) -> None:
    """The cells that are read, the frame around them all, and the cell that was taken or is looked at."""
    accent = QColor(brushes.theme.colour("accent"))
    wash = QColor(accent)
    wash.setAlphaF(0.14)
    for cell in block.window:
        area = layout.area(number, cell)
        painter.fillRect(area, wash)
        if block.around is not None and len(block.window) < _cells(block.around):  # there are holes between
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if block.around is not None:
        painter.setPen(QPen(accent, 2.5))
        painter.drawRect(layout.areas(number, block.around))
    for marked in (block.chosen, block.current):
        if marked is not None:
            painter.setPen(QPen(accent, 3))
            painter.drawRect(layout.area(number, marked).adjusted(1, 1, -1, -1))


def _cells(around: tuple[int, int, int, int]) -> int:
    return (around[1] - around[0] + 1) * (around[3] - around[2] + 1)


def _tint(value: float, most: float) -> QColor:
    colour = QColor(_PLUS if value > 0 else _MINUS)
    colour.setAlphaF(_STRONGEST * min(abs(value) / most, 1.0) if most > 0 else 0.0)
    return colour


def _fitting(font: QFont, text: str, wide: float, high: float) -> QFont | None:
    """The font, smaller where a text is long; None where it would be too small to be read."""
    found = QFont(font)
    size = min(_LARGEST, int(high * 0.4) + 5)
    while size >= _SMALLEST:
        found.setPixelSize(size)
        if QFontMetricsF(found).horizontalAdvance(text) <= wide - 3:
            return found
        size -= 1
    return None


def _bold(font: QFont) -> QFont:
    found = QFont(font)
    found.setBold(True)
    return found
