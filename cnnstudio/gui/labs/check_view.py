"""One check of a step: what is to be reached, a tick once it was, and until then what is there instead."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.labs.lab import Check
from cnnstudio.core.labs.marking import Looked
from cnnstudio.core.labs.progress import Reached
from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.hints import Hints
from cnnstudio.gui.widgets.markdown_view import MarkdownView
from cnnstudio.gui.widgets.said_words import NewsTone
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.widgets.verdict import Verdict


class CheckView(QWidget):
    """Nothing is pressed here: it follows the project and its runs by itself."""

    hint_wanted = Signal()

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = check
        name = f"lab.check.{check.key}"
        self.setObjectName(name)
        self._sign = Sign("circle-dashed", "muted")
        self._verdict = Verdict(f"{name}.found")
        self.hints = Hints(f"{name}.hints", check.hints)
        self.hints.wanted.connect(self.hint_wanted)
        column = QVBoxLayout()
        column.setSpacing(3)
        for part in (MarkdownView(f"{name}.say", check.say, line=True), self._verdict, self.hints):
            column.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self._say(tr("Not yet."))

    @property
    def is_reached(self) -> bool:
        """Whether it has its tick."""
        return self._sign.name == "circle-check"

    @property
    def words(self) -> str:
        """What is said under it."""
        return self._verdict.words

    def show_reached(self, reached: Reached | None, hints: int) -> None:
        """Shows what was reached, now or on another day, and the hints given so far."""
        if reached is not None:
            self._sign.set_icon("circle-check", "good")
            self._say(reached.found or tr("Reached."), "good")
        self.hints.show_given(hints, may_ask=reached is None)

    def show_looked(self, looked: Looked) -> None:
        """Shows what is missing, as long as it was not reached."""
        if not self.is_reached and not looked.holds:
            self._say(looked.missing or tr("Not yet."))

    def _say(self, words: str, tone: NewsTone = "note") -> None:
        self._verdict.say(words, tone)
        known = {"check": self.check.say}
        reached = tr("Reached: {check}", **known) if self.is_reached else tr("Not reached yet: {check}", **known)
        self.setAccessibleName(reached)
        self.setAccessibleDescription(words)
