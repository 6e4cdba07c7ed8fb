"""The network as the person builds it: an immutable tree of layers and blocks, and its edits.

A node stands at a path: ``(2,)`` is the third node of the stack; ``(2, 1, 0)`` is the first node of branch 1 of the
block that stands there. Every edit returns a new network and leaves the old one as it was.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from cnnstudio.core.blocks import BLOCK_KINDS, Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.spec import BlockSpec, LayerSpec, Shape
from cnnstudio.core.transferring.pretrained import Pretrained

Path = tuple[int, ...]

MAX_LAYERS = 4_000
MAX_DEPTH = 16
MAX_SIDE = 65_536

HELPERS = {"ZeroPadding2D": ">pad", "Add": ">add"}
"""What stands behind a node's name in the name of a Keras layer that only helps it: ``conv2d_1>pad``.

No node's name can have the ">", so that no helper is taken for a node. It is the one character that is left: Keras
forbids "/", and TensorFlow takes letters, digits, "_", "-", "." and, of what a file's name may have too, ">".
"""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,62}")
_LONGEST_BASE = 57
"""So much of a name is kept before "_" and up to five digits."""


def check_name(name: object) -> str:
    """The name, if Keras can use it in a file and in a graph; raises SpecError otherwise."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SpecError(tr("A name has 1 to 63 letters, digits, “_”, “-” or “.”, and no spaces."))
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
    """Branches that all read the same input, and how their outputs become one.

    A branch without layers hands its input through.
    """

    name: str
    spec: BlockSpec
    branches: tuple[tuple["Node", ...], ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        self.spec.check_branches(len(self.branches))


Node = Layer | Block

Row = tuple[Node, ...]
"""Nodes that follow each other: the stack, or one branch of one block. Its prefix is the path of its nodes without
the last number."""


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
            raise SpecError(tr("The input is height × width × channels, each from 1 to {most:,}.", most=MAX_SIDE))
        names, depth = [], 0
        for path, node in walk(self.nodes):
            names.append(node.name)
            depth = max(depth, len(path) // 2)
        if depth > MAX_DEPTH:
            raise SpecError(tr("Blocks are nested at most {most} deep.", most=MAX_DEPTH))
        check_count(len(names))
        if len(set(names)) < len(names):
            twice = Counter(names).most_common(1)[0][0]
            raise SpecError(tr("Two layers are called {name!r}; each name may stand once.", name=twice))

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
        return _Names(self).fresh(base)

    def insert(self, path: Path, *new: Node) -> "Network":
        """With ``new`` nodes before what stands at ``path``; names already taken are made fresh."""
        return self.exchange((), path, *new)

    def remove(self, *paths: Path) -> "Network":
        """Without the nodes at ``paths``."""
        return self.edit_rows({row: _without(indices) for row, indices in by_row(outermost(paths)).items()})

    def exchange(self, gone: Collection[Path], at: Path, *new: Node) -> "Network":
        """Without the nodes at ``gone``, and with ``new`` ones before what stands at ``at`` today.

        Names that are taken by what stays are made fresh. Raises SpecError when ``at`` lies inside what goes.
        """
        out = outermost(gone)
        if any(at[:length] in out for length in range(1, len(at), 2)):
            raise SpecError(tr("A block cannot go into itself."))
        names = _Names(self, out)
        check_count(names.count + sum(1 for _ in walk(new)))
        nodes = tuple(names.renamed(node) for node in new)
        indices = by_row(out)
        place = at[-1] - sum(1 for index in indices.get(at[:-1], ()) if index < at[-1])
        changes = {row: _without(found) for row, found in indices.items()}
        clear = changes.get(at[:-1], _same)

        def exchanged(row: Row) -> Row:
            rest = clear(row)
            return (*rest[:place], *nodes, *rest[place:])

        return self.edit_rows({**changes, at[:-1]: exchanged})

    def move(self, source: Path, target: Path) -> "Network":
        """With the node at ``source`` moved, so that it stands before what is at ``target`` today.

        Both lie in the same row of nodes (the stack, or one branch of one block).
        """
        if source[:-1] != target[:-1]:
            raise SpecError(tr("A layer moves within its own row."))
        return self.exchange((source,), target, self.node(source))

    def change(self, path: Path, **settings: Any) -> "Network":
        """With some settings of the node at ``path`` changed; raises SpecError when a value cannot be."""
        node = self.node(path)
        spec: Any = replace(node.spec, **settings)
        return self.put(path, replace(node, spec=spec))

    def rename(self, path: Path, name: str) -> "Network":
        """With another name for the node at ``path``; raises SpecError when it is taken or cannot be used."""
        return self.put(path, replace(self.node(path), name=name))

    def put(self, path: Path, node: Node) -> "Network":
        """With ``node`` in the place of the one at ``path``."""
        index = path[-1]
        return self.edit_rows({path[:-1]: lambda row: (*row[:index], node, *row[index + 1 :])})

    def edit_rows(self, changes: Mapping[Path, Callable[[Row], Row]]) -> "Network":
        """With whole rows changed, by their prefixes, in one pass; what is in a row's blocks is changed before it.

        Nodes in which nothing changes stay the very same objects. IndexError where there is no such row.
        """
        inner: dict[Path, set[tuple[int, int]]] = {}
        for prefix in changes:
            for end in range(2, len(prefix) + 1, 2):
                inner.setdefault(prefix[: end - 2], set()).add((prefix[end - 2], prefix[end - 1]))

        def changed(row: Row, prefix: Path) -> Row:
            nodes = list(row)
            for index, number in inner.get(prefix, ()):
                block = nodes[index]
                if not isinstance(block, Block):
                    raise IndexError(prefix)
                if isinstance(block.spec, Pretrained):
                    raise SpecError(
                        tr("The layers of {name} stay as they were trained. Unwrap it to change them.", name=block.name)
                    )
                branches = list(block.branches)
                branches[number] = changed(branches[number], (*prefix, index, number))
                nodes[index] = replace(block, branches=tuple(branches))
            return changes.get(prefix, _same)(tuple(nodes))

        return replace(self, nodes=changed(self.nodes, ()))


def check_count(count: int) -> None:
    """Raises SpecError when a network cannot have so many layers."""
    if count > MAX_LAYERS:
        raise SpecError(tr("A network has at most {most:,} layers.", most=MAX_LAYERS))


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


def outermost(paths: Collection[Path]) -> set[Path]:
    """The paths that do not lie inside a block that is itself among them."""
    found = set(paths)
    return {path for path in found if not any(path[:length] in found for length in range(1, len(path), 2))}


def by_row(paths: Collection[Path]) -> dict[Path, set[int]]:
    """The last numbers of paths by the prefix of the row in which each stands."""
    found: dict[Path, set[int]] = {}
    for path in paths:
        found.setdefault(path[:-1], set()).add(path[-1])
    return found


def _without(indices: set[int]) -> Callable[[Row], Row]:
    return lambda row: tuple(node for index, node in enumerate(row) if index not in indices)


def _same(row: Row) -> Row:
    return row


class _Names:
    """The names of a network that are taken, and new ones; those of nodes at the paths ``gone`` are free."""

    def __init__(self, network: Network, gone: Collection[Path] = ()) -> None:
        self._taken = {node.name for _, node in walk(network.nodes)}
        for path in gone:
            self._taken.difference_update(node.name for _, node in walk((network.node(path),)))
        self._numbers: dict[str, int] = {}

    @property
    def count(self) -> int:
        return len(self._taken)

    def fresh(self, base: str) -> str:
        """``base_1``, or the first number behind that is free; taken from now on. A long base is cut short."""
        base = base[:_LONGEST_BASE]
        number = self._numbers.get(base, 1)
        while f"{base}_{number}" in self._taken:
            number += 1
        self._numbers[base] = number + 1
        name = f"{base}_{number}"
        self._taken.add(name)
        return name

    def renamed(self, node: Node) -> Node:
        """The node and what is in it, with a fresh name for each that is taken; the very same where none is."""
        name = self.fresh(re.sub(r"_\d+$", "", node.name)) if node.name in self._taken else node.name
        self._taken.add(name)
        if isinstance(node, Layer):
            return node if name == node.name else replace(node, name=name)
        branches = tuple(tuple(self.renamed(inner) for inner in branch) for branch in node.branches)
        pairs = zip(chain(*branches), chain(*node.branches), strict=True)
        if name == node.name and all(new is old for new, old in pairs):
            return node  # so that what is known of it is still known after a move
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
        "kind": node.spec.kind,
        "name": node.name,
        "settings": node.spec.to_plain(),
        "branches": [nodes_to_plain(branch) for branch in node.branches],
    }


def from_plain(plain: Any) -> Network:
    """The network that ``to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, dict) or set(plain) != {"input_shape", "nodes"}:
        raise SpecError(tr("A network has an input shape and nodes."))
    shape = plain["input_shape"]
    if not isinstance(shape, list):
        raise SpecError(tr("The input shape is a list of three numbers."))
    return Network(tuple(shape), nodes_from_plain(plain["nodes"]))


def nodes_from_plain(plain: Any) -> tuple[Node, ...]:
    """The nodes that ``nodes_to_plain`` wrote; raises SpecError in words for anything else."""
    _check_plain_count(plain)
    return _row_from_plain(plain, 0)


def _check_plain_count(plain: Any) -> None:
    """Counts what may be nodes before any is made: a stranger's text may hold a hundred thousand."""
    count, rows = 0, [plain]
    while rows:
        row = rows.pop()
        if isinstance(row, list):
            count += len(row)
            check_count(count)
            for each in row:
                if isinstance(each, dict) and isinstance(each.get("branches"), list):
                    rows.extend(each["branches"])


def _row_from_plain(plain: Any, depth: int) -> Row:
    if not isinstance(plain, list):
        raise SpecError(tr("A network's layers are a list."))
    if depth > MAX_DEPTH:
        raise SpecError(tr("Blocks are nested at most {most} deep.", most=MAX_DEPTH))
    return tuple(_node_from_plain(each, depth) for each in plain)


def _node_from_plain(plain: Any, depth: int) -> Node:
    if not isinstance(plain, dict) or not isinstance(plain.get("kind"), str):
        raise SpecError(tr("A layer has a kind, a name and settings."))
    kind, name = plain["kind"], check_name(plain.get("name"))
    if kind in KINDS:
        return Layer(name, KINDS[kind].from_plain(plain.get("settings", {})))
    if kind not in BLOCK_KINDS and kind != "Block":
        raise SpecError(
            tr("The layer {name!r} is of a kind this version does not know: {kind!r}.", name=name, kind=kind[:40])
        )
    branches = plain.get("branches")
    if not isinstance(branches, list):
        raise SpecError(tr("The block {name!r} needs branches.", name=name))
    if kind == "Block":  # how files of the first days call what is a Parallel now
        spec: BlockSpec = Parallel.from_plain({"merge": plain.get("merge")})
    else:
        spec = BLOCK_KINDS[kind].from_plain(plain.get("settings", {}))
    spec.check_branches(len(branches))
    return Block(name, spec, tuple(_row_from_plain(each, depth + 1) for each in branches))
