"""A picture of the project's data for the paper, by its part and number."""

import contextlib
import random
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import capitalised
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.words import part_words, picture_words

_PARTS: tuple[PartName, ...] = ("test", "train")

_PAUSE_MS = 150
"""Who holds an arrow key down sees a picture when the numbers stand still, and each is one step back for undo."""


@dataclass(frozen=True, eq=False)
class Found:
    """A picture of the data.

    Attributes:
        picture: As the network gets it when it learns, before its numbers are changed.
        original: As its source has it; the same where that is so, or where it cannot be read any more.
        label: The name of its class.
        name: What it is called, "test picture 7".
    """

    picture: Picture
    original: Picture
    label: str
    name: str


class _Number(QSpinBox):
    """A number that is taken once it is whole; letters are keys of the page, and Enter gives the keyboard back."""

    entered = Signal()
    refused = Signal()
    """A number was entered that no picture has."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Lets a number be typed that is too large, so that it can be refused in words."""
        state, text, place = super().validate(text, place)
        is_number = (
            state == QValidator.State.Invalid
            and text.removesuffix(self.suffix()).replace(self.locale().groupSeparator(), "").strip().isdecimal()
        )
        return QValidator.State.Intermediate if is_number else state, text, place

    def fixup(self, text: str) -> str:
        self.refused.emit()
        return str(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalpha() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Qt would hand it on, and the page keep the picture
            self.entered.emit()


class FromData(QWidget):
    """One line; it reads a picture only once somebody wants one."""

    found = Signal(object)
    """A Found."""
    failed = Signal(object)
    """A StudioError: the picture cannot be read, or there is none of this number."""
    chosen = Signal()
    """A picture was chosen for good: what comes next is done on the paper."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._reading = Newest("picture for the paper", self)
        self._random = random.Random()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self.show_it)
        self._part = QComboBox(objectName="draw.data.part", accessibleName=tr("Part of the data"))
        for key in _PARTS:
            self._part.addItem(capitalised(part_words(key)), key)
        self._number = _Number(objectName="draw.data.number", accessibleName=tr("Number of the picture, from 0"))
        self._number.setGroupSeparatorShown(True)
        self._number.setKeyboardTracking(False)
        self._other = IconButton(
            "draw.data.random", "shuffle", tr("Any other picture of this part"), called=tr("Any other picture")
        )
        self._other.clicked.connect(self._choose_any)
        self._none = FittingLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._part, self._number, self._other):
            layout.addWidget(widget)
        layout.addWidget(self._none, 1)
        self._part.currentIndexChanged.connect(self._count)
        self._part.activated.connect(self.show_it)
        self._number.valueChanged.connect(lambda _: self._soon.start())
        self._number.entered.connect(self.chosen)
        self._number.refused.connect(self._refuse)
        self._other.clicked.connect(self.chosen)
        document.data_changed.connect(self._count)
        self._count()

    @Slot()
    def show_it(self) -> None:
        """Reads the picture that is chosen, and tells it."""
        data, part, number = self._document.data_set, self._part_name, self._number.value()
        if data is not None and self.isVisible() and len(data.x_test if part == "test" else data.x_train):
            read = partial(_read, data, part, number)
            self._reading.run(lambda _: read(), self.found.emit, self.failed.emit)

    def stop(self) -> None:
        """Wants no picture any more, also none that is being read."""
        self._soon.stop()
        self._reading.stop()

    @property
    def _part_name(self) -> PartName:
        return "test" if self._part.currentData() == "test" else "train"

    @Slot()
    def _count(self) -> None:
        data = self._document.data_set
        count = 0 if data is None else len(data.x_test if self._part_name == "test" else data.x_train)
        blocker = QSignalBlocker(self._number)
        self._number.setRange(0, max(count - 1, 0))
        self._number.setSuffix(tr(" (of 0–{last:,})", last=count - 1) if count else "")
        blocker.unblock()
        for widget in (self._number, self._other):
            widget.setEnabled(count > 0)
        self._none.say("" if count else tr("No data are loaded."))

    @Slot()
    def _refuse(self) -> None:
        last = self._number.maximum()
        words = tr("The test pictures are numbered from 0 to {last:,}.", last=last)
        if self._part_name == "train":
            words = tr("The training pictures are numbered from 0 to {last:,}.", last=last)
        self.failed.emit(StudioError(words))

    def _choose_any(self) -> None:
        if self._number.maximum():
            step = self._random.randrange(1, self._number.maximum() + 1)
            self._number.setValue((self._number.value() + step) % (self._number.maximum() + 1))


def _read(data: DataSet, part: PartName, number: int) -> Found:
    """The picture of that number; any thread. Raises StudioError where it cannot be read."""
    pictures, labels = (data.x_test, data.y_test) if part == "test" else (data.x_train, data.y_train)
    picture = original = pictures[number]
    if data.originals is not None:
        with contextlib.suppress(StudioError):  # its file may be gone since: what was made of it is still there
            original = data.originals.read(part, number)
    return Found(picture, original, data.labels[int(labels[number])], picture_words(part, number))
