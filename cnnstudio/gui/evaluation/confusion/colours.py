"""The colours of a confusion matrix: one hue for what is right, another for mistakes, from the card's colour up."""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from cnnstudio.gui.evaluation.confusion.shown import Shown
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.rasters import rgb_image

RIGHT, WRONG = "convolution", "dense"
"""The theme's blue and vermilion, which colour-blind eyes tell apart."""

_STEPS = 256
_MOST = 0.92
"""How far the strongest colour goes towards its hue."""


def scale(theme: Theme, hue: str) -> npt.NDArray[np.uint32]:
    """256 colours as 0xffrrggbb, from the card's to the hue's."""
    ends = [np.array(theme.colour(name).getRgb()[:3], np.float64) for name in ("card", hue)]
    share = np.linspace(0, _MOST, _STEPS)[:, None]
    red, green, blue = np.rint(ends[0] * (1 - share) + ends[1] * share).astype(np.uint32).T
    return np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue


def scale_image(theme: Theme, hue: str) -> QImage:
    """The scale as one line of pixels."""
    return rgb_image(scale(theme, hue)[None])


def image_of(shown: Shown, theme: Theme) -> QImage:
    """One pixel a cell."""
    steps = (shown.strengths * (_STEPS - 1) + 0.5).astype(np.intp)
    pixels = scale(theme, WRONG)[steps]
    np.fill_diagonal(pixels, scale(theme, RIGHT)[steps.diagonal()])
    return rgb_image(pixels)


def small_image(shown: Shown, theme: Theme, side: int) -> QImage:
    """The matrix on fewer pixels than it has cells, (side, side): each shows the strongest of its cells.

    A pixel on the diagonal shows what is right, so that the diagonal is a line at any size.
    """
    size = len(shown)
    edges = -(-np.arange(side) * size // side)  # the first cell of each pixel
    wrong = shown.strengths.copy()
    np.fill_diagonal(wrong, 0)
    steps = np.maximum.reduceat(np.maximum.reduceat(wrong, edges, 0), edges, 1)
    pixels = scale(theme, WRONG)[(steps * (_STEPS - 1) + 0.5).astype(np.intp)]
    right = np.maximum.reduceat(shown.strengths.diagonal(), edges)
    np.fill_diagonal(pixels, scale(theme, RIGHT)[(right * (_STEPS - 1) + 0.5).astype(np.intp)])
    return rgb_image(pixels)


def ink(ground: QColor) -> QColor:
    """Black or white, whichever is read better on ``ground``: 4.58:1 at least (contrast as in WCAG 2.2)."""
    return max((QColor("black"), QColor("white")), key=lambda colour: _contrast(colour, ground))


def _contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3])
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
