"""Makes what Pillow decoded, whatever its kind, grey or colour of 0 to 255 (the rules: ``decoding``)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnstudio.core.language import tr
from cnnstudio.data.dataset import Picture
from cnnstudio.data.pictures.refusal import BadPicture

TWELVE_BITS = "12 bits"
"""The note of a picture of 16 bits a pixel whose values would go into 12."""


def pixels_of(image: Image.Image, notes: list[str]) -> Picture:
    """The picture as (height, width, 1 or 3) uint8; what was done to it is added to the notes. Raises BadPicture."""
    if image.mode.startswith("I;16"):
        return _down(np.asarray(image).astype(np.uint32), notes)
    if image.mode in {"I", "F"}:
        return _ranged(np.asarray(image), notes)
    grey = image.mode in {"1", "L", "LA", "La"}
    if image.mode in {"LA", "La", "RGBA", "RGBa", "PA"} or "transparency" in image.info:
        image = _on_white(image, notes)
    wanted = "L" if grey else "RGB"
    pixels = np.asarray(image if image.mode == wanted else image.convert(wanted), np.uint8)
    return pixels[..., None] if grey else pixels


def _on_white(image: Image.Image, notes: list[str]) -> Image.Image:
    if image.mode in {"La", "RGBa"}:  # colours that were multiplied by their opacity
        image = image.convert("LA" if image.mode == "La" else "RGBA")
    opaque = image.convert("RGBA")
    if opaque.getchannel("A").getextrema() == (255, 255):
        return opaque.convert("RGB")
    notes.append("white")
    ground = Image.new("RGBA", opaque.size, "white")
    ground.alpha_composite(opaque)
    return ground.convert("RGB")


def _ranged(values: NDArray[Any], notes: list[str]) -> Picture:
    """Whole or real numbers of any range as 0–255."""
    if not np.isfinite(values).all():
        raise BadPicture(tr("it holds values that are not finite numbers"))
    low, high = float(values.min()), float(values.max())
    if values.dtype.kind in "iu" and low >= 0 and high <= 65_535:
        return _down(values.astype(np.uint32), notes)
    notes.append("scaled")
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    shares = (values.astype(np.float64) - low) / ((high - low) or 1.0)
    return np.asarray(np.rint(shares * 255), np.uint8)[..., None]


def _down(values: NDArray[np.uint32], notes: list[str]) -> Picture:
    """0–65,535 as 0–255, rounded: 65,535 = 255 · 257."""
    notes.append("deep")
    if values.max() < 1 << 12:
        notes.append(TWELVE_BITS)
    return ((values + 128) // 257).astype(np.uint8)[..., None]
