"""The text of a description as JSON values, within bounds that are checked before anything is built of it."""

import json
import math
import re
from typing import Any, NoReturn

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr

MAX_DEPTH = 40
"""Brackets in brackets: a layer's initialiser lies 7 deep, each network inside another 3 deeper."""

MAX_VALUES = 500_000
"""Keras writes up to 60 values for one layer, of which a file has twice as many as a network has nodes: 480,000."""

# A text that never ends is taken to the end of all, so that no place is looked at twice.
_TEXTS_AND_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_LONGEST_NUMBER = 19


def parsed(text: str) -> Any:
    """The values; raises SpecError for what is no JSON, too deep, too much, or holds numbers that are none.

    A key that stands twice in one object is refused too: two readers could take the one or the other.
    """
    if is_too_much(text):
        raise SpecError(tr("Its description has too many values."))
    _check_depth(text)
    try:
        return json.loads(
            text, parse_constant=_refuse, parse_int=_integer, parse_float=_number, object_pairs_hook=_once
        )
    except SpecError:
        raise
    except (ValueError, RecursionError) as error:
        raise SpecError(tr("Its description is not JSON.")) from error


def is_too_much(text: str) -> bool:
    """Whether the text has more values than are read."""
    return sum(map(text.count, ",:[{")) > 2 * MAX_VALUES  # those within names are too few to matter


def _check_depth(text: str) -> None:
    depth = 0
    for found in _TEXTS_AND_BRACKETS.finditer(text):  # one by one: all at once would keep Python's lock too long
        match found[0][0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
        if depth > MAX_DEPTH:
            raise SpecError(tr("Its description is nested too deep."))


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER + 1 or not -(2**63) <= (value := int(digits)) < 2**63:
        raise SpecError(tr("Its description holds a number that is out of range."))
    return value


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise SpecError(tr("Its description holds a number that is out of range."))
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("a key stands twice")
    return result
