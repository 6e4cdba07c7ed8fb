"""An exercise from plain numbers in rows: of examples, of lab files, of a picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import MOST_TITLE, checked
from cnnstudio.core.by_hand.edits import with_input
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, Exercise, Operation
from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import FloatArray, Padding, Pair


def made(
    input: Sequence[Any],
    kernels: Sequence[Any] = (),
    *,
    biases: Sequence[float] = (),
    operation: Operation = "convolution",
    window: Pair = (2, 2),
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = "valid",
    activation: str = "linear",
    title: str = "",
) -> Exercise:
    """An exercise as a person writes it down; raises SpecError in words for what is none.

    Args:
        input: A row of numbers, of one dimension; rows of them; or such tables, one a channel.
        kernels: One for each filter, each as deep as the input: rows of numbers, or of one dimension a row, and of
            several channels a list of them. None for a pooling.
        window: Rows and columns of a pooling; of one dimension its columns count.
    """
    given = _numbers(input, "input")
    dimensions: Literal[1, 2] = 1 if given.ndim == 1 else 2
    picture = (
        given[None, :, None] if dimensions == 1 else given[..., None] if given.ndim == 2 else given.transpose(1, 2, 0)
    )
    if operation == "convolution":
        found = _filters(_numbers(kernels, "kernels"), dimensions, picture.shape[2])
    else:
        rows = 1 if dimensions == 1 else window[0]
        found = np.zeros((rows, window[1], picture.shape[2], 1), np.float32)
    steps, holes = (value if isinstance(value, tuple) else (value, value) for value in (stride, dilation))
    steps, holes = (steps, holes) if dimensions == 2 else ((1, steps[1]), (1, holes[1]))
    listed = np.array(biases, np.float32)
    return checked(Exercise(picture, found, listed, operation, dimensions, steps, holes, padding, activation, title))


def _numbers(rows: Sequence[Any], what: str) -> FloatArray:
    try:
        array = np.array(rows, np.float32)
    except (ValueError, TypeError, OverflowError) as error:
        raise SpecError(f"The {what} are rows of numbers, all of one length.") from error
    if not array.size or not 1 <= array.ndim <= 4:
        raise SpecError(f"The {what} are rows of numbers, all of one length.")
    return array


def _filters(array: FloatArray, dimensions: int, channels: int) -> FloatArray:
    """(rows, columns, channels, filters) of what is written filter by filter, channel by channel."""
    if dimensions == 1 and array.ndim == 2:
        return np.ascontiguousarray(array.T[None, :, None])
    if dimensions == 2 and array.ndim == 3:
        if channels != 1:
            raise SpecError(f"Each filter has a kernel for each of the {channels} channels of the input.")
        return np.ascontiguousarray(array.transpose(1, 2, 0)[:, :, None])
    if dimensions == 2 and array.ndim == 4:
        return np.ascontiguousarray(array.transpose(2, 3, 1, 0))
    raise SpecError("The kernels are a list, one for each filter; each has as many dimensions as the input.")


def from_picture(
    exercise: Exercise, picture: npt.NDArray[Any], middle: Pair | None = None, side: int = MOST_SIDE, title: str = ""
) -> Exercise:
    """The exercise with a picture (rows, columns, channels) as its input, or with a part of it around ``middle``.

    Args:
        side: At most so many rows and columns.
    """
    if picture.ndim != 3 or not picture.size:
        raise SpecError("A picture has rows, columns and channels.")
    side = min(side, MOST_SIDE)
    rows, columns = middle or (picture.shape[0] // 2, picture.shape[1] // 2)
    cuts = [_around(at, size, side) for at, size in ((rows, picture.shape[0]), (columns, picture.shape[1]))]
    part = picture[cuts[0], cuts[1], :MOST_CHANNELS].astype(np.float32)
    return with_input(replace(exercise, dimensions=2), part, title[:MOST_TITLE])


def _around(middle: int, length: int, side: int) -> slice:
    first = min(max(middle - side // 2, 0), max(length - side, 0))
    return slice(first, min(first + side, length))
