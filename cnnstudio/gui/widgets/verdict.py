"""A line that says what came of something, in the colour of that; hidden while there is nothing to say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.said_words import SIGNS, NewsTone
from cnnstudio.gui.words import unbroken


class Verdict(MutedLabel):
    """Wrapped words; the colour only repeats what they say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, objectName=name, wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._said = ""
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        return self._said

    def say(self, words: str, tone: NewsTone = "note") -> None:
        """Shows ``words``, in the colour of their tone; a note is muted."""
        self._said = words
        colour = "muted" if tone == "note" else SIGNS[tone][1]
        if colour != self.colour:
            self.colour = colour
            self._mute()
        if self.text() != unbroken(words):
            self.setText(unbroken(words))
            self.setAccessibleName(words)
        self.setVisible(bool(words))
