"""The network as the person builds it: an immutable tree of layers and blocks, and its edits.

A node stands at a path: ``(2,)`` is the third node of the stack; ``(2, 1, 0)`` is the first node of branch 1 of the
block that stands there. Every edit returns a new network and leaves the old one as it was.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.spec import LayerSpec, Shape

Path = tuple[int, ...]
Merge = Literal["add", "concatenate"]

MAX_LAYERS = 2_000
MAX_DEPTH = 16
MAX_SIDE = 65_536
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,62}")


def check_name(name: object) -> str:
    """The name, if Keras can use it in a file and in a graph; raises SpecError otherwise."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SpecError("A name has 1 to 63 letters, digits, “_”, “-” or “.”, and no spaces.")
    return name


@dataclass(frozen=True)
class Layer:
    """One layer: its name in the network and its settings."""

    name: str
    spec: LayerSpec

    def __post_init__(self) -> None:
        check_name(self.name)


@dataclass(frozen=True)
class Block:
    """Branches that all read the same input; their outputs are added or joined channel by channel.

    A branch without layers hands its input through: a body beside an empty branch, added, is a residual block.
    """

    name: str
    branches: tuple[tuple["Node", ...], ...]
    merge: Merge = "add"

    def __post_init__(self) -> None:
        check_name(self.name)
        if not 2 <= len(self.branches) <= 8:
            raise SpecError("A block has 2 to 8 branches.")
        if self.merge not in ("add", "concatenate"):
            raise SpecError("The branches of a block are either added or concatenated.")


Node = Layer | Block


@dataclass(frozen=True)
class Network:
    """The input shape and the nodes, from top to bottom.

    Raises SpecError for an input that is no picture, names used twice, or more layers than can be handled.
    """

    input_shape: Shape
    nodes: tuple[Node, ...] = field(default=())

    def __post_init__(self) -> None:
        sound = len(self.input_shape) == 3 and all(
            type(size) is int and 1 <= size <= MAX_SIDE for size in self.input_shape
        )
        if not sound:
            raise SpecError(f"The input is height × width × channels, each from 1 to {MAX_SIDE:,}.")
        names = [node.name for _, node in walk(self.nodes)]
        if len(names) > MAX_LAYERS:
            raise SpecError(f"A network has at most {MAX_LAYERS:,} layers.")
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise SpecError(f"Two layers are called {twice!r}; each name may stand once.")

    def layers(self) -> Iterator[tuple[Path, Layer]]:
        """Every layer with its path, top to bottom, blocks opened."""
        return ((path, node) for path, node in walk(self.nodes) if isinstance(node, Layer))

    def node(self, path: Path) -> Node:
        """The node at ``path``; IndexError when nothing stands there."""
        nodes = self.nodes
        for branch, index in _steps(path[:-1]):
            block = nodes[branch]
            if not isinstance(block, Block):
                raise IndexError(path)
            nodes = block.branches[index]
        return nodes[path[-1]]

    def path_of(self, name: str) -> Path | None:
        """The path of the node called ``name``."""
        return next((path for path, node in walk(self.nodes) if node.name == name), None)

    def fresh_name(self, base: str) -> str:
        """A name no node has yet: ``conv2d_1``, ``conv2d_2`` …"""
        taken = {node.name for _, node in walk(self.nodes)}
        return _fresh_name(base, taken)

    def insert(self, path: Path, *new: Node) -> "Network":
        """With ``new`` nodes before what stands at ``path``; names already taken are made fresh."""
        taken = {node.name for _, node in walk(self.nodes)}
        nodes = tuple(_renamed(node, taken) for node in new)
        return self._edit(path, lambda row, index: (*row[:index], *nodes, *row[index:]))

    def remove(self, *paths: Path) -> "Network":
        """Without the nodes at ``paths``."""
        result = self
        for path in sorted(_outermost(paths), reverse=True):
            result = result._edit(path, lambda row, index: (*row[:index], *row[index + 1 :]))
        return result

    def move(self, source: Path, target: Path) -> "Network":
        """With the node at ``source`` moved, so that it stands before what is at ``target`` today.

        Both lie in the same row of nodes (the stack, or one branch of one block).
        """
        if source[:-1] != target[:-1]:
            raise SpecError("A layer moves within its own row.")
        start, end = source[-1], target[-1]

        def moved(row: tuple[Node, ...], index: int) -> tuple[Node, ...]:
            rest = [*row[:index], *row[index + 1 :]]
            rest.insert(end - 1 if end > start else end, row[index])
            return tuple(rest)

        return self._edit(source, moved)

    def change(self, path: Path, **settings: Any) -> "Network":
        """With some settings of the layer at ``path`` changed; raises SpecError when a value cannot be."""
        layer = self.node(path)
        assert isinstance(layer, Layer)
        return self.put(path, replace(layer, spec=replace(layer.spec, **settings)))

    def rename(self, path: Path, name: str) -> "Network":
        """With another name for the node at ``path``; raises SpecError when it is taken or cannot be used."""
        return self.put(path, replace(self.node(path), name=name))

    def put(self, path: Path, node: Node) -> "Network":
        """With ``node`` in the place of the one at ``path``."""
        return self._edit(path, lambda row, index: (*row[:index], node, *row[index + 1 :]))

    def _edit(self, path: Path, edit: Callable[[tuple[Node, ...], int], tuple[Node, ...]]) -> "Network":
        return replace(self, nodes=_edited(self.nodes, path, edit))


