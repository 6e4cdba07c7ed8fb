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
_NO_STEP: Steps = (0.0, 0.0)
"""From one output number to the next where every one sees the same."""

_CLOSE = 1e-6
"""Steps and places as near as this are the same, in pixels."""


@dataclass(frozen=True)
class Field:
    """What one output number sees; rows, then columns, in pixels of the picture.

    Attributes:
        extent: Size; not a whole number where a layer has enlarged the picture.
        strides: From one output number to the next; 0 when every one sees the same.
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
    def is_common(self) -> bool:
        """Whether every output number sees the same part of the picture, or may see it."""
        return self.strides == _NO_STEP

    def is_whole(self, picture: Pair) -> bool:
        """Whether every output number sees the whole picture of so many rows and columns, or may see any part of it."""
        return self.is_common and self.start == (0, 0) and self.extent == picture

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
    return Field(picture, _NO_STEP, (0, 0), exact=exact)


def seen_by_all(field: Field, places: Pair, picture: Pair) -> Field:
    """Of outputs that each see all that a map of so many rows and columns of numbers sees: the box around it."""
    top, left, _, _ = field.edges((0, 0))
    _, _, bottom, right = field.edges((places[0] - 1, places[1] - 1))
    (first_row, end_row), (first_column, end_column) = (
        _cut(low, high, length) for low, high, length in ((top, bottom, picture[0]), (left, right, picture[1]))
    )
    extent = max(end_row - first_row, 0), max(end_column - first_column, 0)
    return Field(extent, _NO_STEP, (first_row, first_column))


def seen_through(window: Window | None, before: Field, picture: Pair, places: Pair) -> Field:
    """What an output number of a layer with this window sees, where each of its input numbers sees ``before``.

    Args:
        places: Rows and columns of the input; of a list those of the map that it was laid out from.
    """
    if window is PLACE_BY_PLACE:  # most layers of a deep network, so it is not worked out for each
        return before
    if window is None:
        return seen_by_all(before, places, picture)
    if window.axes == "mixed":
        return whole(picture, exact=False)
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


def joined(fields: tuple[Field, ...], picture: Pair, places: Pair) -> Field:
    """What the outputs of several branches together see: the smallest box around all; ``places`` of their outputs.

    Where the branches do not move over the picture alike there is no such box that moves, unless one of them sees all
    that the others see.
    """
    common = [each for each in fields if each.is_common and each.exact]
    if common:
        largest = _around(tuple(seen_by_all(each, places, picture) for each in fields))
        is_known = len(common) == len(fields) or any(_around((each, largest)) == _around((each,)) for each in common)
        return largest if is_known else whole(picture, exact=False)
    if not all(_moves_alike(each, fields[0]) for each in fields):
        return whole(picture, exact=False)
    around = _around(fields)
    return replace(fields[0], extent=around.extent, start=around.start)


def _around(fields: tuple[Field, ...]) -> Field:
    """The smallest box around the boxes, which does not move."""
    starts = tuple(min(each.start[axis] for each in fields) for axis in (0, 1))
    ends = tuple(max(each.start[axis] + each.extent[axis] for each in fields) for axis in (0, 1))
    return Field((ends[0] - starts[0], ends[1] - starts[1]), _NO_STEP, (starts[0], starts[1]))


def box(field: Field, place: Pair, picture: Pair) -> tuple[int, int, int, int]:
    """The pixels that the output number at ``place`` sees: top, left, bottom, right, the last two excluded.

    What lies outside is cut off; ``picture`` is its rows and columns.
    """
    top, left, bottom, right = field.edges(place)
    (first_row, end_row), (first_column, end_column) = (
        _cut(low, high, length) for low, high, length in ((top, bottom, picture[0]), (left, right, picture[1]))
    )
    return first_row, first_column, end_row, end_column


def _cut(low: float, high: float, length: int) -> Pair:
    """The first whole pixel of a stretch along a side, and the one behind its last; what lies outside is cut off."""
    return min(max(math.floor(low + _CLOSE), 0), length), min(max(math.ceil(high - _CLOSE), 0), length)


def _moves_alike(one: Field, other: Field) -> bool:
    steps = zip(one.strides, other.strides, strict=True)
    return one.swapped == other.swapped and all(abs(step - its) < _CLOSE for step, its in steps)


def _over(step: float, enlarged: int) -> float:
    return step if enlarged == 1 else step / enlarged
