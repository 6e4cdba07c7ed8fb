"""Reads a picture and what it was in its source; no widget is touched here."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.widgets.gallery.tiles import thumbnail
from cnnstudio.gui.words import picture_shape


@dataclass(frozen=True, eq=False)
class Read:
    """What was read of a picture: itself, and of the original a small image, its size in words and its file.

    Attributes:
        trouble: Why the original cannot be read; then the picture stands for it.
    """

    picture: Picture
    original: QImage
    size: str = ""
    name: str = ""
    trouble: str = ""


def at_hand(data: DataSet, chosen: Chosen) -> Picture | None:
    """The picture where it lies in memory, so that reading it takes no time; else None."""
    pictures = data.x_train if chosen.part == "train" else data.x_test
    return None if isinstance(pictures, StoredPictures) else pictures[chosen.number]


def read(data: DataSet, chosen: Chosen, side: int) -> Read:
    """Reads the picture and its original, which is made as small as fits into a square. Raises StudioError."""
    picture = read_picture(data, chosen)
    if data.originals is None:
        return Read(picture, thumbnail(picture, side))
    name = data.originals.name(chosen.part, chosen.number)
    try:
        original = data.originals.read(chosen.part, chosen.number)
    except StudioError as error:
        return Read(picture, thumbnail(picture, side), "", name, str(error))
    return Read(picture, thumbnail(original, side), picture_shape(original.shape), name)


def read_picture(data: DataSet, chosen: Chosen) -> Picture:
    """The picture alone. Raises StudioError where its file is gone."""
    pictures = data.x_train if chosen.part == "train" else data.x_test
    return np.asarray(pictures[chosen.number])
