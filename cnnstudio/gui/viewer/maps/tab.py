"""What a layer makes of the picture: its maps side by side, or its numbers as bars; and how each number comes about."""

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSplitter

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.ending import stand_for_classes
from cnnstudio.core.inspecting.maps import Judged, judge
from cnnstudio.core.language import tr
from cnnstudio.core.messages import FeaturesShown, ShowFeatures, WorkedOut, WorkOut
from cnnstudio.core.network import Node
from cnnstudio.core.words import capitalised, percent
from cnnstudio.core.working.figures import place_in_words
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.grid_tab import GridTab
from cnnstudio.gui.viewer.maps.by_hand import ByHand
from cnnstudio.gui.viewer.maps.figure import Shown, figure_of_input, words_of
from cnnstudio.gui.viewer.maps.input_view import InputView
from cnnstudio.gui.viewer.maps.naming import Naming
from cnnstudio.gui.viewer.maps.panel import WorkPanel
from cnnstudio.gui.viewer.maps.pointing import BarsPointing, GridPointing, Pointer
from cnnstudio.gui.viewer.maps.seeing import seen_by
from cnnstudio.gui.viewer.maps.telling import outcome
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint, feature_node
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.maps.reading import number

_MOST_BARS = 32
_MOST_JUDGED_LIVE = 200_000
_LEAST_PANEL, _MOST_PANEL = 280, 520
_USUAL_MAPS, _USUAL_PANEL = 340, 435
"""In a window of 1,280 pixels: the whole sum of a kernel of 5 × 5 numbers can be read beside the maps."""


