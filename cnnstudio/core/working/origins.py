"""Where the numbers that a layer reads come from: the node before it, and the maps behind a flattened list."""

import math
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.network import Block, Layer, Network, Path
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.core.working.moving import place_of

_IN_ORDER = ("activation", "regularisation", "normalisation")
"""Families whose numbers stand where those they were made of stood."""


@dataclass(frozen=True)
class Origin:
    """Where one number of a list comes from.

    Attributes:
        layer: The node that gives it; empty for the picture itself.
        place: Row, column and channel, or the number alone.
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


def origin(analysis: Analysis, layer: str, index: int) -> Origin | None:
    """Where number ``index`` of the list that a layer reads comes from, through everything that keeps the order.

    None where the analysis knows no such layer, or it reads no list.
    """
    row = analysis.row_of(layer)
    if row is None or row.input_shape is None or len(row.input_shape) != 1:
        return None
    return behind(analysis, feeding(analysis.network, row.path), index)


def behind(analysis: Analysis, name: str, index: int) -> Origin | None:
    """Where number ``index`` of the list that the node called ``name`` gives comes from, as ``origin``."""
    shape = analysis.network.input_shape if not name else _given_by(analysis, name)
    while name and len(shape) == 1:
        row = analysis.row_of(name)
        if row is None or row.input_shape is None or not isinstance(row.node, Layer):
            break
        if not _keeps_order(row.node.spec, row.input_shape):
            break
        name, shape = feeding(analysis.network, row.path), row.input_shape
    return Origin(name, place_of(index, shape)) if shape else None


def _given_by(analysis: Analysis, name: str) -> Shape:
    row = analysis.row_of(name)
    return () if row is None else row.output_shape or ()


def _keeps_order(spec: LayerSpec, shape: Shape) -> bool:
    """Whether the numbers of its list are those it reads, or made of one of them each, in the same order."""
    if spec.kind in ("Flatten", "Reshape"):
        return math.prod(shape) > 0
    return spec.family in _IN_ORDER and len(shape) == 1
