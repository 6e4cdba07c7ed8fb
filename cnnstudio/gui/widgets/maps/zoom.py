"""How large a tiled picture is drawn: fitted into its place, or as large as the person made it."""

import math
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QStyle

from cnnstudio.gui.widgets.maps.heads import HeadedArea
from cnnstudio.gui.widgets.maps.layout import Room, best_columns
from cnnstudio.gui.widgets.maps.tiling import Maps
from cnnstudio.gui.widgets.maps.view import MOST_NAMED, GridView

_CLOSEST = 200
_LEAST_NAMED, _LEAST_SHARE, _TRIES = 24, 0.7, 4
"""The narrowest tile that has its name under it, in pixels, and how small the names may make it."""

_MOST_ALONE = 96
"""A tile alone is fitted with larger numbers than all of them are, so that these can be written into it."""


class GridZoom:
    """The scale of what is shown in a scroll area, in pixels of the screen, its own small ones, for each number.

    Attributes:
        sees_all: Whether everything is seen at once, also where numbers are too small then to be told from each other.
    """

    def __init__(self, area: HeadedArea) -> None:
        self._area = area
        self._chosen: float | None = None
        self.sees_all = False

    def fit(self) -> None:
        """As large as all of it can be seen."""
        self._chosen = None

    def scale(self, view: GridView | None) -> float:
        """The one chosen, else the fitting one."""
        return self._chosen or self._fitted(view)

    @property
    def is_fitted(self) -> bool:
        """Whether the person has chosen no other scale."""
        return self._chosen is None

    def has_more(self, view: GridView) -> bool:
        """Whether there is more than can be read at once, be it seen all the same."""
        if self.sees_all or view.alone is not None:
            return view.alone is None
        room, scale = self._room_for(view), self.scale(view)
        return view.area.width() * scale > room.width + 1 or view.area.height() * scale > room.height + 1

    def change(self, view: GridView, steps: float) -> float:
        """Larger or smaller by a quarter each step, never smaller than what fits; how many times as large it is now."""
        before, fitted = self.scale(view), self._fitted(view)
        larger = max(math.floor(before) + 1, round(before * 1.25))
        wanted = larger if steps > 0 else min(math.ceil(before) - 1, round(before / 1.25))
        self._chosen = None if wanted <= fitted else min(wanted, max(_CLOSEST, fitted))
        return self.scale(view) / before

    def keep(self, at: QPointF, factor: float) -> None:
        """Scrolls so that the point ``at`` of the picture stays put, which has become ``factor`` times as large."""
        for bar, place in (
            (self._area.horizontalScrollBar(), at.x()),
            (self._area.verticalScrollBar(), at.y()),
        ):
            bar.setValue(bar.value() + round(place * (factor - 1)))

    def room(self, least: int, is_headed: bool) -> Room:
        """The place there is, where a number is at least so large, in pixels; with heads at the edges or without."""
        ratio, viewport = self._area.devicePixelRatio(), self._area.room(is_headed)
        bar = self._area.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) * ratio
        smallest = 0 if self.sees_all else round(least * ratio)
        return Room(viewport.width() * ratio, viewport.height() * ratio, bar, smallest, ratio)

    def columns(self, maps: Maps, line: float) -> tuple[int, int]:
        """How many tiles to put in a row, and how many rows of numbers to leave empty under each for a name.

        Args:
            line: The height of a line of words, in pixels of the screen.
        """
        room, (rows, across), gap = self.room(maps.least, maps.heads is not None), maps.size, maps.gap

        def fitted(under: int) -> tuple[int, float]:
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

    def _room_for(self, view: GridView) -> Room:
        is_headed = view.alone is None and view.made.maps.heads is not None
        room = self.room(view.made.maps.least, is_headed)
        return room if view.alone is None else replace(room, most=_MOST_ALONE)

    def _fitted(self, view: GridView | None) -> float:
        """The largest scale at which everything is seen; the least one when nothing is small enough."""
        if view is None or view.area.isEmpty():
            return 1
        return self._room_for(view).scale(view.area.width(), view.area.height())
