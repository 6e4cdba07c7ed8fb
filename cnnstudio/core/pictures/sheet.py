"""A sheet of paper with ink on it, in colour or not, as a network's input, and what each step did to it in words."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.ink import AS_IT_STANDS, MNISTS_WAY, Brought, Steps, bring
from cnnstudio.core.spec import FloatArray

Shape3 = tuple[int, int, int]

_GLANCE = 8
"""Pixels from one that is looked at first to the next."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """What lies on a desk: paper, perhaps a picture on it, and ink over both. Two are the same if they are one object.

    Attributes:
        planes: uint8 (rows, columns, 4): how much of the paper the ink covers, 0 to 255, and the ink's red, green and
            blue times that.
        is_dark: Whether the paper is black rather than white.
        ground: uint8 (height, width, 1 or 3), a picture under the ink that goes to the network as it is.
        is_prepared: Whether that picture stands as the network's data do, light and dark turned already where they are.
    """

    planes: npt.NDArray[np.uint8]
    is_dark: bool = False
    ground: npt.NDArray[np.uint8] | None = None
    is_prepared: bool = False

    @property
    def ink(self) -> FloatArray:
        """How much of the paper is covered, (rows, columns) from 0 to 1."""
        return self.planes[..., 0].astype(np.float32) / np.float32(255)

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is neither ink nor a picture."""
        cover = self.planes[..., 0]
        # A stroke is mostly wider than so many pixels, and found at once.
        return self.ground is None and not cover[::_GLANCE, ::_GLANCE].any() and not cover.any()


@dataclass(frozen=True, eq=False)
class Made:
    """What a network sees of a sheet.

    Attributes:
        array: uint8 (height, width, channels).
        brought: How the ink got there; None of a sheet with a picture under it, to which nothing is done.
        greys: How many pixels were neither ink nor none before the threshold; 0 without one.
    """

    array: npt.NDArray[np.uint8]
    brought: Brought | None = None
    greys: int = 0


def kept(sheet: Sheet, made: Made) -> npt.NDArray[np.uint8]:
    """The sheet as it is kept in a collection: ink (rows, columns), 0 none to 255 full; or what it looks like.

    The latter is (rows, columns, 3), and of ink that the network sees otherwise than black on white: in a colour, or,
    where it takes colours, in grey or on black paper. Of a sheet with a picture under it, it is what the network sees,
    without the channel of a grey one.
    """
    if sheet.ground is not None and made.brought is None:
        return made.array[..., 0] if made.array.shape[2] == 1 else made.array
    cover, colours = sheet.planes[..., :1], sheet.planes[..., 1:]
    is_grey, is_black_on_white = (colours == colours[..., :1]).all(), not (sheet.is_dark or colours.any())
    if is_black_on_white or (is_grey and made.array.shape[2] != 3):
        return np.ascontiguousarray(cover[..., 0])
    return colours + (255 - cover) * np.uint8(not sheet.is_dark)


def inked(ink: npt.NDArray[np.floating]) -> Sheet:
    """A sheet with black ink, (rows, columns) from 0 to 1, on white paper."""
    planes = np.zeros((*ink.shape, 4), np.uint8)
    planes[..., 0] = np.rint(np.clip(np.nan_to_num(ink), 0, 1) * 255)
    return Sheet(planes)


def sheet_to_input(
    sheet: Sheet, shape: Shape3, steps: Steps = MNISTS_WAY, ground: npt.NDArray[np.uint8] | None = None
) -> Made | None:
    """What a network that takes pictures of ``shape`` sees of the sheet; None of an empty one.

    A network for colour sees ink of its colour on the paper. Any other sees where ink is: light on dark, as MNIST is,
    whatever its colour.

    Args:
        ground: The picture under the ink as an input of ``shape``: then the ink is painted over it, and of the steps
            none is taken.
    """
    if ground is not None:
        return Made(_painted_over(ground, sheet, shape))
    brought = bring(sheet.planes if shape[2] == 3 else sheet.planes[..., :1], shape, steps)
    if brought is None:
        return None
    cover, colours = brought.planes[..., :1], brought.planes[..., 1:]
    greys = 0
    if steps.threshold:
        is_ink = cover >= 0.5
        greys = int(np.count_nonzero((cover > 0.02) & (cover < 0.98)))
        colours = np.where(is_ink, colours / np.maximum(cover, 1e-6), 0)
        cover = is_ink.astype(np.float32)
    if shape[2] == 3:
        values = colours + (1 - cover) * np.float32(not sheet.is_dark)
    else:
        values = np.repeat(cover, shape[2], axis=2)
    if steps.invert:
        values = 1 - values
    return Made(_pixels(values), brought, greys)


def _painted_over(ground: npt.NDArray[np.uint8], sheet: Sheet, shape: Shape3) -> npt.NDArray[np.uint8]:
    """The picture with the ink on it, which keeps its place on the paper and its strength."""
    if not sheet.planes[..., 0].any():
        return ground
    brought = bring(sheet.planes, shape, AS_IT_STANDS)
    if brought is None:
        return ground
    cover, colours = brought.planes[..., :1], brought.planes[..., 1:]
    if shape[2] != 3:
        colours = np.repeat(colours.mean(2, keepdims=True), shape[2], axis=2)
    return _pixels(np.asarray(ground, np.float32) / np.float32(255) * (1 - cover) + colours)


def _pixels(values: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    return np.asarray(np.rint(np.clip(values, 0, 1) * 255), np.uint8)


def step_words(made: Made, paper: tuple[int, int], steps: Steps) -> dict[str, str]:
    """What each step that is taken did to the drawing, in few words, by the step's name in ``Steps``.

    Args:
        paper: Rows and columns of the whole paper.
    """
    brought = made.brought
    if brought is None:
        return {}
    rows, columns = brought.kept[2:]
    share = rows * columns / (paper[0] * paper[1])
    tall, wide = round(rows / brought.pitch[0]), round(columns / brought.pitch[1])
    found = {
        "crop": tr("{share:.0f} % kept", share=100 * share),
        "scale": tr("to {tall} × {wide}", tall=tall, wide=wide),
        "centre": moved_words(brought.moved),
        "invert": tr("dark on light"),
        "threshold": tr_count("{count:,} grey gone", "{count:,} greys gone", made.greys),
    }
    return {name: words for name, words in found.items() if getattr(steps, name)}


def moved_words(moved: tuple[int, int]) -> str:
    """How far something was moved, rows down and columns to the right: "6 right, 3 down"."""
    down, right = moved
    parts = []
    if right:
        parts.append(tr("{count} right", count=right) if right > 0 else tr("{count} left", count=-right))
    if down:
        parts.append(tr("{count} down", count=down) if down > 0 else tr("{count} up", count=-down))
    return ", ".join(parts) or tr("in the middle")
