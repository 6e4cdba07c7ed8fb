"""The command palette: a line to type in, over everything the program can do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import english_of, tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.panel import Panel

_WIDTH, _ROWS, _TOP = 560, 11, 72
_COMMAND = Qt.ItemDataRole.UserRole
_MOST = 200
"""So many commands are listed; more words find the others."""


@dataclass(frozen=True)
class Command:
    """One thing that can be done.

    Attributes:
        keys: Its shortcut as the person reads it.
        also: Other words that find it.
    """

    text: str
    do: Callable[[], object]
    keys: str = ""
    icon: QIcon | None = None
    also: str = ""


def commands_of_menu(menu: QMenu | QWidget, path: str = "", also: str = "") -> Iterator[Command]:
    """Every enabled action of a menu or menu bar and of the menus in it, with the menu's title before its text.

    Args:
        also: Other words that find them all.
    """
    for action in menu.actions():
        inner, title = action.menu(), _plain(action.text())
        if isinstance(inner, QMenu):
            if action.isEnabled():
                yield from commands_of_menu(inner, f"{path}{title}: ", f"{also} {_english(action)}")
        elif title and action.isEnabled() and action.isVisible() and not action.isSeparator():
            yield command_of(action, path, also)


def command_of(action: QAction, path: str = "", also: str = "") -> Command:
    """An action as a command; English words find it in every language."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or action.text().partition("\t")[2]
    words = " ".join((action.toolTip(), also, _english(action)))
    return Command(f"{path}{_plain(action.text())}", action.trigger, keys, action.icon(), words)


def found(commands: Iterable[Command], text: str) -> list[Command]:
    """The commands in which every word of ``text`` is found, those named by it most closely first."""
    words = text.casefold().split()

    def order(numbered: tuple[int, Command]) -> tuple[int, int, int]:
        number, command = numbered
        depth = command.text.count(": ")  # what lies deep in the menus has a shorter name elsewhere
        return _rank(command, words), depth if words else max(depth, 1), number

    ranked = ((order(each), each[1]) for each in enumerate(commands))
    return [command for key, command in sorted(ranked, key=itemgetter(0)) if key[0] < _NO]


_NO = 9
_STAYS_OPEN = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


def _rank(command: Command, words: list[str]) -> int:
    """−1 for the whole name, 0 for its beginning or the text's, then words anywhere; _NO for none."""
    text, sought = command.text.casefold(), " ".join(words)
    name = text.rpartition(": ")[2]
    if name == sought:
        return -1
    if text.startswith(sought) or name.startswith(sought):
        return 0
    parts = text.replace(":", " ").replace("_", " ").split()
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 1
    if all(word in text for word in words):
        return 2
    if len(words) == 1 and _is_spread(words[0], text):
        return 4
    return 3 if all(word in f"{text} {command.also.casefold()}" for word in words) else _NO


def _is_spread(word: str, text: str) -> bool:
    """Whether the first letters of the text's words spell ``word``: "gl" finds "Go to layer"."""
    return "".join(part[0] for part in text.replace(":", " ").split() if part).startswith(word)


