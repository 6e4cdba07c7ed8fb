"""Layers in Keras code put together: rows of them, and graphs that are built by calling one on another."""

from collections.abc import Callable
from typing import Any

from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.names import MERGES, NOTHING
from cnnstudio.core.keras_code.symbols import UNKNOWN, Net, Place, Ref, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

_STEPS = 32
"""Small ones for a layer: a network that is used twice, in one that is used twice …, is as long as it likes."""


def placed(reader: Context, net: Net) -> None:
    """A row of layers as a graph of them."""
    net.start = net.end = Place(None, shape=net.shape, line=net.line)
    net.end = through(reader, net, net.start, net.line, [])


def places(value: Any) -> tuple[Place, ...]:
    parts = value if isinstance(value, (tuple, list)) else (value,)
    return tuple(each for each in parts if isinstance(each, Place))


def joined(merge: str, inputs: Any) -> Any:
    """Several places put together."""
    found = places(inputs)
    return Place(Thing(Ref(f"keras.layers.{merge}"), (), {}, 0), found) if found else UNKNOWN


def merged(merge: Any, rows: Any, named: dict[str, Any], line: int) -> Any:
    found = places(rows)
    name = MERGES.get(merge, merge) if isinstance(merge, str) else "merge"
    kept = {key: value for key, value in named.items() if key == "name"}
    return Place(Thing(Ref(f"keras.layers.{name}"), (), kept, line), found, line=line) if found else UNKNOWN


def net_applied(reader: Context, net: Net, given: tuple[Any, ...], line: int) -> Any:
    """A network on what it reads: its layers stand there."""
    inputs = places(given[0]) if given else ()
    if len(inputs) != 1:
        return UNKNOWN
    net.used = True
    return through(reader, net, inputs[0], line, [])


def through(reader: Context, net: Net, start: Place, line: int, inside: list[Net]) -> Place:
    """Where the layers of a network lead from ``start``; each counts as some steps. Raises TooLong."""
    if net in inside:
        return start
    at = start
    if net.items is not None:
        for item in net.items:
            if isinstance(item, Net):
                item.used = True
                at = through(reader, item, at, line, [*inside, net])
                continue
            reader.step(_STEPS)
            if item.name not in NOTHING or item.ref.path.startswith("own."):
                at = Place(item, (at,), line=item.line)
        return at
    if net.start is None or net.end is None:
        return at
    copies: dict[int, Place] = {id(net.start): start}
    for each in in_order(net.end):
        if id(each) not in copies:
            reader.step(_STEPS)
            inputs = tuple(copies[id(one)] for one in each.inputs)
            copies[id(each)] = Place(each.layer, inputs, each.shape, each.line, each.name)
    return copies[id(net.end)]


def in_order(end: Place, is_known: Callable[[Place], bool] = lambda place: False) -> list[Place]:
    """Every place that ``end`` comes from, each behind those it reads from; of a known one not what is before it."""
    found: dict[int, Place] = {}
    stack: list[tuple[Place, bool]] = [(end, False)]
    while stack:
        place, is_done = stack.pop()
        if is_done:
            found[id(place)] = place
        elif id(place) not in found:
            stack.append((place, True))
            before = () if is_known(place) else place.inputs
            stack.extend((each, False) for each in reversed(before) if id(each) not in found)
    return list(found.values())


def put_behind(reader: Context, net: Net, item: Any, line: int) -> None:
    """One more layer or network of a Sequential."""
    assert net.items is not None
    if isinstance(item, Place) and item.layer is None:
        net.shape = item.shape
    elif isinstance(item, (Thing, Net)):
        if isinstance(item, Net):
            item.used = True
        net.items.append(item)
    else:
        words = tr("What is added here is no layer that is known; it is left out.")
        if isinstance(item, Ref):
            name = quoted(item.name)
            words = tr("What is added here is no layer that is known: {name}; it is left out.", name=name)
        reader.notes.add(line, words, "missing")
