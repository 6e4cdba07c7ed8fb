"""One question with a place for its answer, what came of it, and hints after wrong tries."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.labs.lab import Question
from cnnstudio.core.labs.limits import MOST_ANSWER
from cnnstudio.core.labs.progress import Answer
from cnnstudio.core.language import tr, tr_count
from cnnstudio.gui.widgets.choice_line import ChoiceLine
from cnnstudio.gui.widgets.hints import Hints
from cnnstudio.gui.widgets.markdown_view import MarkdownView
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.widgets.verdict import Verdict

_REST_MS = 600
"""A text of one's own is kept once typing rests."""

_MOST_WORDS = 2_000
_OPEN_LINES = 4


class QuestionView(QWidget):
    """Asks; whoever made it marks what was answered and tells it by ``show_answer``."""

    answered = Signal(str)
    """What was typed or chosen, to be marked; of an open question to be kept."""
    hint_wanted = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self.answer = Answer()
        self._marked = ""
        """The answer of which something is said."""
        name = f"lab.question.{question.key}"
        self.setObjectName(name)
        self._sign = Sign("circle-dashed", "muted")
        text = MarkdownView(f"{name}.text", question.text)
        self._verdict = Verdict(f"{name}.verdict")
        self.hints = Hints(f"{name}.hints", question.hints)
        self.hints.wanted.connect(self.hint_wanted)
        self._why: MarkdownView | None = None
        self._check = QPushButton(
            tr("Check"), self, objectName=f"{name}.check", toolTip=tr("Whether the answer is right (Enter)")
        )
        self._check.setAccessibleName(tr("Check the answer to: {text}", text=question.text))
        self._check.clicked.connect(self._ask)
        self._column = column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(text)
        self._place(name, column)
        column.addWidget(self._verdict)
        column.addWidget(self.hints)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self._may_check()

    @property
    def text(self) -> str:
        """The answer as it stands there."""
        match self.question.form:
            case "choice":
                button = self._choices.checkedButton()
                return "" if button is None else self.question.choices[self._choices.id(button)]
            case "open":
                return self._words.toPlainText()[:MOST_ANSWER]
        return self._line.text().strip()

    @property
    def said(self) -> str:
        """What is said of the answer now."""
        return self._verdict.words

    def set_text(self, text: str) -> None:
        """Puts an answer there, unchecked; one that is no choice chooses nothing."""
        match self.question.form:
            case "choice":
                if text in self.question.choices:
                    self._choices.button(self.question.choices.index(text)).setChecked(True)
            case "open":
                self._words.setPlainText(text)
                self._rest.stop()
            case _:
                self._line.setText(text)
        self._may_check()

    def show_answer(self, answer: Answer, words: str = "") -> None:
        """Shows what came of an answer: kept from last time, or just marked.

        Args:
            words: What is said of it; by itself whether it was right, and how often it was tried.
        """
        self.answer = answer
        if answer.text and (not self.text or answer.right):
            self.set_text(answer.text)
        if self.question.form == "open":
            self._sign.set_icon(*(("circle-check", "good") if answer.text.strip() else ("circle-dashed", "muted")))
            self._say_kept()
            return
        match answer.right:
            case True:
                self._sign.set_icon("circle-check", "good")
                self._verdict.say(words or _right_words(answer), "good")
            case False if not words and self.text == answer.text.strip():
                self._sign.set_icon("circle-x", "error")
                self._verdict.say(tr("Not right yet ({tries}).", tries=_tries(answer)), "problem")
            case _:  # words say why it could not be marked, whatever came of an answer before
                self._sign.set_icon("circle-dashed", "muted")
                self._verdict.say(words, "caution")
        self._marked = self.text
        asked = self.hints.has_keyboard
        self.hints.show_given(answer.hints, may_ask=answer.tries > 0 and not answer.right)
        if asked and not answer.right and not self.hints.may_ask:
            self.take_keyboard()  # by itself it would go on to the next question
        if answer.right:
            self._show_why()
            self._close()
        elif self._why is not None:
            self._why.hide()
        self._may_check()

    def take_keyboard(self) -> None:
        """Gives the keyboard to the place of the answer."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    # Private

    def _place(self, name: str, column: QVBoxLayout) -> None:
        """The place of the answer, by its form."""
        match self.question.form:
            case "choice":
                self._place_choices(name, column)
            case "open":
                self._place_words(name, column)
            case _:
                self._place_line(name, column)
        self._field.setAccessibleDescription(self.question.text)

    def _place_line(self, name: str, column: QVBoxLayout) -> None:
        is_number = self.question.form == "number"
        self._line = QLineEdit(objectName=f"{name}.answer", maxLength=_MOST_WORDS)
        self._line.setPlaceholderText(tr("A number") if is_number else tr("Your answer"))
        self._line.setAccessibleName(tr("Your answer"))
        self._line.setToolTip(
            tr("Type the number; Enter checks it") if is_number else tr("Type the answer; Enter checks it")
        )
        self._line.returnPressed.connect(self._ask)
        self._line.textChanged.connect(self._changed)
        self._field: QWidget = self._line
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._line, 1)
        row.addWidget(self._check)
        column.addLayout(row)

    def _place_choices(self, name: str, column: QVBoxLayout) -> None:
        self._choices = QButtonGroup(self)
        for number, words in enumerate(self.question.choices):
            button = QRadioButton(objectName=f"{name}.choice.{number + 1}")
            button.toggled.connect(self._changed)
            self._choices.addButton(button, number)
            column.addWidget(ChoiceLine(button, words))
        self._field = self._choices.button(0)
        column.addWidget(self._check, 0, Qt.AlignmentFlag.AlignLeft)

    def _place_words(self, name: str, column: QVBoxLayout) -> None:
        self._words = QPlainTextEdit(objectName=f"{name}.answer", tabChangesFocus=True)
        self._words.setPlaceholderText(tr("Your own words. Nobody checks them here; they stand in your report."))
        self._words.setAccessibleName(tr("Your answer"))
        self._words.setToolTip(tr("Kept as you type, and written into the report"))
        self._words.setFixedHeight(_OPEN_LINES * self._words.fontMetrics().lineSpacing() + 16)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.keep)
        self._words.textChanged.connect(self._rest.start)
        self._words.textChanged.connect(self._say_kept)
        self._field = self._words
        column.addWidget(self._words)
        self._check.hide()

    def _say_kept(self) -> None:
        """Says of a text of one's own what stands in the report."""
        beyond = len(self._words.toPlainText()) - MOST_ANSWER
        if beyond > 0:
            words = tr(
                "Only the first {limit:,} characters stand in your report: {beyond:,} too many.",
                limit=MOST_ANSWER,
                beyond=beyond,
            )
            self._verdict.say(words, "caution")
        else:
            self._verdict.say(tr("It stands in your report.") if self.answer.text.strip() else "", "note")

    def keep(self) -> None:
        """Hands over a text of one's own that has not been kept yet."""
        if self.question.form == "open" and self.text != self.answer.text:
            self._rest.stop()
            self.answered.emit(self.text)

    def _show_why(self) -> None:
        """A text takes a while to make, and most questions of a step are not answered yet when it is shown."""
        if self.question.why and self._why is None:
            self._why = MarkdownView(f"{self.objectName()}.why", self.question.why)
            self._column.addWidget(self._why)
        if self._why is not None:
            self._why.show()

    def _close(self) -> None:
        """A right answer stays as it was given."""
        if self.question.form == "choice":
            for button in self._choices.buttons():
                button.setEnabled(button.isChecked())
        else:
            self._show_closed()
        self._check.hide()

    def _show_closed(self) -> None:
        """The answer as words that can be read and copied, no place to type in."""
        self._line.setReadOnly(True)
        self._line.setFrame(False)
        self._line.setToolTip(tr("Your answer"))
        self._line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._line.unsetCursor()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self._line.setPalette(palette)

    def _changed(self) -> None:
        """What was said was of another answer."""
        if self._marked not in ("", self.text) and self.answer.right is not True:
            self._marked = ""
            self._sign.set_icon("circle-dashed", "muted")
            self._verdict.say("")
        self._may_check()

    def _may_check(self) -> None:
        """Also takes away what is said of an answer that does not stand there any more."""
        self._check.setEnabled(bool(self.text))
        if self.question.form != "open" and not self.answer.right and self.text != self.answer.text:
            self._sign.set_icon("circle-dashed", "muted")
            self._verdict.say("", "note")

    def _ask(self) -> None:
        if self.text:
            self.answered.emit(self.text)


def _tries(answer: Answer) -> str:
    return tr_count("{count:,} try", "{count:,} tries", answer.tries)


def _right_words(answer: Answer) -> str:
    if answer.tries <= 1:
        return tr("Right.")
    return tr_count("Right, after {count:,} try.", "Right, after {count:,} tries.", answer.tries)
