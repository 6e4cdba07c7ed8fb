"""Kinds that change the brightness and colours of pictures at random in every training step.

They act in training only: when the network is tried or tested, pictures pass through them as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.layers import randomness
from cnnstudio.core.layers.randomness import Augmentation, Drawn
from cnnstudio.core.spec import KerasLayer, LayerSpec, Pair, Shape, setting

_RGB = (3,)
_WHOLE = (0.0, 1.0)

# What Keras 3.15 does with the number it draws follows from its sources (keras/src/layers/preprocessing).
_OF_CONTRAST = Drawn(none=0, low=1, high=1, least=0)
"""Distances from the mean are multiplied by 1 − low to 1 + high."""

_OF_SHARPNESS = Drawn(none=0.5, low=-0.5, high=0.5, least=0)
"""0 is the blurred picture, 0.5 the picture, 1 as far from it the other way."""

_OF_SATURATION = Drawn(none=0.5, low=-0.5, high=0.5, least=-1, most=0.9999)
"""The saturation is multiplied by f / (1 − f): 0 is grey, 0.5 the picture, 1 as colourful as can be.

Right at 1 the product is infinite in float16, and that of a grey pixel no number."""

_OF_DEGENERATION = Drawn(none=0, low=0, high=1, least=-1)
"""0 is the picture, 1 its grey version; below 0 it would be more colourful."""


@dataclass(frozen=True)
class RandomBrightness(Augmentation, kind="RandomBrightness", family="augmentation", base_name="random_brightness"):
    """Makes pictures lighter or darker at random while training."""

    lowest: ClassVar[dict[str, float]] = {"factor": -1}

    factor: float = randomness.factor(0.2, tr("How much is added or taken away at most; 1 is from black to white."))
    value_range: str = randomness.value_range()


@dataclass(frozen=True)
class RandomContrast(Augmentation, kind="RandomContrast", family="augmentation", base_name="random_contrast"):
    """Makes the differences between light and dark larger or smaller at random while training."""

    drawn: ClassVar[dict[str, Drawn]] = {"factor": _OF_CONTRAST}

    factor: float = randomness.factor(0.2, tr("How much at most: 0.2 is 20 % either way."))
    value_range: str = randomness.value_range()


@dataclass(frozen=True)
class RandomSharpness(Augmentation, kind="RandomSharpness", family="augmentation", base_name="random_sharpness"):
    """Blurs or sharpens pictures by a random amount while training."""

    drawn: ClassVar[dict[str, Drawn]] = {"factor": _OF_SHARPNESS}

    factor: float = randomness.factor(
        0.5, tr("How much at most either way: 1 is from blurred over 3 × 3 pixels to sharpened by as much.")
    )
    value_range: str = randomness.value_range()


@dataclass(frozen=True)
class RandomGaussianBlur(
    Augmentation, kind="RandomGaussianBlur", family="augmentation", base_name="random_gaussian_blur"
):
    """Blurs pictures by a random amount while training."""

    lowest: ClassVar[dict[str, float]] = {"factor": 0, "sigma": 0}

    factor: float = randomness.share()
    kernel_size: Pair = setting(
        (3, 3), tr("Window"), low=1, high=31, help=tr("Rows and columns that are blurred together; odd.")
    )
    sigma: float = randomness.factor(1.0, tr("The spread of the blur at most, in pixels."), label=tr("Spread"))
    value_range: str = randomness.value_range()

    def summary(self) -> str:
        return tr("up to {value:g} px", value=self.sigma)

    def output_shape(self, shape: Shape) -> Shape:
        if any(size % 2 == 0 for size in self.kernel_size):
            raise SpecError(tr("The window of the blur has odd numbers of rows and columns, such as 3 × 3."))
        return super().output_shape(shape)

    def repairs(self, shape: Shape) -> tuple[tuple[str, LayerSpec], ...]:
        rows, columns = (size + 1 - size % 2 for size in self.kernel_size)
        return (
            (
                tr("Set the window to {rows} × {columns}", rows=rows, columns=columns),
                replace(self, kernel_size=(rows, columns)),
            ),
        )


@dataclass(frozen=True)
class RandomInvert(Augmentation, kind="RandomInvert", family="augmentation", base_name="random_invert"):
    """Turns pictures into their negatives at random while training."""

    lowest: ClassVar[dict[str, float]] = {"factor": 0}
    factor: float = randomness.share()
    value_range: str = randomness.value_range()

    def summary(self) -> str:
        return tr("chance up to {value:g}", value=self.factor)


@dataclass(frozen=True)
class RandomPosterization(
    Augmentation, kind="RandomPosterization", family="augmentation", base_name="random_posterization"
):
    """Leaves fewer shades of every colour, a random number of them, while training."""

    lowest: ClassVar[dict[str, float]] = {"factor": 1}

    factor: int = setting(
        4,
        tr("Bits"),
        low=1,
        high=8,
        help=tr("Shades are counted in bits: from 1 (2 shades) to fewer than this number are left."),
    )
    value_range: str = randomness.value_range()

    def summary(self) -> str:
        most = max(1, self.factor - 1)
        return tr("1 bit") if most == 1 else tr("1 to {most} bits", most=most)


@dataclass(frozen=True)
class RandomGrayscale(Augmentation, kind="RandomGrayscale", family="augmentation", base_name="random_grayscale"):
    """Takes the colours out of some pictures, chosen at random while training."""

    channels: ClassVar[tuple[int, ...]] = (1, 3)
    factor: float = randomness.factor(0.5, tr("The share of pictures that become grey."), label=tr("Share"))

    def summary(self) -> str:
        return tr("{value:.0%} of the pictures", value=self.factor)


@dataclass(frozen=True)
class RandomHue(Augmentation, kind="RandomHue", family="augmentation", base_name="random_hue"):
    """Turns the colours of pictures around the colour wheel at random while training."""

    lowest: ClassVar[dict[str, float]] = {"factor": 0}
    channels: ClassVar[tuple[int, ...]] = _RGB

    factor: float = randomness.factor(0.1, tr("How far at most; 1 is half around the wheel."))
    value_range: str = randomness.value_range()


@dataclass(frozen=True)
class RandomSaturation(Augmentation, kind="RandomSaturation", family="augmentation", base_name="random_saturation"):
    """Makes the colours of pictures paler or stronger at random while training."""

    drawn: ClassVar[dict[str, Drawn]] = {"factor": _OF_SATURATION}
    channels: ClassVar[tuple[int, ...]] = _RGB

    factor: float = randomness.factor(
        0.3,
        tr(
            "How much at most either way: at 0.3 colours become 0.54 to 1.86 times as strong, "
            "at 1 anything from grey to as strong as they can be."
        ),
    )

    def keras(self) -> tuple[KerasLayer, ...]:
        # Keras cuts the saturation, which is from 0 to 1 in any picture, to this range and not the picture: with
        # 0 to 255 the numbers of the picture would leave their range by far.
        ((kind, arguments),) = super().keras()
        return ((kind, {**arguments, "value_range": _WHOLE}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        randomness.range_of(arguments["value_range"])
        return super().from_keras({name: each for name, each in arguments.items() if name != "value_range"})

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """The settings, also of a project that was saved when the range of the picture was one of them."""
        if isinstance(plain, dict):
            plain = {name: each for name, each in plain.items() if name != "value_range"}
        return super().from_plain(plain)


@dataclass(frozen=True)
class RandomColorDegeneration(
    Augmentation, kind="RandomColorDegeneration", family="augmentation", base_name="random_color_degeneration"
):
    """Mixes pictures with their grey version by a random amount while training."""

    drawn: ClassVar[dict[str, Drawn]] = {"factor": _OF_DEGENERATION}
    channels: ClassVar[tuple[int, ...]] = _RGB

    factor: float = randomness.factor(0.5, tr("How much at most; 1 takes all colour away."))
    value_range: str = randomness.value_range()

    def summary(self) -> str:
        return tr("up to {value:g}", value=self.factor)


@dataclass(frozen=True)
class RandomColorJitter(Augmentation, kind="RandomColorJitter", family="augmentation", base_name="random_color_jitter"):
    """Changes brightness, contrast, saturation and hue of pictures at random while training."""

    lowest: ClassVar[dict[str, float]] = {"brightness_factor": -1, "hue_factor": 0}
    drawn: ClassVar[dict[str, Drawn]] = {"contrast_factor": _OF_CONTRAST, "saturation_factor": _OF_SATURATION}
    channels: ClassVar[tuple[int, ...]] = _RGB

    value_range: str = randomness.value_range()
    brightness_factor: float = randomness.factor(0.2, tr("How much lighter or darker at most."), label=tr("Brightness"))
    contrast_factor: float = randomness.factor(0.2, tr("How much the contrast changes at most."), label=tr("Contrast"))
    saturation_factor: float = randomness.factor(
        0.2, tr("How much the colours change at most."), label=tr("Saturation")
    )
    hue_factor: float = randomness.factor(0.1, tr("How far the colours turn at most."), label=tr("Hue"))

    def keras(self) -> tuple[KerasLayer, ...]:
        # The hue is given even where it is 0: only this step cuts numbers to the range that the saturation drove
        # out of it, as ``RandomSaturation`` says.
        ((kind, arguments),) = super().keras()
        return ((kind, {**arguments, **({} if self.saturation_factor else {"saturation_factor": None})}),)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        left_alone = {name: drawn.pair(0) for name, drawn in cls.drawn.items()} | dict.fromkeys(cls.lowest, 0.0)
        return super().from_keras(
            {**arguments, **{each: left_alone[each] for each in left_alone if arguments[each] is None}}
        )

    def summary(self) -> str:
        strengths = (self.brightness_factor, self.contrast_factor, self.saturation_factor, self.hue_factor)
        return tr("up to {strengths}", strengths=local(" · ".join(f"{each:g}" for each in strengths)))
