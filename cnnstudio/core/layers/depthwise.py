"""Convolutions that work on each channel by itself: far fewer weights and multiplications than Conv2D."""

import math
from dataclasses import dataclass, replace

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.layers import activations, kernels, sliding
from cnnstudio.core.layers.sliding import Convolution
from cnnstudio.core.params import Params, Weight
from cnnstudio.core.spec import Padding, Pair, Shape


def _check_strides(strides: Pair, kind: str) -> None:
    # TensorFlow's kernel for it takes equal strides only; the one of oneDNN, on some processors, takes others too.
    if strides[0] != strides[1]:
        raise SpecError(tr("{kind} moves as far down as to the right: its two strides must be equal.", kind=kind))


def _repairs(spec: "DepthwiseConv2D | SeparableConv2D") -> sliding.Repairs:
    step = max(spec.strides)
    alike = replace(spec, strides=(step, step))
    same = replace(spec, padding="same")
    return ((tr("Use padding “same”"), same), (tr("Set strides to {step} × {step}", step=step), alike))


@dataclass(frozen=True)
class DepthwiseConv2D(Convolution, kind="DepthwiseConv2D", family="convolution", base_name="depthwise_conv2d"):
    """Slides a kernel of its own over each channel; channels are not mixed. A 1×1 Conv2D after it mixes them."""

    kernel_names = ("depthwise",)

    kernel_size: Pair = sliding.kernel_size()
    strides: Pair = sliding.strides()
    padding: Padding = sliding.padding()
    activation: str = activations.activation()
    use_bias: bool = kernels.use_bias()
    depth_multiplier: int = sliding.depth_multiplier()
    dilation_rate: Pair = sliding.dilation_rate()
    kernel_initializer: str = kernels.initialiser()
    l1: float = kernels.penalty("L1")
    l2: float = kernels.penalty("L2")

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, self.kind)
        _check_strides(self.strides, self.kind)
        return (*self._slid(rows, columns), channels * self.depth_multiplier)

    def params(self, shape: Shape) -> Params:
        kernel = Weight("kernel", (*self.kernel_size, shape[2], self.depth_multiplier))
        inside = f"{self.kernel_size[0]}·{self.kernel_size[1]}"
        times = f"{shape[2]:,}" + (f"·{self.depth_multiplier}" if self.depth_multiplier > 1 else "")
        if not self.use_bias:
            return Params((kernel,), local(f"{inside} · {times}"))
        bias = Weight("bias", (shape[2] * self.depth_multiplier,))
        return Params((kernel, bias), local(f"({inside} + 1) · {times}"))

    def multiply_adds(self, shape: Shape) -> int:
        """Output numbers times the numbers of one kernel: H'·W'·C·m · k·k."""
        return math.prod(self.output_shape(shape)) * math.prod(self.kernel_size)

    def repairs(self, shape: Shape) -> sliding.Repairs:
        return _repairs(self)

    def _kernels_in_words(self) -> str:
        size = arithmetic.size_in_words(self.kernel_size)
        return (
            tr("{size} · {count} a channel", size=size, count=self.depth_multiplier)
            if self.depth_multiplier > 1
            else size
        )


@dataclass(frozen=True)
class SeparableConv2D(Convolution, kind="SeparableConv2D", family="convolution", base_name="separable_conv2d"):
    """A convolution in two cheap steps: a kernel for each channel by itself, then a 1×1 mix of the channels.

    (F. Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", arXiv:1610.02357.)
    """

    kernel_names = ("depthwise", "pointwise")

    filters: int = sliding.filters()
    kernel_size: Pair = sliding.kernel_size()
    strides: Pair = sliding.strides()
    padding: Padding = sliding.padding()
    activation: str = activations.activation()
    use_bias: bool = kernels.use_bias()
    depth_multiplier: int = sliding.depth_multiplier()
    dilation_rate: Pair = sliding.dilation_rate()
    kernel_initializer: str = kernels.initialiser()
    l1: float = kernels.penalty("L1")
    l2: float = kernels.penalty("L2")

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, _ = arithmetic.picture(shape, self.kind)
        _check_strides(self.strides, self.kind)
        return (*self._slid(rows, columns), self.filters)

    def params(self, shape: Shape) -> Params:
        between = shape[2] * self.depth_multiplier
        first = Weight("depthwise_kernel", (*self.kernel_size, shape[2], self.depth_multiplier))
        mix = Weight("pointwise_kernel", (1, 1, between, self.filters))
        each = f"{self.kernel_size[0]}·{self.kernel_size[1]}·{between:,}"
        if not self.use_bias:
            return Params((first, mix), local(f"{each} + {between:,} · {self.filters:,}"))
        bias = Weight("bias", (self.filters,))
        return Params((first, mix, bias), local(f"{each} + ({between:,} + 1) · {self.filters:,}"))

    def multiply_adds(self, shape: Shape) -> int:
        """Of both steps: H'·W' · (k·k·C·m + C·m·F)."""
        rows, columns, channels = self.output_shape(shape)
        return rows * columns * shape[2] * self.depth_multiplier * (math.prod(self.kernel_size) + channels)

    def repairs(self, shape: Shape) -> sliding.Repairs:
        return _repairs(self)
