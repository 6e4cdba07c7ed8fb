"""The weights of a layer as pictures: every kernel, one input's part of them, one alone, and over the epochs."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtWidgets import QScrollArea

from cnnstudio.core.inspecting.kernels import Numbers, Order, View, ordered, view_of, views
from cnnstudio.core.language import tr
from cnnstudio.core.messages import KernelsShown, ShowKernels
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.grid_tab import GridTab
from cnnstudio.gui.viewer.kernels.over import OverEpochs, Wanted
from cnnstudio.gui.viewer.kernels.settings import KernelSettings, WeightChoice
from cnnstudio.gui.viewer.kernels.sheet import (
    Kernels,
    Sheet,
    Weights,
    as_list,
    base_of,
    base_words,
    by_both,
    by_output,
    faces_words,
    has_bars,
    least_of,
)
from cnnstudio.gui.viewer.kernels.taken import Taken
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint, kernel_layer
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.maps.reading import number

_LAID_AT_ONCE = 1_000_000
"""Up to so many numbers are laid out while the window waits: about 10 ms."""

_SOON = 10_000_000
"""Multiplications that are done while the window waits, to put kernels into an order."""


class KernelsTab(GridTab):
    """Kernels (rows, columns, inputs, outputs) as one tiled picture, or a list of numbers as bars."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.kernels", bridge, tr("Kernels"), "grid-3x3", "symmetric", "diverging")
        self._scene: Scene | None = None
        self._layer = ""
        self._view: View | None = None
        self._taken: Taken | None = None
        self._order: Numbers | None = None
        self._begins_anew = False
        self._barred: Taken | None = None
        self._sorter, self._layouter = Newest("order of kernels", self), Newest("layout of kernels", self)
        self._choice, self._weight, self._over = KernelSettings(), WeightChoice(), OverEpochs(self)
        self.panel = self._over.panel
        self.bars = Bars("inspect.kernels.bars", tr("The numbers of the weight"))
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self.bars)
        self.views.addWidget(self._scroll)
        self.beside_title.addWidget(self._weight)
        self.settings.addWidget(self._choice)
        self.beside_facts.addWidget(self._choice.order_box)
        self.beside_facts.addSpacing(8)
        self.beside_facts.addWidget(self._over.button)
        self.below.addWidget(self.panel)
        self._connect()

    def _connect(self) -> None:
        self._weight.currentIndexChanged.connect(self._weight_chosen)
        self._choice.changed.connect(self._draw)
        self._choice.order_changed.connect(self._sort)
        self.settings_changed.connect(self._draw)
        self.grid.selection_changed.connect(self._show_past)
        self.grid.shown.connect(self._show_past)
        self.grid.room_changed.connect(self._draw)
        self._over.changed.connect(self._show_past)

    @property
    def channel(self) -> int | None:
        """The input channel that is shown; None for all of them, or for colour."""
        return None if self._choice.shows_all else self._choice.channel

    def look(self, scene: Scene) -> None:
        self._begins_anew = True  # while the weights change all the time the kernels keep their places
        self._look(scene)

    def look_again(self) -> None:
        if self._scene is not None and not self.questions.is_asked(ShowKernels):
            self._look(self._scene)

    def leave(self) -> None:
        super().leave()
        self._stop()
        self._over.stop()

    def figure(self) -> Figure | None:
        drawn = self._drawn()
        if drawn is None or drawn.sheet is None or self.hint:
            return None
        name, caption = drawn.words("" if self._is_bars else self.scaling_words)
        return Figure(name, caption, (self.bars.panel(),)) if self._is_bars else self.grid.figure(name, caption)

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
        self._layer, self._view = found.name, chosen
        self._weight.offer(offered, chosen.weight)
        self.set_title(
            found.name, " · ".join(filter(None, (base_words(chosen), scene.facts(found), faces_words(chosen))))
        )
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
        key = (scene.moment.about, self._layer, view.weight, part.start)
        answered = partial(self._answered, scene, self._layer, view, key)
        self.questions.ask(request, key, answered, self._failed, self._wait)

    def _answered(self, scene: Scene, layer: str, view: View, key: object, event: KernelsShown) -> None:
        """Shows other kernels of the layer that is looked at."""
        before, self._taken = self._taken, Taken(scene, key, layer, view, event)
        keeps_order = self._taken.is_of_same_weight(before) and not self._begins_anew
        self._begins_anew = False
        self._choice.offer(view)
        self.show_content()
        self.expect(key, tr("Laying the kernels out…"))
        if not keeps_order:
            self._stop()
            self._sort()
        elif self._order is not None:
            self._draw()

    def _failed(self, why: str) -> None:
        self._forget()
        self.show_hint(Hint(tr("This cannot be shown"), why))

    def _wait(self, text: str) -> None:
        self._forget()
        self.show_waiting(text)

    def _forget(self) -> None:
        """So that changed settings do not bring the kernels back."""
        self._taken = self._order = self._barred = None
        self._stop()
        self.grid.set_empty("")
        self._over.show(None)

    def _stop(self) -> None:
        self._sorter.stop()
        self._layouter.stop()
        self.grid.stop()

    def _weight_chosen(self) -> None:
        if self._scene is not None:
            self.look(self._scene)

    # What is drawn

    def _sort(self) -> None:
        """Brings the kernels into the order that is chosen, on a thread where that takes long; then draws them."""
        self._sorter.stop()
        self._order = None
        if self._taken is None:
            return
        kernels, order = self._taken.event.kernels, self._choice.order
        if _multiplications(kernels, order) <= _SOON:
            self._sorted(ordered(kernels, order))
        else:
            self._sorter.run(lambda _: ordered(kernels, order), self._sorted, lambda error: self._failed(str(error)))

    def _sorted(self, order: Numbers) -> None:
        """An order of the kernels that were taken, or of these but for some batches of training."""
        self._order = order
        self._draw()

    def _draw(self) -> None:
        taken, order = self._taken, self._order
        if taken is None or order is None:
            return
        weights = taken.weights(order)
        if has_bars(weights.view):
            self._draw_bars(taken, weights)
            return
        channel = self._choice.channel or 0
        if not weights.first <= channel < weights.first + weights.kernels.shape[2]:
            self._ask()
            return
        lay_out = self._layout(weights)
        show = partial(self._show_sheet, taken)
        if self._lays_all(weights) and weights.kernels.size > _LAID_AT_ONCE:
            self._layouter.run(lambda _: lay_out(), show, lambda error: self._failed(str(error)))
        else:
            self._layouter.stop()
            show(lay_out())

    def _show_sheet(self, taken: Taken, sheet: Sheet) -> None:
        self._barred = None
        self.set_in_colour(sheet.maps.ndim == 4)
        self.show_view(self.grid)
        self.grid.set_maps(
            sheet.maps,
            self.scaling,
            columns=sheet.columns,
            title=sheet.title,
            note=sheet.note,
            least=sheet.least,
            about=replace(taken, sheet=sheet),
            name=sheet.name,
            heads=sheet.heads,
        )

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
        least, gap = least_of(weights), 0 if form == "matrix" else 1
        better = self.grid.better_columns((inputs, outputs), inputs * outputs, (rows, columns), least, gap)
        return partial(by_both, weights, across=better != inputs)

    def _draw_bars(self, taken: Taken, weights: Weights) -> None:
        self._layouter.stop()
        self.grid.stop()
        values = weights.kernels.reshape(-1)
        bars = [Bar(weights.name(place), float(value), number(float(value))) for place, value in enumerate(values)]
        known = np.nan_to_num(values)
        base = base_of(weights.view)
        self.bars.show_bars(bars, None, float(known.min()), max(float(known.max()), base), base)
        self._barred = replace(taken, sheet=as_list(weights))
        self.show_view(self._scroll)
        self._show_past()

    @property
    def _is_bars(self) -> bool:
        return self.views.currentWidget() is self._scroll

    def _drawn(self) -> Taken | None:
        """What is on the screen."""
        about = self._barred if self._is_bars else self.grid.about
        return about if isinstance(about, Taken) else None

    def _show_past(self) -> None:
        drawn, selected = self._drawn(), self.grid.selected
        if drawn is None or drawn.sheet is None:
            self._over.show(None)
            return
        place = None if selected is None else drawn.sheet.place(selected)
        self._over.show(Wanted(drawn.scene, drawn.layer, drawn.view, place, self.scaling, self.colours))


def _multiplications(kernels: Kernels, order: Order) -> int:
    """About how many it takes to put kernels into an order."""
    return {"given": 0, "norm": 8 * kernels.size, "likeness": kernels.size * min(kernels.shape[3], 4096)}[order]
