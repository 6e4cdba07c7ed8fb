"""Where the window of an exercise comes to lie, and which numbers of the input no step reads."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.arithmetic import padding_around
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.layers import AveragePooling2D, Conv2D, MaxPooling2D
from cnnstudio.core.sliding import Axis
from cnnstudio.core.spec import LayerSpec, Pair, Shape


@dataclass(frozen=True, eq=False)
class Unused:
    """The numbers of the input that no step reads.

    Attributes:
        cells: bool (rows, columns), the same in every channel.
        count: How many they are, in one channel.
    """

    cells: npt.NDArray[np.bool_]
    count: int


def stride_of(exercise: Exercise) -> Pair:
    """Rows and columns from one step to the next; in one dimension there is one row only."""
    return exercise.stride if exercise.dimensions == 2 else (1, exercise.stride[1])


def dilation_of(exercise: Exercise) -> Pair:
    """Rows and columns from one number that is read to the next; a pooling has no holes, as in Keras."""
    if exercise.operation != "convolution":
        return 1, 1
    return exercise.dilation if exercise.dimensions == 2 else (1, exercise.dilation[1])


def axes(exercise: Exercise) -> tuple[Axis, Axis]:
    """How the window slides over the rows and over the columns, with what lies beyond them."""
    rows, columns = (_axis(exercise, axis) for axis in (0, 1))
    return rows, columns


def _axis(exercise: Exercise, axis: int) -> Axis:
    length, size = exercise.input.shape[axis], exercise.window[axis]
    stride, dilation = stride_of(exercise)[axis], dilation_of(exercise)[axis]
    if exercise.dimensions == 1 and axis == 0:
        return Axis(length, size)
    return Axis(length, size, stride, dilation, *padding_around(length, size, stride, exercise.padding, dilation))


def output_shape(exercise: Exercise) -> Shape:
    """Rows, columns and filters of the output; rows or columns are 0 where the window does not fit."""
    rows, columns = axes(exercise)
    return rows.outputs, columns.outputs, exercise.filters


def leaves_out(exercise: Exercise) -> bool:
    """Whether what lies beyond the input is left out instead of counting as zeros."""
    return exercise.operation != "convolution" and exercise.padding == "same"


def unused(exercise: Exercise) -> Unused:
    """Which numbers of the input no step reads, and how many."""
    read = [_read(axis) for axis in axes(exercise)]
    cells = ~(read[0][:, None] & read[1][None])
    return Unused(cells, int(cells.sum()))


def _read(axis: Axis) -> npt.NDArray[np.bool_]:
    """bool (length,), what any step reads."""
    seen = np.ones(axis.length, bool)
    for first, last in axis.unused():
        seen[first : last + 1] = False
    return seen


def spec_of(exercise: Exercise) -> LayerSpec | None:
    """The layer of a network that does the same; None where Keras has none.

    It has none with strides and dilation at once, for pooling with a number of zeros around, and for one dimension
    with a number of zeros at both ends.
    """
    stride, dilation = stride_of(exercise), dilation_of(exercise)
    padding = "valid" if exercise.padding == 0 else exercise.padding
    if exercise.operation != "convolution":
        if not isinstance(padding, str):
            return None
        kind = MaxPooling2D if exercise.operation == "max" else AveragePooling2D
        return kind(pool_size=exercise.window, strides=stride, padding=padding)
    if (max(stride) > 1 and max(dilation) > 1) or (exercise.dimensions == 1 and not isinstance(padding, str)):
        return None
    return Conv2D(
        filters=exercise.filters,
        kernel_size=exercise.window,
        strides=stride,
        padding=padding,
        activation=exercise.activation,
        use_bias=len(exercise.biases) > 0,
        dilation_rate=dilation,
    )
