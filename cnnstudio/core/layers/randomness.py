"""What the kinds share that change pictures at random: their settings, and how Keras writes these."""

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.spec import KerasLayer, LayerSpec, Shape, setting

BYTE_RANGE = "0 to 255"
_RANGES = {"0 to 1": (0.0, 1.0), BYTE_RANGE: (0.0, 255.0)}
_RANGE_NAMES = {"0 to 1": tr("0 to 1"), BYTE_RANGE: tr("0 to 255")}


def factor(
    default: float, help: str, *, label: str = tr("Strength"), high: float = 1, names: Mapping[float, str] | None = None
) -> Any:
    """A setting of how strong the change may be."""
    return setting(default, label, help=help, low=0, high=high, names=names)


def share() -> Any:
    """The setting ``factor`` of kinds that leave some pictures alone, where Keras draws the chance itself."""
    words = tr(
        "How likely a picture is changed at most: Keras draws the chance from 0 to this, so it is half on average."
    )
    return setting(1.0, tr("Chance"), low=0, high=1, help=words)


def value_range() -> Any:
    """The setting ``value_range``."""
    words = tr(
        "Between which numbers the pictures lie where this layer stands; others are cut off. Pictures are 0 to 1 here "
        "after the usual preparation, ÷ 255."
    )
    return setting("0 to 1", tr("Numbers of the picture"), choices=tuple(_RANGES), names=_RANGE_NAMES, help=words)


def fill_mode() -> Any:
    """The setting ``fill_mode``."""
    names = {
        "reflect": tr("reflect: the picture mirrored"),
        "constant": tr("constant: one number"),
        "wrap": tr("wrap: the other side of the picture"),
        "nearest": tr("nearest: the last pixel repeated"),
    }
    words = tr("What comes in where the picture was moved away.")
    return setting("reflect", tr("Fill with"), choices=tuple(names), names=names, help=words, more=True)


def interpolation() -> Any:
    """The setting ``interpolation``."""
    names = {"bilinear": tr("bilinear: between neighbours"), "nearest": tr("nearest: the pixel at that place")}
    words = tr("How a pixel is read between the places of pixels.")
    return setting("bilinear", tr("Between pixels"), choices=tuple(names), names=names, help=words, more=True)


def fill_value() -> Any:
    """The setting ``fill_value``."""
    return setting(0.0, tr("Fill number"), low=0, high=255, help=tr("What “constant” fills with."), more=True)


@dataclass(frozen=True)
class Drawn:
    """The pair that Keras draws from so that no change lies at its middle or its end, by our one strength.

    Of a single number f some of Keras's kinds draw from (−f, f) or (0, f), where no change lies elsewhere: there only
    the pair does what the strength says.

    Attributes:
        none: Keras's number for no change.
        low: How far the lower end lies from ``none`` at strength 1.
        high: As ``low``, of the upper end; above 0.
        least: What Keras's lower end is at least where it is given a single number.
        most: What its upper end is at most here, where Keras would divide by next to nothing.
    """

    none: float
    low: float
    high: float
    least: float
    most: float = math.inf

    def pair(self, strength: float) -> tuple[float, float]:
        """What Keras draws from at a strength."""
        low, high = (round(self.none + way * strength, _DIGITS + 2) for way in (self.low, self.high))
        return low, min(high, self.most)

    def strength(self, pair: Any) -> float:
        """The strength of a pair that ``pair`` gave; raises SpecError for any other."""
        low, high = _two(pair)
        found = round((low - self.none) / self.low if self.low else (high - self.none) / self.high, _DIGITS)
        if not all(map(math.isclose, self.pair(found), pair)):
            raise SpecError(tr("What it draws from is not symmetric, which is not known here."))
        return found

    def near(self, value: Any, era: int) -> tuple[tuple[float, float], bool]:
        """The pair of a strength that means what Keras's number or pair means, or goes as far; whether it is another.

        Raises SpecError for what is neither a number nor two.

        Args:
            era: The generation of Keras. Before the third a number went either way.
        """
        if _is_number(value) and era < 3:
            return self.pair(abs(value)), False
        low, high = (max(-abs(value), self.least), abs(value)) if _is_number(value) else sorted(_two(value))
        if low == max(-high, self.least):
            found = self.pair(high)
        else:
            found = self.pair(min(max(abs(low - self.none), abs(high - self.none)) / self.high, 1.0))
        return found, not all(map(math.isclose, found, (low, min(high, self.most))))


_DIGITS = 12
"""Decimal places of a strength; its pair has more, so that both follow from each other."""


def _is_number(value: Any) -> bool:
    # A whole number of a file may be too large for a float.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _two(pair: Any) -> tuple[float, float]:
    if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not all(map(_is_number, pair)):
        raise SpecError(tr("What it draws from is not two numbers."))
    return pair[0], pair[1]


@dataclass(frozen=True)
class Augmentation(LayerSpec):
    """What all kinds of augmentation share: the shape stays, and Keras's arguments have our names.

    Attributes:
        lowest: The arguments that Keras writes as a pair (low, high) of what is drawn, with the lowest ``low``.
        drawn: The arguments that Keras is given as a pair, as a single number means something else.
        channels: The numbers of channels it takes; any where it is empty.
    """

    lowest: ClassVar[dict[str, float]] = {}
    drawn: ClassVar[dict[str, Drawn]] = {}
    channels: ClassVar[tuple[int, ...]] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.drawn:  # a strength is what can be read back from its pair
            object.__setattr__(self, name, round(getattr(self, name), _DIGITS))

    def output_shape(self, shape: Shape) -> Shape:
        found = arithmetic.picture(shape, self.kind)
        if self.channels and found[2] not in self.channels:
            wanted = tr("{first} or {last}", first=1, last=3) if len(self.channels) > 1 else str(self.channels[0])
            raise SpecError(
                tr(
                    "{kind} works on colours: pictures of {wanted} channels, not of {found:,}. "
                    "Put it at the beginning of a network for colour pictures, or remove it.",
                    kind=self.kind,
                    wanted=wanted,
                    found=found[2],
                )
            )
        return found

    def keras(self) -> tuple[KerasLayer, ...]:
        arguments = {each.name: getattr(self, each.name) for each in fields(self)}
        if "value_range" in arguments:
            arguments["value_range"] = _RANGES[arguments["value_range"]]
        arguments |= {name: drawn.pair(arguments[name]) for name, drawn in self.drawn.items()}
        return ((self.kind, arguments),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        found = dict(arguments)
        if "value_range" in found:
            found["value_range"] = range_of(found["value_range"])
        for name, low in cls.lowest.items():
            found[name] = highest(found[name], low)
        for name, drawn in cls.drawn.items():
            found[name] = drawn.strength(found[name])
        return cls.from_plain(found)

    def summary(self) -> str:
        """How strong it is; of most kinds the change goes either way: "±0.2"."""
        return local(f"±{getattr(self, 'factor', 0):g}")


def range_of(value: Any) -> str:
    """The name of Keras's range; raises SpecError for one that has none."""
    for words, numbers in _RANGES.items():
        if isinstance(value, (list, tuple)) and tuple(value) == numbers:
            return words
    raise SpecError(tr("The range of its numbers is neither 0 to 1 nor 0 to 255."))


def highest(value: Any, low: float) -> Any:
    """f of Keras's pair (−f, f), whose first part is not below ``low``; a number as it is."""
    if not isinstance(value, (list, tuple)):
        return value
    lower, upper = _two(value)
    if lower != max(-upper, low):
        raise SpecError(tr("What it draws from is not symmetric, which is not known here."))
    return upper
