"""The learning rate over the epochs of a plan, as a small picture with the rates at its ends."""

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import Plateau
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.words import rate

_POINTS = 241
_PLATEAU_POINTS = 100
_HEIGHT, _MARGIN = 84, 6
_Line = list[tuple[float, float]]


def rates(plan: Plan) -> _Line:
    """(position in epochs, rate) from the first batch to the last; a fall goes straight down."""
    end = plan.epochs * (1 - 1e-9)  # the last batch still belongs to the last epoch
    places = {plan.epochs * index / (_POINTS - 1) for index in range(_POINTS - 1)} | {end, min(plan.warmup, end)}
    line = [(place, plan.rate(place)) for place in sorted(places)]
    return _with_corners(line) if plan.schedule.kind == "Step" else line


def soonest(plan: Plan) -> _Line:
    """The same where the validation loss never falls again after the first epoch; empty where that changes nothing."""
    schedule = plan.schedule
    if not isinstance(schedule, Plateau):
        return []
    places = (*range(0, plan.epochs - 1, math.ceil(plan.epochs / _PLATEAU_POINTS)), plan.epochs - 1)
    line = [(float(epoch), _soonest_rate(plan, schedule, epoch)) for epoch in places]
    if line[0][1] == line[-1][1]:
        return []
    return _with_corners([*line, (float(plan.epochs), line[-1][1])])


def _soonest_rate(plan: Plan, schedule: Plateau, epoch: int) -> float:
    """The rate at the begin of an epoch, counted from 0, where no epoch but the first had a lower loss."""
    if epoch < plan.warmup:
        return plan.rate(epoch)
    falls = max(epoch - 1, 0) // schedule.patience
    return plan.learning_rate * (max(schedule.by**falls, schedule.least) if falls else 1.0)


def ends_in_words(plan: Plan) -> str:
    """ "from 0.001 to 0.00025 in epoch 30", "0.001 in every epoch"."""
    return _ends_in_words(plan, rates(plan), soonest(plan))


def _ends_in_words(plan: Plan, line: _Line, falling: _Line) -> str:
    first, highest, last = line[0][1], max(value for _, value in line), line[-1][1]
    rises = highest > first
    begin, top, end, epoch = rate(first), rate(highest), rate(last), plan.epochs
    up = tr("rising from {begin} to {top}", begin=begin, top=top) if rises else tr("from {begin}", begin=begin)
    if falling:
        return tr(
            "{course}, falling when the validation loss stays where it is: to {rate} in epoch {epoch} at the soonest",
            course=up,
            rate=rate(falling[-1][1]),
            epoch=epoch,
        )
    if first == highest == last:
        return tr("{rate} in every epoch", rate=begin)
    if last == highest:
        return up
    if epoch > 1:
        found = tr("{course}, to {end} in epoch {epoch}", course=up, end=end, epoch=epoch)
        return found if rises else tr("from {begin} to {end} in epoch {epoch}", begin=begin, end=end, epoch=epoch)
    found = tr("{course}, to {end} at the end", course=up, end=end)
    return found if rises else tr("from {begin} to {end} at the end", begin=begin, end=end)


def _with_corners(line: _Line) -> _Line:
    """Where the rate changes, it keeps its height until then."""
    made = line[:1]
    for (_, before), (place, value) in pairwise(line):
        if value < before:
            made.append((place, before))
        made.append((place, value))
    return made


class RateCurve(QWidget):
    """Draws the rates of a plan; dashed, how soon a schedule that waits for the validation loss may fall."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.rate_curve")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._plan: Plan | None = None
        self._line: _Line = []
        self._soonest: _Line = []
        self._words = ""

    @property
    def words(self) -> str:
        """The rates at the ends, as ``ends_in_words``."""
        return self._words

    @property
    def ends(self) -> tuple[str, str]:
        """What stands under the curve's ends."""
        if not self._line or self._plan is None:
            return "", ""
        last = f"{rate(self._line[-1][1])}"
        if self._soonest:
            last = f"{rate(self._soonest[-1][1])} … {last}"
        start = tr("start {rate}", rate=rate(self._line[0][1]))
        return start, tr("epoch {epoch:,}: {rate}", epoch=self._plan.epochs, rate=last)

    def show_plan(self, plan: Plan) -> None:
        """Draws this plan's rates."""
        if plan != self._plan:
            self._plan, self._line, self._soonest = plan, rates(plan), soonest(plan)
            self._words = words = _ends_in_words(plan, self._line, self._soonest)
            self.setAccessibleName(tr("Learning rate: {words}", words=words))
            self.setToolTip(tr("The learning rate: {words}", words=words))
            self.update()

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._line or self._plan is None:
            return
        theme, line = theme_of(self.palette()), self.fontMetrics().height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -line - 3.5)
        painter.setPen(theme.colour("card_border"))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(frame, 4, 4)
        inner = frame.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        top = max(value for _, value in self._line)
        if self._plan.warmup:
            painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DotLine))
            place = self._place(inner, (min(self._plan.warmup, self._plan.epochs), top), top).x()
            painter.drawLine(QPointF(place, inner.top()), QPointF(place, inner.bottom()))
        for points, style in ((self._soonest, Qt.PenStyle.DashLine), (self._line, Qt.PenStyle.SolidLine)):
            painter.setPen(QPen(theme.colour("training"), 2 if style is Qt.PenStyle.SolidLine else 1.5, style))
            painter.drawPolyline(QPolygonF([self._place(inner, point, top) for point in points]))
        painter.setPen(theme.colour("muted"))
        under = QRectF(0, frame.bottom() + 3, self.width(), line)
        for words, side in zip(self.ends, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True):
            painter.drawText(under, side | Qt.AlignmentFlag.AlignTop, words)

    def _place(self, inner: QRectF, point: tuple[float, float], top: float) -> QPointF:
        assert self._plan is not None
        share = point[1] / top if top > 0 and math.isfinite(top) else 0.0
        return QPointF(
            inner.left() + inner.width() * point[0] / self._plan.epochs, inner.bottom() - inner.height() * share
        )
