"""Kinds that shrink a picture by summing up small windows of it."""

from dataclasses import dataclass
from typing import Any

from cnnstudio.core import arithmetic
from cnnstudio.core.spec import KerasLayer, LayerSpec, Pair, Shape, Window, setting


def _pool_size() -> Any:
    return setting((2, 2), "Window", low=1, high=255, help="Rows and columns of the window that becomes one number.")


def _strides() -> Any:
    return setting((2, 2), "Strides", low=1, high=255, help="How far the window moves each step.")


def _padding() -> Any:
    return setting(
        "valid",
        "Padding",
        choices=("valid", "same"),
        help="valid: an incomplete window at the edge is dropped. same: it is kept.",
    )


def _output_shape(kind: str, shape: Shape, size: Pair, strides: Pair, padding: str) -> Shape:
    rows, columns, channels = arithmetic.picture(shape, kind)
    return (*arithmetic.slide(rows, columns, size, strides, padding, kind), channels)


def _summary(size: Pair, strides: Pair, padding: str) -> str:
    words = [arithmetic.size_in_words(size)]
    if strides != size:
        words.append(f"strides {arithmetic.size_in_words(strides)}")
    if padding != "valid":
        words.append(padding)
    return " · ".join(words)


@dataclass(frozen=True)
class MaxPooling2D(LayerSpec, kind="MaxPooling2D", family="pooling", base_name="max_pooling2d"):
    """Keeps the largest number of each small window: the picture shrinks, the strongest answers stay."""

    pool_size: Pair = _pool_size()
    strides: Pair = _strides()
    padding: str = _padding()

    def output_shape(self, shape: Shape) -> Shape:
        return _output_shape(self.kind, shape, self.pool_size, self.strides, self.padding)

    def window(self) -> Window:
        return Window(self.pool_size, self.strides)

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}),)

    def summary(self) -> str:
        return _summary(self.pool_size, self.strides, self.padding)


@dataclass(frozen=True)
class AveragePooling2D(LayerSpec, kind="AveragePooling2D", family="pooling", base_name="average_pooling2d"):
    """Takes the mean of each small window: the picture shrinks and grows smoother."""

    pool_size: Pair = _pool_size()
    strides: Pair = _strides()
    padding: str = _padding()

    def output_shape(self, shape: Shape) -> Shape:
        return _output_shape(self.kind, shape, self.pool_size, self.strides, self.padding)

    def window(self) -> Window:
        return Window(self.pool_size, self.strides)

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}),)

    def summary(self) -> str:
        return _summary(self.pool_size, self.strides, self.padding)
