"""Weights that came without a network, for a network that is given: by the layers' names, else by their order."""

from dataclasses import replace
from itertools import zip_longest

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain
from cnnstudio.files.h5_reading import H5Contents
from cnnstudio.files.keras_nodes import KerasNode, NotHeld, Stored
from cnnstudio.files.keras_places import Place, full_layers, places, shapes_in_words
from cnnstudio.files.keras_turns import Flip, Rows, Transpose, Turn

_ORDER = "Its layers have other names: their weights were taken in their order."
_TURNED = "Its kernels stood channels first and mirrored, as Theano has them, and were turned."
_MOST_LINES = 200
_HINT = "Open the network that these weights are for, or change this one so that it is the same."


def weights_for(contents: H5Contents, analysis: Analysis) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Where each array of the network lies in the file, and what is to be said of it.

    Raises NotHeld with what differs, layer by layer.
    """
    try:
        return _placed(contents, analysis, first=False)
    except SpecError as error:
        if contents.layers is None:
            raise _different(contents, analysis) from error
        try:
            table, notes = _placed(contents, analysis, first=True)
        except SpecError:
            raise _different(contents, analysis) from error
        return table, (*notes, _TURNED)


def _placed(contents: H5Contents, analysis: Analysis, *, first: bool) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """As :func:`weights_for`.

    Args:
        first: Whether the file's kernels stand channels first, as Keras 1 wrote them for Theano.
    """
    nodes = _nodes(analysis, is_mirrored=contents.backend == "theano" or first, first=first)
    order = [name for name, _ in full_layers(contents)]
    by_name = {node.name: node for node in nodes}
    if set(order) == set(by_name) and len(order) == len(nodes):
        return places(contents, tuple(by_name[name] for name in order), analysis), ()
    if contents.layers is None:
        return places(contents, nodes, analysis), (_ORDER,) if any(order) else ()
    if len(order) != len(nodes):
        raise SpecError("It has not as many layers as this network.")
    renamed = tuple(replace(node, stored_as=name) for node, name in zip(nodes, order, strict=True))
    return places(contents, renamed, analysis), (_ORDER,)


def _nodes(analysis: Analysis, *, is_mirrored: bool, first: bool) -> tuple[KerasNode, ...]:
    """The Keras layers that have the rows' arrays."""
    found: list[KerasNode] = []
    flattened: Shape | None = None
    for row in analysis.rows:
        kind = row.kind
        if row.params.arrays:
            kernel = _kernel_turns(row, is_mirrored, flattened if first else None, first)
            stored = tuple(Stored(each.name, kernel if each.name == "kernel" else ()) for each in row.params.arrays)
            found.append(KerasNode(row.node.spec.keras()[-1][0], row.name, None, (), stored=stored))
            flattened = None
        if kind == "Flatten":
            flattened = row.input_shape
    return tuple(found)


def _kernel_turns(row: Row, is_mirrored: bool, flattened: Shape | None, first: bool) -> tuple[Turn, ...]:
    """How a kernel of Keras 1 or of Theano is turned (``preprocess_weights_for_loading`` of Keras 2)."""
    if row.kind == "Dense" and flattened is not None and len(flattened) == 3:
        return (Rows(flattened),)
    mirror: tuple[Turn, ...] = (Flip(),) if is_mirrored else ()
    if row.kind == "Conv2D":
        return ((Transpose((2, 3, 1, 0)),) if first else ()) + mirror
    if row.kind == "Conv2DTranspose":
        return ((Transpose((2, 3, 0, 1)),) if first else ()) + mirror
    return ()


def _different(contents: H5Contents, analysis: Analysis) -> NotHeld:
    """What the network has and what the file has, layer by layer."""
    ours = [
        f"{row.name} ({shapes_in_words([each.shape for each in row.params.arrays])})"
        for row in analysis.rows
        if row.params.arrays
    ]
    theirs = [f"{plain(name, 40) or 'unnamed'} ({shapes_in_words(shapes)})" for name, shapes in full_layers(contents)]
    lines = [
        f"{number}. expected {expected}; the file has {found}"
        for number, (expected, found) in enumerate(zip_longest(ours, theirs, fillvalue="nothing"), 1)
    ]
    text = f"Its weights are of {len(theirs):,} layers and do not fit the {len(ours):,} of this network."
    return NotHeld(text, _HINT, "\n".join(lines[:_MOST_LINES]))
