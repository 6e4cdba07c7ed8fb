"""Arrays as pictures: feature maps and kernels laid out as tiles, and a drawing or a photograph as a network's input.

A drawing becomes a digit the way MNIST's makers did it (http://yann.lecun.com/exdb/mnist/): "size normalized to fit in
a 20x20 pixel box while preserving their aspect ratio … centered in a 28x28 image by computing the center of mass of
the pixels, and translating the image so as to position this point at the center".
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.spec import FloatArray

Scaling = Literal["own", "common", "symmetric", "channel"]

_LEAST_INK = 0.05
"""A drawing whose darkest point is fainter than this, of 1, counts as empty."""

_FAINT = 1e-3
"""Ink below this is not part of the drawing when its edges are looked for."""

_WORKING_SIDE = 160
"""A photograph's digit is looked at with this many pixels on its longer side; more shows nothing new."""

_STROKE = 0.13
"""A stroke's least width as a share of the digit's longer side: MNIST's are about 2.6 of 20 pixels."""


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
    values = np.asarray(picture, np.float32)
    tall = np.tensordot(_averaging(values.shape[0], height), values, axes=(1, 0))
    wide = np.tensordot(_averaging(values.shape[1], width), tall, axes=(1, 1))
    return np.asarray(np.moveaxis(wide, 0, 1), np.float32)


def _averaging(before: int, after: int) -> FloatArray:
    """The matrix (after, before) whose rows are the shares of the old pixels in each new one; each sums to 1."""
    step = before / after
    if after <= before:
        start = np.arange(after)[:, None] * step
        old = np.arange(before)[None]
        shares = np.clip(np.minimum(old + 1, start + step) - np.maximum(old, start), 0, None)
        return np.asarray(shares / shares.sum(1, keepdims=True), np.float32)
    centres = np.clip((np.arange(after) + 0.5) * step - 0.5, 0, before - 1)
    return np.asarray(np.clip(1 - np.abs(centres[:, None] - np.arange(before)[None]), 0, None), np.float32)


def ink_to_input(
    ink: npt.NDArray[Any],
    shape: tuple[int, int, int],
    box: int | None = None,
    crop: bool = True,
    centre: bool = True,
) -> npt.NDArray[np.uint8] | None:
    """A drawing as a network's input: uint8 of ``shape``, light on dark, the same in every channel.

    Args:
        ink: (rows, columns), 0 no ink to 1 full ink.
        box: The side of the square into which the ink is fitted, its aspect kept; None takes 20 of 28 pixels of the
            shorter side.
        crop: Whether the empty margin is cut away first; otherwise the whole canvas is fitted into the picture.
        centre: Whether the centre of mass comes to the middle; otherwise the middle of the ink, or of the canvas.

    Returns None for an empty drawing.
    """
    values = np.clip(np.nan_to_num(np.asarray(ink, np.float32)), 0, 1)
    if values.size == 0 or values.max() < _LEAST_INK:
        return None
    height, width, channels = shape
    inner = (box or max(1, round(20 / 28 * min(height, width)))) if crop else 0
    if crop:
        values = values[_inked(values)]
    factor = min((inner or height) / values.shape[0], (inner or width) / values.shape[1])
    small = resize(values, *(max(1, round(side * factor)) for side in values.shape))
    # Fitting makes thin strokes grey; MNIST's reach full white.
    small = small / max(float(small.max()), 1e-6)
    middle = _centre_of_mass(small) if centre else (small.shape[0] / 2, small.shape[1] / 2)
    placed = _place(small, height, width, middle)
    pixels = np.rint(np.clip(placed, 0, 1) * 255).astype(np.uint8)
    return np.repeat(pixels[..., None], channels, axis=2)


