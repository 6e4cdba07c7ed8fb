"""What is to be known about data before a network learns from them."""

from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["note", "caution", "problem"]


@dataclass(frozen=True)
class Offer:
    """A change that may help, as a button: the preprocessing's or recipe's setting ``name`` gets ``value``.

    On the plan, ``optimizer`` brings its usual learning rate along."""

    label: str
    part: Literal["preprocessing", "data", "plan"]
    name: str
    value: Any


@dataclass(frozen=True)
class Finding:
    """One thing that was found, in words.

    Attributes:
        tone: ``"problem"``: training on this is likely to mislead; ``"caution"``: look at it; ``"note"``: good to know.
        details: One line a file or class, "cats/7.png: it is cut short", for a list that unfolds; may be cut.
    """

    text: str
    tone: Tone = "note"
    details: tuple[str, ...] = ()
    offer: Offer | None = None
