"""The pretrained blocks of a network, and the runs on whose weights they rest."""

from collections.abc import Iterable, Sequence

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.network import Block, Network, Node, Path
from cnnstudio.core.transferring.pretrained import RUN, Pretrained


def pretrained_blocks(network: Network) -> tuple[Block, ...]:
    """Every pretrained block that stands in no other one, top to bottom."""
    return tuple(_found(network.nodes))


def around(network: Network, path: Path) -> Block | None:
    """The outermost pretrained block in which the node at ``path`` stands; None where it stands in none."""
    for length in range(1, len(path), 2):
        node = network.node(path[:length])
        if isinstance(node, Block) and isinstance(node.spec, Pretrained):
            return node
    return None


def why_not_change(network: Network, path: Path) -> str:
    """Why the settings of the node at ``path`` cannot be changed, with the way out; empty where they can."""
    block = around(network, path)
    if block is None:
        return ""
    return tr(
        "It stands in {name}, whose layers stay as they were trained. Unwrapped they are ordinary layers, which "
        "can be changed and begin with new weights.",
        name=block.name,
    )


def held_in_words(network: Network, path: Path) -> str:
    """That the weights of the node at ``path`` are frozen, and where they came from; of one that stands in a block."""
    block = around(network, path)
    title = block.spec.title if block is not None and isinstance(block.spec, Pretrained) else ""
    return tr("Frozen: came with {title}, does not change.", title=title) if title else tr("Frozen: does not change.")


def rests_on(network: Network) -> frozenset[int]:
    """The numbers of the runs from which pretrained blocks of the network take their weights."""
    sources = [block.spec.source for block in pretrained_blocks(network) if isinstance(block.spec, Pretrained)]
    numbers = [source.removeprefix(RUN) for source in sources if source.startswith(RUN)]
    return frozenset(int(number) for number in numbers if number.isdecimal())


def resting_on(number: int, networks: Iterable[tuple[str, Network]]) -> tuple[str, ...]:
    """The names of the networks, of which each comes with its own, that take frozen weights from this run."""
    return tuple(name for name, network in networks if number in rests_on(network))


def why_not_delete(found: Sequence[str], count: int) -> str:
    """What would lose weights with so many runs, in a sentence; empty where nothing does.

    Args:
        found: What takes weights of its frozen layers from one of them, in words.
    """
    if not found:
        return ""
    names = ", ".join(found[:2])
    if len(found) > 2:
        names = tr("{names} and {count:,} more", names=names, count=len(found) - 2)
    return tr_count(
        "Frozen layers of {names} have their weights from this run.",
        "Frozen layers of {names} have their weights from these runs.",
        count,
        names=names,
    )


def how_to_delete(runs: int, *, is_project: bool) -> str:
    """What is to be done first where ``why_not_delete`` says why not: a run's layers cannot be unwrapped.

    Args:
        runs: How many runs rest on what is to be deleted.
        is_project: Whether the project does.
    """
    if runs and is_project:
        return tr_count(
            "Delete that run and unwrap the project's layers first.",
            "Delete those runs and unwrap the project's layers first.",
            runs,
        )
    if runs:
        return tr_count("Delete that run first.", "Delete those runs first.", runs)
    return tr("Unwrap the project's layers first.") if is_project else ""


def _found(nodes: Iterable[Node]) -> Iterable[Block]:
    for node in nodes:
        if not isinstance(node, Block):
            continue
        if isinstance(node.spec, Pretrained):
            yield node
        else:
            for branch in node.branches:
                yield from _found(branch)
