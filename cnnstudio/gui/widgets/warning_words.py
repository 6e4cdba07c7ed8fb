"""Words of caution, with a sign before them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.sign import Sign


class _Words(MutedLabel):
    colour = "warning"


class WarningWords(QWidget):
    """A sign and wrapped words in the theme's colour of warnings."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._words = _Words(text, wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Sign("circle-alert", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Shows ``text``; hides when there is none."""
        self._words.setText(text)
        self.setVisible(bool(text))
