"""Arrays as Qt images: colour maps for numbers, and pictures as they are."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage

from cnnstudio.core.language import tr

COLOUR_MAPS = {"grey": tr("Grey"), "viridis": tr("Viridis"), "diverging": tr("Blue – white – red")}
"""The colour maps and what the person reads for each."""

_ANCHORS = {
    "grey": ("#000000", "#ffffff"),
    # Matplotlib's viridis (S. van der Walt and N. Smith, CC0) at ten equal steps.
    "viridis": (
        *("#440154", "#482878", "#3e4a89", "#31688e", "#26828e"),
        *("#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"),
    ),
    # ColorBrewer's RdBu, turned round so that red is above zero.
    "diverging": ("#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"),
}

_NOTHING = 256
"""The place in a colour table of what is no number: the gaps between tiles."""


@cache
def colour_table(name: str) -> npt.NDArray[np.uint32]:
    """256 colours as 0xffrrggbb, from the map's low end to its high end."""
    anchors = [QColor(anchor) for anchor in _ANCHORS[name]]
    places = np.linspace(0, 255, len(anchors))
    parts = [np.interp(np.arange(256), places, [part(each) for each in anchors]) for part in _PARTS]
    red, green, blue = (np.rint(part).astype(np.uint32) for part in parts)
    table = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    table.setflags(write=False)
    return table


_PARTS = (QColor.red, QColor.green, QColor.blue)


def coloured(picture: npt.NDArray[Any], name: str, gap: QColor) -> QImage:
    """Numbers from 0 to 1, (height, width), in a colour map, or (height, width, 3) as colours; NaN in ``gap``."""
    values = np.asarray(picture, np.float32)
    empty = np.isnan(values)
    steps = np.clip(np.where(empty, 0, values) * 255 + 0.5, 0, 255).astype(np.uint32)
    if values.ndim == 3:
        pixels = np.uint32(0xFF000000) | steps[..., 0] << np.uint32(16) | steps[..., 1] << np.uint32(8) | steps[..., 2]
        pixels[empty.any(-1)] = gap.rgb()
    else:
        table = np.append(colour_table(name), np.uint32(gap.rgb()))
        pixels = table[np.where(empty, np.uint32(_NOTHING), steps)]
    return rgb_image(pixels)


def on_ground(image: QImage, picture: npt.NDArray[Any], gap: QColor) -> QImage:
    """The same with another ``gap``, where ``coloured`` made the image of ``picture``."""
    other = image.copy()
    pixels = np.frombuffer(other.bits(), np.uint32).reshape(image.height(), image.width())
    empty = np.isnan(picture)
    pixels[empty.any(-1) if picture.ndim == 3 else empty] = gap.rgb()
    return other


def picture_image(picture: npt.NDArray[np.uint8]) -> QImage:
    """A picture (height, width, channels), 0 to 255: three channels are red, green, blue, else the first is grey."""
    height, width, count = picture.shape
    pixels = np.ascontiguousarray(picture if count == 3 else picture[..., 0], np.uint8)
    way = QImage.Format.Format_RGB888 if count == 3 else QImage.Format.Format_Grayscale8
    # The image that is converted has a memory of its own.
    return QImage(pixels.data, width, height, pixels.strides[0], way).convertToFormat(QImage.Format.Format_RGB32)


def image_array(image: QImage) -> npt.NDArray[np.uint8]:
    """An image as (height, width, 4): red, green, blue, alpha, 0 to 255."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 4].reshape(plain.height(), plain.width(), 4).copy()


def enlarged(image: QImage, factor: int) -> QImage:
    """The image with each pixel as a square of ``factor`` × ``factor``."""
    size = QSize(image.width() * factor, image.height() * factor)
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)


def rgb_image(pixels: npt.NDArray[np.uint32]) -> QImage:
    """Colours as 0xffrrggbb, (height, width), as an image with a memory of its own."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    # copy(): the image must not outlive the array's memory.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
