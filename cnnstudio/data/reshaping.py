"""Brings pictures to one shape as a Geometry says: colour and inversion first, then the size."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.spec import Pair
from cnnstudio.data.dataset import Picture
from cnnstudio.data.watch import NOBODY, Progress, Watch

_FILTER = Image.Resampling.BILINEAR
"""Averages over all it covers when it makes smaller, as Keras's Resizing with ``antialias`` does."""

_BETWEEN_TELLING = 1000
_BETWEEN_GIVING_WAY = 16


def reshape(picture: Picture, geometry: Geometry, shape: tuple[int, int, int]) -> Picture:
    """The picture, (height, width, 1 or 3) of any size, in the ``shape`` that ``geometry`` gives all pictures."""
    if geometry.invert:
        picture = 255 - picture
    if picture.shape == shape:
        return picture
    channels = shape[2]
    flat = picture[..., 0] if picture.shape[2] == 1 else picture
    image = Image.fromarray(flat).convert("L" if channels == 1 else "RGB")
    if picture.shape[:2] != shape[:2]:
        image = _sized(image, (shape[0], shape[1]), geometry.mode)
    return np.asarray(image, np.uint8).reshape(shape)


def reshape_all(
    pictures: NDArray[np.uint8], geometry: Geometry, shape: tuple[int, int, int], watch: Watch = NOBODY
) -> NDArray[np.uint8]:
    """All pictures (n, height, width, channels) in that shape."""
    if not geometry.changes(tuple(pictures.shape[1:])):
        return pictures
    result = np.empty((len(pictures), *shape), np.uint8)
    for number, picture in enumerate(pictures):
        if number % _BETWEEN_TELLING == 0:
            watch.check()
            watch.tell(Progress(tr("Changing the pictures' shape"), number, len(pictures)))
        if number % _BETWEEN_GIVING_WAY == 0:
            watch.give_way()
        result[number] = reshape(picture, geometry, shape)
    return result


def _sized(image: Image.Image, side: Pair, mode: str) -> Image.Image:
    """The image with ``side`` rows and columns."""
    rows, columns = side
    if mode == "stretch":
        return image.resize((columns, rows), _FILTER)
    across, down = columns / image.width, rows / image.height
    factor = max(across, down) if mode == "crop" else min(across, down)
    if mode == "crop":
        width, height = min(columns / factor, image.width), min(rows / factor, image.height)
        left, top = (image.width - width) / 2, (image.height - height) / 2
        return image.resize((columns, rows), _FILTER, (left, top, left + width, top + height))
    inner = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    result = Image.new(image.mode, (columns, rows))
    result.paste(image.resize(inner, _FILTER), ((columns - inner[0]) // 2, (rows - inner[1]) // 2))
    return result
