"""The curves of all runs of a sweep, epoch by epoch: the selected ones bold, the others thin and pale behind them."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.words import number
from cnnstudio.gui.sweeps.results.axes import Axis, Scale, score_axis
from cnnstudio.gui.sweeps.results.chart import REACH, Chart
from cnnstudio.gui.sweeps.results.field import Field
from cnnstudio.gui.sweeps.results.frame import (
    Frame,
    apart,
    frame_in,
    paint_frame,
    paint_legend,
    paint_name,
    paint_title,
)
from cnnstudio.gui.sweeps.results.looking import Looking
from cnnstudio.gui.sweeps.results.strokes import (
    DOT,
    SMOOTH_MOST,
    Floats,
    by_colour,
    draw_dots,
    draw_label,
    draw_lines,
    pale,
)
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.plots.header import PENS
from cnnstudio.gui.widgets.plots.hues import MOST, Look, looks

_VEIL = 0.7
"""How much of the others a selection covers."""

_TAIL = 0.02
"""The worst values of all are left outside of the picture where they are far off."""

_FAR = 2.0
"""They are where the axis would be so many times as long with them."""


class Epochs:
    """The scores of all trials epoch by epoch, as an array that is kept while only few of them change."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._rows: dict[int, tuple[tuple[Epoch, ...], Floats]] = {}
        self._axes: object = None

    def values(self, field: Field) -> Floats:
        """(n, epochs), NaN where a trial has none; column 0 is of epoch 1."""
        if field.axes is not self._axes:  # another experiment
            self._rows, self._axes = {}, field.axes
        name = field.experiment.project.sweep.score
        found = [self._row(trial.number, self._looking.epochs(trial), name) for trial in field.trials]
        values = np.full((len(found), max(map(len, found), default=0)), np.nan)
        for at, row in enumerate(found):
            values[at, : len(row)] = row
        return values

    def _row(self, trial: int, epochs: tuple[Epoch, ...], name: str) -> Floats:
        known = self._rows.get(trial)
        # Another run of the same trial has other epochs: the last one tells.
        if known is not None and len(known[0]) == len(epochs) and (not epochs or known[0][-1] == epochs[-1]):
            return known[1]
        row = np.full(max((epoch.number for epoch in epochs), default=0), np.nan)
        for epoch in epochs:
            row[epoch.number - 1] = epoch.value(name)
        row[~np.isfinite(row)] = np.nan
        self._rows[trial] = (epochs, row)
        return row


