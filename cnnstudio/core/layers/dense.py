"""Fully connected layers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.layers import activations, kernels
from cnnstudio.core.params import Params, Weight
from cnnstudio.core.spec import PLACE_BY_PLACE, KerasLayer, LayerSpec, Shape, Window, setting


@dataclass(frozen=True)
class Dense(LayerSpec, kind="Dense", family="dense", base_name="dense"):
    """Connects every input number with every output number. As the last layer it gives one output a class."""

    units: int = setting(
        128, tr("Units"), low=1, high=65536, help=tr("How many output numbers; in the last layer, one a class.")
    )
    activation: str = activations.activation(
        tr("The function each output number goes through; softmax turns the last layer into probabilities.")
    )
    use_bias: bool = setting(True, tr("Bias"), help=tr("Adds one learned number to each output."), more=True)
    kernel_initializer: str = kernels.initialiser()
    l1: float = kernels.penalty("L1")
    l2: float = kernels.penalty("L2")

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape[:-1], self.units)

    def params(self, shape: Shape) -> Params:
        kernel = Weight("kernel", (shape[-1], self.units))
        if not self.use_bias:
            return Params((kernel,), local(f"{shape[-1]:,} · {self.units:,}"))
        return Params((kernel, Weight("bias", (self.units,))), local(f"({shape[-1]:,} + 1) · {self.units:,}"))

    def multiply_adds(self, shape: Shape) -> int:
        """Every input number times every unit; on a picture, for each pixel."""
        return math.prod(shape) * self.units

    def window(self, shape: Shape) -> Window | None:
        return None if len(shape) == 1 else PLACE_BY_PLACE  # on a picture it works on each pixel by itself

    def keras(self) -> tuple[KerasLayer, ...]:
        arguments = {
            "units": self.units,
            "activation": self.activation,
            "use_bias": self.use_bias,
            **kernels.to_keras(("kernel",), self.kernel_initializer, self.l1, self.l2),
        }
        return (("Dense", arguments),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        return cls.from_plain(kernels.from_keras(("kernel",), arguments))

    def summary(self) -> str:
        return tr_count(
            "{count:,} unit · {activation}", "{count:,} units · {activation}", self.units, activation=self.activation
        )

    def activation_name(self) -> str:
        return self.activation
