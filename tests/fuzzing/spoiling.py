"""Spoils good inputs of every sort, so that some of each change gets past the first check: text, JSON, zip, bytes."""

import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from tests.files.models.mutations import config, spoiled, text

Spoil = Callable[[bytes, random.Random], bytes]

_STRANGE = (
    *(
        "",
        " ",
        "\n",
        "\t",
        "\0",
        "\r",
        "\x1b[31m",
        "\ufeff",
        "\u2028",
        "\u202e",
        "\U0001f600",
        "é" * 300,
        "٣",
        "½",
        "²",
    ),
    *(
        "0",
        "-1",
        "1e999",
        "-0.0",
        "nan",
        "inf",
        "9" * 400,
        "9" * 5000,
        "0x10",
        "1_0",
        "1,5",
        "1.5.2",
        "1/0",
        "%",
        "10 ** 9",
    ),
    *("true", "null", "None", "...", "…", "[]", "{}", "()", "[[", "]]", "'", '"', '"""', "'''", "\\", "\\u0000", "#"),
    *(
        "../../x",
        "/etc/passwd",
        "a" * 3000,
        "[" * 300,
        "(" * 150,
        "=",
        ":",
        ",",
        ";",
        "|",
        "to",
        "×",
        "(1, 2)",
        "lambda",
    ),
)
_WHOLE = (-1, 0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 28, 32, 64, 100, 255, 256, 1000, 4096, 65_536, 10**6, 10**9, 2**31 - 1)
_FRACTIONS = (0.0, 1.0, 0.5, 0.1, 0.9, 0.999, 1e-7, 1e-3, 2.0, 10.0, 1e6, 1e30, 1e-300, 1.7976931348623157e308)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|\w+|\"[^\"\n]*\"|'[^'\n]*'|[^\w\s]|\s+")


def any_of(*ways: tuple[int, Spoil]) -> Spoil:
    """One of several ways, each so many times as likely as its number says."""
    weights = [weight for weight, _ in ways]

    def spoil(good: bytes, pick: random.Random) -> bytes:
        return pick.choices(ways, weights)[0][1](good, pick)

    return spoil


def words(good: bytes, pick: random.Random) -> bytes:
    """A text with words, numbers or signs of it exchanged, lost, doubled or moved, or lines of it."""
    found = good.decode("utf-8", "surrogateescape")
    for _ in range(pick.choice((1, 1, 1, 2, 3, 6))):
        if pick.random() < 0.25:
            found = "".join(_moved(found.splitlines(keepends=True), pick))
            continue
        tokens = _TOKEN.findall(found)
        found = "".join(_moved(tokens, pick) if pick.random() < 0.4 else _exchanged(tokens, pick))
    return found.encode("utf-8", "surrogatepass") if _is_encodable(found) else found.encode("utf-8", "replace")


def plain(good: bytes, pick: random.Random) -> bytes:
    """JSON that is still some, now and then no more; half of it has only other values of the same types."""
    chance = pick.random()
    try:
        value = json.loads(good) if chance > 0.08 else None
    except (ValueError, RecursionError):  # it was spoiled before
        value = None
    if value is None:
        return spoiled(good, pick)
    return text(_nearly(value, pick) if chance < 0.55 else config(value, pick))


def _nearly(good: Any, pick: random.Random) -> Any:
    """With some values exchanged for others that may well be taken: numbers of use, words that stand elsewhere."""
    places = _places(good)
    said = [holder[key] for holder, key in places if isinstance(holder[key], str)] or ["x"]
    for holder, key in pick.choices(places, k=pick.choice((1, 1, 2, 3))) if places else ():
        if key not in holder if isinstance(holder, dict) else key >= len(holder):
            continue
        value = holder[key]
        if isinstance(value, bool) or value is None:
            holder[key] = pick.choice((True, False, None))
        elif isinstance(value, int):
            holder[key] = pick.choice((*_WHOLE, value + 1, value - 1, value * 2))
        elif isinstance(value, float):
            holder[key] = pick.choice((*_FRACTIONS, value / 2, -value))
        elif isinstance(value, str):
            holder[key] = pick.choice(said)
        elif isinstance(value, list) and value:
            part = pick.choice(value)
            value.remove(part)
            value[pick.randrange(len(value) + 1) :] += [part] * pick.choice((0, 1, 2, 5))
    return good


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every value in a JSON value, as what holds it and under which key."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ():
            found.append((holder, key))
            waiting.append(holder[key])
    return found


