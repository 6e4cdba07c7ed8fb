"""What works but is probably not meant: two softmaxes, layers that collapse into one, a layer of gigabytes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cnnstudio.core.layers import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D
from cnnstudio.core.network import Block, Layer, Network, Node, Path
from cnnstudio.core.problem import Fix, Problem
from cnnstudio.core.spec import LayerSpec, Shape

LARGE = 2**30
"""Bytes of weights in one layer from which on a caution is given."""

_BYTES = 4

Shapes = Mapping[Path, Shape]
_Noted = tuple[Path, Problem]


def found(network: Network, shapes: Shapes) -> dict[Path, Problem]:
    """The cautions of a network by the path of the node they are shown at; at most one a node, the gravest.

    Args:
        shapes: The input shape of each node that works at its place.
    """
    noted: dict[Path, Problem] = {}
    for path, problem in _in_row(network, network.nodes, (), shapes):
        noted.setdefault(path, problem)
    return noted


def _in_row(network: Network, nodes: tuple[Node, ...], prefix: Path, shapes: Shapes) -> Iterator[_Noted]:
    before: tuple[Path, LayerSpec] | None = None  # the last layer that changes values, if no block stands between
    for index, node in enumerate(nodes):
        path = (*prefix, index)
        if isinstance(node, Block):
            for number, branch in enumerate(node.branches):
                yield from _in_row(network, branch, (*path, number), shapes)
            before = None
            continue
        shape, spec = shapes.get(path), node.spec
        if shape is not None:
            yield from _of_layer(network, path, spec, shape)
            if before is not None:
                yield from _of_pair(network, before, (path, spec), shapes)
        if not _keeps_sense(spec):
            before = path, spec


def _keeps_sense(spec: LayerSpec) -> bool:
    """Whether two layers stay next to each other, for the rules below, with this one between them."""
    return spec.family == "regularisation" or isinstance(spec, Flatten) or spec.kind == "BatchNormalization"


def _of_layer(network: Network, path: Path, spec: LayerSpec, shape: Shape) -> Iterator[_Noted]:
    size = spec.params(shape).total * _BYTES
    if size >= LARGE:
        words = f"This layer needs {size / 2**30:.1f} GB for its weights alone, and training several times that."
        yield path, Problem(words, _smaller(network, path))
    if isinstance(spec, Dense) and len(shape) == 3 and path != (len(network.nodes) - 1,):
        flat = Layer(network.fresh_name("flatten"), Flatten())
        words = f"This layer works on each of the {shape[0]} × {shape[1]} pixels by itself, as its input is a picture."
        yield path, Problem(words, (Fix("Insert Flatten before it", network.insert(path, flat)),))


def _of_pair(
    network: Network, first: tuple[Path, LayerSpec], second: tuple[Path, LayerSpec], shapes: Shapes
) -> Iterator[_Noted]:
    (before, one), (path, other) = first, second
    name = network.node(before).name
    if one.activation_name() == "softmax":
        if other.activation_name() == "softmax" and isinstance(other, Activation):
            words = f"Two softmaxes: {name} has made probabilities already, and a second softmax flattens them."
            yield path, Problem(words, (Fix("Remove this layer", network.remove(path)),))
        elif not isinstance(other, Activation):
            words = f"{name} ends with softmax, which belongs at the end: here it lets little through."
            yield path, Problem(words, _with_activation(network, before, one))
    elif _collapses(one, other, shapes.get(before), shapes.get(path)):
        words = f"No activation between {name} and this layer: together they can do no more than one layer alone."
        yield path, Problem(words, _with_activation(network, before, one))
    elif isinstance(other, Activation) and other.activation == one.activation_name() in ("relu", "relu6"):
        words = f"{name} has gone through {other.activation} already; a second time changes nothing."
        yield path, Problem(words, (Fix("Remove this layer", network.remove(path)),))


def _collapses(one: LayerSpec, other: LayerSpec, before: Shape | None, between: Shape | None) -> bool:
    """Whether two linear layers in a row are no more than one.

    A narrow layer between wide ones is left alone: it forces the product to a low rank, which may be meant.
    """
    alike = (isinstance(one, Dense) and isinstance(other, Dense)) or (
        isinstance(one, Conv2D) and isinstance(other, Conv2D)
    )
    if not alike or one.activation_name() != "linear" or before is None or between is None:
        return False
    after = other.units if isinstance(other, Dense) else other.filters if isinstance(other, Conv2D) else 0
    return between[-1] >= min(before[-1], after)


def _with_activation(network: Network, path: Path, spec: LayerSpec) -> tuple[Fix, ...]:
    if "activation" not in spec.to_plain():
        return ()
    return (Fix(f"Set activation of {network.node(path).name} to relu", network.change(path, activation="relu")),)


def _smaller(network: Network, path: Path) -> tuple[Fix, ...]:
    """Global average pooling in the place of the Flatten before a dense layer: one number a channel."""
    if not path[-1]:
        return ()
    before = (*path[:-1], path[-1] - 1)
    node = network.node(before)
    if not isinstance(node, Layer) or not isinstance(node.spec, Flatten):
        return ()
    pooled = network.put(before, replace(node, spec=GlobalAveragePooling2D()))
    return (Fix(f"Make {node.name} a GlobalAveragePooling2D", pooled),)
