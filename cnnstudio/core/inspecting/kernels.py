"""Which weights of a layer are pictures, how they lie as such, and the orders in which they are looked at."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.inspecting.origins import laid_out
from cnnstudio.core.layers import Conv2DTranspose, Dense
from cnnstudio.core.params import Weight
from cnnstudio.core.spec import FloatArray

Form = Literal["pictures", "matrix", "list"]
"""A picture an output; one number for each pair of input and output; one number an output."""

Order = Literal["given", "norm", "likeness"]
"""As they are numbered; the largest first; each beside those it is like."""

Numbers = npt.NDArray[np.int64]

MOST_NUMBERS = 8_000_000
"""A weight of more numbers is looked at part by part: more take too long to hand on and to draw."""

_MATRIX_PART = 1_000_000
"""So many numbers of a matrix that is too large are a part of it."""

_MOST_COMPARED = 4_096
"""More kernels than this are not compared in pairs."""

_ROUNDS = 60
"""Of the power iteration; what differs little after these does not change the order to the eye."""


@dataclass(frozen=True)
class View:
    """How one weight of a layer is looked at.

    Attributes:
        weight: Keras's name of it, ``"kernel"``.
        shape: Rows, columns, inputs and outputs, as ``lay_out`` gives them.
        input_name: What one of the inputs is called, "input channel".
        output_name: What one of the outputs is called, "filter".
        faces: Of a Dense layer whose pictures lie on maps, the name of the layer these come from; else empty.
        swapped: Whether Keras keeps the outputs before the inputs.
    """

    weight: str
    shape: tuple[int, int, int, int]
    input_name: str = "input channel"
    output_name: str = "filter"
    faces: str = ""
    swapped: bool = False

    @property
    def form(self) -> Form:
        rows, columns, inputs, _ = self.shape
        return "pictures" if rows * columns > 1 else "matrix" if inputs > 1 else "list"

    @property
    def inputs_at_once(self) -> int:
        """How many inputs are looked at together: all, of a picture too large one, of such a matrix some rows."""
        rows, columns, inputs, outputs = self.shape
        if math.prod(self.shape) <= MOST_NUMBERS:
            return inputs
        return 1 if rows * columns > 1 else min(inputs, max(1, _MATRIX_PART // outputs))

    @property
    def outputs_at_once(self) -> int:
        """How many outputs are looked at: all of them, unless even the part of one input is too large."""
        rows, columns, _, outputs = self.shape
        return min(outputs, max(1, MOST_NUMBERS // (rows * columns * self.inputs_at_once)))

    def part(self, channel: int) -> slice:
        """The inputs that are looked at together with this one; one that is not there is the nearest that is."""
        count, inputs = self.inputs_at_once, self.shape[2]
        first = min(max(channel, 0), inputs - 1)
        first -= first % count
        return slice(first, min(first + count, inputs))


def views(analysis: Analysis, name: str) -> tuple[View, ...]:
    """Every weight of the layer called ``name``, in Keras's order; empty for a block and for one without weights."""
    row = analysis.row_of(name)
    return () if row is None else tuple(_view(analysis, row, weight) for weight in row.params.arrays)


def view_of(found: tuple[View, ...], weight: str = "") -> View | None:
    """The view of the weight of that name; for an empty name the first one that is a picture, or else the first."""
    if weight:
        return next((each for each in found if each.weight == weight), None)
    return next((each for form in ("pictures", "matrix", "list") for each in found if each.form == form), None)


