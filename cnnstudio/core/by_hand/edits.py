"""What a person does to an exercise: each edit gives another one, or raises SpecError and leaves all as it was.

A size that changes keeps the numbers that are still there; new ones are zeros.
"""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import check_number, check_size, checked
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise, Operation
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import FloatArray, Padding, Pair


def set_input(exercise: Exercise, place: tuple[int, int, int], value: float) -> Exercise:
    """One number of the input, at row, column and channel."""
    return replace(exercise, input=_put(exercise.input, place, value))


def set_kernel(exercise: Exercise, place: tuple[int, int, int, int], value: float) -> Exercise:
    """One number of a kernel, at row, column, channel and filter."""
    return replace(exercise, kernels=_put(exercise.kernels, place, value))


def set_bias(exercise: Exercise, filter: int, value: float) -> Exercise:
    """The bias of one filter."""
    return replace(exercise, biases=_put(exercise.biases, (filter,), value))


def paste_input(exercise: Exercise, place: tuple[int, int, int], block: FloatArray) -> Exercise:
    """A block of numbers (rows, columns, channels) put over the input from a place on; what sticks out is left out."""
    return checked(replace(exercise, input=_over(exercise.input, place, block)))


def paste_kernel(exercise: Exercise, place: tuple[int, int, int, int], block: FloatArray) -> Exercise:
    """The same over the kernel of one filter, from row, column and channel on."""
    row, column, channel, filter = place
    kernels = exercise.kernels.copy()
    kernels[..., filter] = _over(kernels[..., filter], (row, column, channel), block)
    return checked(replace(exercise, kernels=kernels))


def with_input(exercise: Exercise, array: FloatArray, title: str = "") -> Exercise:
    """Another input (rows, columns, channels); the kernels become as deep."""
    if array.ndim != 3:
        raise SpecError(tr("An input has rows, columns and channels."))
    check_size("input channels", array.shape[2], MOST_CHANNELS)
    kernels = _sized(exercise.kernels, (*exercise.kernels.shape[:2], array.shape[2], exercise.kernels.shape[3]))
    dimensions = 2 if array.shape[0] > 1 else exercise.dimensions
    found = replace(exercise, input=_float(array), kernels=kernels, dimensions=dimensions, title=title)
    return checked(found)


def with_kernel(exercise: Exercise, array: FloatArray, filter: int = 0) -> Exercise:
    """Another kernel for one filter: (rows, columns, channels), or (rows, columns) for every channel alike.

    The other kernels become as large.
    """
    kernel = array if array.ndim == 3 else np.repeat(array[..., None], exercise.input.shape[2], axis=2)
    found = with_window(exercise, (kernel.shape[0], kernel.shape[1]))
    if kernel.shape[2] != found.kernels.shape[2]:
        raise SpecError(
            tr_count(
                "The kernel is {count:,} channel deep, the input {channels:,}.",
                "The kernel is {count:,} channels deep, the input {channels:,}.",
                kernel.shape[2],
                channels=found.kernels.shape[2],
            )
        )
    kernels = found.kernels.copy()
    kernels[..., filter] = kernel
    return checked(replace(found, kernels=kernels))


def with_input_size(exercise: Exercise, size: Pair) -> Exercise:
    """Rows and columns of the input."""
    check_size("input rows", size[0], MOST_SIDE)
    check_size("input columns", size[1], MOST_SIDE)
    return checked(replace(exercise, input=_sized(exercise.input, (*size, exercise.input.shape[2]))))


