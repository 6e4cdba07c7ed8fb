"""Which number of which layer an exercise was taken from, kept beside it and read back as a stranger's."""

import json
import math
from dataclasses import dataclass
from typing import Any

from cnnstudio.core.by_hand.checking import MOST_TITLE
from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS
from cnnstudio.core.by_hand.keeping import from_plain, to_plain
from cnnstudio.core.by_hand.layers import Taken
from cnnstudio.core.by_hand.steps import output_shape
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.working.figures import place_in_words

MOST_LENGTH = 1_000_000
"""Letters of the JSON."""

_MOST_WORDS, _MOST_NAME, _MOST_PLACE = 1_000, 200, 10**6
_MOST_GIVEN = 1e39
"""Beyond all float32."""

_KEYS = {"layer", "place", "given", "exercise", "at", "first", "filters", "words"}
_LATER = {"channels"}
"""What the first files of this kind do not have."""


@dataclass(frozen=True)
class Origin:
    """Where an exercise comes from.

    Attributes:
        place: Of the layer's output, that the exercise was taken at.
        given: What the network itself has there; it may be infinite or no number.
    """

    layer: str
    place: Place
    taken: Taken
    given: float


def title_of(layer: str, place: Place, of: str) -> str:
    """What an exercise that is taken there is called; numbers of another place are another exercise.

    Args:
        of: What the layer is of, and of which picture: "Run 1 · test picture 5".
    """
    return tr("{layer}, {place} of {of}", layer=layer, place=place_in_words(place, place), of=of)[:MOST_TITLE]


def to_json(origin: Origin) -> str:
    """The origin as one line of JSON."""
    taken = origin.taken
    plain = {
        "layer": origin.layer,
        "place": list(origin.place),
        "given": origin.given if math.isfinite(origin.given) else str(origin.given),
        "exercise": to_plain(taken.exercise),
        "at": list(taken.place),
        "first": list(taken.first),
        "filters": list(taken.filters),
        "words": taken.words,
        "channels": list(taken.channels),
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Origin:
    """What ``to_json`` wrote; raises SpecError in words for anything else."""
    if len(text) > MOST_LENGTH:
        raise SpecError(tr("The text is too long to say where an exercise comes from."))
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _none() from error
    if not isinstance(plain, dict) or set(plain) - _LATER != _KEYS:
        raise _none()
    exercise = from_plain(plain["exercise"])
    at, filters = _numbers(plain["at"], 3), _numbers(plain["filters"])
    if not 1 <= len(filters) <= MOST_CHANNELS or len(filters) != exercise.filters:
        raise _none()
    if not all(place < size for place, size in zip(at, output_shape(exercise), strict=True)):
        raise _none()
    first, place = _numbers(plain["first"], 2), _numbers(plain["place"], 3)
    words, channels = _text(plain["words"], _MOST_WORDS), _numbers(plain.get("channels", []))
    if len(channels) not in (0, exercise.input.shape[2]):
        raise _none()
    taken = Taken(exercise, (at[0], at[1], at[2]), (first[0], first[1]), filters, words, channels)
    layer = _text(plain["layer"], _MOST_NAME)
    return Origin(layer, (place[0], place[1], place[2]), taken, _given(plain["given"]))


def _none() -> SpecError:
    return SpecError(tr("Where the exercise comes from is not in the file as it should be."))


def _numbers(value: Any, length: int | None = None) -> tuple[int, ...]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise _none()
    if not all(type(each) is int and 0 <= each < _MOST_PLACE for each in value):
        raise _none()
    return tuple(value)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise _none()
    return value


def _given(value: Any) -> float:
    if value in ("nan", "inf", "-inf"):
        return float(value)
    if type(value) not in (int, float) or not abs(value) <= _MOST_GIVEN:  # before it is a float: an int has no end
        raise _none()
    return float(value)
