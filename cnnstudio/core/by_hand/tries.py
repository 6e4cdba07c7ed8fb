"""Working it out oneself: what a student typed into the output, and whether it is right."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import check_number
from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.text import readings_of
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.numerals import Reading
from cnnstudio.core.spec import FloatArray

_NEAR = 0.005
"""However few decimals are typed, a number is at most this share away: of itself, or of 1 where the numbers are that
large, so that 2 is not taken for 2.4."""

_ROUNDING = 1e-6
"""What float32 itself is off by."""

_MOST_POWER = 300
"""No digit is worth more than ten to this, the largest that a float holds being a little more."""

MOST_LETTERS = 40
"""Of what is typed into one cell."""


@dataclass(frozen=True)
class Tries:
    """What was typed while the answer was hidden; a value, like the exercise.

    Attributes:
        hidden: Whether the output is hidden.
        typed: What stands in each cell that was tried, as it was typed.
        shown: Cells that were shown on asking; they count as neither right nor wrong, whatever is typed there since.
        mistakes: How often something wrong was typed.
    """

    hidden: bool = False
    typed: Mapping[Place, str] = field(default_factory=dict)
    shown: frozenset[Place] = frozenset()
    mistakes: int = 0


@dataclass(frozen=True)
class Counts:
    """How many cells of the output are right, wrong, shown, and how many are asked for."""

    right: int
    wrong: int
    shown: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to try."""
        return self.right + self.shown == self.total > 0

    @property
    def words(self) -> str:
        """ "5 of 18 right, 2 wrong, 1 shown"."""
        parts = [tr("{count:,} of {all:,} right", count=self.right, all=self.total)]
        parts += [tr("{count:,} wrong", count=self.wrong)] if self.wrong else []
        parts += [tr("{count:,} shown", count=self.shown)] if self.shown else []
        return ", ".join(parts)


def is_right(text: str, value: float, reach: float = 1.0) -> bool:
    """Whether what was typed is the number, to as many decimals as were typed; raises SpecError where it is none.

    Args:
        reach: The largest number of the output without its sign; where all are small, "0" is right for none of them.
    """
    near = max(abs(value), min(reach, 1.0))
    return any(_is_near(each, value, near) for each in readings_of(text))


def _is_near(reading: Reading, value: float, near: float) -> bool:
    step = _NEAR * near
    if reading.decimals is not None:  # half of what the last digit is worth: 0.005 of "1.25"
        step = min(0.5 * 10.0 ** min(-reading.decimals, _MOST_POWER), step)
    return abs(check_number(reading.value) - value) <= step + _ROUNDING * near


def is_asked(values: FloatArray) -> npt.NDArray[np.bool_]:
    """Which cells of the output are to be filled in: those whose number float32 can hold."""
    return np.isfinite(values)


def is_asked_at(values: FloatArray, place: Place) -> bool:
    """Whether there is a cell that is to be filled in."""
    is_inside = all(at < size for at, size in zip(place, values.shape, strict=True))
    return is_inside and bool(np.isfinite(values[place]))


def try_cell(tries: Tries, values: FloatArray, place: Place, text: str) -> Tries:
    """What was typed is put into the cell; an empty text empties it. Raises SpecError for what is no number.

    Args:
        values: What is right, ``Output.values``.
    """
    return try_cells(tries, values, {place: text})


def try_cells(tries: Tries, values: FloatArray, texts: Mapping[Place, str]) -> Tries:
    """Many cells at once, all or none: the first text that is no number is refused, of many cells with its place."""
    typed, mistakes, reach = dict(tries.typed), tries.mistakes, _reach(values)
    for place, text in texts.items():
        before, plain = typed.pop(place, None), text.strip()
        if not plain or not is_asked_at(values, place):
            continue
        try:
            right = _checked_right(plain, float(values[place]), reach)
        except SpecError as error:
            if len(texts) == 1:
                raise
            words = tr("Row {row}, column {column}: {error}", row=place[0], column=place[1], error=error)
            raise SpecError(words) from error
        typed[place] = plain
        mistakes += 0 if right or before == plain else 1
    return replace(tries, typed=typed, mistakes=mistakes)


def _checked_right(plain: str, value: float, reach: float) -> bool:
    if len(plain) > MOST_LETTERS:
        raise SpecError(tr("A number has at most {most} letters.", most=MOST_LETTERS))
    return is_right(plain, value, reach)


def show_cell(tries: Tries, place: Place) -> Tries:
    """The number of a cell is shown."""
    rest = {at: each for at, each in tries.typed.items() if at != place}
    return replace(tries, typed=rest, shown=tries.shown | {place})


def state_of(tries: Tries, values: FloatArray, place: Place) -> bool | None:
    """Whether what stands in the cell is right; None where nothing was typed."""
    return (
        states(replace(tries, typed={place: tries.typed[place]}), values).get(place) if place in tries.typed else None
    )


def states(tries: Tries, values: FloatArray) -> dict[Place, bool]:
    """Whether what stands in each cell that was tried is right; none of cells that are not asked for."""
    reach = _reach(values)
    return {
        place: is_right(text, float(values[place]), reach)
        for place, text in tries.typed.items()
        if is_asked_at(values, place)
    }


def counts(tries: Tries, values: FloatArray) -> Counts:
    """How far the student has come with this output; cells that it no longer has, or does not ask for, do not count."""
    return counted(tries, values, states(tries, values))


def counted(tries: Tries, values: FloatArray, found: Mapping[Place, bool]) -> Counts:
    """The same, where ``states`` are known."""
    tried = [right for place, right in found.items() if place not in tries.shown]
    shown = sum(is_asked_at(values, place) for place in tries.shown)
    return Counts(tried.count(True), tried.count(False), shown, int(is_asked(values).sum()))


def _reach(values: FloatArray) -> float:
    return float(abs(values).max(initial=0.0))
