"""A button with a menu of settings: those that are ticked are left blank, to be filled in by others."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cnnstudio.core.spec import Settings, settings_of
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.icon_button import IconButton

_HELP = "Leave settings blank, for students to fill in"


class BlanksButton(IconButton):
    """Offers every setting of what is shown."""

    chosen = Signal(str, bool)
    """The name of a setting, and whether it is to be left blank."""

    def __init__(self, name: str, parent: QWidget | None = None, *, without: Collection[str] = ()) -> None:
        """``without``: settings that are not offered."""
        super().__init__(parent)
        self._without = frozenset(without)
        self.setObjectName(name)
        self.setIcon(icon("circle-dashed"))
        self.setToolTip(_HELP)
        self.setAccessibleName(_HELP)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._kind: type[Settings] | None = None
        self._blanks: frozenset[str] = frozenset()
        self._menu = QMenu(self)
        self._menu.setObjectName(f"{name}.menu")
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_settings(self, kind: type[Settings], blanks: Collection[str]) -> None:
        """Says of what the settings are, and which of them are blank."""
        self._kind, self._blanks = kind, frozenset(blanks)
        self.setVisible(bool(settings_of(kind).keys() - self._without))

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addSection("Left blank")
        offered = settings_of(self._kind) if self._kind is not None else {}
        for name, setting in offered.items():
            if name in self._without:
                continue
            action = self._menu.addAction(setting.label)
            action.setToolTip(setting.help)
            action.setCheckable(True)
            action.setChecked(name in self._blanks)
            action.triggered.connect(lambda on, name=name: self.chosen.emit(name, on))
