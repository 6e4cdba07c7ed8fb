"""A small plot whose axes both run from 0 to 100 %: bars or a curve against the diagonal."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.widgets.sheet import Sheet

Figures = npt.NDArray[np.float64]

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_WIDEST = "100 %"
_STEP = 0.02
"""How far an arrow key goes along a curve."""
_EXPORT = QSize(480, 480)


@dataclass(frozen=True)
class UnitBar:
    """A bar from ``left`` to ``right`` and up to ``height``, all 0 to 1; what it stands for in words."""

    left: float
    right: float
    height: float
    words: str


@dataclass(frozen=True, eq=False)
class UnitCurve:
    """A curve through points of 0 to 1, (n,) each."""

    x: Figures
    y: Figures


class UnitPlot(QWidget):
    """Bars that can be pointed at and opened with the mouse or the keyboard; or a curve that is only read."""

    pointed = Signal(object)
    """The number of the bar under the mouse or the keyboard; or the place on the x axis; None for none."""
    opened = Signal(int)
    """The number of a bar that was clicked."""

    def __init__(self, name: str, label: str, x_title: str, y_title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 140)
        self._titles = (x_title, y_title)
        self._bars: tuple[UnitBar, ...] = ()
        self._curve: UnitCurve | None = None
        self._current: int | None = None
        self._hovered: int | None = None
        self._place = 0.0

    @property
    def bars(self) -> tuple[UnitBar, ...]:
        """The bars, left to right."""
        return self._bars

    def show_bars(self, bars: tuple[UnitBar, ...]) -> None:
        """Shows bars."""
        self._bars, self._curve, self._current, self._hovered = bars, None, None, None
        self.update()

    def show_curve(self, curve: UnitCurve | None) -> None:
        """Shows a curve, or nothing."""
        self._bars, self._curve = (), curve
        self.update()

    def sheet(self) -> Sheet:
        """The plot as a drawing to take along."""
        theme, font, area = theme_of(self.palette()), self.font(), self._area(_EXPORT)
        bars, curve = self._bars, self._curve

        def paint(painter: QPainter, as_vectors: bool) -> None:
            painter.setFont(font)
            self._paint(painter, area, theme, bars, curve)

        return Sheet(_EXPORT, paint, theme.colour("card"))

    # Private

    def _area(self, size: QSize) -> QRectF:
        """The square of the plot itself."""
        metrics = self.fontMetrics()
        wide, line = metrics.horizontalAdvance(_WIDEST), metrics.height()
        left, right = wide + line + 14, wide / 2 + 4  # half of the last label stands beyond the end of its axis
        above, below = line / 2 + 2, 2.5 * line + 10
        room = max(min(size.width() - left - right, size.height() - above - below), 20)
        middle = (size.width() - left - right - room) / 2
        return QRectF(left + middle, above, room, room)

    def _paint(
        self,
        painter: QPainter,
        area: QRectF,
        theme: Theme,
        bars: tuple[UnitBar, ...],
        curve: UnitCurve | None,
        marked: int | None = None,
    ) -> None:
        self._paint_axes(painter, area, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, bar in enumerate(bars):
            self._paint_bar(painter, area, theme, bar, number == marked)
        painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())
        if curve is not None:
            painter.setPen(QPen(theme.colour("training"), 2))
            points = zip(curve.x.tolist(), curve.y.tolist(), strict=True)
            painter.drawPolyline(QPolygonF([self._point(area, x, y) for x, y in points]))

    def _paint_bar(self, painter: QPainter, area: QRectF, theme: Theme, bar: UnitBar, marked: bool) -> None:
        corners = self._point(area, bar.left, bar.height), self._point(area, bar.right, 0)
        place = QRectF(*corners).adjusted(0.5, 0, -0.5, 0)
        colour = QColor(theme.training)
        colour.setAlphaF(1.0 if marked else 0.72)
        painter.setPen(QPen(theme.colour("text"), 2) if marked else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRect(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_axes(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        line, wide = painter.fontMetrics().height(), painter.fontMetrics().horizontalAdvance(_WIDEST) + 2
        under = area.bottom() + line / 2 + 1  # below the lower half of the label that stands beside the origin
        for tick in _TICKS:
            painter.setPen(QPen(theme.colour("grid"), 1))
            painter.drawLine(self._point(area, tick, 0), self._point(area, tick, 1))
            painter.drawLine(self._point(area, 0, tick), self._point(area, 1, tick))
            painter.setPen(theme.colour("muted"))
            words, here = f"{100 * tick:.0f} %", self._point(area, tick, tick)
            below = QRectF(here.x() - wide / 2, under, wide, line)
            beside = QRectF(area.left() - 6 - wide, here.y() - line / 2, wide, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.drawText(
            QRectF(area.left(), under + line + 2, area.width(), line), Qt.AlignmentFlag.AlignHCenter,
            self._titles[0],
        )  # fmt: skip
        painter.save()
        painter.translate(area.left() - wide - line - 8, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), line), Qt.AlignmentFlag.AlignHCenter, self._titles[1])
        painter.restore()

    @staticmethod
    def _point(area: QRectF, x: float, y: float) -> QPointF:
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())

    def _number_at(self, x: float) -> int | None:
        area = self._area(self.size())
        share = (x - area.left()) / area.width()
        return next((number for number, bar in enumerate(self._bars) if bar.left <= share < bar.right), None)

    def _point_at(self, number: int | None) -> None:
        self._hovered = number
        self._tell()

    def _tell(self) -> None:
        marked = self._marked
        self.setAccessibleDescription("" if marked is None else self._bars[marked].words)
        self.pointed.emit(marked)
        self.update()

    @property
    def _marked(self) -> int | None:
        return self._hovered if self._hovered is not None else self._current if self.hasFocus() else None

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        self._paint(painter, self._area(self.size()), theme, self._bars, self._curve, self._marked)
        if self.hasFocus() and self._marked is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._bars:
            self._point_at(self._number_at(event.position().x()))
        elif self._curve is not None:
            area = self._area(self.size())
            share = (event.position().x() - area.left()) / area.width()
            self.pointed.emit(share if 0 <= share <= 1 else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self._current = number
            self.opened.emit(number)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._bars) - 1
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        if by is not None and self._bars:
            self._current = last if self._current is None else min(max(self._current + by, 0), last)
            self._point_at(None)
        elif by is not None and self._curve is not None:
            self._place = min(max(self._place + by * _STEP, 0.0), 1.0)
            self.pointed.emit(self._place)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell()
