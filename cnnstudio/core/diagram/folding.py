"""Equal parts that follow each other, found and folded into one that says how often it stands there."""

from dataclasses import replace

from cnnstudio.core.diagram.parts import Chain, Fork, Part, Repeat, Step, weight

_LONGEST = 24
"""Parts in a pattern, at most: looking for longer ones would take long in a long network."""


def folded(chain: Chain) -> Chain:
    """The chain with repeated parts folded wherever that leaves out two figures or more."""
    inside = tuple(_folded_inside(part) for part in chain)
    keys = _keys(inside)
    found: list[Part] = []
    at = 0
    while at < len(inside):
        length, times = _best(keys, inside, at)
        if times == 1:
            found.append(inside[at])
            at += 1
            continue
        copies = [inside[at + number * length : at + (number + 1) * length] for number in range(times)]
        merged = copies[0]
        for copy in copies[1:]:
            merged = _together(merged, copy)
        found.append(Repeat(folded(merged), times))
        at += length * times
    return tuple(found)


def _folded_inside(part: Part) -> Part:
    if isinstance(part, Fork):
        return replace(part, lanes=tuple(folded(lane) for lane in part.lanes))
    return part


def _keys(chain: Chain) -> list[int]:
    """A number for each part, the same for parts that look the same."""
    numbers: dict[Part, int] = {}
    return [numbers.setdefault(part, len(numbers)) for part in chain]


def _best(keys: list[int], chain: Chain, at: int) -> tuple[int, int]:
    """Length and number of the pattern at ``at`` that leaves out most; ``(1, 1)`` where none is worth it."""
    best, most = (1, 1), 1
    for length in range(1, min(_LONGEST, (len(keys) - at) // 2) + 1):
        if keys[at] != keys[at + length]:
            continue
        pattern, times = keys[at : at + length], 1
        while keys[at + times * length : at + (times + 1) * length] == pattern:
            times += 1
        saved = (times - 1) * sum(weight(part) for part in chain[at : at + length])
        if saved > most:
            best, most = (length, times), saved
    return best


def _together(one: Chain, other: Chain) -> Chain:
    """A chain that stands for both, which look the same."""
    return tuple(_both(*pair) for pair in zip(one, other, strict=True))


def _both(one: Part, other: Part) -> Part:
    if isinstance(one, Step) and isinstance(other, Step):
        return replace(one, names=(*one.names, *other.names))
    if isinstance(one, Fork) and isinstance(other, Fork):
        lanes = tuple(_together(*pair) for pair in zip(one.lanes, other.lanes, strict=True))
        return replace(one, lanes=lanes, names=(*one.names, *other.names))
    if isinstance(one, Repeat) and isinstance(other, Repeat):
        return replace(one, chain=_together(one.chain, other.chain))
    return one
