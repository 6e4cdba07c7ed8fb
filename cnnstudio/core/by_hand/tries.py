"""Working it out oneself: what a student typed into the output, and whether it is right."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cnnstudio.core.by_hand.checking import check_number
from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.text import readings_of
from cnnstudio.core.errors import SpecError
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
    """How many cells of the output are right, wrong, shown, and how many there are."""

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
        parts = [f"{self.right:,} of {self.total:,} right"]
        parts += [f"{self.wrong:,} wrong"] if self.wrong else []
        parts += [f"{self.shown:,} shown"] if self.shown else []
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


def try_cell(tries: Tries, values: FloatArray, place: Place, text: str) -> Tries:
    """What was typed is put into the cell; an empty text empties it. Raises SpecError for what is no number.

    Args:
        values: What is right, ``Output.values``.
    """
    rest = {at: each for at, each in tries.typed.items() if at != place}
    plain = text.strip()
    if not plain:
        return replace(tries, typed=rest)
    if len(plain) > MOST_LETTERS:
        raise SpecError(f"A number has at most {MOST_LETTERS} letters.")
    wrong = not is_right(plain, float(values[place]), _reach(values))
    return replace(
        tries,
        typed=rest | {place: plain},
        mistakes=tries.mistakes + (1 if wrong and tries.typed.get(place) != plain else 0),
    )


def show_cell(tries: Tries, place: Place) -> Tries:
    """The number of a cell is shown."""
    rest = {at: each for at, each in tries.typed.items() if at != place}
    return replace(tries, typed=rest, shown=tries.shown | {place})


def state_of(tries: Tries, values: FloatArray, place: Place) -> bool | None:
    """Whether what stands in the cell is right; None where nothing was typed."""
    text = tries.typed.get(place)
    if text is None or not all(at < size for at, size in zip(place, values.shape, strict=True)):
        return None
    return is_right(text, float(values[place]), _reach(values))


def counts(tries: Tries, values: FloatArray) -> Counts:
    """How far the student has come with this output; cells that it no longer has do not count."""
    states = [state_of(tries, values, place) for place in tries.typed if place not in tries.shown]
    inside = [place for place in tries.shown if all(at < size for at, size in zip(place, values.shape, strict=True))]
    return Counts(states.count(True), states.count(False), len(inside), values.size)


def _reach(values: FloatArray) -> float:
    return float(abs(values).max(initial=0.0))
