"""Kernels laid out as tiles: what an image grid is to show, and whose tile is which."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.inspecting.kernels import Numbers, View
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.tiles import all_kernel_tiles, kernel_tiles
from cnnstudio.core.words import plain
from cnnstudio.gui.viewer.kernels.naming import many, one
from cnnstudio.gui.widgets.maps.reading import number
from cnnstudio.gui.widgets.maps.tiling import Heads

Kernels = npt.NDArray[np.float32]

LEAST_SCALE = 3
"""A weight is drawn at least this large, in pixels: smaller ones cannot be told from each other."""

_NARROW, _LEAST_IN_NARROW = 64, 6
"""A matrix of so few rows or columns would be a sliver; it is drawn larger, and scrolled."""

_MOST_BARS = 64

_MOST_CLASSES = 20
"""So many are told one by one in a caption."""

Place = tuple[int, int | None]
"""The number of an output, and of an input; None where it is all inputs together, in colour."""


@dataclass(frozen=True, eq=False)
class Weights:
    """A weight, or the part of it that is at hand.

    Attributes:
        kernels: float32 (rows, columns, inputs, outputs).
        first: The number of the first input.
        labels: What the outputs stand for, where they are classes; else empty.
        order: The outputs in the order in which they are looked at.
    """

    view: View
    kernels: Kernels
    order: Numbers
    first: int = 0
    labels: tuple[str, ...] = ()

    @property
    def arranged(self) -> Kernels:
        """The kernels in their order; the very same where that is as they are numbered."""
        is_given = bool((self.order[1:] > self.order[:-1]).all())
        return self.kernels if is_given else self.kernels[..., self.order]

    def name(self, output: int) -> str:
        """What an output is called: "filter 3", "unit 3 (cat)"."""
        known = f" ({plain(self.labels[output], 30)})" if output < len(self.labels) else ""
        return f"{one(self.view.output_name)} {output}{known}"

    def norm(self, output: int, inner: int | None = None) -> str:
        """How large an output's kernel is, in words; with ``inner`` also how large its part for that input at hand."""
        kernel = self.kernels[..., output].astype(np.float64)
        whole = number(float(np.linalg.norm(kernel)))
        if inner is None or kernel.shape[2] == 1:
            return tr("norm {norm}", norm=whole)
        part = number(float(np.linalg.norm(kernel[:, :, inner])))
        name = one(self.view.output_name)
        return tr("norm {part} (of the whole {name} {whole})", part=part, name=name, whole=whole)


@dataclass(frozen=True, eq=False)
class Sheet:
    """What ``ImageGrid.set_maps`` is given.

    Attributes:
        columns: Tiles in a row; None for as many as are seen best.
        place: Whose weights a tile shows.
        title: What a tile is called.
        what: What all of it shows, for a caption.
        name: What a tile is called in the fewest words.
        least: As how many pixels a number is drawn at least.
        heads: What the rows and columns are; None where a row is nothing by itself.
    """

    maps: Kernels
    columns: int | None
    place: Callable[[int], Place]
    title: Callable[[int], str]
    note: str = ""
    what: str = ""
    name: Callable[[int], str] | None = None
    least: int = 1
    heads: Heads | None = None


def by_output(weights: Weights, channel: int | None) -> Sheet:
    """A tile an output: the part that reads input ``channel``, or in colour."""
    order, view = weights.order, weights.view
    inner = None if channel is None else channel - weights.first
    tiles = kernel_tiles(weights.kernels, inner)[:, :, order]
    alone = channel is None or view.shape[2] == 1
    where = "" if alone else f" · {one(view.input_name)} {channel}"

    def title(index: int) -> str:
        output = int(order[index])
        return f"{weights.name(output)}{where} · {weights.norm(output, inner)}"

    what = tr("in colour") if channel is None else where.removeprefix(" · ")

    made = one(view.output_name)

    def name(index: int) -> str:
        output = int(order[index])
        return plain(weights.labels[output], 30) if output < len(weights.labels) else f"{made} {output}"

    def place(index: int) -> Place:
        return int(order[index]), channel

    return Sheet(tiles, None, place, title, _left_out(weights), what, name, LEAST_SCALE)


