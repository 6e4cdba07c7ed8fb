"""The mean picture of every class beside the others, and how much the pictures of a class differ."""

import numpy as np
from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.words import percent
from cnnstudio.gui.data.chosen import PICTURES, Split
from cnnstudio.gui.data.pictures.averaging import Averages, Averaging
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid
from cnnstudio.gui.widgets.gallery.tiles import Caption, TileModel, thumbnail

_DEVIATION_TIP = tr(
    "How far the pictures of a class lie from their mean, pixel by pixel (standard deviation; white is 127 of 255). "
    "Black: the pictures agree there."
)


class AverageModel(TileModel):
    """One item a class that has pictures: its mean, or its deviation."""

    def __init__(self) -> None:
        super().__init__()
        self._averages: Averages | None = None
        self._labels: tuple[str, ...] = ()
        self._classes: list[int] = []
        self._deviation = False

    def show_averages(
        self, averages: Averages | None, labels: tuple[str, ...], deviation: bool, only: int | None = None
    ) -> None:
        """Shows these, or of one class ``only``; where the same classes are shown already, only their images change."""
        counted = [] if averages is None else np.flatnonzero(averages.counts).tolist()
        classes = [number for number in counted if only in (None, number)]
        anew = (classes, labels) != (self._classes, self._labels)
        if anew:
            self.beginResetModel()
        self._averages, self._labels, self._classes, self._deviation = averages, labels, classes, deviation
        self.forget()
        if anew:
            self.endResetModel()
        elif classes:
            self.dataChanged.emit(self.index(0, 0), self.index(len(classes) - 1, 0))

    def label(self, row: int) -> int:
        """The number of the class in a row."""
        return self._classes[row]

    def rowCount(self, parent: object = None) -> int:
        return len(self._classes)

    def caption(self, row: int) -> Caption:
        assert self._averages is not None
        number = self._classes[row]
        return Caption(self._labels[number], local(f"{self._averages.counts[number]:,}"), None)

    def longest(self) -> tuple[tuple[str, ...], str]:
        most = 0 if self._averages is None else int(self._averages.counts.max(initial=0))
        return self._labels, local(f"{most:,}")

    def words(self, row: int) -> str:
        assert self._averages is not None
        number = self._classes[row]
        label, count = self._labels[number], int(self._averages.counts[number])
        if self._deviation:
            return tr_count(
                "Deviation of {count:,} picture of class {label}. Click to see it.",
                "Deviation of {count:,} pictures of class {label}. Click to see them.",
                count,
                label=label,
            )
        return tr_count(
            "Mean of {count:,} picture of class {label}. Click to see it.",
            "Mean of {count:,} pictures of class {label}. Click to see them.",
            count,
            label=label,
        )

    def image(self, row: int) -> QImage | None:
        return self.kept(self._classes[row])

    def want(self, rows: range, side: int) -> None:
        self.take_side(side)
        if self._averages is None:
            return
        # A deviation is at most half the range, so it is shown twice as bright.
        found = self._averages.deviation if self._deviation else self._averages.mean
        for row in rows:
            number = self._classes[row]
            if not self.has(number):
                picture = np.minimum(found[number], 127) * np.uint8(2) if self._deviation else found[number]
                self.keep(number, thumbnail(picture, side))


class AveragesView(QWidget):
    """Reckons beside the window while it is in view, a few pictures at a time; a click asks to see a class."""

    class_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.averages")
        self._reckoning = Newest("averages", self)
        self._pool: Pool | None = None
        self._split: Split | None = None
        self._label: int | None = None
        self._averaging: Averaging | None = None
        self._found: Averages | None = None
        self._model = AverageModel()
        self.grid = PictureGrid("data.averages.grid", tr("Mean picture of each class"), self._model)
        self.grid.set_side(96)
        self._kind = QComboBox(objectName="data.averages.kind", accessibleName=tr("Mean or deviation"))
        self._kind.addItem(tr("Mean"))
        self._kind.addItem(tr("Deviation"))
        self._kind.setToolTip(_DEVIATION_TIP)
        self._words = FittingLabel()
        self._words.setObjectName("data.averages.words")
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(self._kind)
        row.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        self._kind.currentIndexChanged.connect(self._show)
        self.grid.clicked.connect(self._clicked)
        self.grid.activated.connect(self._clicked)

    @property
    def averages(self) -> Averages | None:
        """What is known so far."""
        return self._found

    def show_pool(self, pool: Pool | None, split: Split | None, label: int | None = None) -> None:
        """Shows the averages of a split of these pictures and of a class; of all where it is None."""
        if pool is self._pool and (split, label) == (self._split, self._label):
            return
        self._pool, self._split, self._label = pool, split, label
        if pool is None or self._averaging is None or not self._averaging.is_of(pool, split):
            self._reckoning.stop()
            self._averaging, self._found = None, None
        self._show()
        self._go_on()

    def end(self) -> None:
        """Stops what is reckoned beside the window."""
        self._reckoning.close()

    # Private

    def _go_on(self) -> None:
        """Begins, or goes on after the view was hidden; one part is in work at a time."""
        if self._pool is None or self._reckoning.is_busy or not self.isVisible():
            return
        if self._averaging is None:
            self._averaging = Averaging(self._pool, self._split)
        averaging = self._averaging
        if not averaging.is_done:
            self._reckoning.run(lambda _: averaging.more(), self._arrived, self._refused)

    def _arrived(self, found: Averages | None) -> None:
        if found is not None:
            self._found = found
            self._show()
        self._go_on()

    def _refused(self, error: StudioError) -> None:
        self._averaging = None  # half a sum is none: the next time it begins anew
        self._words.say(str(error))

    def _clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            self.class_clicked.emit(self._model.label(index.row()))

    def _show(self) -> None:
        labels = () if self._pool is None else self._pool.data.labels
        self._model.show_averages(self._found, labels, self._kind.currentIndex() == 1, self._label)
        self._words.say(*self._wordings())

    def _wordings(self) -> tuple[str, ...]:
        found, pool = self._found, self._pool
        if pool is None:
            return ("",)
        if found is None:
            return (tr("Adding the pictures up…"),)
        count = found.total if self._label is None else int(found.counts[self._label])
        if not count and found.done == found.total:
            return (tr("There are no such pictures."),)
        pictures = PICTURES[self._split]
        if found.done < found.total:
            share = percent(found.done / found.total, 0)
            words = tr("{share} of {count:,} {pictures} added up…", share=share, count=found.total, pictures=pictures)
            return (words, f"{share}…")
        words = tr("Over {count:,} {pictures}", count=count, pictures=pictures)
        if self._label is not None:
            label = pool.data.labels[self._label]
            words = tr("Over {count:,} {pictures} of class {label}", count=count, pictures=pictures, label=label)
        if found.mean.shape[1:] != pool.data.input_shape:
            size = " × ".join(str(side) for side in found.mean.shape[1:3])
            words = tr("{over}, made smaller to {size}", over=words, size=size)
        return (words, tr("{count:,} {pictures}", count=count, pictures=PICTURES[None]))

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_on()
