"""Edits of a network's structure: blocks made and taken apart, layers repeated, a kind put in another's place.

Every edit returns a new network and raises SpecError in words where it cannot be.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

from cnnstudio.core.blocks import MAX_BRANCHES, WRAPPING, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Block, Layer, Network, Node, Path, Row, by_row, check_count, outermost, walk
from cnnstudio.core.spec import BLOCK_KINDS, BlockSpec, LayerSpec, Settings, settings_of
from cnnstudio.core.transferring.pretrained import Pretrained

MAX_TIMES = 100

_INTO_A_BLOCK = (
    tr("Select the layers that are to be put into a block."),
    tr("Only layers that stand next to each other can be put into a block together."),
)
_REPEATED = (
    tr("Select the layers that are to be repeated."),
    tr("Only layers that stand next to each other can be repeated together."),
)

_Kind = TypeVar("_Kind", bound=Settings)


def wrap(network: Network, paths: tuple[Path, ...], spec: BlockSpec) -> Network:
    """With the neighbours at ``paths`` as the first branch of a new block; its second branch is empty."""
    row = _neighbours(paths, _INTO_A_BLOCK)
    nodes = tuple(network.node(path) for path in row)
    block = Block(network.fresh_name(spec.base_name), spec, (nodes, ()))
    return network.exchange(row, row[0], block)


def unwrap(network: Network, path: Path) -> Network:
    """With a block's layers in its place: those of the body, or of all parallel branches one after the other."""
    block = _block(network, path)
    branches = block.branches[:1] if isinstance(block.spec, Residual) else block.branches
    return network.exchange((path,), path, *(node for branch in branches for node in branch))


def repeat(network: Network, paths: tuple[Path, ...], times: int) -> Network:
    """With the neighbours at ``paths`` standing there ``times`` times in a row; the copies have names of their own."""
    if not 2 <= times <= MAX_TIMES:
        raise SpecError(tr("Layers can be repeated 2 to {most} times, not {times:,}.", most=MAX_TIMES, times=times))
    row = _neighbours(paths, _REPEATED)
    nodes = tuple(network.node(path) for path in row)
    there, more = sum(1 for _ in walk(network.nodes)), sum(1 for _ in walk(nodes))
    check_count(there + more * (times - 1))  # before thousands of copies are made
    return network.insert((*row[0][:-1], row[-1][-1] + 1), *(nodes * (times - 1)))


def move(network: Network, paths: Collection[Path], at: Path) -> Network:
    """With the nodes at ``paths``, in their order, before what stands at ``at`` today; not into one of themselves."""
    row = sorted(outermost(paths))
    return network.exchange(row, at, *(network.node(path) for path in row))


def step_each(network: Network, paths: Collection[Path], step: int) -> Network:
    """With each node at ``paths`` one place up (−1) or down (+1) in its own row, as far as that reaches.

    Those that stand at the end of their row, and those behind them, stay; where all of them do, so does the network.
    """

    def stepped(indices: set[int]) -> Callable[[Row], Row]:
        def change(row: Row) -> Row:
            nodes = list(row)
            edge = -1 if step < 0 else len(nodes)
            for index in sorted(indices, reverse=step > 0):
                if index + step == edge:
                    edge = index
                else:
                    nodes[index], nodes[index + step] = nodes[index + step], nodes[index]
            return tuple(nodes)

        return change

    return network.edit_rows({row: stepped(indices) for row, indices in by_row(outermost(paths)).items()})


def replace_kind(network: Network, path: Path, kind: str) -> Network:
    """With another kind in the place of a layer or block; settings that both have are kept.

    A name that came from the kind comes from the new one; a name the person gave stays.
    """
    node = network.node(path)
    if kind == node.spec.kind:
        return network
    name = _fresh_for(network, kind) if _is_given_by_kind(node) else node.name
    if isinstance(node, Layer) and kind in KINDS:
        return network.put(path, Layer(name, _like(KINDS[kind], node.spec)))
    if isinstance(node, Block) and node.spec.kind in WRAPPING and kind in WRAPPING:
        spec = _like(BLOCK_KINDS[kind], node.spec)
        branches = node.branches
        if isinstance(spec, Residual) and len(branches) > 2:
            raise SpecError(
                tr(
                    "A residual block has a body and a shortcut; {name} has {count} branches.",
                    name=node.name,
                    count=len(branches),
                )
            )
        return network.put(path, Block(name, spec, branches))
    raise SpecError(tr("A layer can take the place of a layer, and a block that of a block."))


