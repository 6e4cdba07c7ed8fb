"""A button with a menu of settings: those that are ticked are left blank, to be filled in by others."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting, Settings, settings_of
from cnnstudio.gui.widgets.icon_button import IconButton

_HELP = tr("Leave settings blank, for students to fill in")


class BlanksButton(IconButton):
    """Offers every setting of what is shown."""

    chosen = Signal(str, bool)
    """The name of a setting, and whether it is to be left blank."""

    def __init__(self, name: str, parent: QWidget | None = None, *, without: Collection[str] = ()) -> None:
        """``without``: settings that are not offered."""
        super().__init__(name, "circle-dashed", _HELP, parent=parent)
        self._without = frozenset(without)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._kind: type[Settings] | None = None
        self._blanks: frozenset[str] = frozenset()
        self._order: tuple[str, ...] = ()
        self._menu = _StayingMenu(self)
        self._menu.setObjectName(f"{name}.menu")
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_settings(self, kind: type[Settings], blanks: Collection[str], order: Sequence[str] = ()) -> None:
        """Says of what the settings are, which of them are blank, and in which order the page has them."""
        self._order = tuple(order)
        self._kind, self._blanks = kind, frozenset(blanks)
        self.setVisible(bool(settings_of(kind).keys() - self._without))

    def _in_order(self, offered: Mapping[str, Setting]) -> list[str]:
        """As they stand on the page; without that, the further settings last as in a form."""
        order = [name for name in self._order if name in offered]
        rest = sorted((name for name in offered if name not in order), key=lambda name: offered[name].more)
        return [name for name in (*order, *rest) if name not in self._without]

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addSection(tr("Left blank"))
        offered = settings_of(self._kind) if self._kind is not None else {}
        for name in self._in_order(offered):
            setting = offered[name]
            action = self._menu.addAction(setting.label)
            action.setToolTip(setting.help)
            action.setCheckable(True)
            action.setChecked(name in self._blanks)
            action.triggered.connect(lambda on, name=name: self.chosen.emit(name, on))


class _StayingMenu(QMenu):
    """A menu that stays open while one ticks in it; Escape or a click beside it closes it."""

    # What Qt calls

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and action is not None and action.isCheckable():
            action.trigger()
            return
        super().keyPressEvent(event)
