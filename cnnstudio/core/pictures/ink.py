"""A drawing, a scan or a photograph of one as a network's input, made as MNIST's pictures were made.

MNIST's makers (http://yann.lecun.com/exdb/mnist/): "size normalized to fit in a 20x20 pixel box while preserving their
aspect ratio … centered in a 28x28 image by computing the center of mass of the pixels, and translating the image so
as to position this point at the center".
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.pictures.tiles import resize
from cnnstudio.core.spec import FloatArray

_LEAST_INK = 0.05
"""A drawing whose darkest point is fainter than this, of 1, counts as empty."""

_FAINT = 1e-3
"""Ink below this is not part of the drawing when its edges are looked for."""

_WORKING_SIDE = 160
"""A photograph's digit is looked at with this many pixels on its longer side; more shows nothing new."""

_MOST_SIDE = 512
"""A photograph of twice as many pixels a side and more is made smaller before anything is looked for on it."""

_STROKE = 0.13
"""A stroke's least width as a share of the digit's longer side: MNIST's are about 2.6 of 20 pixels."""


@dataclass(frozen=True)
class Steps:
    """What is done to a drawing on its way to a network; as they stand here, a digit becomes one of MNIST's.

    Attributes:
        crop: The empty margin is cut away; otherwise the whole paper stays.
        scale: It is fitted into a box of 20 of 28 pixels; otherwise it is as large as the paper makes it, which fills
            the picture.
        centre: Its centre of mass comes to the middle; otherwise the middle of what was cut out, or of the paper.
        invert: Dark on light, as it stands on paper; otherwise light on dark.
        threshold: Every pixel is all ink or none.
    """

    crop: bool = True
    scale: bool = True
    centre: bool = True
    invert: bool = False
    threshold: bool = False


MNISTS_WAY = Steps()

AS_IT_STANDS = Steps(crop=False, scale=False, centre=False)
"""The whole paper, no more than made smaller."""


@dataclass(frozen=True, eq=False)
class Brought:
    """A drawing as it stands on a network's input.

    Attributes:
        planes: Float32 (height, width, planes), 0 to 1; the first is the ink.
        kept: The part of the paper that is brought over: first row, first column, rows, columns.
        origin: Row and column of the paper where the input's corner lies; may lie beside the paper.
        pitch: How many rows and columns of the paper one pixel of the input covers.
        moved: Rows down and columns to the right by which centring moved the ink, in pixels of the input.
    """

    planes: FloatArray
    kept: tuple[int, int, int, int]
    origin: tuple[float, float]
    pitch: tuple[float, float]
    moved: tuple[int, int]


def bring(planes: npt.NDArray[Any], shape: tuple[int, ...], steps: Steps = MNISTS_WAY) -> Brought | None:
    """Cuts, fits and centres a drawing as ``steps`` says, all of them but the last two; None for an empty one.

    Args:
        planes: (rows, columns, planes), uint8 or 0 to 1. The first is the ink, 0 none to full; the others go where it
            goes and are made stronger as it is: MNIST's strokes reach full white, and fitting makes thin ones grey.
    """
    ink = np.ascontiguousarray(planes[..., 0])
    full = 255 if planes.dtype == np.uint8 else 1
    if ink.size == 0 or ink.max() < _LEAST_INK * full:
        return None
    height, width = shape[:2]
    inked = _inked(ink) if steps.crop else (slice(0, ink.shape[0]), slice(0, ink.shape[1]))
    cut = np.asarray(planes[inked], np.float32) / np.float32(full)
    rows, columns = cut.shape[:2]
    room, paper = ((_box(shape),) * 2, (rows, columns)) if steps.scale else ((height, width), ink.shape)
    factor = min(room[0] / paper[0], room[1] / paper[1])
    small = resize(cut, *(max(1, round(side * factor)) for side in (rows, columns)))
    small = np.clip(small / max(float(small[..., 0].max()), 1e-6), 0, 1)
    middle = (small.shape[0] / 2, small.shape[1] / 2)
    unmoved = _corner(middle, height, width)
    corner = _corner(_centre_of_mass(small[..., 0]), height, width) if steps.centre else unmoved
    pitch = rows / small.shape[0], columns / small.shape[1]
    first = inked[0].start, inked[1].start
    return Brought(
        _place(small, height, width, corner),
        (*first, rows, columns),
        (first[0] - corner[0] * pitch[0], first[1] - corner[1] * pitch[1]),
        pitch,
        (corner[0] - unmoved[0], corner[1] - unmoved[1]),
    )


