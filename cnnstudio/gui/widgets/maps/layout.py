"""How many tiles stand in a row, and how large, so that a tiled picture fills the room it has."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_MOST_SCALE = 48
"""A number is drawn at most this large when the picture is fitted into its place, in pixels."""

_MOST_SCROLLED = 8
"""… and at most this large where it has to be scrolled: larger ones would only hide more of the others."""

_ENOUGH = 2 / 3
"""A whole scale that fills less of the place than this gives way to a half one, though then numbers differ in size by a
pixel of the screen."""


@dataclass(frozen=True)
class Room:
    """The place for a picture, in the screen's own pixels.

    Attributes:
        bar: How wide a scroll bar is, which a picture that is too high leaves less room for.
        least: A number is drawn at least this large; where they do not all fit then, the picture is scrolled. With 0
            all of it is seen, however small.
        ratio: The screen's own pixels for each of Qt's.
        most: A number is drawn at most this large, in Qt's pixels.
    """

    width: float
    height: float
    bar: float = 0
    least: int = 1
    ratio: float = 1
    most: int = _MOST_SCALE

    def scale(self, width: int, height: int) -> float:
        """The largest scale, whole or half, at which a picture of ``width`` by ``height`` numbers is seen, or fills a
        row."""
        if self.holds(width, height):
            fitting = np.asarray(min(self.width / width, self.height / height))
            return min(float(_in_steps(fitting)), round(self.most * self.ratio))
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
    drawn = np.minimum(_in_steps(scale), _MOST_SCALE)
    empty = rows * columns - count
    return int(columns[np.lexsort((columns, -empty, drawn))[-1]])


def _in_steps(fitting: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The whole scales below those that fit, the half ones where these leave too much empty, and below 1 the same."""
    whole = np.floor(fitting)
    stepped = np.where((whole / fitting) ** 2 < _ENOUGH, np.floor(2 * fitting) / 2, whole)
    return np.where(fitting < 1, fitting, stepped)


def better_columns(options: Iterable[int], count: int, tile_size: tuple[int, int], gap: int, room: Room) -> int:
    """Which of these numbers of tiles in a row is seen best: all at once, else scrolled one way only, else largest."""

    def merit(columns: int) -> tuple[bool, bool, float]:
        width = columns * (tile_size[1] + gap) - gap
        height = -(-count // columns) * (tile_size[0] + gap) - gap
        scale = room.scale(width, height)
        is_held = room.holds(width, height)
        return is_held, is_held or width * scale <= room.width - room.bar, scale

    return max(options, key=merit)
