"""The pictures whose vectors are nearest to that of the chosen one, as thumbnails with their distance."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.inspecting.embedding import METRICS, Metric, Neighbours, neighbours
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.words import plain
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.embedding.answers import Answers
from cnnstudio.gui.viewer.sample import Sample
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid
from cnnstudio.gui.widgets.gallery.read_tiles import PictureSource, ReadTiles
from cnnstudio.gui.widgets.gallery.tiles import Caption
from cnnstudio.gui.words import figure

_NAME = "inspect.embedding.neighbours"


class NeighbourTiles(ReadTiles):
    """The nearest pictures, nearest first; those of another class than the chosen one have a sign."""

    signs = ("other",)
    notes_below = True

    def __init__(self) -> None:
        super().__init__()
        self._sample: Sample | None = None
        self._answers: Answers | None = None
        self._found: Neighbours | None = None
        self._own = 0

    @property
    def source(self) -> PictureSource | None:
        return None if self._sample is None else self._sample.source

    def show_found(self, sample: Sample | None, answers: Answers | None, own: int, found: Neighbours | None) -> None:
        """Shows the neighbours of the picture with the place ``own`` in the sample; None: no pictures."""
        self.beginResetModel()
        others = sample is not self._sample
        self._sample, self._answers, self._own, self._found = sample, answers, own, found
        places = np.empty(0, np.intp) if found is None else found.numbers.astype(np.intp)
        self.put_places(places, of_others=others)
        self.endResetModel()

    def caption(self, row: int) -> Caption:
        assert self._answers is not None
        place = self.place(row)
        other = self._answers.truth[place] != self._answers.truth[self._own]
        return Caption(self._answers.true_name(place), self._distance(row), "other" if other else None)

    def longest(self) -> tuple[tuple[str, ...], str]:
        labels = () if self._answers is None else self._answers.labels
        return (plain(max(labels, key=len, default=""), 40),), "0.00001"

    def words(self, row: int) -> str:
        assert self._answers is not None
        assert self._sample is not None
        place = self.place(row)
        return tr(
            "{picture}: {what}, distance {distance}",
            picture=self._sample.title(place),
            what=self._answers.words(place),
            distance=self._distance(row),
        )

    def draw_sign(self, painter: QPainter, place: QRectF, sign: str, theme: Theme) -> None:
        painter.setPen(QPen(theme.colour("warning"), 2))
        area = place.adjusted(1, 2, -1, -2)
        painter.drawLine(QPointF(area.left(), area.top()), QPointF(area.right(), area.bottom()))
        painter.drawLine(QPointF(area.left(), area.bottom()), QPointF(area.right(), area.top()))

    def _distance(self, row: int) -> str:
        return "" if self._found is None else figure(float(self._found.distances[row]))


class NeighboursPanel(QWidget):
    """Says which picture is chosen, and shows those most like it; a click on one chooses that one."""

    chosen = Signal(int)
    """The place of another picture in the sample."""
    found = Signal(int, object)
    """The place of the picture whose neighbours are shown, and a Neighbours."""
    filled = Signal(bool)
    """Whether there are pictures now, other than before."""
    failed = Signal(object)
    """A StudioError."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = NeighbourTiles()
        self._seeking = Newest("nearest pictures", self)
        self._asked: tuple[FloatArray, Sample, Answers, int] | None = None
        self._grid = PictureGrid(_NAME, tr("Nearest pictures"), self.tiles)
        self._title, self._about = heading(tr("Nearest pictures")), MutedLabel(wordWrap=True)
        self._about.setMinimumHeight(2 * self._about.fontMetrics().lineSpacing() + 2)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setObjectName(f"{_NAME}.about")
        self._metric = ElidingCombo(objectName=f"{_NAME}.metric", accessibleName=tr("How distances are measured"))
        for metric, words in METRICS.items():
            self._metric.addItem(words, metric)
        self._metric.setToolTip(
            tr(
                "Cosine: the angle between two vectors, 0 for the same direction, 1 for a right one. "
                "Euclid: how far they are apart."
            )
        )
        self._metric.currentIndexChanged.connect(self._seek_again)
        self._grid.clicked.connect(lambda index: self.chosen.emit(self.tiles.place(index.row())))
        self._grid.activated.connect(lambda index: self.chosen.emit(self.tiles.place(index.row())))
        self._lay_out()
        self.show_none()

    @property
    def metric(self) -> Metric:
        return "euclid" if self._metric.currentData() == "euclid" else "cosine"

    @property
    def words(self) -> str:
        """What is said above the pictures."""
        return self._about.text()

    def show_none(self) -> None:
        """No picture is chosen."""
        self.stop()
        self._asked = None
        self.tiles.show_found(None, None, 0, None)
        self._about.setText(tr("Click a point to see its picture above, and here those most like it."))
        self._fill(False)

    def seek(self, vectors: FloatArray, sample: Sample, answers: Answers, own: int) -> None:
        """Seeks the neighbours of the picture at the place ``own`` of the sample beside the window, and shows them."""
        self._asked = vectors, sample, answers, own
        metric = self.metric
        self._seeking.run(
            lambda watch: neighbours(vectors, own, metric=metric, between=watch.check),
            lambda nearest: self._show(sample, answers, own, nearest),
            self.failed.emit,
        )

    def stop(self) -> None:
        """Seeks no more."""
        self._seeking.stop()

    @property
    def is_seeking(self) -> bool:
        return self._seeking.is_busy

    def _seek_again(self) -> None:
        if self._asked is not None:
            self.seek(*self._asked)

    def _show(self, sample: Sample, answers: Answers, own: int, nearest: Neighbours) -> None:
        same = int((answers.truth[nearest.numbers] == answers.truth[own]).sum())
        self._about.setText(
            tr(
                "To {picture} ({what}): {same} of the {count} nearest are {label}, too.",
                picture=sample.title(own),
                what=answers.words(own),
                same=same,
                count=len(nearest.numbers),
                label=answers.true_name(own),
            )
        )
        self.tiles.show_found(sample, answers, own, nearest)
        self._fill(True)
        self.found.emit(own, nearest)

    def _fill(self, on: bool) -> None:
        was = not self._grid.isHidden()
        self._grid.setVisible(on)
        if was != on:
            self.filled.emit(on)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._title, 1)
        label = QLabel(tr_in("measured by", "by"))
        label.setBuddy(self._metric)
        top.addWidget(label)
        top.addWidget(self._metric)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._about)
        column.addWidget(self._grid, 1)
        column.addStretch(0)
