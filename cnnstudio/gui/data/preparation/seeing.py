"""One picture before and after its preparation, as it can be shown; no widget is touched here."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.spec import FloatArray
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.data.reshaping import reshape
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.widgets.rasters import colour_table
from cnnstudio.gui.words import figure

_SIDE = 256
"""Pictures are shown with at most so many pixels a side."""

_RANGES = {"raw": (0.0, 255.0), "scale": (0.0, 1.0), "signed": (-1.0, 1.0)}


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture to look at, uint8 (height, width, channels), and what its colours stand for.

    Attributes:
        colours: The colour map, ``"grey"`` or ``"diverging"``.
        low, high: What the ends of the map stand for.
    """

    picture: Picture
    colours: str
    low: str
    high: str


@dataclass(frozen=True, eq=False)
class Seen:
    """A picture as its source has it, and as the network gets it.

    Attributes:
        found: The shape it came with.
        original: As it came, made smaller where it is large.
        made: In the network's shape, 0 to 255.
        values: What the network receives; None while what the preprocessing subtracts is not measured yet.
        trouble: Why the original could not be read; then it is ``made`` that is shown.
    """

    name: str
    found: tuple[int, int, int]
    original: Picture
    made: Picture
    values: FloatArray | None
    trouble: str = ""


def look(data: DataSet, chosen: Chosen, preprocessing: Preprocessing, prepared: Prepared | None) -> Seen:
    """The chosen picture through all steps.

    Args:
        prepared: The preprocessing with what it measured; None, or of another shape of pictures, where it is not
            known for these.
    """
    pictures = data.x_train if chosen.part == "train" else data.x_test
    made = original = np.asarray(pictures[chosen.number])
    name, trouble, place = "", "", (chosen.part, chosen.number)
    if data.originals is not None:
        try:
            name, original = data.originals.name(*place), data.originals.read(*place)
            # Made here, not taken from the data: these are loaded anew after each change, which may take minutes.
            made = reshape(original, preprocessing.geometry, _shape(preprocessing, data))
        except StudioError as error:
            trouble = str(error)
    values = None
    if prepared is not None and prepared.fits(made.shape):
        values = prepared.apply(made)
    found = (original.shape[0], original.shape[1], original.shape[2])
    return Seen(name, found, reduced(original), made, values, trouble)


def shown(values: FloatArray, method: str) -> Shown:
    """The numbers the network receives, (height, width, channels), as colours.

    One channel with numbers below zero becomes blue (below) – white (zero) – red (above); otherwise black is the least
    number of the method, or of this picture where the method has none, and white the greatest.
    """
    values = values[:: _step(values.shape), :: _step(values.shape)]
    if values.shape[2] == 1 and values.min() < 0:
        reach = float(np.abs(values).max())
        places = np.rint((values[..., 0] / reach + 1) * 127.5).astype(np.intp)
        colours = colour_table("diverging")[places]
        picture = np.stack([colours >> shift & 255 for shift in (16, 8, 0)], -1).astype(np.uint8)
        return Shown(picture, "diverging", figure(-reach), figure(reach))
    low, high = _RANGES.get(method) or (float(values.min()), float(values.max()))
    scaled = (values - low) / ((high - low) or 1) * 255
    picture = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    return Shown(picture, "grey", figure(low), figure(high))


def reduced(picture: npt.NDArray[np.uint8]) -> Picture:
    """The picture with at most so many pixels a side as are worth showing."""
    if max(picture.shape[:2]) <= _SIDE:
        return picture
    image = Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture)
    image.thumbnail((_SIDE, _SIDE))
    return np.asarray(image, np.uint8).reshape(image.height, image.width, picture.shape[2])


def _shape(preprocessing: Preprocessing, data: DataSet) -> tuple[int, int, int]:
    # What the pictures decide themselves, as their size, is known only from how the data were loaded.
    height, width, channels = preprocessing.geometry.shape(data.input_shape)
    return height, width, channels


def _step(shape: tuple[int, ...]) -> int:
    return -(-max(shape[:2]) // _SIDE)
