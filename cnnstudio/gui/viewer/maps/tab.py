"""What a layer makes of the picture: its maps side by side, or its numbers as bars."""

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QScrollArea

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.messages import FeaturesShown, ShowFeatures
from cnnstudio.core.network import Node
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.viewer.grid_tab import GridTab
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint, feature_node
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.widgets.reading import number
from cnnstudio.gui.words import percent

_MOST_BARS = 32


class MapsTab(GridTab):
    """Feature maps (height, width, channels), or a list of numbers (length,)."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.feature_maps", bridge, "Feature maps", "layers", "own", "viridis")
        self._scene: Scene | None = None
        self._maps: npt.NDArray[np.float32] | None = None
        self._labels: tuple[str, ...] = ()
        self._are_shares = False
        self.bars = Bars("inspect.feature_maps.bars", "The layer's numbers")
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self.bars)
        self.views.addWidget(self._scroll)
        self.picture = PixelView("inspect.feature_maps.input", "The picture as the network gets it", 86)
        self.views.addWidget(self.picture)
        self.settings_changed.connect(self._draw)

    def look(self, scene: Scene) -> None:
        self._scene = scene
        found = self._found(scene)
        if scene.layer is None and scene.picture is not None:
            self.questions.drop(ShowFeatures)
            self.show_picture(scene.picture)
        elif isinstance(found, Hint) or scene.picture is None:
            self.questions.drop(ShowFeatures)
            self.clear()
            self.show_hint(found if isinstance(found, Hint) else Hint("No picture", scene.no_picture))
        else:
            self.set_title(found.name, scene.facts(found))
            about = (scene.subject, found.name)
            request = ShowFeatures(
                self.questions.sender_name, subject=scene.subject, layer=found.name, picture=scene.picture
            )
            self.questions.ask(request, about, self._answered, self._failed, self._wait)

    def look_again(self) -> None:
        if self._scene is not None:
            self.look(self._scene)

    def show_maps(self, maps: npt.NDArray[np.float32], labels: tuple[str, ...] = (), are_shares: bool = False) -> None:
        """Shows other maps.

        Args:
            labels: Name the numbers of a list, where they stand for classes.
            are_shares: Whether the numbers of a list are shares of 1, as softmax gives them.
        """
        self._maps, self._labels = maps, labels if maps.shape == (len(labels),) else ()
        self._are_shares = are_shares
        self.show_content()
        self._draw()

    def show_picture(self, picture: npt.NDArray[np.uint8]) -> None:
        """Shows the picture itself, (height, width, channels), in the place of maps."""
        self.clear()
        self.set_title(
            "Input", f"{shape_in_words(picture.shape)} · select a layer to see what it makes of this picture"
        )
        self.picture.show_array(picture)
        self.show_content()
        self.show_view(self.picture)

    def clear(self) -> None:
        """Forgets the maps, so that changed settings do not bring them back."""
        self._maps = None

    @staticmethod
    def _found(scene: Scene) -> Node | Hint:
        found = feature_node(scene)
        if not isinstance(found, Hint) and scene.no_picture:
            return Hint("No picture to show to the network", scene.no_picture)
        return found

    def _answered(self, event: FeaturesShown) -> None:
        scene = self._scene
        assert scene is not None
        node = feature_node(scene)
        is_share = not isinstance(node, Hint) and node.spec.activation_name() == "softmax"
        self.show_maps(event.maps, scene.labels, is_share)

    def _failed(self, why: str) -> None:
        self.clear()
        self.show_hint(Hint("This cannot be shown", why))

    def _wait(self, text: str) -> None:
        self.clear()
        self.show_waiting(text)

    def _draw(self) -> None:
        if self._maps is None:
            return
        if self._maps.ndim == 1 and len(self._maps) <= _MOST_BARS:
            self._draw_bars(self._maps)
            self.show_view(self._scroll)
            return
        noun = "number" if self._maps.ndim == 1 else "channel"
        self.show_view(self.grid)
        self.grid.set_maps(self._maps, self.scaling, title=lambda index: f"{noun} {index}")

    def _draw_bars(self, values: npt.NDArray[np.float32]) -> None:
        names = self._labels or tuple(map(str, range(len(values))))
        in_words = percent if self._are_shares else number
        bars = [Bar(name, float(value), in_words(float(value))) for name, value in zip(names, values, strict=True)]
        known = np.nan_to_num(values)
        high = 1.0 if self._are_shares else float(known.max())
        self.bars.show_bars(bars, int(np.argmax(known)), float(known.min()), high)