class CurvesView(Chart):
    """Curves of the figure that the sweep judges by, over the epochs; also of the trials under way."""

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__("sweep.curves", tr("Curves of all runs"), looking, parent)
        self.setMinimumHeight(160)
        self._epochs = Epochs(looking)
        self._values: Floats | None = None
        self.looks: dict[int, Look] = {}
        """How selected trials look that were drawn so far, by their numbers."""
        looking.epochs_changed.connect(self._read_anew)
        looking.field_changed.connect(self._read_anew)

    @property
    def values(self) -> Floats:
        """(n, epochs), the scores of the rows; NaN where there is none."""
        if self._values is None:
            self._values = np.zeros((0, 0)) if self.field is None else self._epochs.values(self.field)
        return self._values

    @Slot()
    def _read_anew(self) -> None:
        self._values = None
        self.redraw()

    def why_empty(self, field: Field) -> str:
        return "" if np.isfinite(self.values).any() else tr("No run has an epoch yet.")

    def y_axis(self, field: Field) -> Axis:
        """From the least to the greatest score, without the few that are far worse than all others."""
        values = self.values[np.isfinite(self.values)]
        if len(values):
            ends = np.quantile(values, (_TAIL, 1.0) if field.maximises else (0.0, 1 - _TAIL))
            values = ends if np.ptp(values) > _FAR * np.ptp(ends) > 0 else values
        return score_axis(field.score_label, values, is_share=field.is_share)

    def _points(self, field: Field, frame: Frame, y_axis: Axis) -> tuple[Floats, Floats]:
        """(n, epochs) each: the points of all curves in pixels."""
        values, scale = self.values, y_axis.numbers
        xs = frame.x(self._x_axis().numbers.places(np.arange(1, values.shape[1] + 1, dtype=np.float64)))
        return np.broadcast_to(xs, values.shape), frame.y(scale.places(values))

    def _x_axis(self) -> Axis:
        return Axis("", tr("Epoch"), number, Scale(1.0, float(max(self.values.shape[1], 2)), whole=True))

    def _frame(self, size: QSize, font: QFont) -> Frame:
        beside = QFontMetrics(font).horizontalAdvance(_words(999))
        return frame_in(QSize(size.width() - beside, size.height()), font, titled=True, named=True, inset=6.0)

    def paint_ground(self, painter: QPainter, size: QSize, theme: Theme, *, on_screen: bool = False) -> None:
        field = self.field
        if field is None:
            return
        frame, y_axis = self._frame(size, painter.font()), self.y_axis(field)
        paint_frame(painter, frame, self._x_axis(), y_axis, theme)
        paint_title(painter, frame, tr("{score} by epoch", score=field.score_label), theme)
        paint_name(painter, frame, tr("Epoch"), theme)
        if field.score_ends is not None:
            paint_legend(painter, frame, field.score_ends, theme, best_is_high=field.maximises)
        if not self.values.size:
            return
        xs, ys = self._points(field, frame, y_axis)
        painter.save()
        painter.setClipRect(frame.area.adjusted(-3, -3, 3, 3))
        passing, smooth = self.passing, self.values.size <= SMOOTH_MOST
        rest = np.flatnonzero(~passing)
        draw_lines(painter, xs[rest], ys[rest], QPen(pale(theme), 1), smooth=smooth)
        goodness = _goodness(field, self.values)
        for colour, rows in by_colour(goodness, np.flatnonzero(passing), theme):
            draw_lines(painter, xs[rows], ys[rows], QPen(colour, 1), smooth=smooth)
            ends = rows[np.isfinite(self.values[rows]).sum(1) == 1]  # a run of one epoch is no line
            draw_dots(painter, xs[ends].ravel(), ys[ends].ravel(), colour, 4)
        self._paint_live(painter, field, (xs, ys), theme)
        painter.restore()

    def paint_chosen(self, painter: QPainter, size: QSize, theme: Theme) -> None:
        field, chosen = self.field, self.looking.chosen_rows
        if field is None or not self.values.size:
            return
        frame = self._frame(size, painter.font())
        xs, ys = self._points(field, frame, self.y_axis(field))
        painter.setClipRect(frame.area.adjusted(-3, -3, 3, 3))
        veil = theme.colour("card")
        veil.setAlphaF(_VEIL)
        painter.fillRect(frame.area.adjusted(0, -3, 3, 3), veil)
        few = len(chosen) * xs.shape[1] <= SMOOTH_MOST
        if few:
            draw_lines(painter, xs[chosen], ys[chosen], QPen(theme.colour("card"), 5))
        if len(chosen) <= MOST:
            self._paint_few(painter, field, (xs, ys), frame, theme)
            return
        for colour, rows in by_colour(_goodness(field, self.values), np.array(chosen, np.int64), theme):
            draw_lines(painter, xs[rows], ys[rows], QPen(colour, 3 if few else 1), smooth=few)
            ends = rows[np.isfinite(self.values[rows]).sum(1) == 1]
            draw_dots(painter, xs[ends].ravel(), ys[ends].ravel(), colour, 8)

    def _paint_few(
        self, painter: QPainter, field: Field, points: tuple[Floats, Floats], frame: Frame, theme: Theme
    ) -> None:
        """The selected ones so that they are told apart: several in hues of their own, with the number at the end."""
        shown = looks(self.looking.chosen, self.looks)
        self.looks |= shown
        metrics, ends = painter.fontMetrics(), []
        for trial, usual in shown.items():
            row, look = field.row_of[trial], self._look(usual)
            colour = theme.colour(look.colour)
            there = np.flatnonzero(np.isfinite(points[1][row]))
            if not len(there):
                continue
            draw_lines(painter, points[0][[row]], points[1][[row]], QPen(colour, 2.5, PENS[look.style]))
            draw_dots(painter, points[0][row, there], points[1][row, there], colour, DOT)
            ends.append((float(points[1][row, there[-1]]), float(points[0][row, there[-1]]), trial, colour))
        painter.setClipping(False)
        high = float(metrics.height())
        for top, (_, x, trial, colour) in zip(apart([end[0] for end in ends], high, frame), ends, strict=True):
            words = _words(trial)
            area = QRectF(x + 8, top - high / 2, metrics.horizontalAdvance(words) + 2.0, high)
            draw_label(painter, area, words, colour, theme.colour("card"))

    def _look(self, look: Look) -> Look:
        """How a selected trial is drawn: one alone as in every picture."""
        return Look("accent", "solid") if len(self.looking.chosen) == 1 else look

    def _paint_live(self, painter: QPainter, field: Field, points: tuple[Floats, Floats], theme: Theme) -> None:
        """Those that are being trained now: dashed, with a dot at their end."""
        pen = QPen(theme.colour("validation"), 1.5, Qt.PenStyle.DashLine)
        for trial in self.looking.live:
            row = field.row_of.get(trial)
            if row is None or self.looking.run(trial) is not None:
                continue
            draw_lines(painter, points[0][[row]], points[1][[row]], pen)
            there = np.flatnonzero(np.isfinite(self.values[row]))[-1:]
            draw_dots(painter, points[0][row, there], points[1][row, there], theme.colour("validation"))

    def paint_over(self, painter: QPainter, theme: Theme, row: int) -> None:
        field = self.field
        if field is None or not self.values.size:
            return
        xs, ys = self._points(field, self._frame(self.size(), self.font()), self.y_axis(field))
        number = field.trials[row].number
        has_hue = number in self.looking.chosen and len(self.looking.chosen) <= MOST and number in self.looks
        colour = theme.colour(self._look(self.looks[number]).colour if has_hue else "text")
        for width, each in ((6.0, theme.colour("card")), (3.5 if has_hue else 2.5, colour)):
            draw_lines(painter, xs[[row]], ys[[row]], QPen(each, width))
        there = np.isfinite(ys[row])
        draw_dots(painter, xs[row][there], ys[row][there], colour, DOT)

    def place_of(self, row: int) -> QPointF:
        field = self.field
        assert field is not None
        if not self.values.size or not np.isfinite(self.values[row]).any():
            return QPointF(0, 0)
        xs, ys = self._points(field, self._frame(self.size(), self.font()), self.y_axis(field))
        last = int(np.flatnonzero(np.isfinite(ys[row]))[-1])
        return QPointF(float(xs[row, last]), float(ys[row, last]))

    def row_at(self, place: QPointF) -> int | None:
        field = self.field
        if field is None or not self.values.size:
            return None
        xs, ys = self._points(field, self._frame(self.size(), self.font()), self.y_axis(field))
        where = xs[0]
        at = int(np.clip(np.searchsorted(where, place.x()) - 1, 0, max(len(where) - 2, 0)))
        then = min(at + 1, len(where) - 1)
        wide = max(float(where[then] - where[at]), 1.0)
        share = min(max((place.x() - where[at]) / wide, 0.0), 1.0)
        way = np.where(np.isfinite(ys[:, then]), ys[:, then] - ys[:, at], 0.0)
        if place.x() < where[0] - REACH or place.x() > where[-1] + REACH:
            return None
        away = np.abs(ys[:, at] + share * way - place.y()) / np.hypot(1.0, way / wide)
        away = np.where(np.isfinite(away) & self.looking.passing, away, np.inf)
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= REACH else None


def _words(trial: int) -> str:
    """At the end of its curve."""
    return tr("Trial {number:,}", number=trial)


def _goodness(field: Field, values: Floats) -> Floats:
    """(n,), of trials without a score so far the middle, where they have a curve."""
    has_curve = np.isfinite(values).any(1) if values.size else np.zeros(len(field), np.bool_)
    return np.where(field.is_scored, field.goodness, np.where(has_curve, 0.5, np.nan))
