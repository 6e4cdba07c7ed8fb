"""Where the tables of a board lie, and how large the cells of their numbers are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from cnnstudio.gui.by_hand.blocks import Block, Cell, written

EDGE = 8
"""Free around all tables."""

_GAP = 14
_WIDEST, _LEAST_WIDE = 80.0, 8.0
_HIGHEST, _LEAST_HIGH = 52.0, 16.0
_ROW_WIDEST, _ROW_HIGHEST = 120.0, 84.0
"""Of tables with a single row each: in one dimension there is room downwards."""

_SHAPE = 1.5
"""How much wider than high a cell is, so that a product has room under its number."""

_BESIDE = 92.0
"""How wide a cell may be that is too low for that, so that the product has room beside its number."""

_SMALLER = 0.8
"""How wide numbers are in the smallest letters that are still easy to read."""

PICTURE = 20
"""A table of more columns than these is a picture."""

_LEAST_READ = 24.0
"""The least height of a cell whose number is read."""

_READABLE = 32.0
"""The least width of a cell that has room for its numbers."""

_MOST_LOOKED_AT = 2_000
"""Of more numbers than these, the largest and the smallest alone are measured."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Where everything of a board lies.

    Attributes:
        cell: How large each cell is.
        head: How high the line over each table is.
        places: Where the numbers of each table lie, without what is beyond them.
        size: Of all of it.
    """

    cell: QSizeF
    head: float
    places: tuple[QRectF, ...]
    size: QSizeF

    def area(self, number: int, cell: Cell) -> QRectF:
        """Where a cell of a table lies."""
        return self.areas(number, (cell[0], cell[0], cell[1], cell[1]))

    def areas(self, number: int, around: tuple[int, int, int, int]) -> QRectF:
        """Where the cells from a first to a last row and column lie."""
        top, bottom, left, right = around
        place, wide, high = self.places[number], self.cell.width(), self.cell.height()
        corner = place.topLeft() + QPointF(left * wide, top * high)
        return QRectF(corner, QSizeF((right - left + 1) * wide, (bottom - top + 1) * high))

    def cell_at(self, blocks: Sequence[Block], point: QPointF) -> tuple[int, Cell] | None:
        """The table and the cell at a point."""
        for number, (block, place) in enumerate(zip(blocks, self.places, strict=True)):
            if place.contains(point):
                row = int((point.y() - place.top()) / self.cell.height())
                column = int((point.x() - place.left()) / self.cell.width())
                return number, (min(row, block.rows - 1), min(column, block.columns - 1))
        return None


def lay_out(blocks: Sequence[Block], room: QSizeF, font: QFont, like: QSizeF | None = None) -> Layout:
    """Puts the tables in columns and rows, with cells as large as there is room for, and as can be read if need be.

    Args:
        like: Cells of another board, to be alike; none where it is empty.
    """
    metrics = QFontMetricsF(font)
    head = metrics.height() + 4
    wide, high = _spans(blocks, 0), _spans(blocks, 1)
    if not blocks:
        return Layout(QSizeF(_READABLE, _READABLE), head, (), QSizeF(0, 0))
    heads = len(high) * (head + _GAP / 2) + 2 * EDGE
    cells_high = sum(high.values())
    is_row = all(block.rows == 1 for block in blocks)
    widest, highest = (_ROW_WIDEST, _ROW_HIGHEST) if is_row else (_WIDEST, _HIGHEST)
    height = min(max((room.height() - heads) / cells_high, _LEAST_HIGH), highest)
    longest = _longest(blocks, metrics)
    needed = min(max(longest + 10, _READABLE), widest)
    free = (room.width() - (len(wide) - 1) * _GAP - 2 * EDGE) / sum(wide.values())
    beside = (room.width() - _GAP - 2 * EDGE) / (wide[0] + wide.get(1, 0))
    if beside < needed:  # smaller letters rather than no kernel beside the input
        needed = max(beside, longest * _SMALLER + 4, _READABLE)
    width = max(min(free, max(height * _SHAPE, _BESIDE), max(widest, _BESIDE)), needed)
    if height < _HIGHEST:
        height = max(height, _LEAST_READ)
    if max(wide.values()) > PICTURE:  # seen as a whole rather than read
        width = min(max(beside, _LEAST_WIDE), width)
        height = min(max((room.height() - heads) / cells_high, _LEAST_WIDE), width, height)
    if like is not None and like.isValid():
        width, height = min(width, max(like.width(), needed)), min(height, max(like.height(), _LEAST_READ))
    return _placed(blocks, QSizeF(int(width), int(height)), head, metrics)


def _placed(blocks: Sequence[Block], cell: QSizeF, head: float, metrics: QFontMetricsF) -> Layout:
    wide, high = _spans(blocks, 0), _spans(blocks, 1)
    widths = {column: cells * cell.width() for column, cells in wide.items()}
    for block in blocks:
        least = metrics.horizontalAdvance(block.head) + 4
        widths[block.at[0]] = max(widths[block.at[0]], least)
    lefts, tops, at = {}, {}, float(EDGE)
    for column in sorted(widths):
        lefts[column], at = at, at + widths[column] + _GAP
    right, at = at - _GAP + EDGE, float(EDGE)
    for row in sorted(high):
        tops[row], at = at, at + head + high[row] * cell.height() + _GAP / 2
    places = []
    for block in blocks:
        above, _, left, _ = block.beyond
        corner = QPointF(lefts[block.at[0]] + left * cell.width(), tops[block.at[1]] + head + above * cell.height())
        places.append(QRectF(corner, QSizeF(block.columns * cell.width(), block.rows * cell.height())))
    return Layout(cell, head, tuple(places), QSizeF(right, at - _GAP / 2 + EDGE))


def _spans(blocks: Sequence[Block], axis: int) -> dict[int, int]:
    """How many cells wide each column of tables is, or how high each row."""
    found: dict[int, int] = {}
    for block in blocks:
        above, below, left, right = block.beyond
        span = block.columns + left + right if axis == 0 else block.rows + above + below
        found[block.at[axis]] = max(found.get(block.at[axis], 0), span)
    return found


def _longest(blocks: Sequence[Block], metrics: QFontMetricsF) -> float:
    """How wide the widest number is, or what was typed in its place."""
    typed = {word for block in blocks for word in block.words.values()}
    return max((metrics.horizontalAdvance(word) for word in typed | number_words(blocks)), default=0.0)


def number_words(blocks: Sequence[Block]) -> set[str]:
    """The numbers as they stand in the cells; of very many the smallest and the largest."""
    if sum(block.numbers.size for block in blocks) > _MOST_LOOKED_AT:
        numbers = {float(each) for block in blocks for each in (block.numbers.min(), block.numbers.max())}
    else:
        numbers = {float(each) for block in blocks for each in np.unique(block.numbers)}
    return {written(each) for each in numbers}
