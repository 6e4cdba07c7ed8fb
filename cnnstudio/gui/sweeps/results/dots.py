"""Plots of dots, one for each trial that has a score."""

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPen

from cnnstudio.gui.sweeps.results.axes import Axis
from cnnstudio.gui.sweeps.results.chart import REACH, Chart
from cnnstudio.gui.sweeps.results.field import Field
from cnnstudio.gui.sweeps.results.frame import Frame, frame_in, paint_frame, paint_name, paint_title
from cnnstudio.gui.sweeps.results.strokes import DOT, Floats, by_colour, draw_dots, pale
from cnnstudio.gui.theme import Theme


class DotChart(Chart):
    """Draws the score of each trial above its place on an x axis."""

    def x_axis(self, field: Field) -> Axis:
        """The axis below."""
        raise NotImplementedError

    def x_places(self, field: Field) -> Floats:
        """(n,), where the trials stand on it; NaN for one that does not."""
        raise NotImplementedError

    def title(self, field: Field) -> str:
        """Over the plot; empty for none."""
        return ""

    def name(self, field: Field) -> str:
        """What the x axis is, below it; empty where the title says it."""
        return ""

    def inset(self, frame_width: float) -> float:
        """Pixels between the ends of the x axis and the sides."""
        return 8.0

    def absent(self, field: Field) -> float:
        """How far before 0 on the x axis those stand that have no place on it; 0 where there are none."""
        return 0.0

    def paint_line(self, painter: QPainter, frame: Frame, field: Field, theme: Theme) -> None:
        """Draws a line over the dots."""

    def frame(self, size: QSize, font: QFont, field: Field) -> Frame:
        """Where the plot is."""
        title, inset = self.title(field), self.inset(size.width())
        named = bool(self.name(field))
        return frame_in(size, font, titled=bool(title), named=named, absent=self.absent(field), inset=inset)

    def points(self, frame: Frame, field: Field) -> tuple[Floats, Floats]:
        """(n,) each: where the dots are in pixels."""
        return frame.x(self.x_places(field)), frame.y(field.heights)

    def paint_ground(self, painter: QPainter, size: QSize, theme: Theme, *, on_screen: bool = False) -> None:
        field = self.field
        if field is None:
            return
        frame = self.frame(size, painter.font(), field)
        paint_frame(painter, frame, self.x_axis(field), field.score_axis, theme, best_on_top=field.maximises)
        if title := self.title(field):
            paint_title(painter, frame, title, theme)
        if name := self.name(field):
            paint_name(painter, frame, name, theme)
        xs, ys = self.points(frame, field)
        passing = self.passing & field.is_scored
        draw_dots(painter, xs[~passing], ys[~passing], pale(theme), DOT - 1, on_screen=on_screen)
        for colour, rows in by_colour(field.goodness, np.flatnonzero(passing), theme):
            draw_dots(painter, xs[rows], ys[rows], colour, on_screen=on_screen)
        self.paint_line(painter, frame, field, theme)

    def paint_chosen(self, painter: QPainter, size: QSize, theme: Theme) -> None:
        field = self.field
        if field is None:
            return
        xs, ys = self.points(self.frame(size, painter.font(), field), field)
        chosen = self.looking.chosen_rows
        draw_dots(painter, xs[chosen], ys[chosen], theme.colour("card"), DOT + 6)
        draw_dots(painter, xs[chosen], ys[chosen], theme.colour("accent"), DOT + 3)

    def paint_over(self, painter: QPainter, theme: Theme, row: int) -> None:
        field = self.field
        assert field is not None
        xs, ys = self.points(self.frame(self.size(), self.font(), field), field)
        if np.isfinite([xs[row], ys[row]]).all():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.drawEllipse(QPointF(xs[row], ys[row]), DOT, DOT)

    def place_of(self, row: int) -> QPointF:
        field = self.field
        assert field is not None
        xs, ys = self.points(self.frame(self.size(), self.font(), field), field)
        return QPointF(float(np.nan_to_num(xs[row])), float(np.nan_to_num(ys[row])))

    def row_at(self, place: QPointF) -> int | None:
        field = self.field
        if field is None or not len(field):
            return None
        xs, ys = self.points(self.frame(self.size(), self.font(), field), field)
        with np.errstate(invalid="ignore"):
            apart = np.hypot(xs - place.x(), ys - place.y())
        apart = np.where(np.isfinite(apart) & self.looking.passing, apart, np.inf)
        nearest = int(np.argmin(apart))
        return nearest if apart[nearest] <= REACH else None