def _inked(values: FloatArray) -> tuple[slice, slice]:
    """The smallest rectangle that holds all ink."""
    rows, columns = np.flatnonzero((values > _FAINT).any(1)), np.flatnonzero((values > _FAINT).any(0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _centre_of_mass(values: FloatArray) -> tuple[float, float]:
    """Row and column, where the first pixel reaches from 0 to 1."""
    total = float(values.sum())
    rows = float((np.arange(values.shape[0]) + 0.5) @ values.sum(1)) / total
    columns = float((np.arange(values.shape[1]) + 0.5) @ values.sum(0)) / total
    return rows, columns


def _place(values: FloatArray, height: int, width: int, middle: tuple[float, float]) -> FloatArray:
    """The values on an empty picture, their ``middle`` on its middle or up to a pixel past it; the rest is cut.

    In MNIST every centre of mass lies from 14 to just under 15, where the first pixel reaches from 0 to 1.
    """
    result = np.zeros((height, width), np.float32)
    top, left = math.ceil(height / 2 - middle[0] - 1e-4), math.ceil(width / 2 - middle[1] - 1e-4)
    rows = slice(max(top, 0), min(top + values.shape[0], height))
    columns = slice(max(left, 0), min(left + values.shape[1], width))
    result[rows, columns] = values[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    return result


def picture_to_ink(picture: npt.NDArray[np.uint8]) -> FloatArray:
    """A photograph, scan or painting of a digit as ink, (rows, columns) from 0 to 1, cut to the digit.

    The paper's brightness, and how light falls across it, is read off the border; ink is what differs from it, darker
    or lighter, by more than the noise. Strokes thinner than MNIST's are thickened. All zeros where nothing stands on
    the paper.

    Args:
        picture: (rows, columns), or with 1, 2 (grey, alpha), 3 or 4 (colour, alpha) channels; alpha lies on white.
    """
    grey = _grey(picture)
    away = grey - _paper(grey)
    if abs(float(away.min())) > float(away.max()):
        away = -away
    ink = _without_noise(np.clip(away, 0, None))
    if not ink.any():
        return ink
    ink = ink[_inked(ink)]
    factor = _WORKING_SIDE / max(ink.shape)
    ink = resize(ink, *(max(1, round(side * factor)) for side in ink.shape))
    return _thickened(ink)


def _paper(grey: FloatArray) -> FloatArray:
    """The brightness of the empty paper everywhere: a plane through that of the border.

    Fitted twice, the second time without what is far from the border's median: ink that touches it.
    """
    row, column = np.meshgrid(*(np.linspace(-1, 1, side) for side in grey.shape), indexing="ij")
    edge = np.ones(grey.shape, bool)
    edge[1:-1, 1:-1] = False
    places = np.stack([np.ones(edge.sum()), row[edge], column[edge]], axis=1)
    values = grey[edge].astype(np.float64)
    plane = np.array([np.median(values), 0.0, 0.0])
    for _ in range(2):
        off = np.abs(values - places @ plane)
        near = off <= max(3 * float(np.median(off)), 0.02)
        plane = np.linalg.lstsq(places[near], values[near], rcond=None)[0]
    return np.asarray(plane[0] + plane[1] * row + plane[2] * column, np.float32)


def _grey(picture: npt.NDArray[np.uint8]) -> FloatArray:
    """Brightness 0 to 1 (ITU-R BT.601 for colour), transparent parts white."""
    values: FloatArray = np.asarray(picture, np.float32) / np.float32(255)
    if values.ndim == 2:
        return values
    colours = values[..., :3] if values.shape[2] >= 3 else values[..., :1]
    weights = np.array([0.299, 0.587, 0.114], np.float32) if colours.shape[2] == 3 else np.ones(1, np.float32)
    grey = colours @ weights
    if values.shape[2] in (2, 4):
        alpha = values[..., -1]
        grey = grey * alpha + (1 - alpha)
    return np.asarray(grey, np.float32)


def _without_noise(ink: FloatArray) -> FloatArray:
    """Ink above Otsu's threshold as it is, its soft edge kept down to half of it, the rest gone; greatest value 1."""
    peak = float(np.quantile(ink, 0.999)) or float(ink.max())
    if peak < _LEAST_INK:
        return np.zeros_like(ink)
    threshold = _otsu(np.clip(ink / peak, 0, 1))
    soft = np.clip((ink / peak - threshold / 2) / max(threshold / 2, 1e-6), 0, 1)
    return np.asarray(soft, np.float32)


def _otsu(values: FloatArray) -> float:
    """The value halfway between the two groups into which values 0 to 1 fall most clearly.

    The groups are N. Otsu's (1979): those with the most variance between them.
    """
    counts, edges = np.histogram(values, 128, (0, 1))
    sums = np.cumsum(counts * (edges[:-1] + edges[1:]) / 2)
    below = np.cumsum(counts)
    above = below[-1] - below
    dark, light = sums / np.maximum(below, 1), (sums[-1] - sums) / np.maximum(above, 1)
    best = int(np.argmax(below * above * np.square(light - dark)))
    return float(dark[best] + light[best]) / 2


def _thickened(ink: FloatArray) -> FloatArray:
    """With strokes of at least MNIST's width, by spreading each point over a disc."""
    width = _stroke_width(ink)
    wanted = _STROKE * max(ink.shape)
    radius = round((wanted - width) / 2)
    if radius < 1:
        return ink
    padded = np.pad(ink, 2 * radius)
    inner = slice(radius, -radius)
    result = padded[inner, inner].copy()
    rows, columns = padded.shape[0] - 2 * radius, padded.shape[1] - 2 * radius
    for down in range(2 * radius + 1):
        reach = math.isqrt(radius**2 - (down - radius) ** 2)
        for right in range(radius - reach, radius + reach + 1):
            np.maximum(result, padded[down : down + rows, right : right + columns], out=result)
    return result


def _stroke_width(ink: FloatArray) -> float:
    """About how wide the strokes are, in pixels: twice their area over the length of their outline."""
    solid = np.pad(ink > 0.5, 1)
    across = np.count_nonzero(solid[1:] != solid[:-1])
    along = np.count_nonzero(solid[:, 1:] != solid[:, :-1])
    # Steps along a slanted edge are counted in both directions: π/4 of them is its length on average.
    return 2 * np.count_nonzero(solid) / max((across + along) * math.pi / 4, 1)
