"""Kinds that change the shape and compute nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.spec import PLACE_BY_PLACE, KerasLayer, LayerSpec, Pair, Shape, Window, setting


@dataclass(frozen=True)
class Flatten(LayerSpec, kind="Flatten", family="shaping", base_name="flatten"):
    """Lays all numbers of the picture out in one long list, as dense layers need it."""

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Flatten", {}),)


def _edges_in_words(rows: Pair, columns: Pair) -> str:
    (top, bottom), (left, right) = rows, columns
    if top == bottom == left == right:
        return f"{top} px"
    return tr("{top}, {bottom} · {left}, {right} px", top=top, bottom=bottom, left=left, right=right)


@dataclass(frozen=True)
class ZeroPadding2D(LayerSpec, kind="ZeroPadding2D", family="shaping", base_name="zero_padding2d"):
    """Puts a frame of zeros around the picture."""

    rows: Pair = setting((1, 1), tr("Top, bottom"), low=0, high=255, help=tr("Rows of zeros above and below."))
    columns: Pair = setting(
        (1, 1), tr("Left, right"), low=0, high=255, help=tr("Columns of zeros on the left and right.")
    )

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, "ZeroPadding2D")
        return (rows + sum(self.rows), columns + sum(self.columns), channels)

    def window(self, shape: Shape) -> Window:
        return Window(before=(self.rows[0], self.columns[0]), after=(self.rows[1], self.columns[1]))

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("ZeroPadding2D", {"padding": (self.rows, self.columns)}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        pairs = arguments["padding"]
        if not isinstance(pairs, (list, tuple)) or len(pairs) != 2:
            raise SpecError(tr("Its padding is not two pairs of numbers."))
        return cls.from_plain({"rows": pairs[0], "columns": pairs[1]})

    def summary(self) -> str:
        return _edges_in_words(self.rows, self.columns)


@dataclass(frozen=True)
class Cropping2D(LayerSpec, kind="Cropping2D", family="shaping", base_name="cropping2d"):
    """Cuts rows and columns off the edges of the picture."""

    rows: Pair = setting((1, 1), tr("Top, bottom"), low=0, high=65536, help=tr("Rows cut off above and below."))
    columns: Pair = setting(
        (1, 1), tr("Left, right"), low=0, high=65536, help=tr("Columns cut off on the left and right.")
    )

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, self.kind)
        if sum(self.rows) >= rows or sum(self.columns) >= columns:
            raise SpecError(
                tr(
                    "Cutting {rows:,} rows and {columns:,} columns off a picture of {height:,} × "
                    "{width:,} leaves nothing. Cut off less.",
                    rows=sum(self.rows),
                    columns=sum(self.columns),
                    height=rows,
                    width=columns,
                )
            )
        return rows - sum(self.rows), columns - sum(self.columns), channels

    def window(self, shape: Shape) -> Window:
        return Window(before=(-self.rows[0], -self.columns[0]), after=(-self.rows[1], -self.columns[1]))

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        return ((tr("Cut off 1 on every side"), replace(self, rows=(1, 1), columns=(1, 1))),)

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"cropping": (self.rows, self.columns)}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        pairs = arguments["cropping"]
        if not isinstance(pairs, (list, tuple)) or len(pairs) != 2:
            raise SpecError(tr("What it cuts off is not two pairs of numbers."))
        return cls.from_plain({"rows": pairs[0], "columns": pairs[1]})

    def summary(self) -> str:
        return _edges_in_words(self.rows, self.columns)


_REACH = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
"""How many input numbers each way of filling in looks at on either side of an output number's place."""


@dataclass(frozen=True)
class UpSampling2D(LayerSpec, kind="UpSampling2D", family="shaping", base_name="up_sampling2d"):
    """Makes the picture larger by repeating its pixels, or by filling in between them. Learns nothing."""

    size: Pair = setting((2, 2), tr("Times"), low=1, high=64, help=tr("How many times as many rows and columns."))
    interpolation: str = setting(
        "nearest",
        tr("Filling in"),
        choices=tuple(_REACH),
        names={"nearest": tr("nearest: repeat each pixel"), "bilinear": tr("bilinear: between neighbours")},
        help=tr("How the new pixels come about."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = arithmetic.picture(shape, self.kind)
        return rows * self.size[0], columns * self.size[1], channels

    def window(self, shape: Shape) -> Window:
        """Exact at the first output number; elsewhere off by less than one input number."""
        reach = [_REACH[self.interpolation] if times > 1 else 0 for times in self.size]
        seen = max(2 * reach[0], 1), max(2 * reach[1], 1)
        return Window(seen, (1, 1), (reach[0], reach[1]), self.size)

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"size": self.size, "interpolation": self.interpolation}),)

    def summary(self) -> str:
        return f"{arithmetic.size_in_words(self.size)} · {self.interpolation}"


