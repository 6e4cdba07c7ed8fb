"""Where a text is cut into pages: never through a line, a picture or a row, and no heading stands alone at a foot."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextDocument, QTextFormat

_WHOLE = 8
"""Paragraphs of at most so many lines are not cut; of others no page begins or ends with a line alone."""


class Strip(NamedTuple):
    """What stands on one page.

    Attributes:
        is_kept: Whether what follows has to stand on the same page.
        begins: Whether a page begins with it.
    """

    top: float
    bottom: float
    is_kept: bool = False
    begins: bool = False


def pages_of(text: QTextDocument, height: float) -> list[tuple[float, float]]:
    """Top and bottom of every page, of at most ``height``; the text is laid out without pages."""
    return pages(_joined(list(_strips(text))), height)


def pages(strips: list[Strip], height: float) -> list[tuple[float, float]]:
    """The pages of strips from top to bottom; what is higher than a page is cut where it has to be."""
    made, top, at = [], 0.0, 0
    while at < len(strips):
        end = at
        while end < len(strips) and strips[end].bottom - top <= height and (end == at or not strips[end].begins):
            end += 1
        if end == at:  # not even one
            made.append((top, top + height))
            top += height
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
        area = layout.blockBoundingRect(block)
        begins = bool(block.blockFormat().pageBreakPolicy() & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        lines = block.layout().lineCount()
        for number in range(lines):
            line = block.layout().lineAt(number).rect()
            top = area.top() if number == 0 else area.top() + line.top()
            bottom = area.bottom() if number == lines - 1 else area.top() + line.bottom()
            yield Strip(top, bottom, _is_kept(block, number, lines), begins and number == 0)
        block = block.next()


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
            bottom = max(last.bottom, strip.bottom)
            made[-1] = Strip(min(last.top, strip.top), bottom, last.is_kept or strip.is_kept, last.begins)
        else:
            made.append(strip)
    return made
