"""What of a tiled picture is in view: all tiles or one alone; where they lie, and how they are taken along."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.figures.figure import Panel
from cnnstudio.gui.widgets.maps.heads import Ruler
from cnnstudio.gui.widgets.maps.reading import Place, in_words
from cnnstudio.gui.widgets.maps.tiling import Heads, Made
from cnnstudio.gui.widgets.rasters import on_ground

OUTLINED = 3
"""From this scale on tiles get an outline, so that a pale one does not run into the background."""

_MOST_FRAMES = 5_000
"""Outlines of more tiles than this would only be in a figure's way."""

MOST_NAMED, _LEAST_NAMED, _ROOMY = 100, 20, 80
"""So many tiles, at least so large in pixels, stand in a figure each under its name."""

_SLIVER, _LEAST_IN_SLIVER = 8, 6
"""A matrix so many times as long as wide is cut into parts in a figure, its numbers at least so large, in pixels."""

_PARTS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
"""Rows or columns of a part."""

_HINT = tr("Double-click a tile to see it alone; Ctrl and the wheel zoom")


def in_short(name: str) -> str:
    """Of "channel 12" the number, of a name all of it."""
    number = name.rpartition(" ")[2]
    return number if number.isdigit() else name


@dataclass(frozen=True, eq=False)
class GridView:
    """A tiled picture as it is looked at.

    Attributes:
        alone: The number of the tile that fills the place; None for all of them.
    """

    made: Made
    alone: int | None

    @property
    def area(self) -> QRect:
        """The part of the whole image that is in view."""
        return self.made.image.rect() if self.alone is None else self._tile(self.alone)

    def image(self) -> QImage:
        """The picture at one pixel a number."""
        return self.made.image if self.alone is None else self.made.image.copy(self.area)

    def tile_rect(self, index: int) -> QRect:
        """Where a tile lies in ``image``."""
        return self._tile(index) if self.alone is None else QRect(0, 0, *reversed(self.made.tiled.tile))

    def ruler(self, scale: float) -> Ruler | None:
        """Where rows and columns lie, each number ``scale`` pixels large; None where they have no heads."""
        heads, tiled = self.made.maps.heads, self.made.tiled
        if heads is None or self.alone is not None:
            return None
        counts = -(-tiled.count // tiled.columns), tiled.columns
        down, across = tiled.tile
        pitch = (down + tiled.under + tiled.gap) * scale, (across + tiled.gap) * scale
        return Ruler(heads, counts, pitch, (down * scale, across * scale))

    def names(self) -> Iterator[tuple[int, str]]:
        """The tiles that have a name under them, with it."""
        name = self.made.maps.name
        if name is not None and self.made.tiled.under and self.alone is None:
            yield from ((index, name(index)) for index in range(self.made.tiled.count))

    def outlined(self, area: QRect) -> Iterator[int]:
        """The tiles in an area of ``image`` that are drawn with an outline: those with a gap around them."""
        tiled = self.made.tiled
        if not tiled.gap:
            return
        rows, columns = tiled.tile[0] + tiled.under + tiled.gap, tiled.tile[1] + tiled.gap
        for row in range(area.top() // rows, area.bottom() // rows + 1):
            for column in range(area.left() // columns, min(area.right() // columns + 1, tiled.columns)):
                if row * tiled.columns + column < tiled.count:
                    yield row * tiled.columns + column

    def numbers_alone(self) -> npt.NDArray[np.float32] | None:
        """The numbers of the tile that is alone, (rows, columns) or (rows, columns, 3); else None."""
        values = self.made.maps.values
        return None if self.alone is None or values.ndim == 1 else values[:, :, self.alone]

    def locate(self, row: int, column: int) -> Place | None:
        """The tile, and the row and column in it, at a point of ``image``."""
        tiled = self.made.tiled
        if self.alone is None:
            return tiled.locate(row, column)
        inside = 0 <= row < tiled.tile[0] and 0 <= column < tiled.tile[1]
        return (self.alone, row, column) if inside else None

    def words(self, place: Place | None, selected: int | None) -> tuple[str, str, str]:
        """What there is to read at a place, or at all: in full, in fewer words, and in the fewest."""
        maps, tiled = self.made.maps, self.made.tiled
        words = in_words(maps.values, maps.title, place, selected)
        if place is not None:
            where, value = words.split(" · ")[-2:] if maps.values.ndim > 1 else ("", words.rpartition(" · ")[2])
            return words, " · ".join(filter(None, (where, value))), value
        short = " · ".join(filter(None, (words, maps.note if selected is None else "")))
        hint = _HINT if tiled.gap and tiled.count > 1 and self.alone is None else ""
        return " · ".join(filter(None, (short, hint))), short, words

    def panels(self, scale: int) -> tuple[Panel, ...]:
        """What is in view for a figure, on white: tiles each under its name where they are few and large enough."""
        maps, scale = self.made.maps, max(scale, 1)
        count, side = self.made.tiled.count, min(self.made.tiled.tile) * scale
        if self.alone is not None:
            return (self._panel(self.area, scale, maps.title(self.alone), *self.made.legend),)
        if maps.name is not None and count <= MOST_NAMED and side >= _LEAST_NAMED and maps.values.ndim > 1:
            # One bar is enough for all: under the last of them.
            bars = [("", "", "")] * (count - 1) + [self.made.legend]
            names = [maps.name(each) for each in range(count)]
            if side < _ROOMY:
                names = [in_short(name) for name in names]
            return tuple(self._panel(self._tile(each), scale, names[each], *bars[each]) for each in range(count))
        if maps.heads is not None and not maps.gap and (parts := self._parts(maps.heads, scale)):
            return parts
        are_outlined = scale >= OUTLINED and count <= _MOST_FRAMES
        frames = tuple(map(self.tile_rect, self.outlined(self.area))) if are_outlined else ()
        return (self._panel(self.area, scale, "", *self.made.legend, frames),)

    def _parts(self, heads: Heads, scale: int) -> tuple[Panel, ...]:
        """A long and narrow matrix in parts of its length, so that it can be read on a page; none of any other."""
        area = self.area
        is_cut_down = area.height() > area.width()
        long, short = max(area.height(), area.width()), min(area.height(), area.width())
        part = next((each for each in _PARTS if each >= math.sqrt(long * short)), long)
        if long < _SLIVER * short or part >= long:
            return ()
        scale, found = max(scale, _LEAST_IN_SLIVER), []
        for first in range(0, long, part):
            length = min(part, long - first)
            piece = QRect(0, first, short, length) if is_cut_down else QRect(first, 0, length, short)
            bar = self.made.legend if first + length == long else ("", "", "")
            found.append(self._panel(piece, scale, _span(heads, is_cut_down, first, first + length - 1), *bar))
        return tuple(found)

    def _panel(
        self, area: QRect, scale: int, title: str, colours: str, low: str, high: str, frames: tuple[QRect, ...] = ()
    ) -> Panel:
        image = self.made.image if area == self.made.image.rect() else self.made.image.copy(area)
        rows, columns = slice(area.top(), area.bottom() + 1), slice(area.left(), area.right() + 1)
        numbers = self.made.tiled.picture[rows, columns]

        def make() -> QImage:
            return on_ground(image, numbers, QColor("white"))

        return Panel(image, scale, title, colours, low, high, frames, make=make)

    def _tile(self, index: int) -> QRect:
        row, column = self.made.tiled.origin(index)
        height, width = self.made.tiled.tile
        return QRect(column, row, width, height)


def _span(heads: Heads, is_row: bool, first: int, last: int) -> str:
    """What the rows or columns from ``first`` to ``last`` are called: "input 0–99"."""
    word, number = (heads.down, heads.row) if is_row else (heads.across, heads.column)
    is_counted = number(last) - number(first) == last - first
    return f"{word} {number(first)}{'–' if is_counted else ' … '}{number(last)}"
