"""Edits of blocks in the stack: made, taken apart, and their branches; each one undo step with its words."""

from cnnstudio.core import edits
from cnnstudio.core.blocks import MAX_BRANCHES, Residual
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block
from cnnstudio.core.spec import BLOCK_KINDS
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing


def wrap(document: Document, selection: Selection, kind: str) -> None:
    """Puts the selected neighbours into a new block of ``kind`` and selects the block."""
    network = document.project.network
    paths = selection.paths
    if not paths:
        return
    text = tr("Wrap {what} in {kind}", what=editing.in_words(network, paths), kind=kind)
    if editing.put(document, selection, lambda: edits.wrap(network, paths, BLOCK_KINDS[kind]()), text, ()):
        selection.select(editing.current_name(document, paths[0]))


def unwrap(document: Document, selection: Selection) -> str:
    """Puts the layers of the selected block, or of the block around what is selected, in its place.

    Gives what else that means, in words: the layers of a pretrained block lose their weights.
    """
    network, name = document.project.network, block_in_hand(document, selection)
    path = editing.path_of(document, name)
    if name is None or path is None:
        return ""
    before, block = editing.row_length(network, path), network.node(path)
    if editing.put(document, selection, lambda: edits.unwrap(network, path), tr("Unwrap {name}", name=name), ()):
        after = document.project.network
        count = editing.row_length(after, path) - before + 1
        freed = [(*path[:-1], path[-1] + step) for step in range(count)]
        selection.select(*editing.names_at(after, freed) or _at_or_before(document, path))
        if isinstance(block.spec, Pretrained):
            return tr(
                "The layers of {name} are ordinary ones now: they begin with new weights and learn everything anew.",
                name=name,
            )
    return ""


def add_branch(document: Document, selection: Selection) -> None:
    """Gives the block in hand one more branch and selects that."""
    network, name = document.project.network, block_in_hand(document, selection)
    path = editing.path_of(document, name)
    if name is None or path is None:
        return
    text = tr("Add a branch to {name}", name=name)
    if editing.put(document, selection, lambda: edits.add_branch(network, path), text, ()):
        block = document.project.network.node(path)
        assert isinstance(block, Block)
        selection.select_branch(name, len(block.branches) - 1)


def remove_branch(document: Document, selection: Selection) -> None:
    """Removes the selected branch with what is in it; the one that takes its place is selected."""
    network = document.project.network
    if selection.branch is None:
        return
    name, number = selection.branch
    path = editing.path_of(document, name)
    assert path is not None
    text = tr("Remove branch {number} of {name}", number=number + 1, name=name)
    if editing.put(document, selection, lambda: edits.remove_branch(network, path, number), text, ()):
        block = document.project.network.node(path)
        assert isinstance(block, Block)
        selection.select_branch(name, min(number, len(block.branches) - 1))


def can_add_branch(document: Document, selection: Selection) -> bool:
    """Whether the block in hand can have one more branch."""
    block = _block(document, block_in_hand(document, selection))
    has_its_own = block is not None and isinstance(block.spec, (Residual, Pretrained))
    return block is not None and not has_its_own and len(block.branches) < MAX_BRANCHES


def can_remove_branch(document: Document, selection: Selection) -> bool:
    """Whether the selected branch can go."""
    block = _block(document, selection.branch[0]) if selection.branch is not None else None
    return block is not None and not isinstance(block.spec, Residual) and len(block.branches) > 2


def base_in_hand(document: Document, selection: Selection) -> str:
    """Where the weights of the pretrained block in hand, or around it, come from; empty where there is none."""
    path = editing.path_of(document, block_in_hand(document, selection))
    around = [document.project.network.node(path[:end]) for end in range(1, len(path) + 1, 2)] if path else []
    return next((node.spec.source for node in around if isinstance(node.spec, Pretrained)), "")


def block_in_hand(document: Document, selection: Selection) -> str | None:
    """The current block, the block of the selected branch, or else the block around the current layer."""
    if selection.branch is not None:
        return selection.branch[0]
    row = document.analysis.row_of(selection.current or "")
    if row is None:
        return None
    return row.name if isinstance(row.node, Block) else block_around(document, selection)


def block_around(document: Document, selection: Selection) -> str | None:
    """The block in which what is selected stands."""
    if selection.branch is not None:
        return selection.branch[0]
    path = editing.path_of(document, selection.current)
    return editing.current_name(document, path[:-2]) if path is not None and len(path) > 1 else None


def _block(document: Document, name: str | None) -> Block | None:
    row = document.analysis.row_of(name) if name is not None else None
    return row.node if row is not None and isinstance(row.node, Block) else None


def _at_or_before(document: Document, path: tuple[int, ...]) -> tuple[str, ...]:
    """What stands where an empty block was, or before it; a row that is empty now selects nothing."""
    network = document.project.network
    length = editing.row_length(network, path)
    return editing.names_at(network, [(*path[:-1], min(path[-1], length - 1))]) if length else ()
