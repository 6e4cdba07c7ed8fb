"""Kernels that have names, for the convolution explorer: what each finds or does to a picture.

After R. Gonzalez, R. Woods, "Digital Image Processing", chapter 3, and I. Sobel, G. Feldman (1968).
"""

from dataclasses import dataclass

import numpy as np

from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray


@dataclass(frozen=True, eq=False)
class NamedKernel:
    """A kernel (rows, columns) with a title and what it does."""

    name: str
    title: str
    about: str
    kernel: FloatArray


def _kernel(name: str, title: str, about: str, rows: list[list[float]], divided: float = 1.0) -> NamedKernel:
    return NamedKernel(name, title, about, np.array(rows, np.float32) / np.float32(divided))


_COPY: list[list[float]] = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
_CROSS: list[list[float]] = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
_AROUND: list[list[float]] = [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
_SHARPEN: list[list[float]] = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
_BLUR: list[list[float]] = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
_GAUSS: list[list[float]] = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
_EMBOSS: list[list[float]] = [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]
_ACROSS: list[list[float]] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
_DOWN: list[list[float]] = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]

NAMED = (
    _kernel("identity", tr("Identity"), tr("Leaves every number as it is."), _COPY),
    _kernel(
        "edges", tr("Edges"), tr("0 where all is alike; large where a number differs from those around it."), _AROUND
    ),
    _kernel("laplace", tr("Edges, four neighbours"), tr("The same from the four nearest numbers."), _CROSS),
    _kernel("sharpen", tr("Sharpen"), tr("Adds to each number what sets it apart from its neighbours."), _SHARPEN),
    _kernel("blur", tr("Blur"), tr("The mean of nine numbers."), _BLUR, 9),
    _kernel("gauss", tr("Soft blur"), tr("A mean that counts the middle most."), _GAUSS, 16),
    _kernel("emboss", tr("Emboss"), tr("As if light fell from one corner."), _EMBOSS),
    _kernel(
        "sobel-x", tr("Sobel, upright edges"), tr("Large where it is brighter at the right than at the left."), _ACROSS
    ),
    _kernel("sobel-y", tr("Sobel, level edges"), tr("Large where it is brighter below than above."), _DOWN),
)
"""In the order of the menu."""
