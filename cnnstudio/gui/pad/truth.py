"""What the drawing really is: a class of the network, by its number on the keyboard or out of a list."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.language import in_sentence, local, tr
from cnnstudio.core.pictures.collected import title
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.keys import class_of, digit_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_NOBODY_SAID = "–"


class Truth(QWidget):
    """The true class, and the button that keeps the drawing with it."""

    changed = Signal(str)
    """Another class, by its name; empty for none."""
    add_requested = Signal()
    """The person wants to keep the drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._combo = ElidingCombo(objectName="draw.label", accessibleName=tr("What the drawing really is"))
        self._combo.setToolTip(tr("What the drawing really is (keys 0–9); the answer is then marked right or wrong"))
        self._combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(4)
        self._combo.addItem(_NOBODY_SAID)
        self._combo.currentIndexChanged.connect(lambda _: self.changed.emit(self.label))
        before = QLabel(tr("It is"))
        before.setBuddy(self._combo)
        self._add = QPushButton(icon("plus"), "", objectName="draw.add")
        self._add.clicked.connect(self.add_requested)
        self._can_add = False
        self._count, self._title = 0, title(())
        self._said = FittingLabel()
        self._said.setObjectName("draw.added")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(before)
        row.addWidget(self._combo, 1)
        row.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._said)
        self.changed.connect(self._follow)
        self._follow()

    @property
    def label(self) -> str:
        """The name of the class; empty while nobody said so."""
        return self._labels[self._combo.currentIndex() - 1] if self._combo.currentIndex() > 0 else ""

    @property
    def can_add(self) -> bool:
        """Whether there is something to keep and it has a class."""
        return self._can_add and bool(self.label)

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """Takes the classes of another network; the one chosen stays where it has it."""
        if labels == self._labels:
            return
        before = self.label
        blocker = QSignalBlocker(self._combo)
        self._labels = labels
        self._combo.clear()
        self._combo.addItems([_NOBODY_SAID, *labels])
        self._combo.setCurrentIndex(labels.index(before) + 1 if before in labels else 0)
        blocker.unblock()
        self._follow()
        if self.label != before:
            self.changed.emit(self.label)

    def choose(self, label: str) -> None:
        """Says what the drawing is; nothing, where the network has no such class."""
        self._combo.setCurrentIndex(self._labels.index(label) + 1 if label in self._labels else 0)

    def set_addable(self, on: bool) -> None:
        """Whether there is something that could be kept."""
        if on != self._can_add:
            self._can_add = on
            self._follow()

    def set_kept(self, count: int, title: str) -> None:
        """How many drawings are kept, and what they are called."""
        self._count, self._title = count, title
        self._follow()

    def say(self, *wordings: str) -> None:
        """Says what became of a drawing, at length or shorter; nothing any more where it is given nothing."""
        self._said.say(*(wordings or ("",)))

    def take_key(self, event: QKeyEvent) -> bool:
        """Chooses by a key 0 to 9: the class that is called so, else the one of that number. Whether it was one."""
        digit = digit_of(event)
        if digit and (label := class_of(digit, self._labels)):
            self.choose(label)
        return bool(digit)

    @Slot()
    def _follow(self) -> None:
        self._add.setEnabled(self.can_add)
        words, count = tr("Add to {title}", title=in_sentence(self._title)), local(f"{self._count:,}")
        self._add.setText(f"{words} ({count})" if self._count else words)
        tip = tr("Keeps the drawing with its class in this project (A or Enter)")
        why = tr("Say first what it is: keys 0–9")
        self._add.setToolTip(tip if self.label else f"{tip}\n{why}")
