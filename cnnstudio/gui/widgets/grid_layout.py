"""How many tiles stand in a row, and how large, so that a tiled picture fills the room it has."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_MOST_SCALE = 48
"""A number is drawn at most this large when the picture is fitted into its place, in pixels."""

_MOST_SCROLLED = 8
"""… and at most this large where it has to be scrolled: larger ones would only hide more of the others."""


@dataclass(frozen=True)
class Room:
    """The place for a picture, in the screen's own pixels.

    Attributes:
        bar: How wide a scroll bar is, which a picture that is too high leaves less room for.
        least: A number is drawn at least this large; where they do not all fit then, the picture is scrolled.
        ratio: The screen's own pixels for each of Qt's.
        most: A number is drawn at most this large, in Qt's pixels.
    """

    width: float
    height: float
    bar: float = 0
    least: int = 1
    ratio: float = 1
    most: int = _MOST_SCALE

    def scale(self, width: int, height: int) -> int:
        """The largest whole scale at which a picture of ``width`` by ``height`` numbers is seen, or fills a row."""
        if self.holds(width, height):
            return min(int(min(self.width / width, self.height / height)), round(self.most * self.ratio))
        across = min(int((self.width - self.bar) / width), round(_MOST_SCROLLED * self.ratio))
        return max(self.least, across)

    def holds(self, width: int, height: int) -> bool:
        """Whether all of the picture is seen at the least scale."""
        return min(self.width / width, self.height / height) >= self.least


def best_columns(count: int, tile_size: tuple[int, int], gap: int, room: Room) -> int:
    """How many tiles of (rows, columns) in a row make them largest."""
    columns = np.arange(1, count + 1)
    rows = -(-count // columns)
    wide, high = columns * (tile_size[1] + gap) - gap, rows * (tile_size[0] + gap) - gap
    scale = np.minimum(room.width / wide, room.height / high)
    if scale.max() < room.least:  # it has to be scrolled: up and down only
        across = (room.width - room.bar) / room.least
        return max(1, min(count, int((across + gap) // (tile_size[1] + gap))))
    whole = np.minimum(scale.astype(int), _MOST_SCALE)
    empty = rows * columns - count
    return int(columns[np.lexsort((columns, -empty, whole))[-1]])


def better_columns(options: Iterable[int], count: int, tile_size: tuple[int, int], gap: int, room: Room) -> int:
    """Which of these numbers of tiles in a row is seen best: all at once, else scrolled one way only, else largest."""

    def merit(columns: int) -> tuple[bool, bool, int]:
        width = columns * (tile_size[1] + gap) - gap
        height = -(-count // columns) * (tile_size[0] + gap) - gap
        scale = room.scale(width, height)
        return room.holds(width, height), width * scale <= room.width - room.bar, scale

    return max(options, key=merit)