def ink_to_input(
    ink: npt.NDArray[Any], shape: tuple[int, int, int], steps: Steps = MNISTS_WAY
) -> npt.NDArray[np.uint8] | None:
    """A drawing as a network's input: uint8 of ``shape``, the same in every channel; None for an empty drawing.

    Args:
        ink: (rows, columns), 0 no ink to 1 full ink.
    """
    values = np.clip(np.nan_to_num(np.asarray(ink, np.float32)), 0, 1)
    brought = bring(values[..., None], shape, steps)
    if brought is None:
        return None
    placed = brought.planes[..., 0]
    if steps.threshold:
        placed = np.where(placed >= 0.5, np.float32(1), np.float32(0))
    if steps.invert:
        placed = 1 - placed
    pixels = np.rint(placed * 255).astype(np.uint8)
    return np.repeat(pixels[..., None], shape[2], axis=2)


def _box(shape: tuple[int, ...]) -> int:
    """The side of the square that ink is fitted into: 20 of 28 pixels of the shorter side."""
    return max(1, round(20 / 28 * min(shape[:2])))


def _inked(values: npt.NDArray[Any]) -> tuple[slice, slice]:
    """The smallest rectangle that holds all ink."""
    is_ink = values > (0 if values.dtype == np.uint8 else _FAINT)  # whole numbers stay so, which is five times faster
    rows, columns = np.flatnonzero(is_ink.any(1)), np.flatnonzero(is_ink.any(0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _centre_of_mass(values: FloatArray) -> tuple[float, float]:
    """Row and column, where the first pixel reaches from 0 to 1."""
    total = float(values.sum())
    rows = float((np.arange(values.shape[0]) + 0.5) @ values.sum(1)) / total
    columns = float((np.arange(values.shape[1]) + 0.5) @ values.sum(0)) / total
    return rows, columns


def _corner(middle: tuple[float, float], height: int, width: int) -> tuple[int, int]:
    """Where the corner of something lies whose ``middle`` is on the middle of a picture or up to a pixel past it.

    In MNIST every centre of mass lies from 14 to just under 15, where the first pixel reaches from 0 to 1.
    """
    return math.ceil(height / 2 - middle[0] - 1e-4), math.ceil(width / 2 - middle[1] - 1e-4)


def _place(values: FloatArray, height: int, width: int, corner: tuple[int, int]) -> FloatArray:
    """The values, (rows, columns, planes), on an empty picture; what lies beyond it is cut."""
    result = np.zeros((height, width, values.shape[2]), np.float32)
    top, left = corner
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
    grey = _grey(_smaller(picture))
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


def _smaller(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The picture with no more than about ``_MOST_SIDE`` pixels a side: each the mean of a square of its own."""
    step = max(picture.shape[:2]) // _MOST_SIDE
    if step < 2 or step > min(picture.shape[:2]):
        return picture
    rows, columns = (side // step for side in picture.shape[:2])
    squares = picture[: rows * step, : columns * step].reshape(rows, step, columns, step, *picture.shape[2:])
    total = np.zeros((rows, columns, *picture.shape[2:]), np.uint32)
    for down in range(step):
        for right in range(step):
            total += squares[:, down, :, right]
    return np.asarray((total + step * step // 2) // (step * step), np.uint8)


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
