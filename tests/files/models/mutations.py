"""Spoils good files: bits, numbers at the edge, cuts and repeats, and configurations that are still JSON."""

import copy
import json
import random
import zlib
from typing import Any

from tests.files.models.packing import CONFIG, METADATA, WEIGHTS, Parts, archive

_EDGES = (0, 1, -1, 2, 7, 127, 255, 256, 65535, 65536, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63))
_VALUES: tuple[Any, ...] = (
    *_EDGES,
    None,
    True,
    False,
    0.5,
    -0.0,
    1e308,
    1e-320,
    float("nan"),
    float("inf"),
    "",
    "x",
    "relu",
    "channels_first",
    "valid",
    "same",
    "Lambda",
    "__class__",
    "../../etc/passwd",
    "a/b",
    "\u202e",
    "\x00",
    "\ud800",
    "é" * 300,
    "9" * 5000,
    [],
    {},
    [[]],
    [None],
    [1, 1],
    [3, 3, 3],
    [2**40, 2**40],
    [None, 8, 8, 1],
    [0, 0],
    {"class_name": "Lambda", "config": {}},
    {"class_name": "__lambda__", "config": {"code": "AAAA"}},
    {"module": "os", "class_name": "function", "config": "system"},
)
_WORDS = (
    "class_name",
    "config",
    "layers",
    "name",
    "module",
    "batch_shape",
    "inbound_nodes",
    "padding",
    "axis",
    "dtype",
)


def config(good: Any, pick: random.Random) -> Any:
    """The configuration with one to four things in it changed."""
    found = copy.deepcopy(good)
    for _ in range(pick.choice((1, 1, 1, 2, 4))):
        places = _places(found)
        if not places:
            return pick.choice(_VALUES)
        holder, key = pick.choice(places)
        _change(holder, key, places, pick)
    return found


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every value in a JSON value, as what holds it and under which key."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            waiting.append(holder[key])
    return found


def _change(holder: Any, key: Any, places: list[tuple[Any, Any]], pick: random.Random) -> None:
    value = holder[key]
    match pick.randrange(9):
        case 0 | 1 | 2:
            holder[key] = copy.deepcopy(pick.choice(_VALUES))
        case 3:
            del holder[key]
        case 4:
            other, place = pick.choice(places)
            holder[key] = copy.deepcopy(other[place]) if _holds(other, place) else None
        case 5:
            if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(value))
            else:
                holder[pick.choice(_WORDS)] = holder.pop(key)
        case 6:
            holder[key] = [value]
        case 7:
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                holder[key] = value + pick.choice((-1, 1, 0.5, 1000, 10**6))
            elif isinstance(value, str):
                holder[key] = value[: pick.randrange(len(value) + 1)] + pick.choice(("", "x", "2D", "é"))
            elif isinstance(value, list):
                pick.shuffle(value)
        case _:
            holder[key] = _nested(value, pick.choice((1, 3, 39, 41, 120)))


def _holds(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = {"config": value} if depth % 2 else [value]
    return value


def text(value: Any) -> bytes:
    """As JSON, with what Python's reader takes though it is none; a value too deep for it as brackets."""
    try:
        return json.dumps(value).encode()
    except RecursionError:
        return b"[" * 3000 + b"]" * 3000


def spoiled(good: bytes, pick: random.Random) -> bytes:
    """The bytes with one to eight places changed, cut, repeated or moved."""
    data = bytearray(good)
    for _ in range(pick.choice((1, 1, 2, 3, 8))):
        if not data:
            break
        place, size = pick.randrange(len(data)), pick.choice((1, 2, 4, 8, 64, 512))
        match pick.randrange(6):
            case 0 | 1:
                data[place] ^= 1 << pick.randrange(8)
            case 2:
                width = pick.choice((1, 2, 4, 8))
                data[place : place + width] = (pick.choice(_EDGES) % 2 ** (8 * width)).to_bytes(width, "little")
            case 3:
                del data[place : place + size]
            case 4:
                data[place:place] = data[place : place + size]
            case _:
                other = pick.randrange(len(data))
                data[place : place + size] = data[other : other + size]
    return bytes(data) if pick.random() < 0.95 else bytes(data[: pick.randrange(len(data) + 1)])


def keras_file(parts: Parts, good: Any, pick: random.Random) -> bytes:
    """A ``.keras`` file with a changed configuration, a spoiled member or a spoiled archive."""
    compression = pick.choice((0, 8))
    match pick.randrange(6):
        case 0 | 1:
            return archive(parts, text(config(good, pick)), compression=compression)
        case 2:
            name = pick.choice((CONFIG, METADATA))
            return archive({**parts, name: spoiled(parts[name], pick)}, compression=compression)
        case 3:
            return archive({**parts, WEIGHTS: spoiled(parts[WEIGHTS], pick)}, compression=compression)
        case 4:
            names = sorted(parts)
            pick.shuffle(names)
            kept = {name: parts[name] for name in names[: pick.randrange(4)]}
            return archive({**kept, pick.choice(("x", "/x", "../x", "a\\b", "config.json/")): b"x"})
        case _:
            return spoiled(archive(parts, compression=compression), pick)


def seeded(name: str, number: int) -> random.Random:
    """The chance of one case, the same for ever."""
    return random.Random(zlib.crc32(name.encode()) * 2**32 + number)
