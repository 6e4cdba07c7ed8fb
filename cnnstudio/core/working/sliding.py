"""Numbers that a window makes as it slides over a picture: convolutions of all kinds and poolings."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cnnstudio.core.layers import (
    AveragePooling2D,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    MaxPooling2D,
    SeparableConv2D,
)
from cnnstudio.core.layers.pooling import GlobalPooling
from cnnstudio.core.layers.sliding import spread
from cnnstudio.core.sliding import axes_of
from cnnstudio.core.spec import LayerSpec
from cnnstudio.core.working.activating import Numbers
from cnnstudio.core.working.given import Given, patch
from cnnstudio.core.working.work import Work


def convolved(spec: Conv2D, given: Given) -> Work:
    """The patch times the kernel of the place's channel; with groups, of the input channels of its group."""
    row, column, channel = given.place
    read, beyond, box = patch(given.input, *_ranges(spec, given, row, column))
    kernel = given.weights["kernel"]
    inputs, each = kernel.shape[2], kernel.shape[3] // spec.groups
    first = channel // each * inputs
    mine = read[..., first : first + inputs]
    bias = given.weight("bias", channel)
    before = _dot(mine, kernel[..., channel]) + (bias or 0.0)

    def every() -> Numbers:
        parts = [
            np.tensordot(read[..., g * inputs : (g + 1) * inputs].astype(np.float64), part, 3)
            for g, part in enumerate(np.split(kernel, spec.groups, axis=3))
        ]
        return _with_bias(np.concatenate(parts), given)

    channels = tuple(range(first, first + inputs)) if spec.groups > 1 else ()
    more = {"beyond": beyond, "box": box, "channels": channels, "bias": bias}
    return given.activate("sum", mine, before, spec.activation, every, weights=_copy(kernel[..., channel]), **more)


def convolved_by_channel(spec: DepthwiseConv2D, given: Given) -> Work:
    """The patch of one input channel times one of its own kernels."""
    row, column, channel = given.place
    whole, beyond, box = patch(given.input, *_ranges(spec, given, row, column))
    kernel = given.weights["kernel"]
    source, which = divmod(channel, kernel.shape[3])
    read, mine = whole[..., source : source + 1], kernel[:, :, source, which, None]
    bias = given.weight("bias", channel)

    def every() -> Numbers:
        return _with_bias(np.einsum("rcn,rcnm->nm", whole.astype(np.float64), kernel).ravel(), given)

    more = {"beyond": beyond, "box": box, "channels": (source,), "bias": bias}
    before = _dot(read, mine) + (bias or 0.0)
    return given.activate("sum", read, before, spec.activation, every, weights=_copy(mine), **more)


