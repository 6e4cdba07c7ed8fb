"""What pictures are shown: of which split and class, how large, as they are or their averages."""

from PySide6.QtCore import QEvent, QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import current, local, tr, tr_count, tr_in
from cnnstudio.data.dataset import PartName
from cnnstudio.gui.data.chosen import SPLITS, WORDS, Chosen, Split, sign_icon
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.data.pictures.view_switch import ViewSwitch
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.gallery.picture_grid import SIDES
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.measures import grown

_MANY = 20
_WIDEST = 280
"""No box is wider, in pixels with the usual font, however wide the window."""
_LEAST, _NARROW = 272, 300
"""With less than this the number of a picture stands in a row of its own."""
_ANY_NUMBER = 999_999_999
"""More pictures than there are: a box that knows an end passes over the digit that leads beyond it."""
_EVERY = tr("Every class")
_OF: dict[PartName, str] = {"train": tr_in("part of the data", "train"), "test": tr_in("part of the data", "test")}


class Filters(QWidget):
    """Two rows of controls over the pictures."""

    changed = Signal()
    """Another split or class."""
    view_changed = Signal(bool)
    """Whether the averages are to be shown."""
    number_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pool: Pool | None = None
        self._chosen_part: PartName = "train"
        self._part = ElidingCombo(objectName="data.part", accessibleName=tr("Part of the data"))
        self._part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._part.setMinimumContentsLength(5)
        self.classes = ClassBox()
        self.size = QSlider(
            Qt.Orientation.Horizontal, objectName="data.size", accessibleName=tr("Size of the pictures")
        )
        self.size.setRange(0, len(SIDES) - 1)
        self.size.setPageStep(1)
        self.size.setMinimumWidth(48)
        self.size.setMaximumWidth(84)
        self.size.setToolTip(tr("Size of the pictures (Ctrl and the wheel; + and −)"))
        self.number = NumberBox()
        self.words = FittingLabel()
        self.words.setObjectName("data.chosen")
        self._views = ViewSwitch()
        self._lay_out()
        keep_fit(self, self._fit)
        for box in (self._part, self.classes):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.number.valueChanged.connect(self.number_wanted)
        self._views.changed.connect(self.view_changed)
        self.show_pool(None)

    @property
    def split(self) -> Split | None:
        """The split that is shown; None: all."""
        found: Split | None = self._part.currentData()
        return found

    @property
    def shows_averages(self) -> bool:
        """Whether the averages are shown, not the pictures."""
        return self._views.shows_averages

    def show_view(self, averages: bool) -> None:
        """Goes to the averages, or back to the pictures."""
        self._views.show_view(averages)

    def show_pool(self, pool: Pool | None) -> None:
        """Offers the splits and classes of these pictures; what is chosen stays where it exists. Tells nobody."""
        labels = () if pool is None else pool.data.labels
        if self._pool is None or pool is None or labels != self._pool.data.labels:
            self.classes.show_labels(labels)
        self._pool = pool
        before = self.split
        with QSignalBlocker(self._part):
            self._part.clear()
            for words, split in self._parts(pool):
                self._part.addItem(words, split)
            self._part.setCurrentIndex(max(self._part.findData(before), 0))
        self._show_signs()
        for widget in (self._part, self.classes, self.size, self.number, self._views):
            widget.setEnabled(pool is not None)

    def show_split(self, split: Split | None) -> None:
        """Chooses a split, or all."""
        self._part.setCurrentIndex(max(self._part.findData(split), 0))

    def meant(self, number: int) -> tuple[Chosen, tuple[str, ...]]:
        """The picture that is meant by a number, and wordings, longest first, where that does not go without saying.

        It counts in the part that is shown; of all in that of the chosen picture, and beyond its end through all of
        them, the training part first. Beyond every end the last one is meant.
        """
        assert self._pool is not None
        pool, data, all_of_them = self._pool, self._pool.data, self.split is None
        part: PartName = self._chosen_part if all_of_them else "test" if self.split == "test" else "train"
        count = len(data.x_test if part == "test" else data.x_train)
        if number < count:
            return Chosen(part, number), ()
        if not all_of_them:
            return Chosen(part, count - 1), (
                tr("no. {number:,} is beyond the last, no. {last:,}", number=number, last=count - 1),
                tr("The last is no. {last:,}", last=count - 1),
            )
        found = pool.chosen(min(number, len(pool) - 1))
        if number >= len(pool):
            return found, (
                tr_count(
                    "There is only {count:,} picture; this is it.",
                    "There are only {count:,} pictures; this is the last.",
                    len(pool),
                ),
                tr("This is the last."),
            )
        there = f"{_OF[found.part]} {tr('no. {number:,}', number=found.number)}"
        return found, (
            tr("no. {number:,} of all is {there}", number=number, there=there),
            tr("That is {there}", there=there),
        )

    def show_chosen(self, chosen: Chosen) -> None:
        """Shows the number of the chosen picture; tells nobody."""
        self._chosen_part = chosen.part
        with QSignalBlocker(self.number):
            self.number.setValue(chosen.number)

    # Private

    def _parts(self, pool: Pool | None) -> list[tuple[str, Split | None]]:
        if pool is None:
            return [(tr("All"), None)]
        sums = pool.counts().sum(1).tolist()
        parts: list[tuple[str, Split | None]] = [(f"{tr('All')} · {local(f'{len(pool):,}')}", None)]
        for split, count in zip(SPLITS, sums, strict=True):
            words = tr("Test = validation") if split == "test" and pool.on_test else WORDS[split]
            if count:
                parts.append((f"{words} · {local(f'{count:,}')}", split))
        return parts

    def _show_signs(self) -> None:
        theme = theme_of(self.palette())
        for place in range(self._part.count()):
            split = self._part.itemData(place)
            if split is not None:
                self._part.setItemIcon(place, sign_icon(split, theme))

    def _fit(self) -> None:
        self.setMinimumWidth(grown(_LEAST, self.fontMetrics()))
        for box in (self._part, self.classes):
            box.setMaximumWidth(grown(_WIDEST, self.fontMetrics()))

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(8)
        above.addWidget(self._part, 5)
        above.addWidget(self.classes, 5)
        above.addWidget(self.number)
        self._above, self._last = above, QHBoxLayout()
        self._last.addStretch(1)
        above.addStretch(1)  # the little that is left where the boxes are as wide as they may be
        below.addWidget(self._views)
        below.addWidget(self.words, 1)
        below.addWidget(self.size)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addLayout(below)
        column.addLayout(self._last)

    def _place_number(self) -> None:
        """Beside the boxes; under all where they would have no room for their words."""
        narrow = self.width() < grown(_NARROW, self.fontMetrics())
        if narrow != (self._last.indexOf(self.number) >= 0):
            self._above.removeWidget(self.number)
            self._last.removeWidget(self.number)
            if narrow:
                self._last.insertWidget(0, self.number)
            else:
                self._above.insertWidget(2, self.number)

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_number()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_signs()


