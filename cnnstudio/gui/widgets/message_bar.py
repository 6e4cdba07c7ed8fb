"""News for the person, in a strip of its own under the page: it waits for nobody and covers nothing."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.lines import Lines
from cnnstudio.gui.widgets.sign import Sign

_ICONS = {"error": "circle-alert", "warning": "triangle-alert", "good": "circle-check", "accent": "info"}
_GOOD_NEWS_MS = 8_000
"""How long news stays that asks for nothing; an error stays until it is closed, overtaken or has been read."""

_READ_MS = {"error": 10_000, "good": 10_000, "warning": 0}
"""After so long news has been read, and goes with the page it was read on; what is under way stays."""


class MessageBar(QWidget):
    """One message at a time: what happened, what to do next, at most one button, lines that unfold.

    Hidden while there is none.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._tone = "error"
        self._act: Callable[[], object] | None = None
        self._age = QElapsedTimer()
        self._sign = Sign()
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
        self._more = QPushButton("Details", checkable=True)
        self._more.setObjectName("message_bar.more")
        self._more.toggled.connect(self._unfold)
        self._lines = Lines()
        self._lines.setObjectName("message_bar.details")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._button)
        row.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 6, 10, 6)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._lines)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return "" if self.isHidden() else self._text.text()

    def show_error(self, error: StudioError) -> None:
        """Says what was refused and what to do next."""
        self.say(str(error), "error", details=error.details)

    def say(
        self,
        text: str,
        tone: str = "accent",
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        details: str = "",
    ) -> None:
        """Shows ``text``.

        Args:
            tone: ``"error"``, ``"warning"``, ``"good"`` or ``"accent"``, the colour of the bar by the theme's names.
            action: The words of the button, with ``act`` for what it does.
            details: Lines that unfold.
        """
        self._tone, self._act = tone, act
        self._text.setText(text)
        self.setAccessibleName(text)
        self._sign.set_icon(_ICONS[tone], tone)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        details = "" if details in text else details  # said already
        count = details.count("\n") + 1
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._more.setToolTip(f"What else there is to say: {count:,} line{'' if count == 1 else 's'}")
        self._lines.setPlainText(details)
        self._lines.fit(count)
        self._lines.hide()
        self._fade.stop()
        if tone == "good" and not action and not details:
            self._fade.start()
        self._age.start()
        self.show()
        self.update()

    def withdraw(self) -> None:
        """Takes back an error or a warning that no longer holds."""
        if self._tone in ("error", "warning"):
            self.hide()

    def leave_page(self) -> None:
        """Another page is shown: takes back a warning, and what has been there long enough to be read."""
        if not self.isHidden() and self._tone in _READ_MS and self._age.elapsed() >= _READ_MS[self._tone]:
            self.hide()

    def _unfold(self, unfolded: bool) -> None:
        self._lines.setVisible(unfolded)

    def _clicked(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        tint = theme.colour(self._tone)
        tint.setAlphaF(0.10)
        painter.fillRect(self.rect(), QColor(theme.card))
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, 0, self.width(), 1, theme.colour(self._tone))
        painter.fillRect(0, 0, 6, self.height(), theme.colour(self._tone))
