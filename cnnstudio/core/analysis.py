"""What follows from a network without building it: each layer's shape, count, cost, receptive field and problem.

All shapes are without the batch axis. Receptive field: A. Araujo, W. Norris, J. Sim, "Computing Receptive Fields of
Convolutional Neural Networks" (Distill, 2019): r ← r + (k − 1)·j, j ← j·s, from r = j = 1.
"""

import math
from dataclasses import dataclass, replace

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Block, Layer, Network, Node, Path
from cnnstudio.core.spec import Pair, Params, Shape

MAX_VALUES = 2**31
"""A layer whose output for one picture has more numbers than this is refused."""

MAX_PARAMETERS = 2_000_000_000


@dataclass(frozen=True)
class Fix:
    """A way out of a problem: what the button says and the network after it."""

    label: str
    network: Network


@dataclass(frozen=True)
class Problem:
    """Why a layer cannot work at its place, in words, with a fix where there is one."""

    text: str
    fix: Fix | None = None


@dataclass(frozen=True)
class Row:
    """One node of the stack and what is known about it.

    Attributes:
        output_shape: None for a layer with a problem, and for those after it.
        receptive_field: Rows and columns of the input that one output number sees; None after a problem.
        depth: How many blocks it stands in.
    """

    path: Path
    node: Node
    input_shape: Shape | None
    output_shape: Shape | None = None
    params: Params = Params()
    multiply_adds: int = 0
    receptive_field: Pair | None = None
    problem: Problem | None = None

    @property
    def depth(self) -> int:
        return len(self.path) // 2

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def kind(self) -> str:
        return self.node.spec.kind if isinstance(self.node, Layer) else "Block"

    @property
    def arithmetic(self) -> str:
        """ "(3·3·1 + 1) · 32 = 320"; empty for a layer without weights."""
        return f"{self.params.arithmetic} = {self.params.total:,}" if self.params.arithmetic else ""


@dataclass(frozen=True)
class Totals:
    """Sums over all layers."""

    parameters: int = 0
    trainable: int = 0
    frozen: int = 0
    weights: int = 0
    biases: int = 0
    multiply_adds: int = 0


@dataclass(frozen=True)
class Analysis:
    """The rows of a network, top to bottom, and their totals.

    Attributes:
        output_shape: What the network gives out; None when it has a problem.
    """

    network: Network
    rows: tuple[Row, ...]
    totals: Totals
    output_shape: Shape | None

    @property
    def problems(self) -> tuple[Row, ...]:
        """The rows that have a problem of their own."""
        return tuple(row for row in self.rows if row.problem)

    def row(self, path: Path) -> Row | None:
        """The row at ``path``."""
        return next((row for row in self.rows if row.path == path), None)


@dataclass(frozen=True)
class _Flow:
    """What runs from layer to layer: the shape, the receptive field and its step on the input."""

    shape: Shape | None
    field: Pair = (1, 1)
    jump: Pair = (1, 1)


def analyse(network: Network, classes: int | None = None) -> Analysis:
    """The rows and totals of ``network``.

    Args:
        classes: When given, the last layer is also held against it: the network must end with that many numbers.
    """
    rows, flow = _row_of_nodes(network, network.nodes, (), _Flow(network.input_shape))
    if classes is not None and flow.shape is not None:
        rows = _checked_end(network, rows, flow.shape, classes)
    totals = _totals(rows)
    return Analysis(network, tuple(rows), totals, None if any(row.problem for row in rows) else flow.shape)


def _row_of_nodes(network: Network, nodes: tuple[Node, ...], prefix: Path, flow: _Flow) -> tuple[list[Row], _Flow]:
    rows: list[Row] = []
    for index, node in enumerate(nodes):
        path = (*prefix, index)
        if isinstance(node, Layer):
            row, flow = _layer_row(network, path, node, flow)
            rows.append(row)
        else:
            inner, flow = _block_rows(network, path, node, flow)
            rows.extend(inner)
    return rows, flow


def _layer_row(network: Network, path: Path, layer: Layer, flow: _Flow) -> tuple[Row, _Flow]:
    if flow.shape is None:
        return Row(path, layer, None), flow
    try:
        shape = layer.spec.output_shape(flow.shape)
        if math.prod(shape) > MAX_VALUES:
            raise SpecError(f"{shape_in_words(shape)} is more numbers for one picture than can be handled.")
        params = layer.spec.params(flow.shape)
        if params.total > MAX_PARAMETERS:
            raise SpecError(f"{params.total:,} parameters in one layer are more than can be trained here.")
    except SpecError as error:
        problem = Problem(str(error), _fix(network, path, layer, flow.shape))
        return Row(path, layer, flow.shape, problem=problem), _Flow(None)
    after = _after(layer, flow, shape, network.input_shape)
    cost = layer.spec.multiply_adds(flow.shape)
    return Row(path, layer, flow.shape, shape, params, cost, after.field), after


