"""Where a text is cut into pages: never through a line, a picture or a row, and no heading stands alone at a foot.

A table that goes on on another page has its first row on top there once more, and no row of it stands alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTable

_EDGE = 4.0
"""Between the words of a row and its lower edge."""

_WHOLE = 8
"""Paragraphs of at most so many lines are not cut; of others no page begins or ends with a line alone."""


class Strip(NamedTuple):
    """What stands on one page.

    Attributes:
        is_kept: Whether what follows has to stand on the same page.
        begins: Whether a page begins with it.
        head: How high the row is that stands over it once more where a page begins with it; 0 for none.
    """

    top: float
    bottom: float
    is_kept: bool = False
    begins: bool = False
    head: float = 0.0


def pages_of(text: QTextDocument, height: float) -> list[tuple[float, float]]:
    """Top and bottom of every page, of at most ``height``; the text is laid out without pages."""
    return pages(_joined(list(_strips(text))), height)


def head_over(text: QTextDocument, top: float) -> tuple[float, float] | None:
    """Top and bottom of the row that stands once more over a page that begins there; None for none."""
    for frame in text.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            above, below = _ends_of(text, frame)
            if above < top < below - 1:
                end = _end_of_head(text, frame)
                return (above, end) if above < end <= top + 1 else None
    return None


def pages(strips: list[Strip], height: float) -> list[tuple[float, float]]:
    """The pages of strips from top to bottom; what is higher than a page is cut where it has to be."""
    made, top, at = [], 0.0, 0
    while at < len(strips):
        end, room = at, height - strips[at].head
        while end < len(strips) and strips[end].bottom - top <= room and (end == at or not strips[end].begins):
            end += 1
        if end == at:  # not even one
            made.append((top, top + room))
            top += room
            continue
        if end < len(strips) and not strips[end].begins:
            end = next((each for each in range(end, at, -1) if not strips[each - 1].is_kept), end)
        bottom = strips[end - 1].bottom
        made.append((top, bottom))
        top = bottom if end == len(strips) else max(bottom, strips[end].top - 1)
        at = end
    return made or [(0.0, height)]


def _strips(text: QTextDocument) -> Iterator[Strip]:
    """Every line of the text; rows of tables are such where their cells stand beside each other."""
    layout, block = text.documentLayout(), text.begin()
    while block.isValid():
        table, row = _row_of(block)
        head = 0.0 if table is None else _height_of_head(text, table, row)
        area = layout.blockBoundingRect(block)
        begins = bool(block.blockFormat().pageBreakPolicy() & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        lines = block.layout().lineCount()
        for number in range(lines):
            line = block.layout().lineAt(number).rect()
            top = area.top() if number == 0 else area.top() + line.top()
            bottom = area.bottom() if number == lines - 1 else area.top() + line.bottom()
            is_kept = _is_kept(block, number, lines) if table is None else _is_kept_row(table, row)
            yield Strip(top, bottom, is_kept, begins and number == 0, head)
        block = block.next()


def _row_of(block: QTextBlock) -> tuple[QTextTable | None, int]:
    """The table that a text is in, and its row there."""
    cursor = QTextCursor(block)
    table = cursor.currentTable()
    return (None, 0) if table is None else (table, table.cellAt(cursor).row())


def _is_kept_row(table: QTextTable, row: int) -> bool:
    """Whether a row stays with the next: those of the head, the first one below it, and the last but one."""
    return row <= table.format().headerRowCount() or row == table.rows() - 2


def _height_of_head(text: QTextDocument, table: QTextTable, row: int) -> float:
    """Of the head of a table, for a row below it."""
    if not 0 < table.format().headerRowCount() <= row:
        return 0.0
    return max(_end_of_head(text, table) - _ends_of(text, table)[0], 0.0)


def _ends_of(text: QTextDocument, table: QTextTable) -> tuple[float, float]:
    """Top and bottom of a table without what keeps it apart from the words around it.

    Its place is where it is drawn, but its height holds both margins (Qt 6).
    """
    area, kept = text.documentLayout().frameBoundingRect(table), table.format()
    return area.top(), area.bottom() - kept.topMargin() - kept.bottomMargin()


def _end_of_head(text: QTextDocument, table: QTextTable) -> float:
    """Where its head ends; above the table where it has none."""
    layout, found = text.documentLayout(), -1.0
    for row in range(table.format().headerRowCount()):
        for column in range(table.columns()):
            block = table.cellAt(row, column).firstCursorPosition().block()
            found = max(found, layout.blockBoundingRect(block).bottom() + _EDGE)
    return found


def _is_kept(block: QTextBlock, number: int, lines: int) -> bool:
    """Whether a line stays with the next: within a short paragraph, of a heading, and of what an answer follows."""
    if number < lines - 1:
        return lines <= _WHOLE or number in (0, lines - 2)
    following = block.next()
    return block.blockFormat().headingLevel() > 0 or (following.isValid() and _is_answer(following) and _is_text(block))


def _is_answer(block: QTextBlock) -> bool:
    return _is_text(block) and block.blockFormat().hasProperty(QTextFormat.Property.BackgroundBrush)


def _is_text(block: QTextBlock) -> bool:
    return not block.blockFormat().hasProperty(QTextFormat.Property.BackgroundBrush) or bool(block.text())


def _joined(strips: list[Strip]) -> list[Strip]:
    """Strips that overlap are one: cells of a row."""
    made: list[Strip] = []
    for strip in strips:
        if made and strip.top < made[-1].bottom - 1:
            last = made[-1]
            bottom, head = max(last.bottom, strip.bottom), max(last.head, strip.head)
            made[-1] = Strip(min(last.top, strip.top), bottom, last.is_kept or strip.is_kept, last.begins, head)
        else:
            made.append(strip)
    return made
