"""The receptive field: which pixels of the picture one output number sees.

Rules: A. Araujo, W. Norris, J. Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
For a window of size k, stride s and p pixels of padding before, with r, j and b the size, step and start on the
picture: r ← r + (k − 1)·j, b ← b − p·j, j ← j·s, from r = j = 1 and b = 0. A layer that enlarges the picture u times
divides j by u.
"""

import math
from dataclasses import dataclass

from cnnstudio.core.spec import Pair, Window

Steps = tuple[float, float]
WHOLE: Steps = (0.0, 0.0)
"""The step of an output that sees the whole picture."""


@dataclass(frozen=True)
class Field:
    """What one output number sees; rows, then columns, in pixels of the picture.

    Attributes:
        extent: Size; not a whole number where a layer has enlarged the picture.
        strides: From one output number to the next; 0 when every one sees the whole picture.
        start: First row and column that output number (0, 0) sees; below 0 where it sees padding.
    """

    extent: Steps = (1, 1)
    strides: Steps = (1, 1)
    start: Steps = (0, 0)

    @property
    def size(self) -> Pair:
        """Whole pixels that one output number sees at most."""
        return math.ceil(self.extent[0] - 1e-6), math.ceil(self.extent[1] - 1e-6)


def seen_through(window: Window, before: Field) -> Field:
    """What an output number of a layer with this window sees, where each of its input numbers sees ``before``."""
    (rows, columns), (down, right), (top, left) = before.extent, before.strides, before.start
    return Field(
        (rows + (window.size[0] - 1) * down, columns + (window.size[1] - 1) * right),
        (_over(down * window.strides[0], window.enlarged[0]), _over(right * window.strides[1], window.enlarged[1])),
        (top - window.before[0] * down, left - window.before[1] * right),
    )


def joined(fields: tuple[Field, ...]) -> Field:
    """What the outputs of several branches together see: the smallest box around all."""
    starts = tuple(min(each.start[axis] for each in fields) for axis in (0, 1))
    ends = tuple(max(each.start[axis] + each.extent[axis] for each in fields) for axis in (0, 1))
    strides = tuple(max(each.strides[axis] for each in fields) for axis in (0, 1))
    return Field((ends[0] - starts[0], ends[1] - starts[1]), (strides[0], strides[1]), (starts[0], starts[1]))


def box(field: Field, place: Pair, picture: Pair) -> tuple[int, int, int, int]:
    """The pixels that the output number at ``place`` sees: top, left, bottom, right, the last two excluded.

    What lies in the padding is cut off; ``picture`` is its rows and columns.
    """
    found = []
    for axis in (0, 1):
        start = field.start[axis] + place[axis] * field.strides[axis]
        low, high = math.floor(start + 1e-6), math.ceil(start + field.extent[axis] - 1e-6)
        found.append((min(max(low, 0), picture[axis]), min(max(high, 0), picture[axis])))
    return found[0][0], found[1][0], found[0][1], found[1][1]


def _over(step: float, enlarged: int) -> float:
    return step if enlarged == 1 else step / enlarged
