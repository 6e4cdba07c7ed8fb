"""The confusion matrix with what belongs to it: how it is shown, its colours, a line that reads it, and exports."""

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.class_scores import Confusion
from cnnstudio.gui.evaluation.confusion import places as laying
from cnnstudio.gui.evaluation.confusion.canvas import MatrixCanvas
from cnnstudio.gui.evaluation.confusion.colours import RIGHT, WRONG, image_of, scale_image
from cnnstudio.gui.evaluation.confusion.painting import Drawing
from cnnstudio.gui.evaluation.confusion.shown import BY, By, Cell, Shown
from cnnstudio.gui.evaluation.taking import Sheet, TakeButton
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.words import percent

_HINT = "Click a cell to see its pictures"
_SIDES = ((20, 56), (50, 30), (100, 22), (300, 10))
"""Up to so many classes a cell of a saved picture has so many pixels; of more classes, 4."""

_WITH_LEGEND = 330
"""In fewer pixels the cells have the room of the legend."""

_VECTORS = 100
"""Up to so many classes a saved drawing has a shape for each cell."""


class ConfusionView(Panel):
    """A confusion matrix of 2 to 1,000 classes; stands for itself, so that two may stand side by side."""

    cell_opened = Signal(int, int)
    """The true and the predicted class of the cell whose pictures are wanted."""
    cell_pointed = Signal(object)
    """The Cell under the mouse or the keyboard, (true, predicted); None for none."""
    by_changed = Signal(str)
    """Counts, rows or columns, as the person chose."""
    failed = Signal(object)
    """A StudioError: a file could not be written."""

    def __init__(
        self, name: str = "evaluate.confusion", what: str = "Confusion matrix", parent: QWidget | None = None
    ) -> None:
        """``what`` it is called by a screen reader and in the names of files."""
        super().__init__(parent)
        self.setObjectName(name)
        self._counts: Confusion = np.zeros((0, 0), np.int64)
        self._labels: tuple[str, ...] = ()
        self._hint = _HINT
        self.canvas = MatrixCanvas(f"{name}.cells", what)
        self._by = ElidingCombo(objectName=f"{name}.by", accessibleName="What stands in the cells")
        for key, words in BY.items():
            self._by.addItem(words, key)
        self._whole = _tool(f"{name}.whole", "maximize", "Show the whole matrix (0)")
        self._closer = _tool(f"{name}.closer", "zoom-in", "Look closer (+, or the wheel)")
        self._take = TakeButton(f"{name}.take", what.lower())
        self._reading = FittingLabel()
        self._reading.setObjectName(f"{name}.reading")
        self._legend = _Legend()
        self._lay_out()
        self.setFocusProxy(self.canvas)
        self._by.currentIndexChanged.connect(self._look)
        self._by.activated.connect(lambda: self.by_changed.emit(self.by))
        self._whole.clicked.connect(self.canvas.fit)
        self._closer.clicked.connect(lambda: self.canvas.zoom(1))
        self.canvas.opened.connect(self.cell_opened)
        self.canvas.pointed.connect(self._read)
        self.canvas.zoomed.connect(self._whole.setEnabled)
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.canvas.customContextMenuRequested.connect(self._show_menu)
        self._take.failed.connect(self.failed)
        self.show_matrix(None)

    @property
    def by(self) -> By:
        """What stands in the cells."""
        found: By = self._by.currentData()
        return found

    @property
    def matrix(self) -> Confusion:
        """The counts that are shown."""
        return self._counts

    @property
    def reading(self) -> str:
        """The line below the matrix."""
        return self._reading.full

    @property
    def take(self) -> TakeButton:
        """What copies and saves it."""
        return self._take

    def show_matrix(self, counts: Confusion | None, labels: tuple[str, ...] = (), hint: str = _HINT) -> None:
        """Shows counts, int64 (classes, classes), rows true and columns predicted; None: nothing.

        Args:
            hint: What a click does, said while no cell is pointed at.
        """
        self._counts = np.zeros((0, 0), np.int64) if counts is None else counts
        self._labels, self._hint = labels, hint
        self._look()

    def set_by(self, by: By) -> None:
        """Chooses what stands in the cells."""
        self._by.setCurrentIndex(self._by.findData(by))

    def choose(self, cell: Cell | None) -> None:
        """Marks the cell whose pictures are looked at."""
        self.canvas.choose(cell)

    def point(self, cell: Cell | None) -> None:
        """Marks and reads the cell that is pointed at in a matrix beside this one."""
        self.canvas.point(cell)

    def sheet(self) -> Sheet:
        """The whole matrix as a drawing to take along, in the colours of the theme."""
        shown, theme = self.canvas.shown or Shown(self._counts, self._labels, self.by), theme_of(self.palette())
        metrics = QFontMetricsF(self.font())
        side = float(next((side for most, side in _SIDES if len(shown) <= most), 4))
        width, height = laying.sheet(shown, metrics, side)
        places = laying.lay_out(shown, metrics, width, height, side)
        font = self.font()

        def paint(painter: QPainter, as_vectors: bool) -> None:
            painter.setFont(font)
            vectors = as_vectors and len(shown) <= _VECTORS
            Drawing(shown, places, theme, image_of(shown, theme), as_vectors=vectors).paint(painter)

        scale = 2 if len(shown) <= _VECTORS else 1
        return Sheet(QSize(width, height), paint, theme.colour("card"), scale)

    # Private

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._by, 1)
        for button in (self._closer, self._whole, self._take):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.canvas, 1)
        column.addWidget(self._legend)
        column.addWidget(self._reading)

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._legend.setVisible(self.height() >= _WITH_LEGEND)

    def _look(self) -> None:
        shown = Shown(self._counts, self._labels, self.by) if len(self._counts) else None
        self.canvas.show_matrix(shown)
        self._legend.show_scales(shown)
        self._closer.setEnabled(shown is not None)
        self._whole.setEnabled(not self.canvas.is_whole)
        if shown is None:
            self._take.offer(None, None)
        else:
            self._take.offer(self.sheet, shown.write_csv)

    def _read(self, cell: Cell | None) -> None:
        shown = self.canvas.shown
        self._reading.say(*(shown.words(cell) if shown is not None and cell is not None else (self._hint,)))
        if not self.canvas.is_linked:
            self.cell_pointed.emit(cell)

    def _show_menu(self, point: QPoint) -> None:
        if self.canvas.shown is not None:
            self._take.show_menu(self.canvas.viewport().mapToGlobal(point))


