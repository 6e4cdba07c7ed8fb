"""Title and legend of a plot; a click on an entry of the legend takes its curve out of the picture, or back."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.letters import bold_of
from cnnstudio.gui.widgets.plots.curves import Curve, Style

FEW = 400
"""Up to this many points a curve is drawn thick, smooth and with marks; more would be slow and unreadable."""

_CROWDED = 100
"""Of more batches an epoch the pale curve becomes an area, which is to be quieter than a line."""

PENS: dict[Style, Qt.PenStyle] = {
    "solid": Qt.PenStyle.SolidLine,
    "dashed": Qt.PenStyle.DashLine,
    "dotted": Qt.PenStyle.DotLine,
    "dash_dot": Qt.PenStyle.DashDotLine,
    "faint": Qt.PenStyle.SolidLine,
}
"""Qt's pen for each kind of line."""

_SAMPLE = 16
"""The width of a piece of a curve in the legend."""
_BROAD = 4
"""The width of the piece of a pale curve."""
HOW_TO_MOVE = tr(
    "Wheel: zoom along the epochs, with Ctrl along the values. Drag: move. Double click: all curves, and once more: "
    "all values. Shift + arrow keys: read epoch by epoch."
)
_LEAST_GAP = 4
"""Between two entries, where they all stand in one line then."""
_LINE = 20
"""The height of a line of the legend, where it has lines of its own."""


def pen_of(curve: Curve, theme: Theme, *, pale: bool = False, smooth: bool = False) -> QPen:
    """The pen of a curve, or of its numbers behind the smoothed ones where ``pale``; ``smooth``: of a running mean.

    Width 1 where there are many points, since wider lines take ten times as long. The mean of a faint curve stands
    between its numbers and the other curves in strength.
    """
    colour = theme.colour(curve.colour)
    if pale or curve.style == "faint":
        # Mixed with the background by hand: blending long lines while drawing takes several times as long.
        crowded = pale or curve.steps > _CROWDED
        strength = 0.62 if smooth and not pale else 0.24 if crowded and curve.style == "faint" else 0.4
        colour = _mixed(colour, theme.colour("card"), strength + (0.08 if theme.dark else 0))
    thin = pale or curve.style == "faint" or len(curve.x) > FEW
    pen = pg.mkPen(colour, width=1 if thin else on_screen(2))
    pen.setStyle(PENS[curve.style])
    return pen


def on_screen(width: float) -> float:
    """The width for the pens of a plot, which have pixels of the screen and not of the window."""
    application = QGuiApplication.instance()
    return width * (application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1)


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    parts = zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(share * one + (1 - share) * other for one, other in parts))


class Header(pg.GraphicsWidget):
    """Above the axes; part of the picture, so that exports have it too."""

    toggled = Signal(str)
    """The label of the curve whose entry was clicked."""

    reserved = 128
    """Pixels left free at the right, where the window puts its buttons."""
    title_width = 96
    """The same for every title, so that plots side by side break their legends alike."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._curves: tuple[Curve, ...] = ()
        self._hidden: Collection[str] = ()
        self._theme: Theme | None = None
        self._smooth = False
        self._notes: Mapping[str, str] = {}
        self.setAcceptHoverEvents(True)
        self.setFixedHeight(28)

    def set_title(self, title: str) -> None:
        """Takes another title."""
        self._title = title
        self.update()

    def show_curves(
        self, curves: Sequence[Curve], hidden: Collection[str], theme: Theme, *, smooth: bool = False
    ) -> None:
        """Lists these curves; those of the labels in ``hidden`` are struck out; ``smooth``: means are drawn."""
        self._curves, self._hidden, self._theme, self._smooth = tuple(curves), hidden, theme, smooth
        self._fit()
        self.update()

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """What is said behind the label of a curve: "up to 8,000" of one that leaves the view."""
        if notes != self._notes:
            self._notes = notes
            self._fit()
            self.update()

    def words_of(self, curve: Curve) -> str:
        """What the legend says of a curve."""
        name = tr("{label}, smooth", label=curve.label) if self._smooth and curve.is_noise else curve.label
        note = self._notes.get(curve.label, "")
        return f"{name} ({note})" if note else name

    def entries(self) -> Iterator[tuple[Curve, QRectF]]:
        """The curves, and where each stands in the header."""
        narrow, gap = self._is_narrow(), 14.0
        begin, top = (8.0, 26) if narrow else (self.size().width() - self.reserved - sum(self._widths()), 0)
        if narrow and self._curves:
            room = (self.size().width() - begin - sum(self._widths(0))) / max(len(self._curves) - 1, 1)
            gap = min(room, gap) if room >= _LEAST_GAP else gap
        left = begin
        for curve, width in zip(self._curves, self._widths(gap), strict=True):
            if narrow and left > begin and left + width - gap > self.size().width():
                left, top = begin, top + _LINE
            yield curve, QRectF(left, top, width, _LINE if narrow else 28)
            left += width

    def _bold(self) -> QFont:
        return bold_of(self.font())

    def _widths(self, gap: float = 14) -> list[float]:
        metrics = QFontMetricsF(self.font())
        return [_SAMPLE + 5 + metrics.horizontalAdvance(self.words_of(curve)) + gap for curve in self._curves]

    def _is_narrow(self) -> bool:
        title = max(self.title_width, QFontMetricsF(self._bold()).horizontalAdvance(self._title) + 24)
        return title + sum(self._widths()) + self.reserved > self.size().width()

    def _fit(self) -> None:
        last = max((area.top() for _, area in self.entries()), default=0)
        self.setFixedHeight(last + _LINE + 4 if last else 28)

    def _entry_at(self, place: QPointF) -> Curve | None:
        return next((curve for curve, area in self.entries() if area.contains(place)), None)

    # Qt calls these

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        curve = self._entry_at(event.pos()) if event.button() == Qt.MouseButton.LeftButton else None
        event.setAccepted(curve is not None)
        if curve is not None:
            self.toggled.emit(curve.label)

    def hoverMoveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        curve = self._entry_at(event.pos())
        if curve is None:
            self.unsetCursor()
            self.setToolTip(HOW_TO_MOVE)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            is_hidden, label = curve.label in self._hidden, curve.label
            self.setToolTip(tr("Show “{label}”", label=label) if is_hidden else tr("Hide “{label}”", label=label))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._theme is None:
            return
        painter.setPen(self._theme.colour("text"))
        painter.setFont(self._bold())
        painter.drawText(QRectF(8, 0, self.size().width(), 28), Qt.AlignmentFlag.AlignVCenter, self._title)
        for curve, area in self.entries():
            self._paint_entry(painter, self._theme, curve, area)

    def _paint_entry(self, painter: QPainter, theme: Theme, curve: Curve, area: QRectF) -> None:
        off = curve.label in self._hidden
        middle = area.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        begin, end = QPointF(area.left(), middle), QPointF(area.left() + _SAMPLE, middle)
        pen = pen_of(curve, theme, pale=off or (self._smooth and curve.is_noise))
        if curve.style == "faint":
            pen.setWidthF(on_screen(_BROAD))  # a short thin pale line would hardly be seen
        painter.setPen(pen)
        painter.drawLine(begin, end)
        if self._smooth and curve.is_noise and not off:
            painter.setPen(pen_of(curve, theme, smooth=True))
            painter.drawLine(begin, end)
        font = QFont(self.font())
        font.setStrikeOut(off)
        painter.setFont(font)
        painter.setPen(theme.colour("muted" if off else "text"))
        painter.drawText(area.adjusted(_SAMPLE + 5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.words_of(curve))
