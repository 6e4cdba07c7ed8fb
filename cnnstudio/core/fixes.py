"""The ways out of a problem that are known: changes of a layer or a block so that it works at its place."""

import math
from dataclasses import replace

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.problem import Fix, Put, Remove
from cnnstudio.core.spec import Shape


def of_layer(layer: Layer, shape: Shape) -> tuple[Fix, ...]:
    """The changes of this one layer after which it works on ``shape``, and last its removal."""
    found = []
    for label, spec in layer.spec.repairs(shape):
        try:
            spec.output_shape(shape)
        except SpecError:
            continue
        found.append(Fix(label, Put(layer.name, replace(layer, spec=spec))))
    return (*found, Fix("Remove this layer", Remove(layer.name)))


def changed_blocks(network: Network, block: Block, shapes: tuple[Shape, ...]) -> tuple[tuple[str, Block], ...]:
    """Changes that may help a block whose branches end with ``shapes``, each with the words for its button.

    Whoever asks tries them before showing them.
    """
    found: list[tuple[str, Block]] = []
    if isinstance(block.spec, Residual):
        projection = _projection(shapes)
        if projection is not None and not block.branches[1]:
            layer = Layer(network.fresh_name(projection.base_name), projection)
            found.append(
                ("Add a 1×1 projection to the shortcut", replace(block, branches=(block.branches[0], (layer,))))
            )
    elif block.spec.merge_name() != "concatenate":
        found.append(("Concatenate instead", replace(block, spec=Parallel("concatenate"))))
    if len({shape[:-1] for shape in shapes}) > 1:
        found.append(("Use padding “same” in every branch", _with_same_padding(block)))
    return tuple(found)


def _projection(shapes: tuple[Shape, ...]) -> Conv2D | None:
    """A 1×1 convolution for the shortcut that gives the body's shape (He et al., arXiv:1512.03385, option B)."""
    body, shortcut = shapes
    if len(body) != 3 or len(shortcut) != 3:
        return None
    rows, columns = (math.ceil(shortcut[axis] / body[axis]) for axis in (0, 1))
    try:
        return Conv2D(body[2], (1, 1), (rows, columns), "same", "linear")
    except SpecError:  # more channels or longer strides than a convolution may have
        return None


def _with_same_padding(block: Block) -> Block:
    def same(node: Node) -> Node:
        if isinstance(node, Block):
            return replace(node, branches=tuple(tuple(map(same, branch)) for branch in node.branches))
        if node.spec.to_plain().get("padding", "same") == "same":
            return node
        return replace(node, spec=type(node.spec).from_plain({**node.spec.to_plain(), "padding": "same"}))

    return replace(block, branches=tuple(tuple(map(same, branch)) for branch in block.branches))
