"""Which layers of several networks are the same one: by their names, or where these mislead by what stands around."""

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from cnnstudio.core.network import Network, Node, Path, walk

Placed = tuple[Path, Node]

Layers = dict[str, Placed]
"""The layers and blocks of a network, top to bottom, by the name of what they are in the first of several networks."""


def alike(networks: Sequence[Network]) -> list[Layers]:
    """Of each network its nodes by a name that is the same in all for what is the same node."""
    every = [[*walk(network.nodes)] for network in networks]
    return [_by_name(every[0]), *(_named_as(every[0], each) for each in every[1:])]


def _by_name(nodes: Sequence[Placed]) -> Layers:
    return {node.name: (path, node) for path, node in nodes}


def _named_as(first: Sequence[Placed], other: Sequence[Placed]) -> Layers:
    if _names_tell(first, other):
        return _by_name(other)
    pairs = dict(_pairs(first, other))
    theirs, taken = _by_name(first), {first[index][1].name for index in pairs.values()}
    found: Layers = {}
    for number, (path, node) in enumerate(other):
        if number in pairs:
            name = first[pairs[number]][1].name
        elif node.name in theirs and node.name not in taken:
            name = node.name  # it stands somewhere else, or became another kind
        else:
            name = _free(node.name, theirs, found)
        taken.add(name)
        found[name] = (path, node)
    return found


def _free(name: str, *taken: Layers) -> str:
    while any(name in each for each in taken):
        name += "\N{PRIME}"
    return name


def _names_tell(first: Sequence[Placed], other: Sequence[Placed]) -> bool:
    """Whether nodes of one name are of one kind and stand in one order: then one network was made from the other."""
    ours, theirs = _by_name(first), _by_name(other)
    common = ours.keys() & theirs.keys()
    orders = ([(name, _kind(each[name])) for name in each if name in common] for each in (ours, theirs))
    return bool(common) and next(orders) == next(orders)


def _kind(placed: Placed) -> Hashable:
    """Kind and depth: nodes that differ in these are not the same."""
    path, node = placed
    return node.spec.kind, len(path)


def _pairs(first: Sequence[Placed], other: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """Pairs of numbers in ``other`` and in ``first``: first the very same settings, between them the same kinds."""
    exact = _blocks([(*_of(each), each[1].spec) for each in first], [(*_of(each), each[1].spec) for each in other])
    start, begin = 0, 0
    for ours, theirs, length in exact:
        gaps = [_kind(each) for each in first[start:ours]], [_kind(each) for each in other[begin:theirs]]
        for a, b, size in _blocks(*gaps):
            yield from ((begin + b + step, start + a + step) for step in range(size))
        yield from ((theirs + step, ours + step) for step in range(length))
        start, begin = ours + length, theirs + length


def _of(placed: Placed) -> tuple[Hashable]:
    return (_kind(placed),)


def _blocks(first: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Stretches that are equal, as (place in the first, place in the other, length); the last has the length 0."""
    return [(each.a, each.b, each.size) for each in SequenceMatcher(None, first, other, False).get_matching_blocks()]
