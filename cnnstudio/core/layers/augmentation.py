"""Kinds that change pictures at random in every training step, so that a network sees more of them than there are.

They act in training only: when the network is tried or tested, pictures pass through them as they are. Keras's
RandomCrop is not among them: it crops in training only, so that the layers behind it would not fit (Keras 3.15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import randomness
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.spec import KerasLayer, setting, settings_of


@dataclass(frozen=True)
class RandomFlip(Augmentation, kind="RandomFlip", family="augmentation", base_name="random_flip"):
    """Mirrors pictures at random while training. Not for digits and letters, which mean something else mirrored."""

    mode: str = setting(
        "horizontal",
        tr("Direction"),
        choices=("horizontal", "vertical", "horizontal_and_vertical"),
        names={
            "horizontal": tr("left and right"),
            "vertical": tr("top and bottom"),
            "horizontal_and_vertical": tr("both"),
        },
        help=tr("Which sides may be swapped."),
    )

    def summary(self) -> str:
        return settings_of(self)["mode"].names[self.mode]


@dataclass(frozen=True)
class RandomRotation(Augmentation, kind="RandomRotation", family="augmentation", base_name="random_rotation"):
    """Turns pictures by a random angle while training."""

    lowest: ClassVar[dict[str, float]] = {"factor": -1}

    factor: float = randomness.factor(
        0.05, tr("The largest turn either way, as a part of a full one: 0.05 is 18°."), label=tr("Part of a turn")
    )
    fill_mode: str = randomness.fill_mode()
    interpolation: str = randomness.interpolation()
    fill_value: float = randomness.fill_value()

    def summary(self) -> str:
        return f"±{self.factor * 360:g}°"


@dataclass(frozen=True)
class RandomTranslation(Augmentation, kind="RandomTranslation", family="augmentation", base_name="random_translation"):
    """Moves pictures up, down and sideways by a random way while training."""

    height_factor: float = randomness.factor(
        0.1, tr("The longest way, as a part of the height."), label=tr("Up or down")
    )
    width_factor: float = randomness.factor(
        0.1, tr("The longest way, as a part of the width."), label=tr("Left or right")
    )
    fill_mode: str = randomness.fill_mode()
    interpolation: str = randomness.interpolation()
    fill_value: float = randomness.fill_value()

    def summary(self) -> str:
        return f"±{self.height_factor:g} · ±{self.width_factor:g}"


@dataclass(frozen=True)
class RandomZoom(Augmentation, kind="RandomZoom", family="augmentation", base_name="random_zoom"):
    """Makes what is in the pictures larger or smaller by a random factor while training."""

    height_factor: float = randomness.factor(
        0.1, tr("How much at most: 0.1 is 10 % either way."), label=tr("Height"), high=0.95
    )
    width_factor: float = randomness.factor(
        0.0,
        tr("The same for the width; 0: always as the height, which keeps proportions."),
        label=tr("Width"),
        high=0.95,
        names={0.0: tr("as the height")},
    )
    fill_mode: str = randomness.fill_mode()
    interpolation: str = randomness.interpolation()
    fill_value: float = randomness.fill_value()

    def keras(self) -> tuple[KerasLayer, ...]:
        ((kind, arguments),) = super().keras()
        return ((kind, {**arguments, "width_factor": self.width_factor or None}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        width = arguments["width_factor"]
        if width == 0:
            raise SpecError(tr("It never changes the width, which is not known here."))
        return cls.from_plain({**arguments, "width_factor": 0.0 if width is None else width})

    def summary(self) -> str:
        return f"±{self.height_factor:g}" + (f" · ±{self.width_factor:g}" if self.width_factor else "")


@dataclass(frozen=True)
class RandomShear(Augmentation, kind="RandomShear", family="augmentation", base_name="random_shear"):
    """Slants pictures by a random amount while training, as letters are slanted in italics."""

    x_factor: float = randomness.factor(
        0.1, tr("The largest slant sideways: 0.1 moves each row by a tenth more."), label=tr("Sideways")
    )
    y_factor: float = randomness.factor(0.0, tr("The largest slant up or down."), label=tr("Up or down"))
    fill_mode: str = randomness.fill_mode()
    interpolation: str = randomness.interpolation()
    fill_value: float = randomness.fill_value()

    def keras(self) -> tuple[KerasLayer, ...]:
        # As a number Keras writes (−f, f) into a file and refuses to read that; it draws the side by itself anyway.
        ((kind, arguments),) = super().keras()
        pairs = {name: (0.0, arguments[name]) for name in ("x_factor", "y_factor")}
        return ((kind, {**arguments, **pairs}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        pairs = {name: randomness.highest(arguments[name], 0) for name in ("x_factor", "y_factor")}
        return cls.from_plain({**arguments, **pairs})

    def summary(self) -> str:
        return f"±{self.x_factor:g}" + (f" · ±{self.y_factor:g}" if self.y_factor else "")


@dataclass(frozen=True)
class RandomPerspective(Augmentation, kind="RandomPerspective", family="augmentation", base_name="random_perspective"):
    """Moves the corners of pictures at random while training, as if they were seen from the side."""

    lowest: ClassVar[dict[str, float]] = {"factor": 0}

    factor: float = randomness.share()
    scale: float = randomness.factor(
        0.3,
        tr("The corners move by half of this part of the side at most; the upper left one stays in its place."),
        label=tr("Strength"),
    )
    interpolation: str = randomness.interpolation()
    fill_value: float = randomness.fill_value()

    def summary(self) -> str:
        return tr("up to {value:g}", value=self.scale)


@dataclass(frozen=True)
class RandomElasticTransform(
    Augmentation, kind="RandomElasticTransform", family="augmentation", base_name="random_elastic_transform"
):
    """Bends pictures at random while training, as if drawn on rubber: good for handwriting.

    (P. Simard et al., "Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis", 2003.)
    """

    lowest: ClassVar[dict[str, float]] = {"factor": 0, "scale": 0}

    factor: float = randomness.share()
    scale: float = randomness.factor(1.0, tr("How strongly it bends at most."), label=tr("Strength"))
    interpolation: str = randomness.interpolation()
    fill_mode: str = randomness.fill_mode()
    fill_value: float = randomness.fill_value()
    value_range: str = randomness.value_range()

    def summary(self) -> str:
        return tr("up to {value:g}", value=self.scale)


@dataclass(frozen=True)
class RandomErasing(Augmentation, kind="RandomErasing", family="augmentation", base_name="random_erasing"):
    """Erases a random patch of pictures while training, so that the network learns to look at all parts.

    (Z. Zhong et al., "Random Erasing Data Augmentation", arXiv:1708.04896.)
    """

    lowest: ClassVar[dict[str, float]] = {"factor": 0, "scale": 0}

    factor: float = randomness.share()
    scale: float = randomness.factor(
        0.33, tr("The largest part of the picture that is erased."), label=tr("Size of the patch")
    )
    fill_value: float = setting(
        -1.0,
        tr("Fill number"),
        low=-1,
        high=255,
        names={-1.0: tr("noise")},
        help=tr("What the patch is filled with; −1: random noise."),
        more=True,
    )
    value_range: str = randomness.value_range()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fill_value < 0:
            object.__setattr__(self, "fill_value", -1.0)

    def keras(self) -> tuple[KerasLayer, ...]:
        ((kind, arguments),) = super().keras()
        return ((kind, {**arguments, "fill_value": None if self.fill_value < 0 else self.fill_value}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        given = arguments["fill_value"]
        if given is not None and (isinstance(given, bool) or not isinstance(given, (int, float)) or given < 0):
            raise SpecError(tr("What it fills with is no number from 0 up."))
        return super().from_keras({**arguments, "fill_value": -1.0 if given is None else given})

    def summary(self) -> str:
        return tr("up to {value:.0%}", value=self.scale)
