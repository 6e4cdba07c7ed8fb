"""A choice among the classes, in which one can search where there are many."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

_MANY = 20
_EVERY = "Every class"


class ClassBox(ElidingCombo):
    """Every class, or one; with more than a few one can type a piece of a name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.class")
        self.setAccessibleName("Class of the pictures")
        self.setMinimumContentsLength(8)
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
