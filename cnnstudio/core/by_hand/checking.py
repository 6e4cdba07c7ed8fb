"""What an exercise may be: sizes that a person reads, and numbers that stay numbers when they are multiplied."""

from typing import Any

import numpy as np

from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.spec import Pair
from cnnstudio.core.words import number, written

MOST_PADDING = 32
"""Zeros on a side."""

MOST_NUMBER = 1e15
"""Larger numbers are refused: so many as an exercise holds, multiplied and summed, still are no infinity."""

MOST_TITLE = 200
"""Letters of a title."""

OPERATIONS = {"convolution": "Convolution", "max": "Max pooling", "average": "Average pooling"}
"""What a window can do, in the person's words."""


def check(exercise: Exercise) -> None:
    """Raises SpecError in words for an exercise that cannot be worked.

    A window that is larger than its padded input is none of these: it has no step, and that is told.
    """
    _check_arrays(exercise)
    _check_numbers(exercise)
    if exercise.operation not in OPERATIONS:
        raise SpecError(f"The operation is one of {', '.join(OPERATIONS)}, not {written(exercise.operation)}.")
    if type(exercise.dimensions) is not int or exercise.dimensions not in (1, 2):
        raise SpecError(f"An exercise has 1 or 2 dimensions, not {written(exercise.dimensions)}.")
    _check_pair("Stride", exercise.stride, MOST_SIDE)
    _check_pair("Dilation", exercise.dilation, MOST_WINDOW)
    _check_padding(exercise.padding)
    if not isinstance(exercise.activation, str) or exercise.activation not in ACTIVATIONS:
        raise SpecError(f"There is no activation {written(exercise.activation)}.")
    if not isinstance(exercise.title, str) or len(exercise.title) > MOST_TITLE:
        raise SpecError(f"A title has at most {MOST_TITLE} letters.")
    if exercise.dimensions == 1 and (exercise.input.shape[0] != 1 or exercise.kernels.shape[0] != 1):
        raise SpecError("In one dimension the input and the window have one row.")


def checked(exercise: Exercise) -> Exercise:
    """The exercise itself, when it can be worked; raises SpecError as ``check``."""
    check(exercise)
    return exercise


def check_number(value: float) -> float:
    """The number as float32 has it; raises SpecError for what no exercise may hold."""
    if not abs(value) <= MOST_NUMBER:
        raise SpecError(f"A number lies between −10¹⁵ and 10¹⁵, not {written(value)}.")
    return float(np.float32(value))


def _check_arrays(exercise: Exercise) -> None:
    if exercise.input.ndim != 3 or exercise.kernels.ndim != 4 or exercise.biases.ndim != 1:
        raise SpecError("An input has rows, columns and channels; kernels also have filters; biases are a list.")
    rows, columns, channels = exercise.input.shape
    _check_size("The input", "rows", rows, MOST_SIDE)
    _check_size("The input", "columns", columns, MOST_SIDE)
    _check_size("The input", "channels", channels, MOST_CHANNELS)
    _check_size("The window", "rows", exercise.kernels.shape[0], MOST_WINDOW)
    _check_size("The window", "columns", exercise.kernels.shape[1], MOST_WINDOW)
    filters = exercise.kernels.shape[3]
    _check_size("The exercise", "filters", filters, MOST_CHANNELS)
    if exercise.kernels.shape[2] != channels:
        raise SpecError(f"The kernels are {exercise.kernels.shape[2]:,} channels deep, but the input has {channels:,}.")
    if len(exercise.biases) not in (0, filters):
        raise SpecError(f"{filters:,} filters have as many biases or none, not {len(exercise.biases):,}.")


def _check_size(what: str, name: str, size: int, most: int) -> None:
    if not 1 <= size <= most:
        raise SpecError(f"{what} has 1 to {most:,} {name}, not {size:,}.")


def _check_numbers(exercise: Exercise) -> None:
    for what, array in (("input", exercise.input), ("kernels", exercise.kernels), ("biases", exercise.biases)):
        if array.dtype != np.float32:
            raise SpecError(f"The numbers of the {what} are no float32.")
        if not (np.abs(array) <= MOST_NUMBER).all():
            raise SpecError(f"The {what} holds a number that is infinite, none at all, or beyond 10¹⁵.")


def _check_pair(name: str, value: Any, most: int) -> Pair:
    whole = isinstance(value, tuple) and len(value) == 2 and all(type(each) is int for each in value)
    if not whole or not all(1 <= each <= most for each in value):
        raise SpecError(f"{name} is two whole numbers from 1 to {number(most)} (rows, columns), not {written(value)}.")
    return value[0], value[1]


def _check_padding(value: Any) -> None:
    if isinstance(value, str) and value in ("valid", "same"):
        return
    if type(value) is not int or not 0 <= value <= MOST_PADDING:
        raise SpecError(f"Padding is “valid”, “same” or a number from 0 to {MOST_PADDING}, not {written(value)}.")
