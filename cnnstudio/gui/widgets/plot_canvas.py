"""The drawing area of a plot of curves: pyqtgraph, in the palette's colours, with our own legend."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.curves import Curve, log_ticks, place_words
from cnnstudio.gui.words import percent

_FEW = 400
"""Up to this many points a curve is drawn thick, smooth and with marks; more would be slow and unreadable."""

_TICK_ROOM = 24
"""The pixels that a number needs on an upright axis."""
_LOW = 230
"""A canvas of fewer pixels in height gives the room of the words under its axis to the curves."""

_PENS = {"solid": Qt.PenStyle.SolidLine, "dashed": Qt.PenStyle.DashLine, "faint": Qt.PenStyle.SolidLine}
_SAMPLE = 16
"""The width of a piece of a curve in the legend."""
_SYMBOLS = {"solid": "o", "dashed": "t"}


def pen_of(curve: Curve, theme: Theme) -> QPen:
    """The pen of a curve; width 1 where there are many points, since wider lines take ten times as long."""
    colour = theme.colour(curve.colour)
    if curve.style == "faint":
        # Mixed with the background by hand: blending long lines while drawing takes several times as long.
        colour = _mixed(colour, theme.colour("card"), 0.42 if theme.dark else 0.36)
    pen = pg.mkPen(colour, width=1 if curve.style == "faint" or len(curve.x) > _FEW else 2)
    pen.setStyle(_PENS[curve.style])
    return pen


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    parts = zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(share * one + (1 - share) * other for one, other in parts))


class _EpochAxis(pg.AxisItem):
    """Marks whole epochs, as many as there is room for."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        if maxVal - minVal < 1:
            return super().tickValues(minVal, maxVal, size)
        room = max(size / 48, 1)
        step = next(
            factor * 10**power
            for power in range(12)
            for factor in (1, 2, 5)
            if (maxVal - minVal) / (factor * 10**power) <= room
        )
        first = int(-(-minVal // step)) * step
        return [(step, [float(tick) for tick in range(first, int(maxVal) + 1, step)])]


class _ValueAxis(pg.AxisItem):
    """Plain numbers, percentages, and on a log scale numbers instead of powers."""

    percent = False

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        if not self.logMode:
            return super().tickValues(minVal, maxVal, size)
        return [(1.0, log_ticks(minVal, maxVal, int(size // _TICK_ROOM)))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.percent:
            return [f"{100 * value:.6g} %" for value in values]
        return super().tickStrings(values, scale, spacing)

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{10**value:.3g}" for value in values]


class _Header(pg.GraphicsWidget):
    """Title and legend above the axes; part of the picture, so that exports have it too."""

    reserved = 128
    """Pixels left free at the right, where the window puts its buttons."""
    title_width = 96
    """The same for every title, so that plots side by side break their legends alike."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._curves: tuple[Curve, ...] = ()
        self._theme: Theme | None = None
        self.setFixedHeight(28)

    def show_curves(self, curves: Sequence[Curve], theme: Theme) -> None:
        self._curves, self._theme = tuple(curves), theme
        self._fit()
        self.update()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _widths(self, gap: float = 14) -> list[float]:
        metrics = QFontMetricsF(self.font())
        return [_SAMPLE + 5 + metrics.horizontalAdvance(curve.label) + gap for curve in self._curves]

    def _is_narrow(self) -> bool:
        return self.title_width + sum(self._widths()) + self.reserved > self.size().width()

    def _fit(self) -> None:
        self.setFixedHeight(50 if self._curves and self._is_narrow() else 28)

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._theme is None:
            return
        painter.setPen(self._theme.colour("text"))
        painter.setFont(self._bold())
        painter.drawText(QRectF(8, 0, self.size().width(), 28), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setFont(self.font())
        narrow = self._is_narrow()
        left = 8.0 if narrow else self.size().width() - self.reserved - sum(self._widths())
        gap = 14.0
        if narrow and self._curves:
            gap = min(max((self.size().width() - left - sum(self._widths(0))) / max(len(self._curves) - 1, 1), 4), gap)
        for curve, width in zip(self._curves, self._widths(gap), strict=True):
            self._paint_entry(painter, curve, QRectF(left, 26 if narrow else 0, width, 20 if narrow else 28))
            left += width

    def _paint_entry(self, painter: QPainter, curve: Curve, area: QRectF) -> None:
        assert self._theme is not None
        middle = area.center().y()
        pen = pen_of(curve, self._theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.left() + _SAMPLE, middle))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(area.adjusted(_SAMPLE + 5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, curve.label)


class Canvas(pg.GraphicsView):
    """Draws curves; zooms by the wheel, moves by dragging; says what lies under the pointer."""

    moved_by_hand = Signal()
    """The person zoomed or moved the view."""
    reset_wanted = Signal()
    """A double click."""

    def __init__(self, title: str, x_label: str, *, percent: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._percent, self._x_label, self._log = percent, x_label, False
        self._curves: tuple[Curve, ...] = ()
        self._items: list[pg.PlotDataItem] = []
        self._theme: Theme | None = None
        self._best: int | None = None
        self._hovered: QPointF | None = None
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMouseTracking(True)
        self._lay_out(title)
        self._plot.vb.sigRangeChangedManually.connect(self._moved)
        self.scene().sigMouseMoved.connect(self._hover)
        self.scene().sigMouseClicked.connect(self._clicked)

    def _lay_out(self, title: str) -> None:
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(4, 4, 12, 4)
        layout.setSpacing(2)
        self.setCentralItem(layout)
        self._header = _Header(title)
        layout.addItem(self._header, 0, 0)
        self._value_axis = _ValueAxis("left")
        self._value_axis.percent = self._percent
        self._value_axis.enableAutoSIPrefix(False)
        axes = {"bottom": _EpochAxis("bottom"), "left": self._value_axis}
        self._plot = pg.PlotItem(axisItems=axes, enableMenu=False)
        self._plot.hideButtons()
        # pyqtgraph makes its own menu whether it is wanted or not; without an owner it would outlive the plot.
        self._plot.ctrlMenu.setParent(self, self._plot.ctrlMenu.windowFlags())
        self._plot.vb.disableAutoRange()
        self._plot.setLabel("bottom", self._x_label)
        layout.addItem(self._plot, 1, 0)
        self._best_line = pg.InfiniteLine(
            angle=90, movable=False, label="", labelOpts={"position": 0.08 if self._percent else 0.93}
        )
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._box = pg.TextItem(anchor=(0, 0))
        for item, height in ((self._best_line, 5), (self._cross, 20), (self._box, 30)):
            item.setZValue(height)
            item.hide()
            self._plot.addItem(item, ignoreBounds=True)

    # What is drawn

    @property
    def view_range(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The range in view on x and y; base-10 logarithms on y where the scale is logarithmic."""
        (left, right), (low, high) = self._plot.vb.viewRange()
        return (left, right), (low, high)

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
        self._best_line.setPen(pg.mkPen(theme.good, width=1, style=Qt.PenStyle.DotLine))
        self._best_line.label.setColor(theme.colour("good"))
        self._best_line.label.fill = pg.mkBrush(theme.card)
        self._cross.setPen(pg.mkPen(theme.muted, width=1))
        self._box.fill = pg.mkBrush(theme.card)
        self._box.border = pg.mkPen(theme.card_border)
        self._dress()

    def show_curves(self, curves: Sequence[Curve], best: int | None) -> None:
        """Draws these curves, faint ones behind, and marks the best epoch."""
        same = [(each.label, each.style, each.colour, len(each.x) > _FEW) for each in self._curves] == [
            (each.label, each.style, each.colour, len(each.x) > _FEW) for each in curves
        ]
        self._curves, self._best = tuple(curves), best
        if not same:
            self._make_items()
        for curve, item in zip(self._curves, self._items, strict=True):
            item.setData(*curve.finite(), skipFiniteCheck=True)
        self._best_line.setVisible(best is not None)
        if best is not None:
            self._best_line.setValue(best)
            self._best_line.label.setFormat(f"best: epoch {best}")
        if not same:
            self._dress()
        if self._hovered is not None:
            self._hover(self._hovered)

    def set_log(self, on: bool) -> None:
        """Chooses the scale of the y axis."""
        self._log = on
        self._plot.setLogMode(y=on)

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

    def _make_items(self) -> None:
        for item in self._items:
            self._plot.removeItem(item)
        self._items = []
        for curve in self._curves:
            item = pg.PlotDataItem(antialias=curve.style != "faint" and len(curve.x) <= _FEW)
            item.setZValue(0 if curve.style == "faint" else 10)
            self._plot.addItem(item, ignoreBounds=True)  # which sets the downsampling of the plot, so ours comes after
            item.opts["autoDownsampleFactor"] = 1.0  # two points a pixel; more draw the same picture five times over
            item.setDownsampling(auto=True, method="peak")
            item.setClipToView(True)
            self._items.append(item)

    def _dress(self) -> None:
        if self._theme is None:
            return
        for curve, item in zip(self._curves, self._items, strict=True):
            item.setPen(pen_of(curve, self._theme))
            if curve.style != "faint" and len(curve.x) <= _FEW:
                item.setSymbol(_SYMBOLS[curve.style])
                item.setSymbolSize(7)
                item.setSymbolPen(pg.mkPen(self._theme.card))
                item.setSymbolBrush(pg.mkBrush(self._theme.colour(curve.colour)))
        self._header.show_curves(self._curves, self._theme)

    # The pointer

    def reading(self, x: float) -> list[str]:
        """What the crosshair says at ``x``: the nearest epoch, then a line a curve."""
        lines: list[str] = []
        for curve in sorted(self._curves, key=lambda each: each.style == "faint"):
            point = curve.nearest(x)
            if point is None:
                continue
            if not lines:
                lines.append(f"Epoch {point[0]:g}" if not curve.steps else f"Epoch {math.ceil(point[0] - 1e-9)}")
            value = percent(point[1], 2) if self._percent else f"{point[1]:.4g}"
            lines.append(f"{place_words(curve, point[0]) if curve.steps else curve.label}: {value}")
        return lines

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
        area = box.sceneBoundingRect()
        right, low = place.x() > area.center().x(), place.y() > area.center().y()
        self._box.setAnchor(QPointF(1.06 if right else -0.06, 1 if low else 0))
        self._box.setPos(point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_plot"):  # pyqtgraph resizes while it is being made
            self._fit_label()

    def _fit_label(self) -> None:
        self._plot.getAxis("bottom").showLabel(self.height() >= _LOW)

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
