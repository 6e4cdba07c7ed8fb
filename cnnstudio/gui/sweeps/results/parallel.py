"""Parallel coordinates: an axis for each setting that varies and one for the score, and a line for each trial."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.sweeps.results.axes import Axis
from cnnstudio.gui.sweeps.results.chart import REACH, Chart
from cnnstudio.gui.sweeps.results.field import Field, Mask
from cnnstudio.gui.sweeps.results.looking import Looking, Range
from cnnstudio.gui.sweeps.results.parallel_axes import (
    HIGHEST,
    LOWEST,
    Layout,
    axes_of,
    layout_in,
    paint_axes,
    paint_range,
    paint_titles,
)
from cnnstudio.gui.sweeps.results.strokes import (
    SMOOTH_MOST,
    Floats,
    by_colour,
    draw_lines,
    pale,
)
from cnnstudio.gui.theme import Theme

_SPACING = 84
"""Pixels between two axes, at least."""

_GRIP = 9.0
"""So near an axis it is taken hold of."""

_STEP = 0.05
"""How far a key moves the end of a range."""

_MOVING_MOST = 4_000
"""Pieces of lines that are drawn while a range moves: of more, some lines are left out until it rests."""

_REST_MS = 150
"""After the last move of a range all lines are drawn, with smooth edges where they are few."""

_ENDS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_AXES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ParallelView(Chart):
    """Drag along an axis to let only a range of it through, drag the range to move it, double-click to take it away.

    The keys Left and Right go from axis to axis; Shift with Up or Down moves the lower end of what is let through
    there, Ctrl the upper end; Delete takes it away, Esc all of them.
    """

    help = " ".join(
        (
            Chart.help,
            tr(
                "Left and Right go from axis to axis; Shift or Ctrl with Up or Down moves the lower or the upper end "
                "of what is let through there, Delete lets all through."
            ),
        )
    )

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__("sweep.parallel", tr("All settings and the score"), looking, parent)
        self.setMinimumHeight(160)
        self._pressed: tuple[int, float, Range | None] | None = None
        """An axis that is held, the place on it, and the range that is moved, if one is."""
        self._down: QPointF | None = None
        self._dragged = False
        self._current: int | None = None
        self._everything: tuple[Field, object, QImage] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.redraw)
        looking.field_changed.connect(self._fit)

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Those of the settings, and that of the score."""
        return axes_of(self.field)

    def place_on(self, axis: int, place: float) -> QPointF:
        """Where a place on an axis is in the widget."""
        layout = self._layout(self.size())
        return QPointF(layout.xs[axis], float(layout.y(place)))

    def _fit(self) -> None:
        self.setMinimumWidth(_SPACING * max(len(self.axes), 2))

    def _layout(self, size: QSize, font: QFont | None = None) -> Layout:
        return layout_in(size, font or self.font(), self.field)

    def _lines(self, field: Field, layout: Layout) -> tuple[Floats, Floats]:
        """(n, axes) each: the points of all lines in pixels."""
        places = np.concatenate([field.places, field.heights[:, None]], 1)
        return np.broadcast_to(layout.xs, places.shape), layout.y(places)

    # Drawing

    def paint_ground(self, painter: QPainter, size: QSize, theme: Theme, *, on_screen: bool = False) -> None:
        field = self.field
        if field is None:
            return
        layout = self._layout(size, painter.font())
        xs, ys = self._lines(field, layout)
        passing = self.passing & field.is_scored
        self._paint_pale(painter, field, (xs, ys), passing, theme, size if on_screen else None)
        moves, meant = on_screen and self._rest.isActive(), np.flatnonzero(passing)
        if moves:
            meant = meant[:: math.ceil(xs.shape[1] * len(meant) / _MOVING_MOST) or 1]
        smooth = not moves and xs.shape[1] * len(meant) <= SMOOTH_MOST
        for colour, rows in by_colour(field.goodness, meant, theme):
            draw_lines(painter, xs[rows], ys[rows], QPen(colour, 1), smooth=smooth)
        for at, found in self.ranges.items():
            paint_range(painter, layout, at, found, theme)
        paint_titles(painter, layout, field, theme, self._current if on_screen and self.hasFocus() else None)
        paint_axes(painter, layout, field, theme)

    def paint_chosen(self, painter: QPainter, size: QSize, theme: Theme) -> None:
        field, chosen = self.field, self.looking.chosen_rows
        if field is None:
            return
        xs, ys = self._lines(field, self._layout(size, painter.font()))
        few = xs.shape[1] * len(chosen) <= SMOOTH_MOST
        for width, name in ((5.0, "card"), (2.5, "accent")) if few else ((1.0, "accent"),):
            draw_lines(painter, xs[chosen], ys[chosen], QPen(theme.colour(name), width), smooth=few)
        paint_axes(painter, self._layout(size, painter.font()), field, theme)

    def _paint_pale(
        self,
        painter: QPainter,
        field: Field,
        lines: tuple[Floats, Floats],
        passing: Mask,
        theme: Theme,
        size: QSize | None,
    ) -> None:
        """Those that are not meant, behind the others; while a range is drawn, ``size``, they are not drawn again."""
        pen = QPen(pale(theme), 1)
        if size is None or not self.ranges:
            rest = np.flatnonzero(~passing)
            draw_lines(painter, lines[0][rest], lines[1][rest], pen, smooth=lines[0].size <= SMOOTH_MOST)
            return
        ratio = self.devicePixelRatioF()
        key = (size.width(), size.height(), ratio, theme.dark)
        # By the field itself: where one is gone, another may have its id.
        if self._everything is None or self._everything[0] is not field or self._everything[1] != key:
            image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            on_image = QPainter(image)
            draw_lines(on_image, *lines, pen, smooth=lines[0].size <= SMOOTH_MOST)
            on_image.end()
            self._everything = (field, key, image)
        painter.drawImage(QPointF(0, 0), self._everything[2])

    def paint_over(self, painter: QPainter, theme: Theme, row: int) -> None:
        field = self.field
        assert field is not None
        xs, ys = self._lines(field, self._layout(self.size()))
        alike = np.flatnonzero(field.combinations == field.combinations[row])
        draw_lines(painter, xs[alike], ys[alike], QPen(theme.colour("card"), 5))
        draw_lines(painter, xs[alike], ys[alike], QPen(theme.colour("text"), 1.5))
        colour = theme.colour("accent" if field.trials[row].number in self.looking.chosen else "text")
        draw_lines(painter, xs[[row]], ys[[row]], QPen(colour, 3))
        paint_axes(painter, self._layout(self.size()), field, theme)

    # Pointing

    def meant_by(self, row: int) -> tuple[int, ...]:
        assert self.field is not None
        return self.field.alike(row)

    def place_of(self, row: int) -> QPointF:
        assert self.field is not None
        layout = self._layout(self.size())
        return QPointF(layout.xs[-2] if layout.count > 1 else layout.left, float(layout.y(self.field.places[row, -1])))

    def row_at(self, place: QPointF) -> int | None:
        field = self.field
        if field is None or not len(field) or len(self.axes) < 2:
            return None
        layout = self._layout(self.size())
        if not layout.left - REACH <= place.x() <= layout.right + REACH:
            return None
        _, ys = self._lines(field, layout)
        at = int(np.clip(np.searchsorted(layout.xs, place.x()) - 1, 0, layout.count - 2))
        wide = layout.xs[at + 1] - layout.xs[at]
        share = min(max((place.x() - layout.xs[at]) / wide, 0.0), 1.0)
        way = ys[:, at + 1] - ys[:, at]
        apart = np.abs(ys[:, at] + share * way - place.y()) / np.hypot(1.0, way / wide)
        meant = self.looking.passing & field.is_scored & (apart <= REACH)
        rows = np.flatnonzero(meant)
        if not len(rows):
            return None
        # Of lines that lie on each other the best one, which is drawn over the others.
        return int(min(rows, key=lambda row: (round(float(apart[row])), -field.goodness[row])))

    def _axis_at(self, place: QPointF) -> int | None:
        if not self.axes:
            return None
        layout = self._layout(self.size())
        at = int(np.argmin(np.abs(layout.xs - place.x())))
        inside = layout.top - 12 <= place.y() <= float(layout.y(LOWEST)) + 8
        return at if inside and abs(layout.xs[at] - place.x()) <= _GRIP else None

    # Qt calls these

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._down, self._dragged, self._pressed = event.position(), False, None
        at = self._axis_at(event.position())
        if at is None:
            return
        place = self._layout(self.size()).place(event.position().y())
        held = self.looking.ranges.get(at)
        is_inside = held is not None and held[0] <= place <= held[1]
        self._current, self._pressed = at, (at, place, held if is_inside else None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self._down is None or not event.buttons() & Qt.MouseButton.LeftButton:
            near = self._axis_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.SizeVerCursor if near else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(event)
            return
        if not self._dragged and abs(event.position().y() - self._down.y()) < QApplication.startDragDistance():
            return
        self._dragged = True
        at, start, held = self._pressed
        place = self._layout(self.size()).place(event.position().y())
        if held is None:
            self._let_through(at, (min(start, place), max(start, place)))
        else:
            by = min(max(place - start, LOWEST - held[0]), HIGHEST - held[1])
            self._let_through(at, (held[0] + by, held[1] + by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragged, self._pressed, self._down, self._dragged = self._dragged, None, None, False
        if not was_dragged:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._axis_at(event.position())
        if at is not None and at in self.looking.ranges:
            self.looking.let_through(at, None)
        elif self.row_at(event.position()) is None:
            self.looking.let_all_through()
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        both = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        last = len(self.axes) - 1
        if key in _AXES and last >= 0:
            self._current = 0 if self._current is None else min(max(self._current + _AXES[key], 0), last)
            self.redraw()
        elif key in _ENDS and held & both and self._current is not None:
            low, high = self.looking.ranges.get(self._current, (LOWEST, HIGHEST))
            if held & Qt.KeyboardModifier.ShiftModifier:
                low = min(max(max(low, -_STEP) + _STEP * _ENDS[key], LOWEST), high)
            else:
                high = max(min(min(high, 1 + _STEP) + _STEP * _ENDS[key], HIGHEST), low)
            self._let_through(self._current, (low, high))
        elif key == Qt.Key.Key_Delete and self._current is not None:
            self.looking.let_through(self._current, None)
        elif key == Qt.Key.Key_Escape and self.looking.ranges:
            self.looking.let_all_through()
        else:
            super().keyPressEvent(event)

    def _let_through(self, axis: int, wanted: Range) -> None:
        self._rest.start()
        self.looking.let_through(axis, wanted)
