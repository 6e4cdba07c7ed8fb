"""The weights of a layer as pictures: every kernel, one input's part of them, one alone, and over the epochs."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtWidgets import QCheckBox, QScrollArea

from cnnstudio.core.kernels import Numbers, Order, View, ordered, view_of, views
from cnnstudio.core.messages import KernelsShown, RunSubject, ShowKernels
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.viewer.grid_tab import GridTab
from cnnstudio.gui.viewer.kernels.epoch_row import EpochPanel, Epochs, together
from cnnstudio.gui.viewer.kernels.past import Past
from cnnstudio.gui.viewer.kernels.settings import KernelSettings, WeightChoice
from cnnstudio.gui.viewer.kernels.sheet import Kernels, Sheet, Weights, as_list, by_both, by_output, faces_words
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint, kernel_layer
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.figure import Figure, Panel
from cnnstudio.gui.widgets.reading import number
from cnnstudio.gui.widgets.tiling import Maps, Style, make

_LEAST_SCALE = 3
"""A weight is drawn at least this large, in pixels: smaller ones cannot be told from each other."""

_MOST_BARS = 64
_STRIP = 16
"""Pixels of a number in the figure of a list."""

_MOST_IN_PAST = 2_000_000
_LAID_AT_ONCE = 1_000_000
"""Up to so many numbers are laid out while the window waits: about 10 ms."""

_SOON = 10_000_000
"""Multiplications that are done while the window waits, to put kernels into an order."""


class KernelsTab(GridTab):
    """Kernels (rows, columns, inputs, outputs) as one tiled picture, or a list of numbers as bars."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.kernels", bridge, "Kernels", "grid-3x3", "symmetric", "diverging")
        self._scene: Scene | None = None
        self._layer = ""
        self._event: KernelsShown | None = None
        self._view: View | None = None
        self._order: Numbers | None = None
        self._sheet: Sheet | None = None
        self._sorter, self._layouter = Newest("order of kernels", self), Newest("layout of kernels", self)
        self._past = Past(self)
        self._choice, self._weight, self.panel = KernelSettings(), WeightChoice(), EpochPanel()
        self._over = QCheckBox("Over the e&pochs", objectName="inspect.kernels.over_epochs")
        self._over.setToolTip("Shows the selected kernel as it was after every epoch that is kept")
        self.bars = Bars("inspect.kernels.bars", "The numbers of the weight")
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self.bars)
        self.views.addWidget(self._scroll)
        self.beside_title.addWidget(self._weight)
        self.settings.addWidget(self._choice)
        self.beside_facts.addWidget(self._choice.order_box)
        self.beside_facts.addSpacing(8)
        self.beside_facts.addWidget(self._over)
        self.below.addWidget(self.panel)
        self.panel.hide()
        self._connect()

    def _connect(self) -> None:
        self._weight.currentIndexChanged.connect(self._weight_chosen)
        self._choice.changed.connect(self._draw)
        self._choice.order_changed.connect(self._sort)
        self.settings_changed.connect(self._draw)
        self.grid.selection_changed.connect(self._show_past)
        self._past.changed.connect(self._show_past)
        self._over.toggled.connect(self._over_toggled)

    @property
    def channel(self) -> int | None:
        """The input channel that is shown; None for all of them, or for colour."""
        return None if self._choice.shows_all else self._choice.channel

    def look(self, scene: Scene) -> None:
        self._order = None  # begun anew: while the weights change all the time they keep their places
        self._look(scene)

    def look_again(self) -> None:
        if self._scene is not None:
            self._look(self._scene)

    def leave(self) -> None:
        super().leave()
        self._stop()

    def _answered(self, event: KernelsShown) -> None:
        """Shows other kernels of the layer that is looked at."""
        assert self._view is not None
        self._event = event
        self._choice.offer(self._view)
        self.show_content()
        if self._order is None or len(self._order) != event.kernels.shape[3]:
            self._sort()
        else:
            self._draw()

    def figure(self) -> Figure | None:
        weights, scene = self._weights(), self._scene
        if weights is None or scene is None or self.hint:
            return None
        sheet = self._sheet or as_list(weights)
        row = scene.analysis.row_of(self._layer)
        facts = "" if row is None else f" ({scene.facts(row.node)})"
        weight = "Kernels" if weights.view.form == "pictures" else f"“{weights.view.weight}”"
        parts = (f"{weight} of {self._layer}{facts}", sheet.what, sheet.note, scene.title, self.scaling_words)
        name, caption = f"{self._layer} {weights.view.weight}", " · ".join(filter(None, parts))
        return self.grid.figure(name, caption) if self._sheet is not None else self._list_figure(name, caption, sheet)

    def _list_figure(self, name: str, caption: str, sheet: Sheet) -> Figure:
        """The numbers that are shown as bars, as one strip in colours."""
        maps = Maps(sheet.maps, self.scaling, None, sheet.title, "", 1, None)
        made = make(maps, Style(maps.count, self.colours, 0))
        return Figure(name, caption, (Panel(made.image, _STRIP, "", *made.legend),))

    # What is asked

    def _look(self, scene: Scene) -> None:
        self._scene = scene
        found = kernel_layer(scene)
        if isinstance(found, Hint):
            self.questions.drop(ShowKernels)
            self._forget()
            self.show_hint(found)
            return
        offered = views(scene.analysis, found.name)
        chosen = view_of(offered, self._weight.weight if found.name == self._layer else "") or view_of(offered)
        assert chosen is not None
        if (found.name, chosen) != (self._layer, self._view):
            self._order = None
        self._layer, self._view = found.name, chosen
        self._weight.offer(offered, chosen.weight)
        self.set_title(found.name, " · ".join(filter(None, (scene.facts(found), faces_words(chosen)))))
        self._ask()

    def _ask(self) -> None:
        scene, view = self._scene, self._view
        assert scene is not None
        assert view is not None
        usual = view_of(views(scene.analysis, self._layer))
        part = view.part(self._choice.channel_of(view))
        request = ShowKernels(
            self.questions.sender_name,
            subject=scene.subject,
            layer=self._layer,
            weight="" if view == usual else view.weight,
            channel=part.start,
        )
        about = (scene.subject, self._layer, view.weight, part.start)
        self.questions.ask(request, about, self._answered, self._failed, self._wait)

    def _failed(self, why: str) -> None:
        self._forget()
        self.show_hint(Hint("This cannot be shown", why))

    def _wait(self, text: str) -> None:
        self._forget()
        self.show_waiting(text)

    def _forget(self) -> None:
        """So that changed settings do not bring the kernels back."""
        self._event = self._sheet = None
        self._stop()
        self._show_past()

    def _stop(self) -> None:
        self._sorter.stop()
        self._layouter.stop()

    def _weight_chosen(self) -> None:
        if self._scene is not None:
            self.look(self._scene)

    # What is drawn

    def _sort(self) -> None:
        """Brings the kernels into the order that is chosen, on a thread where that takes long; then draws them."""
        self._sorter.stop()
        if self._event is None:
            return
        kernels, order = self._event.kernels, self._choice.order
        if _multiplications(kernels, order) <= _SOON:
            self._sorted(ordered(kernels, order))
        else:
            self._sorter.run(lambda _: ordered(kernels, order), self._sorted, lambda error: self._failed(str(error)))

    def _sorted(self, order: Numbers) -> None:
        self._order = order
        self._draw()

    def _weights(self) -> Weights | None:
        event, view, scene, order = self._event, self._view, self._scene, self._order
        if event is None or view is None or scene is None or order is None:
            return None
        learned = [row.name for row in scene.analysis.rows if row.params.arrays]
        is_last = learned[-1:] == [self._layer] and view.shape[3] == len(scene.labels)
        return Weights(view, event.kernels, order, event.channel or 0, scene.labels if is_last else ())

    def _draw(self) -> None:
        weights = self._weights()
        if weights is None or len(weights.order) != weights.kernels.shape[3]:
            return
        if weights.view.form == "list" and weights.kernels.shape[3] <= _MOST_BARS:
            self._draw_bars(weights)
            return
        channel = self._choice.channel or 0
        if not weights.first <= channel < weights.first + weights.kernels.shape[2]:
            self._ask()
            return
        lay_out = self._layout(weights)
        if self._lays_all(weights) and weights.kernels.size > _LAID_AT_ONCE:
            self._layouter.run(lambda _: lay_out(), self._show_sheet, lambda error: self._failed(str(error)))
        else:
            self._layouter.stop()
            self._show_sheet(lay_out())

    def _show_sheet(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.set_in_colour(sheet.maps.ndim == 4)
        self.show_view(self.grid)
        least = 1 if sheet.maps.ndim == 1 else _LEAST_SCALE
        self.grid.set_maps(
            sheet.maps, self.scaling, columns=sheet.columns, title=sheet.title, note=sheet.note, least=least
        )
        self._show_past()

    def _lays_all(self, weights: Weights) -> bool:
        """Whether every input of every output is shown."""
        form = weights.view.form
        return form == "matrix" or (form == "pictures" and self._choice.shows_all)

    def _layout(self, weights: Weights) -> Callable[[], Sheet]:
        """What lays the weights out, on any thread."""
        form = weights.view.form
        if form == "list":
            return partial(as_list, weights)
        if not self._lays_all(weights):
            return partial(by_output, weights, self._choice.channel)
        rows, columns, inputs, outputs = weights.kernels.shape
        least, gap = (1, 0) if form == "matrix" else (_LEAST_SCALE, 1)
        better = self.grid.better_columns((inputs, outputs), inputs * outputs, (rows, columns), least, gap)
        return partial(by_both, weights, across=better != inputs)

    def _draw_bars(self, weights: Weights) -> None:
        self._sheet = None
        self._layouter.stop()
        values = weights.kernels.reshape(-1)
        bars = [Bar(weights.name(place), float(value), number(float(value))) for place, value in enumerate(values)]
        known = np.nan_to_num(values)
        self.bars.show_bars(bars, None, float(known.min()), max(float(known.max()), 0.0))
        self.show_view(self._scroll)
        self._show_past()

    # Over the epochs

    def _over_toggled(self, on: bool) -> None:
        self.panel.setVisible(on)
        self._show_past()

    def _show_past(self) -> None:
        """Shows the selected kernel epoch by epoch, or says why there is nothing to show."""
        scene, view, sheet = self._scene, self._view, self._sheet
        can_be = view is not None and view.form == "pictures" and scene is not None and scene.run is not None
        self._over.setVisible(can_be)
        self.panel.setVisible(can_be and self._over.isChecked())
        if self.panel.isHidden() or scene is None or scene.run is None or view is None:
            return
        selected = self.grid.selected
        if math.prod(view.shape) > _MOST_IN_PAST:
            self.panel.say("This layer has too many weights to read all of them for every epoch.")
        elif sheet is None or selected is None:
            self.panel.say("Select a kernel above, by a click or the arrow keys, to see how it changed.")
        elif isinstance(scene.subject, RunSubject):
            self._past.look(scene.subject.file, scene.run, self._layer, view)
            output, channel = sheet.place(selected)
            self._show_epochs(scene, self._past.of(output), channel)

    def _show_epochs(self, scene: Scene, kernels: dict[int, Kernels], channel: int | None) -> None:
        if not kernels:
            reading = "Reading…" if self._past.is_reading else "Of this kernel no epoch is kept in the file yet."
            self.panel.say(self._past.refusal or reading)
            return
        parts = [each if channel is None else each[:, :, channel] for each in kernels.values()]
        run, subject = scene.run, scene.subject
        shown = 0
        if run is not None and isinstance(subject, RunSubject) and not scene.is_live:
            shown = subject.epoch or run.used_epoch
        self.panel.show_epochs(Epochs(tuple(kernels), together(parts), self.scaling, self.colours, shown))


def _multiplications(kernels: Kernels, order: Order) -> int:
    """About how many it takes to put kernels into an order."""
    return {"given": 0, "norm": 8 * kernels.size, "likeness": kernels.size * min(kernels.shape[3], 4096)}[order]
