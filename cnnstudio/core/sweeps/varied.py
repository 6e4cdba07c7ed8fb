"""A setting that varies, and over what."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.place import Place

MOST_VALUES = 1_000
"""Of one setting."""


@dataclass(frozen=True)
class Listed:
    """One value after another, each once, in the order in which they were given."""

    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        once = tuple(dict.fromkeys((type(value), value) for value in self.values))  # True is not 1
        object.__setattr__(self, "values", tuple(value for _, value in once))
        if not 1 <= len(self.values) <= MOST_VALUES:
            raise SpecError(tr("A setting varies over 1 to {most:,} values.", most=MOST_VALUES))

    @property
    def points(self) -> tuple[Any, ...]:
        return self.values

    @property
    def count_of_all(self) -> int | None:
        """How many different values there are."""
        return len(self.values)

    def at(self, share: float) -> Any:
        """The value at a share of the way through the list, from 0 to below 1."""
        return self.values[int(share * len(self.values))]


@dataclass(frozen=True)
class Span:
    """Every number from one to another, both included.

    Attributes:
        count: How many of them a grid takes, evenly spaced; other methods take any in between.
        log: Whether the steps are factors, so that both ends are above 0.
        whole: Whether only whole numbers are meant.
    """

    low: float
    high: float
    count: int = 5
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise SpecError(tr("A range goes from a number to a larger one."))
        if self.log and self.low <= 0:
            raise SpecError(tr("A range on a log scale begins above 0."))
        if not 2 <= self.count <= MOST_VALUES:
            raise SpecError(tr("A grid takes 2 to {most:,} values of a range.", most=MOST_VALUES))
        if self.whole and (self.low != int(self.low) or self.high != int(self.high)):
            raise SpecError(tr("A range of whole numbers begins and ends with one."))

    @property
    def points(self) -> tuple[float, ...]:
        spaced = np.geomspace if self.log else np.linspace
        inner = (self.rounded(float(each)) for each in spaced(self.low, self.high, self.count)[1:-1])
        return tuple(dict.fromkeys((self.low, *inner, self.high)))  # the ends as they were given

    @property
    def count_of_all(self) -> int | None:
        """How many whole numbers there are; None where others are meant as well, without end."""
        return int(self.high - self.low) + 1 if self.whole else None

    def at(self, share: float) -> float:
        """The number at a share of the way, from 0 to below 1."""
        if self.whole:  # each whole number the same share of the way, the ends as well
            low, high = self.low - 0.5, self.high + 0.5
        else:
            low, high = self.low, self.high
        found = low * (high / low) ** share if self.log else low + (high - low) * share
        return self.rounded(min(max(found, self.low), self.high))

    def rounded(self, value: float) -> float:
        """A number of the range as it is shown and kept: a rate of 0.0001 and not of 0.00010000000000000002."""
        return round(value) if self.whole else min(max(float(f"{value:.6g}"), self.low), self.high)

    def short(self, value: float) -> float:
        """A number of the range with as few digits as tell it from others: three, or more in a narrow range."""
        if self.whole or not value or value in (self.low, self.high):
            return value
        digits = max(3, math.ceil(math.log10(abs(value) / (self.high - self.low))) + 2)
        return float(f"{value:.{digits}g}")


Over = Listed | Span


@dataclass(frozen=True)
class Varied:
    """One setting of the project and the values it takes in turn."""

    place: Place
    over: Over

    def checked(self, setting: Setting) -> "Varied":
        """With every value in the setting's own type; raises SpecError for one that it cannot have."""
        return Varied(self.place, checked(self.over, setting))


def checked(over: Over, setting: Setting) -> Over:
    """The values in the setting's own type; raises SpecError for one that it cannot have."""
    if isinstance(over, Listed):
        return Listed(tuple(map(setting.check, over.values)))
    if setting.form not in ("integer", "number"):
        raise SpecError(tr("{setting} has no range: list its values.", setting=setting.label))
    whole = setting.form == "integer"
    low, high = (int(each) if whole and each == int(each) else each for each in (over.low, over.high))
    return Span(setting.check(low), setting.check(high), over.count, over.log, whole)


def to_plain(varied: Varied) -> dict[str, Any]:
    """As JSON values."""
    over = varied.over
    if isinstance(over, Listed):
        values = [list(value) if isinstance(value, tuple) else value for value in over.values]
        return {"setting": str(varied.place), "values": values}
    named = {"low": over.low, "high": over.high, "count": over.count, "log": over.log, "whole": over.whole}
    return {"setting": str(varied.place), **named}


def from_plain(plain: Any) -> Varied:
    """What ``to_plain`` wrote; raises SpecError for anything else. Whether the values suit the setting is not asked."""
    if not isinstance(plain, dict):
        raise SpecError(tr("What varies is a setting with its values."))
    place, rest = Place.from_text(plain.get("setting")), {name: plain[name] for name in plain if name != "setting"}
    if set(rest) == {"values"} and isinstance(rest["values"], list):
        return Varied(place, Listed(tuple(map(value_of, rest["values"]))))
    if set(rest) != {"low", "high", "count", "log", "whole"} or not _is_span(rest):
        raise SpecError(tr("A setting varies over a list of values, or from a number to another."))
    return Varied(place, Span(**rest))


def _is_span(plain: dict[str, Any]) -> bool:
    numbers = (plain["low"], plain["high"])
    sound = all(type(each) in (int, float) and abs(each) < 1e300 for each in numbers) and type(plain["count"]) is int
    return sound and type(plain["log"]) is bool and type(plain["whole"]) is bool


def value_of(plain: Any) -> Any:
    """The value of a setting that JSON stands for; raises SpecError for what is the value of none.

    Whether it suits its setting is not asked.
    """
    if isinstance(plain, list) and len(plain) <= MOST_VALUES and all(map(_is_number, plain)):
        return tuple(plain)
    if not _is_plain(plain):
        raise SpecError(tr("A value is a number, a text, or on or off."))
    return plain


def _is_plain(plain: Any) -> bool:
    return isinstance(plain, (bool, str)) or _is_number(plain)


def _is_number(plain: Any) -> bool:
    return type(plain) is int or (isinstance(plain, float) and math.isfinite(plain))
