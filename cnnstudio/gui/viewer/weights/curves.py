"""How long the weights of each layer and their gradients were after each epoch, as two plots."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr, tr_count
from cnnstudio.gui.threads.turns import Turn, in_turn
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.late import Late
from cnnstudio.gui.widgets.measures import grown as grown_by
from cnnstudio.gui.widgets.plots.curves import Numbers, Style
from cnnstudio.gui.widgets.plots.plot import Curve, CurvePlot
from cnnstudio.gui.widgets.tab_bar import TabBar

MOST = 8
"""So many layers are drawn at once; more could not be told apart."""

_TITLES, _NAMES = (tr("Gradient norms"), tr("Weight norms")), ("gradients", "weights")
_ROOM = 520
"""Both plots are shown from this height on, in pixels."""

_LEAST, _FEW = 340, 3
"""Below this height there are so many lines, for a legend of one line, and the note is the tool tip's."""

_LOOKS: tuple[tuple[str, Style], ...] = (
    ("training", "solid"),
    ("dense", "dashed"),
    ("pooling", "dotted"),
    ("normalisation", "dash_dot"),
    ("validation", "solid"),
    ("block", "dashed"),
    ("activation", "dotted"),
    ("input", "dash_dot"),
)
"""A colour of the theme and a kind of line for each."""


@dataclass(frozen=True, eq=False)
class Grown:
    """The norms of a run as columns, float64: NaN where a layer has none in an epoch.

    Attributes:
        names: The layers, in the network's order.
        epochs: (epochs,).
        weights, gradients: (epochs, layers).
        all: What was measured, epoch by epoch.
    """

    names: tuple[str, ...]
    epochs: Numbers
    weights: Numbers
    gradients: Numbers
    all: tuple[Norms, ...]

    def after(self, epoch: int) -> Norms:
        """What was measured after an epoch, or last where nothing was measured then."""
        return next((each for each in self.all if each.epoch == epoch), self.all[-1])


def columns(norms: Sequence[Norms]) -> Grown | None:
    """The norms of all epochs as columns; None without any. Of long runs of deep networks it takes a while."""
    if not norms:
        return None
    names = tuple(dict.fromkeys(each.layer for one in norms for each in one.layers))
    places = {name: place for place, name in enumerate(names)}
    values = np.full((2, len(norms), len(names)), np.nan)
    for row, one in enumerate(norms):
        for each in one.layers:
            values[:, row, places[each.layer]] = each.weights, each.gradients
    return Grown(names, np.array([one.epoch for one in norms], np.float64), values[0], values[1], tuple(norms))


