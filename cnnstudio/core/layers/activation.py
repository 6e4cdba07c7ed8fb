"""Activation functions as layers of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.layers import activations
from cnnstudio.core.params import Params, Weight
from cnnstudio.core.spec import PLACE_BY_PLACE, KerasLayer, LayerSpec, Shape, Window, setting


@dataclass(frozen=True)
class Activation(LayerSpec, kind="Activation", family="activation", base_name="activation"):
    """Sends every number through a function. Without one between them, two layers are no better than one."""

    activation: str = activations.activation(tr("The function each number goes through."))

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Activation", {"activation": self.activation}),)

    def summary(self) -> str:
        return self.activation

    def activation_name(self) -> str:
        return self.activation


@dataclass(frozen=True)
class ReLU(LayerSpec, kind="ReLU", family="activation", base_name="relu"):
    """Keeps numbers above a threshold and sets the others to 0, or to a small part of what they were."""

    max_value: float = setting(
        0.0,
        tr("Largest value"),
        low=0,
        high=1e6,
        names={0.0: tr("no limit")},
        help=tr("Larger numbers are cut to this; 0: no limit."),
    )
    negative_slope: float = setting(
        0.0,
        tr("Slope below"),
        low=0,
        high=1e3,
        help=tr("The factor for numbers below the threshold; 0 sets them to 0."),
    )
    threshold: float = setting(0.0, tr("Threshold"), low=0, high=1e6, help=tr("Numbers below this are cut."), more=True)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        arguments = {
            "max_value": self.max_value or None,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }
        return (("ReLU", arguments),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        found = dict(arguments)
        if found["max_value"] == 0:
            raise SpecError(tr("A largest value of 0 lets nothing through."))
        return cls.from_plain({**found, "max_value": 0.0 if found["max_value"] is None else found["max_value"]})

    def summary(self) -> str:
        words = [tr("at most {value:g}", value=self.max_value)] if self.max_value else []
        words += [tr("slope {slope:g}", slope=self.negative_slope)] if self.negative_slope else []
        return " · ".join([*words, *([tr("above {threshold:g}", threshold=self.threshold)] if self.threshold else [])])

    def activation_name(self) -> str:
        if self.negative_slope:
            return "leaky_relu"
        return "relu6" if self.max_value == 6 else "relu"


@dataclass(frozen=True)
class LeakyReLU(LayerSpec, kind="LeakyReLU", family="activation", base_name="leaky_relu"):
    """Keeps numbers above 0 and makes those below small instead of 0, so that no kernel falls silent for good."""

    negative_slope: float = setting(
        0.3, tr("Slope below 0"), low=0, high=1e3, help=tr("The factor for numbers below 0.")
    )

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("LeakyReLU", {"negative_slope": self.negative_slope}),)

    def summary(self) -> str:
        return tr("slope {slope:g}", slope=self.negative_slope)

    def activation_name(self) -> str:
        return "leaky_relu"


@dataclass(frozen=True)
class PReLU(LayerSpec, kind="PReLU", family="activation", base_name="prelu"):
    """A leaky ReLU that learns its slope below 0. (K. He et al., arXiv:1502.01852.)"""

    shared: bool = setting(
        False,
        tr("Share over the picture"),
        help=tr("Learns one slope a channel instead of one for each number of the picture."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        if self.shared and len(shape) != 3:
            raise SpecError(tr("Slopes can be shared over a picture only, and this is none. Turn off sharing."))
        return shape

    def params(self, shape: Shape) -> Params:
        slopes = (1, 1, shape[2]) if self.shared else shape
        return Params((Weight("alpha", slopes),), local(" · ".join(f"{size:,}" for size in slopes if size > 1)) or "1")

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        return ((tr("Learn a slope for each number"), replace(self, shared=False)),)

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("PReLU", {"shared_axes": [1, 2] if self.shared else None}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        axes = arguments["shared_axes"]
        if axes is not None and axes != [1, 2]:
            raise SpecError(tr("Its slopes are shared in a way that is not known here."))
        return cls(shared=axes is not None)

    def summary(self) -> str:
        return tr("one slope a channel") if self.shared else ""

    def activation_name(self) -> str:
        return "prelu"


@dataclass(frozen=True)
class ELU(LayerSpec, kind="ELU", family="activation", base_name="elu"):
    """Keeps numbers above 0 and bends those below towards a limit. (D.-A. Clevert et al., arXiv:1511.07289.)"""

    alpha: float = setting(1.0, tr("Alpha"), low=0, high=1e3, help=tr("Numbers far below 0 become minus this."))

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("ELU", {"alpha": self.alpha}),)

    def summary(self) -> str:
        return tr("alpha {alpha:g}", alpha=self.alpha)

    def activation_name(self) -> str:
        return "elu"


@dataclass(frozen=True)
class Softmax(LayerSpec, kind="Softmax", family="activation", base_name="softmax"):
    """Turns a list of numbers into probabilities that sum to 1. On a picture it does so at each pixel."""

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def window(self, shape: Shape) -> Window | None:
        return None if len(shape) == 1 else PLACE_BY_PLACE

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Softmax", {}),)

    def activation_name(self) -> str:
        return "softmax"
