"""An exercise of convolution by hand, read from its table in a lab.

Numbers stand as a person writes them: rows in brackets. Several channels are a list of such, and filters a list of
those: ``input`` is [row, row …] or [channel, channel …]; ``kernels`` is one kernel, or one a channel for one filter
where the input has several channels, else one a filter; or a list of filters, each a list of its channels. In one
dimension a row stands where else rows stand in brackets.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import check
from cnnstudio.core.by_hand.exercise import Exercise, Operation
from cnnstudio.core.errors import SpecError
from cnnstudio.core.labs.limits import MOST_TITLE, MOST_VALUES
from cnnstudio.core.labs.mistakes import Table, is_number
from cnnstudio.core.spec import Padding, Pair
from cnnstudio.core.words import written

_OPERATIONS: tuple[Operation, ...] = ("convolution", "max", "average")

_MOST_STEP = 64

Numbers = npt.NDArray[np.float32]


def read_exercise(table: Table) -> Exercise | None:
    """The exercise in this table; None where it is none, noted there."""
    flat = table.whole("dimensions", 2, 1, 2) == 1
    operation = _operation(table)
    channels = _numbers(table, "input", needed=True)
    kernels = _numbers(table, "kernels", needed=operation == "convolution")
    biases = _numbers(table, "biases", needed=False)
    window, stride, dilation = (_pair(table, name, flat) for name in ("window", "stride", "dilation"))
    padding = _padding(table)
    activation, title = table.text("activation", MOST_TITLE) or "linear", table.text("title", MOST_TITLE)
    table.done()
    if channels is None or (kernels is None and operation == "convolution"):
        return None
    try:
        taken = _input(channels, flat)
        slid = _kernels(kernels, flat, taken.shape[2], window)
        row = np.zeros(0, np.float32) if biases is None else biases.ravel()
        exercise = Exercise(
            taken,
            slid,
            row,
            operation,
            1 if flat else 2,
            stride or (1, 1),
            dilation or (1, 1),
            padding,
            activation,
            title,
        )
        check(exercise)
    except SpecError as error:
        table.wrong(str(error))
        return None
    return exercise


def _operation(table: Table) -> Operation:
    name = table.text("operation", MOST_TITLE) or "convolution"
    for known in _OPERATIONS:
        if name == known:
            return known
    table.wrong(f"“operation” is one of {', '.join(_OPERATIONS)}, not {written(name)}.")
    return "convolution"


def _padding(table: Table) -> Padding:
    value = table.take("padding")
    if value is None or value in ("valid", "same"):
        return value or "valid"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_STEP:
        return value
    table.wrong(f"“padding” is “valid”, “same” or a number of zeros on every side, not {written(value)}.")
    return "valid"


def _pair(table: Table, name: str, flat: bool) -> Pair | None:
    """A number for both, or rows and columns; in one dimension the columns alone."""
    value = table.take(name)
    if value is None:
        return None
    pair = [1 if flat else value, value] if not isinstance(value, list) else value
    sound = len(pair) == 2 and all(type(each) is int and 1 <= each <= _MOST_STEP for each in pair)
    if not sound:
        table.wrong(f"“{name}” is a whole number, or [rows, columns], from 1 to {_MOST_STEP}; not {written(value)}.")
        return None
    return pair[0], pair[1]


def _numbers(table: Table, name: str, *, needed: bool) -> Numbers | None:
    """Numbers in brackets as an array; None where there are none."""
    value = table.take(name)
    if value is None:
        if needed:
            table.wrong(f"“{name}” is missing: numbers in brackets, [[1, 0], [0, 1]].")
        return None
    shape = _shape(value)
    if shape is None or not 0 < np.prod(shape, dtype=float) <= MOST_VALUES:
        table.wrong(f"“{name}” is numbers in brackets, as many in every row: [[1, 0], [0, 1]]; not {written(value)}.")
        return None
    return np.array(value, np.float32)


def _shape(value: Any, level: int = 0) -> tuple[int, ...] | None:
    """The shape of nested lists that are all numbers and even; None for others."""
    if is_number(value):
        return ()
    if not isinstance(value, list) or not value or level > 3 or len(value) > MOST_VALUES:
        return None
    shapes = [_shape(each, level + 1) for each in value]
    first = shapes[0]
    if first is None or any(shape != first for shape in shapes):
        return None
    return (len(value), *first)


def _input(values: Numbers, flat: bool) -> Numbers:
    """(rows, columns, channels)."""
    if flat:  # a row, or a row a channel
        if values.ndim > 2:
            raise SpecError("In one dimension “input” is a row of numbers, or a row a channel.")
        return np.moveaxis(values.reshape(-1, 1, values.shape[-1]), 0, -1)
    if values.ndim not in (2, 3):
        raise SpecError("“input” is rows of numbers, or rows of numbers a channel.")
    return np.moveaxis(values.reshape(-1, *values.shape[-2:]), 0, -1)


def _kernels(values: Numbers | None, flat: bool, channels: int, window: Pair | None) -> Numbers:
    """(rows, columns, channels, filters); of a pooling zeros as large as its window."""
    if values is None:
        rows, columns = window or (1 if flat else 2, 2)
        return np.zeros((rows, columns, channels, 1), np.float32)
    if window is not None:
        raise SpecError("“window” is of a pooling; a convolution's window is as large as its kernels.")
    one = values.ndim - (1 if flat else 2)  # brackets around one kernel
    if one not in (0, 1, 2):
        raise SpecError("“kernels” has too few or too many brackets.")
    side = values.shape[one:] if not flat else (1, values.shape[-1])
    several = values.shape[:one]
    depth = several[-1] if one == 2 or (one == 1 and channels > 1) else 1
    if depth != channels:
        raise SpecError(f"The kernels have {depth:,} channels, but the input has {channels:,}.")
    made = values.reshape(-1, depth, *side)  # filters, channels, rows, columns
    return np.ascontiguousarray(made.transpose(2, 3, 1, 0))
