"""Questions on what a CNN is, one for each topic, marked here, with new numbers whenever they are wanted."""

import random
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.labs.marking import mark
from cnnstudio.core.labs.progress import Answer
from cnnstudio.core.language import tr
from cnnstudio.core.review import Review, can_ask_about, review
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import Card, MutedLabel
from cnnstudio.gui.widgets.question_view import QuestionView

_WIDEST = 860
"""Longer lines are hard to read."""

_OLD = tr("The network has changed since: new questions are about the new one.")
_NOTHING_NOW = tr("The network has changed since and has nothing to ask about: new questions are about an example.")


class ReviewView(QWidget):
    """Asks; nothing of it is kept, as it is for the person alone."""

    changed = Signal()
    """Something was answered, or other questions are asked."""

    def __init__(self, document: Document, seed: int | None = None, parent: QWidget | None = None) -> None:
        """``seed``: which questions come first; by itself others each time."""
        super().__init__(parent)
        self.setObjectName("learn.review")
        self.setAccessibleName(tr("Review questions"))
        self._document = document
        self._seed = random.randrange(10**6) if seed is None else seed
        self._review = Review((), True)
        self._asked_of: Analysis | None = None
        self._answers: dict[str, Answer] = {}
        self._views: dict[str, QuestionView] = {}
        self._about = MutedLabel(objectName="learn.review.about", wordWrap=True)
        self._count = MutedLabel(objectName="learn.review.count")
        self._new = AccentButton(tr("New questions"), "shuffle")
        self._new.setObjectName("learn.review.new")
        self._new.setToolTip(tr("Asks anew, with other numbers of the network as it is now"))
        self._new.clicked.connect(self.ask_anew)
        self._area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._soon = Turn(self)
        self._soon.came.connect(self._look)
        for signal in (document.project_changed, document.opened):
            signal.connect(self._soon.start)
        self._ask()

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked now."""
        return tuple(question for _, question in self._review.questions)

    @property
    def right(self) -> int:
        """How many are answered rightly."""
        return sum(answer.right is True for answer in self._answers.values())

    @Slot()
    def ask_anew(self) -> None:
        """Asks other questions, about the network as it is now."""
        self._seed += 1
        self._ask()
        self._new.setFocus()

    # Private

    def _ask(self) -> None:
        self._asked_of = self._open_now()
        self._review = review(self._asked_of, self._seed, is_blank=self._is_blank())
        self._answers, self._views = {}, {}
        place = QWidget(maximumWidth=_WIDEST)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 12, 16)
        column.setSpacing(12)
        for title, question in self._review.questions:
            column.addWidget(self._card(title, question))
        column.addStretch(1)
        self._area.setWidget(place)
        place.setAutoFillBackground(False)
        self._tell()
        self.changed.emit()

    def _card(self, title: str, question: Question) -> Card:
        card = Card(title)
        view = self._views[question.key] = QuestionView(question)
        view.answered.connect(lambda text: self._answered(question, text))
        view.hint_wanted.connect(lambda: self._hint(question))
        card.body.addWidget(view)
        return card

    def _answered(self, question: Question, text: str) -> None:
        before, marked = self._answers.get(question.key, Answer()), mark(question, text)
        if marked.right is None:  # no answer at all, which counts as no try
            self._views[question.key].show_answer(replace(before, text=text, right=None), marked.words)
            return
        self._answers[question.key] = replace(before, text=text, right=marked.right, tries=before.tries + 1)
        self._views[question.key].show_answer(self._answers[question.key], marked.words)
        self._tell()
        self.changed.emit()

    def _hint(self, question: Question) -> None:
        before = self._answers.get(question.key, Answer())
        self._answers[question.key] = replace(before, hints=min(before.hints + 1, len(question.hints)))
        self._views[question.key].show_answer(self._answers[question.key])

    @Slot()
    def _look(self) -> None:
        """The network may be another one: who has not begun is asked about that one, others are told."""
        if self.window().isVisible() and not self.isVisible():
            return  # making the questions takes as long as an edit may; they are asked when they are seen
        if self._change() and not self._answers and all(not view.text for view in self._views.values()):
            self._ask()
        else:
            self._tell()

    def _open_now(self) -> Analysis | None:
        """What can be asked about without giving away what is still to be filled in."""
        return self._document.analysis if self._document.is_open and not self._is_blank() else None

    def _is_blank(self) -> bool:
        return self._document.is_open and any(blank.node for blank in self._document.project.blanks)

    def _change(self) -> str:
        """What new questions would be about, where that is another network; the example stays the example."""
        now = self._open_now()
        if not can_ask_about(now):
            return "" if self._review.is_example else _NOTHING_NOW
        is_same = not self._review.is_example and (now and now.network) == (self._asked_of and self._asked_of.network)
        return "" if is_same else _OLD

    def _tell(self) -> None:
        self._about.setText(f"{self._review.about} {self._change()}".strip())
        self._count.setText(tr("{right} of {count} right", right=self.right, count=len(self._review.questions)))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 12, 0)
        top.setSpacing(12)
        top.addWidget(self._about, 1)
        top.addWidget(self._count)
        top.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 4, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._area, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()
