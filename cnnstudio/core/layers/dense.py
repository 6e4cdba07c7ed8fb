"""Fully connected layers, and activation as a layer of its own."""

import math
from dataclasses import dataclass

from cnnstudio.core.layers.activations import ACTIVATION_NAMES, ACTIVATIONS
from cnnstudio.core.spec import KerasLayer, LayerSpec, Params, Shape, Weight, Window, setting


@dataclass(frozen=True)
class Dense(LayerSpec, kind="Dense", family="dense", base_name="dense"):
    """Connects every input number with every output number. As the last layer it gives one output a class."""

    units: int = setting(
        128, "Units", low=1, high=65536, help="How many output numbers; in the last layer, one a class."
    )
    activation: str = setting(
        "relu",
        "Activation",
        choices=ACTIVATIONS,
        names=ACTIVATION_NAMES,
        help="The function each output number goes through; softmax turns the last layer into probabilities.",
    )
    use_bias: bool = setting(True, "Bias", help="Adds one learned number to each output.", more=True)

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape[:-1], self.units)

    def params(self, shape: Shape) -> Params:
        kernel = Weight("kernel", (shape[-1], self.units))
        if not self.use_bias:
            return Params((kernel,), f"{shape[-1]:,} · {self.units:,}")
        return Params((kernel, Weight("bias", (self.units,))), f"({shape[-1]:,} + 1) · {self.units:,}")

    def multiply_adds(self, shape: Shape) -> int:
        return math.prod(shape) * self.units

    def window(self, shape: Shape) -> Window | None:
        return None if len(shape) == 1 else Window()  # on a picture it works on each pixel by itself

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Dense", {"units": self.units, "activation": self.activation, "use_bias": self.use_bias}),)

    def summary(self) -> str:
        return f"{self.units:,} units · {self.activation}"

    def activation_name(self) -> str:
        return self.activation


@dataclass(frozen=True)
class Activation(LayerSpec, kind="Activation", family="dense", base_name="activation"):
    """Sends every number through a function. Without one between them, two layers are no better than one."""

    activation: str = setting(
        "relu",
        "Activation",
        choices=ACTIVATIONS,
        names=ACTIVATION_NAMES,
        help="The function each number goes through.",
    )

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Activation", {"activation": self.activation}),)

    def summary(self) -> str:
        return self.activation

    def activation_name(self) -> str:
        return self.activation
