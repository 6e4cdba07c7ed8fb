"""An exercise from plain numbers in rows: of examples, of lab files, of a picture."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import MOST_TITLE, checked
from cnnstudio.core.by_hand.edits import with_input
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, Exercise
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import FloatArray, Pair

_NO_ROWS = {
    "input": tr("The input are rows of numbers, all of one length."),
    "kernels": tr("The kernels are rows of numbers, all of one length."),
    "biases": tr("The biases are rows of numbers, all of one length."),
}


def made(
    input: Any,
    kernels: Any = (),
    *,
    dimensions: Literal[1, 2] | None = None,
    window: Pair = (2, 2),
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    biases: Any = (),
    **settings: Any,
) -> Exercise:
    """An exercise as a person writes it down; raises SpecError in words for what is none.

    Args:
        input: Rows of numbers, or such tables, one a channel; of one dimension a row, or rows, one a channel.
        kernels: A list of such tables, one a channel where the input has several channels, else one a filter; or a
            list of filters, each a list of its channels. None for a pooling.
        dimensions: Where it is None, an input that is a single row has one.
        window: Rows and columns of a pooling; of one dimension its columns count.
        settings: The operation, padding, activation and title of ``Exercise``.
    """
    given = _numbers(input, "input")
    flat = given.ndim == 1 if dimensions is None else dimensions == 1
    picture = _input(given, flat)
    if settings.get("operation", "convolution") == "convolution":
        slid = _filters(_numbers(kernels, "kernels"), flat, picture.shape[2])
    else:
        slid = np.zeros((1 if flat else window[0], window[1], picture.shape[2], 1), np.float32)
    listed = _numbers(biases, "biases").ravel() if np.size(biases) else np.zeros(0, np.float32)
    settings |= {"stride": _pair(stride, flat), "dilation": _pair(dilation, flat)}
    return checked(Exercise(picture, slid, listed, dimensions=1 if flat else 2, **settings))


def _numbers(rows: Any, what: str) -> FloatArray:
    try:
        array = np.array(rows, np.float32)
    except (ValueError, TypeError, OverflowError) as error:
        raise SpecError(_NO_ROWS[what]) from error
    if not array.size or not 1 <= array.ndim <= 4:
        raise SpecError(_NO_ROWS[what])
    return array


def _pair(value: int | Pair, flat: bool) -> Pair:
    rows, columns = value if isinstance(value, tuple) else (value, value)
    return (1, columns) if flat else (rows, columns)


def _input(values: FloatArray, flat: bool) -> FloatArray:
    """(rows, columns, channels)."""
    if flat:
        if values.ndim > 2:
            raise SpecError(tr("In one dimension “input” is a row of numbers, or a row a channel."))
        return np.moveaxis(values.reshape(-1, 1, values.shape[-1]), 0, -1)
    if values.ndim not in (2, 3):
        raise SpecError(tr("“input” is rows of numbers, or rows of numbers a channel."))
    return np.moveaxis(values.reshape(-1, *values.shape[-2:]), 0, -1)


def _filters(values: FloatArray, flat: bool, channels: int) -> FloatArray:
    """(rows, columns, channels, filters)."""
    one = values.ndim - (1 if flat else 2)  # brackets around one kernel
    if one not in (1, 2):
        raise SpecError(tr("“kernels” has too few or too many brackets."))
    side = (1, values.shape[-1]) if flat else values.shape[one:]
    several = values.shape[:one]
    depth = several[-1] if one == 2 or (one == 1 and channels > 1) else 1
    if depth != channels:
        raise SpecError(
            tr_count(
                "The kernels have {count:,} channel, but the input has {channels:,}.",
                "The kernels have {count:,} channels, but the input has {channels:,}.",
                depth,
                channels=channels,
            )
        )
    filters = values.reshape(-1, depth, *side)
    return np.ascontiguousarray(filters.transpose(2, 3, 1, 0))


def from_picture(
    exercise: Exercise, picture: npt.NDArray[Any], middle: Pair | None = None, side: int = MOST_SIDE, title: str = ""
) -> Exercise:
    """The exercise with a picture (rows, columns, channels) as its input, or with a part of it around ``middle``.

    Args:
        side: At most so many rows and columns.
    """
    if picture.ndim != 3 or not picture.size:
        raise SpecError(tr("A picture has rows, columns and channels."))
    side = min(side, MOST_SIDE)
    rows, columns = middle or (picture.shape[0] // 2, picture.shape[1] // 2)
    cuts = [_around(at, size, side) for at, size in ((rows, picture.shape[0]), (columns, picture.shape[1]))]
    part = picture[cuts[0], cuts[1], :MOST_CHANNELS].astype(np.float32)
    return with_input(replace(exercise, dimensions=2), part, title[:MOST_TITLE])


def _around(middle: int, length: int, side: int) -> slice:
    first = min(max(middle - side // 2, 0), max(length - side, 0))
    return slice(first, min(first + side, length))
