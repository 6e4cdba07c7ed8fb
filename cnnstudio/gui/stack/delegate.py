"""Draws a line of the stack: a card that says what a layer is and makes of its input, or a line of a block."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnnstudio.core.network import Path
from cnnstudio.core.problem import Problem
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.brackets import paint_brackets, paint_pile
from cnnstudio.gui.stack.cards import FROZEN, Card
from cnnstudio.gui.stack.item_model import CARD, StackItemModel
from cnnstudio.gui.stack.places import BAR, ICON, Places, Placing, line_height, step_of
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.widgets.letters import bold_of

_ALIGN = Qt.AlignmentFlag
_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = _ALIGN.AlignLeft | _ALIGN.AlignVCenter
_RIGHT = _ALIGN.AlignRight | _ALIGN.AlignVCenter
_SELECTED = QStyle.StateFlag.State_Selected.value
_MARK = 13
"""Pixels of the sign beside a pretrained layer's icon."""
_HOVERED = QStyle.StateFlag.State_MouseOver.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value

Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """Lines of three heights, but for cards with trouble, which grow by its words."""

    def __init__(self, view: QAbstractItemView, rows: StackItemModel, *, editable: bool) -> None:
        super().__init__(view)
        self._view, self._rows = view, rows
        self._placing = Placing(editable)
        self._bold: dict[str, QFont] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self.marked: frozenset[Path] = frozenset()
        """The paths of the selected blocks, whose brackets are drawn in the accent colour."""

    def fixes_at(self, index: QModelIndex) -> tuple[QRect, ...]:
        """Where each fix of a line can be clicked, in the viewport."""
        return self._places_of(index).fixes

    def chevron_at(self, index: QModelIndex) -> QRect:
        """Where a block's header can be clicked to fold it, in the viewport; empty for all other lines."""
        return self._places_of(index).chevron

    def heights(self, width: int) -> list[int]:
        """The height of every line in a viewport of ``width``."""
        metrics = self._view.fontMetrics()
        usual = {sort: line_height(metrics, sort) for sort in ("input", "layer", "block", "branch", "end")}
        entries = self._rows.entries
        found = [usual[entry[1]] for entry in entries]
        # What has trouble is seen in the analysis, so that no card is made for the thousands that have none.
        grown = [
            number
            for number, entry in enumerate(entries)
            if (row := entry[3]) is None or row.problem or row.caution or entry[7]
        ]
        for number in grown:
            card = self._rows.card(number)
            if card.trouble is not None and card.sort not in ("branch", "end"):
                found[number] = self._height(card, width)
        return found

    # What Qt calls

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, self._height(index.data(CARD), self._view.viewport().width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        number = index.row()
        card, entry = self._rows.card(number), self._rows.entries[number]
        rect, state, font = option.rect, option.state.value, self._view.font()
        theme = theme_of(self._view.palette())
        step = step_of(rect.width(), self._rows.deepest)
        places = self._placing.places(rect, card, font, step)
        selected = bool(state & _SELECTED)
        hovered = bool(state & _HOVERED)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.depth or card.sort == "block":
            paint_brackets(painter, rect, entry, places, step, theme, self.marked)
        if card.folded:
            paint_pile(painter, places.card, theme)
        if card.sort in ("branch", "end"):
            self._paint_slim(painter, places, card, theme, font, selected, hovered)
        else:
            self._paint_card(painter, places, card, theme, font, selected, hovered)
        if state & _FOCUSED:
            _paint_focus(painter, places.card, theme)
        painter.restore()

    # Private

    def _places_of(self, index: QModelIndex) -> Places:
        line = self._view.visualRect(index)
        step = step_of(line.width(), self._rows.deepest)
        return self._placing.places(line, self._rows.card(index.row()), self._view.font(), step)

    def _height(self, card: Card, width: int) -> int:
        if card.trouble is None or card.sort in ("branch", "end"):
            return line_height(self._view.fontMetrics(), card.sort)
        step = step_of(width, self._rows.deepest)
        return self._placing.places(QRect(0, 0, width, 0), card, self._view.font(), step).card.bottom() + 5

    def _paint_card(
        self, painter: QPainter, places: Places, card: Card, theme: Theme, font: QFont, selected: bool, hovered: bool
    ) -> None:
        self._paint_frame(painter, places.card, card, theme, selected, hovered)
        colour = "muted" if card.family == "block" else card.family
        self._icon(card.icon, "block" if card.sort == "block" else colour).paint(painter, places.icon)
        if card.mark:
            self._paint_mark(painter, places.icon, card, theme, selected)
        if card.sort == "block":
            chevron = QRect(0, 0, 16, 16)
            chevron.moveCenter(places.chevron.center())
            self._icon("chevron-right" if card.folded else "chevron-down", "text").paint(painter, chevron)
        self._paint_words(painter, places, card, theme, font)
        if card.trouble is not None:
            self._paint_trouble(painter, places, card.trouble, _tone(card), theme, font)

    def _paint_mark(self, painter: QPainter, beside: QRect, card: Card, theme: Theme, selected: bool) -> None:
        """The sign of frozen weights, or of weights that are trained on, at the lower right of the card's icon."""
        place = QRect(beside.right() - 5, beside.bottom() - 5, _MARK, _MARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selected_card" if selected else "card"))
        painter.drawEllipse(place.adjusted(-1, -1, 1, 1))
        self._icon(card.mark, "accent" if card.mark == FROZEN else "warning").paint(painter, place)

    def _paint_frame(
        self, painter: QPainter, area: QRect, card: Card, theme: Theme, selected: bool, hovered: bool
    ) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(area.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillPath(outline, theme.colour("selected_card" if selected else "card"))
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(QRect(area.topLeft(), QSize(BAR, area.height())), theme.family(card.family))
        painter.restore()
        usual = "muted" if hovered else "card_border"
        colour = "accent" if selected else _tone(card) if card.trouble else usual
        painter.strokePath(outline, QPen(theme.colour(colour), 2 if selected else 1))

    def _paint_words(self, painter: QPainter, places: Places, card: Card, theme: Theme, font: QFont) -> None:
        """The name comes first; for want of room the kind goes, the shape steps down, then settings go."""
        bold, metrics = self._bold_of(font), QFontMetrics(font)
        first, second = places.first_line, places.second_line
        used = QFontMetrics(bold).horizontalAdvance(card.title)
        room = first.width() - used - 12 - metrics.horizontalAdvance(card.shape)
        is_beside = room >= 0
        below = card.parameters if is_beside else card.shape
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        shape = metrics.elidedText(card.shape, _ELIDE, first.width())
        painter.drawText(first if is_beside else second, _RIGHT, shape)
        painter.setPen(theme.colour("muted"))
        room_below = second.width() - metrics.horizontalAdvance(below) - 12
        if is_beside and room_below >= 0:
            painter.drawText(second, _RIGHT, card.parameters)
        elif is_beside:
            room_below = second.width()
        if card.blanks:
            painter.setPen(theme.colour("warning"))
        painter.drawText(second, _LEFT, fitting(card.settings, room_below, metrics))
        painter.setPen(theme.colour("muted"))
        if metrics.horizontalAdvance(card.kind) + 10 <= room:
            painter.drawText(first.adjusted(used + 10, 0, 0, 0), _LEFT, card.kind)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(first, _LEFT, QFontMetrics(bold).elidedText(card.title, _ELIDE, first.width()))

    def _paint_trouble(
        self, painter: QPainter, places: Places, trouble: Problem, tone: str, theme: Theme, font: QFont
    ) -> None:
        left = places.card.left() + BAR + 12
        sign = "triangle-alert" if tone == "error" else "circle-alert"
        self._icon(sign, tone).paint(painter, QRect(left, places.reason.top(), ICON, ICON))
        painter.setFont(font)
        painter.setPen(theme.colour(tone))
        painter.drawText(places.reason, Qt.TextFlag.TextWordWrap, trouble.text)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(theme.colour("button"))
        for place, fix in zip(places.fixes, trouble.fixes, strict=False):
            painter.drawRoundedRect(place.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            label = QFontMetrics(font).elidedText(fix.label, _ELIDE, place.width() - 16)
            painter.drawText(place, _ALIGN.AlignCenter, label)

    def _paint_slim(
        self, painter: QPainter, places: Places, card: Card, theme: Theme, font: QFont, selected: bool, hovered: bool
    ) -> None:
        if selected or (hovered and card.sort == "branch"):
            painter.setPen(QPen(theme.colour("accent" if selected else "card_border"), 1.5 if selected else 1))
            painter.setBrush(theme.colour("selected_card" if selected else "card"))
            painter.drawRoundedRect(places.card.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        line = places.first_line
        if card.sort == "end":
            self._icon(card.icon, "block").paint(painter, places.icon)
            parts = [(card.title, font, "muted"), (f"→ {card.shape}" if card.shape else "", font, "text")]
            metrics = QFontMetrics(font)
            if card.shape and metrics.horizontalAdvance(f"{card.title} → {card.shape}") + 6 > line.width():
                parts = parts[1:]  # what comes out says more than how
        else:
            small = (f"· {card.settings}" if card.settings else "", font, "muted")
            parts = [(card.title, self._bold_of(font), "block"), small]
        _paint_parts(painter, line, parts, theme)

    def _bold_of(self, font: QFont) -> QFont:
        if font.key() not in self._bold:
            bold = bold_of(font)
            self._bold[font.key()] = bold
        return self._bold[font.key()]

    def _icon(self, name: str, colour: str) -> QIcon:
        if (name, colour) not in self._icons:
            self._icons[name, colour] = icon(name, colour)
        return self._icons[name, colour]


def _tone(card: Card) -> str:
    return "error" if card.problem else "warning"


def _paint_parts(painter: QPainter, line: QRect, parts: list[tuple[str, QFont, str]], theme: Theme) -> None:
    """Words beside each other, each in its font and colour, as far as they fit."""
    left = line.left()
    for words, font, colour in parts:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.colour(colour))
        place = QRect(left, line.top(), max(line.right() - left, 0), line.height())
        painter.drawText(place, _LEFT, metrics.elidedText(words, _ELIDE, place.width()))
        left += metrics.horizontalAdvance(words) + 6


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
