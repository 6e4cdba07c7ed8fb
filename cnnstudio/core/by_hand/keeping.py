"""An exercise and what was tried as JSON, read back as if a stranger had written it."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import checked
from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise
from cnnstudio.core.by_hand.tries import MOST_LETTERS, Tries
from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import FloatArray

MOST_LENGTH = 4_000_000
"""Letters of the JSON; the largest exercise has half as many."""

_MOST_CELLS = 4 * MOST_SIDE * MOST_SIDE * MOST_CHANNELS
_KEYS = {
    "input",
    "kernels",
    "biases",
    "operation",
    "dimensions",
    "stride",
    "dilation",
    "padding",
    "activation",
    "title",
}
_TRIES = {"hidden", "typed", "shown", "mistakes"}


@dataclass(frozen=True)
class Kept:
    """What is kept in a project of convolution by hand."""

    exercise: Exercise
    tries: Tries


def to_plain(exercise: Exercise) -> dict[str, Any]:
    """The exercise as JSON values."""
    return {
        "input": _rows(exercise.input),
        "kernels": _rows(exercise.kernels),
        "biases": _rows(exercise.biases),
        "operation": exercise.operation,
        "dimensions": exercise.dimensions,
        "stride": list(exercise.stride),
        "dilation": list(exercise.dilation),
        "padding": exercise.padding,
        "activation": exercise.activation,
        "title": exercise.title,
    }


def from_plain(plain: Any) -> Exercise:
    """The exercise that ``to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, dict) or set(plain) != _KEYS:
        raise SpecError("An exercise has numbers and settings of its own; these are not they.")
    for name in ("operation", "activation", "title"):
        if not isinstance(plain[name], str):
            raise SpecError(f"The {name} of the exercise is no text.")
    exercise = Exercise(
        input=_array(plain["input"], (MOST_SIDE, MOST_SIDE, MOST_CHANNELS)),
        kernels=_array(plain["kernels"], (MOST_WINDOW, MOST_WINDOW, MOST_CHANNELS, MOST_CHANNELS)),
        biases=_array(plain["biases"], (MOST_CHANNELS,)),
        operation=plain["operation"],
        dimensions=plain["dimensions"],
        stride=_pair(plain["stride"]),
        dilation=_pair(plain["dilation"]),
        padding=plain["padding"],
        activation=plain["activation"],
        title=plain["title"],
    )
    return checked(exercise)


def tries_to_plain(tries: Tries) -> dict[str, Any]:
    """What was tried as JSON values."""
    return {
        "hidden": tries.hidden,
        "typed": [[*place, text] for place, text in sorted(tries.typed.items())],
        "shown": [list(place) for place in sorted(tries.shown)],
        "mistakes": tries.mistakes,
    }


def tries_from_plain(plain: Any) -> Tries:
    """What ``tries_to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, dict) or set(plain) != _TRIES:
        raise SpecError("What was tried is not in the file as it should be.")
    hidden, mistakes = plain["hidden"], plain["mistakes"]
    if not isinstance(hidden, bool) or type(mistakes) is not int or not 0 <= mistakes < 10**9:
        raise SpecError("What was tried is not in the file as it should be.")
    typed = {}
    for entry in _listed(plain["typed"], 4):
        if not isinstance(entry[3], str) or len(entry[3]) > MOST_LETTERS:
            raise SpecError("What was typed into a cell is no short text.")
        typed[_place(entry[:3])] = entry[3]
    return Tries(hidden, typed, frozenset(_place(entry) for entry in _listed(plain["shown"], 3)), mistakes)


def to_json(kept: Kept) -> str:
    """Both as one line of JSON."""
    plain = {"exercise": to_plain(kept.exercise), "tries": tries_to_plain(kept.tries)}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Kept:
    """What ``to_json`` wrote; raises SpecError in words for anything else."""
    if len(text) > MOST_LENGTH:
        raise SpecError("The text is too long to be an exercise.")
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError("The text is not the JSON of an exercise.") from error
    if not isinstance(plain, dict) or set(plain) != {"exercise", "tries"}:
        raise SpecError("The text is not the JSON of an exercise.")
    return Kept(from_plain(plain["exercise"]), tries_from_plain(plain["tries"]))


def _rows(array: npt.NDArray[np.float32]) -> Any:
    """Lists in lists, each number with as few digits as give the same float32."""
    if array.ndim == 1:
        return [float(str(number)) for number in array]
    return [_rows(part) for part in array]


def _array(value: Any, most: tuple[int, ...]) -> FloatArray:
    """Lists in lists of one length each, none longer than ``most`` says, before an array is made of them."""
    parts: list[Any] = [value]
    shape: list[int] = []
    for limit in most:
        if not all(isinstance(part, list) for part in parts):
            raise SpecError("The numbers of the exercise are no rows.")
        lengths = {len(part) for part in parts}
        if len(lengths) != 1 or max(lengths) > limit:
            raise SpecError("The rows of the exercise are not of one length, or too long.")
        shape.append(lengths.pop())
        parts = [each for part in parts for each in part]
        if not parts and len(shape) < len(most):
            raise SpecError("The exercise has no numbers.")
    if not all(isinstance(each, (int, float)) and not isinstance(each, bool) and abs(each) < 1e30 for each in parts):
        raise SpecError("The exercise holds something that is no number.")
    return np.array([float(each) for each in parts], np.float32).reshape(shape)


def _pair(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or not all(type(each) is int for each in value):
        raise SpecError("A pair of the exercise is not two whole numbers.")
    return value[0], value[1]


def _listed(value: Any, length: int) -> list[list[Any]]:
    if not isinstance(value, list) or len(value) > _MOST_CELLS:
        raise SpecError("What was tried is not in the file as it should be.")
    if not all(isinstance(entry, list) and len(entry) == length for entry in value):
        raise SpecError("What was tried is not in the file as it should be.")
    return value


def _place(value: list[Any]) -> Place:
    if not all(type(each) is int and 0 <= each < 10**6 for each in value):
        raise SpecError("A cell that was tried has no place.")
    return value[0], value[1], value[2]
