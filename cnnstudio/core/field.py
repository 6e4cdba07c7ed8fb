"""The receptive field: which pixels of the picture one output number sees.

Rules: A. Araujo, W. Norris, J. Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
For a window of size k, stride s and p pixels of padding before, with r, j and b the size, step and start on the
picture: r ← r + (k − 1)·j, b ← b − p·j, j ← j·s, from r = j = 1 and b = 0. A layer that enlarges the picture u times
divides j by u.
"""

import math
from dataclasses import dataclass, replace

from cnnstudio.core.spec import PLACE_BY_PLACE, Pair, Window

Steps = tuple[float, float]
WHOLE: Steps = (0.0, 0.0)
"""The step of an output that sees the whole picture."""

_CLOSE = 1e-6
"""Steps and places as near as this are the same, in pixels."""


@dataclass(frozen=True)
class Field:
    """What one output number sees; rows, then columns, in pixels of the picture.

    Attributes:
        extent: Size; not a whole number where a layer has enlarged the picture.
        strides: From one output number to the next; 0 when every one sees the whole picture.
        start: First row and column that output number (0, 0) sees; below 0 where that lies outside of the picture.
        swapped: Whether the rows of the output run along the columns of the picture, and its columns along the rows.
        exact: False where all that is known of an output number is that it sees something of the picture.
    """

    extent: Steps = (1, 1)
    strides: Steps = (1, 1)
    start: Steps = (0, 0)
    swapped: bool = False
    exact: bool = True

    @property
    def size(self) -> Pair:
        """Whole pixels that one output number sees at most."""
        return math.ceil(self.extent[0] - _CLOSE), math.ceil(self.extent[1] - _CLOSE)

    @property
    def is_whole(self) -> bool:
        """Whether every output number sees the whole picture, or may see any part of it."""
        return self.strides == WHOLE

    def turned(self, pair: Pair) -> Pair:
        """A pair in the order of the output's axes in that of the picture's, and the other way round."""
        return (pair[1], pair[0]) if self.swapped else pair

    def edges(self, place: Pair) -> tuple[float, float, float, float]:
        """Top, left, bottom and right of what the output number at ``place`` sees, beyond the picture too."""
        along = self.turned(place)
        top, left = (self.start[axis] + along[axis] * self.strides[axis] for axis in (0, 1))
        return top, left, top + self.extent[0], left + self.extent[1]


def whole(picture: Pair, exact: bool = True) -> Field:
    """Of outputs that each see a whole picture of so many rows and columns, or may do so."""
    return Field(picture, WHOLE, (0, 0), exact=exact)


def seen_through(window: Window | None, before: Field, picture: Pair) -> Field:
    """What an output number of a layer with this window sees, where each of its input numbers sees ``before``."""
    if window is PLACE_BY_PLACE:  # most layers of a deep network, so it is not worked out for each
        return before
    if window is None or window.axes == "mixed":
        return whole(picture, exact=window is None)
    (rows, columns), (down, right), (top, left) = before.extent, before.strides, before.start
    size, strides, outside, enlarged = (
        before.turned(pair) for pair in (window.size, window.strides, window.before, window.enlarged)
    )
    return Field(
        (rows + (size[0] - 1) * down, columns + (size[1] - 1) * right),
        (_over(down * strides[0], enlarged[0]), _over(right * strides[1], enlarged[1])),
        (top - outside[0] * down, left - outside[1] * right),
        before.swapped != (window.axes == "swapped"),
        before.exact,
    )


def joined(fields: tuple[Field, ...], picture: Pair) -> Field:
    """What the outputs of several branches together see: the smallest box around all.

    Where the branches do not move over the picture alike there is no such box that moves.
    """
    if any(each.is_whole and each.exact for each in fields):
        return whole(picture)
    if not all(_moves_alike(each, fields[0]) for each in fields):
        return whole(picture, exact=False)
    starts = tuple(min(each.start[axis] for each in fields) for axis in (0, 1))
    ends = tuple(max(each.start[axis] + each.extent[axis] for each in fields) for axis in (0, 1))
    return replace(fields[0], extent=(ends[0] - starts[0], ends[1] - starts[1]), start=(starts[0], starts[1]))


def box(field: Field, place: Pair, picture: Pair) -> tuple[int, int, int, int]:
    """The pixels that the output number at ``place`` sees: top, left, bottom, right, the last two excluded.

    What lies outside is cut off; ``picture`` is its rows and columns.
    """
    top, left, bottom, right = field.edges(place)
    (first_row, end_row), (first_column, end_column) = (
        (min(max(math.floor(low + _CLOSE), 0), length), min(max(math.ceil(high - _CLOSE), 0), length))
        for low, high, length in ((top, bottom, picture[0]), (left, right, picture[1]))
    )
    return first_row, first_column, end_row, end_column


def _moves_alike(one: Field, other: Field) -> bool:
    steps = zip(one.strides, other.strides, strict=True)
    return one.swapped == other.swapped and all(abs(step - its) < _CLOSE for step, its in steps)


def _over(step: float, enlarged: int) -> float:
    return step if enlarged == 1 else step / enlarged