class MapsTab(GridTab):
    """Feature maps (height, width, channels), or a list of numbers (length,)."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.feature_maps", bridge, tr("Feature maps"), "layers", "own", "viridis")
        self._scene: Scene | None = None
        self._shown: Shown | None = None
        self._asked: tuple[Shown, tuple[int, ...]] | None = None
        self._judged: Judged | None = None
        self._judging = Newest("judging of maps", self)
        self.bars = Bars("inspect.feature_maps.bars", tr("The layer's numbers"))
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self.bars)
        self.views.addWidget(self._scroll)
        self.picture = InputView("inspect.feature_maps.input")
        self.views.addWidget(self.picture)
        self.pointer = Pointer(self)
        self._grid_pointing, self._bars_pointing = (
            GridPointing(self.grid, self.pointer),
            BarsPointing(self.bars, self.pointer),
        )
        self.panel = WorkPanel("inspect.feature_maps.work")
        self._by_hand = ByHand(self.panel.by_hand, self.grid, self.questions)
        self._by_hand.taken.connect(self.taken_by_hand)
        self._by_hand.failed.connect(self.failed)
        self._wanted: tuple[str, tuple[int, ...]] | None = None
        self._noticed = FittingLabel()
        self._noticed.setObjectName("inspect.feature_maps.noticed")
        self._noticed.hide()
        self._put_beside()
        self.settings_changed.connect(self._draw)
        self.pointer.changed.connect(self._point)
        self.panel.let_go.connect(self.pointer.let_go)

    @property
    def noticed(self) -> str:
        """What is said of dead and repeated channels; empty where there is nothing to say."""
        return "" if self._noticed.isHidden() else self._noticed.full

    @property
    def marks(self) -> dict[int, str]:
        """The channels that are marked, each with the name of its colour."""
        return self._grid_pointing.marks

    def look(self, scene: Scene) -> None:
        self._scene = scene
        found = self._found(scene)
        if scene.layer is None and scene.picture is not None:
            self.questions.drop(ShowFeatures)
            self._show_input(scene.picture)
        elif isinstance(found, Hint) or scene.picture is None:
            self.questions.drop(ShowFeatures)
            self._clear()
            self.show_hint(found if isinstance(found, Hint) else Hint(tr("No picture"), scene.no_picture))
        else:
            self.set_title(found.name, scene.facts(found))
            request = ShowFeatures(
                self.questions.sender_name, subject=scene.subject, layer=found.name, picture=scene.picture
            )
            key = (scene.moment.about, found.name, id(scene.picture))
            is_share = found.spec.activation_name() == "softmax"
            answered = partial(self._answered, scene, key, is_share)
            self.questions.ask(request, key, answered, self._failed, self._wait)

    def look_again(self) -> None:
        if self._scene is not None and not self.questions.is_asked(ShowFeatures):
            self.look(self._scene)

    def figure(self) -> Figure | None:
        view, scene, array = self.views.currentWidget(), self._scene, self.picture.array
        if self.hint or scene is None:
            return None
        if view is self.picture:
            return None if array is None else figure_of_input(scene, array)
        shown = self.grid.about if view is self.grid else self._shown
        if not isinstance(shown, Shown):
            return None
        name, caption = words_of(shown, self.scaling_words if view is self.grid else "")
        return self.grid.figure(name, caption) if view is self.grid else Figure(name, caption, (self.bars.panel(),))

    def point_at(self, layer: str, place: tuple[int, ...]) -> None:
        """Holds on to a number of a layer, now or once the maps of the layer are there."""
        self._wanted = layer, place
        if self._shown is not None and self._shown.layer == layer and not self.questions.is_asked(ShowFeatures):
            self._point_at_wanted()

    def _point_at_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        shape = self.pointer.shape
        if wanted is None or self._shown is None or wanted[0] != self._shown.layer or len(shape) != len(wanted[1]):
            return
        if all(0 <= at < size for at, size in zip(wanted[1], shape, strict=True)):
            self.pointer.pin(wanted[1])

    def leave(self) -> None:
        super().leave()
        self._asked = None
        self._judging.stop()
        self.grid.stop()
        self.pointer.let_go()

    # What the layer gave

    def _answered(self, scene: Scene, key: object, is_share: bool, event: FeaturesShown) -> None:
        before = self._shown
        self._shown = Shown(scene, key, event.layer, event.maps, is_share)
        if before is None or before.layer != event.layer:
            self.pointer.let_go()
        if before is None or before.scene.picture is not scene.picture:
            self.panel.show_picture(scene.picture)
        self.pointer.take_shape(event.maps.shape)
        self.show_content()
        self.expect(key, tr("Making a picture of the maps…"))
        self._draw()
        self._judge(event.maps)
        if self._wanted is not None:
            self._point_at_wanted()
        elif self.pointer.place is not None:  # the weights, or the picture, are others now
            self._point()

    def _show_input(self, picture: npt.NDArray[np.uint8]) -> None:
        """Shows the picture itself, (height, width, channels), in the place of maps."""
        self._clear()
        words = tr("{shape} · select a layer to see what it makes of this picture", shape=shape_in_words(picture.shape))
        self.set_title(tr("Input"), words)
        self.picture.show_array(picture)
        self.show_content()
        self.show_view(self.picture)
        self.panel.hide()

    def _clear(self) -> None:
        """Forgets the maps, so that changed settings do not bring them back."""
        self._shown = None
        self._judging.stop()
        self._notice(None)
        self.pointer.let_go()
        self.pointer.take_shape(())

    @staticmethod
    def _found(scene: Scene) -> Node | Hint:
        found = feature_node(scene)
        if not isinstance(found, Hint) and scene.no_picture:
            return Hint(tr("No picture to show to the network"), scene.no_picture)
        return found

    def _failed(self, why: str) -> None:
        self._clear()
        self.show_hint(Hint(tr("This cannot be shown"), why))

    def _wait(self, text: str) -> None:
        self._clear()
        self.panel.show_picture(None if self._scene is None else self._scene.picture)
        self.show_waiting(text)

    def _draw(self) -> None:
        if self._shown is None:
            return
        self.panel.show()
        maps = self._shown.maps
        if maps.ndim == 1 and len(maps) <= _MOST_BARS:
            self._draw_bars(maps)
            self.show_view(self._scroll)
            return
        noun = {1: tr("number"), 2: tr("table")}.get(maps.ndim, tr("channel"))
        self.show_view(self.grid)
        tiles = maps[:, :, None] if maps.ndim == 2 else maps
        name = f"{noun} {{}}".format
        self.grid.set_maps(tiles, self.scaling, title=name, about=self._shown, name=name)

    def _draw_bars(self, values: npt.NDArray[np.float32]) -> None:
        assert self._shown is not None
        are_shares, scene = self._shown.are_shares, self._shown.scene
        are_classes = stand_for_classes(scene.network, self._shown.layer, len(values), scene.labels)
        names = scene.labels if are_classes else tuple(map(str, range(len(values))))
        in_words = percent if are_shares else number
        bars = [Bar(name, float(value), in_words(float(value))) for name, value in zip(names, values, strict=True)]
        known = np.nan_to_num(values)
        high = 1.0 if are_shares else float(known.max())
        self.bars.show_bars(bars, int(np.argmax(known)), float(known.min()), high)

    # What is to be said of the maps

    def _judge(self, maps: npt.NDArray[np.float32]) -> None:
        """Beside the window: for many maps it takes a while, which no training shall pay for twice a second."""
        if self._shown is not None and self._shown.scene.is_live and maps.size > _MOST_JUDGED_LIVE:
            self._notice(None)
            return
        self._judging.run(lambda _: judge(maps), self._notice, lambda _: self._notice(None))

    def _notice(self, judged: Judged | None) -> None:
        self._judged = judged
        words = judged.words if judged is not None else ""
        self._noticed.setVisible(bool(words))
        if judged is None or not words:
            self._grid_pointing.mark({})
            return
        self._noticed.say(words, tip=judged.how)
        dead = dict.fromkeys((*judged.broken, *judged.zero), "error")
        level = dict.fromkeys((*judged.constant, *(each.channel for each in judged.repeats)), "warning")
        self._grid_pointing.mark(level | dead)

    # How a number comes about

    @Slot()
    def _point(self) -> None:
        """Shows where the number lies, and asks for its sum."""
        shown, place = self._shown, self.pointer.place
        self.panel.show_pinned(self.pointer.is_pinned)
        self._by_hand.point(shown, place)
        if shown is None or place is None:
            self._asked = None
            self.questions.drop(WorkOut)
            self.panel.show_hint()
            return
        if self.pointer.is_pinned and len(place) != 2 and self.views.currentWidget() is self.grid:
            self.grid.read((place[2], place[0], place[1]) if len(place) == 3 else (place[0], 0, 0))
        title = place_in_words(place, shown.maps.shape)
        self.panel.show_place(capitalised(title), *seen_by(shown.scene.analysis, shown.layer, place))
        if not self.questions.is_asked(WorkOut):
            self._ask(shown, place)

    def _ask(self, shown: Shown, place: tuple[int, ...]) -> None:
        """One question at a time: the mouse moves faster than a large network answers."""
        picture = shown.scene.picture
        if picture is None:
            return
        self._asked = shown, place
        sender = self.questions.sender_name
        request = WorkOut(sender, subject=shown.scene.subject, layer=shown.layer, picture=picture, place=place)
        self.questions.ask(request, shown.key, self._worked, self._not_worked)

    def _worked(self, event: WorkedOut) -> None:
        shown, place, asked = self._shown, self.pointer.place, self._asked
        if shown is None or place is None or asked is None:
            return
        if asked[0].key == shown.key and event.work.place == place:
            naming = Naming(shown.scene.analysis, shown.scene.labels)
            label = naming.label(shown.layer, place)
            self.panel.show_work(event.work, naming, self.colours, outcome(event.work, label))
        if asked != (shown, place):
            self._ask(shown, place)

    def _not_worked(self, why: str) -> None:
        self.panel.show_failure(why)

    # How it looks

    def _put_beside(self) -> None:
        """Puts the panel at the right of the maps, and what is noticed above them."""
        content = self.views.parentWidget()
        assert content is not None
        layout = content.layout()
        assert isinstance(layout, QBoxLayout)
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        layout.replaceWidget(self.views, splitter)
        layout.setStretchFactor(splitter, 1)
        layout.insertWidget(layout.indexOf(splitter), self._noticed)
        splitter.addWidget(self.views)
        splitter.addWidget(self.panel)
        splitter.setSizes([_USUAL_MAPS, _USUAL_PANEL])
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setHandleWidth(9)
        self.panel.setMinimumWidth(_LEAST_PANEL)
        self.panel.setMaximumWidth(_MOST_PANEL)
