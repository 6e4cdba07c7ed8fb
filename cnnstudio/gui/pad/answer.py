"""What the network says to the drawing: the answer in large letters, and a bar a class."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from cnnstudio.core.messages import Predicted
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.card import Card, MutedLabel
from cnnstudio.gui.words import percent

_MOST_BARS = 20
_BEST_OF_MANY = 12


class Answer(Card):
    """The probabilities of the classes; of many classes, the most probable ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The network’s answer", parent)
        self._answer = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._answer.setObjectName("draw.answer")
        font = self._answer.font()
        font.setPointSizeF(font.pointSizeF() * 2.4)
        self._answer.setFont(font)
        self._note = MutedLabel(wordWrap=True)
        self._note.setObjectName("draw.note")
        self.bars = Bars("draw.probabilities", "Probability of each class")
        scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.bars)
        scroll.viewport().setAutoFillBackground(False)
        self.bars.setAutoFillBackground(False)
        self.body.addWidget(self._answer)
        self.body.addWidget(self._note)
        self.body.addWidget(scroll, 1)

    @property
    def words(self) -> str:
        """The answer in large letters."""
        return self._answer.text()

    @property
    def note(self) -> str:
        """The small words under it."""
        return self._note.text()

    def show_prediction(self, event: Predicted, note: str) -> None:
        """Shows an answer; ``note`` says whose it is."""
        values, labels = event.probabilities, event.labels
        best = int(np.argmax(values))
        self._answer.setText(f"{labels[best]} · {percent(float(values[best]))}")
        self._note.setText(note)
        order = list(range(len(values)))
        if len(values) > _MOST_BARS:
            order = [int(index) for index in np.argsort(-values)[:_BEST_OF_MANY]]
        bars = [Bar(labels[index], float(values[index]), percent(float(values[index]))) for index in order]
        self.bars.show_bars(bars, order.index(best))

    def show_words(self, words: str, note: str, labels: tuple[str, ...] = ()) -> None:
        """Shows words in the answer's place, and the classes without a number."""
        self._answer.setText(words)
        self._note.setText(note)
        self.bars.show_bars([Bar(label, 0.0, "") for label in labels[:_MOST_BARS]])