class CommandPalette(Panel):
    """Lies over a window while it is used: Enter does what is marked, Escape or a click elsewhere closes it."""

    def __init__(self, window: QWidget, gather: Callable[[bool], Iterable[Command]]) -> None:
        """``gather`` gives the commands each time the palette opens.

        It is called with False for those that are offered before anything is typed, and with True for all of them,
        once something is.
        """
        super().__init__(window)
        self._gather = gather
        self._commands: list[Command] = []
        self._are_all = False
        self._came_from: QWidget | None = None
        self.setObjectName("command_palette")
        self.setAccessibleName(tr("Commands"))
        self.field = QLineEdit(placeholderText=tr("What do you want to do?"), clearButtonEnabled=True)
        self.field.setObjectName("command_palette.field")
        self.field.setAccessibleName(tr("Find a command"))
        self.list = QListView()
        self.list.setObjectName("command_palette.list")
        self.list.setAccessibleName(tr("Commands found"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Line(self.list))
        self._items = QStandardItemModel(self)
        self.list.setModel(self._items)
        self._nothing = MutedLabel(tr("Nothing is called so. Try “add”, “go to” or “new”."))
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._do)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Shows the palette with what can be done now."""
        self._came_from = QApplication.focusWidget()
        self._commands, self._are_all = list(self._gather(False)), False
        self.field.clear()
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Hides it and gives the keyboard back."""
        if self.isVisible():
            came_from, self._came_from = self._came_from, None
            self.hide()
            if came_from is not None and came_from.isVisible():
                came_from.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[str]:
        """The texts of the commands that are listed, top to bottom."""
        return [self._items.item(row).text() for row in range(self._items.rowCount())]

    # Private

    def _fill(self) -> None:
        text = self.field.text()
        if text.strip() and not self._are_all and self.isVisible():
            self._commands, self._are_all = list(self._gather(True)), True
        self._items.clear()
        for command in found(self._commands, text)[:_MOST]:
            item = QStandardItem(command.icon or QIcon(), command.text)
            item.setData(command, _COMMAND)
            item.setEditable(False)
            self._items.appendRow(item)
        empty = self._items.rowCount() == 0
        self._nothing.setVisible(empty)
        self.list.setVisible(not empty)
        self.list.setCurrentIndex(self._items.index(0, 0))

    def _place(self) -> None:
        window = self.parentWidget()
        width = min(_WIDTH, window.width() - 32)
        height = self.field.sizeHint().height() + 24 + _ROWS * _line_height(self.list)
        top = min(_TOP, window.height() // 8)
        self.setGeometry((window.width() - width) // 2, top, width, min(height, window.height() - top - 16))

    def _do(self, index: QModelIndex) -> None:
        command: Command | None = index.data(_COMMAND)
        self.close_palette()
        if command is not None:
            command.do()

    def _move(self, step: int) -> None:
        count = self._items.rowCount()
        if count:
            row = min(max(self.list.currentIndex().row() + step, 0), count - 1)
            self.list.setCurrentIndex(self._items.index(row, 0))

    # What Qt calls

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.field and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if self.isVisible() and event.reason() not in _STAYS_OPEN:
                self._came_from = None  # the keyboard went where the person put it
                self.hide()
        elif watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS,
            Qt.Key.Key_PageUp: -_ROWS,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._move(steps[key])
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(self.list.currentIndex())
        else:
            return False
        return True


class _Line(QStyledItemDelegate):
    """A command's icon and text at the left, its shortcut at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _line_height(self.parent()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view = self.parent()
        command: Command = index.data(_COMMAND)
        theme, selected = theme_of(view.palette()), bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRect(option.rect)
        painter.save()
        if selected:
            painter.fillRect(rect, view.palette().color(QPalette.ColorRole.Highlight))
        mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
        if command.icon is not None:
            command.icon.paint(painter, QRect(rect.left() + 8, rect.center().y() - 8, 16, 16), _CENTRE, mode)
        metrics = view.fontMetrics()
        keys_width = metrics.horizontalAdvance(command.keys)
        words = rect.adjusted(34, 0, -(keys_width + 24), 0)
        elided = metrics.elidedText(command.text, Qt.TextElideMode.ElideRight, words.width())
        painter.setPen(theme.colour("on_accent" if selected else "text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        painter.setPen(theme.colour("on_accent" if selected else "muted"))
        painter.drawText(
            rect.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, command.keys
        )
        painter.restore()


_CENTRE = Qt.AlignmentFlag.AlignCenter


def _line_height(view: QWidget) -> int:
    return view.fontMetrics().height() + 12


def _english(action: QAction) -> str:
    """What an action is called in English; nothing where that is what it is called."""
    return _plain(english_of(action.text()))


def _plain(text: str) -> str:
    """An action's text without its mnemonic, its written-out shortcut and its ellipsis."""
    return text.partition("\t")[0].replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
