"""Kinds that keep the numbers between layers in a good range."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.params import Params, Weight
from cnnstudio.core.spec import PLACE_BY_PLACE, KerasLayer, LayerSpec, Shape, Window, setting
from cnnstudio.core.words import in_a_row


def _epsilon() -> Any:
    words = tr("Added to the variance so that nothing divides by zero.")
    return setting(1e-3, tr("Epsilon"), low=0, high=1, above=True, help=words, more=True)


def _center() -> Any:
    return setting(True, tr("Shift (beta)"), help=tr("Learns one number a channel that is added."), more=True)


def _scale() -> Any:
    return setting(True, tr("Scale (gamma)"), help=tr("Learns one factor a channel."), more=True)


def _learned(channels: int, scale: bool, center: bool) -> tuple[Weight, ...]:
    """The weights gamma and beta, where the layer learns them."""
    gamma, beta = Weight("gamma", (channels,)), Weight("beta", (channels,))
    return (*((gamma,) if scale else ()), *((beta,) if center else ()))


def _counted(arrays: tuple[Weight, ...], channels: int) -> Params:
    return Params(arrays, local(f"{len(arrays)} · {channels:,}") if arrays else "")


@dataclass(frozen=True)
class BatchNormalization(LayerSpec, kind="BatchNormalization", family="normalisation", base_name="batch_normalization"):
    """Shifts and scales each channel to mean 0 and spread 1 over the batch: learning is faster and less fussy."""

    momentum: float = setting(
        0.99,
        tr("Momentum"),
        low=0,
        high=1,
        help=tr("How slowly the remembered mean and variance follow the batches."),
    )
    epsilon: float = _epsilon()
    center: bool = _center()
    scale: bool = _scale()

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def params(self, shape: Shape) -> Params:
        channels = (shape[-1],)
        arrays = (
            *_learned(shape[-1], self.scale, self.center),
            Weight("moving_mean", channels, trainable=False),
            Weight("moving_variance", channels, trainable=False),
        )
        return _counted(arrays, shape[-1])

    def keras(self) -> tuple[KerasLayer, ...]:
        arguments = {
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
        }
        return (("BatchNormalization", arguments),)

    def summary(self) -> str:
        return tr("momentum {momentum:g}", momentum=self.momentum)


@dataclass(frozen=True)
class LayerNormalization(LayerSpec, kind="LayerNormalization", family="normalisation", base_name="layer_normalization"):
    """Shifts and scales each picture's own numbers to mean 0 and spread 1: in a list all, in a picture at each pixel.

    (J. L. Ba et al., "Layer Normalization", arXiv:1607.06450.)
    """

    epsilon: float = _epsilon()
    center: bool = _center()
    scale: bool = _scale()

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def params(self, shape: Shape) -> Params:
        return _counted(_learned(shape[-1], self.scale, self.center), shape[-1])

    def window(self, shape: Shape) -> Window | None:
        return None if len(shape) == 1 else PLACE_BY_PLACE

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"epsilon": self.epsilon, "center": self.center, "scale": self.scale}),)


@dataclass(frozen=True)
class GroupNormalization(LayerSpec, kind="GroupNormalization", family="normalisation", base_name="group_normalization"):
    """Shifts and scales groups of channels to mean 0 and spread 1 for each picture by itself, whatever the batch.

    With one group it is a layer normalisation over the whole picture; with as many groups as channels an instance
    normalisation. (Y. Wu, K. He, "Group Normalization", arXiv:1803.08494.)
    """

    # Keras takes −1 for as many groups as channels, but writes their number into a file: it could not be read back.
    groups: int = setting(
        8,
        tr("Channel groups"),
        low=1,
        high=65536,
        help=tr("How many groups the channels are split into; it must divide their number."),
    )
    epsilon: float = _epsilon()
    center: bool = _center()
    scale: bool = _scale()

    def output_shape(self, shape: Shape) -> Shape:
        if shape[-1] % self.groups:
            best = self._divisor(shape[-1])
            raise SpecError(
                tr_count(
                    "{count:,} channel cannot be split into {groups:,} equal groups. Use {best:,}.",
                    "{count:,} channels cannot be split into {groups:,} equal groups. Use {best:,}.",
                    shape[-1],
                    groups=self.groups,
                    best=best,
                )
            )
        return shape

    def _divisor(self, channels: int) -> int:
        """The largest number of groups up to this one that divides ``channels``."""
        return next(count for count in range(min(self.groups, channels), 0, -1) if channels % count == 0)

    def params(self, shape: Shape) -> Params:
        return _counted(_learned(shape[-1], self.scale, self.center), shape[-1])

    def window(self, shape: Shape) -> None:
        return None  # mean and spread are taken over the whole picture

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        best = self._divisor(shape[-1])
        found = [(tr("Set groups to {best:,}", best=best), replace(self, groups=best))]
        return (
            *found,
            (tr("One group a channel: {channels:,}", channels=shape[-1]), replace(self, groups=min(shape[-1], 65536))),
        )

    def keras(self) -> tuple[KerasLayer, ...]:
        arguments = {"groups": self.groups, "epsilon": self.epsilon, "center": self.center, "scale": self.scale}
        return ((self.kind, arguments),)

    def summary(self) -> str:
        return tr_count("{count:,} group", "{count:,} groups", self.groups)


@dataclass(frozen=True)
class UnitNormalization(LayerSpec, kind="UnitNormalization", family="normalisation", base_name="unit_normalization"):
    """Scales a list of numbers to length 1, so that only its direction counts; in a picture at each pixel."""

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def window(self, shape: Shape) -> Window | None:
        return None if len(shape) == 1 else PLACE_BY_PLACE

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {}),)


@dataclass(frozen=True)
class Normalization(LayerSpec, kind="Normalization", family="normalisation", base_name="normalization"):
    """Takes away a fixed mean and divides by a fixed spread, as a first layer preparing pictures. Learns nothing."""

    mean: tuple[float, ...] = setting(
        (0.0,),
        tr("Mean"),
        form="numbers",
        low=-1e6,
        high=1e6,
        most=64,
        help=tr("What is taken away: one number, or one for each channel."),
    )
    variance: tuple[float, ...] = setting(
        (1.0,),
        tr("Variance"),
        form="numbers",
        low=0,
        high=1e12,
        most=64,
        help=tr("The square of what is divided by: one number, or one for each channel."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        if len(self.mean) != len(self.variance):
            raise SpecError(
                tr(
                    "Means: {means:,}, variances: {variances:,}. Give as many of both.",
                    means=len(self.mean),
                    variances=len(self.variance),
                )
            )
        if len(self.mean) not in (1, shape[-1]):
            raise SpecError(
                tr_count(
                    "There are {means} means for {count:,} channel. Give one.",
                    "There are {means} means for {count:,} channels. Give one, or one a channel.",
                    shape[-1],
                    means=len(self.mean),
                )
            )
        return shape

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        fewest = min(len(self.mean), len(self.variance))
        first = replace(self, mean=self.mean[:1], variance=self.variance[:1])
        alike = replace(self, mean=self.mean[:fewest], variance=self.variance[:fewest])
        return ((tr("Use as many means as variances"), alike), (tr("Use the first mean and variance for all"), first))

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"mean": list(self.mean), "variance": list(self.variance)}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        found = {key: [value] if isinstance(value, float) else value for key, value in arguments.items()}
        if None in found.values():
            raise SpecError(tr("Its mean and variance were learned from data, which is not known here."))
        return cls.from_plain(found)

    def summary(self) -> str:
        return tr("mean {mean} · variance {variance}", mean=_short(self.mean), variance=_short(self.variance))


def _short(row: tuple[float, ...]) -> str:
    return in_a_row(local(f"{each:g}") for each in row[:3]) + (" …" if len(row) > 3 else "")


@dataclass(frozen=True)
class Rescaling(LayerSpec, kind="Rescaling", family="normalisation", base_name="rescaling"):
    """Multiplies every number by a factor and adds another: ÷ 255 brings 0–255 to 0–1. Learns nothing."""

    scale: float = setting(
        1 / 255, tr("Factor"), low=-1e6, high=1e6, help=tr("What every number is multiplied by; 0.00392… is 1 ÷ 255.")
    )
    offset: float = setting(0.0, tr("Offset"), low=-1e6, high=1e6, help=tr("What is added afterwards."))

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"scale": self.scale, "offset": self.offset}),)

    def summary(self) -> str:
        factor = f"× {self.scale:g}".replace("-", "−")
        return f"{factor} {'−' if self.offset < 0 else '+'} {abs(self.offset):g}" if self.offset else factor
