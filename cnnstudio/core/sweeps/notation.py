"""What a setting varies over, as a person writes it: "16, 32, 64" or "0.0001 … 0.1, 4 values on a log scale"."""

import math
import re
from collections.abc import Callable
from typing import Any

from cnnstudio.core import numerals
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_in
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.varied import Listed, Over, Span, checked
from cnnstudio.core.words import quoted

MOST_WRITTEN = 20_000
"""Characters."""

_RANGED = ("integer", "number")
_ROWS = ("pair", "integers", "numbers")

_ON = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
_ON.update({"an": True, "ein": True, "ja": True, "aus": False, "nein": False})

_MOST_CHOICES = 40
"""So many are named where another one was asked for."""

_NUMBER = r"[+\-−]?(?:[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)(?:[eE][+\-−]?[0-9]{1,3})?"
_RANGE = re.compile(
    rf"({_NUMBER})\s*(?:…|\.{{2,3}}|–|—|\bto\b|\bbis\b)\s*({_NUMBER})(?:\s*[,;:]?\s+(.+)|\s*[,;:]\s*(.+))?"
)
_STEPS = "(?:evenly )?on a (?:log|linear) scale|(?:log|linear) scale|in factors|factors|log|linear|evenly"
_STEPS += "|logarithmisch|gleichmäßig"
_HOW_MANY = re.compile(
    rf"(?:([0-9]{{1,9}})\s*(?:values?|steps?|points?|werte?|schritte?|punkte?)?)?\s*,?\s*({_STEPS})?"
)
"""In every language at once: what was written in one is read in another."""

_BETWEEN_PARENTHESES = r"(?![^()]*\))"

_EXAMPLES = {
    "integer": tr("16, 32, 64 or 16 … 64, 4 values"),
    "number": tr("0.01, 0.001 or 0.0001 … 0.1, 4 values on a log scale"),
    "flag": tr_in("values of a setting", "on, off"),
    "pair": "3×3, 5×5",
    "padding": tr("valid, same, 2"),
    "integers": "(28, 28, 1); (32, 32, 3)",
    "numbers": "(1, 1, 2); (1, 1, 5)",
}


def read_over(text: str, setting: Setting) -> Over:
    """What was written; raises SpecError in words for what the setting cannot be.

    Values are parted by commas, or by semicolons where a comma begins the decimals; names of choices may be those a
    person reads or their keys. A range is "16 … 64", "16..64" or "16 to 64", with how many values of it a grid takes
    behind it, and "on a log scale" where each is so many times the one before. One of small numbers up to ten times as
    large and more is so where "on a linear scale" does not stand behind it.
    """
    if len(text) > MOST_WRITTEN:
        raise SpecError(tr("That are too many values."))
    text = " ".join(text.split()).strip(" ,;")
    if not text:
        raise SpecError(tr("Write values one after another: {example}.", example=example(setting)))
    found = _RANGE.fullmatch(text)
    if found is not None and setting.form in _RANGED:
        return _span(setting, found[1], found[2], (found[3] or found[4] or "").strip())
    return checked(Listed(tuple(_value(part, setting) for part in _parts(text, setting))), setting)


def over_in_words(over: Over, setting: Setting, *, to_read: bool = False) -> str:
    """What ``read_over`` reads as the same again: "16, 32, 64", "16 … 64, 4 values", "3×3, 5×5", "on, off".

    Args:
        to_read: For a person alone, who has numbers as the language writes them.
    """
    if isinstance(over, Span):
        ends = f"{_written(over.low)} … {_written(over.high)}"
        return _span_in_words(local(ends) if to_read else ends, over, setting)
    written = [_in_words(value, setting) for value in over.values]
    if to_read:
        pairs = zip(written, over.values, strict=True)
        written = [local(words) if isinstance(value, float) else words for words, value in pairs]
    return ("; " if any("," in each and each[0] != "(" for each in written) else ", ").join(written)


def example(setting: Setting) -> str:
    """How values of such a setting are written."""
    if setting.form == "choice":
        return over_in_words(Listed(setting.choices[:2]), setting)
    return _EXAMPLES.get(setting.form, tr("one, two"))


