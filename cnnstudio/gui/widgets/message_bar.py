"""News for the person, in a card over the lower edge of the page: it waits for nobody and moves nothing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of

_ICONS = {"error": "circle-alert", "warning": "triangle-alert", "good": "circle-check", "accent": "info"}
_MARGIN = 16
_WIDEST = 760
_GOOD_NEWS_MS = 8_000
"""How long news stays that asks for nothing; an error stays until it is closed or overtaken."""


class MessageBar(QWidget):
    """One message at a time: what happened, what to do next, at most one button. Hidden while there is none.

    It lies over the lower edge of its parent, so that nothing jumps under the pointer when it comes or goes.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._tone = "error"
        self._act: Callable[[], None] | None = None
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setObjectName("message_bar.text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton()
        self._button.setObjectName("message_bar.action")
        self._button.clicked.connect(self._clicked)
        self._close = QToolButton(autoRaise=True, icon=icon("x"))
        self._close.setObjectName("message_bar.close")
        self._close.setAccessibleName("Close the message")
        self._close.clicked.connect(self.hide)
        self._fade = QTimer(self, singleShot=True, interval=_GOOD_NEWS_MS)
        self._fade.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 10, 10, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        parent.installEventFilter(self)
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
        self._fade.stop()
        if tone == "good" and not action:
            self._fade.start()
        self._place()
        self.show()
        self.raise_()
        self.update()

    def withdraw(self) -> None:
        """Takes back an error or a warning that no longer holds."""
        if self._tone in ("error", "warning"):
            self.hide()

    def _clicked(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        width = min(parent.width() - 2 * _MARGIN, _WIDEST)
        height = max(self.heightForWidth(width), self.sizeHint().height() if not self.hasHeightForWidth() else 0)
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - _MARGIN, width, height)

    # Qt calls these

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        tint = theme.colour(self._tone)
        tint.setAlphaF(0.10)
        painter.setPen(QPen(theme.colour(self._tone), 1))
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(area, 6, 6)
        painter.setBrush(tint)
        painter.drawRoundedRect(area, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._tone))
        painter.drawRoundedRect(QRectF(0, 0, 6, self.height()), 3, 3)
