"""What an exercise may be: sizes that a person reads, and numbers that stay numbers when they are multiplied."""

from typing import Any

import numpy as np

from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.spec import Pair
from cnnstudio.core.words import number, written

MOST_PADDING = 32
"""Zeros on a side."""

MOST_NUMBER = 1e15
"""Larger numbers are refused: so many as an exercise holds, multiplied and summed, still are no infinity."""

MOST_TITLE = 200
"""Letters of a title."""

OPERATIONS = {"convolution": tr("Convolution"), "max": tr("Max pooling"), "average": tr("Average pooling")}
"""What a window can do, in the person's words."""

_SIZES = {
    "input rows": tr("The input has 1 to {most} rows, not {size}."),
    "input columns": tr("The input has 1 to {most} columns, not {size}."),
    "input channels": tr("The input has 1 to {most} channels, not {size}."),
    "window rows": tr("The window has 1 to {most} rows, not {size}."),
    "window columns": tr("The window has 1 to {most} columns, not {size}."),
    "exercise filters": tr("The exercise has 1 to {most} filters, not {size}."),
}
_NO_FLOATS = {
    "input": tr("The numbers of the input are no float32."),
    "kernels": tr("The numbers of the kernels are no float32."),
    "biases": tr("The numbers of the biases are no float32."),
}
_TOO_LARGE = {
    "input": tr("The input holds a number that is infinite, none at all, or beyond 10¹⁵."),
    "kernels": tr("The kernels hold a number that is infinite, none at all, or beyond 10¹⁵."),
    "biases": tr("The biases hold a number that is infinite, none at all, or beyond 10¹⁵."),
}


def check(exercise: Exercise) -> None:
    """Raises SpecError in words for an exercise that cannot be worked.

    A window that is larger than its padded input is none of these: it has no step, and that is told.
    """
    _check_arrays(exercise)
    _check_numbers(exercise)
    if exercise.operation not in OPERATIONS:
        raise SpecError(
            tr(
                "The operation is one of {known}, not {operation}.",
                known=", ".join(OPERATIONS),
                operation=written(exercise.operation),
            )
        )
    if type(exercise.dimensions) is not int or exercise.dimensions not in (1, 2):
        raise SpecError(
            tr("An exercise has 1 or 2 dimensions, not {dimensions}.", dimensions=written(exercise.dimensions))
        )
    _check_pair(tr("Stride"), exercise.stride, MOST_SIDE)
    _check_pair(tr("Dilation"), exercise.dilation, MOST_WINDOW)
    _check_padding(exercise.padding)
    if not isinstance(exercise.activation, str) or exercise.activation not in ACTIVATIONS:
        raise SpecError(tr("There is no activation {activation}.", activation=written(exercise.activation)))
    if not isinstance(exercise.title, str) or len(exercise.title) > MOST_TITLE:
        raise SpecError(tr("A title has at most {most} letters.", most=MOST_TITLE))
    if exercise.dimensions == 1 and (exercise.input.shape[0] != 1 or exercise.kernels.shape[0] != 1):
        raise SpecError(tr("In one dimension the input and the window have one row."))


def checked(exercise: Exercise) -> Exercise:
    """The exercise itself, when it can be worked; raises SpecError as ``check``."""
    check(exercise)
    return exercise


def check_number(value: float) -> float:
    """The number as float32 has it; raises SpecError for what no exercise may hold."""
    if not abs(value) <= MOST_NUMBER:
        raise SpecError(tr("A number lies between −10¹⁵ and 10¹⁵, not {value}.", value=written(value)))
    return float(np.float32(value))


def _check_arrays(exercise: Exercise) -> None:
    if exercise.input.ndim != 3 or exercise.kernels.ndim != 4 or exercise.biases.ndim != 1:
        raise SpecError(tr("An input has rows, columns and channels; kernels also have filters; biases are a list."))
    rows, columns, channels = exercise.input.shape
    check_size("input rows", rows, MOST_SIDE)
    check_size("input columns", columns, MOST_SIDE)
    check_size("input channels", channels, MOST_CHANNELS)
    check_size("window rows", exercise.kernels.shape[0], MOST_WINDOW)
    check_size("window columns", exercise.kernels.shape[1], MOST_WINDOW)
    filters = exercise.kernels.shape[3]
    check_size("exercise filters", filters, MOST_CHANNELS)
    if exercise.kernels.shape[2] != channels:
        raise SpecError(
            tr_count(
                "The kernels are {count:,} channel deep, but the input has {channels:,}.",
                "The kernels are {count:,} channels deep, but the input has {channels:,}.",
                exercise.kernels.shape[2],
                channels=channels,
            )
        )
    if len(exercise.biases) not in (0, filters):
        raise SpecError(
            tr_count(
                "{count:,} filter has one bias or none, not {biases:,}.",
                "{count:,} filters have as many biases or none, not {biases:,}.",
                filters,
                biases=len(exercise.biases),
            )
        )


def check_size(what: str, size: int, most: int) -> None:
    """Raises SpecError in words for too few or too many; ``what``: "input rows"."""
    if not 1 <= size <= most:
        raise SpecError(_SIZES[what].format(most=local(f"{most:,}"), size=local(f"{size:,}")))


def _check_numbers(exercise: Exercise) -> None:
    for what, array in (("input", exercise.input), ("kernels", exercise.kernels), ("biases", exercise.biases)):
        if array.dtype != np.float32:
            raise SpecError(_NO_FLOATS[what])
        if not (np.abs(array) <= MOST_NUMBER).all():
            raise SpecError(_TOO_LARGE[what])


def _check_pair(name: str, value: Any, most: int) -> Pair:
    whole = isinstance(value, tuple) and len(value) == 2 and all(type(each) is int for each in value)
    if not whole or not all(1 <= each <= most for each in value):
        raise SpecError(
            tr(
                "{setting} is two whole numbers from 1 to {most} (rows, columns), not {value}.",
                setting=name,
                most=number(most),
                value=written(value),
            )
        )
    return value[0], value[1]


def _check_padding(value: Any) -> None:
    if isinstance(value, str) and value in ("valid", "same"):
        return
    if type(value) is not int or not 0 <= value <= MOST_PADDING:
        raise SpecError(
            tr(
                "Padding is “valid”, “same” or a number from 0 to {most}, not {value}.",
                most=MOST_PADDING,
                value=written(value),
            )
        )
