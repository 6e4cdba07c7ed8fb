"""What a layer makes of the picture: its maps side by side, or its numbers as bars."""

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QScrollArea

from cnnstudio.gui.viewer.maps_tab import MapsTab
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.reading import number

_MOST_BARS = 32


class FeaturesTab(MapsTab):
    """Feature maps (height, width, channels), or a list of numbers (length,)."""

    def __init__(self) -> None:
        super().__init__("inspect.feature_maps", "Feature maps", "layers", "own", "viridis")
        self._maps: npt.NDArray[np.float32] | None = None
        self._labels: tuple[str, ...] = ()
        self.bars = Bars("inspect.feature_maps.bars", "The layer's numbers")
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self.bars)
        self.views.addWidget(self._scroll)
        self.settings_changed.connect(self._draw)

    def show_maps(self, maps: npt.NDArray[np.float32], labels: tuple[str, ...] = ()) -> None:
        """Shows other maps; ``labels`` name the numbers of a list, where they stand for classes."""
        self._maps, self._labels = maps, labels if maps.shape == (len(labels),) else ()
        self.show_content()
        self._draw()

    def clear(self) -> None:
        """Forgets the maps, so that changed settings do not bring them back."""
        self._maps = None

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
        bars = [Bar(name, float(value), number(float(value))) for name, value in zip(names, values, strict=True)]
        known = np.nan_to_num(values)
        self.bars.show_bars(bars, int(np.argmax(known)), float(known.min()), float(known.max()))