def blob(good: bytes, pick: random.Random) -> bytes:
    """Eight bytes with the length of a header in JSON, the header, and data: any of them changed."""
    length = int.from_bytes(good[:8], "little")
    header, data = good[8 : 8 + length], good[8 + length :]
    match pick.randrange(4):
        case 0:
            return spoiled(good, pick)
        case 1:
            data = spoiled(data, pick)
        case _:
            header = plain(header, pick)
    return len(header).to_bytes(8, "little") + header + data


def lines(spoil: Spoil) -> Spoil:
    """One line of several is spoiled."""

    def spoil_one(good: bytes, pick: random.Random) -> bytes:
        found = good.split(b"\n")
        place = pick.randrange(len(found))
        found[place] = spoil(found[place], pick) if found[place] else b"{}"
        return b"\n".join(found)

    return spoil_one


def zipped(inner: Callable[[str], Spoil]) -> Spoil:
    """A zip with a member's content, a name, the members or the archive itself changed.

    Args:
        inner: How the content of a member of this name is spoiled.
    """

    def spoil(good: bytes, pick: random.Random) -> bytes:
        members = _members(good)
        match pick.randrange(10):
            case 0:
                return spoiled(good, pick)
            case 1:
                return _with_header(good, pick)
            case 2:
                members[_any(members, pick)] = bytes(pick.choice((0, 1, 100, 70_000)))
            case 3:
                name = _any(members, pick)
                members[words(name.encode(), pick).decode("utf-8", "replace")[:2000] or "x"] = members.pop(name)
            case 4:
                kept = pick.sample(sorted(members), pick.randrange(len(members) + 1))
                members = {name: members[name] for name in kept}
            case 5:
                one, other = _any(members, pick), _any(members, pick)
                members[one], members[other] = members[other], members[one]
            case _:
                name = _any(members, pick)
                members[name] = inner(name)(members[name], pick)
        return archive(members, pick.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))

    return spoil


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip, and each of its members as if it was made at the same moment; one without name is left out."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as made:
        for name, data in members.items():
            try:
                made.writestr(zipfile.ZipInfo(name), data, compression)
            except (ValueError, struct.error, UnicodeError):
                continue  # no zip can hold it
    return memory.getvalue()


def _members(good: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(good)) as found:
        return {name: found.read(name) for name in found.namelist()}


def _any(members: dict[str, bytes], pick: random.Random) -> str:
    return pick.choice(sorted(members))


def _with_header(good: bytes, pick: random.Random) -> bytes:
    """With a number in a header of the archive another one: size, checksum, flags, way of packing, place."""
    places = [found.start() for found in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", good)]
    data = bytearray(good)
    for _ in range(pick.choice((1, 1, 2))):
        place = pick.choice(places) + pick.randrange(4, 46)
        width = pick.choice((1, 2, 4))
        value = pick.choice((0, 1, 8, 9, 12, 14, 255, 65535, 2**31, 2**32 - 1, len(good)))
        data[place : place + width] = (value % 2 ** (8 * width)).to_bytes(width, "little")
    return bytes(data)


def _moved(parts: Sequence[str], pick: random.Random) -> list[str]:
    """One part lost, doubled, many times there, or in the place of another."""
    found = list(parts)
    if not found:
        return [pick.choice(_STRANGE)]
    one, other = pick.randrange(len(found)), pick.randrange(len(found))
    match pick.randrange(4):
        case 0:
            del found[one]
        case 1:
            found.insert(other, found[one])
        case 2:
            found[one] = found[one] * pick.choice((2, 3, 50))
        case _:
            found[one], found[other] = found[other], found[one]
    return found


def _exchanged(tokens: Sequence[str], pick: random.Random) -> list[str]:
    found = list(tokens) or [""]
    found[pick.randrange(len(found))] = pick.choice(_STRANGE)
    return found


def _is_encodable(found: str) -> bool:
    try:
        found.encode("utf-8", "surrogatepass")
    except UnicodeEncodeError:
        return False
    return True
