"""Decodes one picture file that may be broken or hostile into upright pixels, grey or colour.

The rules, for whoever reads pictures:

- Only the formats of FORMATS are tried, whatever the file is called, and never one that starts another program.
- The size is read from the header and compared with a limit before a pixel is decoded.
- A picture is decoded to its end, so that one cut short is found. Of several frames or pages the first counts.
- It stands upright: a camera's note of how it was held (EXIF) is followed.
- What is transparent stands on white. Palettes, CMYK and black-and-white become RGB or grey.
- 16 bits a pixel are scaled to 0–255, as are whole numbers up to 65,535; floating-point pictures from 0–1 where they
  lie there, else, like whole numbers of another range, from their own least and greatest value.
- Where only a small result is wanted a large JPEG is decoded at a fraction of its size.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

# Named, so that Pillow finds them without loading its forty other readers.
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from cnnstudio.core.spec import Pair
from cnnstudio.data.dataset import Picture

_PLUGINS = (
    PngImagePlugin,
    JpegImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    PpmImagePlugin,
)
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
SUFFIXES = frozenset(
    f".{ending}"
    for ending in (
        *("png", "apng", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "gif", "tif", "tiff", "webp"),
        *("pgm", "ppm", "pbm", "pnm", "pfm"),
    )
)
"""The endings of files that are taken for pictures, in small letters."""

MEGAPIXEL = 1_000_000
LARGE = 8 * MEGAPIXEL

# Pillow warns or refuses by a number of its own; here the limit is the caller's, and looked at before decoding.
Image.MAX_IMAGE_PIXELS = None

_PLAIN_LIMIT = 4 * MEGAPIXEL
"""A PPM written in decimal digits is read by slow Python code: two megapixels a second."""

_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The EXIF orientation (tag 0x0112) and what brings the picture upright."""

_ON_ITS_SIDE = range(5, 9)
_WITH_ORIENTATION = {"exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif"}

_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    SyntaxError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
)
"""What Pillow's readers have been seen to raise for damaged files."""

_OTHERS = (
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"8BPS", "a Photoshop file"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SIMPLE  =", "a FITS file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"RIFF", "a sound or a film"),
    (b"<svg", "an SVG drawing"),
    (b"<html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<?xml", "an XML file"),
)


class BadPicture(Exception):
    """The file cannot be taken; the message is the reason, to stand after its name: "it is cut short"."""


@dataclass(frozen=True, eq=False)
class Decoded:
    """A picture, (height, width, 1 or 3) uint8.

    Attributes:
        size: Rows and columns the file has; ``picture`` may have fewer where a small result was wanted.
        notes: Of NOTES, what was done to it.
    """

    picture: Picture
    size: Pair
    notes: tuple[str, ...] = ()


NOTES = {
    "deep": "16 bits a pixel; they are scaled to 0–255",
    "scaled": "values of another range than 0–255; they are scaled to it",
    "white": "transparent parts; they stand on white",
    "frames": "several frames; the first one is taken",
}


def size_of(stream: BinaryIO, pixels: int) -> Pair:
    """Rows and columns of the upright picture, from its header; raises BadPicture."""
    with _opened(stream, pixels) as image:
        # To find it in a PNG takes decoding, and cameras write none.
        return _upright_size(image) if image.format in {"JPEG", "MPO", "WEBP"} else (image.height, image.width)


def decode(
    stream: BinaryIO,
    pixels: int = 64 * MEGAPIXEL,
    side: Pair | None = None,
    alone: AbstractContextManager[Any] | None = None,
) -> Decoded:
    """The picture in the stream, by the rules of this module; raises BadPicture and nothing else.

    Args:
        pixels: The most pixels a picture may have.
        side: Rows and columns it is to be brought to afterwards; None keeps every pixel.
        alone: A lock that is held while a large picture is decoded, so that several threads do not do so at once.
    """
    with _opened(stream, pixels) as image:
        is_large = image.width * image.height > LARGE
        try:
            with alone if alone is not None and is_large else nullcontext():
                return _decoded(image, side)
        except BadPicture:
            raise
        except MemoryError as error:
            raise BadPicture("there is not enough memory for it") from error
        except _BROKEN as error:
            raise BadPicture(_why(error)) from error


