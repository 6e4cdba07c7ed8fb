"""A layer of a network on the table: the numbers it really read and its kernel, at the place a person points at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import MOST_NUMBER, MOST_PADDING, MOST_TITLE, checked
from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise, Operation
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import AveragePooling2D, Conv2D, MaxPooling2D
from cnnstudio.core.sliding import Axis, axes_of
from cnnstudio.core.spec import FloatArray, LayerSpec
from cnnstudio.core.working.activating import looks_across
from cnnstudio.core.working.given import patch

_REACH = 2
"""Steps of a patch on each side of the one that was asked for."""

_Source = Conv2D | MaxPooling2D | AveragePooling2D

KINDS = tuple(each.kind for each in (Conv2D, MaxPooling2D, AveragePooling2D))
"""What ``can_take`` is true for, by Keras's names."""


@dataclass(frozen=True)
class Taken:
    """An exercise that was taken from a layer.

    Attributes:
        exercise: Its output at ``place`` is the number of the layer's own output at the place asked for.
        place: There in the exercise's output.
        first: Row and column of the layer's output that the exercise's first number of output is.
        filters: Which channel of the layer's output each filter is.
        words: What is otherwise than in the layer, in a sentence each; empty where all of it is there.
        channels: Which channel of the layer's input each channel is; empty where they are all there, from 0 on.
    """

    exercise: Exercise
    place: Place
    first: tuple[int, int]
    filters: tuple[int, ...]
    words: str = ""
    channels: tuple[int, ...] = ()


def can_take(spec: LayerSpec) -> bool:
    """Whether a layer of this kind and settings can be worked by hand here."""
    return isinstance(spec, _Source)


def from_layer(
    spec: LayerSpec,
    weights: Mapping[str, npt.NDArray[Any]],
    input: FloatArray,
    place: Place,
    *,
    filters: tuple[int, ...] | None = None,
    whole: bool = False,
    title: str = "",
) -> Taken:
    """The numbers around one step of a layer; raises SpecError in words where that cannot be.

    All numbers of the output that the exercise shows are those of the layer. A patch takes zeros beyond the input as
    numbers of its own. Of more channels than an exercise has, those that add most at this place are taken, at one
    step alone, and what the others add there stands with the bias.

    Args:
        weights: The layer's arrays by Keras's names.
        input: float32 (rows, columns, channels).
        place: Row, column and channel of the layer's output.
        filters: Channels of the output to have; that of ``place`` alone where it is None. Of a pooling not asked.
        whole: The whole input with the layer's own padding, where it is small enough.
    """
    if not isinstance(spec, _Source):
        raise SpecError(tr("{kind} cannot be worked by hand here: choose a convolution or a pooling.", kind=spec.kind))
    axes = axes_of(spec, input.shape)
    if axes is None or not all(0 <= at < axis.outputs for at, axis in zip(place[:2], axes, strict=True)):
        raise SpecError(tr("The layer gives no number at that place."))
    if any(axis.size > MOST_WINDOW for axis in axes):
        raise SpecError(
            tr(
                "Its window is larger than {most} × {most}: too much to be worked by hand.",
                most=MOST_WINDOW,
            )
        )
    if isinstance(spec, Conv2D):
        return _from_convolution(spec, weights, input, place, axes, filters, whole, title)
    return _from_pooling(spec, input, place, axes, whole, title)


def _from_convolution(
    spec: Conv2D,
    weights: Mapping[str, npt.NDArray[Any]],
    input: FloatArray,
    place: Place,
    axes: tuple[Axis, Axis],
    filters: tuple[int, ...] | None,
    whole: bool,
    title: str,
) -> Taken:
    chosen = _filters(spec, filters, place[2])
    kernels = np.asarray(weights["kernel"], np.float32)[..., list(chosen)]
    biases = np.asarray(weights["bias"], np.float32)[list(chosen)] if "bias" in weights else np.empty(0, np.float32)
    read, told = _group(spec, input, chosen)
    steps, channels = _REACH, _channels(spec, input, chosen)
    if read.shape[2] > MOST_CHANNELS:
        read, kernels, biases, told, kept = _strongest(axes, read, kernels, biases, place, chosen)
        channels = tuple(channels[number] for number in kept)
        whole, steps = False, 0
    settings: dict[str, Any] = {"stride": spec.strides, "dilation": spec.dilation_rate, "activation": spec.activation}
    if whole and _fits(read, spec.padding):
        cut = _Cut(read, spec.padding, (0, 0), "")
    else:
        cut = _patch(axes, read, place, steps)
    exercise = Exercise(cut.numbers, kernels, biases, padding=cut.padding, title=title[:MOST_TITLE], **settings)
    at = (place[0] - cut.first[0], place[1] - cut.first[1], chosen.index(place[2]))
    named = () if channels == tuple(range(input.shape[2])) else channels
    return Taken(_finite(exercise), at, cut.first, chosen, f"{told} {cut.words}".strip(), named)


