"""What is offered beside the value of a setting, by the context menu of its field: to leave it blank, to vary it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon

LEAVE_BLANK = tr("Leave blank for students")
FILL_IN = tr("Fill in…")
VARY = tr("Vary in a sweep…")
STOP_VARYING = tr("Stop varying")


@dataclass(frozen=True)
class Offer:
    """One entry of the menu.

    Attributes:
        do: What it does; None where it cannot be done now, which its words say.
    """

    name: str
    icon: str
    words: str
    do: Callable[[], object] | None


class FieldMenu(QObject):
    """Adds the offers to the context menus of a field's editors, and tells of the keyboard in them."""

    keyboard_moved = Signal()
    """The keyboard came into one of the editors, or left it."""

    def __init__(self, field: QWidget, offers: Callable[[], Sequence[Offer]]) -> None:
        """``offers``: what is offered now."""
        super().__init__(field)
        self._offers = offers

    def watch(self, widgets: Iterable[QWidget]) -> None:
        """Offers it on these widgets too."""
        for widget in widgets:
            widget.installEventFilter(self)

    def menu(self, widget: QWidget) -> QMenu:
        """What is shown over ``widget``: the offers, and its own menu where it is a line to type in."""
        found = widget.createStandardContextMenu() if isinstance(widget, QLineEdit) else None
        menu = found or QMenu(widget)
        first = next(iter(menu.actions()), None)
        for offer in self._offers():
            action = QAction(icon(offer.icon), offer.words, menu)
            action.setObjectName(offer.name)
            action.setEnabled(offer.do is not None)
            if offer.do is not None:
                action.triggered.connect(lambda _=False, do=offer.do: do())
            menu.insertAction(first, action)  # type: ignore[arg-type]  # before nothing is at the end
        if first is not None:
            menu.insertSeparator(first)
        return menu

    # What Qt calls

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What can only be read is not left blank either.
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget) and watched.isEnabled():
            menu = self.menu(watched)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.keyboard_moved.emit()
        return False
