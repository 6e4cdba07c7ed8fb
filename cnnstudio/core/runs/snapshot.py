"""How the first kernels and maps of a network looked after one epoch: small enough to keep one of every epoch."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST_KERNELS = 64
MOST_MAPS = 64
MOST_SIDE = 64
"""Larger maps are thinned out to so many rows and columns."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Kernels and feature maps after ``epoch``; arrays are read-only.

    Attributes:
        kernel_layer: The first layer whose weights face the picture; empty where there is none.
        kernels: float32 (rows, columns, input channels, output channels), at most MOST_KERNELS of these last.
        map_layer: The first layer that gives out maps behind it; empty where there is none.
        maps: float16 (height, width, channels) for ``picture``, at most MOST_MAPS channels.
        picture: uint8 (height, width, channels), the first validation picture; the same in each epoch.
    """

    epoch: int
    kernel_layer: str
    kernels: npt.NDArray[np.float32]
    map_layer: str
    maps: npt.NDArray[np.float16]
    picture: npt.NDArray[np.uint8]