def change_all(network: Network, names: Collection[str], **settings: Any) -> Network:
    """With the same settings changed in every node of these names, in one pass; each must have them."""
    wanted = frozenset(names)

    def changed(node: Node) -> Node:
        if isinstance(node, Block):
            stays = isinstance(node.spec, Pretrained)
            branches = node.branches if stays else tuple(tuple(map(changed, branch)) for branch in node.branches)
            spec = replace(node.spec, **settings) if node.name in wanted else node.spec
            return replace(node, spec=spec, branches=branches)
        return replace(node, spec=replace(node.spec, **settings)) if node.name in wanted else node

    return replace(network, nodes=tuple(map(changed, network.nodes)))


def add_branch(network: Network, path: Path) -> Network:
    """With one more, empty branch in the block at ``path``."""
    block = _block(network, path)
    return network.put(path, replace(block, branches=(*block.branches, ())))


def remove_branch(network: Network, path: Path, number: int) -> Network:
    """Without branch ``number`` of the block at ``path``, and without what is in it."""
    block = _block(network, path)
    rest = (*block.branches[:number], *block.branches[number + 1 :])
    if isinstance(block.spec, Residual):
        raise SpecError(tr("A residual block keeps its body and its shortcut; remove what is in them instead."))
    if len(rest) < 2:
        raise SpecError(tr("A parallel block has 2 to {most} branches: unwrap it instead.", most=MAX_BRANCHES))
    return network.put(path, replace(block, branches=rest))


def move_branch(network: Network, path: Path, number: int, to: int) -> Network:
    """With branch ``number`` of the block at ``path`` as its branch ``to``."""
    block = _block(network, path)
    branches = list(block.branches)
    branches.insert(to, branches.pop(number))
    return network.put(path, replace(block, branches=tuple(branches)))


def are_neighbours(paths: Collection[Path]) -> bool:
    """Whether nodes stand next to each other in one row, what is inside a block among them left out."""
    row = sorted(outermost(paths))
    return bool(row) and row == [(*row[0][:-1], row[0][-1] + step) for step in range(len(row))]


def _neighbours(paths: tuple[Path, ...], refusals: tuple[str, str]) -> list[Path]:
    """The paths in their order. ``refusals``: what is said where there are none, and where they are no neighbours."""
    if not paths:
        raise SpecError(refusals[0])
    row = sorted(outermost(paths))
    if not are_neighbours(row):
        raise SpecError(refusals[1])
    return row


def _block(network: Network, path: Path) -> Block:
    node = network.node(path)
    if not isinstance(node, Block):
        raise SpecError(tr("{name} is no block.", name=node.name))
    return node


def _like(kind: type[_Kind], old: Settings) -> _Kind:
    """A ``kind`` with the settings it shares with ``old``, as far as it can have their values.

    Settings are the same only where the person reads the same of them: the "Factor" of a Rescaling and the "Size of
    the patch" of a RandomErasing are both called ``scale`` in Keras.
    """
    values, before = {}, settings_of(old)
    for name, setting in settings_of(kind).items():
        if name in before and before[name].label == setting.label:
            try:
                values[name] = setting.check(getattr(old, name))
            except SpecError:
                continue  # a value of another sort, as padding in pixels where there is only "same" and "valid"
    return kind(**values)


def _is_given_by_kind(node: Node) -> bool:
    base, _, number = node.name.rpartition("_")
    return base == node.spec.base_name and number.isdigit()


def _fresh_for(network: Network, kind: str) -> str:
    spec: type[LayerSpec] | type[BlockSpec] | None = KINDS.get(kind) or BLOCK_KINDS.get(kind)
    if spec is None:
        raise SpecError(tr("There is no layer of the kind {kind!r}.", kind=kind[:40]))
    return network.fresh_name(spec.base_name)
