"""The maps of a layer as one image, each pixel of a map a square of the screen."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from cnnstudio.gui.widgets.rasters import colour_table

GAP = 3
"""Pixels of the screen between two maps."""

_BARS_HEIGHT = 40
_WIDEST_BAR = 24


@dataclass(frozen=True)
class Plan:
    """How the maps of one layer are laid out, in pixels of the screen.

    Attributes:
        tile: Height and width of one map.
        across: Maps in one row.
        size: Height and width of all of it.
    """

    tile: tuple[int, int]
    across: int
    size: tuple[int, int]


def planned(shape: tuple[int, ...], width: int, side: int) -> Plan:
    """Where maps of this shape go, (rows, columns, n) or (n,), in this width.

    Args:
        side: About how large a map is to be. Its pixels are whole multiples of the screen's, or whole numbers of them
            share one of the screen's.
    """
    if len(shape) == 1:
        count = shape[0]
        bar = max(1, min(_WIDEST_BAR, width // count))
        return Plan((_BARS_HEIGHT, bar), count, (_BARS_HEIGHT, min(count * bar, width)))
    rows, columns, count = shape
    up, down = _factors(max(rows, columns), min(side, width))
    tile = max(rows * up // down, 1), max(columns * up // down, 1)
    across = max(1, min(count, (width + GAP) // (tile[1] + GAP)))
    lines = -(-count // across)
    return Plan(tile, across, (lines * (tile[0] + GAP) - GAP, across * (tile[1] + GAP) - GAP))


def _factors(longest: int, side: int) -> tuple[int, int]:
    """How many pixels of the screen a pixel of a map takes, or how many of its pixels share one."""
    if longest <= side:
        return max(1, side // longest), 1
    return 1, -(-longest // max(side, 1))


def mosaic(maps: npt.NDArray[np.uint8], plan: Plan, colours: str, ground: QColor) -> QImage:
    """Maps (rows, columns, n) in a colour map, side by side on the ground."""
    tiles, (high, wide) = np.moveaxis(maps, 2, 0), plan.tile
    if high < tiles.shape[1] or wide < tiles.shape[2]:
        tiles = _shrunk(tiles, high, wide)
    factor = high // tiles.shape[1]
    lines = np.take(colour_table(colours), tiles).repeat(factor, 2)
    image = QImage(plan.size[1], plan.size[0], QImage.Format.Format_RGB32)
    image.fill(ground)
    for first in range(0, len(lines), plan.across):
        some = lines[first : first + plan.across]
        places = _places(image, (high + GAP) * (first // plan.across), plan, len(some))
        for line in range(factor):
            places[:, line::factor] = some
    return image


def _places(image: QImage, top: int, plan: Plan, count: int) -> npt.NDArray[np.uint32]:
    """The image's own memory where the maps of a row stand, (count, rows, columns)."""
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(image.height(), image.width())[top : top + plan.tile[0]]
    down, right = pixels.strides
    strides = (plan.tile[1] + GAP) * right, down, right
    return np.lib.stride_tricks.as_strided(pixels, (count, *plan.tile), strides)


def _shrunk(tiles: npt.NDArray[np.uint8], high: int, wide: int) -> npt.NDArray[np.uint8]:
    """The mean of so many neighbours that as many rows and columns are left; what is over at the edge is left out."""
    step_down, step_across = tiles.shape[1] // high, tiles.shape[2] // wide
    cut = tiles[:, : high * step_down, : wide * step_across]
    shape = (len(tiles), high, step_down, wide, step_across)
    return np.asarray(cut.reshape(shape).mean((2, 4), dtype=np.float32), np.uint8)


def bars(values: npt.NDArray[np.uint8], zero: int, plan: Plan, colour: QColor, ground: QColor) -> QImage:
    """A list of numbers as bars that stand on, or hang from, the line where ``zero`` of 0 to 255 lies."""
    height, width = plan.size
    bar = plan.tile[1]
    ends = np.repeat(values, bar) if len(values) * bar <= width else _greatest(values, width)
    level = height - 1 - ends.astype(np.int64) * (height - 1) // 255
    base = height - 1 - zero * (height - 1) // 255
    line = np.arange(height)[:, None]
    is_inside = (line >= np.minimum(level, base)) & (line <= np.maximum(level, base))
    if bar >= 4:  # a line free between bars that are wide enough for it
        is_inside[:, bar - 1 :: bar] = False
    return _image(np.where(is_inside, np.uint32(colour.rgb()), np.uint32(ground.rgb())))


def _greatest(values: npt.NDArray[np.uint8], width: int) -> npt.NDArray[np.uint8]:
    """The greatest of the values that share each pixel of this width."""
    starts = np.arange(width) * len(values) // width
    return np.asarray(np.maximum.reduceat(values, starts), np.uint8)


def _image(pixels: npt.NDArray[np.uint32]) -> QImage:
    whole = np.ascontiguousarray(pixels)
    height, width = whole.shape
    # copy(): the image must not outlive the array's memory.
    return QImage(whole.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
