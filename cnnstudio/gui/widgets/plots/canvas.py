"""The drawing area of a plot of curves: pyqtgraph, in the palette's colours, with our own legend."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import delete, isValid

from cnnstudio.gui.theme import Theme
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.plots.axes import EpochAxis, ValueAxis, WheelBox
from cnnstudio.gui.widgets.plots.curves import NEAR, Band, Curve, Mark, Numbers
from cnnstudio.gui.widgets.plots.header import Header
from cnnstudio.gui.widgets.plots.line import Line
from cnnstudio.gui.widgets.plots.marks import Marks, Shading
from cnnstudio.gui.widgets.plots.pointer import Pointer
from cnnstudio.gui.widgets.plots.reading import Reading, epoch_at, epochs_of, gap_at, read

_PLACES = 24
"""At so many places it is looked whether words cover a curve."""
_LOW = 230
"""A canvas of fewer pixels in height gives the room of the words under its axis to the curves."""


class Canvas(pg.GraphicsView):
    """Draws curves; zooms by the wheel, moves by dragging; says what lies under the pointer."""

    moved_by_hand = Signal()
    """The person zoomed or moved the view."""
    reset_wanted = Signal()
    """A double click."""
    toggled = Signal(str)
    """The label of the curve whose entry in the legend was clicked."""

    def __init__(self, title: str, x_label: str, *, percent: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._percent, self._x_label, self._log = percent, x_label, False
        self._lines: list[Line] = []
        self._hidden: frozenset[str] = frozenset()
        self._weight = 0.0
        self._band: Band | None = None
        self._aside: Curve | None = None
        self._theme: Theme | None = None
        self._hovered: QPointF | None = None
        self._kept: int | None = None
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMouseTracking(True)
        self._lay_out(title)
        self._plot.vb.sigRangeChangedManually.connect(self._moved)
        self._plot.vb.sigXRangeChanged.connect(self._view_changed)
        self._resized = Turn(self)  # it is given a size several times before it has its own
        self._resized.came.connect(self._view_changed)
        self._plot.vb.sigResized.connect(self._resized.start)
        self._first_look = Turn(self)  # a page that comes into view draws everything else in this one
        self._first_look.came.connect(self.viewport().update)
        self._header.toggled.connect(self.toggled)
        self.scene().sigMouseMoved.connect(self._hover)
        self.scene().sigMouseClicked.connect(self._clicked)

    def _lay_out(self, title: str) -> None:
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(4, 4, 12, 4)
        layout.setSpacing(2)
        self.setCentralItem(layout)
        self._header = Header(title)
        layout.addItem(self._header, 0, 0)
        self._value_axis = ValueAxis("left")
        self._value_axis.enableAutoSIPrefix(False)
        axes = {"bottom": EpochAxis("bottom"), "left": self._value_axis}
        self._plot = pg.PlotItem(axisItems=axes, viewBox=WheelBox(enableMenu=False), enableMenu=False)
        self._plot.hideButtons()
        # pyqtgraph makes its own menu whether it is wanted or not. As a part of the window its nameless switches would
        # be read to those who do not see it; without an end it would outlive the plot.
        self.destroyed.connect(partial(_end, self._plot.ctrlMenu))
        self._plot.vb.disableAutoRange()
        self._plot.setLabel("bottom", self._x_label)
        layout.addItem(self._plot, 1, 0)
        self._marks, self._shading = Marks(self._plot), Shading()
        self._plot.addItem(self._shading, ignoreBounds=True)
        self._pointer = Pointer(self._plot, self._covered)
        for axis in axes.values():
            axis.setZValue(self._plot.vb.zValue() - 1)  # its grid lies behind the curves and words, not over them
        self._value_axis.percent = self._percent
        self._marks.set_low(self._percent)

    # What is drawn

    @property
    def view_range(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The range in view on x and y; base-10 logarithms on y where the scale is logarithmic."""
        (left, right), (low, high) = self._plot.vb.viewRange()
        return (left, right), (low, high)

    @property
    def is_behind(self) -> bool:
        """Whether there are points that are not drawn yet; ``show_curves`` goes on with them."""
        return any(line.is_behind for line in self._lines)

    @property
    def is_shaded(self) -> bool:
        """Whether an area between two curves is shaded."""
        return not self._shading.is_empty

    @property
    def changes(self) -> tuple[Mark, ...]:
        """The changes that are marked."""
        return self._marks.changes

    @property
    def best_words(self) -> str:
        """What stands at the best epoch; empty where none is marked."""
        return self._marks.best_words

    @property
    def legend(self) -> list[str]:
        """What the legend says of each curve."""
        return [self._header.words_of(line.curve) for line in self._lines]

    def extents(self) -> dict[str, tuple[float, float]]:
        """The lowest and highest value of each curve in the picture; above zero where the scale is logarithmic."""
        found = {line.curve.label: line.extent(positive=self._log) for line in self._seen()}
        return {label: extent for label, extent in found.items() if extent is not None}

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """What the legend says behind the labels of curves."""
        self._header.set_notes(notes)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        self._theme = theme
        self.setBackground(theme.colour("card"))
        for name in ("bottom", "left"):
            axis = self._plot.getAxis(name)
            axis.set_ground(theme.colour("card"))
            axis.setPen(pg.mkPen(theme.muted))
            axis.setTextPen(pg.mkPen(theme.text))
            axis.setStyle(tickLength=-4)
        # The label has a colour of its own, in the style of its text.
        self._plot.setLabel("bottom", self._x_label, color=theme.muted)
        self._fit_label()
        self._plot.showGrid(x=False, y=True, alpha=0.18)
        self._marks.set_theme(theme)
        self._shading.set_theme(theme)
        self._pointer.set_theme(theme)
        self._dress()

    def set_measure(self, title: str, percent: bool) -> None:
        """Says what the values are."""
        self._percent = self._value_axis.percent = percent
        self._header.set_title(title)
        self._marks.set_low(percent)

    def show_curves(self, curves: Sequence[Curve], hidden: Collection[str] = (), weight: float = 0.0) -> None:
        """Takes these curves, of which those labelled in ``hidden`` stay out of the picture; ``draw`` draws them.

        Where there are batches they alone are smoothed: epochs are means already, and a mean of them lags behind.
        """
        self._weight, self._hidden = weight, frozenset(hidden)
        before = {line.curve.label: line for line in self._lines}
        same = len(curves) == len(self._lines)
        has_noise = any(curve.is_noise for curve in curves)
        self._lines = []
        for curve in curves:
            line = before.pop(curve.label, None)
            own = weight if curve.is_noise or not has_noise else 0.0
            if line is not None and line.looks_like(curve, own):
                line.take(curve)
            else:
                same = False
                if line is not None:
                    line.remove()
                line = Line(self._plot, curve, own)
            self._lines.append(line)
        for line in before.values():
            line.remove()
        for line in self._lines:
            line.set_visible(line.curve.label not in self._hidden)
        if not same:
            self._dress()
        elif self._theme is not None:
            self._header.show_curves(curves, self._hidden, self._theme, smooth=weight > 0)

    def draw(self, best: int | None, changes: Sequence[Mark], band: Band | None, aside: Curve | None) -> None:
        """Draws the curves in the range that is in view, and these marks; ``aside`` is only read out."""
        self._band, self._aside = band, aside
        self._marks.show_best(best)
        self._marks.show_changes(changes)
        self._draw()
        self._place()

    def set_log(self, on: bool) -> None:
        """Chooses the scale of the y axis."""
        self._log = on
        self._plot.setLogMode(y=on)
        self._shade()

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Puts this range in view."""
        self._plot.vb.setRange(xRange=x, yRange=y, padding=0)

    def zoom(self, factor: float, shift: tuple[float, float] = (0, 0)) -> None:
        """Zooms about the middle and moves by shares of the view, as the keys do."""
        (left, right), (low, high) = self.view_range
        width, height = (right - left) * factor, (high - low) * factor
        x, y = (left + right) / 2 + shift[0] * width, (low + high) / 2 + shift[1] * height
        self.set_range((x - width / 2, x + width / 2), (y - height / 2, y + height / 2))
        self.moved_by_hand.emit()

    def _draw(self) -> None:
        (left, right), _ = self.view_range
        pixels = round(self._plot.vb.width() * self.devicePixelRatio())
        for line in self._lines:
            line.draw(left, right, pixels, log=self._log)
        self._shade()

    def _shade(self) -> None:
        """Shades the band where both of its curves are in the picture."""
        found = {line.curve.label: line.drawn() for line in self._seen()}
        none = np.empty(0)
        if self._band is None or not {self._band.upper, self._band.lower} <= found.keys():
            self._shading.show_between(none, none, none)
            return
        (x, upper), (_, lower) = found[self._band.upper], found[self._band.lower]
        count = min(len(upper), len(lower))
        inside = x[:count] >= self._band.since
        rows = (self._on_axis(each[:count][inside]) for each in (upper, lower))
        self._shading.show_between(x[:count][inside], *rows)

    def _on_axis(self, values: Numbers) -> Numbers:
        """Where values lie on the y axis."""
        if not self._log:
            return values
        return np.log10(values, out=np.full(len(values), np.nan), where=values > 0)

    def _seen(self) -> list[Line]:
        return [line for line in self._lines if line.curve.label not in self._hidden]

    def _dress(self) -> None:
        if self._theme is None:
            return
        for line in self._lines:
            line.dress(self._theme)
        curves = [line.curve for line in self._lines]
        self._header.show_curves(curves, self._hidden, self._theme, smooth=self._weight > 0)

    # Reading

    @property
    def epochs(self) -> tuple[int, int] | None:
        """The first and the last epoch that can be read; None when there is none."""
        return epochs_of(self._seen())

    def reading(self, x: float) -> list[str]:
        """What the crosshair says at ``x``: the epoch, a line a curve, and what is marked there."""
        return list(self._read(x).lines)

    def point_at(self, epoch: int | None) -> None:
        """Keeps the crosshair at an epoch, as the keys move it; None takes it away."""
        self._kept = epoch
        self._hovered = None
        self._point()

    def _read(self, x: float) -> Reading:
        (left, right), _ = self.view_range
        seen, width = self._seen(), max(self._plot.vb.width(), 1) / (right - left)
        epoch = epoch_at(seen, x, width)
        if epoch is None:
            return Reading(x)
        found = read(seen, epoch, x, percent=self._percent, aside=self._aside)
        if not found.lines:
            return found
        further = self._marks.near(x, NEAR * (right - left))
        if self._band is not None and self.is_shaded:
            further += filter(None, [gap_at(seen, self._band, epoch)])
        return replace(found, lines=(*found.lines, *further))

    def _hover(self, place: QPointF) -> None:
        self._hovered = place if self._plot.vb.sceneBoundingRect().contains(place) else None
        self._kept = None if self._hovered is not None else self._kept
        self._point()

    def _point(self) -> None:
        """Puts the crosshair where the pointer is, or where the keys moved it."""
        if self._hovered is not None:
            reading = self._read(self._plot.vb.mapSceneToView(self._hovered).x())
        else:
            reading = self._read(self._kept) if self._kept is not None else Reading(0)
        (left, right), _ = self.view_range
        if self._theme is None or not reading.lines or not left <= reading.place <= right:
            self._pointer.hide()
        else:
            self._pointer.show(reading)

    def _covered(self, box: QRectF) -> int:
        """How many of some places of the curves lie in this rectangle of the scene."""
        view = self._plot.vb
        area = view.mapSceneToView(box).boundingRect()
        x = np.linspace(area.left(), area.right(), _PLACES)
        heights = [line.heights_at(x, log=self._log) for line in self._seen()]
        return sum(int(((each >= area.top()) & (each <= area.bottom())).sum()) for each in heights)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_plot"):  # pyqtgraph resizes while it is being made
            self._fit_label()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._first_look.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._first_look.is_wanted:
            super().paintEvent(event)

    def _fit_font(self) -> None:
        """Gives the words in the picture the plot's own letters, as the axes have them."""
        font = self.font()
        self._marks.set_font(font)
        self._pointer.box.setFont(font)
        self._plot.getAxis("bottom").label.setFont(font)
        self._plot.setLabel("bottom", self._x_label)  # which makes the room that it needs now
        self._fit_label()

    def _fit_label(self) -> None:
        self._plot.getAxis("bottom").showLabel(self.height() >= _LOW)

    def _view_changed(self, *_: object) -> None:
        self._draw()
        self._place()

    def _place(self) -> None:
        """Puts the words in the picture where there is room for them."""
        self._marks.place_best(self._covered)
        if self._pointer.is_visible or self._kept is not None or self._hovered is not None:
            self._point()

    def _moved(self, _: object) -> None:
        self.moved_by_hand.emit()

    def _clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]  # pyqtgraph's MouseClickEvent
            self.reset_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_pointer"):
            self._fit_font()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self._point()


def _end(menu: QMenu) -> None:
    """Destroys a menu that no widget owns, unless the application has done so already on its way out."""
    if isValid(menu):
        delete(menu)
