"""Where a network's pixels lie on the paper."""

import math
from dataclasses import dataclass

from cnnstudio.core.pictures.sheet import Made
from cnnstudio.gui.pad.leaf import SIDE

_CLOSEST = 4
"""Pixels of the screen between two lines; where a network's pixels are smaller, only every so manyth is shown."""


@dataclass(frozen=True)
class Frame:
    """The grid of an input.

    Attributes:
        size: Rows and columns of the input.
        origin: Row and column of the paper, of its 448, where the input's corner lies.
        pitch: Rows and columns of the paper that one pixel covers.
    """

    size: tuple[int, int]
    origin: tuple[float, float]
    pitch: tuple[float, float]

    def lines(self, axis: int, scale: float) -> list[float]:
        """Where the lines across an axis lie, first and last included, on a paper ``scale`` times as large."""
        every = max(1, math.ceil(_CLOSEST / max(self.pitch[axis] * scale, 1e-9)))
        numbers = [*range(0, self.size[axis], every), self.size[axis]]
        return [(self.origin[axis] + number * self.pitch[axis]) * scale for number in numbers]


WHOLE = Frame((28, 28), (0, 0), (SIDE / 28, SIDE / 28))
"""MNIST's pixels over the whole paper."""


def frame_of(made: Made | None, size: tuple[int, int]) -> Frame:
    """Where an input of this size lies: as a drawing was brought there, or in the middle of the whole paper."""
    if made is not None and made.brought is not None:
        return Frame(size, made.brought.origin, made.brought.pitch)
    pitch = SIDE / min(size)
    rows, columns = ((SIDE - each * pitch) / 2 for each in size)
    return Frame(size, (rows, columns), (pitch, pitch))
