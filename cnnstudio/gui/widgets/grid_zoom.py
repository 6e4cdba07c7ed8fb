"""How large a tiled picture is drawn: fitted into its place, or as large as the person made it."""

import math
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QScrollArea, QStyle

from cnnstudio.gui.widgets.grid_layout import Room, best_columns
from cnnstudio.gui.widgets.grid_view import MOST_NAMED, GridView
from cnnstudio.gui.widgets.tiling import Maps

_CLOSEST = 200
_LEAST_NAMED, _LEAST_SHARE, _TRIES = 24, 0.7, 4
"""The narrowest tile that has its name under it, in pixels, and how small the names may make it."""

_MOST_ALONE = 96
"""A tile alone is fitted with larger numbers than all of them are, so that these can be written into it."""


class GridZoom:
    """The scale of what is shown in a scroll area, in pixels of the screen, its own small ones, for each number."""

    def __init__(self, area: QScrollArea) -> None:
        self._area = area
        self._chosen: int | None = None

    def fit(self) -> None:
        """As large as all of it can be seen."""
        self._chosen = None

    def scale(self, view: GridView | None) -> int:
        """The one chosen, else the fitting one."""
        return self._chosen or self._fitted(view)

    def change(self, view: GridView, steps: float) -> float:
        """Larger or smaller by a quarter each step, never smaller than what fits; how many times as large it is now."""
        before, fitted = self.scale(view), self._fitted(view)
        wanted = max(before + 1, round(before * 1.25)) if steps > 0 else min(before - 1, round(before / 1.25))
        self._chosen = None if wanted <= fitted else min(wanted, max(_CLOSEST, fitted))
        return self.scale(view) / before

    def keep(self, at: QPointF, factor: float) -> None:
        """Scrolls so that the point ``at`` of the picture stays put, which has become ``factor`` times as large."""
        for bar, place in (
            (self._area.horizontalScrollBar(), at.x()),
            (self._area.verticalScrollBar(), at.y()),
        ):
            bar.setValue(bar.value() + round(place * (factor - 1)))

    def room(self, least: int) -> Room:
        """The place there is, where a number is at least so large, in pixels."""
        ratio, viewport = self._area.devicePixelRatio(), self._area.maximumViewportSize()
        bar = self._area.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) * ratio
        return Room(viewport.width() * ratio, viewport.height() * ratio, bar, round(least * ratio), ratio)

    def columns(self, maps: Maps, line: float) -> tuple[int, int]:
        """How many tiles to put in a row, and how many rows of numbers to leave empty under each for a name.

        Args:
            line: The height of a line of words, in pixels of the screen.
        """
        room, (rows, across), gap = self.room(maps.least), maps.size, maps.gap

        def fitted(under: int) -> tuple[int, int]:
            """Tiles in a row, and the scale that they have then."""
            columns = min(maps.columns or best_columns(maps.count, (rows + under, across), gap, room), maps.count)
            high = -(-maps.count // columns) * (rows + under + gap) - gap
            return columns, room.scale(columns * (across + gap) - gap, high)

        columns, usual = fitted(0)
        scale, under = usual, 0
        if maps.name is None or maps.columns or maps.count > MOST_NAMED or not gap:
            return columns, 0
        named = columns
        for _ in range(_TRIES):  # what is empty makes the tiles smaller, and then more of it is needed
            needed = math.ceil(line / scale)
            if needed <= under:
                break
            under = needed
            named, scale = fitted(under)
        is_worth_it = across * scale >= _LEAST_NAMED * room.ratio and scale >= _LEAST_SHARE * usual
        return (named, under) if is_worth_it else (columns, 0)

    def _fitted(self, view: GridView | None) -> int:
        """The largest whole scale at which everything is seen; the least one when nothing is small enough."""
        if view is None or view.area.isEmpty():
            return 1
        room = self.room(view.made.maps.least)
        room = room if view.alone is None else replace(room, most=_MOST_ALONE)
        return room.scale(view.area.width(), view.area.height())
