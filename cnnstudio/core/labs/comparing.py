"""Compares a fact with what it has to be."""

import math
import re
import unicodedata
from collections.abc import Callable

from cnnstudio.core.labs.fact import KINDS_IN_WORDS, Fact, Kind, in_words
from cnnstudio.core.labs.lab import FactValue, Need, Operator
from cnnstudio.core.language import local, tr
from cnnstudio.core.words import in_a_row, quoted

_CLOSE = 1e-6
"""Numbers with a point that are as near as this, for their size, are the same: networks compute in float32."""

_SHAPE = re.compile(r"[0-9]{1,9}(?: ?[x×*·,;] ?[0-9]{1,9}){1,5}")
"""26 × 26 × 32, (26, 26, 32), 26x26x32."""

_DECIMAL = re.compile(r"[0-9]{1,9},[0-9]{1,9}")
"""3,5: a number, where no brackets stand around it and no space in it."""

_QUOTES = "\"'`´“”„‟«»‹›‘’‚"
_HYPHEN = re.compile(r"(?<=\w)[-‐‑](?=[^\W\d_])")
"""Between words: max-pooling."""

_IN_WORDS: dict[Operator, str] = {
    "is": "{value}",
    "is_not": tr("anything but {value}"),
    "at_least": tr("at least {value}"),
    "at_most": tr("at most {value}"),
    "above": tr("more than {value}"),
    "below": tr("less than {value}"),
    "one_of": tr("one of {value}"),
}

_ORDERS: dict[Operator, Callable[[float, float], bool]] = {
    "at_least": lambda a, b: a >= b or _is_close(a, b),
    "at_most": lambda a, b: a <= b or _is_close(a, b),
    "above": lambda a, b: a > b and not _is_close(a, b),
    "below": lambda a, b: a < b and not _is_close(a, b),
}


def holds(need: Need, value: FactValue) -> bool:
    """Whether the value is what is needed."""
    match need.operator:
        case "is":
            return same(value, need.value, need.tolerance)
        case "is_not":
            return not same(value, need.value, need.tolerance)
        case "one_of":
            wanted = need.value if isinstance(need.value, tuple) else (need.value,)
            return any(same(value, each, need.tolerance) for each in wanted)
    order = _ORDERS[need.operator]
    values, wanted = _numbers(value), _numbers(need.value)
    if len(wanted) == 1:
        wanted = wanted * len(values)
    return len(values) == len(wanted) > 0 and all(order(a, b) for a, b in zip(values, wanted, strict=True))


def same(value: FactValue, wanted: FactValue, tolerance: float = 0.0) -> bool:
    """Whether two values are the same: texts whatever their case and spaces, numbers within ``tolerance``.

    A pair of equal numbers is also that number alone: a kernel of 3 × 3 is 3.
    """
    if isinstance(value, tuple) and isinstance(wanted, tuple):
        pairs = zip(value, wanted, strict=False)
        return len(value) == len(wanted) and all(same(a, b, tolerance) for a, b in pairs)
    if isinstance(value, tuple) and not isinstance(wanted, (bool, str)):
        return len(value) > 0 and all(same(each, wanted, tolerance) for each in value)
    if isinstance(value, str) or isinstance(wanted, str):
        return isinstance(value, str) and isinstance(wanted, str) and folded(value) == folded(wanted)
    if isinstance(value, bool) or isinstance(wanted, bool) or isinstance(value, tuple) or isinstance(wanted, tuple):
        return value is wanted
    if isinstance(value, int) and isinstance(wanted, int) and not tolerance:
        return value == wanted
    return abs(value - wanted) <= tolerance or _is_close(value, wanted)


def folded(text: str) -> str:
    """The text as it is compared: without case, quotes around it, a full stop behind it and more than single spaces.

    Words with a hyphen are the same as two words, and a shape is in one way of writing it.
    """
    plain = " ".join(unicodedata.normalize("NFC", text.casefold()).split())
    plain = _HYPHEN.sub(" ", plain).strip(_QUOTES + " ").rstrip(" .").rstrip(_QUOTES + " ") or plain
    if _DECIMAL.fullmatch(plain):
        return plain.replace(",", ".")
    bare = plain.strip("()[]. ")
    return "x".join(re.findall("[0-9]+", bare)) if _SHAPE.fullmatch(bare) else plain


def why_not_comparable(need: Need, fact: Fact) -> str:
    """Why no value of this fact could ever be what is needed, in words; empty where one could."""
    is_ordered = need.operator in _ORDERS
    if is_ordered and (fact.kind in ("text", "flag") or not _numbers(need.value)):
        return tr(
            "“{operator}” compares numbers; {fact} is a {kind}. Use “is”.",
            operator=need.operator,
            fact=quoted(fact.title),
            kind=KINDS_IN_WORDS[fact.kind],
        )
    if need.operator == "one_of" and not isinstance(need.value, tuple):
        return tr("“one_of” is a list in brackets.")
    wanted = need.value if need.operator == "one_of" and isinstance(need.value, tuple) else (need.value,)
    for each in wanted:
        if not _can_be(each, fact.kind):
            kind = KINDS_IN_WORDS[fact.kind]
            return tr(
                "{fact} is a {kind}; {value} is none.", fact=quoted(fact.title), kind=kind, value=quoted(in_words(each))
            )
    if fact.kind == "share" and any(number > 1 for number in _numbers(need.value)):
        return tr("{fact} is from 0 to 1: 95 % is 0.95.", fact=quoted(fact.title))
    return ""


def wanted_in_words(need: Need, told: Callable[[FactValue], str]) -> str:
    """What the fact has to be, in words: "at least 95.00 %"; ``told`` puts a value of it into words."""
    if need.operator == "one_of" and isinstance(need.value, tuple):
        return _IN_WORDS["one_of"].format(value=in_a_row(map(told, need.value)))
    near = local(f" ± {need.tolerance:g}") if need.tolerance else ""
    return _IN_WORDS[need.operator].format(value=told(need.value)) + near


def _can_be(value: FactValue, kind: Kind) -> bool:
    if kind == "any":
        return not isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    if kind == "flag":
        return isinstance(value, bool)
    if kind in ("shape", "table"):
        return not isinstance(value, (bool, str))
    return not isinstance(value, (bool, str, tuple))


def _numbers(value: FactValue) -> tuple[float, ...]:
    """The numbers to be ordered; none where it is no number and no row of numbers."""
    row = value if isinstance(value, tuple) else (value,)
    found = tuple(each for each in row if isinstance(each, (int, float)) and not isinstance(each, bool))
    return found if len(found) == len(row) else ()


def _is_close(value: float, wanted: float) -> bool:
    """Whether they are the same but for rounding; whole numbers are not rounded."""
    if isinstance(value, int) or (float(value).is_integer() and float(wanted).is_integer()):
        return value == wanted
    return math.isclose(value, wanted, rel_tol=_CLOSE)
