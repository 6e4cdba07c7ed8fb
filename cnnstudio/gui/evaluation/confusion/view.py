"""The confusion matrix with what belongs to it: how it is shown, its colours, a line that reads it, and exports."""

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from cnnstudio.core.evaluation.class_scores import Confusion
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.gui.evaluation.confusion import places as laying
from cnnstudio.gui.evaluation.confusion.canvas import MatrixCanvas
from cnnstudio.gui.evaluation.confusion.colours import image_of
from cnnstudio.gui.evaluation.confusion.legend import Legend
from cnnstudio.gui.evaluation.confusion.painting import Drawing
from cnnstudio.gui.evaluation.confusion.shown import BY, By, Cell, Shown
from cnnstudio.gui.evaluation.taking import TakeButton
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.sheet import Sheet

_HINT = tr("Click a cell to see its pictures")
_SIDES = ((20, 56), (50, 30), (100, 22), (300, 10))
"""Up to so many classes a cell of a saved picture has so many pixels; of more classes, 4."""

_WITH_LEGEND = 330
"""In fewer pixels the cells have the room of the legend."""

_LOW, _WIDE, _BESIDE, _UNBOUNDED = 480, 1.2, 170, (1 << 24) - 1
"""In fewer pixels, and so many times as wide as high, the tools stand beside the cells, in so many pixels."""

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
        self, name: str = "evaluate.confusion", what: str = tr("Confusion matrix"), parent: QWidget | None = None
    ) -> None:
        """``what`` it is called by a screen reader and in the names of files."""
        super().__init__(parent)
        self.setObjectName(name)
        self._counts: Confusion = np.zeros((0, 0), np.int64)
        self._labels: tuple[str, ...] = ()
        self._hint = _HINT
        self.canvas = MatrixCanvas(f"{name}.cells", what)
        self._by = ElidingCombo(objectName=f"{name}.by", accessibleName=tr("What stands in the cells"))
        for key, words in BY.items():
            self._by.addItem(words, key)
        self._whole = IconButton(f"{name}.whole", "maximize", tr("Show the whole matrix (0)"))
        self._closer = IconButton(f"{name}.closer", "zoom-in", tr("Look closer (+, or the wheel)"))
        self._take = TakeButton(f"{name}.take", in_sentence(what))
        self._reading = FittingLabel()
        self._reading.setObjectName(f"{name}.reading")
        self._legend = Legend()
        self._is_beside = False
        self._lay_out()
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
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self._closer, self._whole, self._take):
            row.addWidget(button)
        row.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 12, 8)
        self._grid.setSpacing(8)
        self._place_parts()

    def _place_parts(self) -> None:
        """Tools and legend above and below the cells, or beside them where the panel is low."""
        grid, beside = self._grid, self._is_beside
        widgets = (self._by, self._buttons, self.canvas, self._legend, self._reading)
        for widget in widgets:
            grid.removeWidget(widget)
        if beside:
            grid.addWidget(self.canvas, 0, 0, 4, 1)
            for line, widget in enumerate((self._by, self._buttons, self._legend, self._reading)):
                grid.addWidget(widget, line, 1)
        else:
            grid.addWidget(self._by, 0, 0)
            grid.addWidget(self._buttons, 0, 1)
            for line, widget in enumerate((self.canvas, self._legend, self._reading), 1):
                grid.addWidget(widget, line, 0, 1, 2)
        for line in range(5):
            grid.setRowStretch(line, 1 if line == (3 if beside else 1) else 0)
        grid.setColumnStretch(0, 1)
        self._by.setMaximumWidth(_BESIDE if beside else _UNBOUNDED)
        self._legend.stack(beside)
        self._reading.fill(beside)

    # Qt calls these

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hands the keyboard on; a focus proxy would have Tab go past all that stands before it."""
        self.canvas.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.height() < _LOW and self.width() >= _WIDE * self.height()
        if beside != self._is_beside:
            self._is_beside = beside
            self._place_parts()
        self._legend.setVisible(beside or self.height() >= _WITH_LEGEND)

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
