"""The pretrained blocks of a network, and the runs on whose weights they rest."""

from collections.abc import Iterable

from cnnstudio.core.network import Block, Network, Node
from cnnstudio.core.pretrained import RUN, Pretrained


def pretrained_blocks(network: Network) -> tuple[Block, ...]:
    """Every pretrained block that stands in no other one, top to bottom."""
    return tuple(_found(network.nodes))


def rests_on(network: Network) -> frozenset[int]:
    """The numbers of the runs from which pretrained blocks of the network take their weights."""
    sources = [block.spec.source for block in pretrained_blocks(network) if isinstance(block.spec, Pretrained)]
    numbers = [source.removeprefix(RUN) for source in sources if source.startswith(RUN)]
    return frozenset(int(number) for number in numbers if number.isdecimal())


def resting_on(number: int, networks: Iterable[tuple[str, Network]]) -> tuple[str, ...]:
    """The names of the networks, of which each comes with its own, that take frozen weights from this run."""
    return tuple(name for name, network in networks if number in rests_on(network))


def _found(nodes: Iterable[Node]) -> Iterable[Block]:
    for node in nodes:
        if not isinstance(node, Block):
            continue
        if isinstance(node.spec, Pretrained):
            yield node
        else:
            for branch in node.branches:
                yield from _found(branch)