class NormCurves(QWidget):
    """One line a layer; of many layers some, and always the one that is selected."""

    failed = Signal(object)
    """A StudioError: a picture or table could not be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inspect.weights.norms")
        self._grown: Grown | None = None
        self._best: int | None = None
        self._names: tuple[str, ...] = ()
        self._choice: tuple[Collection[str], Collection[str]] = ((), ())
        self._which = TabBar(objectName="inspect.weights.norms.which", accessibleName=tr("Norms of"), drawBase=False)
        self._plots = tuple(Late(partial(self._plot, place)) for place in range(len(_TITLES)))
        self._which.setUsesScrollButtons(False)
        self._which.setElideMode(Qt.TextElideMode.ElideRight)
        for title in _TITLES:
            self._which.setTabToolTip(self._which.addTab(title), title)
        self._which.currentChanged.connect(self._fit_all)
        self._note = MutedLabel(wordWrap=True)
        self._note.setObjectName("inspect.weights.norms.note")
        # A plot takes a while to make: each gets a turn of its own.
        self._turn = Turn(self)
        self._turn.came.connect(self._make_next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._which)
        for plot in self._plots:
            column.addWidget(plot, 1)
            plot.hide()
        column.addWidget(self._note)

    @property
    def gradients(self) -> CurvePlot:
        return self._plots[0].content

    @property
    def weights(self) -> CurvePlot:
        return self._plots[1].content

    @property
    def note(self) -> str:
        """What is said below the plots."""
        return self._note.text()

    def show_norms(self, grown: Grown, chosen: Collection[str], kernels: Collection[str], best: int | None) -> None:
        """Shows how they grew.

        Args:
            chosen: The layers that are to be among those that are drawn.
            kernels: Those that come before others where all are too many.
            best: The epoch that is marked.
        """
        self._choice = (chosen, kernels)
        most = _FEW if self.height() < grown_by(_LEAST, self.fontMetrics()) else MOST
        names = drawn(grown.names, chosen, kernels, most)
        if grown is self._grown and (names, best) == (self._names, self._best):
            return
        self._grown, self._names, self._best = grown, names, best
        for place, plot in enumerate(self._plots):
            if plot.is_made:
                self._draw(place, plot.content)
        count, of = len(names), len(grown.names)
        some = tr("{count} of {all} layers; select another one to see its line.", count=count, all=of)
        mean = tr_count(
            "Gradients of the loss of {count:,} validation picture, after each epoch; what is said above has "
            "them divided by the lengths of the weights.",
            "Gradients of the mean loss of {count:,} validation pictures, after each epoch; what is said above has "
            "them divided by the lengths of the weights.",
            grown.all[-1].pictures,
        )
        self._note.setText(f"{some} {mean}" if count < of else mean)
        self.setToolTip(self._note.text())

    def _plot(self, place: int) -> CurvePlot:
        plot = CurvePlot(_TITLES[place], log=True)
        plot.setObjectName(f"inspect.weights.norms.{_NAMES[place]}")
        plot.set_log(True)
        plot.failed.connect(self.failed)
        in_turn(plot, partial(self._draw, place, plot), first=True)  # to make it takes as long
        return plot

    def _draw(self, place: int, plot: CurvePlot) -> None:
        grown = self._grown
        if grown is None:
            return
        values = (grown.gradients, grown.weights)[place]
        curves = []
        for number, name in enumerate(self._names):
            column = values[:, grown.names.index(name)]
            there = ~np.isnan(column)
            look = _LOOKS[number % len(_LOOKS)]
            curves.append(Curve(name, grown.epochs[there], column[there], *look))
        plot.show_curves(curves, self._best)

    def _fit(self, makes: int = 0) -> None:
        """Both plots where there is room for them, else the one that is chosen; those still to be made in turns."""
        one = self.height() < grown_by(_ROOM, self.fontMetrics())
        self._which.setVisible(one)
        wanted = [not one or place == self._which.currentIndex() for place in range(len(self._plots))]
        unmade = [plot for plot, is_wanted in zip(self._plots, wanted, strict=True) if is_wanted and not plot.is_made]
        for plot, is_wanted in zip(self._plots, wanted, strict=True):
            plot.setVisible(is_wanted and plot not in unmade[makes:])
        if unmade[makes:]:
            self._turn.start()
        self._note.setVisible(self.height() >= grown_by(_LEAST, self.fontMetrics()))
        if self._grown is not None:
            self.show_norms(self._grown, *self._choice, self._best)

    def _make_next(self) -> None:
        self._fit(makes=1)

    def _fit_all(self, _: int) -> None:
        self._fit(makes=len(self._plots))

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if any(plot.is_made for plot in self._plots):
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn.start()


def drawn(
    names: Sequence[str], chosen: Collection[str], kernels: Collection[str] = (), most: int = MOST
) -> tuple[str, ...]:
    """At most so many of the names in their order: the first, the last, some between, and those chosen.

    Args:
        kernels: Where there are too many, the others are of these alone.
    """
    if len(names) <= most:
        return tuple(names)
    wanted = [name for name in names if name in chosen][: most - 2]
    others = [name for name in names if name in kernels] or list(names)
    places = np.linspace(0, len(others) - 1, most - len(wanted)).round().astype(int).tolist()
    found = {*wanted, *(others[place] for place in places)}
    return tuple(name for name in names if name in found)