def _opened(stream: BinaryIO, pixels: int) -> Image.Image:
    """The picture with its header read and found fit."""
    try:
        image = Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise BadPicture(_what_it_is(stream)) from error
    except MemoryError as error:
        raise BadPicture("there is not enough memory for it") from error
    except _BROKEN as error:
        raise BadPicture(_why(error)) from error
    count = image.width * image.height
    if image.format == "PPM" and any(tile[0] == "ppm_plain" for tile in image.tile):
        pixels = min(pixels, _PLAIN_LIMIT)
    if 0 < count <= pixels:
        return image
    image.close()
    if not count:
        raise BadPicture("it is damaged: it has no pixels")
    raise BadPicture(f"it has {count / MEGAPIXEL:,.0f} megapixels, more than {pixels // MEGAPIXEL:,}")


def _decoded(image: Image.Image, side: Pair | None) -> Decoded:
    size = _upright_size(image) if image.format in {"JPEG", "MPO"} else None
    if side is not None and size is not None:
        # Twice the size that is wanted, so that the last step can still average.
        rows, columns = side if size == (image.height, image.width) else side[::-1]
        image.draft(image.mode, (2 * columns, 2 * rows))
    image.load()
    turned = _TURNED.get(_orientation(image)) if image.format != "TIFF" else None  # Pillow turns TIFF by itself
    several = image.format in {"GIF", "WEBP", "PNG"} and _is_animated(image)
    notes = ["frames"] if several else []
    if several:
        image.seek(0)
        image.load()
    upright = image.transpose(turned) if turned is not None else image
    picture = _pixels(_reduced(upright, side), notes)
    return Decoded(picture, size or (upright.height, upright.width), tuple(notes))


def _reduced(image: Image.Image, side: Pair | None) -> Image.Image:
    """A much larger picture averaged over whole squares, at least twice the size that is wanted."""
    if side is None or image.mode not in {"L", "RGB"} or "transparency" in image.info:
        return image
    factor = min(image.height // (2 * side[0]), image.width // (2 * side[1]))
    return image.reduce(factor) if factor > 1 else image


def _pixels(image: Image.Image, notes: list[str]) -> Picture:
    if image.mode.startswith("I;16"):
        notes.append("deep")
        return _down(np.asarray(image).astype(np.uint32))
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
        raise BadPicture("it holds values that are not finite numbers")
    low, high = float(values.min()), float(values.max())
    if values.dtype.kind in "iu" and low >= 0 and high <= 65_535:
        notes.append("deep")
        return _down(values.astype(np.uint32))
    notes.append("scaled")
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    shares = (values.astype(np.float64) - low) / ((high - low) or 1.0)
    return np.asarray(np.rint(shares * 255), np.uint8)[..., None]


def _down(values: NDArray[np.uint32]) -> Picture:
    """0–65,535 as 0–255, rounded: 65,535 = 255 · 257."""
    return ((values + 128) // 257).astype(np.uint8)[..., None]


def _upright_size(image: Image.Image) -> Pair:
    turned = _orientation(image) in _ON_ITS_SIDE
    return (image.width, image.height) if turned else (image.height, image.width)


def _orientation(image: Image.Image) -> int:
    """1 to 8; 1 where there is none or the note is damaged, for which no picture is left out."""
    if not _WITH_ORIENTATION & image.info.keys():
        return 1
    try:
        found = image.getexif().get(0x0112, 1)
    except _BROKEN:
        return 1
    return found if isinstance(found, int) else 1


def _is_animated(image: Image.Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except _BROKEN:
        return False  # what comes after the first frame is damaged, and not needed


def _why(error: Exception) -> str:
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return "it is cut short"
    return "it is damaged"


def _what_it_is(stream: BinaryIO) -> str:
    """Why a file without a picture's beginning is none."""
    try:
        stream.seek(0)
        start = stream.read(512)
    except _BROKEN:
        return "it cannot be read"
    if not start:
        return "it is empty"
    if not any(start):
        return "it holds nothing but zeros"
    if start[4:8] == b"ftyp":
        return "it is an HEIC or AVIF picture or a film; save it as PNG or JPEG"
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in _OTHERS:
        if start.startswith(mark) or bare.startswith(mark.lower()):
            return f"it is {name}, not a picture"
    text = all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in start)
    return "it is a text, not a picture" if text else "it is no picture, or its beginning is damaged"


@contextmanager
def without_pillows_warnings() -> Iterator[None]:
    """What Pillow warns of on stderr is of no use to the person: damage is found and said here.

    For whoever decodes to stand around it. Only Pillow's warnings are concerned, so that threads that overlap here do
    no harm.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def from_bytes(content: bytes, pixels: int = 64 * MEGAPIXEL, side: Pair | None = None) -> Decoded:
    """As ``decode``, of a file that is in memory."""
    return decode(io.BytesIO(content), pixels, side)
