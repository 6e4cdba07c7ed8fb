"""A picture of the data set: of one part, of one class or any, all of them or those that a run takes for another."""

import random
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox, QToolButton, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import capitalised, plain
from cnnstudio.data.dataset import DataSet, Labels, PartName, Picture, Pictures
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.picture.bringing import Brought, brought
from cnnstudio.gui.viewer.picture.chosen import Chosen, Source
from cnnstudio.gui.viewer.picture.mistakes import Mistakes
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.row import row_of
from cnnstudio.gui.words import part_words, picture_words

_PARTS: tuple[PartName, ...] = ("test", "train")
_EVERY_CLASS = tr("Every class")
_NO_DATA = tr("The data are not loaded yet.")
_NO_OTHER = tr("Choose another class.")
_NO_MISTAKE = tr("There is no picture here that is taken for something else.")


class FromData(Source):
    """One picture out of the training or the test part."""

    def __init__(self, mistakes: Mistakes | None, parent: QObject) -> None:
        """``mistakes`` None: all pictures alone can be chosen from."""
        super().__init__(parent)
        self._data: DataSet | None = None
        self._run: Run | None = None
        self._mistakes = mistakes
        self._among: npt.NDArray[np.intp] = np.empty(0, np.intp)
        self._picture: Picture | None = None
        self._found: Shape | None = None
        self._shape: tuple[int, int, int] | None = None
        self._mode, self._is_inverted = Geometry().mode, False
        self._trouble = ""
        self._reading = Newest("picture", self)
        self._random = random.Random()
        self._part, self._class = _combo("part", tr("Part of the data")), _combo("class", tr("Class of the picture"))
        for key in _PARTS:
            self._part.addItem(capitalised(part_words(key)), key)
        self._only = QCheckBox(tr("Mistakes only"), objectName="inspect.picture.mistakes")
        self._only.setToolTip(
            tr(
                "Only the pictures that the run takes for another class than theirs, "
                "with the weights of the epoch it uses"
            )
        )
        self._only.setVisible(mistakes is not None)
        self._index = QSpinBox(objectName="inspect.picture.index", accessibleName=tr("Number of the picture, from 0"))
        self._index.setGroupSeparatorShown(True)
        self._index.setToolTip(tr("Its place among the pictures that can be chosen from"))
        self._offer = QPushButton(objectName="inspect.picture.offer")
        self.settings, self.actions = self._lay_out()
        self._part.currentIndexChanged.connect(self._filter)
        self._class.currentIndexChanged.connect(self._filter)
        self._only.toggled.connect(self._filter)
        self._index.valueChanged.connect(self._show)
        if mistakes is not None:
            mistakes.changed.connect(self._learned)
            self._offer.clicked.connect(mistakes.take_offer)

    @property
    def chosen(self) -> Chosen:
        number, data = self._number, self._data
        if number is None or data is None:
            return self._none()
        part, label = self._part_name, data.labels[int(self._pictures(data)[1][number])]
        name = data.originals.name(part, number) if data.originals is not None else ""
        is_awaited, called = self._reading.is_busy, picture_words(part, number)
        return Chosen(
            self._picture,
            called,
            tr("{picture} · label {label}", picture=capitalised(called), label=plain(label)),
            plain(name, 200),
            label,
            tr("It is being read…") if is_awaited else self._trouble,
            found=self._found,
            is_awaited=is_awaited,
            is_refused=bool(self._trouble) and not is_awaited,
        )

    def set_shape(self, shape: tuple[int, int, int]) -> None:
        was_brought, before = self._is_brought, self._shape
        self._shape = shape
        if shape != before and (was_brought or self._is_brought):
            self._show()

    def set_geometry(self, geometry: Geometry) -> None:
        """Says how pictures of other proportions get their size; light and dark stay as the data have them."""
        before, self._mode = self._mode, geometry.mode
        if self._mode != before and self._is_brought:
            self._show()

    def set_data(self, data: DataSet | None, *, is_inverted: bool = False) -> None:
        """Chooses among the pictures of other data; part, class and number are kept where they exist.

        Args:
            is_inverted: Whether light and dark have changed places in them.
        """
        self._is_inverted = is_inverted
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

    def set_run(self, run: Run | None) -> None:
        """Says whose mistakes can be chosen from; None of a saved file."""
        self._run = run
        self._look_for_mistakes()

    def choose(self, part: str, number: int) -> None:
        """Goes to a picture by its part and its number there, whatever class is chosen."""
        blockers = [QSignalBlocker(widget) for widget in (self._part, self._class, self._only, self._index)]
        self._part.setCurrentIndex(self._part.findData(part))
        self._class.setCurrentIndex(0)
        self._only.setChecked(False)
        self._find_among()
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
    def _number(self) -> int | None:
        """The picture's number in its part, from 0."""
        return int(self._among[self._index.value()]) if len(self._among) else None

    @property
    def _is_brought(self) -> bool:
        """Whether the network takes pictures of another shape than the data have."""
        return self._data is not None and self._shape is not None and self._shape != self._data.input_shape

    @property
    def _part_name(self) -> PartName:
        return "test" if self._part.currentData() == "test" else "train"

    @property
    def _of_mistakes(self) -> Mistakes | None:
        return self._mistakes if self._only.isChecked() else None

    def _pictures(self, data: DataSet) -> tuple[Pictures, Labels]:
        if self._part_name == "test":
            return data.x_test, data.y_test
        return data.x_train, data.y_train

    def _none(self) -> Chosen:
        """That there is no picture, and why."""
        why, note = _NO_OTHER, ""
        if self._data is None:
            why = _NO_DATA
        elif self._of_mistakes is not None:
            why, note = _NO_MISTAKE, self._of_mistakes.words or _NO_MISTAKE
        return Chosen(why_not=why, note=note)

    @Slot()
    def _filter(self) -> None:
        self._look_for_mistakes()
        self._find_among()
        self._show()

    def _look_for_mistakes(self) -> None:
        if self._of_mistakes is not None:
            self._of_mistakes.look_for(self._run, self._part_name)
        offer = self._of_mistakes.offer if self._of_mistakes is not None else ""
        self._offer.setText(offer)
        self._offer.setVisible(bool(offer))

    @Slot()
    def _learned(self) -> None:
        if self._of_mistakes is None:
            return
        before, number = self._among, self._number
        self._look_for_mistakes()
        self._find_among()
        if number is None or not np.array_equal(before, self._among):
            self._show()

    def _find_among(self) -> None:
        """Which pictures can be chosen from; the same one stays chosen where it is one of them, else the first is."""
        before = self._number
        among: npt.NDArray[np.intp] = np.empty(0, np.intp)
        if self._data is not None:
            labels, wanted = self._pictures(self._data)[1], self._class.currentData()
            among = np.arange(len(labels)) if wanted is None else np.flatnonzero(labels == wanted)
            if self._of_mistakes is not None:
                is_mistake = np.zeros(len(labels), np.bool_)
                numbers = self._of_mistakes.numbers
                is_mistake[np.empty(0, np.intp) if numbers is None else numbers[numbers < len(labels)]] = True
                among = among[is_mistake[among]]
        self._among = among
        place = int(np.searchsorted(among, before)) if before is not None else 0
        blocker = QSignalBlocker(self._index)
        self._index.setRange(0, max(len(among) - 1, 0))
        self._index.setValue(place if place < len(among) and among[place] == before else 0)
        self._index.setSuffix(tr(" (of 0–{last:,})", last=len(among) - 1) if len(among) else "")
        blocker.unblock()
        self._index.setEnabled(len(among) > 0)
        for button in self._moves:
            button.setEnabled(len(among) > 1)

    @Slot()
    def _show(self) -> None:
        """Tells what is known of the picture, and the picture itself as soon as it is read."""
        data, number = self._data, self._number
        self._reading.stop()
        self._picture, self._found, self._trouble = None, None, ""
        pictures = self._pictures(data)[0] if data is not None and number is not None else None
        if data is not None and number is not None and self._shape is not None and self._is_brought:
            way = Geometry(mode=self._mode, invert=self._is_inverted)
            bring = partial(brought, data, self._part_name, number, self._shape, way)
            self._reading.run(lambda _: bring(), self._brought, self._refused)
        elif isinstance(pictures, StoredPictures):
            self._reading.run(lambda _: pictures[number], self._read, self._refused)
        elif pictures is not None:
            self._picture = pictures[number]
        self.changed.emit()

    def _read(self, picture: Picture) -> None:
        self._picture = picture
        self.changed.emit()

    def _brought(self, found: Brought) -> None:
        self._found = found.found
        self._read(found.picture)

    def _refused(self, error: StudioError) -> None:
        """The pictures in a file may be gone, or the network may take what no picture can be."""
        self._trouble = str(error)
        self.changed.emit()

    def _fit_class(self) -> None:
        self._class.setMinimumWidth(self._class.fontMetrics().horizontalAdvance(_EVERY_CLASS) + 44)

    def _lay_out(self) -> tuple[QWidget, QWidget]:
        self._part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        keep_fit(self._class, self._fit_class)
        self._offer.hide()
        before = _button("previous", Qt.ArrowType.LeftArrow, tr("Previous picture (Alt+Left)"), lambda: self.step(-1))
        after = _button("next", Qt.ArrowType.RightArrow, tr("Next picture (Alt+Right)"), lambda: self.step(1))
        other = _button("random", icon("shuffle"), tr("Any other picture (Ctrl+J)"), self.choose_random)
        self._moves = (before, after, other)
        return row_of(self._part, self._class, self._only), row_of(before, self._index, after, other, self._offer)


def _button(name: str, sign: QIcon | Qt.ArrowType, words: str, act: Callable[[], None]) -> QToolButton:
    button = QToolButton(objectName=f"inspect.picture.{name}", toolTip=words)
    button.setAccessibleName(words.partition(" (")[0])
    if isinstance(sign, QIcon):
        button.setIcon(sign)
    else:
        button.setArrowType(sign)
    button.clicked.connect(act)
    return button


def _combo(name: str, words: str) -> ElidingCombo:
    return ElidingCombo(objectName=f"inspect.picture.{name}", accessibleName=words)
