"""What happens to a picture before the first layer; the same for training, evaluation and the pad."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from cnnstudio.core import layers
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.layers.randomness import BYTE_RANGE, Augmentation
from cnnstudio.core.packing import pack, unpack
from cnnstudio.core.pictures.geometry import COLOURS, MODES, Geometry
from cnnstudio.core.spec import KINDS, FloatArray, Pair, Settings, Shape, setting, settings_of

METHODS = {
    "raw": tr("Raw, 0 to 255"),
    "scale": tr("÷ 255, so 0 to 1"),
    "signed": tr("÷ 127.5 − 1, so −1 to 1"),
    "standardise": tr("Standardised channel by channel"),
    "standardise_picture": tr("Standardised picture by picture"),
    "standardise_pixel": tr("Standardised pixel by pixel"),
}
METHODS_INSIDE = {name: f"{words[0].lower()}{words[1:]}" for name, words in METHODS.items()}
"""The same as they stand inside a sentence."""

FITTED = ("standardise", "standardise_pixel")
"""The methods that measure the training pictures."""

MOST_PIXELS = 500_000
"""The most numbers of a picture that are standardised one by one: each is stored twice with every run."""

MAX_AUGMENTATIONS = 16
MAX_SIDE = 4096

PICTURE_FLOOR = 1.0
"""Standardising picture by picture divides by √(variance + floor²): a blank picture becomes zeros."""

_SMALL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word begins inside a name, as in ElasticTransform."""

_AT_ONCE = 4_000_000
"""So many numbers are measured at once: as float64 they take eight times as many bytes."""

_FIRST_FLOOR = 1e-3
"""The floor of runs that were stored before it was a setting."""


