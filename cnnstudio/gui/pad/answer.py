"""What the network says to the drawing: the answer in large letters, and a bar a class."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Followed, Predicted
from cnnstudio.core.words import percent, place_among
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.card import Card, MutedLabel, heading
from cnnstudio.gui.widgets.sign import Sign

_MOST_BARS = 20
_BEST_OF_MANY = 12

_LARGEST, _SMALLER = 2.2, 1.5
"""How much larger than text the answer is at most, alone and beside another."""

_LEAST_BARS = 40
"""Pixels of bars that are always in view: of two answers in a low window, the winner of each."""

_AROUND = 12
"""Pixels that are in view above and below the middle of the winner's bar."""


class Answer(Card):
    """The probabilities of the classes; of many classes, the most probable ones."""

    def __init__(self, name: str = "draw", title: str = tr("The network’s answer")) -> None:
        """``name``: what the names of its parts begin with."""
        super().__init__()
        self._answer = _LargeWords(f"{name}.answer")
        self._note = MutedLabel(wordWrap=True)
        self._note.setObjectName(f"{name}.note")
        self.bars = Bars(f"{name}.probabilities", tr("Probability of each class"))
        self._scroll = scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        scroll.setAccessibleName(tr("Probability of each class"))
        scroll.setMinimumHeight(_LEAST_BARS)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the winner is brought into view; there is nothing to work in it
        scroll.setWidget(self.bars)
        scroll.viewport().setAutoFillBackground(False)
        self.bars.setAutoFillBackground(False)
        self._mark, self._is_right = Sign("circle-check", "good"), MutedLabel(objectName=f"{name}.right")
        self._mark.setObjectName(f"{name}.mark")
        self._is_right.setTextFormat(Qt.TextFormat.PlainText)
        self._truth = ""
        self._labels: tuple[str, ...] = ()
        self._best: int | None = None
        self._winner: int | None = None
        scroll.verticalScrollBar().rangeChanged.connect(self._reveal)
        self._heading = heading(title)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._answer, 1)
        top.addWidget(self._mark)
        top.addWidget(self._is_right)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._heading)
        words.addLayout(top)
        words.addWidget(self._note)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addLayout(words, 1)
        self.body.addLayout(self.head)
        self.body.addWidget(scroll, 1)

    @property
    def words(self) -> str:
        """The answer in large letters, without a cut."""
        return self._answer.text()

    @property
    def note(self) -> str:
        """The small words under it."""
        return self._note.text()

    def be_brief(self, on: bool) -> None:
        """Whether it shares its place with another, and has room for no heading and only small letters."""
        self._heading.setVisible(not on)
        self._answer.set_largest(_SMALLER if on else _LARGEST)
        self.body.setContentsMargins(*((12, 8, 12, 8) if on else (16, 12, 16, 12)))
        self.body.setSpacing(4 if on else 8)

    def set_truth(self, label: str) -> None:
        """Takes what the drawing really is; empty where nobody said so. Of a wrong answer its bar is framed."""
        self._truth = label
        self._show_mark()
        self._frame_truth()

    def show_prediction(self, event: Predicted | Followed, note: str) -> None:
        """Shows an answer; ``note`` says whose it is."""
        values, labels = event.probabilities, event.labels
        best = int(np.argmax(values))
        self._labels, self._best = labels, best
        self._show_mark()
        self._answer.setText(f"{labels[best]} · {percent(float(values[best]))}")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        order = list(range(len(values)))
        if len(values) > _MOST_BARS:
            order = [int(index) for index in np.argsort(-values)[:_BEST_OF_MANY]]
            true = place_among(self._truth, labels)
            if true is not None and true not in order:
                order[-1] = true
        bars = [Bar(labels[index], float(values[index]), percent(float(values[index]))) for index in order]
        self._winner = order.index(best)
        self.bars.show_bars(bars, self._winner)
        self._frame_truth()
        self._reveal()

    @Slot()
    def _reveal(self) -> None:
        """Brings the winner into view, also when there is less room than there was."""
        if self._winner is not None:
            self._scroll.ensureVisible(0, self.bars.middle_of(self._winner), 0, _AROUND)

    def _frame_truth(self) -> None:
        true = place_among(self._truth, self._labels)
        missed = None if true is None or true == self._best else self._labels[true]
        shown = [bar.label for bar in self.bars.bars]
        self.bars.point_at(shown.index(missed) if missed in shown else None)

    def show_words(self, words: str, note: str, labels: tuple[str, ...] = ()) -> None:
        """Shows words in the answer's place, and the classes without a number."""
        self._labels, self._best, self._winner = (), None, None
        self._show_mark()
        self._frame_truth()
        self._answer.setText(words)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.bars.show_bars([Bar(label, 0.0, "") for label in labels[:_MOST_BARS]])

    def _show_mark(self) -> None:
        """Whether the answer is right, where that is known: the network may know other classes."""
        true = place_among(self._truth, self._labels)
        is_known = true is not None
        self._mark.setVisible(is_known)
        self._is_right.setVisible(is_known)
        if is_known:
            right = true == self._best
            words = tr_in("an answer", "right") if right else tr_in("an answer", "wrong")
            self._mark.set_icon(*(("circle-check", "good") if right else ("circle-alert", "error")))
            self._mark.setAccessibleName(words)
            self._is_right.setText(words)


class _LargeWords(QLabel):
    """One line, in the largest letters that fit; other words are no reason to lay the window out anew."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._largest = _LARGEST
        self._words = ""

    def text(self) -> str:
        return self._words

    def setText(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.update()

    def set_largest(self, factor: float) -> None:
        """How much larger than text it is where there is room."""
        self._largest = factor
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(self._font(self._largest)).height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        factors = (step / 10 for step in range(round(self._largest * 10), 10, -1))
        fonts = (self._font(factor) for factor in factors)
        room = self.width()
        font = next((font for font in fonts if QFontMetrics(font).horizontalAdvance(self.text()) <= room), self.font())
        painter = QPainter(self)
        painter.setFont(font)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _font(self, factor: float) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * factor)
        return font
