"""What each step of the preparation is set to and what it does, in words and with the numbers of these pictures."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_count, tr_in
from cnnstudio.core.pictures.preprocessing import FITTED, METHODS, PICTURE_FLOOR, Preprocessing
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain
from cnnstudio.gui.data.preparation.measuring import Measured
from cnnstudio.gui.words import figure, picture_shape, size

_CHANNELS = (tr("red"), tr("green"), tr("blue"))
_TOGETHER = "\N{NO-BREAK SPACE}"
_MODES = {
    "stretch": tr("stretched, so that its proportions change"),
    "crop": tr("cut to the middle, so that its edges are lost"),
    "pad": tr("fitted in whole, with a black margin"),
}

_SAFE_FLOOR = 1.0
"""With a lesser one a pixel that is dead in training may drown the others."""


@dataclass(frozen=True)
class StepWords:
    """A step in words.

    Attributes:
        setting: What it is set to.
        effect: What that does.
        quiet: Whether it does nothing.
        problem: Why it cannot be.
    """

    setting: str
    effect: str = ""
    quiet: bool = False
    problem: str = ""


def picture_step(found: Shape | None, name: str, sizes: str) -> StepWords:
    """The picture as it is.

    Args:
        found: Its shape; None where there is no picture.
        name: The file it comes from; may be empty.
        sizes: The sizes of all pictures where they differ.
    """
    if found is None:
        return StepWords(tr("no data loaded yet"), quiet=True)
    file = f"{plain(PurePath(name).name, 34)}. " if name else ""
    every = f" {tr('The pictures have {sizes} pixels.', sizes=sizes)}" if sizes else ""
    return StepWords(picture_shape(found), f"{file}{tr('Numbers from 0 (black) to 255.')}{every}")


def colour_step(preprocessing: Preprocessing, found: Shape | None, made: Shape | None) -> StepWords:
    """What becomes of the channels of a picture that is ``found`` so and ``made`` like the others."""
    channels = {"grey": 1, "colour": 3}.get(preprocessing.colour, made[2] if made is not None else 0)
    words = {1: tr("grey, 1 channel"), 3: tr("colour, 3 channels")}.get(channels, "")
    same = found is None or found[2] == channels
    if preprocessing.colour == "keep":
        if same or found is None:
            return StepWords(tr("as the pictures are"), quiet=True)
        words = tr("as the pictures are: {words}", words=words)
    elif same:
        return StepWords(words, tr("This picture is so already.") if found is not None else "", quiet=found is not None)
    if channels == 1:  # Pillow's "L", after ITU-R 601-2
        return StepWords(words, tr("Three numbers a pixel become one: 0.299 red + 0.587 green + 0.114 blue."))
    return StepWords(words, tr("One number a pixel becomes three equal ones."))


def invert_step(preprocessing: Preprocessing) -> StepWords:
    """Whether dark and light change places."""
    if not preprocessing.invert:
        return StepWords(tr("no"), quiet=True)
    return StepWords(tr("yes"), tr("255 − x: dark becomes light and light becomes dark."))


def size_step(preprocessing: Preprocessing, found: Shape | None, made: Shape | None, sizes: str) -> StepWords:
    """How a picture ``found`` so becomes one of ``made``.

    Args:
        sizes: The sizes of all pictures where they differ.
    """
    side = preprocessing.geometry.side
    setting = tr("as the pictures are") if side is None else size(side)
    if found is None or made is None:
        return StepWords(setting, quiet=side is None)
    if found[:2] == made[:2] and not sizes:
        return StepWords(setting if side is not None else f"{setting}, {size(made)}", quiet=True)
    if side is None:
        setting = tr("{size}, as most pictures are", size=size(made))
    if found[:2] == made[:2]:
        return StepWords(setting, tr("This picture has the size already, others have not."))
    return StepWords(setting, _sized(found, made, _MODES[preprocessing.mode]))


def _sized(found: Shape, made: Shape, how: str) -> str:
    """What becomes of a picture; ``how`` where its proportions do not fit."""
    before, after = found[0] * found[1], made[0] * made[1]
    if differs_in_proportion(found, made):
        if after > before:
            return tr(
                "This picture is made larger and {how}: {before:,} pixels become {after:,}.",
                how=how,
                before=before,
                after=after,
            )
        return tr(
            "This picture is made smaller and {how}: {before:,} pixels become {after:,}.",
            how=how,
            before=before,
            after=after,
        )
    if after > before:
        return tr("This picture is made larger: {before:,} pixels become {after:,}.", before=before, after=after)
    return tr("This picture is made smaller: {before:,} pixels become {after:,}.", before=before, after=after)


def augmentation_step(preprocessing: Preprocessing, made: Shape | None) -> StepWords:
    """The random changes, and which of them does not take pictures of the shape ``made``."""
    if not preprocessing.augmentation:
        return StepWords(tr_in("random changes", "none"), quiet=True)
    setting = ", ".join(each.kind.removeprefix("Random") for each in preprocessing.augmentation)
    problem = ""
    if made is not None:
        try:
            preprocessing.check_augmentation(made)
        except SpecError as error:
            problem = str(error)
    effect = tr("Drawn anew every time a picture is learned from. Validation, test and drawings stay as they are.")
    return StepWords(setting, effect, problem=problem)


def values_step(preprocessing: Preprocessing, measured: Measured | None, base: str = "") -> StepWords:
    """The scaling of values, with what was measured for it."""
    return StepWords(
        METHODS[preprocessing.method], formula(preprocessing, measured, base), preprocessing.method == "raw"
    )


def network_step(made: Shape | None, measured: Measured | None, wanted: Shape) -> StepWords:
    """What arrives, and whether that is what the network takes, pictures ``wanted`` so."""
    if made is None:
        return StepWords(tr("takes {shape}", shape=shape_words(wanted)), quiet=True)
    count = made[0] * made[1] * made[2]
    effect = tr("{count:,} numbers a picture.", count=count)
    if measured is not None:
        effect = tr(
            "{count:,} numbers a picture, {least} … {greatest} in the training pictures.",
            count=count,
            least=figure(measured.after.least),
            greatest=figure(measured.after.greatest),
        )
    problem = tr("This network takes pictures of {shape}.", shape=shape_words(wanted))
    problem = "" if tuple(made) == tuple(wanted) else problem
    return StepWords(f"{shape_words(made)} float32", effect, problem=problem)


def formula(preprocessing: Preprocessing, measured: Measured | None, base: str = "") -> str:
    """What becomes of a number x, "(x − 33.3) / 78.6"; without the numbers while they are not ``measured``.

    Args:
        base: The pretrained block that scales the pictures itself; empty where there is none.
    """
    match preprocessing.method:
        case "scale":
            return tr("x / 255: black becomes 0, white 1.")
        case "signed":
            return tr("x / 127.5 − 1: black becomes −1, white 1.")
        case "standardise_picture":
            floor = figure(PICTURE_FLOOR)
            return tr(
                "(x − mean) / √(variance + {floor}), of each picture by itself: every picture then has the mean 0 and "
                "the deviation 1, be it dark or light, strong or faint.",
                floor=floor,
            )
        case "standardise":
            return _by_channel(measured)
        case "standardise_pixel":
            return _by_pixel(measured)
    return (
        tr("x stays as it is, 0 to 255: {base} prepares pictures itself.", base=base)
        if base
        else tr("x stays as it is, 0 to 255. Networks learn faster from small numbers around zero.")
    )


def floor_words(measured: Measured) -> str:
    """What the least deviation does for these pictures; empty where it does nothing."""
    count, floor = measured.floored, measured.prepared.preprocessing.floor
    if measured.method not in FITTED or not count:
        return ""
    whole = len(measured.prepared.spread)
    said: dict[str, Any] = {"whole": whole, "floor": figure(floor)}
    if measured.method == "standardise":
        words = tr_count(
            "{count:,} of {whole:,} channels hardly changes in training, so {floor} divides there.",
            "{count:,} of {whole:,} channels hardly change in training, so {floor} divides there.",
            count,
            **said,
        )
    elif measured.shape[2] == 1:
        words = tr_count(
            "{count:,} of {whole:,} pixels hardly changes in training, so {floor} divides there.",
            "{count:,} of {whole:,} pixels hardly change in training, so {floor} divides there.",
            count,
            **said,
        )
    else:
        words = tr_count(
            "{count:,} of {whole:,} numbers hardly changes in training, so {floor} divides there.",
            "{count:,} of {whole:,} numbers hardly change in training, so {floor} divides there.",
            count,
            **said,
        )
    if floor < _SAFE_FLOOR:
        reach = figure(measured.reach)
        return f"{words} {tr('A new picture that differs there becomes up to {reach}: raise it.', reach=reach)}"
    return f"{words} {tr('Without this least deviation a single dot could become huge.')}"


def sample_words(measured: Measured) -> str:
    """On how many pictures the numbers stand."""
    if measured.sample == measured.training:
        return tr("Measured on all {training:,} pictures that are learned from.", training=measured.training)
    return tr(
        "Measured on {sample:,} of the {training:,} pictures that are learned from; a run measures all of its own.",
        sample=measured.sample,
        training=measured.training,
    )


def _by_channel(measured: Measured | None) -> str:
    if measured is None or measured.method != "standardise":
        return tr("(x − mean) / deviation, of each channel.")
    pairs = list(zip(measured.prepared.mean, measured.prepared.divisor, strict=True))
    parts = [f"(x − {figure(mean)}) / {figure(float(divisor))}" for mean, divisor in pairs]
    if len(parts) == len(_CHANNELS):
        parts = [f"{name} {part}".replace(" ", _TOGETHER) for name, part in zip(_CHANNELS, parts, strict=True)]
    return tr(
        "{formulas}: the mean and the deviation of the pictures that are learned from.", formulas=", ".join(parts)
    )


def _by_pixel(measured: Measured | None) -> str:
    if measured is None or measured.method != "standardise_pixel":
        return tr("(x − mean) / deviation, of each pixel.")
    divisor = measured.prepared.divisor
    return tr(
        "(x − mean) / deviation, of each pixel by itself; divided by {least} to {greatest}.",
        least=figure(float(divisor.min())),
        greatest=figure(float(divisor.max())),
    )


def differs_in_proportion(found: Shape, made: Shape) -> bool:
    """Whether the sides of both stand in another proportion to each other."""
    return found[0] * made[1] != found[1] * made[0]


def shape_words(shape: Shape) -> str:
    """ "28×28×1"."""
    return "×".join(local(f"{side:,}") for side in shape)
