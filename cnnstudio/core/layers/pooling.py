"""Kinds that shrink a picture by summing up small windows of it."""

from dataclasses import dataclass, replace

from cnnstudio.core import arithmetic
from cnnstudio.core.language import tr
from cnnstudio.core.spec import KerasLayer, LayerSpec, Pair, Shape, Window, setting


@dataclass(frozen=True)
class Pooling(LayerSpec):
    """What all kinds of pooling share: a window that slides over each channel by itself."""

    pool_size: Pair = setting(
        (2, 2), tr("Window"), low=1, high=255, help=tr("Rows and columns of the window that becomes one number.")
    )
    strides: Pair = setting((2, 2), tr("Strides"), low=1, high=255, help=tr("How far the window moves each step."))
    padding: str = setting(
        "valid",
        tr("Padding"),
        choices=("valid", "same"),
        help=tr("valid: an incomplete window at the edge is dropped. same: it is kept."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, self.kind)
        return (*arithmetic.slide(rows, columns, self.pool_size, self.strides, self.padding, self.kind), channels)

    def window(self, shape: Shape) -> Window:
        return replace(arithmetic.window(shape, self.pool_size, self.strides, self.padding), zeros=False)

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        return ((tr("Use padding “same”"), replace(self, padding="same")),)

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}),)

    def summary(self) -> str:
        words = [arithmetic.size_in_words(self.pool_size)]
        if self.strides != self.pool_size:
            words.append(tr("strides {size}", size=arithmetic.size_in_words(self.strides)))
        if self.padding != "valid":
            words.append(self.padding)
        return " · ".join(words)


@dataclass(frozen=True)
class MaxPooling2D(Pooling, kind="MaxPooling2D", family="pooling", base_name="max_pooling2d"):
    """Keeps the largest number of each small window: the picture shrinks, the strongest answers stay."""


@dataclass(frozen=True)
class AveragePooling2D(Pooling, kind="AveragePooling2D", family="pooling", base_name="average_pooling2d"):
    """Takes the mean of each small window: the picture shrinks and grows smoother."""


@dataclass(frozen=True)
class GlobalPooling(LayerSpec):
    """What both kinds of global pooling share: every channel becomes one number."""

    keepdims: bool = setting(
        False, tr("Keep as picture"), help=tr("The output stays a picture of 1 × 1 pixel instead of a list."), more=True
    )

    def output_shape(self, shape: Shape) -> Shape:
        channels = arithmetic.picture(shape, self.kind)[2]
        return (1, 1, channels) if self.keepdims else (channels,)

    def window(self, shape: Shape) -> None:
        return None

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"keepdims": self.keepdims}),)

    def summary(self) -> str:
        return "1 × 1" if self.keepdims else ""


@dataclass(frozen=True)
class GlobalMaxPooling2D(GlobalPooling, kind="GlobalMaxPooling2D", family="pooling", base_name="global_max_pooling2d"):
    """Keeps the largest number of each channel: whether a pattern is anywhere in the picture."""


@dataclass(frozen=True)
class GlobalAveragePooling2D(
    GlobalPooling, kind="GlobalAveragePooling2D", family="pooling", base_name="global_average_pooling2d"
):
    """Takes the mean of each channel: how much of a pattern is in the whole picture."""
