"""Where the parts of a line of the stack are: the card, its words, its buttons, and how deep it stands."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from cnnstudio.gui.stack.cards import Card
from cnnstudio.gui.stack.entries import Sort

GAP = 8
"""Pixels between two cards."""

MARGIN = 8
BAR = 6
ICON = 18

_CHEVRON = 20
_RIGHT = 12
_STEP = 20
_LEAST_STEP = 4
_LEAST_CARD = 260


@dataclass(frozen=True)
class Places:
    """In the coordinates of a line's rectangle's parent; ``fixes`` has a place for each fix that is shown."""

    card: QRect
    chevron: QRect
    icon: QRect
    first_line: QRect
    second_line: QRect
    reason: QRect
    fixes: tuple[QRect, ...]


def step_of(width: int, deepest: int) -> int:
    """Pixels from one depth to the next: 20, or fewer so that the deepest card keeps some width."""
    if not deepest:
        return _STEP
    return max(_LEAST_STEP, min(_STEP, (width - 2 * MARGIN - _LEAST_CARD) // deepest))


def line_height(metrics: QFontMetrics, sort: Sort) -> int:
    """The height of a line without trouble, with the gap around it."""
    if sort == "branch":
        return metrics.height() + 10
    if sort == "end":
        return metrics.height() + 14
    return 2 * metrics.height() + 4 + 2 * 8 + GAP


@dataclass
class Placing:
    """Works places out; keeps what it measured of wrapped words, which is the slow part."""

    editable: bool
    _wrapped: dict[tuple[str, int, str], int] = field(default_factory=dict)

    def places(self, line: QRect, card: Card, font: QFont, step: int) -> Places:
        """The places of a card in the rectangle of its line."""
        metrics = QFontMetrics(font)
        height = metrics.height()
        left = line.left() + MARGIN + card.depth * step
        if card.sort in ("branch", "end"):
            return self._slim(line, card, metrics, left)
        area = QRect(left, line.top() + GAP // 2, line.right() - MARGIN - left, line_height(metrics, card.sort) - GAP)
        shift = _CHEVRON if card.sort == "block" else 0
        text_left = left + BAR + 12 + shift + ICON + 12
        width = area.right() - _RIGHT - text_left
        first = QRect(text_left, area.top() + 8, width, height)
        second = QRect(text_left, first.bottom() + 5, width, height)
        icon = QRect(left + BAR + 12 + shift, area.top() + (area.height() - ICON) // 2, ICON, ICON)
        chevron = QRect(left + BAR, area.top(), icon.left() - left - BAR, area.height()) if shift else QRect()
        reason, fixes = QRect(), []
        if card.trouble is not None:
            if not (card.settings or card.parameters or card.shape):  # nothing to say in the second line
                second = QRect(first)
                icon.moveTop(first.center().y() - ICON // 2)
                chevron.setHeight(height + 16)
            left_of_reason = left + BAR + 12 + ICON + 12
            wide = area.right() - _RIGHT - left_of_reason
            tall = self._wrapped_height(card.trouble.text, wide, font)
            reason = QRect(left_of_reason, second.bottom() + 7, wide, tall)
            bottom = reason.bottom()
            labels = [fix.label for fix in card.trouble.fixes] if self.editable else []
            fixes = _buttons(labels, QRect(left_of_reason, bottom + 7, wide, height + 10), metrics)
            area.setBottom((fixes[-1].bottom() if fixes else bottom) + 9)
        return Places(area, chevron, icon, first, second, reason, tuple(fixes))

    def _slim(self, line: QRect, card: Card, metrics: QFontMetrics, left: int) -> Places:
        shift = ICON + 8 if card.sort == "end" else 4
        area = QRect(left, line.top() + 1, line.right() - MARGIN - left, line.height() - 2)
        if card.sort == "end":
            area.setBottom(line.bottom() - GAP)
        icon = QRect(left + 2, area.center().y() - 7, 16, 16)
        words = QRect(left + shift, area.top(), area.right() - _RIGHT - left - shift, area.height())
        return Places(area, QRect(), icon, words, QRect(), QRect(), ())

    def _wrapped_height(self, text: str, width: int, font: QFont) -> int:
        key = (text, width, font.key())
        if key not in self._wrapped:
            if len(self._wrapped) > 500:
                self._wrapped.clear()
            area = QRect(0, 0, max(width, 1), 10_000)
            self._wrapped[key] = QFontMetrics(font).boundingRect(area, Qt.TextFlag.TextWordWrap, text).height()
        return self._wrapped[key]


def _buttons(labels: list[str], first: QRect, metrics: QFontMetrics) -> list[QRect]:
    """A place for each label, beside each other within ``first``, below each other where the room ends."""
    found: list[QRect] = []
    for label in labels:
        place = QRect(first)
        place.setWidth(min(metrics.horizontalAdvance(label) + 24, first.width()))
        if found:
            place.moveTopLeft(found[-1].topRight() + QPoint(9, 0))
            if place.right() > first.right():
                place.moveTopLeft(QPoint(first.left(), found[-1].bottom() + 7))
        found.append(place)
    return found
