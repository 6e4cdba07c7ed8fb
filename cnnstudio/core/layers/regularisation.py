"""Kinds that act in training only, against learning the pictures by heart."""

from dataclasses import dataclass
from typing import Any

from cnnstudio.core import arithmetic
from cnnstudio.core.language import tr
from cnnstudio.core.spec import KerasLayer, LayerSpec, Shape, setting


def _rate(label: str, help: str) -> Any:
    # Keras accepts a rate of 1, which removes the whole signal: no network learns with it.
    return setting(0.5, label, low=0, high=0.99, help=help)


@dataclass(frozen=True)
class _Rated(LayerSpec):
    """What the kinds with one rate share: they keep the shape."""

    rate: float = _rate(tr("Rate"), tr("The share that is set to zero while training."))

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"rate": self.rate}),)

    def summary(self) -> str:
        return tr("rate {rate:g}", rate=self.rate)


@dataclass(frozen=True)
class Dropout(_Rated, kind="Dropout", family="regularisation", base_name="dropout"):
    """Sets a random share of the numbers to zero in every training step, so that no single one is relied on."""


@dataclass(frozen=True)
class SpatialDropout2D(_Rated, kind="SpatialDropout2D", family="regularisation", base_name="spatial_dropout2d"):
    """Sets a random share of whole channels to zero in every training step. Between convolutions, where neighbouring
    pixels tell the same, it does more than Dropout."""

    rate: float = _rate(tr("Rate"), tr("The share of channels that is set to zero while training."))

    def output_shape(self, shape: Shape) -> Shape:
        return arithmetic.picture(shape, self.kind)


@dataclass(frozen=True)
class AlphaDropout(_Rated, kind="AlphaDropout", family="regularisation", base_name="alpha_dropout"):
    """Dropout for networks of selu activations: it keeps their mean at 0 and their spread at 1."""

    rate: float = _rate(tr("Rate"), tr("The share that is set to selu's lowest value while training."))


@dataclass(frozen=True)
class GaussianDropout(_Rated, kind="GaussianDropout", family="regularisation", base_name="gaussian_dropout"):
    """Multiplies every number by a random factor around 1 in every training step."""

    rate: float = _rate(
        tr("Rate"), tr("How strong: the factors spread by √(rate / (1 − rate)) around 1, as Dropout's do.")
    )


@dataclass(frozen=True)
class GaussianNoise(LayerSpec, kind="GaussianNoise", family="regularisation", base_name="gaussian_noise"):
    """Adds random noise to every number in every training step, so that small differences are not learned by heart."""

    stddev: float = setting(
        0.1,
        tr("Spread"),
        low=0,
        high=1000,
        help=tr("The standard deviation of the noise; pictures mostly run from 0 to 1."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"stddev": self.stddev}),)

    def summary(self) -> str:
        return tr("spread {value:g}", value=self.stddev)