def walk(nodes: tuple[Node, ...], prefix: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with its path, a block before what is in it."""
    for index, node in enumerate(nodes):
        path = (*prefix, index)
        yield path, node
        if isinstance(node, Block):
            for number, branch in enumerate(node.branches):
                yield from walk(branch, (*path, number))


def _steps(path: Path) -> Iterator[tuple[int, int]]:
    return zip(path[::2], path[1::2], strict=True)


def _edited(
    row: tuple[Node, ...], path: Path, edit: Callable[[tuple[Node, ...], int], tuple[Node, ...]]
) -> tuple[Node, ...]:
    if len(path) == 1:
        return edit(row, path[0])
    index, number, *rest = path
    block = row[index]
    if not isinstance(block, Block):
        raise IndexError(path)
    branches = list(block.branches)
    branches[number] = _edited(branches[number], tuple(rest), edit)
    return (*row[:index], replace(block, branches=tuple(branches)), *row[index + 1 :])


def _outermost(paths: tuple[Path, ...]) -> set[Path]:
    """The paths that do not lie inside a block that is itself among them."""
    return {path for path in paths if not any(path[:length] in paths for length in range(1, len(path)))}


def _fresh_name(base: str, taken: set[str]) -> str:
    number = 1
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def _renamed(node: Node, taken: set[str]) -> Node:
    """The node with a name that is not taken; it and what is in it are added to ``taken``."""
    name = node.name
    if name in taken:
        name = _fresh_name(re.sub(r"_\d+$", "", name), taken)
    taken.add(name)
    if isinstance(node, Layer):
        return replace(node, name=name)
    branches = tuple(tuple(_renamed(inner, taken) for inner in branch) for branch in node.branches)
    return replace(node, name=name, branches=branches)


def new_layer(network: Network, kind: str) -> Layer:
    """A layer of ``kind`` with its default settings and a name that is free in ``network``."""
    spec = KINDS[kind]()
    return Layer(network.fresh_name(spec.base_name), spec)


def to_plain(network: Network) -> dict[str, Any]:
    """The network as JSON values."""
    return {"input_shape": list(network.input_shape), "nodes": nodes_to_plain(network.nodes)}


def nodes_to_plain(nodes: tuple[Node, ...]) -> list[dict[str, Any]]:
    """Nodes as JSON values, for the file and for the clipboard."""
    return [_node_to_plain(node) for node in nodes]


def _node_to_plain(node: Node) -> dict[str, Any]:
    if isinstance(node, Layer):
        return {"kind": node.spec.kind, "name": node.name, "settings": node.spec.to_plain()}
    return {
        "kind": "Block",
        "name": node.name,
        "merge": node.merge,
        "branches": [nodes_to_plain(branch) for branch in node.branches],
    }


def from_plain(plain: Any) -> Network:
    """The network that ``to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, dict) or set(plain) != {"input_shape", "nodes"}:
        raise SpecError("A network has an input shape and nodes.")
    shape = plain["input_shape"]
    if not isinstance(shape, list):
        raise SpecError("The input shape is a list of three numbers.")
    return Network(tuple(shape), nodes_from_plain(plain["nodes"]))


def nodes_from_plain(plain: Any, depth: int = 0) -> tuple[Node, ...]:
    """The nodes that ``nodes_to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, list) or len(plain) > MAX_LAYERS:
        raise SpecError(f"A network's layers are a list of at most {MAX_LAYERS:,}.")
    if depth > MAX_DEPTH:
        raise SpecError(f"Blocks are nested at most {MAX_DEPTH} deep.")
    return tuple(_node_from_plain(each, depth) for each in plain)


def _node_from_plain(plain: Any, depth: int) -> Node:
    if not isinstance(plain, dict) or not isinstance(plain.get("kind"), str):
        raise SpecError("A layer has a kind, a name and settings.")
    kind, name = plain["kind"], check_name(plain.get("name"))
    if kind == "Block":
        branches = plain.get("branches")
        if not isinstance(branches, list) or not isinstance(plain.get("merge"), str):
            raise SpecError(f"The block {name!r} needs branches and how they are merged.")
        return Block(name, tuple(nodes_from_plain(each, depth + 1) for each in branches), plain["merge"])
    if kind not in KINDS:
        raise SpecError(f"The layer {name!r} is of a kind this version does not know: {kind[:40]!r}.")
    return Layer(name, KINDS[kind].from_plain(plain.get("settings", {})))
