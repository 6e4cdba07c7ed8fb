"""Arrays as pictures: feature maps and kernels laid out as tiles, and a picture in another size."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.spec import FloatArray

Scaling = Literal["own", "common", "symmetric", "channel"]


@dataclass(frozen=True, eq=False)
class Tiled:
    """Many equal tiles as one picture, row by row.

    Attributes:
        picture: Float32 (height, width), or (height, width, 3) in colour, 0 to 1; NaN in the gaps and where a value
            was not a finite number.
        tile: Rows and columns of one tile.
        columns: Tiles in one row.
        gap: Pixels between neighbouring tiles; there is none around the picture.
        under: Empty rows under each tile besides, for words.
    """

    picture: FloatArray
    tile: tuple[int, int]
    count: int
    columns: int
    gap: int
    under: int = 0

    def origin(self, index: int) -> tuple[int, int]:
        """Row and column of the picture where the tile begins."""
        row, column = divmod(index, self.columns)
        return row * (self.tile[0] + self.under + self.gap), column * (self.tile[1] + self.gap)

    def locate(self, row: int, column: int) -> tuple[int, int, int] | None:
        """The tile at a point of the picture and the row and column inside it; None in a gap or outside."""
        height, width = self.picture.shape[:2]
        if not (0 <= row < height and 0 <= column < width):
            return None
        down, inner_row = divmod(row, self.tile[0] + self.under + self.gap)
        right, inner_column = divmod(column, self.tile[1] + self.gap)
        index = down * self.columns + right
        if inner_row >= self.tile[0] or inner_column >= self.tile[1] or index >= self.count:
            return None
        return index, inner_row, inner_column


def tile(
    maps: npt.NDArray[Any],
    *,
    columns: int | None = None,
    gap: int = 1,
    scaling: Scaling = "own",
    limits: tuple[float, float] | None = None,
    under: int = 0,
) -> Tiled:
    """The maps side by side.

    Args:
        maps: (height, width, n), or (height, width, n, 3) in colour, or a list of numbers (n,): each number is then a
            tile of one pixel, without gaps, and "own" and "channel" mean "common".
        columns: Tiles in one row; None makes the whole near square.
        scaling: "own" brings each map's least value to 0 and its greatest to 1, "channel" each colour of each map by
            itself (without colours it is "own"), "common" all maps together; "symmetric" puts zero at 0.5 and the
            value farthest from it, of all maps, at 0 or 1. Maps that do not vary become 0 (0.5 about zero).
        limits: The values to bring to 0 and to 1 whatever the maps hold, for pictures that are to be compared; what
            lies beyond is as these. Then there is no ``scaling``.
        under: Empty rows under each tile, also under the last ones; none for a list.

    Raises ValueError for an array of any other shape, or one without values.
    """
    values = np.asarray(maps, np.float32)
    if values.ndim == 1:
        values, gap, scaling = values[None, None], 0, "common" if scaling != "symmetric" else scaling
        under = 0
    if values.ndim not in (3, 4) or values.size == 0:
        raise ValueError(f"no tiles in an array of shape {values.shape}")
    height, width, count = values.shape[:3]
    high, wide = height + under + gap, width + gap
    across = columns or near_square(count, high, wide)
    across = min(across, count)
    down = math.ceil(count / across)
    tail = values.shape[3:]
    canvas = np.full((down * across, high, wide, *tail), np.nan, np.float32)
    canvas[:count, :height, :width] = np.moveaxis(
        _scaled(values, scaling) if limits is None else _between(values, *limits), 2, 0
    )
    picture = canvas.reshape(down, across, high, wide, *tail).swapaxes(1, 2)
    picture = picture.reshape(down * high, across * wide, *tail)
    shown = picture[: picture.shape[0] - gap, : picture.shape[1] - gap]
    return Tiled(shown, (height, width), count, across, gap, under)


def near_square(count: int, height: int, width: int) -> int:
    """How many columns make ``count`` tiles of this size most nearly a square."""
    return max(1, min(count, math.ceil(math.sqrt(count * height / width) - 1e-9)))


def _scaled(values: FloatArray, scaling: Scaling) -> FloatArray:
    finite = np.isfinite(values)
    known = np.where(finite, values, np.float32(np.nan))
    if not finite.any():
        return known
    if scaling == "symmetric":
        reach = float(np.max(np.abs(values, where=finite, out=np.zeros_like(values))))
        # A number that is not finite stays so, through the product with zero too.
        return (known / (2 * reach if reach > 0 else 1) + 0.5).astype(np.float32)
    alone = (2, 3) if scaling == "channel" else (2,)
    axes = None if scaling == "common" else tuple(axis for axis in range(values.ndim) if axis not in alone)
    low = np.min(values, axis=axes, keepdims=True, where=finite, initial=np.inf)
    high = np.max(values, axis=axes, keepdims=True, where=finite, initial=-np.inf)
    # Differences in float64: the range of two float32 numbers need not fit into a third.
    spread = high.astype(np.float64) - low
    varies = np.isfinite(spread) & (spread > 0)
    scaled = (known - low.astype(np.float64)) / np.where(varies, spread, 1)
    return np.where(varies, scaled, known * 0).astype(np.float32)


def _between(values: FloatArray, low: float, high: float) -> FloatArray:
    """The values with ``low`` at 0 and ``high`` at 1, what is beyond cut off; NaN where a value is not finite."""
    known = np.where(np.isfinite(values), values, np.float32(np.nan))
    spread = high - low
    return np.asarray(np.clip((known - low) / spread, 0, 1) if spread > 0 else known * 0, np.float32)


def kernel_tiles(kernels: npt.NDArray[Any], channel: int | None = None) -> FloatArray:
    """Kernels (rows, columns, inputs, outputs) as tiles, one an output channel, for ``tile``.

    With a ``channel``, or a single input, each tile is that input's part of the kernel, (rows, columns, outputs);
    without one, three inputs make colour, (rows, columns, outputs, 3), and any other number takes the first input.
    """
    values = np.asarray(kernels, np.float32)
    if channel is None and values.shape[2] == 3:
        return np.moveaxis(values, 2, 3)
    return values[:, :, channel or 0]


def all_kernel_tiles(kernels: npt.NDArray[Any]) -> FloatArray:
    """Every input's part of every kernel, (rows, columns, outputs · inputs): number ``output · inputs + input``.

    With as many columns as there are inputs, ``tile`` gives each output channel a row of its own.
    """
    values = np.asarray(kernels, np.float32)
    rows, columns, inputs, outputs = values.shape
    return values.swapaxes(2, 3).reshape(rows, columns, outputs * inputs)


def resize(picture: npt.NDArray[Any], height: int, width: int) -> FloatArray:
    """The picture, (rows, columns) or (rows, columns, channels), in another size: each new pixel is the mean of the
    area it covers; an axis that grows is interpolated linearly."""
    # No product of matrices: shared out among threads, one this small waits for them while a network trains.
    tall = _resized(np.asarray(picture, np.float32), height)
    return np.asarray(np.swapaxes(_resized(np.swapaxes(tall, 0, 1), width), 0, 1), np.float32)


def _resized(values: npt.NDArray[Any], after: int) -> npt.NDArray[Any]:
    """The values with ``after`` rows."""
    before = values.shape[0]
    if after == before:
        return values
    flat = (-1, *(1,) * (values.ndim - 1))
    if after < before:
        edges = np.arange(after + 1) * (before / after)
        row = np.minimum(edges.astype(np.intp), before - 1)
        # Between two edges lie whole rows from the one that the first edge crosses, less what of it lies above the
        # edge, and what lies above the second edge of the row that this one crosses.
        whole = np.add.reduceat(values[: before - 1], row[:-1], axis=0, dtype=np.float64)
        above = values[row] * (edges - row).reshape(flat)
        return np.asarray((whole - above[:-1] + above[1:]) * (after / before))
    centres = np.clip((np.arange(after) + 0.5) * (before / after) - 0.5, 0, before - 1)
    row = centres.astype(np.intp)
    share = (centres - row).reshape(flat).astype(np.float32)
    return np.asarray(values[row] * (1 - share) + values[np.minimum(row + 1, before - 1)] * share)