def _after(layer: Layer, flow: _Flow, shape: Shape, input_shape: Shape) -> _Flow:
    window = layer.spec.window()
    if window is None and isinstance(layer.spec, Dense) and flow.shape is not None and len(flow.shape) > 1:
        return _Flow(shape, flow.field, flow.jump)  # a dense layer on a picture works on each pixel by itself
    if window is None:
        return _Flow(shape, (input_shape[0], input_shape[1]), (1, 1))
    (rows, columns), (down, right) = flow.field, flow.jump
    field = (rows + (window.size[0] - 1) * down, columns + (window.size[1] - 1) * right)
    return _Flow(shape, field, (down * window.strides[0], right * window.strides[1]))


def _block_rows(network: Network, path: Path, block: Block, flow: _Flow) -> tuple[list[Row], _Flow]:
    inner: list[Row] = []
    ends: list[_Flow] = []
    for number, branch in enumerate(block.branches):
        rows, end = _row_of_nodes(network, branch, (*path, number), flow)
        inner.extend(rows)
        ends.append(end)
    if flow.shape is None or any(end.shape is None for end in ends):
        return [Row(path, block, flow.shape), *inner], _Flow(None)
    shapes = [end.shape for end in ends if end.shape is not None]
    try:
        shape = merged_shape(block, shapes)
    except SpecError as error:
        return [Row(path, block, flow.shape, problem=Problem(str(error))), *inner], _Flow(None)
    field = (max(end.field[0] for end in ends), max(end.field[1] for end in ends))
    jump = (max(end.jump[0] for end in ends), max(end.jump[1] for end in ends))
    return [Row(path, block, flow.shape, shape, receptive_field=field), *inner], _Flow(shape, field, jump)


def merged_shape(block: Block, shapes: list[Shape]) -> Shape:
    """The shape of branches put together; raises SpecError when they do not fit."""
    first = shapes[0]
    if block.merge == "add" and any(shape != first for shape in shapes):
        found = ", ".join(shape_in_words(shape) for shape in shapes)
        raise SpecError(f"Only branches of the same shape can be added; these give {found}.")
    if any(shape[:-1] != first[:-1] for shape in shapes):
        found = ", ".join(shape_in_words(shape) for shape in shapes)
        raise SpecError(f"Only branches of the same height and width can be joined; these give {found}.")
    return first if block.merge == "add" else (*first[:-1], sum(shape[-1] for shape in shapes))


def _fix(network: Network, path: Path, layer: Layer, shape: Shape) -> Fix | None:
    """A change of this one layer after which it works at its place, if a simple one is known."""
    settings = layer.spec.to_plain()
    if settings.get("padding", "same") != "same" and len(shape) == 3:
        changed = network.change(path, padding="same")
        node = changed.node(path)
        assert isinstance(node, Layer)
        try:
            node.spec.output_shape(shape)
        except SpecError:
            return None
        return Fix("Use padding “same”", changed)
    if len(shape) == 1:
        return Fix("Remove this layer", network.remove(path))
    return None


def _checked_end(network: Network, rows: list[Row], shape: Shape, classes: int) -> list[Row]:
    """The rows, with a problem on the last one of the stack unless the network ends with one number a class."""
    if not network.nodes:
        return rows
    last = next(index for index, row in enumerate(rows) if row.path == (len(network.nodes) - 1,))
    if shape == (classes,):
        return rows
    problem = _end_problem(network, rows[last], shape, classes)
    return [replace(row, problem=problem) if index == last else row for index, row in enumerate(rows)]


def _end_problem(network: Network, last: Row, shape: Shape, classes: int) -> Problem:
    path = last.path
    if len(shape) > 1:
        is_dense = isinstance(last.node, Layer) and isinstance(last.node.spec, Dense)
        flat = Layer(network.fresh_name("flatten"), Flatten())
        where = path if is_dense else (len(network.nodes),)
        text = f"The network ends with {shape_in_words(shape)}, but it needs a list of {classes} numbers, one a class."
        return Problem(text, Fix("Insert Flatten here" if is_dense else "Add Flatten", network.insert(where, flat)))
    text = f"The data have {classes} classes, but the network ends with {shape[0]:,} numbers."
    if isinstance(last.node, Layer) and isinstance(last.node.spec, Dense):
        return Problem(text, Fix(f"Set units to {classes}", network.change(path, units=classes)))
    end = Layer(network.fresh_name("dense"), Dense(classes, "softmax"))
    return Problem(text, Fix(f"Add Dense with {classes} units", network.insert((len(network.nodes),), end)))


def _totals(rows: list[Row]) -> Totals:
    every = [row.params for row in rows]
    return Totals(
        sum(each.total for each in every),
        sum(each.trainable for each in every),
        sum(each.frozen for each in every),
        sum(each.weights for each in every),
        sum(each.biases for each in every),
        sum(row.multiply_adds for row in rows),
    )