def lay_out(view: View, weight: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The weight as Keras has it, as (rows, columns, inputs, outputs); nothing is copied."""
    return (weight.swapaxes(2, 3) if view.swapped else weight).reshape(view.shape)


def norms(kernels: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The square root of the sum of squares of each output's numbers, (outputs,).

    Not finite where one of them is not. ``kernels``: (rows, columns, inputs, outputs).
    """
    flat = np.asarray(kernels).reshape(-1, kernels.shape[-1])
    return np.asarray(np.sqrt(np.einsum("no,no->o", flat, flat, dtype=np.float64)), np.float64)


def ordered(kernels: npt.NDArray[Any], order: Order) -> Numbers:
    """The numbers of the outputs of (rows, columns, inputs, outputs) in an order; each stands there once.

    "norm": the largest norm first. "likeness": begins with the largest, and goes on with the one that is most like the
    last (the cosine of the angle between them; greedy nearest neighbours). More than 4,096 are laid along their first
    principal direction instead, which is found by power iteration. Kernels of zeros, and those with a number that is
    not finite, come last.
    """
    if order == "given":
        return np.arange(kernels.shape[-1])
    lengths = norms(kernels)
    sound = np.isfinite(lengths) & (lengths > 0)
    by_norm = np.argsort(-np.where(np.isfinite(lengths), lengths, -1.0), kind="stable")
    if order == "norm":
        return by_norm
    known = by_norm[sound[by_norm]]
    vectors = np.asarray(kernels, np.float32).reshape(-1, kernels.shape[-1]).T[known]
    units = np.asarray(vectors / lengths[known, None], np.float32)
    line = _chain(units) if len(units) <= _MOST_COMPARED else _along_the_first_direction(units)
    return np.concatenate([known[line], by_norm[~sound[by_norm]]])


def _chain(units: FloatArray) -> Numbers:
    """Each behind the one it is most like, from the first on; ``units``: (n, numbers), of length 1."""
    likeness = units @ units.T
    left = np.ones(len(units), bool)
    chain = np.zeros(len(units), np.int64)
    for place in range(1, len(units)):
        left[chain[place - 1]] = False
        chain[place] = np.argmax(np.where(left, likeness[chain[place - 1]], -np.inf))
    return chain


def _along_the_first_direction(units: FloatArray) -> Numbers:
    """By their shares in the direction along which they differ most."""
    away = units - units.mean(0)
    direction = away[0]
    for _ in range(_ROUNDS):
        found = (away @ direction) @ away
        length = float(np.linalg.norm(found))
        if not length:
            break
        direction = found / length
    return np.asarray(np.argsort(-(away @ direction), kind="stable"), np.int64)


def _view(analysis: Analysis, row: Row, weight: Weight) -> View:
    spec, shape = row.node.spec, weight.shape
    if isinstance(spec, Dense) and weight.name == "kernel":
        # On a picture it works on each pixel by itself, as a 1×1 convolution does.
        before, faced = laid_out(analysis, row.name) or ("", ())
        if len(faced) != 3:
            return View(weight.name, (1, 1, shape[0], shape[1]), "input", "unit")
        rows, columns, channels = faced
        return View(weight.name, (rows, columns, channels, shape[-1]), "channel", "unit", before)
    if len(shape) == 4:
        return _slid(row, weight)
    output_name = {"Dense": "unit", "Conv2D": "filter", "Conv2DTranspose": "filter"}.get(spec.kind, "channel")
    if len(shape) == 3:  # slopes of a PReLU, one a number of the maps or one a channel
        return View(weight.name, (shape[0], shape[1], 1, shape[2]), output_name="channel")
    return View(weight.name, (1, 1, 1, math.prod(shape)), output_name=output_name)


def _slid(row: Row, weight: Weight) -> View:
    """Of a kernel that is slid over a picture."""
    rows, columns, third, fourth = weight.shape
    if isinstance(row.node.spec, Conv2DTranspose):
        return View(weight.name, (rows, columns, fourth, third), swapped=True)
    if weight.name == "depthwise_kernel" or row.kind == "DepthwiseConv2D":
        # Channel c is looked at by the kernels (c, 0), (c, 1) …: they make the output channels in that order.
        return View(weight.name, (rows, columns, 1, third * fourth), output_name="channel")
    return View(weight.name, (rows, columns, third, fourth))
