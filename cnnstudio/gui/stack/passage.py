"""A small heading over lines of plain words, with room for a drawing under them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.gui.widgets.letters import bold_of


class Passage(QWidget):
    """A heading over some lines that can be selected and copied; hidden while there is nothing to say."""

    def __init__(self, title: str, *drawings: QWidget) -> None:
        super().__init__()
        self._title_text = title
        self._title = QLabel()
        self._title.setFont(bold_of(self._title.font()))
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.text = QLabel(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        for drawing in drawings:
            column.addWidget(drawing)
        column.addWidget(self.text)
        column.addStretch(1)  # where the layout is a moment behind, lines stay together

    def say(self, text: str, title: str = "") -> None:
        """Shows ``text`` under the usual heading, or under another one."""
        self._title.setText(title or self._title_text)
        self.text.setText(text)
        self.setVisible(bool(text))
