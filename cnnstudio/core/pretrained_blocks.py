"""The pretrained blocks of a network, and the runs on whose weights they rest."""

from collections.abc import Iterable, Sequence

from cnnstudio.core.network import Block, Network, Node, Path
from cnnstudio.core.pretrained import RUN, Pretrained


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
    return (
        f"It stands in {block.name}, whose layers stay as they were trained. Unwrapped they are ordinary layers, which "
        "can be changed and begin with new weights."
    )


def held_in_words(network: Network, path: Path) -> str:
    """That the weights of the node at ``path`` are frozen, and where they came from; of one that stands in a block."""
    block = around(network, path)
    title = block.spec.title if block is not None and isinstance(block.spec, Pretrained) else ""
    return f"Frozen: came with {title}, does not change." if title else "Frozen: does not change."


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
    which = "this run" if count == 1 else "these runs"
    more = f" and {len(found) - 2:,} more" if len(found) > 2 else ""
    return f"Frozen layers of {', '.join(found[:2])}{more} have their weights from {which}." if found else ""


def how_to_delete(runs: int, *, is_project: bool) -> str:
    """What is to be done first where ``why_not_delete`` says why not: a run's layers cannot be unwrapped.

    Args:
        runs: How many runs rest on what is to be deleted.
        is_project: Whether the project does.
    """
    unwrap = "unwrap the project's layers" if is_project else ""
    delete = f"delete {'that run' if runs == 1 else 'those runs'}" if runs else ""
    words = " and ".join(filter(None, (delete, unwrap)))
    return f"{words[:1].upper()}{words[1:]} first." if words else ""


def _found(nodes: Iterable[Node]) -> Iterable[Block]:
    for node in nodes:
        if not isinstance(node, Block):
            continue
        if isinstance(node.spec, Pretrained):
            yield node
        else:
            for branch in node.branches:
                yield from _found(branch)
