"""A small icon beside words: a tick, a warning; it follows the theme."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.icons import icon


class Sign(QWidget):
    """One icon in one of the theme's colours."""

    def __init__(self, name: str = "info", colour: str = "accent", side: int = 18) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self._name, self._icon = name, icon(name, colour)

    @property
    def name(self) -> str:
        """The name of the icon."""
        return self._name

    def set_icon(self, name: str, colour: str) -> None:
        """Shows another icon, in a colour of the theme by its name."""
        if name != self._name:
            self._name, self._icon = name, icon(name, colour)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())
