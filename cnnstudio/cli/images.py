"""Picture files as what a network receives."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps, ink_to_input, picture_to_ink
from cnnstudio.core.words import quoted
from cnnstudio.data.drawn import rendered
from cnnstudio.data.pictures.decoding import FORMATS, MEGAPIXEL, BadPicture, decode
from cnnstudio.data.plain_file import regular
from cnnstudio.data.reshaping import reshape

Pixels = npt.NDArray[np.uint8]

MNIST = (28, 28, 1)
"""The shape of MNIST's digits."""

MEGAPIXELS = 64
"""The most million pixels a picture may have."""


def steps_of(names: str | None) -> Steps:
    """The named steps of a drawing, "crop,scale"; MNIST's way for None. Raises StudioError for another name."""
    if names is None:
        return MNISTS_WAY
    known = [field.name for field in fields(Steps)]
    named = [name.strip().lower() for name in names.split(",") if name.strip() and name.strip().lower() != "none"]
    unknown = [name for name in named if name not in known]
    if unknown:
        raise StudioError(
            tr("There is no step called {name}.", name=quoted(unknown[0])),
            tr("The steps are {names}; or none.", names=", ".join(known)),
        )
    return Steps(**{name: name in named for name in known})


def read_image(
    path: Path,
    shape: tuple[int, int, int],
    geometry: Geometry,
    *,
    digits: bool = False,
    drawn_by: Steps | None = None,
) -> Pixels:
    """The picture in the file, uint8 of the network's input ``shape``; raises StudioError that names the file.

    It is decoded as the pictures of a data set are, and brought to the shape as ``geometry`` brings those.

    Args:
        digits: Whether the network learned MNIST's digits: the picture is made one of them before. One on a dark
            ground that has MNIST's size, or the network's, is one; any other is read as ink on paper.
        drawn_by: What was done to the ink of the drawings that the network learned: the picture is brought to it as
            these were. None where it learned none.
    """
    if shape[2] not in (1, 3):
        raise StudioError(
            tr("The network expects {count} channels.", count=shape[2]),
            tr("Picture files give 1 (grey) or 3 (colour)."),
        )
    picture = _decoded(path)
    if drawn_by is not None:
        return _drawing(picture, path, shape, geometry, drawn_by)
    if digits:
        picture = _digit(picture, path, shape)
    return reshape(picture, geometry.towards(shape), shape)


def _digit(picture: Pixels, path: Path, shape: tuple[int, int, int]) -> Pixels:
    """The picture as MNIST's makers would have made it, (height, width, 1)."""
    grey = reshape(picture, Geometry(colour="grey"), (picture.shape[0], picture.shape[1], 1))
    if grey.shape[:2] in (MNIST[:2], shape[:2]) and _dark_ground(grey):
        return grey
    digit = ink_to_input(picture_to_ink(picture), MNIST)
    if digit is None:
        raise _empty(path)
    return digit


def _drawing(picture: Pixels, path: Path, shape: tuple[int, int, int], geometry: Geometry, steps: Steps) -> Pixels:
    """The picture as one that was drawn is given to the network; light on dark it may be one already."""
    is_made = picture.shape == shape and shape[2] == 1 and _dark_ground(picture)
    # What has one channel is taken for ink: a picture as it looks has three.
    looks = picture if is_made else np.repeat(picture, 3 // picture.shape[2], axis=2)
    found = rendered(looks, shape, geometry, steps)
    if found.min() == found.max():
        raise _empty(path)
    return found


def _empty(path: Path) -> StudioError:
    return StudioError(
        tr("{path} is empty: nothing stands out from its ground.", path=quoted(path)), tr("Choose another picture.")
    )


def _decoded(path: Path) -> Pixels:
    with regular(path) as file:
        try:
            return decode(file, MEGAPIXELS * MEGAPIXEL).picture
        except BadPicture as error:
            known = tr(
                "Pictures are {formats}, of up to {megapixels} million pixels.",
                formats=", ".join(FORMATS),
                megapixels=MEGAPIXELS,
            )
            raise StudioError(tr("{path} cannot be read: {error}.", path=quoted(path), error=error), known) from error


def _dark_ground(picture: Pixels) -> bool:
    """Whether the border is dark, as MNIST's own pictures have it."""
    grey = picture[..., 0]
    return bool(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])) < 128)