def _channels(spec: Conv2D, input: FloatArray, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """The channels of the input that these filters read."""
    inputs = input.shape[2] // spec.groups
    start = chosen[0] // (spec.filters // spec.groups) * inputs
    return tuple(range(start, start + inputs))


def _group(spec: Conv2D, input: FloatArray, chosen: tuple[int, ...]) -> tuple[FloatArray, str]:
    """The input channels that the filters read, and which they are where they are not all."""
    each, inputs = spec.filters // spec.groups, input.shape[2] // spec.groups
    if len({number // each for number in chosen}) > 1:
        raise SpecError(tr("These filters belong to different groups: choose filters of one group."))
    start = chosen[0] // each * inputs
    words = tr(
        "Only the {inputs:,} input channels of its group, from channel {start:,} on.", inputs=inputs, start=start
    )
    if inputs == 1:
        words = tr("Its group reads channel {start:,} of the input alone.", start=start)
    return input[..., start : start + inputs], words if spec.groups > 1 else ""


def _filters(spec: Conv2D, filters: tuple[int, ...] | None, own: int) -> tuple[int, ...]:
    if looks_across(spec.activation):
        if spec.groups > 1:
            words = tr(
                "Its {activation} looks at all filters, and those of its {groups:,} groups read different channels: "
                "together they cannot be worked by hand here.",
                activation=spec.activation,
                groups=spec.groups,
            )
            raise SpecError(words)
        filters = tuple(range(spec.filters))
        if len(filters) > MOST_CHANNELS:
            words = tr(
                "Its {activation} looks at all {filters:,} filters, and at most {most} can be shown here.",
                activation=spec.activation,
                filters=spec.filters,
                most=MOST_CHANNELS,
            )
            raise SpecError(words)
    found = (own,) if filters is None else tuple(dict.fromkeys(filters))
    found = found if own in found else (own, *found)
    if len(found) > MOST_CHANNELS or not all(0 <= number < spec.filters for number in found):
        raise SpecError(
            tr(
                "At most {most} of its {filters:,} filters can be shown here.",
                most=MOST_CHANNELS,
                filters=spec.filters,
            )
        )
    return found


def _strongest(
    axes: tuple[Axis, Axis],
    input: FloatArray,
    kernels: FloatArray,
    biases: FloatArray,
    place: Place,
    chosen: tuple[int, ...],
) -> tuple[FloatArray, FloatArray, FloatArray, str, tuple[int, ...]]:
    """The input channels that add most at one step, the biases with what the others add there, and which they are."""
    read, _, _ = patch(input, axes[0].reads(place[0]), axes[1].reads(place[1]))
    shares = np.einsum("rcn,rcnf->nf", read.astype(np.float64), kernels.astype(np.float64))
    own = shares[:, chosen.index(place[2])]
    kept = np.sort(np.argsort(-np.abs(own), kind="stable")[:MOST_CHANNELS])
    others = np.setdiff1d(np.arange(len(own)), kept)
    rest = shares[others].sum(0)
    with_rest = (rest + biases if len(biases) else rest).astype(np.float32)
    named = ", ".join(str(number) for number in kept)
    words = tr(
        "The {count} of {all:,} input channels that add most here: {named}. "
        "What the other {others:,} add at this step stands with the bias.",
        count=len(kept),
        all=len(own),
        named=named,
        others=len(others),
    )
    return input[..., kept], np.ascontiguousarray(kernels[:, :, kept]), with_rest, words, tuple(map(int, kept))


@dataclass(frozen=True, eq=False)
class _Cut:
    """A part of an input with the padding it is worked with, and the output's row and column it begins at."""

    numbers: FloatArray
    padding: str | int
    first: tuple[int, int]
    words: str


def _fits(input: FloatArray, padding: str | int) -> bool:
    rows, columns, channels = input.shape
    is_small = isinstance(padding, str) or padding <= MOST_PADDING
    return is_small and max(rows, columns) <= MOST_SIDE and channels <= MOST_CHANNELS


def _patch(axes: tuple[Axis, Axis], input: FloatArray, place: Place, reach: int) -> _Cut:
    """What some steps around the place read, holes filled, with zeros beyond the input as numbers."""
    steps = [_around(axis, at, reach) for axis, at in zip(axes, place[:2], strict=True)]
    rows, columns = (
        range(axis.start(first), axis.start(last) + axis.spread)
        for axis, (first, last) in zip(axes, steps, strict=True)
    )
    if max(len(rows), len(columns)) > MOST_SIDE:
        raise SpecError(
            tr(
                "Its window spreads over more than {most} numbers: too many to be worked by hand.",
                most=MOST_SIDE,
            )
        )
    numbers, beyond, _ = patch(input, rows, columns)
    words = "" if beyond is None else tr("Zeros of the padding stand in the input as numbers.")
    return _Cut(numbers, "valid", (steps[0][0], steps[1][0]), words)


def _around(axis: Axis, at: int, reach: int) -> tuple[int, int]:
    """First and last step, fewer where their numbers would be too many."""
    while True:
        first, last = max(at - reach, 0), min(at + reach, axis.outputs - 1)
        if reach == 0 or (last - first) * axis.stride + axis.spread <= MOST_SIDE:
            return first, last
        reach -= 1


def _from_pooling(
    spec: MaxPooling2D | AveragePooling2D,
    input: FloatArray,
    place: Place,
    axes: tuple[Axis, Axis],
    whole: bool,
    title: str,
) -> Taken:
    """One channel alone: a pooling works each by itself."""
    mine, size = input[..., place[2], None], (axes[0].size, axes[1].size)
    if whole and _fits(mine, spec.padding):
        cut = _Cut(mine, spec.padding, (0, 0), "")
    else:
        cut, size = _pooled(axes, mine, place)
    kernels = np.zeros((*size, 1, 1), np.float32)
    operation: Operation = "max" if isinstance(spec, MaxPooling2D) else "average"
    exercise = Exercise(
        np.ascontiguousarray(cut.numbers, np.float32),
        kernels,
        np.zeros(1, np.float32),
        operation,
        stride=spec.strides,
        padding=cut.padding,
        title=title[:MOST_TITLE],
    )
    at = (place[0] - cut.first[0], place[1] - cut.first[1], 0)
    return Taken(_finite(exercise), at, cut.first, (place[2],), cut.words)


def _pooled(axes: tuple[Axis, Axis], input: FloatArray, place: Place) -> tuple[_Cut, tuple[int, int]]:
    """What some steps around the place read, or at the edge one alone, and the size of their window."""
    inside = [_inside(axis, at) for axis, at in zip(axes, place[:2], strict=True)]
    if any(each is None for each in inside):
        return _edge(axes, input, place)
    rows, columns = (each for each in inside if each is not None)
    numbers, _, _ = patch(input, _reads(axes[0], rows), _reads(axes[1], columns))
    return _Cut(numbers, "valid", (rows[0], columns[0]), ""), (axes[0].size, axes[1].size)


def _inside(axis: Axis, at: int) -> tuple[int, int] | None:
    """First and last step around the place whose windows lie within the input; None where its own does not."""

    def lies_inside(step: int) -> bool:
        return axis.start(step) >= 0 and axis.start(step) + axis.spread <= axis.length

    if not lies_inside(at):
        return None
    first, last = _around(axis, at, _REACH)
    steps = [step for step in range(first, last + 1) if lies_inside(step)]
    return steps[0], steps[-1]


def _reads(axis: Axis, steps: tuple[int, int]) -> range:
    return range(axis.start(steps[0]), axis.start(steps[1]) + axis.spread)


def _edge(axes: tuple[Axis, Axis], input: FloatArray, place: Place) -> tuple[_Cut, tuple[int, int]]:
    """The window of one step without what lies beyond the input, which a pooling leaves out."""
    rows, columns = (
        range(max(axis.start(at), 0), min(axis.start(at) + axis.spread, axis.length))
        for axis, at in zip(axes, place[:2], strict=True)
    )
    numbers, _, _ = patch(input, rows, columns)
    words = tr("At the edge of the input: the window is smaller here, as what lies beyond is left out.")
    return _Cut(numbers, "valid", (place[0], place[1]), words), (len(rows), len(columns))


def _finite(exercise: Exercise) -> Exercise:
    for array in (exercise.input, exercise.kernels, exercise.biases):
        if not (np.abs(array) <= MOST_NUMBER).all():
            raise SpecError(
                tr("The layer holds numbers that are infinite or none at all: they cannot be worked by hand.")
            )
    return checked(exercise)
