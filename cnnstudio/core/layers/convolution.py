"""Kinds that slide learned kernels over a picture, each position giving one output number a kernel."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.layers import activations, kernels, sliding
from cnnstudio.core.layers.sliding import Convolution
from cnnstudio.core.params import Params, Weight
from cnnstudio.core.spec import KerasLayer, LayerSpec, Padding, Pair, Shape, Window, setting


@dataclass(frozen=True)
class Conv2D(Convolution, kind="Conv2D", family="convolution", base_name="conv2d"):
    """Slides small learned kernels over the picture. Each makes one output channel, bright where its pattern is."""

    filters: int = sliding.filters()
    kernel_size: Pair = sliding.kernel_size()
    strides: Pair = sliding.strides()
    padding: Padding = sliding.padding()
    activation: str = activations.activation()
    use_bias: bool = kernels.use_bias()
    dilation_rate: Pair = sliding.dilation_rate()
    groups: int = setting(
        1,
        tr("Groups"),
        low=1,
        high=4096,
        help=tr("Splits the channels into so many groups, each with its own kernels, which see only their group."),
        more=True,
    )
    kernel_initializer: str = kernels.initialiser()
    l1: float = kernels.penalty("L1")
    l2: float = kernels.penalty("L2")

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, "Conv2D")
        sliding.check_steps(self.strides, self.dilation_rate, "Conv2D")
        if channels % self.groups:
            raise SpecError(
                tr_count(
                    "{count:,} channel of its input cannot be split into {groups:,} equal groups.",
                    "{count:,} channels of its input cannot be split into {groups:,} equal groups.",
                    channels,
                    groups=self.groups,
                )
            )
        if self.filters % self.groups:
            raise SpecError(
                tr_count(
                    "{count:,} filter cannot be split into {groups:,} equal groups.",
                    "{count:,} filters cannot be split into {groups:,} equal groups.",
                    self.filters,
                    groups=self.groups,
                )
            )
        return (*self._slid(rows, columns), self.filters)

    def params(self, shape: Shape) -> Params:
        channels = shape[2] // self.groups
        kernel = Weight("kernel", (*self.kernel_size, channels, self.filters))
        inside = f"{self.kernel_size[0]}·{self.kernel_size[1]}·{channels:,}"
        if not self.use_bias:
            return Params((kernel,), local(f"{inside} · {self.filters:,}"))
        return Params((kernel, Weight("bias", (self.filters,))), local(f"({inside} + 1) · {self.filters:,}"))

    def multiply_adds(self, shape: Shape) -> int:
        """Output numbers times the numbers of one kernel: H'·W'·F · k·k·C/groups."""
        rows, columns, channels = self.output_shape(shape)
        return rows * columns * channels * math.prod(self.kernel_size) * (shape[2] // self.groups)

    def repairs(self, shape: Shape) -> sliding.Repairs:
        found: list[tuple[str, LayerSpec]] = [(tr("Use padding “same”"), replace(self, padding="same"))]
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            found.append((tr("Set strides to 1 × 1"), replace(self, strides=(1, 1))))
            found.append((tr("Set dilation to 1 × 1"), replace(self, dilation_rate=(1, 1))))
        if self.groups > 1:
            common = math.gcd(self.groups, self.filters, shape[-1])
            found.append((tr("Set groups to {common}", common=common), replace(self, groups=common)))
        return tuple(found)

    def _steps_in_words(self) -> list[str]:
        return super()._steps_in_words() + ([tr("{count:,} groups", count=self.groups)] if self.groups > 1 else [])


@dataclass(frozen=True)
class Conv2DTranspose(Convolution, kind="Conv2DTranspose", family="convolution", base_name="conv2d_transpose"):
    """A convolution run backwards: every input number paints a learned pattern, so the picture grows by the strides."""

    filters: int = sliding.filters()
    kernel_size: Pair = sliding.kernel_size()
    strides: Pair = setting(
        (2, 2), tr("Strides"), low=1, high=255, help=tr("How far the patterns lie apart; 2 doubles the picture.")
    )
    padding: str = setting(
        "valid",
        tr("Padding"),
        choices=("valid", "same"),
        help=tr(
            "valid: whole patterns, so the picture also grows by the kernel. same: cut to strides times the input."
        ),
    )
    activation: str = activations.activation()
    use_bias: bool = kernels.use_bias()
    output_padding: int = setting(
        -1,
        tr("Output padding"),
        low=-1,
        high=254,
        names={-1: tr("Keras's choice")},
        help=tr("Rows added below and columns added at the right, fewer than the strides. −1: chosen by Keras."),
        more=True,
    )
    # TensorFlow computes it on graphics cards and with oneDNN, but not on processors without that.
    dilation_rate: Pair = sliding.dilation_rate()
    kernel_initializer: str = kernels.initialiser()
    l1: float = kernels.penalty("L1")
    l2: float = kernels.penalty("L2")

    def output_shape(self, shape: Shape) -> Shape:
        """With k' = (k − 1)·d + 1 and p the output padding: (n − 1)·s + k' + p, "same" (n − 1)·s + (k' mod 2) + p.

        Where p is Keras's choice: (n − 1)·s + max(k', s), "same" n·s
        (Keras 3.15, ``compute_conv_transpose_output_shape``).
        """
        rows, columns, _ = arithmetic.picture(shape, self.kind)
        sliding.check_steps(self.strides, self.dilation_rate, self.kind)
        if self.output_padding >= min(self.strides):
            raise SpecError(
                tr("Output padding must be smaller than both strides. Set it to −1, or use larger strides.")
            )
        return self._length(rows, 0), self._length(columns, 1), self.filters

    def _length(self, length: int, axis: int) -> int:
        size, stride = sliding.spread(self.kernel_size, self.dilation_rate)[axis], self.strides[axis]
        if self.output_padding < 0:
            return length * stride if self.padding == "same" else (length - 1) * stride + max(size, stride)
        if self.padding == "valid":
            return (length - 1) * stride + size + self.output_padding
        if size % 2 + self.output_padding == 0:
            raise SpecError(tr("With an even kernel and padding “same”, output padding is at least 1. Set it to −1."))
        return (length - 1) * stride + size % 2 + self.output_padding

    def params(self, shape: Shape) -> Params:
        kernel = Weight("kernel", (*self.kernel_size, self.filters, shape[2]))
        inside = f"{self.kernel_size[0]}·{self.kernel_size[1]}·{shape[2]:,}"
        if not self.use_bias:
            return Params((kernel,), local(f"{inside} · {self.filters:,}"))
        return Params((kernel, Weight("bias", (self.filters,))), local(f"({inside} + 1) · {self.filters:,}"))

    def multiply_adds(self, shape: Shape) -> int:
        """Input numbers times the pattern each paints, what is cut off at the edge included: H·W·C · k·k·F."""
        return math.prod(shape) * math.prod(self.kernel_size) * self.filters

    def window(self, shape: Shape) -> Window:
        """Of output number o, the inputs ⌈(o + c − k' + 1) / s⌉ to ⌊(o + c) / s⌋, where c numbers are cut off before.

        As a box of ⌈k' / s⌉ that moves 1/s input numbers a step it holds what the first output sees, and is off by
        less than one input number elsewhere.
        """
        size, after = sliding.spread(self.kernel_size, self.dilation_rate), self.output_shape(shape)
        cut = (0, 0)
        if self.padding == "same":
            over = [max((shape[axis] - 1) * self.strides[axis] + size[axis] - after[axis], 0) for axis in (0, 1)]
            cut = over[0] // 2, over[1] // 2
        seen = math.ceil(size[0] / self.strides[0]), math.ceil(size[1] / self.strides[1])
        before = (size[0] - 1 - cut[0]) // self.strides[0], (size[1] - 1 - cut[1]) // self.strides[1]
        return Window(seen, (1, 1), before, self.strides)

    def repairs(self, shape: Shape) -> sliding.Repairs:
        found: list[tuple[str, LayerSpec]] = []
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            found.append((tr("Set dilation to 1 × 1"), replace(self, dilation_rate=(1, 1))))
            found.append((tr("Set strides to 1 × 1"), replace(self, strides=(1, 1))))
        if self.output_padding >= 0:
            found.append((tr("Let Keras choose the output padding"), replace(self, output_padding=-1)))
        return tuple(found)

    def keras(self) -> tuple[KerasLayer, ...]:
        ((kind, arguments),) = super().keras()
        given = None if self.output_padding < 0 else (self.output_padding, self.output_padding)
        return ((kind, {**arguments, "output_padding": given}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        given = arguments["output_padding"]
        if given is not None and (not isinstance(given, (list, tuple)) or len(given) != 2 or given[0] != given[1]):
            raise SpecError(tr("Its output padding is not the same for rows and columns."))
        if given is not None and (type(given[0]) is not int or given[0] < 0):
            raise SpecError(tr("Its output padding is no number of rows."))
        return super().from_keras({**arguments, "output_padding": -1 if given is None else given[0]})