class _Legend(QWidget):
    """The two scales of colours, each with the value that has the full colour."""

    _LENGTH, _GAP = 44, 6

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[tuple[str, str], ...] = ()

    def show_scales(self, shown: Shown | None) -> None:
        """Says what full colour stands for; nothing without a matrix."""
        self._parts = ()
        if shown is not None:
            words = [f"{value:,.0f}" if shown.by == "counts" else percent(value) for value in shown.greatest]
            self._parts = ((f"right, to {words[0]}", RIGHT), (f"wrong, to {words[1]}", WRONG))
        self.setAccessibleName("; ".join(words for words, _ in self._parts))
        self.setToolTip("The colour grows with the square root, so that few pictures are seen beside many.")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = (metrics.horizontalAdvance(words) + self._LENGTH + 2 * self._GAP for words, _ in self._parts)
        return QSize(sum(wide), metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, left = QPainter(self), theme_of(self.palette()), 0.0
        for words, hue in self._parts:
            strip = QRectF(left, (self.height() - 10) / 2, self._LENGTH, 10)
            painter.drawImage(strip, scale_image(theme, hue))
            painter.setPen(theme.colour("card_border"))
            painter.drawRect(strip)
            painter.setPen(theme.colour("muted"))
            wide = self.fontMetrics().horizontalAdvance(words)
            place = QRectF(strip.right() + self._GAP, 0, wide, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            left = place.right() + 2 * self._GAP


def _tool(name: str, icon_name: str, words: str) -> IconButton:
    button = IconButton()
    button.setObjectName(name)
    button.setIcon(icon(icon_name))
    button.setToolTip(words)
    button.setAccessibleName(words.partition(" (")[0])
    return button
