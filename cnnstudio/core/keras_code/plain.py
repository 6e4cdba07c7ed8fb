"""Python's own small functions on plain values, and what rows, tables and texts can do."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from cnnstudio.core.keras_code import arrays
from cnnstudio.core.keras_code.bounds import MOST, frozen, is_short
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import UNKNOWN, Data


def formatted(text: str, given: tuple[Any, ...]) -> Any:
    """``"conv_{}".format(3)``, where that is a short text."""
    if not is_short(given):
        return UNKNOWN
    simple = all(isinstance(each, (str, int, float)) for each in given) and ":" not in text and "{" in text
    parts = text.split("{}")
    if not simple or len(parts) != len(given) + 1 or "{" in "".join(parts):
        if text.count("{") == len(given) == 1 and "{0}" in text and simple:
            return text.replace("{0}", str(given[0]))
        return UNKNOWN
    return "".join(f"{part}{each}" for part, each in zip(parts, (*given, ""), strict=True))


def grown(reader: Context, owner: list[Any], name: str, given: tuple[Any, ...]) -> None:
    added = frozen(reader, given[-1]) if given else UNKNOWN
    more = list(added) if name == "extend" and isinstance(added, tuple) else [added]
    if len(owner) + len(more) > MOST:
        return
    if name == "insert" and type(given[0]) is int:
        owner.insert(given[0], added)
    else:
        owner.extend(more)


def of_dict(owner: dict[Any, Any], name: str, given: tuple[Any, ...]) -> Any:
    if name == "get":
        return (
            owner.get(given[0], given[1] if len(given) > 1 else None)
            if given and isinstance(given[0], (str, int))
            else UNKNOWN
        )
    return {"items": tuple(owner.items()), "keys": tuple(owner), "values": tuple(owner.values())}[name]


def of_python(name: str, given: tuple[Any, ...]) -> Any:
    """Python's own: ``range``, ``int``, ``len``, ``zip`` … of plain values."""
    first = given[0] if given else None
    numbers = all(isinstance(each, (int, float)) for each in given)
    if name == "range" and given and all(type(each) is int for each in given) and len(given) <= 3:
        found = range(*given) if len(given) < 3 or given[2] else range(0)
        return found if len(found) <= MOST else UNKNOWN
    if name in ("int", "float", "abs", "round") and len(given) == 1 and numbers and math.isfinite(given[0]):
        return int(given[0]) if name == "int" else float(given[0]) if name == "float" else _ROUNDED[name](given[0])
    if name == "len":
        known = arrays.count(first) if isinstance(first, Data) else None
        return (
            known
            if known is not None
            else len(first)
            if isinstance(first, (tuple, list, str, range, dict))
            else UNKNOWN
        )
    if name in ("min", "max") and numbers and given:
        return min(given) if name == "min" else max(given)
    rows = [each for each in given if isinstance(each, (tuple, list, range))]
    if len(rows) != len(given) or not rows or name not in _ROWS:
        return str(first) if name == "str" and isinstance(first, (int, float, str)) else UNKNOWN
    return _ROWS[name](rows)


_ROUNDED: dict[str, Callable[[Any], Any]] = {"abs": abs, "round": round}

_ROWS: dict[str, Callable[[Sequence[Sequence[Any]]], Any]] = {
    "enumerate": lambda rows: tuple(enumerate(rows[0])),
    "zip": lambda rows: tuple(zip(*rows, strict=False)),
    "reversed": lambda rows: tuple(reversed(rows[0])),
    "list": lambda rows: list(rows[0]),
    "tuple": lambda rows: tuple(rows[0]),
}
