"""Weights without a network, for one that is given: by the layers' names, their order or their shapes."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Literal

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.network import Block, Node
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain
from cnnstudio.files.saved import keras_layout
from cnnstudio.files.saved.h5_layers import FullLayer, full_layers, is_numbered, snake_case
from cnnstudio.files.saved.h5_reading import H5Contents
from cnnstudio.files.saved.keras_layout import Flow, Storing
from cnnstudio.files.saved.keras_nodes import KerasNode, NotHeld, Told
from cnnstudio.files.saved.keras_places import Found, Place, Wanted, compared, shapes_in_words, wanted_of

_ORDER = tr("Its layers have other names: their weights were taken in their order.")
_SHAPES = tr("Its layers have other names: their weights were taken by their shapes.")
_TURNED = tr("Its kernels stood channels first, as Theano has them, and were turned.")
_FIRST = tr("By its shapes its channels stood first: its weights were taken so.")
_LAST = tr("It does not say where the channels stood: its weights were taken for channels last.")
_SURE_SINCE = (2, 2)  # from here on Flatten knew where the channels were
_MOST_LINES = 200
_HINT = tr("Open the network they are for first{}.")
_MOST_CHAIN = 8

_Way = Literal["last", "first", "old"]
"""Where a file's channels stand: last; first, in kernels as ours; first, also in the kernels, as Keras 1 wrote them."""

_NOTES: dict[_Way, str] = {"last": "", "first": _FIRST, "old": _TURNED}

OURS = tr("this network")
"""What the network is called whose weights they are to be, in words for a person."""

_NUMBER = re.compile(r"_\d+$")

_Pairs = dict[int, FullLayer] | None
"""For the number of each of our layers the file's; None where there is no such way."""