def with_part(exercise: Exercise, middle: Pair, side: int) -> Exercise:
    """The input alone around a row and a column, at most ``side`` of each."""
    starts = (
        min(max(at - side // 2, 0), max(n - side, 0)) for at, n in zip(middle, exercise.input.shape, strict=False)
    )
    top, left = starts
    return checked(replace(exercise, input=exercise.input[top : top + side, left : left + side].copy()))


def with_window(exercise: Exercise, size: Pair) -> Exercise:
    """Rows and columns of the window."""
    check_size("window rows", size[0], MOST_WINDOW)
    check_size("window columns", size[1], MOST_WINDOW)
    return checked(replace(exercise, kernels=_sized(exercise.kernels, (*size, *exercise.kernels.shape[2:]))))


def with_channels(exercise: Exercise, count: int) -> Exercise:
    """Channels of the input, and with them of the kernels."""
    check_size("input channels", count, MOST_CHANNELS)
    rows, columns, _, filters = exercise.kernels.shape
    found = _sized(exercise.input, (*exercise.input.shape[:2], count))
    return checked(replace(exercise, input=found, kernels=_sized(exercise.kernels, (rows, columns, count, filters))))


def with_filters(exercise: Exercise, count: int) -> Exercise:
    """How many filters there are, with their biases where there are any."""
    check_size("exercise filters", count, MOST_CHANNELS)
    biases = _sized(exercise.biases, (count,)) if len(exercise.biases) else exercise.biases
    return checked(
        replace(exercise, kernels=_sized(exercise.kernels, (*exercise.kernels.shape[:3], count)), biases=biases)
    )


def without_filter(exercise: Exercise, filter: int) -> Exercise:
    """The same without one of its filters."""
    biases = np.delete(exercise.biases, filter) if len(exercise.biases) else exercise.biases
    return checked(replace(exercise, kernels=np.delete(exercise.kernels, filter, axis=3), biases=biases))


def without_channel(exercise: Exercise, channel: int) -> Exercise:
    """The same without one channel of the input, and of every kernel."""
    kernels = np.delete(exercise.kernels, channel, axis=2)
    return checked(replace(exercise, input=np.delete(exercise.input, channel, axis=2), kernels=kernels))


def with_bias(exercise: Exercise, *, on: bool) -> Exercise:
    """With a bias for each filter, 0 where it is new, or with none."""
    if on and len(exercise.biases):
        return exercise
    return replace(exercise, biases=np.zeros(exercise.kernels.shape[3] if on else 0, np.float32))


def with_dimensions(exercise: Exercise, dimensions: Literal[1, 2]) -> Exercise:
    """One dimension keeps the first row of the input and of the kernels; two keep what is there as one row."""
    if dimensions == 2:
        return checked(replace(exercise, dimensions=2))
    return checked(replace(exercise, dimensions=1, input=exercise.input[:1], kernels=exercise.kernels[:1]))


def with_operation(exercise: Exercise, operation: Operation) -> Exercise:
    """Another operation; kernels, biases and activation are kept for the way back."""
    return checked(replace(exercise, operation=operation))


def with_stride(exercise: Exercise, stride: Pair) -> Exercise:
    """Another stride."""
    return checked(replace(exercise, stride=stride))


def with_dilation(exercise: Exercise, dilation: Pair) -> Exercise:
    """Another dilation."""
    return checked(replace(exercise, dilation=dilation))


def with_padding(exercise: Exercise, padding: Padding) -> Exercise:
    """Another padding."""
    return checked(replace(exercise, padding=padding))


def with_activation(exercise: Exercise, activation: str) -> Exercise:
    """Another activation."""
    return checked(replace(exercise, activation=activation))


def _put(array: FloatArray, place: tuple[int, ...], value: float) -> FloatArray:
    found = array.copy()
    found[place] = check_number(value)
    return found


def _over(array: FloatArray, place: tuple[int, int, int], block: FloatArray) -> FloatArray:
    found = array.copy()
    room = tuple(min(size - at, each) for size, at, each in zip(array.shape, place, block.shape, strict=True))
    target = tuple(slice(at, at + size) for at, size in zip(place, room, strict=True))
    found[target] = block[tuple(slice(size) for size in room)]
    return found


def _sized(array: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """The array with another shape: what is still there, and zeros."""
    found = np.zeros(shape, np.float32)
    common = tuple(slice(min(old, new)) for old, new in zip(array.shape, shape, strict=True))
    found[common] = array[common]
    return found


def _float(array: npt.NDArray[Any]) -> FloatArray:
    return np.ascontiguousarray(array, np.float32)
