"""An exercise and what was tried as JSON, read back as if a stranger had written it."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnstudio.core.by_hand.checking import checked
from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise
from cnnstudio.core.by_hand.text import number_of
from cnnstudio.core.by_hand.tries import MOST_LETTERS, Tries
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.packing import pack, unpack
from cnnstudio.core.spec import FloatArray

MOST_LENGTH = 4_000_000
"""Letters of the JSON; the largest exercise has a sixth of that, and what is tried may be as much again."""

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
        "input": _packed(exercise.input),
        "kernels": _packed(exercise.kernels),
        "biases": _packed(exercise.biases),
        "operation": exercise.operation,
        "dimensions": exercise.dimensions,
        "stride": list(exercise.stride),
        "dilation": list(exercise.dilation),
        "padding": exercise.padding,
        "activation": exercise.activation,
        "title": exercise.title,
    }


_NO_TEXT = {
    "operation": tr("The operation of the exercise is no text."),
    "activation": tr("The activation of the exercise is no text."),
    "title": tr("The title of the exercise is no text."),
}


def from_plain(plain: Any) -> Exercise:
    """The exercise that ``to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, dict) or set(plain) != _KEYS:
        raise SpecError(tr("An exercise has numbers and settings of its own; these are not they."))
    for name, wrong in _NO_TEXT.items():
        if not isinstance(plain[name], str):
            raise SpecError(wrong)
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
        raise SpecError(tr("What was tried is not in the file as it should be."))
    hidden, mistakes = plain["hidden"], plain["mistakes"]
    if not isinstance(hidden, bool) or type(mistakes) is not int or not 0 <= mistakes < 10**9:
        raise SpecError(tr("What was tried is not in the file as it should be."))
    typed = {}
    for entry in _listed(plain["typed"], 4):
        if not isinstance(entry[3], str) or len(entry[3]) > MOST_LETTERS:
            raise SpecError(tr("What was typed into a cell is no short text."))
        number_of(entry[3])
        typed[_place(entry[:3])] = entry[3]
    return Tries(hidden, typed, frozenset(_place(entry) for entry in _listed(plain["shown"], 3)), mistakes)


def to_json(kept: Kept) -> str:
    """Both as one line of JSON."""
    plain = {"exercise": to_plain(kept.exercise), "tries": tries_to_plain(kept.tries)}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Kept:
    """What ``to_json`` wrote; raises SpecError in words for anything else."""
    if len(text) > MOST_LENGTH:
        raise SpecError(tr("The text is too long to be an exercise."))
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(tr("The text is not the JSON of an exercise.")) from error
    if not isinstance(plain, dict) or set(plain) != {"exercise", "tries"}:
        raise SpecError(tr("The text is not the JSON of an exercise."))
    return Kept(from_plain(plain["exercise"]), tries_from_plain(plain["tries"]))


def _packed(array: FloatArray) -> dict[str, Any]:
    return {"shape": list(array.shape), "numbers": pack(tuple(array.ravel().tolist()))}


def _array(value: Any, most: tuple[int, ...]) -> FloatArray:
    """The array that ``_packed`` wrote, no side longer than ``most`` says; every number finite."""
    if not isinstance(value, dict) or set(value) != {"shape", "numbers"} or not isinstance(value["shape"], list):
        raise SpecError(tr("The numbers of the exercise are not in the file as they should be."))
    shape = value["shape"]
    fits = len(shape) == len(most) and all(type(each) is int for each in shape)
    if not fits or not all(0 <= each <= limit for each, limit in zip(shape, most, strict=True)):
        raise SpecError(tr("The exercise has more numbers than can be worked here."))
    try:
        numbers = unpack(value["numbers"])
    except SpecError as error:
        raise SpecError(tr("The numbers of the exercise are damaged.")) from error
    if len(numbers) != math.prod(shape):
        raise SpecError(tr("The exercise has other numbers than its size says."))
    with np.errstate(over="ignore"):  # what is beyond float32 is refused with all that is too large
        return np.array(numbers, np.float32).reshape(shape)


def _pair(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or not all(type(each) is int for each in value):
        raise SpecError(tr("A pair of the exercise is not two whole numbers."))
    return value[0], value[1]


def _listed(value: Any, length: int) -> list[list[Any]]:
    if not isinstance(value, list) or len(value) > _MOST_CELLS:
        raise SpecError(tr("What was tried is not in the file as it should be."))
    if not all(isinstance(entry, list) and len(entry) == length for entry in value):
        raise SpecError(tr("What was tried is not in the file as it should be."))
    return value


def _place(value: list[Any]) -> Place:
    if not all(type(each) is int and 0 <= each < 10**6 for each in value):
        raise SpecError(tr("A cell that was tried has no place."))
    return value[0], value[1], value[2]
