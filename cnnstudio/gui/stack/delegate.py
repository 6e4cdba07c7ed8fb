"""Draws a row of the stack as a card: what the layer is, what it makes of its input, and what is wrong with it."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.cards import FAMILY_ICONS, Card
from cnnstudio.gui.stack.item_model import CARD, HAS_PROBLEM
from cnnstudio.gui.theme import Theme, theme_of

GAP = 8
"""Pixels between two cards."""

_MARGIN = 8
_BAR = 6
_ICON = 18
_TEXT_LEFT = _BAR + 12 + _ICON + 12
_RIGHT = 12
_INDENT = 24
_ALIGN = Qt.AlignmentFlag
_ELIDE = Qt.TextElideMode.ElideRight

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Places:
    """Where the parts of a card are, in the coordinates of its row; ``fixes`` has a place for each fix."""

    card: QRect
    first_line: QRect
    second_line: QRect
    reason: QRect
    fixes: tuple[QRect, ...]


class CardDelegate(QStyledItemDelegate):
    """Cards of one height, but for those with a problem, which grow by its words."""

    def __init__(self, view: QAbstractItemView, *, editable: bool) -> None:
        super().__init__(view)
        self._view = view
        self._editable = editable
        self._wrapped: dict[tuple[str, int, str], int] = {}
        self._bold: dict[str, QFont] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}

    def fixes_at(self, index: QModelIndex) -> tuple[QRect, ...]:
        """Where each fix of a row can be clicked, in the viewport."""
        card: Card = index.data(CARD)
        return self._places(self._view.visualRect(index), card, self._view.font()).fixes

    # What Qt calls

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if not index.data(HAS_PROBLEM):  # Qt asks for every row after every edit
            return QSize(160, _base_height(self._view.fontMetrics()) + GAP)
        card: Card = index.data(CARD)
        area = QRect(0, 0, self._view.viewport().width(), 0)
        return QSize(160, self._places(area, card, self._view.font()).card.height() + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(CARD)
        rect, state = option.rect, option.state
        font = self._view.font()
        theme = theme_of(self._view.palette())
        places = self._places(rect, card, font)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, places.card, card, theme, selected, bool(state & QStyle.StateFlag.State_MouseOver))
        if state & QStyle.StateFlag.State_HasFocus:
            _paint_focus(painter, places.card, theme)
        self._paint_icon(painter, places.card, places.first_line.height(), card)
        self._paint_words(painter, places, card, theme, font)
        if card.problem is not None:
            self._paint_problem(painter, places, card, theme, font)
        painter.restore()

    # Private

    def _places(self, row: QRect, card: Card, font: QFont) -> _Places:
        metrics = QFontMetrics(font)
        line = metrics.height()
        left = row.left() + _MARGIN + card.depth * _INDENT
        area = QRect(left, row.top() + GAP // 2, row.right() - _MARGIN - left, _base_height(metrics))
        text_left, width = left + _TEXT_LEFT, area.width() - _TEXT_LEFT - _RIGHT
        first = QRect(text_left, area.top() + 8, width, line)
        second = QRect(text_left, first.bottom() + 5, width, line)
        reason, fixes = QRect(), []
        if card.problem is not None:
            reason = QRect(text_left, second.bottom() + 7, width, self._wrapped_height(card.problem.text, width, font))
            bottom = reason.bottom()
            labels = [fix.label for fix in card.problem.fixes] if self._editable else []
            fixes = _buttons(labels, QRect(text_left, bottom + 7, width, line + 10), metrics)
            area.setBottom((fixes[-1].bottom() if fixes else bottom) + 9)
        return _Places(area, first, second, reason, tuple(fixes))

    def _wrapped_height(self, text: str, width: int, font: QFont) -> int:
        key = (text, width, font.key())
        if key not in self._wrapped:
            if len(self._wrapped) > 500:
                self._wrapped.clear()
            area = QRect(0, 0, max(width, 1), 10_000)
            self._wrapped[key] = QFontMetrics(font).boundingRect(area, Qt.TextFlag.TextWordWrap, text).height()
        return self._wrapped[key]

    def _paint_frame(
        self, painter: QPainter, area: QRect, card: Card, theme: Theme, selected: bool, hovered: bool
    ) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(area.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillPath(outline, theme.colour("selected_card" if selected else "card"))
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(QRect(area.topLeft(), QSize(_BAR, area.height())), theme.family(card.family))
        painter.restore()
        colour = "accent" if selected else "error" if card.problem else "muted" if hovered else "card_border"
        painter.strokePath(outline, QPen(theme.colour(colour), 2 if selected else 1))

    def _paint_icon(self, painter: QPainter, area: QRect, line: int, card: Card) -> None:
        colour = card.family if card.family != "block" else "muted"
        top = area.top() + 8 + (line * 2 + 4 - _ICON) // 2
        self._icon(FAMILY_ICONS.get(card.family, "box"), colour).paint(
            painter, QRect(area.left() + _BAR + 12, top, _ICON, _ICON)
        )

    def _paint_words(self, painter: QPainter, places: _Places, card: Card, theme: Theme, font: QFont) -> None:
        """The name comes first; for want of room the kind goes, the shape steps down, then settings go."""
        bold, metrics = self._bold_of(font), QFontMetrics(font)
        first, second = places.first_line, places.second_line
        left, right = _ALIGN.AlignLeft | _ALIGN.AlignVCenter, _ALIGN.AlignRight | _ALIGN.AlignVCenter
        used = QFontMetrics(bold).horizontalAdvance(card.title)
        room = first.width() - used - 12 - metrics.horizontalAdvance(card.shape)
        is_beside = room >= 0
        below = card.parameters if is_beside else card.shape
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(first if is_beside else second, right, card.shape)
        painter.setPen(theme.colour("muted"))
        if is_beside:
            painter.drawText(second, right, card.parameters)
        room_below = second.width() - metrics.horizontalAdvance(below) - 12
        painter.drawText(second, left, fitting(card.settings, room_below, metrics))
        if metrics.horizontalAdvance(card.kind) + 10 <= room:
            painter.drawText(first.adjusted(used + 10, 0, 0, 0), left, card.kind)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(first, left, QFontMetrics(bold).elidedText(card.title, _ELIDE, first.width()))

    def _paint_problem(self, painter: QPainter, places: _Places, card: Card, theme: Theme, font: QFont) -> None:
        assert card.problem is not None
        left = places.card.left() + _BAR + 12
        self._icon("triangle-alert", "error").paint(painter, QRect(left, places.reason.top(), _ICON, _ICON))
        painter.setFont(font)
        painter.setPen(theme.colour("error"))
        painter.drawText(places.reason, Qt.TextFlag.TextWordWrap, card.problem.text)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(theme.colour("button"))
        for place, fix in zip(places.fixes, card.problem.fixes, strict=False):
            painter.drawRoundedRect(place.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            label = QFontMetrics(font).elidedText(fix.label, _ELIDE, place.width() - 16)
            painter.drawText(place, _ALIGN.AlignCenter, label)

    def _bold_of(self, font: QFont) -> QFont:
        if font.key() not in self._bold:
            bold = QFont(font)
            bold.setBold(True)
            self._bold[font.key()] = bold
        return self._bold[font.key()]

    def _icon(self, name: str, colour: str) -> QIcon:
        if (name, colour) not in self._icons:
            self._icons[name, colour] = icon(name, colour)
        return self._icons[name, colour]


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


def _paint_focus(painter: QPainter, area: QRect, theme: Theme) -> None:
    """A ring around the card to which keys go, apart from the border of a selected one."""
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.toRectF().adjusted(-2.5, -2.5, 2.5, 2.5), 8, 8)


def fitting(settings: str, room: int, metrics: QFontMetrics) -> str:
    """As many of the settings' words as fit, parted where they are; the beginning of a single one; or none."""
    if metrics.horizontalAdvance(settings) <= room:
        return settings
    parts = settings.split(" · ")
    for count in range(len(parts) - 1, 0, -1):
        words = f"{' · '.join(parts[:count])} · …"
        if metrics.horizontalAdvance(words) <= room:
            return words
    cut = metrics.elidedText(settings, _ELIDE, room)
    return cut if len(parts) == 1 and len(cut) > 8 else ""


def _base_height(metrics: QFontMetrics) -> int:
    """The height of a card without a problem: two lines and the air around them."""
    return 2 * metrics.height() + 4 + 2 * 8
