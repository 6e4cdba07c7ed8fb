"""How much of what strange code makes is kept: rows, tables and texts that grow without end are unknown."""

from typing import Any

from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import UNKNOWN

MOST = 10_000
"""Parts of a row with all rows in it, and letters of a text."""

MOST_INSIDE = 4_000
"""Parts of a row that lies in another."""

LARGEST = 1e15
"""Of a number."""

_TEXT_AS_ONE = 64
"""So many letters are looked at as fast as one part of a row."""

_LETTERS_OF_NUMBER = 25


def weight(value: Any, most: int) -> int:
    """How many parts it has with those of rows and tables in it, each as often as it occurs; above ``most`` not exact.

    Rows share what lies in them: without a bound a text of some hundred letters makes one of 2⁵⁰ parts.
    """
    rest, found = [value], 0
    while rest and found <= most:
        each = rest.pop()
        if isinstance(each, (tuple, list)):
            found += len(each)
            rest.extend(each) if found <= most else None
        elif isinstance(each, dict):
            found += len(each)
            rest.extend(each.values()) if found <= most else None
        elif isinstance(each, str):
            found += len(each) // _TEXT_AS_ONE
    return found


def bounded(reader: Context, value: Any) -> Any:
    """What an expression gives, unless it is too large; its parts count as steps. Raises TooLong."""
    if type(value) is int:
        return value if abs(value) <= LARGEST else UNKNOWN
    if isinstance(value, str):
        reader.step(len(value) // _TEXT_AS_ONE)
        return value if len(value) <= MOST else UNKNOWN
    if not isinstance(value, (tuple, list, dict)):
        return value
    found = weight(value, MOST)
    reader.step(found)
    return value if found <= MOST else UNKNOWN


def frozen(reader: Context, value: Any) -> Any:
    """Rows and tables as they are now, so that none holds itself; ``UNKNOWN`` for one that is too long."""
    if not isinstance(value, (tuple, list, dict)):
        return value
    found = weight(value, MOST_INSIDE)
    reader.step(found)
    return _frozen(value) if found <= MOST_INSIDE else UNKNOWN


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, (tuple, list)) else value


def is_plain(reader: Context, value: Any) -> bool:
    """Whether it is a number, a text, nothing, or a row of such that is not too long. Raises TooLong."""
    if isinstance(value, (tuple, list)):
        found = weight(value, MOST)
        reader.step(found)
        return found <= MOST and _is_plain(value)
    return value is None or isinstance(value, (bool, int, float, str))


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str))


def is_short(value: Any) -> bool:
    """Whether it is a short text once it is written out; of plain values."""
    rest, letters = [value], 0
    while rest and letters < MOST:
        each = rest.pop()
        letters += len(each) if isinstance(each, (str, tuple, list)) else _LETTERS_OF_NUMBER
        if isinstance(each, (tuple, list)):
            rest.extend(each)
    return letters < MOST
