"""Leaving a setting blank for students by the context menu of its field, and going to where it is filled in."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from cnnstudio.gui.icons import icon

LEAVE_BLANK = "Leave blank for students"
FILL_IN = "Fill in…"


class BlankOffer(QObject):
    """Adds the offer to the context menus of a field's editors."""

    chosen = Signal(bool)
    """Whether the setting is to be left blank; otherwise it is to be filled in by hand."""

    def __init__(self, field: QWidget, words: Callable[[], str]) -> None:
        """``words``: what is offered now, ``LEAVE_BLANK`` or ``FILL_IN``."""
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
        # What can only be read is not left blank either.
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget) and watched.isEnabled():
            menu = self.menu(watched)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())
            return True
        return False