class NumberBox(QSpinBox):
    """The number of a picture, with commas; takes any number, for which picture it means is not its business."""

    def __init__(self) -> None:
        super().__init__(objectName="data.number", accessibleName=tr("Go to number"), prefix=tr("no. "))
        self.setRange(0, _ANY_NUMBER)
        self.setLocale(QLocale(current()))
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        keep_fit(self, self._fit)
        self.setToolTip(
            tr(
                "Goes to the picture of this number in its part, from 0. While all parts are shown, a number beyond "
                "the part of the chosen picture counts through all of them, the training part first."
            )
        )

    def _fit(self) -> None:
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(tr("no. {number:,}", number=999_999)) + 36)


class ClassBox(ElidingCombo):
    """Every class, or one; with more than a few one can type a piece of a name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.class")
        self.setAccessibleName(tr("Class of the pictures"))
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._labels: tuple[str, ...] = ()
        self.show_labels(())

    @property
    def label(self) -> int | None:
        """The number of the class; None: every class."""
        return self.currentData()

    def show_labels(self, labels: tuple[str, ...]) -> None:
        """Offers these classes; the first choice is all of them. Tells nobody."""
        with QSignalBlocker(self):
            self._labels = labels
            self.clear()
            self.addItem(_EVERY, None)
            for number, label in enumerate(labels):
                self.addItem(label, number)
            self._be_searchable(len(labels) > _MANY)

    def choose(self, label: int | None) -> None:
        """Chooses a class, or all."""
        self.setCurrentIndex(0 if label is None else label + 1)

    def _be_searchable(self, searchable: bool) -> None:
        if searchable == self.isEditable():
            return
        self.setEditable(searchable)
        if not searchable:
            return
        line = _Search(self)
        self.setLineEdit(line)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.popup().setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)  # an edge that is seen on dark, too
        self.setCompleter(completer)
        line.setPlaceholderText(tr("Search a class"))
        line.setAccessibleName(tr("Search a class"))
        line.editingFinished.connect(self._take_typed)
        self.setEditText(self.currentText())

    def _take_typed(self) -> None:
        """Takes the class whose name is typed, else the first whose name holds it; else nothing changes."""
        text = self.currentText().strip()
        flags = (Qt.MatchFlag.MatchFixedString, Qt.MatchFlag.MatchStartsWith, Qt.MatchFlag.MatchContains)
        found = next((place for flag in flags if (place := self.findText(text, flag)) >= 0), -1) if text else 0
        if found >= 0:
            self.setCurrentIndex(found)
        self.setEditText(self.itemText(self.currentIndex()))


class _Search(QLineEdit):
    """A click or Tab into it marks all, so that typing begins anew."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
