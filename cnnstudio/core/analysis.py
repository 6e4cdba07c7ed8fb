"""What follows from a network without building it: each layer's shape, count, cost, receptive field and problem.

All shapes are without the batch axis.
"""

import math
from dataclasses import dataclass, field, replace

from cnnstudio.core import cautions, ending, fixes
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import SpecError
from cnnstudio.core.field import WHOLE, Field, joined, seen_through
from cnnstudio.core.network import Block, Layer, Network, Node, Path
from cnnstudio.core.problem import Fix, Problem
from cnnstudio.core.spec import Pair, Params, Shape

MAX_VALUES = 2**31
"""A layer whose output for one picture has more numbers than this is refused."""

MAX_PARAMETERS = 2_000_000_000

BYTES = 4
"""Bytes of one number: networks compute in float32."""


@dataclass(frozen=True)
class Row:
    """One node of the stack and what is known about it.

    Attributes:
        output_shape: None for a layer with a problem, and for those after it.
        field: What one output number sees of the picture; None after a problem.
        problem: Why it cannot work at its place.
        caution: What is probably not meant, though it works.
        depth: How many blocks it stands in.
    """

    path: Path
    node: Node
    input_shape: Shape | None
    output_shape: Shape | None = None
    params: Params = Params()
    multiply_adds: int = 0
    field: Field | None = None
    problem: Problem | None = None
    caution: Problem | None = None

    @property
    def depth(self) -> int:
        return len(self.path) // 2

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def kind(self) -> str:
        return self.node.spec.kind

    @property
    def receptive_field(self) -> Pair | None:
        """Rows and columns of the picture that one output number sees."""
        return None if self.field is None else self.field.size

    @property
    def memory(self) -> int:
        """Bytes of the output for one picture; 0 while it is not known."""
        return 0 if self.output_shape is None else math.prod(self.output_shape) * BYTES

    @property
    def arithmetic(self) -> str:
        """ "(3·3·1 + 1) · 32 = 320"; empty for a layer without weights."""
        return f"{self.params.arithmetic} = {self.params.total:,}" if self.params.arithmetic else ""


@dataclass(frozen=True)
class Totals:
    """Sums over all layers.

    Attributes:
        memory: Bytes of all layers' outputs for one picture, which training keeps until the weights are updated.
    """

    parameters: int = 0
    trainable: int = 0
    frozen: int = 0
    weights: int = 0
    biases: int = 0
    multiply_adds: int = 0
    memory: int = 0


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
    _places: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def problems(self) -> tuple[Row, ...]:
        """The rows that have a problem of their own."""
        return tuple(row for row in self.rows if row.problem)

    @property
    def cautions(self) -> tuple[Row, ...]:
        """The rows at which something is probably not meant."""
        return tuple(row for row in self.rows if row.caution)

    @property
    def counted_to(self) -> str:
        """The node with a problem at which the totals stop; empty when every layer is in them."""
        if all(row.output_shape is not None for row in self.rows):
            return ""
        return next(row.name for row in self.rows if row.problem and row.output_shape is None)

    def row(self, path: Path) -> Row | None:
        """The row at ``path``."""
        return next((row for row in self.rows if row.path == path), None)

    def row_of(self, name: str) -> Row | None:
        """The row of the node called ``name``."""
        if not self._places:
            self._places.update((row.name, number) for number, row in enumerate(self.rows))
        return self.rows[self._places[name]] if name in self._places else None


@dataclass(frozen=True)
class _Flow:
    """What runs from layer to layer: the shape, and what one of its numbers sees of the picture."""

    shape: Shape | None
    field: Field = Field()


def analyse(network: Network, classes: int | None = None, loss: str | None = None) -> Analysis:
    """The rows and totals of ``network``.

    Args:
        classes: When given, the last layer is also held against it: the network must end with that many numbers.
        loss: When given, by Keras's name, the activation at the end must be one it can be computed from.
    """
    rows, flow = _rows_of(network, network.nodes, (), _Flow(network.input_shape))
    problem = _problem_at_end(network, rows, flow.shape, classes, loss)
    sound = {row.path: row.input_shape for row in rows if row.input_shape is not None and row.output_shape is not None}
    noted = cautions.found(network, sound)
    if problem is not None:
        noted.pop(problem[0], None)
        rows = [replace(row, problem=problem[1]) if row.path == problem[0] else row for row in rows]
    if noted:
        rows = [replace(row, caution=noted[row.path]) if row.path in noted and not row.problem else row for row in rows]
    broken = any(row.problem for row in rows)
    return Analysis(network, tuple(rows), _totals(rows), None if broken else flow.shape)