def by_both(weights: Weights, *, across: bool) -> Sheet:
    """A tile for each pair of output and input; of a matrix it is one number.

    Args:
        across: Whether a row is an input with the outputs side by side, and not an output with its inputs.
    """
    order, view, first = weights.order, weights.view, weights.first
    inputs, outputs = weights.kernels.shape[2], len(order)
    kernels = weights.arranged
    tiles = all_kernel_tiles(np.swapaxes(kernels, 2, 3) if across else kernels)

    def place(index: int) -> Place:
        row, column = divmod(index, outputs if across else inputs)
        output, given = (column, row) if across else (row, column)
        return int(order[output]), first + given

    def title(index: int) -> str:
        output, given = place(index)
        return f"{weights.name(output)} · {one(view.input_name)} {given} · {weights.norm(output, given - first)}"

    row = view.input_name if across else view.output_name
    is_vowel = row.startswith("i")
    note = tr("a row an {name}", name=one(row)) if is_vowel else tr("a row a {name}", name=one(row))
    note = " · ".join(filter(None, (note, _left_out(weights))))
    maps = tiles.reshape(-1) if view.form == "matrix" else tiles
    what = " · ".join(filter(None, (tr("all {names}", names=many(view.input_name)), _classes(weights, across))))
    heads = _heads(weights, across)
    return Sheet(maps, outputs if across else inputs, place, title, note, what, least=least_of(weights), heads=heads)


def _heads(weights: Weights, across: bool) -> Heads:
    """Outputs by their own numbers, in whatever order they are."""
    order, first, view = weights.order, weights.first, weights.view
    given, made = one(view.input_name.split()[0]), one(view.output_name)

    def output(place: int) -> int:
        return int(order[place])

    def read(place: int) -> int:
        return first + place

    return Heads(given, read, made, output) if across else Heads(made, output, given, read)


def _classes(weights: Weights, across: bool) -> str:
    """Of few outputs that are classes, which is where: "from the left: cat, dog"."""
    if not weights.labels or len(weights.order) > _MOST_CLASSES:
        return ""
    names = ", ".join(plain(weights.labels[int(output)], 30) for output in weights.order)
    return tr("from the left: {names}", names=names) if across else tr("from above: {names}", names=names)


def least_of(weights: Weights) -> int:
    """As how many pixels a number is drawn at least where every input of every output is shown."""
    if weights.view.form != "matrix":
        return LEAST_SCALE
    return _LEAST_IN_NARROW if min(weights.kernels.shape[2:]) <= _NARROW else 1


def as_list(weights: Weights) -> Sheet:
    """A number an output."""
    order = weights.order
    values = weights.kernels.reshape(-1)[order]
    return Sheet(values, None, lambda index: (int(order[index]), 0), lambda index: weights.name(int(order[index])))


def faces_words(view: View) -> str:
    """On what the pictures of a Dense layer lie, in words; empty for others."""
    if view.form != "pictures" or view.output_name != "unit":
        return ""
    if view.faces:
        return tr("units as they lie on the maps of {layer}", layer=view.faces)
    return tr("units as they lie on the picture")


def base_of(view: View) -> float:
    """Where the bars of a list begin: what factors were before the training, as they hardly leave it."""
    return 1.0 if view.weight in ("gamma", "moving_variance") else 0.0


def has_bars(view: View) -> bool:
    """Whether a weight is drawn as bars: a list of few numbers."""
    return view.form == "list" and view.shape[3] <= _MOST_BARS


def base_words(view: View) -> str:
    """That bars begin elsewhere than at zero, in words; else empty."""
    return tr("bars begin at 1, where training began") if has_bars(view) and base_of(view) else ""


def _left_out(weights: Weights) -> str:
    """That not all inputs or outputs are there, in words; else empty."""
    at_hand, outputs = weights.kernels.shape[3], weights.view.shape[3]
    inputs, every = weights.kernels.shape[2], weights.view.shape[2]
    said = []
    if weights.view.form == "matrix" and inputs < every:
        last = weights.first + inputs - 1
        names = many(weights.view.input_name)
        said.append(
            tr("{names} {first:,}–{last:,} of {every:,}", names=names, first=weights.first, last=last, every=every)
        )
    if at_hand < outputs:
        names = many(weights.view.output_name)
        said.append(tr("the first {shown:,} of {all:,} {names}", shown=at_hand, all=outputs, names=names))
    return " · ".join(said)
