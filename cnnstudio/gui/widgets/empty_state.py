"""What an empty place says: why it is empty, what to do next, and the one button that does it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.focus_frame import FocusFrame


class EmptyState(QWidget):
    """An icon, a title, a sentence, and at most two buttons, in the middle of the place it fills."""

    clicked = Signal()
    second_clicked = Signal()
    link_clicked = Signal(str)
    """A link inside the sentence; its target."""

    def __init__(self, name: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = _Icon(icon_name)
        self._title = heading("")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._text = MutedLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._text.linkActivated.connect(self.link_clicked)
        FocusFrame(self._text)
        self._button, self._second = QPushButton(), QPushButton()
        self._button.setObjectName(f"{name}.button")
        self._second.setObjectName(f"{name}.second")
        self._button.clicked.connect(self.clicked)
        self._second.clicked.connect(self.second_clicked)
        # Words wrap only where the layout may ask for the height of a width: no alignment in their cells.
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(2)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._text)
        for button in (self._button, self._second):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(column, 4)
        layout.addStretch(1)

    @property
    def words(self) -> str:
        """Everything it says."""
        return "\n".join(filter(None, (self._title.text(), self._text.text(), self._button.text())))

    def say(self, title: str, text: str, button: str = "", second: str = "") -> None:
        """Shows these words; a button without words is not there.

        Args:
            text: May hold links, as ``<a href="target">``; nothing a stranger wrote may be put in unescaped.
        """
        self._title.setText(title)
        self._text.setText(text)
        # Words alone are no stop on the way of the Tab key.
        self._text.setFocusPolicy(Qt.FocusPolicy.StrongFocus if "<a " in text else Qt.FocusPolicy.NoFocus)
        for widget, words in ((self._button, button), (self._second, second)):
            widget.setText(words)
            widget.setVisible(bool(words))


class _Icon(QWidget):
    """A large quiet icon that follows the theme."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._icon = icon(name, "muted")
        self.setFixedSize(48, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()
