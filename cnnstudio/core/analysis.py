"""What follows from a network without building it: each layer's shape, count, cost, receptive field and problem.

All shapes are without the batch axis.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cnnstudio.core import cautions, ending, fixes
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.cautions import Above, Placed
from cnnstudio.core.errors import SpecError
from cnnstudio.core.field import Field, joined, seen_through
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Block, Layer, Network, Node, Path
from cnnstudio.core.params import Params
from cnnstudio.core.problem import BringPictures, Fix, Problem, SetInput
from cnnstudio.core.spec import BYTES, MAX_PARAMETERS, LayerSpec, Pair, Shape
from cnnstudio.core.transferring.pretrained import Pretrained, held_params

MAX_VALUES = 2**31
"""A layer whose output for one picture has more numbers than this is refused."""


_COLOURS = 3


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
        return f"{self.params.arithmetic} = {local(f'{self.params.total:,}')}" if self.params.arithmetic else ""


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
    _steps: "dict[str, _Step]" = field(default_factory=dict, compare=False, repr=False)
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
        """The node with a problem at which the totals stop; empty when every layer is in them, or waits for blanks."""
        if all(row.output_shape is not None for row in self.rows):
            return ""
        return next((row.name for row in self.rows if row.problem and row.output_shape is None), "")

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
    """What runs from node to node.

    Attributes:
        field: What one of its numbers sees of the picture.
        above: What stands above.
        places: Rows and columns of the map; of a list those of the map that it was laid out from.
    """

    shape: Shape | None
    field: Field = Field()
    above: Above = Above()
    places: Pair = (1, 1)


@dataclass(frozen=True)
class _Step:
    """One node worked out: where it stood and what it was given, its rows, and what goes on from it."""

    path: Path
    node: Node
    given: _Flow
    rows: tuple[Row, ...]
    gives: _Flow


def analyse(
    network: Network, classes: int | None = None, loss: str | None = None, before: Analysis | None = None
) -> Analysis:
    """The rows and totals of ``network``.

    Args:
        classes: When given, the last layer is also held against it: the network must end with that many numbers.
        loss: When given, by Keras's name, the activation at the end must be one it can be computed from.
        before: An analysis of a network like it, of which every row that is still true is taken over.
    """
    like = before is not None and before.network.input_shape == network.input_shape
    work = _Work(network, before._steps if before is not None and like else {})
    rows, flow = work.row_of_nodes(
        network.nodes, (), _Flow(network.input_shape, places=_places(network.input_shape, (1, 1)))
    )
    end = _problem_at_end(network, rows, flow.shape, classes, loss)
    if end is not None:
        path, problem = end
        rows = [replace(row, problem=problem, caution=None) if row.path == path else row for row in rows]
    elif loss is not None:
        rows = _with_caution_at_end(network, rows, flow.shape, loss)
    broken = any(row.problem for row in rows)
    return Analysis(network, tuple(rows), totals_of(rows), None if broken else flow.shape, work.steps)


class _Work:
    """One analysis under way; ``steps`` is what the next one may take over."""

    def __init__(self, network: Network, known: dict[str, _Step]) -> None:
        self._network = network
        self._picture = network.input_shape[0], network.input_shape[1]
        self._known = known
        self.steps: dict[str, _Step] = {}

    def row_of_nodes(self, nodes: tuple[Node, ...], prefix: Path, flow: _Flow) -> tuple[list[Row], _Flow]:
        """The rows of nodes that follow each other, and what comes out behind them."""
        rows: list[Row] = []
        for index, node in enumerate(nodes):
            step = self._step((*prefix, index), node, flow)
            self.steps[node.name] = step
            rows.extend(step.rows)
            flow = step.gives
        return rows, flow

    def _step(self, path: Path, node: Node, flow: _Flow) -> _Step:
        known = self._known.get(node.name)
        if known is not None and known.node is node and (known.given is flow or known.given == flow):
            if isinstance(node, Block):  # what is in it is known, too
                self.steps.update((row.name, self._known[row.name]) for row in known.rows[1:])
            return known if known.path == path else _moved(known, path)
        if isinstance(node, Layer):
            row, gives = self._layer(path, node, flow)
            return _Step(path, node, flow, (row,), gives)
        rows, gives = self._block(path, node, flow)
        return _Step(path, node, flow, tuple(rows), gives)

    def _layer(self, path: Path, layer: Layer, flow: _Flow) -> tuple[Row, _Flow]:
        if flow.shape is None:
            return Row(path, layer, None), flow
        try:
            shape, params = _worked_out(layer, flow.shape)
        except SpecError as error:
            ways = _ways_out(layer, flow.shape)
            return Row(path, layer, flow.shape, problem=Problem(str(error), ways)), _Flow(None)
        window = layer.spec.window(flow.shape)
        seen = seen_through(window, flow.field, self._picture, flow.places)
        here = Placed(layer, flow.shape)
        caution = cautions.found(here, flow.above, params)
        cost = layer.spec.multiply_adds(flow.shape)
        row = Row(path, layer, flow.shape, shape, params, cost, seen, caution=caution)
        return row, _Flow(shape, seen, flow.above.then(here), _places(shape, flow.places))

    def _block(self, path: Path, block: Block, flow: _Flow) -> tuple[list[Row], _Flow]:
        inner: list[Row] = []
        ends: list[_Flow] = []
        for number, branch in enumerate(block.branches):
            rows, end = self.row_of_nodes(branch, (*path, number), replace(flow, above=Above()))
            inner.extend(rows)
            ends.append(end)
        if isinstance(block.spec, Pretrained):
            inner = _held(inner, block.spec)
            why_not = "" if flow.shape is None else block.spec.why_not_take(flow.shape)
            if why_not:
                problem = Problem(why_not, self._in_colour(path))
                return [Row(path, block, flow.shape, problem=problem), *inner], _Flow(None)
        shapes = tuple(end.shape for end in ends if end.shape is not None)
        if flow.shape is None or len(shapes) < len(ends):
            return [Row(path, block, flow.shape), *inner], _Flow(None)
        try:
            shape = block.spec.output_shape(shapes)
        except SpecError as error:
            problem = Problem(str(error), self._ways_out_of_block(block, flow, shapes))
            return [Row(path, block, flow.shape, problem=problem), *inner], _Flow(None)
        places = _places(shape, (max(end.places[0] for end in ends), max(end.places[1] for end in ends)))
        seen = joined(tuple(end.field for end in ends), self._picture, places)
        row = Row(path, block, flow.shape, shape, field=seen, caution=cautions.of_block(block))
        return [row, *inner], _Flow(shape, seen, places=places)

    def _in_colour(self, path: Path) -> tuple[Fix, ...]:
        """The way out for a block that is given the pictures themselves."""
        if path != (0,):
            return ()
        shape = (*self._picture, _COLOURS)
        return (Fix(tr("Bring the pictures in colour"), SetInput(shape), BringPictures(shape)),)

    def _ways_out_of_block(self, block: Block, flow: _Flow, shapes: tuple[Shape, ...]) -> tuple[Fix, ...]:
        """The changes of a block after which it works; each is tried, without seeking its own ways out."""
        assert flow.shape is not None
        candidates = fixes.of_block(block, flow.shape, shapes)
        return tuple(fix for fix, changed in candidates if self._works(changed, flow))

    def _works(self, block: Block, flow: _Flow) -> bool:
        trial = _Work(self._network, {})
        ends = [trial.row_of_nodes(branch, (0, 0), flow)[1].shape for branch in block.branches]
        shapes = tuple(shape for shape in ends if shape is not None)
        try:
            return len(shapes) == len(ends) and bool(block.spec.output_shape(shapes))
        except SpecError:
            return False


def _held(rows: list[Row], spec: Pretrained) -> list[Row]:
    """The rows of a pretrained block, their weights frozen but for those that are trained on.

    They are as they are: nothing is advised of what cannot be changed there.
    """
    found = held_params(((row.kind, row.params) for row in rows), spec.fine_tune)
    return [
        replace(row, params=params, caution=None, problem=row.problem and replace(row.problem, fixes=()))
        for row, params in zip(rows, found, strict=True)
    ]


def _moved(step: _Step, path: Path) -> _Step:
    """The same node worked out, at another path."""
    rows = []
    for row in step.rows:
        # Copied by hand: dataclasses.replace takes five times as long, and thousands of rows move with one edit.
        made = object.__new__(Row)
        made.__dict__.update(row.__dict__, path=path + row.path[len(step.path) :])
        rows.append(made)
    return _Step(path, step.node, step.given, tuple(rows), step.gives)


def _ways_out(layer: Layer, shape: Shape) -> tuple[Fix, ...]:
    """The changes of one layer after which it works on ``shape``, and last its removal."""

    def works(spec: LayerSpec) -> bool:
        try:
            _worked_out(replace(layer, spec=spec), shape)
        except SpecError:
            return False
        return True

    return fixes.of_layer(layer, shape, works)


def _places(shape: Shape, before: Pair) -> Pair:
    """Rows and columns of a map of this shape; of a list those of the map before."""
    return before if len(shape) < 2 else (shape[0], shape[1])


def _worked_out(layer: Layer, shape: Shape) -> tuple[Shape, Params]:
    """Output shape and weights; raises SpecError when the layer cannot work on ``shape`` or is too large."""
    after = layer.spec.output_shape(shape)
    if math.prod(after) > MAX_VALUES:
        raise SpecError(tr("{shape} is more numbers for one picture than can be handled.", shape=shape_in_words(after)))
    params = layer.spec.params(shape)
    if params.total > MAX_PARAMETERS:
        raise SpecError(tr("{count:,} parameters in one layer are more than can be trained here.", count=params.total))
    return after, params


def _problem_at_end(
    network: Network, rows: list[Row], shape: Shape | None, classes: int | None, loss: str | None
) -> tuple[Path, Problem] | None:
    """Where and why the network does not end with one number a class that the loss can take."""
    if not rows or shape is None:
        return None
    if classes is not None and shape != (classes,):
        last = (len(network.nodes) - 1,)
        given = next(row.input_shape for row in rows if row.path == last)
        return last, ending.size_problem(network, given or shape, shape, classes, loss)
    path = ending.deciding_path(network)
    if loss is None or path is None or len(shape) != 1:
        return None
    before = next(row.output_shape for row in rows if row.path == path)
    problem = ending.activation_problem(network, before, loss)
    return None if problem is None else (path, problem)


def _with_caution_at_end(network: Network, rows: list[Row], shape: Shape | None, loss: str) -> list[Row]:
    """The rows with what is probably not meant with the last activation under ``loss``, where there is room for it."""
    path = ending.deciding_path(network)
    here = next((row for row in rows if row.path == path), None)
    if here is None or here.caution is not None or shape is None or len(shape) != 1:
        return rows
    caution = ending.activation_caution(network, here.output_shape, loss)
    return rows if caution is None else [replace(row, caution=caution) if row is here else row for row in rows]


def totals_of(rows: Iterable[Row]) -> Totals:
    """The sums over rows."""
    total = trainable = biases = cost = memory = 0
    for row in rows:
        if row.params.arrays:
            total += row.params.total
            trainable += row.params.trainable
            biases += row.params.biases
        cost += row.multiply_adds
        memory += row.memory
    return Totals(total, trainable, total - trainable, total - biases, biases, cost, memory)
