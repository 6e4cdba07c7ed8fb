"""Moves of nodes and branches in the stack, by drop and by key, each one undo step."""

from collections.abc import Sequence, Set

from cnnstudio.core import edits
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Network, Path, by_row
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing


def move_to(document: Document, selection: Selection, names: tuple[str, ...], at: Path) -> None:
    """Moves nodes, in their order, before what stands at ``at`` today; into itself a block cannot go."""
    network = document.project.network
    paths = editing.selected_paths(document, names)
    if paths and not into_itself(paths, at):
        text = tr("Move {what}", what=editing.in_words(network, paths))
        editing.put(document, selection, lambda: edits.move(network, paths, at), text, editing.names_at(network, paths))


def into_itself(paths: Sequence[Path], at: Path) -> bool:
    """Whether the place ``at`` lies inside one of the nodes at ``paths``."""
    return any(len(at) > len(path) and at[: len(path)] == path for path in paths)


def move_up(document: Document, selection: Selection, folded: Set[str] = frozenset()) -> None:
    """Moves what is selected one place up; see ``place_beyond``."""
    _move_by_one(document, selection, -1, folded)


def move_down(document: Document, selection: Selection, folded: Set[str] = frozenset()) -> None:
    """Moves what is selected one place down; see ``place_beyond``."""
    _move_by_one(document, selection, 1, folded)


def can_move(document: Document, selection: Selection, step: int, folded: Set[str] = frozenset()) -> bool:
    """Whether anything selected can go one place up (−1) or down (+1)."""
    network = document.project.network
    if selection.branch is not None:
        name, number = selection.branch
        row = document.analysis.row_of(name)
        count = len(row.node.branches) if row is not None and isinstance(row.node, Block) else 0
        return 0 <= number + step < count
    paths = selection.paths
    if not paths:
        return False
    if edits.are_neighbours(paths):
        return place_beyond(network, paths, step, folded) is not None
    return any(_has_room(network, row, indices, step) for row, indices in by_row(paths).items())


def place_beyond(network: Network, paths: Sequence[Path], step: int, folded: Set[str] = frozenset()) -> Path | None:
    """The place one step up or down from neighbours in one row; None at the end of the stack.

    As one sees the lines: past a layer or a folded block; into an open block, at that end from which one comes; from
    the end of a branch into the next branch; out of the last or the first branch to behind or before the block.
    """
    first, last = paths[0], paths[-1]
    row = first[:-1]
    beside = last[-1] + 1 if step > 0 else first[-1] - 1
    if 0 <= beside < editing.row_length(network, first):
        node = network.node((*row, beside))
        if isinstance(node, Block) and node.name not in folded:
            number = 0 if step > 0 else len(node.branches) - 1
            return (*row, beside, number, 0 if step > 0 else len(node.branches[number]))
        return (*row, beside + 1 if step > 0 else beside)
    if not row:
        return None
    *around, number = row
    block = network.node(tuple(around))
    assert isinstance(block, Block)
    if 0 <= number + step < len(block.branches):
        return (*around, number + step, 0 if step > 0 else len(block.branches[number + step]))
    return (*around[:-1], around[-1] + 1) if step > 0 else tuple(around)


def _move_by_one(document: Document, selection: Selection, step: int, folded: Set[str]) -> None:
    if selection.branch is not None:
        _move_branch(document, selection, *selection.branch, step)
        return
    network = document.project.network
    paths = selection.paths
    if not paths:
        return

    def make() -> Network:
        if not edits.are_neighbours(paths):
            return edits.step_each(network, paths, step)
        place = place_beyond(network, paths, step, folded)
        return network if place is None else edits.move(network, paths, place)

    what = editing.in_words(network, paths)
    text = tr("Move {what} up", what=what) if step < 0 else tr("Move {what} down", what=what)
    editing.put(document, selection, make, text, selection.names)


def _move_branch(document: Document, selection: Selection, name: str, number: int, step: int) -> None:
    network, path = document.project.network, editing.path_of(document, name)
    if path is None or not can_move(document, selection, step):
        return
    text = (
        tr("Move branch {number} of {name} up", number=number + 1, name=name)
        if step < 0
        else tr("Move branch {number} of {name} down", number=number + 1, name=name)
    )
    if editing.put(document, selection, lambda: edits.move_branch(network, path, number, number + step), text, ()):
        selection.select_branch(name, number + step)


def _has_room(network: Network, row: Path, indices: set[int], step: int) -> bool:
    """Whether one of some nodes in a row can go on: not when all of them are the row's first, or its last."""
    count = len(indices)
    if step < 0:
        return max(indices) >= count
    return min(indices) < editing.row_length(network, (*row, 0)) - count