def convolved_in_two_steps(spec: SeparableConv2D, given: Given) -> Work:
    """Each channel's patch times its own kernels, and then the sums mixed by the place's channel."""
    row, column, channel = given.place
    whole, beyond, box = patch(given.input, *_ranges(spec, given, row, column))
    first, mix = given.weights["depthwise_kernel"], given.weights["pointwise_kernel"][0, 0]
    times = first.shape[3]
    read = np.repeat(whole, times, axis=2)
    kernels = first.reshape(*first.shape[:2], -1)
    between = (read.astype(np.float64) * kernels).sum((0, 1))
    bias = given.weight("bias", channel)

    def every() -> Numbers:
        return _with_bias(between @ mix, given)

    channels = tuple(number // times for number in range(read.shape[2])) if times > 1 else ()
    more = {"beyond": beyond, "box": box, "channels": channels, "bias": bias, "mixed": _copy(mix[:, channel])}
    before = float(between @ mix[:, channel]) + (bias or 0.0)
    return given.activate("sum", read, before, spec.activation, every, weights=_copy(kernels), **more)


def convolved_backwards(spec: Conv2DTranspose, given: Given) -> Work:
    """Every input number that paints on this place, times the number of its pattern that comes to lie here.

    Output o is painted by input i with the kernel's number (o + c − i·s) / d, where c numbers are cut off before
    (TensorFlow's ``conv2d_transpose``, the gradient of a convolution).
    """
    row, column, channel = given.place
    taps = [_painting(spec, given, axis, place) for axis, place in ((0, row), (1, column))]
    read, beyond, box = patch(given.input, taps[0][0], taps[1][0])
    picked = given.weights["kernel"][np.ix_(*(np.array(numbers, np.intp) for _, numbers in taps))]
    bias = given.weight("bias", channel)
    mine = picked[:, :, channel]

    def every() -> Numbers:
        return _with_bias(np.einsum("rcn,rcfn->f", read.astype(np.float64), picked), given)

    before = _dot(read, mine) + (bias or 0.0)
    more = {"beyond": beyond, "box": box, "bias": bias}
    return given.activate("sum", read, before, spec.activation, every, weights=_copy(mine), **more)


def _painting(spec: Conv2DTranspose, given: Given, axis: int, place: int) -> tuple[range, list[int]]:
    """Along one axis the inputs that paint on ``place``, also those beyond, and the kernel's number of each."""
    stride, dilation, size = spec.strides[axis], spec.dilation_rate[axis], spec.kernel_size[axis]
    whole = spread(spec.kernel_size, spec.dilation_rate)[axis]
    cut = 0
    if spec.padding == "same":
        cut = max((given.input.shape[axis] - 1) * stride + whole - given.output.shape[axis], 0) // 2
    at = place + cut
    if dilation > 1:  # then the steps are 1
        return range(at - whole + 1, at + 1, dilation), list(range(size - 1, -1, -1))
    inputs = range(-((whole - 1 - at) // stride), at // stride + 1)
    return inputs, [at - each * stride for each in inputs]


def pooled(spec: MaxPooling2D | AveragePooling2D, given: Given) -> Work:
    """The largest number of the window, or the mean; what lies beyond the picture is left out."""
    row, column, channel = given.place
    read, beyond, box = patch(given.input[..., channel, None], *_ranges(spec, given, row, column))
    more = {"beyond": beyond, "box": box, "channels": (channel,)}
    counts = np.ones(read.shape[:2], bool) if beyond is None else ~beyond
    if isinstance(spec, MaxPooling2D):
        # What is no number never wins in a window, as TensorFlow pools; over a whole channel it does.
        numbers = counts & ~np.isnan(read[..., 0])
        return _largest(given, read, numbers if numbers.any() else counts, more)
    return given.work("mean", read, float(read[counts].mean(dtype=np.float64)), **more)


def pooled_whole(spec: GlobalPooling, given: Given) -> Work:
    """The largest number of a whole channel, or the mean."""
    channel = given.place[-1]
    read = given.input[..., channel, None]
    more = {"box": (0, 0, 1, 1), "channels": (channel,)}
    if spec.kind.startswith("GlobalMax"):
        return _largest(given, read, np.ones(read.shape[:2], bool), more)
    return given.work("mean", read, float(read.mean(dtype=np.float64)), **more)


def _largest(
    given: Given, read: npt.NDArray[np.float32], counts: npt.NDArray[np.bool_], more: Mapping[str, object]
) -> Work:
    places = np.argwhere(counts)
    row, column = places[int(np.argmax(read[..., 0][counts]))]
    chosen = (int(row), int(column), 0)
    return given.work("largest", read, float(read[chosen]), chosen=chosen, **more)


def _ranges(spec: LayerSpec, given: Given, row: int, column: int) -> tuple[range, range]:
    axes = axes_of(spec, given.input.shape)
    assert axes is not None
    return axes[0].reads(row), axes[1].reads(column)


def _dot(read: npt.NDArray[np.float32], weights: npt.NDArray[np.float32]) -> float:
    return float((read.astype(np.float64) * weights).sum())


def _with_bias(sums: Numbers, given: Given) -> Numbers:
    return sums + given.weights["bias"] if "bias" in given.weights else sums


def _copy(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Apart from the array it was cut from, which changes as a run trains."""
    return np.array(weights, np.float32)
