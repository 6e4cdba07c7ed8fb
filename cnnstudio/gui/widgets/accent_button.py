"""The one button of a page that goes on."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.letters import bold_of


class AccentButton(QPushButton):
    """The one button of a page that goes on: in the accent colour while it can be pressed."""

    def __init__(self, text: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self.setFont(bold_of(self.font()))
        self.setIconSize(QSize(16, 16))
        self._colour()

    def show_as(self, text: str, icon_name: str) -> None:
        """Changes the words and the icon."""
        self.setText(text)
        self.setAccessibleName(text)
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._paint_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._colour()

    def _colour(self) -> None:
        theme = theme_of(self.palette())
        ground = theme.colour("accent" if self.isEnabled() else "button")
        words = theme.colour("on_accent" if self.isEnabled() else "muted")
        roles = QPalette.ColorRole
        if self.palette().color(roles.Button) != ground or self.palette().color(roles.ButtonText) != words:
            palette = QPalette()
            palette.setColor(roles.Button, ground)
            palette.setColor(roles.ButtonText, words)
            self.setPalette(palette)
            self._paint_icon()

    def _paint_icon(self) -> None:
        theme = theme_of(self.palette())
        self.setIcon(icon(self._icon_name, theme.colour("on_accent" if self.isEnabled() else "muted")))
