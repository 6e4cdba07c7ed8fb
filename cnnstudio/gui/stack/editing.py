"""Every edit of the stack, each one undo step with its words; the selection follows what was edited."""

import json
from collections.abc import Callable

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.network import (
    Layer,
    Network,
    Node,
    Path,
    new_layer,
    nodes_from_plain,
    nodes_to_plain,
    walk,
)
from cnnstudio.core.problem import Fix
from cnnstudio.core.project import plain_json
from cnnstudio.gui.document import Document
from cnnstudio.gui.selection import Selection


def add_kind(document: Document, selection: Selection, kind: str, at: Path | None = None) -> None:
    """Adds a new layer before what stands at ``at``; without it after the current node, else at the end."""
    network = document.project.network
    _add(document, selection, (new_layer(network, kind),), at, f"Add {kind}")


def remove(document: Document, selection: Selection, verb: str = "Remove") -> None:
    """Removes the selected nodes; the one that takes their place is selected."""
    network = document.project.network
    paths = selected_paths(network, selection.names)
    if not paths:
        return
    before = names_of(network)
    after = network.remove(*paths)
    selected = followed(before, names_of(after), selection.names)
    _put(document, selection, lambda: after, f"{verb} {_in_words(network, paths)}", selected)


def move_up(document: Document, selection: Selection) -> None:
    """Moves each selected node one place up within its row."""
    _move_by_one(document, selection, -1)


def move_down(document: Document, selection: Selection) -> None:
    """Moves each selected node one place down within its row."""
    _move_by_one(document, selection, 1)


def can_move(document: Document, selection: Selection, step: int) -> bool:
    """Whether any selected node can go one place up (−1) or down (+1)."""
    network = document.project.network
    return _moved_by_one(network, selected_paths(network, selection.names), step) != network


def move_to(document: Document, selection: Selection, names: tuple[str, ...], at: Path) -> None:
    """Moves nodes, in their order, before what stands at ``at`` today; into itself a block cannot go."""
    network = document.project.network
    paths = selected_paths(network, names)
    if not paths or any(at[: len(path)] == path for path in paths if len(at) > len(path)):
        return
    nodes = tuple(network.node(path) for path in paths)
    moved = network.remove(*paths).insert(_without(at, paths), *nodes)
    _put(document, selection, lambda: moved, f"Move {_in_words(network, paths)}", _names(nodes))


def duplicate(document: Document, selection: Selection) -> None:
    """Puts copies of the selected nodes, with names of their own, after the last of them."""
    network = document.project.network
    paths = selected_paths(network, selection.names)
    if paths:
        nodes = tuple(network.node(path) for path in paths)
        _add(document, selection, nodes, _after(paths[-1]), f"Duplicate {_in_words(network, paths)}")


def copied(document: Document, selection: Selection) -> str:
    """The selected nodes as JSON text for the clipboard; empty when none is selected."""
    network = document.project.network
    nodes = tuple(network.node(path) for path in selected_paths(network, selection.names))
    return json.dumps(nodes_to_plain(nodes), ensure_ascii=False, indent=1) if nodes else ""


def paste(document: Document, selection: Selection, text: str, at: Path | None = None) -> None:
    """Adds the nodes that ``copied`` wrote; anything else is refused in words and changes nothing."""
    try:
        nodes = nodes_from_plain(plain_json(text))
        if not nodes:
            raise SpecError("The clipboard holds no layers.")
    except SpecError as error:
        hint = f"Copy layers of a stack first. ({error})"
        document.refused.emit(StudioError("What is in the clipboard are no layers, so nothing was pasted.", hint))
        return
    words = nodes[0].name if len(nodes) == 1 else f"{len(nodes)} layers"
    _add(document, selection, nodes, at, f"Paste {words}")


def rename(document: Document, selection: Selection, name: str, new: str) -> None:
    """Gives a node another name; raises SpecError, in words, when it is taken or cannot be used."""
    network = document.project.network
    path = network.path_of(name)
    if path is None or name == new:
        return
    renamed = network.rename(path, new)
    selection.select(*(other for other in selection.names if other != name), new, name)
    document.change_network(renamed, f"Rename {name} to {new}")
    selection.select(*(other for other in selection.names if other not in (name, new)), current_name(document, path))


