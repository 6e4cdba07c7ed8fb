"""Every edit of the stack, each one undo step with its words; the selection follows what was edited."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from cnnstudio.core import blanks, edits
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import (
    Block,
    Layer,
    Network,
    Node,
    Path,
    new_layer,
    nodes_from_plain,
    nodes_to_plain,
    outermost,
    walk,
)
from cnnstudio.core.pictures import matching
from cnnstudio.core.problem import Fix
from cnnstudio.core.project import plain_json
from cnnstudio.core.spec import BLOCK_KINDS, KINDS
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack.cards import nodes_in_words

_LAYERS, _BLANKS = "layers", "blanks"
"""What the clipboard holds where some settings of its layers are blank; else it is the layers alone."""


def add_kind(document: Document, selection: Selection, kind: str, at: Path | None = None) -> None:
    """Adds a new layer or an empty block before what stands at ``at``; without it after the current node or branch.

    Of a new block the first branch is selected, so that what is added next goes into it.
    """
    network = document.project.network
    node = new_layer(network, kind) if kind in KINDS else _new_block(network, kind)
    if _add(document, selection, (node,), at, tr("Add {kind}", kind=kind)) and isinstance(node, Block):
        selection.select_branch(selection.current or node.name, 0)


def insert_before(document: Document, selection: Selection, kind: str) -> None:
    """Adds a new layer or block before the first selected node."""
    paths = selection.paths
    add_kind(document, selection, kind, paths[0] if paths else None)


def insert_after(document: Document, selection: Selection, kind: str) -> None:
    """Adds a new layer or block after the last selected node."""
    paths = selection.paths
    add_kind(document, selection, kind, after(paths[-1]) if paths else None)


def remove(document: Document, selection: Selection, verb: Literal["Remove", "Cut"] = "Remove") -> bool:
    """Removes the selected nodes; the one that takes their place is selected. Says whether it was done."""
    network = document.project.network
    paths = selection.paths
    if not paths:
        return False
    before = tuple(row.node.name for row in document.analysis.rows)
    gone = set(selection.names).union(*(_names_in(network.node(path)) for path in paths))
    left = tuple(name for name in before if name not in gone)
    selected = followed(before, left, selection.names)
    what = in_words(network, paths)
    text = tr("Cut {what}", what=what) if verb == "Cut" else tr("Remove {what}", what=what)
    return put(document, selection, lambda: network.remove(*paths), text, selected)


def duplicate(document: Document, selection: Selection) -> None:
    """Puts copies of the selected nodes, with names of their own, after the last of them."""
    network = document.project.network
    paths = selection.paths
    if paths:
        nodes = tuple(network.node(path) for path in paths)
        text = tr("Duplicate {what}", what=in_words(network, paths))
        _add(document, selection, nodes, after(paths[-1]), text, document.project.blanks)


def repeat(document: Document, selection: Selection, times: int) -> None:
    """Lets the selected neighbours stand there ``times`` times in a row."""
    network = document.project.network
    paths = selection.paths
    if paths:
        text = tr("Repeat {what} {times} times", what=in_words(network, paths), times=times)
        nodes = tuple(network.node(path) for path in paths) * (times - 1)
        carried = partial(_of_copies, document.project.blanks, nodes, after(paths[-1]))
        put(document, selection, lambda: edits.repeat(network, paths, times), text, selection.names, carried)


def copied(document: Document, selection: Selection) -> str:
    """The selected nodes as JSON text for the clipboard; empty when none is selected."""
    network = document.project.network
    nodes = tuple(network.node(path) for path in selection.paths)
    names = {node.name for _, node in walk(nodes)}
    left = [blank for blank in document.project.blanks if blank.node in names]
    plain = nodes_to_plain(nodes)
    held = {_LAYERS: plain, _BLANKS: blanks.to_plain(left)} if left else plain
    return json.dumps(held, ensure_ascii=False, indent=1) if nodes else ""


def paste(document: Document, selection: Selection, text: str, at: Path | None = None) -> None:
    """Adds the nodes that ``copied`` wrote; anything else is refused in words and changes nothing."""
    try:
        held = plain_json(text)
        is_whole = isinstance(held, dict) and set(held) == {_LAYERS, _BLANKS}
        nodes = nodes_from_plain(held[_LAYERS] if is_whole else held)
        left = blanks.from_plain(held[_BLANKS]) if is_whole else ()
        if not nodes:
            raise SpecError(tr("The clipboard holds no layers."))
    except SpecError as error:
        hint = tr("Copy layers of a stack first. ({error})", error=error)
        document.refused.emit(StudioError(tr("What is in the clipboard are no layers, so nothing was pasted."), hint))
        return
    words = nodes[0].name if len(nodes) == 1 else nodes_in_words([node for _, node in walk(nodes)])
    _add(document, selection, nodes, at, tr("Paste {what}", what=words), left)


def replace_kind(document: Document, selection: Selection, kind: str) -> None:
    """Puts another kind in the place of the current node; settings that both have are kept."""
    network, name = document.project.network, selection.current
    path = path_of(document, name)
    if path is None or name is None:
        return

    def names(new: Network) -> dict[str, str]:
        return {name: new.node(path).name}

    def carried(new: Network) -> tuple[Blank, ...]:
        return blanks.renamed(document.project.blanks, names(new))

    text = tr("Replace {name} with {kind}", name=name, kind=kind)
    if put(document, selection, lambda: edits.replace_kind(network, path, kind), text, (), carried, names):
        selection.select(current_name(document, path))


def rename(document: Document, selection: Selection, name: str, new: str) -> None:
    """Gives a node another name; raises SpecError, in words, when it is taken or cannot be used."""
    network = document.project.network
    path = path_of(document, name)
    if path is None or name == new:
        return
    renamed = network.rename(path, new)
    selection.select(*(other for other in selection.names if other != name), new, name)
    project, names = document.project, {name: new}
    left, sweep = blanks.renamed(project.blanks, names), project.sweep.renamed(names)
    document.change(
        replace(project, network=renamed, blanks=left, sweep=sweep), tr("Rename {name} to {new}", name=name, new=new)
    )
    selection.select(*(other for other in selection.names if other not in (name, new)), current_name(document, path))


def apply_fix(document: Document, fix: Fix) -> None:
    """Does what a fix proposes; what cannot be is told as refused."""
    try:
        project = matching.applied(fix, document.project)
    except SpecError as error:
        document.refused.emit(StudioError(str(error)))
        return
    document.change(project, fix.label)


# Places and selected nodes


def place_for_new(document: Document, selection: Selection) -> Path:
    """Before what a new node goes: after the current one, at the end of the selected branch, or of the stack."""
    network = document.project.network
    if selection.branch is not None:
        name, number = selection.branch
        path = path_of(document, name)
        if path is not None:
            return (*path, number, row_length(network, (*path, number, 0)))
    path = path_of(document, selection.current)
    return (len(network.nodes),) if path is None else after(path)


def after(path: Path) -> Path:
    """The place behind the node at ``path``."""
    return (*path[:-1], path[-1] + 1)


def path_of(document: Document, name: str | None) -> Path | None:
    """The path of the node called ``name``."""
    row = document.analysis.row_of(name) if name is not None else None
    return None if row is None else row.path


def selected_paths(document: Document, names: tuple[str, ...]) -> list[Path]:
    """The paths of nodes by name, top to bottom, without those inside a block that is itself among them."""
    paths = (path_of(document, name) for name in names)
    return sorted(outermost([path for path in paths if path is not None]))


def current_name(document: Document, path: Path) -> str:
    """The name of the node at ``path`` as the network is now."""
    return document.project.network.node(path).name


def row_length(network: Network, path: Path) -> int:
    """How many nodes stand in the row of nodes in which ``path`` lies."""
    if len(path) == 1:
        return len(network.nodes)
    block = network.node(path[:-2])
    assert isinstance(block, Block)
    return len(block.branches[path[-2]])


def followed(before: tuple[str, ...], after: tuple[str, ...], selected: tuple[str, ...]) -> tuple[str, ...]:
    """What is to be selected after an edit: what came, else what is left, else what took its place."""
    old, new = set(before), set(after)
    came = tuple(name for name in after if name not in old)
    if came and (len(came) < len(after) or not before):
        return came
    left = tuple(name for name in selected if name in new)
    if left or not after or old.isdisjoint(selected):
        return left
    wanted = set(selected)
    first = next(number for number, name in enumerate(before) if name in wanted)
    place = sum(1 for name in before[:first] if name in new)
    return (after[min(place, len(after) - 1)],)


def put(
    document: Document,
    selection: Selection,
    make: Callable[[], Network],
    text: str,
    selected: tuple[str, ...],
    carried: Callable[[Network], tuple[Blank, ...]] | None = None,
    renamed: Callable[[Network], Mapping[str, str]] = lambda _: {},
) -> bool:
    """Makes the network and puts it in place; what cannot be is told as refused. Says whether it was done.

    Args:
        carried: Gives the blanks that the new network has; those of the same layers without it.
        renamed: Gives the new name of each node that is called otherwise in the new network: what varies goes along.
    """
    project = document.project
    before = project.network
    try:
        network = make()
        left = project.blanks if carried is None else carried(network)
        sweep = project.sweep.renamed(renamed(network))
        document.change(replace(project, network=network, blanks=left, sweep=sweep), text)
    except SpecError as error:
        document.refused.emit(StudioError(str(error)))
        return False
    if document.project.network is before:
        return False
    if selected:
        selection.select(*selected)
    return True


def _new_block(network: Network, kind: str) -> Block:
    spec = BLOCK_KINDS[kind]()
    return Block(network.fresh_name(spec.base_name), spec, ((), ()))


def _of_copies(before: tuple[Blank, ...], nodes: tuple[Node, ...], at: Path, new: Network) -> tuple[Blank, ...]:
    """The blanks with those of the copies of ``nodes`` that stand from ``at`` on in the new network."""
    copies = (new.node((*at[:-1], at[-1] + number)) for number in range(len(nodes)))
    pairs = zip((node for _, node in walk(nodes)), (node for _, node in walk(tuple(copies))), strict=True)
    return blanks.with_copies(before, ((node.name, copy.name) for node, copy in pairs)) if before else ()


def _of_added(
    before: tuple[Blank, ...], theirs: tuple[Blank, ...], nodes: tuple[Node, ...], at: Path, new: Network
) -> tuple[Blank, ...]:
    """The blanks with those of the added nodes, which may have come with blanks of their own from elsewhere."""
    copies = _of_copies(theirs, nodes, at, new)
    return (*before, *copies[len(theirs) :])


def _add(
    document: Document,
    selection: Selection,
    nodes: tuple[Node, ...],
    at: Path | None,
    text: str,
    theirs: tuple[Blank, ...] = (),
) -> bool:
    """Adds nodes at a place, or where new ones come; ``theirs`` are blanks by the names that the nodes have."""
    network = document.project.network
    place = place_for_new(document, selection) if at is None else at

    def added() -> Network:
        return network.insert(place, *nodes)

    carried = partial(_of_added, document.project.blanks, theirs, nodes, place) if theirs else None
    if not put(document, selection, added, text, (), carried):
        return False
    count = range(place[-1], place[-1] + len(nodes))
    selection.select(*(current_name(document, (*place[:-1], index)) for index in count))
    return True


def names_at(network: Network, paths: Sequence[Path]) -> tuple[str, ...]:
    """The names of the nodes at ``paths``."""
    return tuple(network.node(path).name for path in paths)


def _names_in(node: Node) -> set[str]:
    if isinstance(node, Layer):
        return {node.name}
    return {node.name}.union(*(_names_in(inner) for branch in node.branches for inner in branch))


def in_words(network: Network, paths: Sequence[Path]) -> str:
    """The name of the one node, or how many layers they are, those in blocks among them."""
    if len(paths) == 1:
        return network.node(paths[0]).name
    return nodes_in_words([node for path in outermost(paths) for _, node in walk((network.node(path),))])
