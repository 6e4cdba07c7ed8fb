"""Draws a row of the stack as a card: what the layer is, what it makes of its input, and what is wrong with it."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QMouseEvent, QPainter, QPainterPath, QPen
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

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Places:
    """Where the parts of a card are, in the coordinates of its row; ``fix`` is empty without a fix."""

    card: QRect
    first_line: QRect
    second_line: QRect
    reason: QRect
    fix: QRect


class CardDelegate(QStyledItemDelegate):
    """Cards of one height, but for those with a problem, which grow by its words."""

    fix_clicked = Signal(QModelIndex)

    def __init__(self, view: QAbstractItemView, *, editable: bool) -> None:
        super().__init__(view)
        self._view = view
        self._editable = editable
        self._wrapped: dict[tuple[str, int, str], int] = {}
        self._bold: dict[str, QFont] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}

    def fix_at(self, index: QModelIndex) -> QRect:
        """Where the fix of a row can be clicked, in the viewport; empty when it has none."""
        card: Card = index.data(CARD)
        return self._places(self._view.visualRect(index), card, self._view.font()).fix

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
        self._paint_icon(painter, places.card, places.first_line.height(), card)
        self._paint_words(painter, places, card, theme, font)
        if card.problem is not None:
            self._paint_problem(painter, places, card, theme, font)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and self.fix_at(QModelIndex(index)).contains(event.position().toPoint())
        ):
            self.fix_clicked.emit(QModelIndex(index))
            return True
        return super().editorEvent(event, model, option, index)

    # Private

    def _places(self, row: QRect, card: Card, font: QFont) -> _Places:
        metrics = QFontMetrics(font)
        line = metrics.height()
        left = row.left() + _MARGIN + card.depth * _INDENT
        area = QRect(left, row.top() + GAP // 2, row.right() - _MARGIN - left, _base_height(metrics))
        text_left, width = left + _TEXT_LEFT, area.width() - _TEXT_LEFT - _RIGHT
        first = QRect(text_left, area.top() + 8, width, line)
        second = QRect(text_left, first.bottom() + 5, width, line)
        reason = fix = QRect()
        if card.problem is not None:
            reason = QRect(text_left, second.bottom() + 7, width, self._wrapped_height(card.problem.text, width, font))
            bottom = reason.bottom()
            if card.problem.fix is not None and self._editable:
                label = metrics.horizontalAdvance(card.problem.fix.label) + 24
                fix = QRect(text_left, bottom + 7, min(label, width), line + 10)
                bottom = fix.bottom()
            area.setBottom(bottom + 9)
        return _Places(area, first, second, reason, fix)

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
        bold, metrics = self._bold_of(font), QFontMetrics(font)
        first, second = places.first_line, places.second_line
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(first, _ALIGN.AlignRight | _ALIGN.AlignVCenter, card.shape)
        painter.setPen(theme.colour("muted"))
        painter.drawText(second, _ALIGN.AlignRight | _ALIGN.AlignVCenter, card.parameters)
        room = second.width() - metrics.horizontalAdvance(card.parameters) - 12
        words = metrics.elidedText(card.settings, Qt.TextElideMode.ElideRight, room)
        painter.drawText(second, _ALIGN.AlignLeft | _ALIGN.AlignVCenter, words)
        room = first.width() - metrics.horizontalAdvance(card.shape) - 12
        title = QFontMetrics(bold).elidedText(card.title, Qt.TextElideMode.ElideRight, room)
        used = QFontMetrics(bold).horizontalAdvance(title) + 10
        kind = metrics.elidedText(card.kind, Qt.TextElideMode.ElideRight, room - used)
        if len(kind) > 2:  # not a mere "…"
            painter.drawText(first.adjusted(used, 0, 0, 0), _ALIGN.AlignLeft | _ALIGN.AlignVCenter, kind)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(first, _ALIGN.AlignLeft | _ALIGN.AlignVCenter, title)

    def _paint_problem(self, painter: QPainter, places: _Places, card: Card, theme: Theme, font: QFont) -> None:
        assert card.problem is not None
        left = places.card.left() + _BAR + 12
        self._icon("triangle-alert", "error").paint(painter, QRect(left, places.reason.top(), _ICON, _ICON))
        painter.setFont(font)
        painter.setPen(theme.colour("error"))
        painter.drawText(places.reason, Qt.TextFlag.TextWordWrap, card.problem.text)
        if places.fix.isEmpty() or card.problem.fix is None:
            return
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(theme.colour("button"))
        painter.drawRoundedRect(places.fix.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        room = places.fix.width() - 16
        label = QFontMetrics(font).elidedText(card.problem.fix.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(places.fix, _ALIGN.AlignCenter, label)

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


def _base_height(metrics: QFontMetrics) -> int:
    """The height of a card without a problem: two lines and the air around them."""
    return 2 * metrics.height() + 4 + 2 * 8
