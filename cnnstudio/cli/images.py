"""Picture files as what a network receives."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.geometry import Geometry
from cnnstudio.core.pictures import ink_to_input, picture_to_ink
from cnnstudio.core.words import quoted
from cnnstudio.data.arrays.plain_file import regular
from cnnstudio.data.pictures.decoding import FORMATS, MEGAPIXEL, BadPicture, decode
from cnnstudio.data.reshaping import reshape

Pixels = npt.NDArray[np.uint8]

MEGAPIXELS = 64
"""The most million pixels a picture may have."""


def read_image(path: Path, shape: tuple[int, int, int]) -> Pixels:
    """The picture in the file, uint8 of the network's input ``shape``; raises StudioError that names the file.

    One channel: a picture of just that size on a dark ground is taken as it is; any other is read as ink on paper
    and made a digit the way MNIST's makers did it. Three channels: colours, resized where the size differs. It is
    decoded as the pictures of a data set are.
    """
    height, width, channels = shape
    if channels not in (1, 3):
        raise StudioError(f"The network expects {channels} channels.", "Picture files give 1 (grey) or 3 (colour).")
    picture = _decoded(path)
    if channels == 3:
        return reshape(picture, Geometry((height, width), colour="colour"), shape)
    grey = reshape(picture, Geometry(colour="grey"), (picture.shape[0], picture.shape[1], 1))
    if grey.shape == shape and _dark_ground(grey):
        return grey
    digit = ink_to_input(picture_to_ink(picture), shape)
    if digit is None:
        raise StudioError(f"{quoted(path)} is empty: nothing stands out from its ground.", "Choose another picture.")
    return digit


def _decoded(path: Path) -> Pixels:
    with regular(path) as file:
        try:
            return decode(file, MEGAPIXELS * MEGAPIXEL).picture
        except BadPicture as error:
            known = f"Pictures are {', '.join(FORMATS)}, of up to {MEGAPIXELS} million pixels."
            raise StudioError(f"{quoted(path)} cannot be read: {error}.", known) from error


def _dark_ground(picture: Pixels) -> bool:
    """Whether the border is dark, as MNIST's own pictures have it."""
    grey = picture[..., 0]
    return bool(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])) < 128)
