"""The layers of the bases, as networks of ours; they come with the program, their weights mostly do not."""

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.bases.base import Base, Mode
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Flatten, Normalization, Rescaling, ZeroPadding2D
from cnnstudio.core.network import Block, Layer, Network, Node, from_plain, walk
from cnnstudio.core.program.paths import resource
from cnnstudio.core.spec import LayerSpec, Shape

_IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_SPREAD = (0.229, 0.224, 0.225)
_IMAGENET_BYTES = (123.68, 116.779, 103.939)  # red, green, blue

_FRONT: dict[Mode, tuple[LayerSpec, ...]] = {
    "tf": (Rescaling(1 / 127.5, -1.0),),
    "torch": (Rescaling(1 / 255), Normalization(_IMAGENET_MEAN, tuple(each**2 for each in IMAGENET_SPREAD))),
    "caffe": (Normalization(_IMAGENET_BYTES, (1.0, 1.0, 1.0)),),
    "lite": (Rescaling(1 / 128, -127 / 128),),
    "inside": (),
}
"""What is done to pictures of 0…255 (``keras/src/applications/imagenet_utils.py``). "caffe" also wants blue first:
instead of turning each picture, the channels of the first kernel are turned when the weights are read."""


@dataclass(frozen=True)
class BaseLayer:
    """A layer or block of a base up to which it can be taken.

    Attributes:
        shape: Of what it gives out, at the side asked for.
        length: How many numbers that is for one picture.
        parameters: Of everything up to it.
        is_feature: Whether this is where it is commonly taken.
        whole: Whether the file with all weights is needed for it.
    """

    name: str
    kind: str
    shape: Shape
    length: int
    parameters: int
    is_feature: bool
    whole: bool


@dataclass(frozen=True)
class _Held:
    """What the program holds of a base.

    Attributes:
        network: At the base's own side, its picture's preparation not included.
        order: The arrays in the order of Keras's files: "conv1/kernel"; "" for one that is passed over; "*dense" for
            factors that the outputs of that layer are multiplied by; "/variance" for what ``Normalization`` divides by.
        pads: Layers that pad by what an uneven or even side needs, with half their kernel.
    """

    network: Network
    order: tuple[str, ...]
    pads: Mapping[str, int]


@lru_cache(maxsize=64)
def base_network(base: Base, side: int, until: str) -> Network:
    """The base up to and with ``until``, a node at the top of its stack, for colour pictures of ``side`` × ``side``.

    Its first nodes prepare pictures of 0…255 as it wants them. Raises SpecError for a side it cannot take, or a node
    it has not.
    """
    held, whole = _held(base.name), _whole_of(base)
    names = [node.name for node in held.network.nodes]
    if until not in names:
        words = tr("{base} has no layer “{name}” at which it could be taken.", base=base.title, name=until[:60])
        raise SpecError(words)
    check_side(base, side, whole=until in whole)
    nodes = held.network.nodes[: names.index(until) + 1]
    body = Network((side, side, 3), _padded(nodes, side, held.pads))
    taken = {node.name for _, node in walk(body.nodes)}
    front = tuple(Layer(_free(spec.base_name, taken), spec) for spec in _FRONT[base.mode])
    return replace(body, nodes=(*front, *body.nodes))


@lru_cache(maxsize=64)
def base_layers(base: Base, side: int | None = None) -> tuple[BaseLayer, ...]:
    """The nodes up to which a base can be taken, first to last, those its own preparation is made of left out.

    The first time takes up to half a second for the deepest; it is then remembered.

    Args:
        side: Of the pictures; the base's own if None. Where its dense layers cannot take that side, they are left out.
    """
    side, whole = base.side if side is None else side, _whole_of(base)
    names = [node.name for node in _held(base.name).network.nodes]
    last = [name for name in names if name not in whole or side == base.side][-1]
    analysis = analyse(base_network(base, side, last))
    found: list[BaseLayer] = []
    parameters = 0
    for row in analysis.rows:
        parameters += row.params.total
        if len(row.path) > 1:
            found[-1] = replace(found[-1], parameters=parameters)
        elif row.output_shape is not None and row.name in names:
            shape, length = row.output_shape, row.memory // 4
            feature = row.name == base.feature
            found.append(BaseLayer(row.name, row.kind, shape, length, parameters, feature, row.name in whole))
    return tuple(found)


def array_order(base: Base) -> tuple[str, ...]:
    """The arrays in the order of Keras's files, see ``_Held.order``."""
    return _held(base.name).order


def sides_in_words(base: Base) -> str:
    """ "from 32 × 32, best 224 × 224"."""
    return tr("from {least} × {least}, best {side} × {side}", least=base.least, side=base.side)


def check_side(base: Base, side: int, *, whole: bool) -> None:
    """Raises SpecError for pictures that the base cannot take.

    Args:
        whole: Whether its dense layers are taken, too.
    """
    if whole and side != base.side:
        words = tr(
            "The dense layers of {base} take pictures of {side} × {side} only. "
            "Use that size, or take the network up to a layer before them.",
            base=base.title,
            side=base.side,
        )
        raise SpecError(words)
    if not base.least <= side <= 4_096:
        words = tr(
            "{base} takes pictures {sides}; not {side:,} × {side:,}.",
            base=base.title,
            sides=sides_in_words(base),
            side=side,
        )
        raise SpecError(words)


def _free(base_name: str, taken: set[str]) -> str:
    name = next(name for name in (base_name, *(f"{base_name}_{n}" for n in range(1, 99))) if name not in taken)
    taken.add(name)
    return name


def _whole_of(base: Base) -> frozenset[str]:
    """The nodes from the first Flatten on: dense layers, for which the side is fixed."""
    nodes = _held(base.name).network.nodes
    place = next((n for n, node in enumerate(nodes) if isinstance(node.spec, Flatten)), len(nodes))
    return frozenset(node.name for node in nodes[place + 1 :])


def _padded(nodes: tuple[Node, ...], side: int, pads: Mapping[str, int]) -> tuple[Node, ...]:
    """The nodes with what pads for an even or uneven side, as ``correct_pad`` of ``imagenet_utils`` would."""
    if not pads:
        return nodes
    # However much is padded for the one or the other, what comes behind has the same size.
    given = analyse(Network((side, side, 3), _with_pads(nodes, {name: (half, half) for name, half in pads.items()})))
    return _with_pads(nodes, {name: _pad_of(given, name, half) for name, half in pads.items()})


def _pad_of(given: Analysis, name: str, half: int) -> tuple[int, int]:
    row = given.row_of(name)
    is_even = row is not None and row.input_shape is not None and row.input_shape[0] % 2 == 0
    return (half - 1 if is_even else half), half


def _with_pads(nodes: tuple[Node, ...], sizes: Mapping[str, tuple[int, int]]) -> tuple[Node, ...]:
    return tuple(_with_pad(node, sizes) for node in nodes)


def _with_pad(node: Node, sizes: Mapping[str, tuple[int, int]]) -> Node:
    if isinstance(node, Block):
        return replace(node, branches=tuple(_with_pads(branch, sizes) for branch in node.branches))
    if node.name not in sizes:
        return node
    return replace(node, spec=ZeroPadding2D(sizes[node.name], sizes[node.name]))


@cache
def _held(name: str) -> _Held:
    """What is held of a base, read from the program's own files once."""
    plain = json.loads(lzma.decompress(resource("bases", f"{name}.json.xz").read_bytes()))
    return _Held(from_plain(plain["network"]), tuple(plain["order"]), plain["pads"])
