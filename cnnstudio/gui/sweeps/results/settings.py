"""Each setting against the score: a small plot for each, all beside and below each other."""

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.sweeps.results.axes import Axis
from cnnstudio.gui.sweeps.results.dots import DotChart
from cnnstudio.gui.sweeps.results.field import Field, Mask
from cnnstudio.gui.sweeps.results.frame import Frame
from cnnstudio.gui.sweeps.results.looking import Looking
from cnnstudio.gui.sweeps.results.strokes import DOT, Floats, draw_dots, draw_lines
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.measures import grown

_WIDTH, _HEIGHT = 260, 190
_PARTS = 16
"""Of a range that has more different values their running mean is drawn, of fewer the mean of each."""

_SPREAD = 0.3
"""The standard deviation of places all over an axis, about."""

_FEW = 10
"""Of fewer trials at values of their own a running mean would follow each of them."""

_PLACES = 48
"""At so many a running mean is worked out."""

_BEFORE = 0.2
"""How far before a range those stand that have not the setting."""

_JITTER = 0.5
"""How much of the room of a listed value its dots are spread over."""


class SettingChart(DotChart):
    """The scores over one setting; a line follows their mean, which of choices is a dot at each."""

    def __init__(self, at: int, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(f"sweep.setting.{at + 1}", "", looking, parent)
        self._at = at
        self.follow()

    def follow(self) -> None:
        """Is called as its setting is."""
        if self.field is not None and self._at < len(self.field.axes):
            self.setAccessibleName(tr("{label} against the score", label=self.field.axes[self._at].label))

    def x_axis(self, field: Field) -> Axis:
        return field.axes[self._at]

    def title(self, field: Field) -> str:
        return field.axes[self._at].label

    def inset(self, frame_width: float) -> float:
        assert self.field is not None
        count = len(self.field.axes[self._at].values)
        return frame_width * 0.35 / count if count else 8.0

    def absent(self, field: Field) -> float:
        if not (field.places[:, self._at] < 0).any():
            return 0.0
        count = len(field.axes[self._at].values)
        return 1 / max(count - 1, 1) if count else _BEFORE

    def x_places(self, field: Field) -> Floats:
        places, count = field.places[:, self._at], len(field.axes[self._at].values)
        places = np.where(places < 0, -self.absent(field), places)
        if not count:
            return places
        # Each trial is always moved by the same: dots do not dance as others come.
        spread = (field.numbers * 0.6180339887) % 1 - 0.5
        return np.asarray(places + _JITTER / max(count, 2) * spread)

    def paint_line(self, painter: QPainter, frame: Frame, field: Field, theme: Theme) -> None:
        wanted = self.passing & field.is_scored
        is_running = has_own_values(field, self._at, wanted)
        middles, means = (running_mean if is_running else means_of)(field, self._at, wanted)
        xs, ys = frame.x(middles), frame.y(field.score_axis.numbers.places(means))
        joined = ((4.0, "card"), (2.0, "text")) if field.axes[self._at].is_of_numbers else ()
        for width, name in joined:
            draw_lines(painter, xs[None], ys[None], QPen(theme.colour(name), width))
        if not is_running:
            draw_dots(painter, xs, ys, theme.colour("card"), DOT + 3)
            draw_dots(painter, xs, ys, theme.colour("text"), DOT)


def has_own_values(field: Field, at: int, wanted: Mask) -> bool:
    """Whether nearly every combination has a number of its own there, drawn from a range: a mean of each says nothing.

    Args:
        at: Which setting.
        wanted: (n,), the trials that count.
    """
    if field.axes[at].values:
        return False
    rows = np.flatnonzero(wanted & (field.places[:, at] >= 0))
    known = len(np.unique(field.places[rows, at]))
    is_drawn = field.experiment.project.sweep.method != "grid"
    return known > _PARTS or (is_drawn and 2 * known > len(np.unique(field.combinations[rows])))


def means_of(field: Field, at: int, wanted: Mask) -> tuple[Floats, Floats]:
    """The mean score over each value: where they stand, and the means. Arguments as of ``has_own_values``."""
    places, scores = field.places[:, at], field.scores
    rows = np.flatnonzero(wanted & (places >= 0))
    known, of = np.unique(places[rows], return_inverse=True)
    return known, np.bincount(of, scores[rows], len(known)) / np.bincount(of, minlength=len(known))


def running_mean(field: Field, at: int, wanted: Mask) -> tuple[Floats, Floats]:
    """The mean score along a range, where trials count the less the farther they are; nothing of few trials.

    By the weights of Nadaraya and Watson (1964) with a normal curve, as wide as Scott's rule (1992) says. Arguments as
    of ``has_own_values``.
    """
    rows = np.flatnonzero(wanted & (field.places[:, at] >= 0))
    here = field.places[rows, at]
    count = len(np.unique(here))
    if count < _FEW:
        return np.zeros(0), np.zeros(0)
    middles = np.linspace(here.min(), here.max(), _PLACES)
    weights = np.exp(-0.5 * ((middles[:, None] - here) / (_SPREAD * count**-0.2)) ** 2)
    return middles, weights @ field.scores[rows] / weights.sum(1)


class SettingsView(QScrollArea):
    """As many small plots beside each other as there is room for; they are made one at a time."""

    opened = Signal(int)
    """As of a chart."""
    failed = Signal(object)
    """As of a chart."""

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.settings")
        self.setAccessibleName(tr("Each setting against the score"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self._looking = looking
        self.charts: list[SettingChart] = []
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.setWidget(self._place)
        self._turn = Turn(self)
        self._turn.came.connect(self._make_next)
        looking.field_changed.connect(self._follow)
        self._follow()

    @property
    def _wanted(self) -> int:
        return 0 if self._looking.field is None else len(self._looking.field.axes)

    @Slot()
    def _follow(self) -> None:
        for chart in self.charts[self._wanted :]:
            self._grid.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        del self.charts[self._wanted :]
        for chart in self.charts:
            chart.follow()
        if len(self.charts) < self._wanted:
            self._turn.start()

    @Slot()
    def _make_next(self) -> None:
        if len(self.charts) < self._wanted:
            chart = SettingChart(len(self.charts), self._looking)
            chart.opened.connect(self.opened)
            chart.failed.connect(self.failed)
            self.charts.append(chart)
            self._arrange()
            self._turn.start()

    def _arrange(self) -> None:
        metrics = self.fontMetrics()
        wide = grown(_WIDTH, metrics)
        columns = max(min(self.viewport().width() // wide, len(self.charts)), 1)
        for at, chart in enumerate(self.charts):
            chart.setMinimumSize(wide - 40, grown(_HEIGHT, metrics) - 40)
            self._grid.addWidget(chart, at // columns, at % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Plots that stand in fewer rows now would else stay as high as all rows were.
        self._arrange()
        super().resizeEvent(event)
