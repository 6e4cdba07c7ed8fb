"""The ways out of a problem that are known: changes of a layer or a block so that it works at its place."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Block, Layer, Node
from cnnstudio.core.problem import Fix, InsertInto, Put, Remove
from cnnstudio.core.spec import LayerSpec, Pair, Shape

Tried = tuple[Fix, Block]
"""A way out, and the block as it is after it, for whoever tries it."""


def of_layer(layer: Layer, shape: Shape, works: Callable[[LayerSpec], bool]) -> tuple[Fix, ...]:
    """The changes of this one layer after which it works on ``shape``, and last its removal."""
    found: dict[LayerSpec, str] = {}
    for label, spec in layer.spec.repairs(shape):
        if spec != layer.spec and spec not in found and works(spec):
            found[spec] = label
    mended = (Fix(label, Put(layer.name, replace(layer, spec=spec))) for spec, label in found.items())
    return (*mended, Fix(tr("Remove this layer"), Remove(layer.name)))


def of_block(block: Block, shape: Shape, ends: tuple[Shape, ...]) -> Iterator[Tried]:
    """Changes that may help a block whose branches end with ``ends``; not all of them do.

    Args:
        shape: What each branch is given.
    """
    if isinstance(block.spec, Residual):
        yield from _of_residual(block, shape, ends)
    elif block.spec.merge_name() != "concatenate":
        joined = replace(block, spec=Parallel("concatenate"))
        yield Fix(tr("Concatenate instead"), Put(block.name, joined)), joined
    same = _changed(block, padding="same")
    if same != block:
        yield Fix(tr("Use padding “same” in every branch"), Put(block.name, same)), same
    steady = _changed(same, strides=(1, 1))
    if steady != same:
        label = (
            tr("Set strides to 1 in every branch")
            if same == block
            else tr("Set strides to 1 and padding to “same” in every branch")
        )
        yield Fix(label, Put(block.name, steady)), steady


def _of_residual(block: Block, shape: Shape, ends: tuple[Shape, ...]) -> Iterator[Tried]:
    """A 1×1 convolution in the shortcut that makes it fit (He et al., arXiv:1512.03385, option B)."""
    body, (_, shortcut) = ends[0], block.branches
    if shortcut:
        yield from _of_shortcut(block, shape, body)
        return
    yield from _with_projection(block, shape, body, tr("Add a 1×1 projection to the shortcut"))
    same = _changed(block, padding="same")
    if same != block and len(shape) == 3 and len(body) == 3:
        # How far the body strides cannot be told from its output without "same": only one of these guesses fits.
        for steps in {
            (1, 1),
            _steps(shape, body),
            (max(round(shape[0] / body[0]), 1), max(round(shape[1] / body[1]), 1)),
        }:
            size = (math.ceil(shape[0] / steps[0]), math.ceil(shape[1] / steps[1]), body[2])
            for fix, changed in _with_projection(same, shape, size, tr("Use padding “same” and add a 1×1 projection")):
                yield Fix(fix.label, Put(block.name, same), fix.change), changed


def _with_projection(block: Block, shape: Shape, body: Shape, label: str) -> Iterator[Tried]:
    projection = _projection(shape, body)
    if projection is not None:
        layer = Layer("conv2d_1", projection)
        changed = replace(block, branches=(block.branches[0], (*block.branches[1], layer)))
        yield Fix(label, InsertInto(block.name, 1, layer)), changed


def _of_shortcut(block: Block, shape: Shape, body: Shape) -> Iterator[Tried]:
    """The one convolution of a shortcut set to what the body gives."""
    wanted = _projection(shape, body)
    nodes = [node for node in block.branches[1] if isinstance(node, Layer) and isinstance(node.spec, Conv2D)]
    if wanted is None or len(nodes) != 1:
        return
    node, spec = nodes[0], nodes[0].spec
    assert isinstance(spec, Conv2D)
    fitting = replace(node, spec=replace(spec, filters=wanted.filters, strides=wanted.strides, padding="same"))
    row = tuple(fitting if each is node else each for each in block.branches[1])
    changed = replace(block, branches=(block.branches[0], row))
    yield (
        Fix(tr("Make {name} fit: {summary}", name=node.name, summary=fitting.spec.summary()), Put(node.name, fitting)),
        changed,
    )


def _projection(shape: Shape, body: Shape) -> Conv2D | None:
    """A 1×1 convolution from ``shape`` to ``body``."""
    if len(body) != 3 or len(shape) != 3:
        return None
    try:
        return Conv2D(body[2], (1, 1), _steps(shape, body), "same", "linear")
    except SpecError:  # more channels or longer strides than a convolution may have
        return None


def _steps(shape: Shape, body: Shape) -> Pair:
    return math.ceil(shape[0] / body[0]), math.ceil(shape[1] / body[1])


def _changed(block: Block, **settings: Any) -> Block:
    """The block with these settings in each of its layers that has them."""

    def changed(node: Node) -> Node:
        if isinstance(node, Block):
            return _changed(node, **settings)
        had = {name: value for name, value in settings.items() if hasattr(node.spec, name)}
        return replace(node, spec=replace(node.spec, **had)) if had else node

    return replace(block, branches=tuple(tuple(map(changed, branch)) for branch in block.branches))
