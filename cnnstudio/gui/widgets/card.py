"""Cards on which things that belong together stand, their headings, and quieter words beside them."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.in_sight import is_unseen
from cnnstudio.gui.widgets.letters import set_letters
from cnnstudio.gui.widgets.panel import Panel

HEADING = 1.1
"""How large the letters of a heading are beside text."""


class Card(Panel):
    """A rounded panel with an optional heading; what stands on it goes into ``body``, top to bottom."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(8)
        if title:
            self.body.addWidget(heading(title))


class MutedLabel(QLabel):
    """A label in the theme's quieter text colour, also after the theme has changed."""

    colour = "muted"

    def __init__(self, text: str = "", parent: QWidget | None = None, **properties: object) -> None:
        super().__init__(text, parent, **properties)
        self._is_dated = False
        self._mute()

    def _mute(self) -> None:
        colour = theme_of(self.palette()).colour(self.colour)
        if self.palette().color(QPalette.ColorRole.WindowText) != colour:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)

    def _follow_look(self) -> None:
        """The theme or the size of text is another one."""
        self._mute()

    # Qt calls these

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._is_dated = is_unseen(self)  # most of a window's labels are on pages that are not in view
            if not self._is_dated:
                self._follow_look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_dated:
            self._is_dated = False
            self._follow_look()


def heading(text: str) -> QLabel:
    """A label in bold, a little larger than text."""
    label = QLabel(text)
    set_letters(label, HEADING, bold=True)
    return label