def apply_fix(document: Document, fix: Fix) -> None:
    """Does what a fix proposes."""
    document.change_network(fix.applied(document.project.network), fix.label)


def place_after(network: Network, current: str | None) -> Path:
    """The place after the node called ``current``, or at the end of the stack."""
    path = network.path_of(current) if current is not None else None
    return (len(network.nodes),) if path is None else _after(path)


def selected_paths(network: Network, names: tuple[str, ...]) -> list[Path]:
    """The paths of nodes by name, top to bottom, without those inside a block that is itself among them."""
    wanted = set(names)
    paths = [path for path, node in walk(network.nodes) if node.name in wanted]
    return [path for path in paths if not any(path[:length] in paths for length in range(1, len(path)))]


def names_of(network: Network) -> tuple[str, ...]:
    """Every node's name, top to bottom."""
    return tuple(node.name for _, node in walk(network.nodes))


def current_name(document: Document, path: Path) -> str:
    """The name of the node at ``path`` as the network is now."""
    return document.project.network.node(path).name


def followed(before: tuple[str, ...], after: tuple[str, ...], selected: tuple[str, ...]) -> tuple[str, ...]:
    """What is to be selected after an edit: what came, else what is left, else what took its place."""
    old, new = set(before), set(after)
    came = tuple(name for name in after if name not in old)
    if came and len(came) < len(after):
        return came
    left = tuple(name for name in selected if name in new)
    gone = [before.index(name) for name in selected if name in old]
    if left or not gone or not after:
        return left
    place = sum(1 for name in before[: min(gone)] if name in new)
    return (after[min(place, len(after) - 1)],)


def _add(document: Document, selection: Selection, nodes: tuple[Node, ...], at: Path | None, text: str) -> None:
    network = document.project.network
    place = place_after(network, selection.current) if at is None else at

    def added() -> Network:
        return network.insert(place, *nodes)

    if _put(document, selection, added, text, ()):
        count = range(place[-1], place[-1] + len(nodes))
        selection.select(*(current_name(document, (*place[:-1], index)) for index in count))


def _put(
    document: Document,
    selection: Selection,
    make: Callable[[], Network],
    text: str,
    selected: tuple[str, ...],
) -> bool:
    """Makes the network and puts it in place; what cannot be is told as refused. Says whether it was done."""
    try:
        network = make()
    except SpecError as error:
        document.refused.emit(StudioError(str(error)))
        return False
    document.change_network(network, text)
    if document.project.network != network:
        return False
    if selected:
        selection.select(*selected)
    return True


def _move_by_one(document: Document, selection: Selection, step: int) -> None:
    network = document.project.network
    paths = selected_paths(network, selection.names)
    moved = _moved_by_one(network, paths, step)
    way = "up" if step < 0 else "down"
    _put(document, selection, lambda: moved, f"Move {_in_words(network, paths)} {way}", selection.names)


def _moved_by_one(network: Network, paths: list[Path], step: int) -> Network:
    """With each node at ``paths`` one place on, as far as its row reaches; a group at the end stays as it is."""
    stuck: set[Path] = set()
    for path in paths if step < 0 else reversed(paths):
        target = (*path[:-1], path[-1] + step)
        if target in stuck or target[-1] < 0 or target[-1] >= _row_length(network, path):
            stuck.add(path)
        else:
            network = network.move(path, target if step < 0 else (*path[:-1], path[-1] + 2))
    return network


def _row_length(network: Network, path: Path) -> int:
    """How many nodes stand in the row of nodes in which ``path`` lies."""
    if len(path) == 1:
        return len(network.nodes)
    block = network.node(path[:-2])
    assert not isinstance(block, Layer)
    return len(block.branches[path[-2]])


def _without(place: Path, removed: list[Path]) -> Path:
    """Where ``place`` lies once the nodes at ``removed`` are gone."""
    steps = list(place)
    for depth in range(0, len(place), 2):
        above = [path for path in removed if path[:-1] == place[:depth] and path[-1] < place[depth]]
        steps[depth] -= len(above)
    return tuple(steps)


def _after(path: Path) -> Path:
    return (*path[:-1], path[-1] + 1)


def _names(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    return tuple(node.name for node in nodes)


def _in_words(network: Network, paths: list[Path]) -> str:
    return network.node(paths[0]).name if len(paths) == 1 else f"{len(paths)} layers"
