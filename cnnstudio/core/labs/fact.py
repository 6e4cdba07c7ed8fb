"""What a fact is: a figure, name or shape with a name of its own, which labs ask for and check."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.labs.fact_names import NAMES
from cnnstudio.core.labs.lab import FactValue, Subject
from cnnstudio.core.labs.scene import Scene
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.words import capitalised, in_a_row, number, percent, plain

Kind = Literal["count", "number", "share", "text", "flag", "shape", "table", "any"]
"""``"share"``: a number from 0 to 1, read as percent. ``"any"``: a setting that is a number in one kind of layer and a
word in another."""

Of = Literal["", "layer", "kind"]

KINDS_IN_WORDS: dict[Kind, str] = {
    "count": tr("whole number"),
    "number": tr("number"),
    "share": tr("number from 0 to 1"),
    "text": tr_in("a value", "text"),
    "flag": tr("true or false"),
    "shape": tr("numbers in brackets"),
    "table": tr("list in brackets"),
    "any": tr("number or text"),
}

_LONGEST = 120

SHARE_DIGITS = 2
"""Behind the point of a percent."""


@dataclass(frozen=True)
class Fact:
    """A fact by its name.

    Attributes:
        help: What it is, a sentence.
        kind: What its value is.
        subjects: Where it is found.
        find: Its value in a scene, for the layer or kind that is named where it is ``of`` one; raises NotThere.
        of: Whether it is one of a layer, or of a kind of layers.
        label: What the window calls it; empty where that is the name.
        instead: What is said where it is not what it should be and may not be told, or is not so; empty for the usual
            words.
        names: What the window calls each of its values that are words; the value itself where it is missing.
    """

    name: str
    help: str
    kind: Kind
    subjects: tuple[Subject, ...]
    find: Callable[[Scene, str], FactValue]
    of: Of = ""
    label: str = ""
    instead: str = ""
    names: Mapping[Any, str] = field(default_factory=dict, hash=False)

    @property
    def title(self) -> str:
        """As it is written in a lab: "parameters", "filters of LAYER"."""
        return f"{self.name} of {self.of.upper()}" if self.of else self.name

    @property
    def words(self) -> str:
        """As the student reads it, at the beginning of a sentence: "Learning rate"."""
        words = self.label or NAMES.get(self.name) or self.name.replace("_", " ")
        return capitalised(words)

    def value_in_words(self, value: FactValue) -> str:
        """The value as the student reads it in the window: "÷ 255, so 0 to 1", not "scale"."""
        named = self.names.get(value) if isinstance(value, str) else None
        return named or in_words(value, self.kind)


def key(name: str) -> str:
    """The same for every way to write a name: "Val accuracy", "val_accuracy"."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def plain_value(value: Any) -> FactValue:
    """A setting as the value of a fact."""
    return tuple(map(plain_value, value)) if isinstance(value, (tuple, list)) else value


def in_words(value: FactValue, kind: Kind = "any") -> str:
    """The value as a person reads it: "695,970", "96.75 %", "26 × 26 × 32", "relu"."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, tuple):
        return _row_in_words(value)
    if isinstance(value, str):
        return plain(value, _LONGEST) or tr("nothing")
    if not math.isfinite(value):
        return tr("no number")
    if kind == "share":
        return percent(value, SHARE_DIGITS)
    return number(value) if isinstance(value, int) else number(float(f"{value:.6g}"))


def _row_in_words(value: tuple[FactValue, ...]) -> str:
    whole = [each for each in value if isinstance(each, int) and not isinstance(each, bool)]
    if len(whole) == len(value) and 1 < len(value) <= 4:
        return shape_in_words(tuple(whole))
    text = in_a_row(f"({in_words(each)})" if isinstance(each, tuple) else in_words(each) for each in value[:64])
    return plain(text, _LONGEST) or tr("nothing")