def weights_for(contents: H5Contents, analysis: Analysis) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Where each array of the network lies in the file, and what is to be said of it.

    Raises NotHeld with what differs, layer by layer.
    """
    is_by_name = contents.layers is not None
    ways: tuple[_Way, ...] = ("last", "old", "first") if is_by_name else ("last",)
    for way in ways:
        wanted = wanted_of(_nodes(analysis, contents, way), analysis)
        for apart in (False, True) if is_by_name else (False,):
            layers = full_layers(contents, apart=apart)
            for pair, note in ((_by_name, ""), (_by_order(analysis), _ORDER), (_by_shapes, _SHAPES)):
                found = _fitting(wanted, pair(wanted, layers))
                if found is None:
                    continue
                is_said = note and (note == _SHAPES or any(layer.name for layer in layers))
                is_open = way == "last" and _is_open(contents, analysis)
                said = (is_said, note), (way != "last", _NOTES[way]), (is_open, _LAST)
                return found, tuple(words for is_so, words in said if is_so)
    raise _different(contents, analysis)


def _is_open(contents: H5Contents, analysis: Analysis) -> bool:
    """Whether weights that fit may be of channels that stand first, of which neither words nor shapes tell."""
    release = Told(contents.version).release
    if contents.layers is None or release >= _SURE_SINCE:
        return False
    if release[:1] != (1,) and any(row.params.arrays for row, _ in _flattened(analysis)):
        return True
    both: tuple[_Way, ...] = ("last", "old")
    ways = (wanted_of(_nodes(analysis, contents, way), analysis) for way in both)
    arrays = [
        (last, other)
        for each, first in zip(*ways, strict=True)
        for last, other in zip(each.arrays, first.arrays, strict=True)
    ]
    return release < (2,) and all(a[1] == b[1] for a, b in arrays) and any(a[2] != b[2] for a, b in arrays)


def _flattened(analysis: Analysis) -> Iterator[tuple[Row, Shape]]:
    """The rows that read the numbers of a flattened picture of several channels in its order, with that picture."""
    picture: Shape = ()
    for row in analysis.rows:
        if len(picture) == 3 and picture[2] > 1:
            yield row, picture
        if row.kind == "Flatten":
            picture = row.input_shape or ()
        elif row.kind == "Dense":
            picture = ()


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
        if len(wanted) != len(layers) or any(layer.depth for layer in layers):
            return None
        if not any(layer.group for layer in layers):
            return dict(enumerate(layers)) if is_row else None
        order = list(range(len(wanted))) if is_row else _as_numbered(wanted, analysis)
        left: dict[str, list[FullLayer]] = {}
        for layer in layers:  # a class's in the order of their numbers
            left.setdefault(_NUMBER.sub("", layer.group), []).append(layer)
        found: dict[int, FullLayer] = {}
        for number in order:
            of_kind = left.get(snake_case(wanted[number].node.kind))
            if not of_kind:
                return None
            found[number] = of_kind.pop(0)
        return found if order else None

    return pairs


def _as_numbered(wanted: Sequence[Wanted], analysis: Analysis) -> list[int]:
    """The layers in the order in which Keras counts those of a graph; none if their names contradict it.

    The order follows from the graph only as long as our network has every layer of the file's; names as Keras gives
    them, ``conv2d_7``, were counted as the layers were made, so that both in one order leave no doubt.
    """
    place = {name: number for number, name in enumerate(_keras_order(analysis.network.nodes))}
    order = sorted(range(len(wanted)), key=lambda number: place[wanted[number].node.name])
    last: dict[str, int] = {}
    for number in order:
        base, name = snake_case(wanted[number].node.kind), wanted[number].node.name
        if not is_numbered(name, base):
            return []
        count = int(name[len(base) + 1 :] or 0)
        if count <= last.get(base, -1):
            return []
        last[base] = count
    return order


def _keras_order(nodes: Sequence[Node]) -> list[str]:
    """The layers by how far they are from the output, then as they are met from there (``Functional`` of Keras)."""
    met: list[tuple[int, str]] = []

    def walk(nodes: Sequence[Node], depth: int) -> int:
        for node in reversed(nodes):
            met.append((depth, node.name))
            depth += len(node.spec.keras())
            if isinstance(node, Block):
                depth = max([depth, *(walk(branch, depth) for branch in node.branches)])
        return depth

    walk(nodes, 0)
    return [name for _, name in sorted(met, key=lambda each: -each[0])]


def _by_shapes(wanted: Sequence[Wanted], layers: Sequence[FullLayer]) -> _Pairs:
    """Where no two layers have the same shapes there is only one way."""
    by_shapes = {tuple(array.shape for array in layer.arrays): layer for layer in layers}
    ours = [tuple(shape for _, shape, _ in each.arrays) for each in wanted]
    if len(by_shapes) != len(layers) or by_shapes.keys() != set(ours) or len(ours) != len(layers):
        return None
    return {number: by_shapes[shapes] for number, shapes in enumerate(ours)}


def _nodes(analysis: Analysis, contents: H5Contents, way: _Way) -> tuple[KerasNode, ...]:
    """The Keras layers that have the rows' arrays.

    Args:
        way: Of channels first as Keras 1 wrote them, a file that does not say what computed is taken for Theano's.
    """
    backend, first, is_old = contents.backend, way != "last", way == "old"
    storing = Storing(is_old or contents.version.startswith("1."), backend == "theano" or (is_old and not backend))
    # Told that the channels stand first, Flatten puts them last from that release on, and a list is as ours.
    is_listed = is_old or (first and Told(contents.version).release < _SURE_SINCE)
    lists = {row.name: picture for row, picture in _flattened(analysis)} if is_listed else {}
    found: list[KerasNode] = []
    for row in analysis.rows:
        if isinstance(row.node, Block) or not row.params.arrays:
            continue
        shape = row.input_shape or ()
        is_first = first and len(shape) == 3
        picture = lists.get(row.name, ())
        flow = Flow(shape, "rows" if picture else "first" if is_first else "ours", picture)
        stored = keras_layout.stored(row.node.spec, flow, "channels_first" if is_first else "", storing)
        found.append(KerasNode(row.node.spec.keras()[-1][0], row.name, None, (), stored=stored))
    return tuple(found)


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
        tr("{number}. expected {expected}; the file has {found}", number=number, expected=expected, found=found)
        for number, (expected, found) in enumerate(zip_longest(ours, theirs, fillvalue=tr("nothing")), 1)
    ]
    with_weights = tr_count("{count:,} layer with weights", "{count:,} layers with weights", len(ours))
    text = tr_count(
        "Its weights are of {count:,} layer and do not fit {ours}: {with_weights}.",
        "Its weights are of {count:,} layers and do not fit {ours}: {with_weights}.",
        len(theirs),
        ours=OURS,
        with_weights=with_weights,
    )
    if len(ours) == len(theirs):
        text = tr(
            "Its weights do not fit {ours} ({with_weights}), or it does not say which layer each is of.",
            ours=OURS,
            with_weights=with_weights,
        )
    if any(layer.depth for layer in full_layers(contents)):
        text = tr(
            "Its weights are of a network with networks inside, and do not fit {ours} by names or shapes.", ours=OURS
        )
    return NotHeld(text, _HINT.format(_chain(full_layers(contents))), "\n".join(lines[:_MOST_LINES]))


def _chain(layers: Sequence[FullLayer]) -> str:
    """ ": 784 → 64 → 10" of a few dense layers one after the other; empty for anything else."""
    kernels = [max((array.shape or () for array in layer.arrays), key=len, default=()) for layer in layers]
    if not 0 < len(kernels) < _MOST_CHAIN or any(len(shape) != 2 for shape in kernels):
        return ""
    if any(one[1] != two[0] for one, two in pairwise(kernels)):
        return ""
    return ": " + " → ".join(f"{size}" for size in (kernels[0][0], *(shape[1] for shape in kernels)))
