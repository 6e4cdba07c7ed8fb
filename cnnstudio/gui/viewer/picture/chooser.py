"""Chooses a picture of the data set, and says what it is and what the network takes it for."""

import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QToolButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Predicted
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet, Labels, PartName, Picture, Pictures
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.icons import icon
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.widgets.card import Card
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.words import percent

_PARTS = {"test": "Test", "train": "Training"}
_EVERY_CLASS = "Every class"
_SIDE = 58
"""The picture's place: twice MNIST's 28, and a frame."""


class PictureChooser(Card):
    """One picture out of the training or the test part, of one class or of any."""

    changed = Signal()
    """Another picture, or none; told once it is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("inspect.picture")
        self._data: DataSet | None = None
        self._among: npt.NDArray[np.intp] = np.empty(0, np.intp)
        self._picture: Picture | None = None
        self._reading = Newest("picture", self)
        self._random = random.Random()
        self._thumbnail = PixelView("inspect.picture.thumbnail", "The chosen picture", _SIDE)
        self._thumbnail.setFixedSize(_SIDE, _SIDE)
        self._part, self._class = _combo("part", "Part of the data"), _combo("class", "Class of the picture")
        for key, words in _PARTS.items():
            self._part.addItem(words, key)
        self._index = QSpinBox(objectName="inspect.picture.index", accessibleName="Number of the picture, from 0")
        self._answer = FittingLabel()
        self._truth = QLabel(objectName="inspect.picture.truth")
        self._truth.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setObjectName("inspect.picture.answer")
        self._mark = QLabel()
        self._lay_out()
        self._part.currentIndexChanged.connect(self._filter)
        self._class.currentIndexChanged.connect(self._filter)
        self._index.valueChanged.connect(self._show)

    @property
    def picture(self) -> Picture | None:
        """The chosen picture, (height, width, channels), 0 to 255; None also while it is read, or where that failed."""
        return self._picture

    @property
    def number(self) -> int | None:
        """Its number in its part, from 0."""
        return int(self._among[self._index.value()]) if len(self._among) else None

    @property
    def truth_number(self) -> int | None:
        """The number of the class it belongs to."""
        number = self.number
        return None if self._data is None or number is None else int(self._pictures(self._data)[1][number])

    @property
    def truth(self) -> str:
        """The class it belongs to."""
        number = self.truth_number
        return "" if self._data is None or number is None else self._data.labels[number]

    @property
    def title(self) -> str:
        """What the picture is called: "test picture 12"; empty where there is none."""
        return "" if self.number is None else f"{_PARTS[self._part_name].lower()} picture {self.number:,}"

    def set_data(self, data: DataSet | None) -> None:
        """Chooses among the pictures of other data; part, class and number are kept where they exist."""
        if data is self._data:
            return
        labels = data.labels if data is not None else ()
        before = () if self._data is None else self._data.labels
        self._data = data
        if labels != before:
            blocker = QSignalBlocker(self._class)
            self._class.clear()
            self._class.addItem(_EVERY_CLASS, None)
            for number, label in enumerate(labels):
                self._class.addItem(label, number)
            blocker.unblock()
        self._filter()

    def show_answer(self, answer: Predicted | None) -> None:
        """What the network takes the picture for; None while that is not known."""
        if answer is None:
            self.show_words("")
            return
        if self._reading.is_busy:  # it is of the picture before
            return
        best = int(np.argmax(answer.probabilities))
        label = answer.labels[best]
        self._answer.say(f"Predicted {label} · {percent(float(answer.probabilities[best]))}")
        right = label == self.truth
        self._mark.setPixmap(icon(*(("circle-check", "good") if right else ("circle-alert", "error"))).pixmap(16, 16))
        self._mark.setAccessibleName("right" if right else "wrong")
        self._mark.setToolTip("Right" if right else "Wrong")

    def show_words(self, text: str) -> None:
        """Says something in the answer's place."""
        self._answer.say(text)
        self._mark.clear()

    def choose(self, part: str, number: int) -> None:
        """Goes to a picture by its part and its number there, whatever class is chosen."""
        blockers = [QSignalBlocker(widget) for widget in (self._part, self._class, self._index)]
        self._part.setCurrentIndex(self._part.findData(part))
        self._class.setCurrentIndex(0)
        self._filter()
        self._index.setValue(number)
        for blocker in blockers:
            blocker.unblock()
        self._show()

    def step(self, by: int) -> None:
        """Goes to the next picture or the one before, round at the ends."""
        if len(self._among):
            self._index.setValue((self._index.value() + by) % len(self._among))

    def choose_random(self) -> None:
        """Goes to any other picture."""
        if len(self._among) > 1:
            self.step(self._random.randrange(1, len(self._among)))

    # Private

    @property
    def _part_name(self) -> PartName:
        return "test" if self._part.currentData() == "test" else "train"

    def _pictures(self, data: DataSet) -> tuple[Pictures, Labels]:
        if self._part_name == "test":
            return data.x_test, data.y_test
        return data.x_train, data.y_train

    def _filter(self) -> None:
        if self._data is None:
            self._among = np.empty(0, np.intp)
        else:
            labels, wanted = self._pictures(self._data)[1], self._class.currentData()
            self._among = np.arange(len(labels)) if wanted is None else np.flatnonzero(labels == wanted)
        blocker = QSignalBlocker(self._index)
        self._index.setRange(0, max(len(self._among) - 1, 0))
        self._index.setSuffix(f" (of 0–{len(self._among) - 1:,})" if len(self._among) else "")
        blocker.unblock()
        self._index.setEnabled(len(self._among) > 0)
        self._show()

    def _show(self) -> None:
        """Shows what is known of the picture, and the picture itself as soon as it is read."""
        data, number = self._data, self.number
        words = (
            f"{_PARTS[self._part_name]} picture {number:,} · label {plain(self.truth)}" if number is not None else ""
        )
        self._truth.setText(words or "No picture")
        name = data.originals.name(self._part_name, number) if data and data.originals and number is not None else ""
        self._thumbnail.setToolTip(plain(name, 200))
        self._truth.setToolTip(plain(name, 200))
        self._thumbnail.setAccessibleDescription(" · ".join(filter(None, (self._truth.text(), plain(name, 200)))))
        self.show_words("")
        self._reading.stop()
        pictures = self._pictures(data)[0] if data is not None and number is not None else None
        if isinstance(pictures, StoredPictures):
            self._take(None)
            self._reading.run(lambda _: pictures[number], self._read, self._refused)
        else:
            self._read(pictures[number] if pictures is not None else None)

    def _take(self, picture: Picture | None) -> None:
        self._picture = picture
        self._thumbnail.show_array(picture)

    def _read(self, picture: Picture | None) -> None:
        self._take(picture)
        self.changed.emit()

    def _refused(self, error: StudioError) -> None:
        """The pictures in a file may be gone."""
        self.changed.emit()
        self.show_words(str(error))

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        for row in (top, bottom):
            row.setSpacing(8)
        self._part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._class.setMinimumWidth(self.fontMetrics().horizontalAdvance(_EVERY_CLASS) + 44)
        top.addWidget(self._part)
        top.addWidget(self._class)
        top.addWidget(_button("previous", Qt.ArrowType.LeftArrow, "Previous picture", lambda: self.step(-1)))
        top.addWidget(self._index)
        top.addWidget(_button("next", Qt.ArrowType.RightArrow, "Next picture", lambda: self.step(1)))
        top.addWidget(_button("random", icon("shuffle"), "Any other picture", self.choose_random))
        top.addStretch(1)
        bottom.addWidget(self._truth)
        bottom.addWidget(self._mark)
        bottom.addWidget(self._answer, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addStretch(1)
        right.addLayout(top)
        right.addLayout(bottom)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._thumbnail)
        row.addLayout(right, 1)
        self.body.addLayout(row)


def _button(name: str, sign: QIcon | Qt.ArrowType, words: str, act: Callable[[], None]) -> QToolButton:
    button = QToolButton(objectName=f"inspect.picture.{name}", toolTip=words, accessibleName=words)
    if isinstance(sign, QIcon):
        button.setIcon(sign)
    else:
        button.setArrowType(sign)
    button.clicked.connect(act)
    return button


def _combo(name: str, words: str) -> ElidingCombo:
    return ElidingCombo(objectName=f"inspect.picture.{name}", accessibleName=words)