def _rows_of(network: Network, nodes: tuple[Node, ...], prefix: Path, flow: _Flow) -> tuple[list[Row], _Flow]:
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
        shape, params = _worked_out(layer, flow.shape)
    except SpecError as error:
        ways = fixes.of_layer(network, path, layer, flow.shape)
        return Row(path, layer, flow.shape, problem=Problem(str(error), ways)), _Flow(None)
    window = layer.spec.window(flow.shape)
    height, width, _ = network.input_shape
    seen = Field((height, width), WHOLE, (0, 0)) if window is None else seen_through(window, flow.field)
    cost = layer.spec.multiply_adds(flow.shape)
    return Row(path, layer, flow.shape, shape, params, cost, seen), _Flow(shape, seen)


def _worked_out(layer: Layer, shape: Shape) -> tuple[Shape, Params]:
    """Output shape and weights; raises SpecError when the layer cannot work on ``shape`` or is too large."""
    after = layer.spec.output_shape(shape)
    if math.prod(after) > MAX_VALUES:
        raise SpecError(f"{shape_in_words(after)} is more numbers for one picture than can be handled.")
    params = layer.spec.params(shape)
    if params.total > MAX_PARAMETERS:
        raise SpecError(f"{params.total:,} parameters in one layer are more than can be trained here.")
    return after, params


def _block_rows(network: Network, path: Path, block: Block, flow: _Flow) -> tuple[list[Row], _Flow]:
    inner: list[Row] = []
    ends: list[_Flow] = []
    for number, branch in enumerate(block.branches):
        rows, end = _rows_of(network, branch, (*path, number), flow)
        inner.extend(rows)
        ends.append(end)
    shapes = tuple(end.shape for end in ends if end.shape is not None)
    if flow.shape is None or len(shapes) < len(ends):
        return [Row(path, block, flow.shape), *inner], _Flow(None)
    try:
        shape = block.spec.output_shape(shapes)
    except SpecError as error:
        ways = tuple(
            Fix(label, network.put(path, changed))
            for label, changed in fixes.changed_blocks(network, block, shapes)
            if _works(network, path, changed, flow)
        )
        return [Row(path, block, flow.shape, problem=Problem(str(error), ways)), *inner], _Flow(None)
    seen = joined(tuple(end.field for end in ends))
    return [Row(path, block, flow.shape, shape, field=seen), *inner], _Flow(shape, seen)


def _works(network: Network, path: Path, block: Block, flow: _Flow) -> bool:
    """Whether ``block`` works at ``path``; its own ways out are not sought, which could go on for ever."""
    ends = [_rows_of(network, branch, (*path, number), flow)[1] for number, branch in enumerate(block.branches)]
    shapes = tuple(end.shape for end in ends if end.shape is not None)
    if len(shapes) < len(ends):
        return False
    try:
        block.spec.output_shape(shapes)
    except SpecError:
        return False
    return True


def _problem_at_end(
    network: Network, rows: list[Row], shape: Shape | None, classes: int | None, loss: str | None
) -> tuple[Path, Problem] | None:
    """Where and why the network does not end with one number a class that the loss can take."""
    if not rows or shape is None:
        return None
    if classes is not None and shape != (classes,):
        return (len(network.nodes) - 1,), ending.size_problem(network, shape, classes, loss)
    path = ending.deciding_path(network)
    if loss is None or path is None or len(shape) != 1:
        return None
    before = next(row.output_shape for row in rows if row.path == path)
    problem = ending.activation_problem(network, before, loss)
    return None if problem is None else (path, problem)


def _totals(rows: list[Row]) -> Totals:
    total = trainable = biases = cost = memory = 0
    for row in rows:
        if row.params.arrays:
            total += row.params.total
            trainable += row.params.trainable
            biases += row.params.biases
        cost += row.multiply_adds
        memory += row.memory
    return Totals(total, trainable, total - trainable, total - biases, biases, cost, memory)