@dataclass(frozen=True)
class Reshape(LayerSpec, kind="Reshape", family="shaping", base_name="reshape"):
    """Lays the same numbers out in another shape, row by row."""

    target_shape: tuple[int, ...] = setting(
        (-1,),
        tr("Shape"),
        form="integers",
        low=-1,
        high=2**31 - 1,
        most=3,
        help=tr("The sizes of the new shape, as height, width, channels. One may be −1: as many as are left."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        count = math.prod(shape)
        known = math.prod(size for size in self.target_shape if size != -1)
        words = arithmetic.shape_in_words(shape)
        if 0 in self.target_shape:
            raise SpecError(tr("A shape has no size of 0. Use −1 for a size that follows from the others."))
        if self.target_shape.count(-1) > 1:
            raise SpecError(tr("Only one size of the shape can be −1. Give the others as numbers."))
        if count % known if -1 in self.target_shape else count != known:
            wanted = " × ".join("?" if size == -1 else local(f"{size:,}") for size in self.target_shape)
            raise SpecError(
                tr_count(
                    "The {count:,} number of {words} does not fill the shape {wanted}. Change a size, or use −1.",
                    "The {count:,} numbers of {words} do not fill the shape {wanted}. Change a size, or use −1.",
                    count,
                    words=words,
                    wanted=wanted,
                )
            )
        return tuple(count // known if size == -1 else size for size in self.target_shape)

    def window(self, shape: Shape) -> Window:
        after = self.output_shape(shape)
        return Window(axes="kept" if len(after) == 1 or after[:2] == shape[:2] else "mixed")

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        ways: list[tuple[str, LayerSpec]] = []
        sizes = tuple(max(size, 1) for size in self.target_shape)
        for place in reversed(range(len(sizes))):
            others = (*sizes[:place], -1, *sizes[place + 1 :])
            words = " × ".join("−1" if size == -1 else local(f"{size:,}") for size in others)
            ways.append((tr("Set the shape to {words}", words=words), replace(self, target_shape=others)))
        return (*ways, (tr("Make it one list"), replace(self, target_shape=(-1,))))

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"target_shape": self.target_shape}),)

    def summary(self) -> str:
        return " × ".join("−1" if size == -1 else local(f"{size:,}") for size in self.target_shape)


@dataclass(frozen=True)
class Permute(LayerSpec, kind="Permute", family="shaping", base_name="permute"):
    """Swaps the axes: 2, 1, 3 turns rows into columns and columns into rows."""

    dims: tuple[int, ...] = setting(
        (2, 1, 3),
        tr("Axes"),
        form="integers",
        low=1,
        high=3,
        most=3,
        help=tr("Which input axis becomes the first, second and third: 1 is the rows, 2 the columns, 3 the channels."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        wanted = list(range(1, len(shape) + 1))
        if sorted(self.dims) != wanted:
            numbers = ", ".join(map(str, wanted))
            raise SpecError(
                tr_count(
                    "Its input has {count} axis, so the only axis is {numbers}.",
                    "Its input has {count} axes, so the axes are {numbers} in any order, each once.",
                    len(shape),
                    numbers=numbers,
                )
            )
        return tuple(shape[axis - 1] for axis in self.dims)

    def window(self, shape: Shape) -> Window:
        if self.dims == tuple(range(1, len(shape) + 1)):
            return PLACE_BY_PLACE
        return Window(axes="swapped" if self.dims in ((2, 1), (2, 1, 3)) else "mixed")

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        dims = {1: (1,), 2: (2, 1), 3: (2, 1, 3)}[len(shape)]
        return ((tr("Set the axes to {axes}", axes=", ".join(map(str, dims))), replace(self, dims=dims)),)

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((self.kind, {"dims": self.dims}),)

    def summary(self) -> str:
        return ", ".join(map(str, self.dims))
