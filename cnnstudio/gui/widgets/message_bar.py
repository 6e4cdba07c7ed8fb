"""News for the person, in a bar over the page: it waits for nobody and covers nothing."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of

_ICONS = {"error": "circle-alert", "warning": "triangle-alert", "good": "circle-check", "accent": "info"}


class MessageBar(QWidget):
    """One message at a time: what happened, what to do next, at most one button. Hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._tone = "error"
        self._act: Callable[[], None] | None = None
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton()
        self._button.setObjectName("message_bar.action")
        self._button.clicked.connect(self._clicked)
        self._close = QToolButton(autoRaise=True, icon=icon("x"))
        self._close.setObjectName("message_bar.close")
        self._close.setAccessibleName("Close the message")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return "" if self.isHidden() else self._text.text()

    def show_error(self, error: StudioError) -> None:
        """Says what was refused and what to do next."""
        self.say(str(error), "error")

    def say(self, text: str, tone: str = "accent", action: str = "", act: Callable[[], None] | None = None) -> None:
        """Shows ``text``.

        Args:
            tone: ``"error"``, ``"warning"``, ``"good"`` or ``"accent"``, the colour of the bar by the theme's names.
            action: The words of the button, with ``act`` for what it does.
        """
        self._tone, self._act = tone, act
        self._text.setText(text)
        self.setAccessibleName(text)
        self._icon.setPixmap(icon(_ICONS[tone], tone).pixmap(20, 20))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.show()
        self.update()

    def _clicked(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        colour = theme.colour(self._tone)
        painter.fillRect(self.rect(), QColor(theme.card))
        colour.setAlphaF(0.12)
        painter.fillRect(self.rect(), colour)
        painter.setPen(QPen(theme.colour(self._tone), 1))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.fillRect(0, 0, 4, self.height(), theme.colour(self._tone))