def usual_over(setting: Setting, value: Any) -> Over:
    """What to begin with where a setting begins to vary: a few values around its own, within its range."""
    if _is_small(setting, value):
        low, high = (_rounded(value * factor) for factor in (0.1, 10))
        try:
            return checked(Span(low, high, 3, log=True), setting)
        except SpecError:
            pass  # its range is narrower
    kept = [each for each in _around(setting, value) if _may_be(setting, each)]
    return checked(Listed(tuple(kept) or (value,)), setting)


# What is written


def _span(setting: Setting, low: str, high: str, how: str) -> Span:
    found = _HOW_MANY.fullmatch(how.lower())
    if found is None:
        raise SpecError(tr("Behind a range stands how many values a grid takes of it, not {how}.", how=quoted(how)))
    ends = (_value(low, setting), _value(high, setting))
    count = int(found[1]) if found[1] else 5
    made = checked(Span(*ends, count, _is_log(found[2] or "", *ends, setting)), setting)
    assert isinstance(made, Span)
    return made


def _is_log(steps: str, low: float, high: float, setting: Setting) -> bool:
    """Whether a range is on a log scale: as is said, or as is usual where nothing is."""
    return ("log" in steps or "factors" in steps) if steps else _is_usually_log(low, high, setting)


def _is_usually_log(low: float, high: float, setting: Setting) -> bool:
    """Whether a range is one of rates, decays or the like, which matter by factors."""
    return _is_small(setting, low) and high >= 10 * low


def _span_in_words(ends: str, over: Span, setting: Setting) -> str:
    """With numbers as code writes them, since it is read again."""
    count = str(over.count)
    if over.log:
        return tr("{ends}, {count} values on a log scale", ends=ends, count=count)
    if _is_usually_log(over.low, over.high, setting):
        return tr("{ends}, {count} values on a linear scale", ends=ends, count=count)
    return tr("{ends}, {count} values", ends=ends, count=count)


def _parts(text: str, setting: Setting) -> list[str]:
    """The single values, as they were written."""
    if text.casefold() in _named(setting):
        return [text]
    if setting.form in _ROWS:
        text = re.sub(r"\s*[×x*]\s*", "×", text)
    sign = ";" if re.search(f";{_BETWEEN_PARENTHESES}", text) else ","
    if sign == "," and "," not in text and setting.form in ("integer", "number", "pair"):
        text = re.sub(r"\s+%", "%", text).replace(" ", ",")
    parts = (part.strip() for part in re.split(sign + _BETWEEN_PARENTHESES, text))
    return [part for part in parts if part]


def _value(text: str, setting: Setting) -> Any:
    """One value; whether the setting can have it is not asked."""
    named = _named(setting).get(text.casefold())
    if named is not None:
        return named
    if setting.form == "flag":
        return _on(text, setting)
    if setting.form == "choice":
        raise SpecError(_no_choice(text, setting))
    return _READ[setting.form](text, setting)


def _named(setting: Setting) -> dict[str, Any]:
    """The values that are called by a word, by that word in small letters; a key goes before a name."""
    words = {name.casefold(): value for value, name in setting.names.items()}
    return {**words, **{str(choice).casefold(): choice for choice in setting.choices}}


def _no_choice(text: str, setting: Setting) -> str:
    """With the choices by their keys, which stand in files and can be typed; of many the first ones."""
    shown = ", ".join(map(str, setting.choices[:_MOST_CHOICES]))
    shown += ", …" if len(setting.choices) > _MOST_CHOICES else ""
    return tr(
        "{setting} has no choice {text}: it is one of {choices}.",
        setting=setting.label,
        text=quoted(text),
        choices=shown,
    )


def _on(text: str, setting: Setting) -> bool:
    if text.casefold() not in _ON:
        raise SpecError(tr("{setting} is on or off, not {text}.", setting=setting.label, text=quoted(text)))
    return _ON[text.casefold()]


def _integer(text: str, setting: Setting) -> int:
    whole = [value for value in numerals.numbers(text) if value == int(value)]
    if not whole:
        raise SpecError(tr("{setting} is a whole number, not {text}.", setting=setting.label, text=quoted(text)))
    return int(whole[0])


def _number(text: str, setting: Setting) -> float:
    found = numerals.numbers(text)
    if not found:
        raise SpecError(tr("{setting} is a number, not {text}.", setting=setting.label, text=quoted(text)))
    return found[0 if text.endswith("%") else -1]


def _row(read: Callable[[str, Setting], float]) -> Callable[[str, Setting], tuple[float, ...]]:
    def read_row(text: str, setting: Setting) -> tuple[float, ...]:
        parts = re.split(r"[,;×\s]+", text.strip("() "))
        return tuple(read(part, setting) for part in parts if part)

    return read_row


