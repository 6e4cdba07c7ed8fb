"""News for the person, in a strip of its own under the page: it waits for nobody and covers nothing."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.lines import Lines
from cnnstudio.gui.widgets.said_words import SIGNS, NewsTone
from cnnstudio.gui.widgets.sign import Sign

_GOOD_NEWS_MS, _LONG_NEWS_MS = 8_000, 20_000
"""How long good news stays, and where there is more to read or a button; an error stays until it has been read."""

_READ_MS: dict[NewsTone, int] = {"problem": 4_000, "good": 10_000, "caution": 0}
"""After so long news has been read, and goes with the page it was read on; what is under way stays."""


class MessageBar(QWidget):
    """One message at a time: what happened, what to do next, at most one button, lines that unfold.

    Hidden while there is none. Good news leaves by itself, unless the mouse is over it or its lines are unfolded.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._tone: NewsTone = "problem"
        self._about = ""
        self._holds: Callable[[], bool] | None = None
        self._age = QElapsedTimer()
        self._sign = Sign()
        self._text = QLabel(wordWrap=True)
        self._text.setObjectName("message_bar.text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = (QPushButton(objectName="message_bar.action"), QPushButton(objectName="message_bar.second"))
        self._acts: list[Callable[[], object]] = []
        for number, button in enumerate(self._buttons):
            button.clicked.connect(partial(self._clicked, number))
        self._close = QToolButton(autoRaise=True, icon=icon("x"))
        self._close.setObjectName("message_bar.close")
        self._close.setAccessibleName(tr("Close the message"))
        self._close.clicked.connect(self.hide)
        self._fade = QTimer(self, singleShot=True)
        self._fade.timeout.connect(self._leave)
        self._more = QPushButton(tr("Details"), checkable=True)
        self._more.setObjectName("message_bar.more")
        self._more.toggled.connect(self._unfold)
        self._lines = Lines()
        self._lines.setObjectName("message_bar.details")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        for button in self._buttons:
            row.addWidget(button)
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

    def show_error(self, error: StudioError, about: str = "") -> None:
        """Says what was refused and what to do next."""
        self.say(str(error), "problem", details=error.details, about=about)

    def say(
        self,
        text: str,
        tone: NewsTone = "note",
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        details: str = "",
        about: str = "",
    ) -> None:
        """Shows ``text``.

        Args:
            tone: The sign and the colour of the bar.
            action: The words of the button, with ``act`` for what it does.
            details: Lines that unfold.
            about: What it is about, for what is to be added to it.
        """
        self._tone, self._about, self._acts, self._holds = tone, about, [], None
        self._sign.set_icon(*SIGNS[tone])
        for button in self._buttons:
            button.hide()
        self._offer(action, act)
        self._show_text(text)
        details = "" if details in text else details  # said already
        count = details.count("\n") + 1
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._more.setToolTip(
            tr_count("What else there is to say: {count:,} line", "What else there is to say: {count:,} lines", count)
        )
        self._lines.setPlainText(details)
        self._lines.fit(count)
        self._lines.hide()
        self._stay_anew()
        self.show()
        self.update()

    def add(self, about: str, text: str, action: str = "", act: Callable[[], object] | None = None) -> bool:
        """Says more about the same, with a button more; whether it stands there still."""
        if self.isHidden() or about != self._about:
            return False
        self._offer(action, act)
        self._show_text(f"{self._text.text()} {text}")
        self._stay_anew()
        return True

    def replace(self, about: str, before: str, now: str) -> bool:
        """Says ``now`` in the place of ``before`` about the same; whether that stands there still."""
        text = self._text.text()
        if self.isHidden() or about != self._about or not before or before not in text:
            return False
        self._show_text(text.replace(before, now))
        self._stay_anew()
        return True

    def take_back(self, about: str) -> None:
        """Takes away what is said about this."""
        if about == self._about:
            self.hide()

    def hold_while(self, holds: Callable[[], bool]) -> None:
        """What it says now is taken back by ``look_again`` once ``holds`` says that it is no longer so."""
        self._holds = holds

    def look_again(self) -> None:
        """Takes back what is no longer so."""
        if self._holds is not None and not self.isHidden() and not self._holds():
            self.hide()

    def withdraw(self) -> None:
        """Takes back an error or a warning that no longer holds."""
        if self._tone in ("problem", "caution"):
            self.hide()

    def leave_page(self) -> None:
        """Another page is shown: takes back a warning, and what has been there long enough to be read."""
        if not self.isHidden() and self._tone in _READ_MS and self._age.elapsed() >= _READ_MS[self._tone]:
            self.hide()

    def _show_text(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)

    def _offer(self, action: str, act: Callable[[], object] | None) -> None:
        if action and act is not None and len(self._acts) < len(self._buttons):
            button = self._buttons[len(self._acts)]
            button.setText(action)
            button.show()
            self._acts.append(act)

    def _stay_anew(self) -> None:
        self._age.start()
        self._fade.stop()
        if self._tone == "good":
            has_more = bool(self._acts) or not self._more.isHidden()
            self._fade.start(_LONG_NEWS_MS if has_more else _GOOD_NEWS_MS)

    def _leave(self) -> None:
        """Good news goes, once nobody is busy with it."""
        if self.underMouse() or self._more.isChecked():
            self._fade.start(_GOOD_NEWS_MS)
        else:
            self.hide()

    def _unfold(self, unfolded: bool) -> None:
        self._lines.setVisible(unfolded)

    def _clicked(self, number: int) -> None:
        self.hide()
        self._acts[number]()

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        tint = theme.colour(SIGNS[self._tone][1])
        tint.setAlphaF(0.10)
        painter.fillRect(self.rect(), QColor(theme.card))
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, 0, self.width(), 1, theme.colour(SIGNS[self._tone][1]))
        painter.fillRect(0, 0, 6, self.height(), theme.colour(SIGNS[self._tone][1]))
