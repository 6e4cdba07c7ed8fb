"""Leaving a setting blank for students, and filling it in again, by the context menu of its field."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from cnnstudio.core.spec import Setting
from cnnstudio.gui.icons import icon

LEAVE_BLANK = "Leave blank for students"


class BlankOffer(QObject):
    """Adds the offer to the context menus of a field's editors."""

    chosen = Signal(bool)
    """Whether the setting is to be left blank."""

    def __init__(self, field: QWidget, words: Callable[[], str]) -> None:
        """``words``: what is offered now, ``LEAVE_BLANK`` or how it is filled in."""
        super().__init__(field)
        self._words = words

    def watch(self, widgets: Iterable[QWidget]) -> None:
        """Offers it on these widgets too."""
        for widget in widgets:
            widget.installEventFilter(self)

    def menu(self, widget: QWidget) -> QMenu:
        """What is shown over ``widget``: its own menu, where it is a line to type in, and the offer."""
        found = widget.createStandardContextMenu() if isinstance(widget, QLineEdit) else None
        menu = found or QMenu(widget)
        words, first = self._words(), next(iter(menu.actions()), None)
        action = QAction(icon("circle-dashed" if words == LEAVE_BLANK else "pencil"), words, menu)
        action.setObjectName("blank.turn")
        menu.insertAction(first, action)  # type: ignore[arg-type]  # before nothing is at the end
        if first is not None:
            menu.insertSeparator(first)
        action.triggered.connect(lambda _=False: self.chosen.emit(words == LEAVE_BLANK))
        return menu

    # What Qt calls

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget):
            menu = self.menu(watched)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())
            return True
        return False


def filling_words(setting: Setting, value: Any) -> str:
    """ "Fill in with 32", with the value that stands in the place of the blank."""
    if isinstance(value, bool):
        return f"Fill in with {'on' if value else 'off'}"
    if isinstance(value, tuple):
        return f"Fill in with {', '.join(f'{part:.6g}' for part in value)}"
    return f"Fill in with {setting.names.get(value, value)}"