def _pair(text: str, setting: Setting) -> tuple[float, ...]:
    found = _row(_integer)(text, setting)
    return found * 2 if len(found) == 1 else found


def _padding(text: str, setting: Setting) -> str | int:
    word = text.casefold()
    if word in ("valid", "same"):
        return word
    try:
        return _integer(re.sub(r"\s*(px|pixels?)$", "", word), setting)
    except SpecError:
        raise SpecError(
            tr("{setting} is valid, same or a number of pixels, not {text}.", setting=setting.label, text=quoted(text))
        ) from None


_READ: dict[str, Callable[[str, Setting], Any]] = {
    "integer": _integer,
    "number": _number,
    "pair": _pair,
    "padding": _padding,
    "integers": _row(_integer),
    "numbers": _row(_number),
    "text": lambda text, setting: text,
}


# How it is written


def _in_words(value: Any, setting: Setting) -> str:
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    name = setting.names.get(value) if not isinstance(value, tuple) else None
    if name is not None and ";" not in name and _named(setting).get(name.casefold()) == value:
        return name
    if isinstance(value, tuple) and setting.form == "pair":
        return "×".join(map(_written, value))
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    return value if isinstance(value, str) else _written(value)


def _written(value: float) -> str:
    """ "32", "0.001", "1e-5": no more signs than are needed to read the very number again."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    digits, _, power = repr(float(value)).partition("e")
    return f"{digits}e{int(power)}" if power else digits


# What to begin with


def _around(setting: Setting, value: Any) -> list[Any]:
    match setting.form:
        case "flag":
            found = [value, not value]
        case "choice":
            found = _few_choices(setting, value)
        case "padding":
            found = ["valid", "same", *([value] if isinstance(value, int) else [])]
        case "integer":
            found = _whole_around(setting, value)
        case "number":
            found = _numbers_around(setting, value)
        case "pair" if value[0] == value[1]:
            found = [(each, each) for each in _sides_around(value[0])]
        case _:
            found = [value]
    return found


def _few_choices(setting: Setting, value: Any) -> list[Any]:
    """All where they are few, else the first ones and the one that is chosen."""
    if len(setting.choices) <= 4:
        return list(setting.choices)
    first = [choice for choice in setting.choices if choice != value][:3]
    return [choice for choice in setting.choices if choice == value or choice in first]


def _whole_around(setting: Setting, value: int) -> list[int]:
    if value in setting.names:  # as 0 is "never" or "all"
        is_count_of_pictures = not setting.unit and (setting.high or 0) > 10_000
        return [value, 1_000, 4_000] if is_count_of_pictures else [value, 5, 10]
    return [value // 2, value, 2 * value] if value >= 4 else [value, value + 1, value + 2]


def _sides_around(side: int) -> list[int]:
    if side >= 8:
        return [side // 2, side, 2 * side]
    step = 2 if side % 2 and side > 1 else 1
    return [side, side + step, side + 2 * step]


def _numbers_around(setting: Setting, value: float) -> list[float]:
    if value == 0:
        return [0.0, 0.1, 0.2] if _is_share(setting) else [0.0, 1.0, 2.0] if setting.unit else [0.0, 1e-4, 1e-3]
    if not _is_share(setting):
        return [_rounded(value / 2), value, _rounded(value * 2)]
    if value == 1:
        return [0.5, 0.75, 1.0]
    if value >= 0.9:  # as a momentum, which matters by how much is missing to 1
        return [_rounded(1 - 10 * (1 - value)), value, _rounded(1 - (1 - value) / 10)]
    return [_rounded(value - 0.1), value, _rounded(value + 0.1)]


def _is_share(setting: Setting) -> bool:
    """Whether it lies between 0 and 1, so that a tenth more or less is a step."""
    return setting.low == 0 and setting.high is not None and setting.high <= 1


def _is_small(setting: Setting, value: float) -> bool:
    """Whether a number is so small that tenfold and a tenth are steps from it."""
    return setting.form == "number" and 0 < value < (0.01 if _is_share(setting) else 0.1)


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


def _may_be(setting: Setting, value: Any) -> bool:
    try:
        setting.check(value)
    except SpecError:
        return False
    return not isinstance(value, float) or math.isfinite(value)
