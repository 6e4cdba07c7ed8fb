"""The drawing area of a plot of curves: pyqtgraph, in the palette's colours, with our own legend."""

import math
from collections.abc import Collection, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.curves import NEAR, Band, Curve, Mark, Numbers, place_words, value_words
from cnnstudio.gui.widgets.plot_axes import EpochAxis, ValueAxis
from cnnstudio.gui.widgets.plot_header import Header
from cnnstudio.gui.widgets.plot_line import Line
from cnnstudio.gui.widgets.plot_marks import Marks, Shading

_ASIDE = 12
"""Pixels between the pointer and the words about what is under it."""
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
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMouseTracking(True)
        self._lay_out(title)
        self._plot.vb.sigRangeChangedManually.connect(self._moved)
        self._plot.vb.sigXRangeChanged.connect(self._view_changed)
        self._plot.vb.sigResized.connect(self._view_changed)
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
        self._plot = pg.PlotItem(axisItems=axes, enableMenu=False)
        self._plot.hideButtons()
        # pyqtgraph makes its own menu whether it is wanted or not; without an owner it would outlive the plot.
        self._plot.ctrlMenu.setParent(self, self._plot.ctrlMenu.windowFlags())
        self._plot.vb.disableAutoRange()
        self._plot.setLabel("bottom", self._x_label)
        layout.addItem(self._plot, 1, 0)
        self._marks, self._shading = Marks(self._plot), Shading()
        self._plot.addItem(self._shading, ignoreBounds=True)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._box = pg.TextItem(anchor=(0, 0))
        for item, height in ((self._cross, 20), (self._box, 30)):
            item.setZValue(height)
            item.hide()
            self._plot.addItem(item, ignoreBounds=True)
        self._marks.set_low(self._percent)
        self._value_axis.percent = self._percent

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

    def extents(self) -> list[tuple[float, float]]:
        """The lowest and highest value of each curve in the picture; above zero where the scale is logarithmic."""
        found = (line.extent(positive=self._log) for line in self._seen())
        return [extent for extent in found if extent is not None]

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        self._theme = theme
        self.setBackground(theme.colour("card"))
        for name in ("bottom", "left"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(theme.muted))
            axis.setTextPen(pg.mkPen(theme.text))
            axis.setStyle(tickLength=-4)
        # The label has a colour of its own, in the style of its text.
        self._plot.setLabel("bottom", self._x_label, color=theme.muted)
        self._fit_label()
        self._plot.showGrid(x=False, y=True, alpha=0.18)
        self._marks.set_theme(theme)
        self._shading.set_theme(theme)
        self._cross.setPen(pg.mkPen(theme.muted, width=1))
        self._box.fill = pg.mkBrush(theme.card)
        self._box.border = pg.mkPen(theme.card_border)
        self._dress()

    def set_measure(self, title: str, percent: bool) -> None:
        """Says what the values are."""
        self._percent = self._value_axis.percent = percent
        self._header.set_title(title)
        self._marks.set_low(percent)

    def show_curves(self, curves: Sequence[Curve], hidden: Collection[str] = (), weight: float = 0.0) -> None:
        """Takes these curves, of which those labelled in ``hidden`` stay out of the picture; ``draw`` draws them."""
        self._weight, self._hidden = weight, frozenset(hidden)
        before = {line.curve.label: line for line in self._lines}
        same = len(curves) == len(self._lines)
        self._lines = []
        for curve in curves:
            line = before.pop(curve.label, None)
            if line is not None and line.looks_like(curve, weight):
                line.take(curve)
            else:
                same = False
                if line is not None:
                    line.remove()
                line = Line(self._plot, curve, weight)
            self._lines.append(line)
        for line in before.values():
            line.remove()
        for line in self._lines:
            line.set_visible(line.curve.label not in self._hidden)
        if not same:
            self._dress()
        elif self._theme is not None:
            self._header.show_curves(curves, self._hidden, self._theme)

    def draw(self, best: int | None, changes: Sequence[Mark], band: Band | None, aside: Curve | None) -> None:
        """Draws the curves in the range that is in view, and these marks; ``aside`` is only read out."""
        self._band, self._aside = band, aside
        self._marks.show_best(best)
        self._marks.show_changes(changes)
        self._draw()
        if self._hovered is not None:
            self._hover(self._hovered)

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
            line.draw(left, right, pixels)
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
        self._header.show_curves([line.curve for line in self._lines], self._hidden, self._theme)

    # The pointer

    def reading(self, x: float) -> list[str]:
        """What the crosshair says at ``x``: the nearest epoch, a line a curve, and what is marked there."""
        lines: list[str] = []
        for line in sorted(self._seen(), key=lambda each: each.curve.style == "faint"):
            curve = line.curve
            index = curve.nearest(x)
            if index is None:
                continue
            place = float(curve.x[index])
            if not lines:
                lines.append(f"Epoch {place:g}" if not curve.steps else f"Epoch {math.ceil(place - 1e-9)}")
            words = value_words(float(curve.y[index]), percent=self._percent)
            mean = line.smoothed_at(index)
            smoothed = "" if mean is None else f" (smooth {value_words(mean, percent=self._percent)})"
            lines.append(f"{place_words(curve, place) if curve.steps else curve.label}: {words}{smoothed}")
        lines += self._read_aside(x) if lines else []
        (left, right), _ = self.view_range
        lines += self._marks.near(x, NEAR * (right - left))
        if self._band is not None and self.is_shaded and lines and x >= self._band.since:
            lines.append(self._band.words)
        return lines

    def _read_aside(self, x: float) -> list[str]:
        index = None if self._aside is None else self._aside.nearest(x)
        if self._aside is None or index is None or not math.isfinite(self._aside.y[index]):
            return []
        return [f"{self._aside.label}: {value_words(float(self._aside.y[index]), percent=False)}"]

    def _hover(self, place: QPointF) -> None:
        box = self._plot.vb
        inside = box.sceneBoundingRect().contains(place)
        point = box.mapSceneToView(place)
        lines = self.reading(point.x()) if inside else []
        self._hovered = place if lines else None
        self._cross.setVisible(bool(lines))
        self._box.setVisible(bool(lines))
        if not lines or self._theme is None:
            return
        self._cross.setValue(point.x())
        words = "<br>".join(lines[1:])
        self._box.setHtml(f'<span style="color:{self._theme.text}"><b>{lines[0]}</b><br>{words}</span>')
        self._box.setAnchor(self._beside(place))
        self._box.setPos(point)

    def _beside(self, place: QPointF) -> QPointF:
        """Where the pointer lies in the box of words, as shares of its size, so that all of it is in view."""
        area, size = self._plot.vb.sceneBoundingRect(), self._box.boundingRect().size()
        right = place.x() + _ASIDE + size.width() <= area.right()
        left = place.x() + _ASIDE if right else max(place.x() - _ASIDE - size.width(), area.left())
        top = place.y() if place.y() <= area.center().y() else place.y() - size.height()
        top = max(min(top, area.bottom() - size.height()), area.top())
        return QPointF((place.x() - left) / max(size.width(), 1), (place.y() - top) / max(size.height(), 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_plot"):  # pyqtgraph resizes while it is being made
            self._fit_label()

    def _fit_label(self) -> None:
        self._plot.getAxis("bottom").showLabel(self.height() >= _LOW)

    def _view_changed(self, *_: object) -> None:
        self._draw()

    def _moved(self, _: object) -> None:
        self.moved_by_hand.emit()

    def _clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]  # pyqtgraph's MouseClickEvent
            self.reset_wanted.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self._cross.hide()
        self._box.hide()
