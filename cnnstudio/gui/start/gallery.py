"""All presets as cards under the headings of their groups, and a line to search them."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.presets import GROUPS, PRESETS
from cnnstudio.gui.icons import icon
from cnnstudio.gui.start.card import PresetCard
from cnnstudio.gui.threads.turns import in_turn
from cnnstudio.gui.widgets.card import MutedLabel, heading

_ABOUT = {
    tr("First steps"): tr("Trained in minutes; the digits are built in."),
    tr("Lab sheets"): tr("What course sheets ask for, with their data and plan."),
    tr("Classics"): tr("Networks that made history."),
    tr("Modern blocks"): tr("Residual, Inception, MobileNetV2 and DenseNet, small and in full size."),
}
_NARROWEST = 264
_SPACE = 16
_EDGE = 12
"""Kept free between the cards and the scroll bar."""


@dataclass(frozen=True)
class _Group:
    """A heading, what is said beside it, and its cards."""

    title: QLabel
    about: QLabel
    cards: tuple[PresetCard, ...]


class _Cards(QWidget):
    """The cards in rows; as many beside each other as there is room for."""

    chosen = Signal(object)
    """A Preset."""
    typed = Signal(str)
    left_above = Signal()
    """The arrow up on the first row."""
    focused = Signal(object)
    """The card that the keyboard has gone to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start.gallery")
        self.setAccessibleName(tr("Networks to begin with"))
        self._rows: list[list[PresetCard]] = []
        self._wanted: tuple[str, ...] = ()
        self._groups = [self._group(name) for name in GROUPS]
        self._waiting = [card for group in self._groups for card in group.cards]
        self._nothing = MutedLabel(tr("No network is found by these words."), self)
        self._nothing.hide()

    def _group(self, name: str) -> _Group:
        title, about = heading(name), MutedLabel(_ABOUT.get(name, ""))
        for label in (title, about):
            label.setParent(self)
        cards = tuple(PresetCard(preset, self) for preset in PRESETS if preset.group == name)
        for card in cards:
            card.clicked.connect(lambda _=False, card=card: self.chosen.emit(card.preset))
            card.move_wanted.connect(lambda key, card=card: self._move(card, key))
            card.typed.connect(self.typed)
        return _Group(title, about, cards)

    def search(self, text: str) -> None:
        """Shows the cards in which all these words are found, those with the words in their title first."""
        self._wanted = tuple(text.lower().split())
        for group in self._groups:
            for card in group.cards:
                card.setVisible(card.match(self._wanted) > 0)
        self.arrange()

    def focus_first(self) -> None:
        """Gives the keyboard to the first card that is shown."""
        if self._rows:
            self._focus(self._rows[0][0])

    @property
    def shown(self) -> list[PresetCard]:
        """The cards that are not searched away, in their order."""
        return [card for row in self._rows for card in row]

    def arrange(self) -> None:
        """Puts every shown card in its place for the width there is."""
        room = self.width() - _EDGE
        columns = max(1, (room + _SPACE) // (_NARROWEST + _SPACE))
        width = (room - (columns - 1) * _SPACE) // columns
        self._rows, top = [], 0
        for group, shown in self._in_order():
            top = self._place_heading(group, top, bool(shown))
            for start in range(0, len(shown), columns):
                row = shown[start : start + columns]
                high = row[0].height_for_lines()
                for column, card in enumerate(row):
                    card.setGeometry(QRect(column * (width + _SPACE), top, width, high))
                self._rows.append(row)
                top += high + _SPACE
            top += _SPACE if shown else 0
        self._nothing.setVisible(not self._rows)
        self._nothing.setGeometry(0, 0, self.width(), self._nothing.sizeHint().height())
        self.setMinimumHeight(max(top, 40))

    def _in_order(self) -> list[tuple[_Group, list[PresetCard]]]:
        """The groups with their cards that are not searched away, those first that are meant most likely."""

        def doubt(card: PresetCard) -> int:
            return -card.match(self._wanted)

        found = [
            (group, sorted((card for card in group.cards if not card.isHidden()), key=doubt)) for group in self._groups
        ]
        return sorted(found, key=lambda each: doubt(each[1][0]) if each[1] else 0)

    def _place_heading(self, group: _Group, top: int, shown: bool) -> int:
        for label in (group.title, group.about):
            label.setVisible(shown)
        if not shown:
            return top
        first, second = group.title.sizeHint(), group.about.sizeHint()
        group.title.setGeometry(0, top, first.width(), first.height())
        room = max(0, self.width() - first.width() - 12)
        group.about.setGeometry(first.width() + 12, top + first.height() - second.height(), room, second.height())
        return top + first.height() + 8

    def _move(self, card: PresetCard, key: int) -> None:
        row = next(number for number, cards in enumerate(self._rows) if card in cards)
        column, every = self._rows[row].index(card), self.shown
        match key:
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                row += 1 if key == Qt.Key.Key_Down else -1
                if row < 0:
                    self.left_above.emit()
                elif row < len(self._rows):
                    self._focus(self._rows[row][min(column, len(self._rows[row]) - 1)])
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._focus(every[0 if key == Qt.Key.Key_Home else -1])
            case _:
                number = every.index(card) + (1 if key == Qt.Key.Key_Right else -1)
                self._focus(every[min(max(number, 0), len(every) - 1)])

    def _focus(self, card: PresetCard) -> None:
        card.setFocus(Qt.FocusReason.TabFocusReason)
        self.focused.emit(card)

    def _prepare_next(self) -> None:
        """Draws one more card ahead, so that scrolling finds it ready; then lets everything else have its turn."""
        if self._waiting:
            self._waiting.pop(0).prepare()
            in_turn(self, self._prepare_next)

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._waiting and not self._is_preparing:
            self._is_preparing = True
            in_turn(self, self._prepare_next)

    _is_preparing = False


class _SearchLine(QLineEdit):
    """The words to search by; Escape takes them away, the arrow down goes to the cards."""

    left_below = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start.search")
        self.setAccessibleName(tr("Search the networks"))
        self.setPlaceholderText(tr("Search: name, year, author, layer, data…"))
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumHeight(34)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_below.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Gallery(QWidget):
    """The search line and the cards, which scroll under it."""

    chosen = Signal(object)
    """A Preset."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = _SearchLine()
        self._cards = _Cards()
        self._area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._cards)
        self._area.viewport().setAutoFillBackground(False)
        self._cards.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._search)
        column.addWidget(self._area, 1)
        self._search.textChanged.connect(self._find)
        self._search.returnPressed.connect(self._open_first)
        self._search.left_below.connect(self._cards.focus_first)
        self._cards.chosen.connect(self.chosen)
        self._cards.typed.connect(self.type)
        self._cards.left_above.connect(self._search.setFocus)
        self._cards.focused.connect(lambda card: self._area.ensureWidgetVisible(card, 0, 48))

    def begin_search(self) -> None:
        """Gives the keyboard to the search, with its words marked, so that the next ones take their place."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def forget_search(self) -> None:
        """Shows all cards again."""
        self._search.clear()

    def type(self, text: str) -> None:
        """Writes on in the search, which has the keyboard from then on."""
        self._search.setFocus()
        self._search.insert(text)

    def _find(self, text: str) -> None:
        self._cards.search(text)
        self._area.verticalScrollBar().setValue(0)

    def _open_first(self) -> None:
        if self._search.text().strip() and self._cards.shown:
            self._cards.shown[0].click()
