"""What is wrong in a lab's file, every mistake with its place, and tables that are read strictly."""

import math
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import reduce
from typing import Any, NamedTuple

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.words import capitalised, quoted, written

MOST_MISTAKES = 200
"""More are not told."""

LARGEST = 10**15
"""Numbers in a lab are not larger."""

_SHOWN = 3
_MOST_UNKNOWN = 20
_LONGEST_KEY = 60


class Mistake(NamedTuple):
    """Where in the file, and what is wrong and to be done, in words."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


def no_lab_yet(mistakes: tuple[Mistake, ...]) -> str:
    """How many mistakes there are, in a sentence."""
    return tr_count(
        "This is no lab yet: it has a mistake.", "This is no lab yet: it has {count:,} mistakes.", len(mistakes)
    )


class LabErrors(StudioError):
    """The file is no lab as it stands.

    Attributes:
        mistakes: All of them, in the order of the file.
    """

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        shown = " ".join(f"{each}" for each in mistakes[:_SHOWN])
        super().__init__(f"{no_lab_yet(mistakes)} {shown}", "", "\n".join(map(str, mistakes)))
        self.mistakes = mistakes

    def __reduce__(self) -> tuple[type["LabErrors"], tuple[tuple[Mistake, ...]]]:
        return LabErrors, (self.mistakes,)


class Mistakes:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self._found: list[Mistake] = []

    def add(self, place: str, words: str) -> None:
        """One more; those behind the last that are told are only dropped."""
        if len(self._found) < MOST_MISTAKES:
            self._found.append(Mistake(place, words))

    @property
    def all(self) -> tuple[Mistake, ...]:
        """In the order in which they were found."""
        return tuple(self._found)

    def raise_any(self) -> None:
        """Raises LabErrors where there are some."""
        if self._found:
            raise LabErrors(self.all)


class Table:
    """A table of the file, its keys taken one by one; what nobody takes is a mistake.

    What is of a wrong type or out of bounds is noted, and something harmless is given in its place, so that all
    mistakes are found in one go.
    """

    def __init__(self, values: Mapping[str, Any], place: str, mistakes: Mistakes, *, is_whole: bool = False) -> None:
        """``is_whole``: it is the file itself, which what lies in it does not name in its place."""
        self._values, self._is_whole = values, is_whole
        self._known: list[str] = []
        self.place = place
        self.mistakes = mistakes

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def wrong(self, words: str) -> None:
        """Notes a mistake in this table."""
        self.mistakes.add(self.place, words)

    def take(self, name: str) -> Any:
        """Whatever stands there; None where nothing does."""
        self._known.append(name)
        return self._values.get(name)

    def text(self, name: str, most: int, *, needed: bool = False) -> str:
        """A text of at most so many characters; empty where there is none."""
        value = self.take(name)
        if value is None:
            if needed:
                self.wrong(tr("“{name}” is missing: a text.", name=name))
            return ""
        return self.checked_text(name, value, most, needed=needed)

    def checked_text(self, name: str, value: Any, most: int, *, needed: bool = True) -> str:
        """The value, if it is a text that is not too long."""
        if not isinstance(value, str):
            self.wrong(tr("“{name}” is a text in quotes, not {value}.", name=name, value=written(value)))
        elif len(value) > most:
            self.wrong(
                tr(
                    "“{name}” has {count:,} characters; at most {most:,} are shown.",
                    name=name,
                    count=len(value),
                    most=most,
                )
            )
        elif needed and not value.strip():
            self.wrong(tr("“{name}” is empty.", name=name))
        else:
            return value
        return ""

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        return tuple(self.checked_text(name, each, longest) for each in self.list(name, most))

    def list(self, name: str, most: int) -> list[Any]:
        """A list of at most so many; empty where there is none."""
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(tr("“{name}” is a list in brackets, not {value}.", name=name, value=written(value)))
            return []
        if len(value) > most:
            self.wrong(
                tr("“{name}” has {count:,} entries; at most {most:,} are read.", name=name, count=len(value), most=most)
            )
        return value[:most]

    def tables(self, name: str, most: int, what: str = "") -> Iterator["Table"]:
        """The tables of a list, each with a place of its own: "Step 2, question 1"."""
        for number, value in enumerate(self.list(name, most), 1):
            place = f"{what or name} {number}"
            place = capitalised(place) if self._is_whole else f"{self.place}, {place}"
            if isinstance(value, dict):
                yield Table(value, place, self.mistakes)
            else:
                self.mistakes.add(place, tr("This is {value}, not a table of names and values.", value=written(value)))

    def table(self, name: str) -> "Table | None":
        """A table within; None where there is none."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(tr("“{name}” is a table in curly brackets, not {value}.", name=name, value=written(value)))
            return None
        return Table(value, f"{self.place}, {name}", self.mistakes)

    def flag(self, name: str) -> bool:
        """True or false; false where nothing stands."""
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(tr("“{name}” is true or false, not {value}.", name=name, value=written(value)))
        return value is True

    def whole(self, name: str, usual: int, low: int, high: int) -> int:
        """A whole number in a closed range."""
        value = self.take(name)
        if value is None:
            return usual
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(
                tr(
                    "“{name}” is a whole number from {low:,} to {high:,}, not {value}.",
                    name=name,
                    low=low,
                    high=high,
                    value=written(value),
                )
            )
            return usual
        return value

    def number(self, name: str, usual: float, low: float = -LARGEST) -> float:
        """A number."""
        value = self.take(name)
        if value is None:
            return usual
        if not is_number(value) or value < low:
            if low == -LARGEST:
                words = tr("“{name}” is a number, not {value}.", name=name, value=written(value))
            else:
                words = tr(
                    "“{name}” is a number from {low:g} up, not {value}.", name=name, low=low, value=written(value)
                )
            self.wrong(words)
            return usual
        return float(value)

    def one_of(self, names: tuple[str, ...]) -> str | None:
        """The one of these keys that is there; notes where there is none or more than one."""
        there = [name for name in names if name in self._values]
        self._known += names
        if len(there) == 1:
            return there[0]
        listed = ", ".join(quoted(name) for name in names)
        if not there:
            self.wrong(tr("One of {listed} is missing.", listed=listed))
        else:
            several = reduce(lambda first, last: tr("{first} and {last}", first=first, last=last), map(quoted, there))
            self.wrong(tr("Only one of {listed} may stand here, not {several}.", listed=listed, several=several))
        return None

    def done(self) -> None:
        """Notes every key that nobody took."""
        unknown = [name for name in self._values if name not in self._known]
        for name in unknown[:_MOST_UNKNOWN]:
            close = get_close_matches(name[:_LONGEST_KEY], self._known, 1)
            if close:
                self.wrong(tr("{name} is not known here. Is “{other}” meant?", name=quoted(name), other=close[0]))
            else:
                known = ", ".join(dict.fromkeys(self._known))
                self.wrong(tr("{name} is not known here. Known are {known}.", name=quoted(name), known=known))
        if len(unknown) > _MOST_UNKNOWN:
            self.wrong(
                tr_count(
                    "{count:,} more name is not known here.",
                    "{count:,} more names are not known here.",
                    len(unknown) - _MOST_UNKNOWN,
                )
            )


def is_number(value: Any) -> bool:
    """Whether it is a number that can be counted with, no truth value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= LARGEST and math.isfinite(value)