class PictureRows(Protocol):
    """Pictures that are read part by part: uint8 (n, height, width, channels), in memory or not."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> npt.NDArray[Any]: ...


@dataclass(frozen=True)
class Preprocessing(Settings):
    """What is done to every picture; a value of the project and of each of its runs.

    In this order: colour, inversion, size, augmentation (in training only), and the scaling of values.

    Attributes:
        augmentation: Random changes of the training pictures, as in Keras's layers of these names; they see values
            from 0 to 255.
    """

    method: str = setting(
        "scale",
        tr("Values"),
        choices=tuple(METHODS),
        names=METHODS,
        help=tr(
            "Small numbers around zero make training faster and steadier. What standardising subtracts and divides "
            "by is measured on the training pictures only."
        ),
    )
    floor: float = setting(
        10.0,
        tr("Least deviation"),
        low=0.001,
        high=255,
        more=True,
        help=tr(
            "Standardising never divides by less, in steps of 0 to 255. A pixel that is always black while training "
            "has the deviation 0: without a floor a single grey dot there would become a huge number."
        ),
    )
    size: Pair = setting(
        (0, 0),
        tr("Size"),
        low=0,
        high=MAX_SIDE,
        help=tr(
            "Rows and columns to which every picture is brought; 0 leaves the pictures as they are, or where they "
            "differ takes the size most of them have."
        ),
    )
    mode: str = setting(
        "stretch",
        tr("Other proportions"),
        choices=tuple(MODES),
        names=MODES,
        help=tr("What is done to a picture that is wider or taller than the size asks for."),
    )
    colour: str = setting(
        "keep",
        tr("Colour"),
        choices=tuple(COLOURS),
        names=COLOURS,
        help=tr("Grey pictures have one number a pixel, colour pictures three."),
    )
    invert: bool = setting(
        False,
        tr("Invert"),
        help=tr(
            "Swaps dark and light: MNIST has light digits on a dark ground, most pictures of digits dark ones on "
            "light paper."
        ),
    )
    augmentation: tuple[Augmentation, ...] = field(default=())

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.augmentation) > MAX_AUGMENTATIONS:
            raise SpecError(tr("There are at most {most} augmentations.", most=MAX_AUGMENTATIONS))
        if not all(isinstance(each, Augmentation) for each in self.augmentation):
            raise SpecError(tr("An augmentation is a layer of the family augmentation."))
        object.__setattr__(self, "augmentation", tuple(map(_on_bytes, self.augmentation)))

    @property
    def geometry(self) -> Geometry:
        """What is done to the shape of the pictures."""
        return Geometry(self.size, self.mode, self.colour, self.invert)

    def check_augmentation(self, shape: Shape) -> None:
        """Raises SpecError in words when an augmentation cannot take pictures of this shape."""
        for each in self.augmentation:
            each.output_shape(shape)

    def takes(self, shape: Shape) -> bool:
        """Whether pictures of this shape are not too large for what is measured on them."""
        return self.method != "standardise_pixel" or math.prod(shape) <= MOST_PIXELS

    def check_size(self, shape: Shape) -> None:
        """Raises SpecError in words unless it ``takes`` pictures of this shape."""
        if not self.takes(shape):
            size = " × ".join(map(str, shape))
            raise SpecError(
                tr("Pictures of {size} have too many numbers to be standardised pixel by pixel.", size=size)
            )

    def fit(self, pictures: PictureRows, between: Callable[[], None] = lambda: None) -> "Prepared":
        """The preprocessing with what it learns from the training pictures, (n, height, width, channels), 0 to 255.

        Raises SpecError where ``check_size`` does.

        Args:
            between: Called between parts of the pictures; what it raises ends the measuring.
        """
        if self.method not in FITTED:
            return Prepared(self)
        self.check_size(pictures.shape[1:])
        axes = (0,) if self.method == "standardise_pixel" else (0, 1, 2)
        total = square = np.zeros(())
        # Part by part: a float copy of all pixels at once would take eight times the memory.
        for part in _parts(pictures):
            total = total + part.sum(axes, dtype=np.float64)
            square = square + np.square(part, dtype=np.float64).sum(axes)
            between()
        count = len(pictures) if len(axes) == 1 else int(np.prod(pictures.shape[:3]))
        mean = total / count
        spread = np.sqrt(np.maximum(square / count - np.square(mean), 0))
        return Prepared(self, _measured(mean), _measured(spread))

    def to_plain(self) -> dict[str, Any]:
        plain = super().to_plain()
        augmentation = [{"kind": each.kind, "settings": each.to_plain()} for each in self.augmentation]
        return {**plain, "augmentation": augmentation} if augmentation else plain

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        if not isinstance(plain, dict):
            return super().from_plain(plain)
        rest = {name: value for name, value in plain.items() if name != "augmentation"}
        return replace(super().from_plain(rest), augmentation=_augmentation(plain.get("augmentation", [])))


@dataclass(frozen=True)
class Prepared:
    """A preprocessing ready to be applied.

    Attributes:
        mean, spread: Measured on the training pictures, in 0 to 255: one number a channel, or one a number of the
            picture row by row; empty unless it measures. ``spread`` is the standard deviation as it was found.
    """

    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    mean: tuple[float, ...] = ()
    spread: tuple[float, ...] = ()

    @property
    def method(self) -> str:
        return self.preprocessing.method

    @cached_property
    def centre(self) -> FloatArray:
        """What is subtracted, (numbers,) float32."""
        return np.asarray(self.mean, np.float32)

    @cached_property
    def divisor(self) -> FloatArray:
        """What is divided by, (numbers,) float32: the spread, and at least the floor."""
        return np.maximum(np.asarray(self.spread, np.float32), np.float32(self.preprocessing.floor))

    def apply(self, pictures: npt.NDArray[Any]) -> FloatArray:
        """What the network receives, float32, for pictures (…, height, width, channels) with values 0 to 255."""
        values = np.asarray(pictures, np.float32)
        match self.method:
            case "scale":
                return np.asarray(values / np.float32(255), np.float32)
            case "signed":
                return np.asarray(values / np.float32(127.5) - np.float32(1), np.float32)
            case "standardise":
                return np.asarray((values - self.centre) / self.divisor, np.float32)
            case "standardise_pixel":
                shape = values.shape[-3:]
                return np.asarray((values - self.centre.reshape(shape)) / self.divisor.reshape(shape), np.float32)
            case "standardise_picture":
                axes = (-3, -2, -1)
                centred = values - values.mean(axes, keepdims=True)
                variance = np.square(centred).mean(axes, keepdims=True)
                return np.asarray(centred / np.sqrt(variance + np.float32(PICTURE_FLOOR**2)), np.float32)
        return values

    def fits(self, shape: Shape) -> bool:
        """Whether what was measured belongs to pictures (height, width, channels) of this shape."""
        if self.method not in FITTED:
            return True
        return len(self.mean) == (shape[2] if self.method == "standardise" else int(np.prod(shape)))

    def to_plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {"preprocessing": self.preprocessing.to_plain(), "mean": pack(self.mean), "spread": pack(self.spread)}

    @classmethod
    def from_plain(cls, plain: Any) -> "Prepared":
        """What ``to_plain`` wrote, of this version or the first; raises SpecError for anything else."""
        if not isinstance(plain, dict):
            raise SpecError(tr("The preprocessing is not one this version knows."))
        if "preprocessing" in plain:
            preprocessing = Preprocessing.from_plain(plain["preprocessing"])
        elif plain.get("method") in ("raw", "scale", "standardise"):
            preprocessing = Preprocessing(plain["method"], _FIRST_FLOOR)
        else:
            raise SpecError(tr("The preprocessing is not one this version knows."))
        mean, spread = unpack(plain.get("mean", [])), unpack(plain.get("spread", []))
        if len(mean) != len(spread) or bool(mean) != (preprocessing.method in FITTED):
            raise SpecError(tr("The preprocessing's mean and spread do not belong together."))
        if any(each < 0 for each in spread):
            raise SpecError(tr("A deviation is never negative."))
        return cls(preprocessing, mean, spread)


_SHORT = {
    "raw": tr("raw, 0 to 255"),
    "scale": "÷ 255",
    "signed": local("÷ 127.5 − 1"),
    "standardise": tr("standardised per channel"),
    "standardise_picture": tr("standardised per picture"),
    "standardise_pixel": tr("standardised per pixel"),
}
_COLOURED = {"grey": tr("grey"), "colour": tr("colour")}


def summary(preprocessing: Preprocessing, *, with_random: bool = True) -> str:
    """In a few words, "32×32 · grey · ÷ 255 · flip, rotation"; what does nothing is left out.

    Args:
        with_random: Whether the random changes are named, which only training makes.
    """
    side, colour = preprocessing.geometry.side, preprocessing.colour
    random = preprocessing.augmentation if with_random else ()
    parts = (
        "" if side is None else f"{side[0]}×{side[1]}",
        "" if colour == "keep" else _COLOURED[colour],
        tr("inverted") if preprocessing.invert else "",
        _SHORT[preprocessing.method],
        ", ".join(_SMALL.sub(" ", each.kind.removeprefix("Random")).lower() for each in random),
    )
    return " · ".join(filter(None, parts))


def _measured(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Row by row, each as exact as it is kept in a file."""
    return unpack(pack(tuple(map(float, values.ravel()))))


