"""Which pictures are looked through: the part of the data, how many of it, and how far the search is."""

from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.words import capitalised
from cnnstudio.data.dataset import DataSet, PartName, Pictures
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.fitting_bar import FittingBar
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.words import part_words

SOME = 2_000
"""So many pictures of a part are looked through unless all are asked for."""

_PARTS: tuple[PartName, ...] = ("test", "train")


class SearchBar(QWidget):
    """The choice of the pictures, a bar while they are looked through, and a button that ends or repeats that."""

    changed = Signal()
    """Other pictures are to be looked through."""
    stopped = Signal()
    again = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._data: DataSet | None = None
        self._part = QComboBox(objectName=f"{name}.part", accessibleName=tr("Part of the data to look through"))
        for part in _PARTS:
            self._part.addItem(capitalised(part_words(part)), part)
        self._all = QCheckBox(objectName=f"{name}.all", accessibleName=tr("Look through all pictures of the part"))
        self._bar = FittingBar(objectName=f"{name}.progress", accessibleName=tr("Pictures looked at"))
        self._words = FittingLabel()
        self._words.setObjectName(f"{name}.words")
        self._stop = QPushButton(icon("x"), tr("Stop"), objectName=f"{name}.stop")
        self._again = QPushButton(icon("repeat"), tr_in("through pictures", "Look again"), objectName=f"{name}.again")
        self._part.currentIndexChanged.connect(self._part_chosen)
        self._all.toggled.connect(self.changed)
        self._stop.clicked.connect(self.stopped)
        self._again.clicked.connect(self.again)
        self._lay_out()
        self.show_words("")
        self.hide()  # until there are data

    @property
    def part(self) -> PartName:
        return cast(PartName, self._part.currentData())

    @property
    def count(self) -> int:
        """How many pictures."""
        return self._size if self._all.isChecked() else min(SOME, self._size)

    @property
    def which(self) -> str:
        """Which pictures these are: "2,000 of 10,000 test pictures"."""
        return self.among(self.count)

    def among(self, count: int) -> str:
        """Which pictures so many of the part are, in the words of ``which``."""
        size = self._size
        if self.part == "train":
            some = tr("{count:,} of {all:,} training pictures", count=count, all=size)
            return some if count < size else tr("all {count:,} training pictures", count=count)
        some = tr("{count:,} of {all:,} test pictures", count=count, all=size)
        return some if count < size else tr("all {count:,} test pictures", count=count)

    @property
    def words(self) -> str:
        """What is said beside the choice."""
        return self._bar.accessibleDescription() if self._bar.isVisibleTo(self) else self._words.full

    def pictures(self) -> Pictures | None:
        """All pictures of the chosen part; None without data."""
        if self._data is None:
            return None
        return self._data.x_train if self.part == "train" else self._data.x_test

    def set_data(self, data: DataSet | None) -> None:
        """Offers the pictures of other data; those of the test part first, where it has any."""
        if data is self._data:
            return
        self._data = data
        with QSignalBlocker(self._part):
            has_test = data is not None and len(data.x_test) > 0
            self._part.setCurrentIndex(self._part.findData("test" if has_test else "train"))
        self._begin_with_first()
        self.setVisible(data is not None)

    def show_progress(self, done: int, total: int, *, again: bool = False) -> None:
        """Shows how far the search is; it can be stopped. ``again``: what an older one found is still in view."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        counted = tr("{done:,} of {total:,}", done=done, total=total)
        self._bar.say(self._looked(done, total, again), counted)
        self._show(running=True, over=False)

    def _looked(self, done: int, total: int, again: bool) -> str:
        told = {"done": done, "total": total}
        if self.part == "train":
            words = tr("Looked at {done:,} of {total:,} training pictures", **told)
            return tr("Looked again at {done:,} of {total:,} training pictures", **told) if again else words
        words = tr("Looked at {done:,} of {total:,} test pictures", **told)
        return tr("Looked again at {done:,} of {total:,} test pictures", **told) if again else words

    def show_words(self, *wordings: str, again: bool = False) -> None:
        """Says what came of it, the longest wording first; ``again``: it was not finished, or is no longer true."""
        self._words.say(*wordings)
        self._show(running=False, over=again)

    @property
    def _size(self) -> int:
        pictures = self.pictures()
        return 0 if pictures is None else len(pictures)

    def _part_chosen(self) -> None:
        self._begin_with_first()
        self.changed.emit()

    def _begin_with_first(self) -> None:
        with QSignalBlocker(self._all):
            self._all.setChecked(False)
        self._all.setText(tr("All {total:,}", total=self._size))
        self._all.setVisible(self._size > SOME)
        self._all.setToolTip(
            tr("Looks through all of them, not only through {some:,} that were chosen by chance.", some=SOME)
        )

    def _show(self, *, running: bool, over: bool) -> None:
        self._bar.setVisible(running)
        self._words.setVisible(not running)
        self._stop.setVisible(running)
        self._again.setVisible(over)

    def _lay_out(self) -> None:
        label = QLabel(tr("Amon&g"))
        label.setBuddy(self._part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (label, self._part, self._all):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words, 1)
        row.addWidget(self._stop)
        row.addWidget(self._again)
