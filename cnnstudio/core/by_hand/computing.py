"""What comes out of an exercise: all numbers at once, and one number with everything it was made from."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.steps import axes, leaves_out, output_shape
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.sliding import Axis
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.working.activating import Numbers, activations
from cnnstudio.core.working.given import Given, patch
from cnnstudio.core.working.work import Work

Place = tuple[int, int, int]
"""Row, column and filter of an output number; of a pooling its channel in place of the filter."""

KINDS = {"convolution": "Conv2D", "max": "MaxPooling2D", "average": "AveragePooling2D"}
"""Keras's names."""


@dataclass(frozen=True, eq=False)
class Output:
    """All numbers that come out, float32 (rows, columns, filters); of no rows or columns where the window does not fit.

    Attributes:
        before: Before the activation; the same array where there is none.
        values: After it.
    """

    before: FloatArray
    values: FloatArray


def output(exercise: Exercise) -> Output:
    """Everything at once, summed in float64 and rounded at the end, as ``work`` does for one number."""
    sums = _summed(exercise) if exercise.operation == "convolution" else _pooled(exercise)
    before = sums.astype(np.float32)
    if exercise.operation != "convolution" or exercise.activation == "linear" or not before.size:
        return Output(before, before)
    with np.errstate(all="ignore"):  # a power of e may be beyond float32
        return Output(before, activations(exercise.activation, sums).astype(np.float32))


def work(exercise: Exercise, place: Place) -> Work:
    """How the number at ``place`` comes about; raises SpecError for a place that the output has not.

    Of a pooling ``Work.beyond`` marks only what is left out; zeros beyond the input that count are numbers like others.
    """
    shape = output_shape(exercise)
    if not all(0 <= at < size for at, size in zip(place, shape, strict=True)):
        raise SpecError(tr("The output is {shape}: there is no number at that place.", shape=shape_in_words(shape)))
    kind = KINDS[exercise.operation]
    given = Given(exercise.title, kind, (exercise.input,), _given(exercise, place, shape), {}, place)
    with np.errstate(all="ignore"):
        return _convolved(exercise, given) if exercise.operation == "convolution" else _window(exercise, given)


def _given(exercise: Exercise, place: Place, shape: tuple[int, ...]) -> FloatArray:
    """An array of the output's shape with the number at the place: what the explorer itself shows."""
    one = _one_step(exercise, place)
    values = output(one).values
    return np.broadcast_to(values[0, 0, place[2]], shape)


def _one_step(exercise: Exercise, place: Place) -> Exercise:
    """The same exercise with the numbers of one step alone, so that asking for one number costs little."""
    rows, columns = (axis.reads(at) for axis, at in zip(axes(exercise), place[:2], strict=True))
    read, beyond, _ = patch(exercise.input, rows, columns)
    kept = exercise.kernels
    if beyond is not None and leaves_out(exercise):
        inside = ~beyond
        down, across = inside.any(1), inside.any(0)
        read, kept = read[down][:, across], kept[down][:, across]
    return replace(exercise, input=read, kernels=kept, stride=(1, 1), dilation=(1, 1), padding="valid")


def _summed(exercise: Exercise) -> Numbers:
    """Before the activation, tap by tap of the kernel: one product of matrices each."""
    rows, columns = axes(exercise)
    total = np.zeros(output_shape(exercise))
    padded = _padded(exercise, rows, columns, 0.0)
    if total.size:
        for row, column in np.ndindex(rows.size, columns.size):
            total += _tap(padded, rows, columns, row, column) @ exercise.kernels[row, column].astype(np.float64)
    return total + exercise.biases if len(exercise.biases) else total


def _pooled(exercise: Exercise) -> Numbers:
    rows, columns = axes(exercise)
    is_max = exercise.operation == "max"
    skipped = leaves_out(exercise)
    total = np.full(output_shape(exercise), -np.inf if is_max else 0.0)
    counts = np.zeros((*total.shape[:2], 1))
    if not total.size:
        return total
    padded = _padded(exercise, rows, columns, -np.inf if skipped and is_max else 0.0)
    inside = _padded(exercise, rows, columns, 0.0, ones=True)[..., :1]
    for row, column in np.ndindex(rows.size, columns.size):
        tap = _tap(padded, rows, columns, row, column)
        if is_max:
            np.maximum(total, tap, out=total)
        else:
            total += tap
            counts += _tap(inside, rows, columns, row, column) if skipped else 1.0
    return total if is_max else total / counts


def _padded(exercise: Exercise, rows: Axis, columns: Axis, fill: float, *, ones: bool = False) -> Numbers:
    sides = ((rows.before, rows.after), (columns.before, columns.after), (0, 0))
    array = np.ones_like(exercise.input) if ones else exercise.input
    return np.pad(array.astype(np.float64), sides, constant_values=fill)


def _tap(padded: Numbers, rows: Axis, columns: Axis, row: int, column: int) -> Numbers:
    """What all steps read with one number of the window, (rows, columns, channels)."""
    top, left = row * rows.dilation, column * columns.dilation
    bottom, right = top + (rows.outputs - 1) * rows.stride + 1, left + (columns.outputs - 1) * columns.stride + 1
    return padded[top : bottom : rows.stride, left : right : columns.stride]


def _read(exercise: Exercise, given: Given) -> tuple[FloatArray, npt.NDArray[np.bool_] | None, tuple[int, ...]]:
    rows, columns = axes(exercise)
    return patch(exercise.input, rows.reads(given.place[0]), columns.reads(given.place[1]))


def _convolved(exercise: Exercise, given: Given) -> Work:
    """The numbers under the window times the kernel of the place's filter, and its bias."""
    read, beyond, box = _read(exercise, given)
    every = np.tensordot(read.astype(np.float64), exercise.kernels.astype(np.float64), 3)
    bias = float(exercise.biases[given.place[2]]) if len(exercise.biases) else None
    every = every + exercise.biases if bias is not None else every
    kernel = exercise.kernels[..., given.place[2]]
    return given.activate(
        "sum",
        read,
        float(every[given.place[2]]),
        exercise.activation,
        lambda: every,
        weights=np.ascontiguousarray(kernel, np.float32),
        beyond=beyond,
        box=box,
        bias=bias,
    )


def _window(exercise: Exercise, given: Given) -> Work:
    """The largest number under the window, or the mean."""
    whole, beyond, box = _read(exercise, given)
    channel = given.place[2]
    read = np.ascontiguousarray(whole[..., channel, None])
    beyond = beyond if leaves_out(exercise) else None
    counts = np.ones(read.shape[:2], bool) if beyond is None else ~beyond
    numbers = read[..., 0][counts]
    if exercise.operation == "average":
        mean = float(numbers.mean(dtype=np.float64))
        return given.work("mean", read, mean, beyond=beyond, box=box, channels=(channel,))
    row, column = np.argwhere(counts)[int(np.argmax(numbers))]
    chosen = (int(row), int(column), 0)
    value = float(read[chosen])
    return given.work("largest", read, value, chosen=chosen, beyond=beyond, box=box, channels=(channel,))
