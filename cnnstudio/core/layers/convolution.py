"""Kinds that slide learned kernels over a picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers.activations import ACTIVATION_NAMES, ACTIVATIONS
from cnnstudio.core.spec import KerasLayer, LayerSpec, Padding, Pair, Params, Shape, Weight, Window, setting


@dataclass(frozen=True)
class Conv2D(LayerSpec, kind="Conv2D", family="convolution", base_name="conv2d"):
    """Slides small learned kernels over the picture. Each makes one output channel, bright where its pattern is."""

    filters: int = setting(
        32, "Filters", low=1, high=4096, help="How many kernels are learned; each makes one output channel."
    )
    kernel_size: Pair = setting((3, 3), "Kernel size", low=1, high=255, help="Rows and columns of each kernel.")
    strides: Pair = setting(
        (1, 1), "Strides", low=1, high=255, help="How far the kernel moves each step; 2 halves the picture."
    )
    padding: Padding = setting(
        "valid",
        "Padding",
        form="padding",
        low=0,
        high=255,
        help="valid: the kernel stays inside. same: zeros around keep the size. Or a number of pixels on every side.",
    )
    activation: str = setting(
        "relu",
        "Activation",
        choices=ACTIVATIONS,
        names=ACTIVATION_NAMES,
        help="The function each output number goes through.",
    )
    use_bias: bool = setting(True, "Bias", help="Adds one learned number to each output channel.", more=True)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, _ = arithmetic.picture(shape, "Conv2D")
        return (
            *arithmetic.slide(rows, columns, self.kernel_size, self.strides, self.padding, "Conv2D"),
            self.filters,
        )

    def params(self, shape: Shape) -> Params:
        kernel = Weight("kernel", (*self.kernel_size, shape[2], self.filters))
        inside = f"{self.kernel_size[0]}·{self.kernel_size[1]}·{shape[2]:,}"
        if not self.use_bias:
            return Params((kernel,), f"{inside} · {self.filters:,}")
        return Params((kernel, Weight("bias", (self.filters,))), f"({inside} + 1) · {self.filters:,}")

    def multiply_adds(self, shape: Shape) -> int:
        rows, columns, channels = self.output_shape(shape)
        return rows * columns * channels * self.kernel_size[0] * self.kernel_size[1] * shape[2]

    def window(self, shape: Shape) -> Window:
        before = arithmetic.padding_before(shape, self.kernel_size, self.strides, self.padding)
        return Window(self.kernel_size, self.strides, before)

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        return (("Use padding “same”", replace(self, padding="same")),)

    def keras(self) -> tuple[KerasLayer, ...]:
        # Keras refuses padding in pixels; a ZeroPadding2D before a "valid" convolution is the same thing.
        pixels = self.padding if isinstance(self.padding, int) else 0
        padding = self.padding if isinstance(self.padding, str) else "valid"
        convolution = (
            "Conv2D",
            {
                "filters": self.filters,
                "kernel_size": self.kernel_size,
                "strides": self.strides,
                "padding": padding,
                "activation": self.activation,
                "use_bias": self.use_bias,
            },
        )
        return (("ZeroPadding2D", {"padding": pixels}), convolution) if pixels else (convolution,)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        if not isinstance(arguments["padding"], str):
            raise SpecError("Its padding cannot be read.")
        return cls.from_plain(dict(arguments))

    def summary(self) -> str:
        parts = [f"{self.filters} filters {arithmetic.size_in_words(self.kernel_size)}"]
        if self.strides != (1, 1):
            parts.append(f"strides {arithmetic.size_in_words(self.strides)}")
        parts.append(self.padding if isinstance(self.padding, str) else f"{self.padding} px padding")
        return " · ".join([*parts, self.activation])

    def activation_name(self) -> str:
        return self.activation
