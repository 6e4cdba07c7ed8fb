"""Kinds that change the shape and compute nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import KerasLayer, LayerSpec, Pair, Shape, Window, setting


@dataclass(frozen=True)
class Flatten(LayerSpec, kind="Flatten", family="shaping", base_name="flatten"):
    """Lays all numbers of the picture out in one long list, as dense layers need it."""

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Flatten", {}),)


@dataclass(frozen=True)
class ZeroPadding2D(LayerSpec, kind="ZeroPadding2D", family="shaping", base_name="zero_padding2d"):
    """Puts a frame of zeros around the picture."""

    rows: Pair = setting((1, 1), "Top, bottom", low=0, high=255, help="Rows of zeros above and below.")
    columns: Pair = setting((1, 1), "Left, right", low=0, high=255, help="Columns of zeros on the left and right.")

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, "ZeroPadding2D")
        return (rows + sum(self.rows), columns + sum(self.columns), channels)

    def window(self, shape: Shape) -> Window:
        return Window(before=(self.rows[0], self.columns[0]))

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("ZeroPadding2D", {"padding": (self.rows, self.columns)}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        pairs = arguments["padding"]
        if not isinstance(pairs, (list, tuple)) or len(pairs) != 2:
            raise SpecError("Its padding is not two pairs of numbers.")
        return cls.from_plain({"rows": pairs[0], "columns": pairs[1]})

    def summary(self) -> str:
        top, bottom, left, right = (*self.rows, *self.columns)
        return f"{top} px" if top == bottom == left == right else f"{top}, {bottom} · {left}, {right} px"