def _augmentation(plain: Any) -> tuple[Augmentation, ...]:
    if not isinstance(plain, list) or len(plain) > MAX_AUGMENTATIONS:
        raise SpecError(tr("Augmentations are a list of at most {most}.", most=MAX_AUGMENTATIONS))
    return tuple(_one_augmentation(each) for each in plain)


def _one_augmentation(plain: Any) -> Augmentation:
    known = augmentations()
    kind = plain.get("kind") if isinstance(plain, dict) and set(plain) == {"kind", "settings"} else None
    if not isinstance(kind, str) or kind not in known:
        raise SpecError(tr("An augmentation is not one this version knows."))
    return known[kind].from_plain(plain["settings"])


def augmentations() -> dict[str, type[Augmentation]]:
    """Every kind of augmentation by its name."""
    assert layers.augmentation  # their module has filled KINDS
    return {name: kind for name, kind in KINDS.items() if issubclass(kind, Augmentation)}


def _on_bytes(augmentation: Augmentation) -> Augmentation:
    """Set to pictures with values from 0 to 255, where the kind asks for the range."""
    if "value_range" not in settings_of(augmentation):
        return augmentation
    return type(augmentation).from_plain({**augmentation.to_plain(), "value_range": BYTE_RANGE})


def _parts(pictures: PictureRows) -> Iterator[npt.NDArray[Any]]:
    step = max(1, _AT_ONCE // int(np.prod(pictures.shape[1:])))
    return (pictures[start : start + step] for start in range(0, len(pictures), step))
