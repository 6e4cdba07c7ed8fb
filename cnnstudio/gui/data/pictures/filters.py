"""What pictures are shown: of which split and class, how large, as they are or their averages."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.data.dataset import PartName
from cnnstudio.gui.data.chosen import SPLITS, WORDS, Chosen, Split, sign_icon
from cnnstudio.gui.data.pictures.grid import SIDES
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_MANY = 20
_EVERY = "Every class"


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
        self._part = ElidingCombo(objectName="data.part", accessibleName="Part of the data")
        self._part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._part.setMinimumContentsLength(5)
        self.classes = ClassBox()
        self.size = QSlider(Qt.Orientation.Horizontal, objectName="data.size", accessibleName="Size of the pictures")
        self.size.setRange(0, len(SIDES) - 1)
        self.size.setPageStep(1)
        self.size.setMinimumWidth(48)
        self.size.setMaximumWidth(84)
        self.size.setToolTip("Size of the pictures (Ctrl and the wheel; + and −)")
        self.number = QSpinBox(objectName="data.number", accessibleName="Go to number", prefix="no. ")
        self.number.setMinimumWidth(78)  # four digits, in the smallest window
        self.number.setKeyboardTracking(False)
        self.number.setToolTip("Goes to the picture of this number in its part, from 0")
        self.words = FittingLabel()
        self.words.setObjectName("data.chosen")
        self._views = QButtonGroup(self)
        self._lay_out()
        self._part.currentIndexChanged.connect(self._take_part)
        self.classes.currentIndexChanged.connect(self._take_class)
        self.number.valueChanged.connect(self.number_wanted)
        self._views.idToggled.connect(lambda number, checked: self.view_changed.emit(number == 1) if checked else None)
        self.show_pool(None)

    @property
    def split(self) -> Split | None:
        """The split that is shown; None: all."""
        found: Split | None = self._part.currentData()
        return found

    @property
    def shows_averages(self) -> bool:
        """Whether the averages are shown, not the pictures."""
        return self._views.checkedId() == 1

    def show_view(self, averages: bool) -> None:
        """Goes to the averages, or back to the pictures."""
        self._views.button(int(averages)).setChecked(True)

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
        for widget in (self._part, self.classes, self.size, self.number, *self._views.buttons()):
            widget.setEnabled(pool is not None)
        self._show_range()

    def show_split(self, split: Split | None) -> None:
        """Chooses a split, or all."""
        self._part.setCurrentIndex(max(self._part.findData(split), 0))

    @property
    def number_part(self) -> PartName:
        """The part whose numbers can be gone to: that which is shown; of all, that of the chosen picture."""
        if self.split is None:
            return self._chosen_part
        return "test" if self.split == "test" else "train"

    def show_chosen(self, chosen: Chosen) -> None:
        """Shows the number of the chosen picture; tells nobody."""
        self._chosen_part = chosen.part
        self._show_range()
        with QSignalBlocker(self.number):
            self.number.setValue(chosen.number)

    # Private

    def _parts(self, pool: Pool | None) -> list[tuple[str, Split | None]]:
        if pool is None:
            return [("All", None)]
        sums = pool.counts().sum(1).tolist()
        parts: list[tuple[str, Split | None]] = [(f"All · {len(pool):,}", None)]
        for split, count in zip(SPLITS, sums, strict=True):
            words = "Test = validation" if split == "test" and pool.on_test else WORDS[split]
            if count:
                parts.append((f"{words} · {count:,}", split))
        return parts

    def _take_class(self) -> None:
        self.changed.emit()

    def _take_part(self) -> None:
        self._show_range()
        self.changed.emit()

    def _show_range(self) -> None:
        data = None if self._pool is None else self._pool.data
        count = 0 if data is None else len(data.x_test) if self.number_part == "test" else len(data.x_train)
        with QSignalBlocker(self.number):
            self.number.setRange(0, max(count - 1, 0))

    def _show_signs(self) -> None:
        theme = theme_of(self.palette())
        for place in range(self._part.count()):
            split = self._part.itemData(place)
            if split is not None:
                self._part.setItemIcon(place, sign_icon(split, theme))

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(8)
        for number, (name, words, sign, tip) in enumerate(
            (
                ("pictures", "Pictures", "images", "The pictures one by one"),
                ("averages", "Averages", "sigma", "The mean picture of each class, and how much its pictures differ"),
            )
        ):
            button = QToolButton(objectName=f"data.view.{name}", text=words, toolTip=tip, checkable=True)
            button.setIcon(icon(sign))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._views.addButton(button, number)
            below.addWidget(button)
        self._views.button(0).setChecked(True)
        above.addWidget(self._part, 5)
        above.addWidget(self.classes, 5)
        above.addWidget(self.number)
        below.addWidget(self.words, 1)
        below.addWidget(self.size)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addLayout(below)

    # Qt calls these

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_signs()


class ClassBox(ElidingCombo):
    """Every class, or one; with more than a few one can type a piece of a name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.class")
        self.setAccessibleName("Class of the pictures")
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
        self.setCompleter(completer)
        line.setPlaceholderText("Search a class")
        line.setAccessibleName("Search a class")
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
