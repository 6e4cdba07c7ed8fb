"""What a window makes of its numbers, written in their cells: in all of them alike, whole or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from cnnstudio.gui.by_hand.blocks import Block, Cell
from cnnstudio.gui.by_hand.brushes import Brushes

_SMALLEST = 9
"""Height in pixels of letters that are still read."""


@dataclass(frozen=True)
class Products:
    """The lines of every cell of a window; none where they would not fit into all.

    Attributes:
        size: How high the letters are.
        is_beside: Whether the one line stands beside the number, as there is no room under it.
    """

    lines: Mapping[Cell, tuple[str, ...]] = field(default_factory=dict)
    size: int = _SMALLEST
    is_beside: bool = False


def products_of(block: Block, brushes: Brushes, cell: QSizeF, size: int) -> Products:
    """The whole product where each cell has room for it, else what the number is multiplied by, else nothing.

    "= −2" alone under a 2 would be read as an equation that is wrong.

    Args:
        cell: How large the cells are.
        size: How high the letters of the numbers are.
    """
    parts = {at: each for at in block.window if (each := block.under(at))}
    texts = {at: block.text(at) if block.holds(at) else "0" for at in parts}
    if not parts or not size:
        return Products()
    return next((each for each in _forms(parts, size) if _fits(each, texts, brushes, cell, size)), Products())


def _forms(parts: Mapping[Cell, tuple[str, ...]], size: int) -> Iterator[Products]:
    """From the one that says most to the one that says least."""
    usual = max(min(size - 4, 12), _SMALLEST)
    whole = {at: (" ".join(each),) for at, each in parts.items()}
    factors = {at: each[:1] for at, each in parts.items()}
    for small in dict.fromkeys((usual, 10, _SMALLEST)):
        if small > usual:
            continue
        yield Products(whole, small)
        yield Products(whole, small, is_beside=True)
        yield Products(parts, small)
    for small in dict.fromkeys((usual, _SMALLEST)):
        yield Products(factors, small)
        yield Products(factors, small, is_beside=True)


def _fits(form: Products, texts: Mapping[Cell, str], brushes: Brushes, cell: QSizeF, size: int) -> bool:
    (_, small), (_, large) = brushes.sized(form.size), brushes.sized(size)
    most = max(len(lines) for lines in form.lines.values())
    if form.is_beside:
        taken = max(brushes.width(size, text) for text in texts.values()) + 9
        return all(taken + brushes.width(form.size, lines[0]) <= cell.width() for lines in form.lines.values())
    if large.ascent() + most * small.height() + 4 > cell.height():
        return False
    return all(brushes.width(form.size, line) <= cell.width() - 4 for lines in form.lines.values() for line in lines)


def write_number(
    painter: QPainter, brushes: Brushes, area: QRectF, text: str, size: int, colour: str, under: Products, cell: Cell
) -> None:
    """The number of a cell and what becomes of it in the window."""
    lines = under.lines.get(cell, ())
    painter.setFont(brushes.sized(size)[0])
    painter.setPen(brushes.theme.colour(colour))
    if not lines:
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return
    font, metrics = brushes.sized(under.size)
    below = len(lines) * metrics.height()
    middle = Qt.AlignmentFlag.AlignVCenter
    if under.is_beside:
        painter.drawText(area.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, text)
    else:
        painter.drawText(area.adjusted(0, 1, 0, -below), Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(font)
    painter.setPen(brushes.theme.colour("text"))
    if under.is_beside:
        painter.drawText(area.adjusted(0, 0, -3, 0), Qt.AlignmentFlag.AlignRight | middle, lines[0])
        return
    for number, line in enumerate(lines):
        top = area.bottom() - 2 - below + number * metrics.height()
        painter.drawText(QRectF(area.x(), top, area.width(), metrics.height()), Qt.AlignmentFlag.AlignCenter, line)
