"""Weights without a network, for one that is given: by the layers' names, their order or their shapes."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.network import Block
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain
from cnnstudio.files.h5_layers import FullLayer, full_layers, is_numbered, snake_case
from cnnstudio.files.h5_reading import H5Contents
from cnnstudio.files.keras_nodes import KerasNode, NotHeld, Stored
from cnnstudio.files.keras_places import Found, Place, Wanted, compared, shapes_in_words, wanted_of
from cnnstudio.files.keras_turns import Flip, Rows, Transpose, Turn

_ORDER = "Its layers have other names: their weights were taken in their order."
_SHAPES = "Its layers have other names: their weights were taken by their shapes."
_TURNED = "Its kernels stood channels first, as Theano has them, and were turned."
_MOST_LINES = 200
_HINT = "Open the network they are for first."

_AXES_FIRST = {
    "Conv2D": (2, 3, 1, 0),
    "Conv2DTranspose": (2, 3, 0, 1),
    "SeparableConv2D": (2, 3, 1, 0),
}
_AXES_OF_KERAS_1 = {"Conv2DTranspose": (0, 1, 3, 2)}

_Pairs = dict[int, FullLayer] | None
"""For the number of each of our layers the file's; None where there is no such way."""


def weights_for(contents: H5Contents, analysis: Analysis) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Where each array of the network lies in the file, and what is to be said of it.

    Raises NotHeld with what differs, layer by layer.
    """
    is_by_name = contents.layers is not None
    for first in (False, True) if is_by_name else (False,):
        wanted = wanted_of(_nodes(analysis, contents, first=first), analysis)
        for apart in (False, True) if is_by_name else (False,):
            layers = full_layers(contents, apart=apart)
            for pair, note in ((_by_name, ""), (_by_order(analysis), _ORDER), (_by_shapes, _SHAPES)):
                found = _fitting(wanted, pair(wanted, layers))
                if found is not None:
                    is_said = note and (note == _SHAPES or any(layer.name for layer in layers))
                    return found, (*((note,) if is_said else ()), *((_TURNED,) if first else ()))
    raise _different(contents, analysis)


def _fitting(wanted: Sequence[Wanted], pairs: _Pairs) -> tuple[Place, ...] | None:
    """The places if every layer's arrays have the shapes that they must have."""
    if pairs is None:
        return None
    found: Found = {number: list(layer.arrays) for number, layer in pairs.items()}
    try:
        return compared(wanted, found)
    except NotHeld:
        return None


def _by_name(wanted: Sequence[Wanted], layers: Sequence[FullLayer]) -> _Pairs:
    by_name = {layer.name: layer for layer in layers}
    if len(by_name) != len(layers) or by_name.keys() != {each.name for each in wanted}:
        return None
    return {number: by_name[each.name] for number, each in enumerate(wanted)}


def _by_order(analysis: Analysis) -> Callable[[Sequence[Wanted], Sequence[FullLayer]], _Pairs]:
    """In a row of layers the order is known; where branches meet, each Keras has its own."""
    is_row = not any(isinstance(row.node, Block) for row in analysis.rows)

    def pairs(wanted: Sequence[Wanted], layers: Sequence[FullLayer]) -> _Pairs:
        if len(wanted) != len(layers) or not is_row or any(layer.depth for layer in layers):
            return None
        if not any(layer.group for layer in layers):
            return dict(enumerate(layers))
        left = list(layers)
        found: dict[int, FullLayer] = {}
        for number, each in enumerate(wanted):
            base = snake_case(each.node.kind)
            layer = next((layer for layer in left if is_numbered(layer.group, base)), None)
            if layer is None:
                return None
            left.remove(layer)
            found[number] = layer
        return found

    return pairs


def _by_shapes(wanted: Sequence[Wanted], layers: Sequence[FullLayer]) -> _Pairs:
    """Where no two layers have the same shapes there is only one way."""
    by_shapes = {tuple(array.shape for array in layer.arrays): layer for layer in layers}
    ours = [tuple(shape for _, shape, _ in each.arrays) for each in wanted]
    if len(by_shapes) != len(layers) or by_shapes.keys() != set(ours) or len(ours) != len(layers):
        return None
    return {number: by_shapes[shapes] for number, shapes in enumerate(ours)}


def _nodes(analysis: Analysis, contents: H5Contents, *, first: bool) -> tuple[KerasNode, ...]:
    """The Keras layers that have the rows' arrays.

    Args:
        first: Whether the file's kernels stand channels first, as Keras 1 wrote them; then a file that does not say
            what computed is taken for one of Theano.
    """
    backend, is_old = contents.backend, contents.version.startswith("1.")
    found: list[KerasNode] = []
    flattened: Shape | None = None
    is_mirrored = backend == "theano" or (first and not backend)
    for row in analysis.rows:
        if row.params.arrays:
            stored = tuple(
                Stored(
                    each.name,
                    _turns(row, each.name, flattened, is_mirrored=is_mirrored, first=first, is_old=is_old),
                )
                for each in row.params.arrays
            )
            found.append(KerasNode(row.node.spec.keras()[-1][0], row.name, None, (), stored=stored))
        if row.kind == "Flatten":
            flattened = row.input_shape
        elif row.kind == "Dense":
            flattened = None
    return tuple(found)


def _turns(
    row: Row, name: str, flattened: Shape | None, *, is_mirrored: bool, first: bool, is_old: bool
) -> tuple[Turn, ...]:
    """How an array of Keras 1 or of Theano is turned (``preprocess_weights_for_loading`` of Keras 2)."""
    if first and flattened is not None and len(flattened) == 3 and (name == "kernel" or row.kind != "Dense"):
        return (Rows(flattened),)
    if first and row.kind == "PReLU" and row.input_shape is not None and len(row.input_shape) == 3:
        return (Transpose((1, 2, 0)),)
    if name == "bias" or row.kind not in _AXES_FIRST:
        return ()
    axes = _AXES_FIRST[row.kind] if first else _AXES_OF_KERAS_1.get(row.kind) if is_old else None
    mirror: tuple[Turn, ...] = (Flip(),) if is_mirrored and row.kind != "SeparableConv2D" else ()
    return ((Transpose(axes),) if axes else ()) + mirror


def _different(contents: H5Contents, analysis: Analysis) -> NotHeld:
    """What the network has and what the file has, layer by layer."""
    ours = [
        f"{row.name} ({shapes_in_words([each.shape for each in row.params.arrays])})"
        for row in analysis.rows
        if row.params.arrays
    ]
    theirs = [
        f"{plain(layer.name or layer.group, 40)} ({shapes_in_words([array.shape for array in layer.arrays])})"
        for layer in full_layers(contents)
    ]
    lines = [
        f"{number}. expected {expected}; the file has {found}"
        for number, (expected, found) in enumerate(zip_longest(ours, theirs, fillvalue="nothing"), 1)
    ]
    text = f"Its weights are of {len(theirs):,} layers and do not fit the {len(ours):,} of this network."
    if len(ours) == len(theirs):
        text = "Its weights do not fit this network, or it does not say which layer each is of."
    return NotHeld(text, _HINT, "\n".join(lines[:_MOST_LINES]))
