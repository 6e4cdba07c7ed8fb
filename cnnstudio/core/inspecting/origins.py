"""Where the numbers that a layer reads come from: the node before it, and the maps behind a flattened list."""

import math
from dataclasses import dataclass

import numpy as np

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.layers import Flatten, Permute, Reshape
from cnnstudio.core.network import Block, Layer, Network, Path
from cnnstudio.core.spec import LayerSpec, Shape

_IN_ORDER = ("activation", "regularisation", "normalisation")
"""Families whose numbers stand where those they were made of stood."""


@dataclass(frozen=True)
class Origin:
    """Where one number of a list comes from.

    Attributes:
        layer: The node that gives it; empty for the picture itself.
        place: Row, column and channel; of a table row and number; or the number alone.
    """

    layer: str
    place: tuple[int, ...]


def feeding(network: Network, path: Path) -> str:
    """The name of the node whose output the node at ``path`` reads; empty where it reads the picture."""
    if path[-1] > 0:
        return network.node((*path[:-1], path[-1] - 1)).name
    return feeding(network, path[:-2]) if len(path) > 1 else ""


def ends_of(network: Network, path: Path) -> tuple[str, ...]:
    """The names of the nodes whose outputs the one at ``path`` reads: one of a layer, one a branch of a block."""
    node = network.node(path)
    if not isinstance(node, Block):
        return (feeding(network, path),)
    return tuple(branch[-1].name if branch else feeding(network, path) for branch in node.branches)


def laid_out(analysis: Analysis, layer: str) -> tuple[str, Shape] | None:
    """What the list that a layer reads was before it became a list: the node that gave it, and its shape.

    The name is empty for the picture itself. The maps, where every number of the list is one of theirs, or made of it
    alone, in their order; else what last brought the numbers into an order of its own. None where the analysis knows
    no such layer, or it reads no list.
    """
    row = analysis.row_of(layer)
    if row is None or row.input_shape is None or len(row.input_shape) != 1:
        return None
    return _traced(analysis, feeding(analysis.network, row.path))


def origin(analysis: Analysis, layer: str, index: int) -> Origin | None:
    """Where number ``index`` of the list that a layer reads comes from; None as ``laid_out``, and of no such number."""
    return _at(laid_out(analysis, layer), index)


def behind(analysis: Analysis, name: str, index: int) -> Origin | None:
    """Where number ``index`` of the list that the node called ``name`` gives comes from, as ``origin``."""
    return _at(_traced(analysis, name), index)


def place_of(index: int, shape: Shape) -> tuple[int, ...]:
    """The place of that number of all those laid out in one list in an array of ``shape``."""
    return tuple(int(number) for number in np.unravel_index(index, shape))


def _at(found: tuple[str, Shape] | None, index: int) -> Origin | None:
    if found is None or not 0 <= index < math.prod(found[1]):
        return None
    return Origin(found[0], place_of(index, found[1]))


def _traced(analysis: Analysis, name: str) -> tuple[str, Shape] | None:
    """Back from what the node called ``name`` gives to the first maps, or as far as the order is kept."""
    shape = _given_by(analysis, name)
    while name and shape is not None and len(shape) != 3:
        row = analysis.row_of(name)
        if row is None or row.input_shape is None or not isinstance(row.node, Layer):
            break
        if not _keeps_order(row.node.spec):
            break
        name, shape = feeding(analysis.network, row.path), row.input_shape
    return None if shape is None else (name, shape)


def _given_by(analysis: Analysis, name: str) -> Shape | None:
    if not name:
        return analysis.network.input_shape
    row = analysis.row_of(name)
    return None if row is None else row.output_shape


def _keeps_order(spec: LayerSpec) -> bool:
    """Whether number i of all it gives out, laid in a row, is number i of what it reads, or stands for it."""
    if isinstance(spec, Permute):
        return list(spec.dims) == sorted(spec.dims)
    return isinstance(spec, Flatten | Reshape) or spec.family in _IN_ORDER
