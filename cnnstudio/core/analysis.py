"""What follows from a network without building it: each layer's shape, count, cost, receptive field and problem.

All shapes are without the batch axis. Receptive field: A. Araujo, W. Norris, J. Sim, "Computing Receptive Fields of
Convolutional Neural Networks" (Distill, 2019): r ← r + (k − 1)·j, j ← j·s, from r = j = 1.
"""

import math
from dataclasses import dataclass, replace

from cnnstudio.core import ending
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Activation, Dense, Flatten
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
    """Why a layer cannot work at its place, in words, with the ways out that are known, the best one first."""

    text: str
    fixes: tuple[Fix, ...] = ()

    @property
    def fix(self) -> Fix | None:
        """The best way out; None when none is known."""
        return self.fixes[0] if self.fixes else None


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

    @property
    def counted_to(self) -> str:
        """The node with a problem at which the totals stop; empty when every layer is in them."""
        if all(row.output_shape is not None for row in self.rows):
            return ""
        return next(row.name for row in self.rows if row.problem and row.output_shape is None)

    def row(self, path: Path) -> Row | None:
        """The row at ``path``."""
        return next((row for row in self.rows if row.path == path), None)


@dataclass(frozen=True)
class _Flow:
    """What runs from layer to layer: the shape, the receptive field and its step on the input."""

    shape: Shape | None
    field: Pair = (1, 1)
    jump: Pair = (1, 1)


def analyse(network: Network, classes: int | None = None, loss: str | None = None) -> Analysis:
    """The rows and totals of ``network``.

    Args:
        classes: When given, the last layer is also held against it: the network must end with that many numbers.
        loss: When given, by Keras's name, the activation at the end must be one it can be computed from.
    """
    rows, flow = _row_of_nodes(network, network.nodes, (), _Flow(network.input_shape))
    if network.nodes and flow.shape is not None:
        rows = _checked_end(network, rows, flow.shape, classes, loss)
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
        problem = Problem(str(error), _fixes(network, path, layer, flow.shape))
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


def _fixes(network: Network, path: Path, layer: Layer, shape: Shape) -> tuple[Fix, ...]:
    """The simple changes of this one layer after which it works at its place, or is gone from it."""
    remove = Fix("Remove this layer", network.remove(path))
    settings = layer.spec.to_plain()
    if settings.get("padding", "same") != "same" and len(shape) == 3:
        changed = network.change(path, padding="same")
        node = changed.node(path)
        assert isinstance(node, Layer)
        try:
            node.spec.output_shape(shape)
        except SpecError:
            return ()
        return Fix("Use padding “same”", changed), remove
    return (remove,) if len(shape) == 1 else ()


def _checked_end(network: Network, rows: list[Row], shape: Shape, classes: int | None, loss: str | None) -> list[Row]:
    """The rows, with a problem where the network does not end with one number a class that the loss can take."""
    path: Path | None = (len(network.nodes) - 1,)
    problem = None
    if classes is not None and shape != (classes,):
        problem = _size_problem(network, shape, classes, loss)
    elif loss is not None and len(shape) == 1:
        path = ending.deciding_path(network)
        problem = _activation_problem(network, rows, loss)
    if problem is None:
        return rows
    return [replace(row, problem=problem) if row.path == path else row for row in rows]


def _size_problem(network: Network, shape: Shape, classes: int, loss: str | None) -> Problem:
    end, path = network.nodes[-1], (len(network.nodes) - 1,)
    is_dense = isinstance(end, Layer) and isinstance(end.spec, Dense)
    if len(shape) > 1:
        flat = Layer(network.fresh_name("flatten"), Flatten())
        where = path if is_dense else (len(network.nodes),)
        text = f"The network ends with {shape_in_words(shape)}, but it needs a list of {classes} numbers, one a class."
        return Problem(text, (Fix("Insert Flatten here" if is_dense else "Add Flatten", network.insert(where, flat)),))
    text = f"The data have {classes} classes, but the network ends with {shape[0]:,} numbers."
    best = ending.best_activation(loss)
    if not is_dense:
        dense = Layer(network.fresh_name("dense"), Dense(classes, best))
        label = f"Add Dense with {classes} units"
        return Problem(text, (Fix(label, network.insert((len(network.nodes),), dense)),))
    if loss is None or ending.accepts(loss, ending.end_activation(network)):
        return Problem(text, (Fix(f"Set units to {classes}", network.change(path, units=classes)),))
    changed = network.change(path, units=classes, activation=best)
    return Problem(text, (Fix(f"Set units to {classes} and {best}", changed),))


def _activation_problem(network: Network, rows: list[Row], loss: str) -> Problem | None:
    """What is wrong with the function the output goes through, for a network that ends with a list of numbers."""
    activation, best = ending.end_activation(network), ending.best_activation(loss)
    path = ending.deciding_path(network)
    if path is None or ending.accepts(loss, activation):
        return None
    shape = next(row.output_shape for row in rows if row.path == path)
    if shape is not None and len(shape) == 1:
        fix = Fix(f"Set activation to {best}", network.change(path, activation=best))
    else:  # on a picture, softmax would go over the channels of each pixel instead of over the classes
        last = Layer(network.fresh_name("activation"), Activation(best))
        fix = Fix(f"Add {best} at the end", network.insert((len(network.nodes),), last))
    return Problem(ending.why_refused(loss, activation), (fix,))


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
