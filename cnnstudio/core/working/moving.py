"""Numbers that come from elsewhere: taken as they are, filled in between others, or put together from branches."""

import math
from typing import Any

import numpy as np

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.inspecting.origins import place_of
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Cropping2D, Flatten, Permute, Reshape, UpSampling2D, ZeroPadding2D
from cnnstudio.core.spec import FloatArray, Shape
from cnnstudio.core.working.activating import Numbers
from cnnstudio.core.working.figures import added, factor, place_in_words, short
from cnnstudio.core.working.given import Given, patch
from cnnstudio.core.working.work import Work

Laid = Flatten | Reshape | Permute | Cropping2D | ZeroPadding2D


def laid_elsewhere(spec: Laid, given: Given) -> Work:
    """A number of the input that stands somewhere else in the output, or a zero from beyond it."""
    shape, place = given.input.shape, given.place
    match spec:
        case Permute():
            source = [0] * len(shape)
            for axis, number in zip(spec.dims, place, strict=True):
                source[axis - 1] = number
            return taken(given, tuple(source))
        case Cropping2D():
            return taken(given, (place[0] + spec.rows[0], place[1] + spec.columns[0], place[2]))
        case ZeroPadding2D():
            return taken(given, (place[0] - spec.rows[0], place[1] - spec.columns[0], place[2]))
        case _:
            return taken(given, place_of(index_of(place, given.output.shape), shape))


def taken(given: Given, source: tuple[int, ...], words: str = "") -> Work:
    """The number at ``source`` of the input; a zero where that lies beyond it."""
    if len(source) != 3:
        number = float(given.input[source])
        words = words or tr(
            "{number}, from {place}",
            number=short(number),
            place=place_in_words(source, given.input.shape),
        )
        return given.work("taken", np.array([number]), number, channels=(source[-1],), chosen=(0,), formula=words)
    row, column, channel = source
    rows, columns = range(row, row + 1), range(column, column + 1)
    read, beyond, box = patch(given.input[..., channel, None], rows, columns)
    words = words or (tr("0, from beyond the input") if beyond is not None else "")
    words = words or tr(
        "{number}, from {place}",
        number=short(float(read[0, 0, 0])),
        place=place_in_words(source, given.input.shape),
    )
    more = {"beyond": beyond, "box": box, "channels": (channel,), "chosen": (0, 0, 0), "formula": words}
    return given.work("taken", read, float(read[0, 0, 0]), **more)


def passed_on(given: Given) -> Work:
    """Of layers that act in training only."""
    return taken(given, given.place, tr("{kind} acts in training only: the number passes through", kind=given.kind))


def handed_on(given: Given) -> Work:
    """Of a block with one row of layers."""
    return taken(given, given.place, tr("What its last layer gives is what the block gives"))


def enlarged(spec: UpSampling2D, given: Given) -> Work:
    """A pixel repeated, or a sum of its neighbours, each with a weight for its distance."""
    row, column, channel = given.place
    if spec.interpolation == "nearest":
        return taken(given, (row // spec.size[0], column // spec.size[1], channel))
    taps = [
        _neighbours(spec.interpolation, place, times, length)
        for place, times, length in zip((row, column), spec.size, given.input.shape, strict=False)
    ]
    (rows, down), (columns, across) = taps
    read, _, box = patch(given.input[..., channel, None], rows, columns)
    weights = np.outer(down, across)[..., None].astype(np.float32)
    value = float((read.astype(np.float64) * np.outer(down, across)[..., None]).sum())
    return given.work("sum", read, value, box=box, channels=(channel,), weights=weights)


def _neighbours(name: str, place: int, times: int, length: int) -> tuple[range, Numbers]:
    """The input numbers along one axis that output ``place`` is filled in from, and the weight of each; they sum to 1.

    The output's pixels lie (o + ½) / times − ½ along the input's, and what is beyond has no weight
    (``tf.image.resize``). Of cubic weights TensorFlow has a table of 1,024 steps to a pixel.
    """
    if times == 1:
        return range(place, place + 1), np.ones(1)
    at = (place + 0.5) / times - 0.5
    reach = {"bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}[name]
    first = math.floor(at)
    inside = range(max(first - reach + 1, 0), min(first + reach, length - 1) + 1)
    if name == "bicubic":
        at = first + round((at - first) * 1024) / 1024
    away = np.abs(np.array(inside) - at)
    if name == "bilinear":
        weights = np.clip(1 - away, 0, None)
    else:
        weights = _keys(away) if name == "bicubic" else np.where(away < reach, np.sinc(away) * np.sinc(away / reach), 0)
    return inside, weights / weights.sum()


def _keys(away: Numbers) -> Numbers:
    """R. Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = −½."""
    near = 1.5 * away**3 - 2.5 * away**2 + 1
    far = -0.5 * away**3 + 2.5 * away**2 - 4 * away + 2
    return np.asarray(np.where(away <= 1, near, np.where(away < 2, far, 0)))


def joined(spec: Residual | Parallel, given: Given) -> Work:
    """The branches' numbers at the place added, averaged or multiplied, or the one that the place comes from."""
    place, merge = given.place, spec.merge_name()
    if merge == "concatenate":
        return _one_of(given)
    numbers = np.array([_at(branch, place) for branch in given.inputs])
    if merge == "multiply":
        line = " × ".join([short(float(numbers[0])), *(factor(float(number)) for number in numbers[1:])])
        product = float(np.prod(numbers, dtype=np.float64))
        return given.work("joined", numbers, product, formula=f"{line} = {short(product)}")
    before = float(numbers.astype(np.float64).sum())
    line = " ".join([short(float(numbers[0])), *(added(float(number)) for number in numbers[1:])])
    if merge == "average":
        before /= len(numbers)
        return given.work("joined", numbers, before, formula=f"({line}) / {len(numbers)} = {short(before)}")
    if isinstance(spec, Parallel):
        return given.work("joined", numbers, before, formula=f"{line} = {short(before)}")

    def every() -> Numbers:
        return np.asarray(np.sum([branch[place[:-1]] for branch in given.inputs], axis=0, dtype=np.float64))

    return given.activate("joined", numbers, before, spec.activation, every)


def _at(branch: FloatArray, place: tuple[int, ...]) -> Any:
    """The number that counts at a place: the only one along an axis of size 1."""
    return branch[tuple(min(index, size - 1) for index, size in zip(place, branch.shape, strict=True))]


def _one_of(given: Given) -> Work:
    """Of branches laid side by side."""
    channel, which = given.place[-1], 0
    while channel >= given.inputs[which].shape[-1]:
        channel -= given.inputs[which].shape[-1]
        which += 1
    number = float(given.inputs[which][(*given.place[:-1], channel)])
    if len(given.place) == 3:
        words = tr(
            "{number}, from channel {channel:,} of branch {branch}",
            number=short(number),
            channel=channel,
            branch=which + 1,
        )
    else:
        words = tr(
            "{number}, from number {at:,} of branch {branch}", number=short(number), at=channel, branch=which + 1
        )
    return given.work("joined", np.array([number]), number, channels=(channel,), chosen=(which,), formula=words)


def index_of(place: tuple[int, ...], shape: Shape) -> int:
    """Where a number stands when all of them are laid out in one list."""
    return int(np.ravel_multi_index(place, shape))
