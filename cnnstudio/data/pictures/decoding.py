"""Decodes one picture file that may be broken or hostile into upright pixels, grey or colour.

The rules, for whoever reads pictures:

- Only the formats of FORMATS are tried, whatever the file is called, and never one that starts another program.
- The size is read from the header and compared with a limit before a pixel is decoded.
- A JPEG of a hundred scans and more is refused unseen, as is a PNG of more pixels than its bytes can hold.
- A picture is decoded to its end, so that one cut short is found. Of several frames or pages the first counts.
- It stands upright: a camera's note of how it was held (EXIF) is followed.
- What is transparent stands on white. Palettes, CMYK and black-and-white become RGB or grey.
- 16 bits a pixel are scaled to 0–255, as are whole numbers up to 65,535; floating-point pictures from 0–1 where they
  lie there, else, like whole numbers of another range, from their own least and greatest value.
- Where only a small result is wanted a large JPEG is decoded at a fraction of its size.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO

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

from cnnstudio.core.language import tr
from cnnstudio.core.spec import Pair
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import Picture
from cnnstudio.data.pictures import deflated, scans
from cnnstudio.data.pictures.pixels import pixels_of
from cnnstudio.data.pictures.refusal import BadPicture, what_it_is

__all__ = [
    "FORMATS",
    "MEGAPIXEL",
    "MOST_PIXELS",
    "NOTES",
    "SUFFIXES",
    "BadPicture",
    "Decoded",
    "decode",
    "size_of",
    "without_pillows_warnings",
]

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

MOST_PIXELS = DataRecipe().megapixels * MEGAPIXEL
"""The most pixels a picture may have where nobody says otherwise."""

# Pillow warns or refuses by a number of its own, for the whole process; here the limit is the caller's, who may allow
# more, and is looked at before decoding. No other code of the program opens files with Pillow, and to set it for a
# moment only would let threads that decode at once undo each other's.
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


@dataclass(frozen=True, eq=False)
class Decoded:
    """A picture, (height, width, 1 or 3) uint8.

    Attributes:
        size: Rows and columns the file has; ``picture`` may have fewer where a small result was wanted.
        notes: Of NOTES, what was done to it; and ``pixels.TWELVE_BITS``.
    """

    picture: Picture
    size: Pair
    notes: tuple[str, ...] = ()


NOTES = {
    "deep": tr("16 bits a pixel; they are scaled to 0–255"),
    "scaled": tr("values of another range than 0–255; they are scaled to it"),
    "white": tr("transparent parts; they stand on white"),
    "frames": tr("several frames; the first one is taken"),
}


def size_of(stream: BinaryIO, pixels: int) -> Pair:
    """Rows and columns of the upright picture, from its header; raises BadPicture."""
    with _opened(stream, pixels) as image:
        # To find it in a PNG takes decoding, and cameras write none.
        return _upright_size(image) if image.format in {"JPEG", "MPO", "WEBP"} else (image.height, image.width)


def decode(
    stream: BinaryIO,
    pixels: int = MOST_PIXELS,
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
        _check_bytes(image, stream)
        is_large = image.width * image.height > LARGE
        try:
            with alone if alone is not None and is_large else nullcontext():
                return _decoded(image, side)
        except BadPicture:
            raise
        except MemoryError as error:
            raise BadPicture(tr("there is not enough memory for it")) from error
        except _BROKEN as error:
            raise BadPicture(_why(error)) from error


def _opened(stream: BinaryIO, pixels: int) -> Image.Image:
    """The picture with its header read and found fit."""
    try:
        image = Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise BadPicture(_what_it_is(stream)) from error
    except MemoryError as error:
        raise BadPicture(tr("there is not enough memory for it")) from error
    except _BROKEN as error:
        raise BadPicture(_why(error)) from error
    count = image.width * image.height
    if image.format == "PPM" and any(tile[0] == "ppm_plain" for tile in image.tile):
        pixels = min(pixels, _PLAIN_LIMIT)
    if 0 < count <= pixels:
        return image
    image.close()
    if not count:
        raise BadPicture(tr("it is damaged: it has no pixels"))
    raise BadPicture(
        tr("it has {count:,.0f} megapixels, more than {pixels:,}", count=count / MEGAPIXEL, pixels=pixels // MEGAPIXEL)
    )


def _check_bytes(image: Image.Image, stream: BinaryIO) -> None:
    """Raises BadPicture where the bytes tell that decoding is of no use, before room is made for the pixels."""
    place = stream.tell()
    try:
        is_short = image.format == "PNG" and deflated.is_too_short(stream)
        many = scans.too_many(stream, image.width * image.height) if image.format in {"JPEG", "MPO"} else 0
        stream.seek(place)
    except _BROKEN as error:
        raise BadPicture(_why(error)) from error
    if is_short:
        raise BadPicture(tr("it is cut short"))
    if many:
        raise BadPicture(
            tr("it is stored in {many:,} scans or more, each of which takes as long as a picture", many=many)
        )


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
    picture = pixels_of(_reduced(upright, side), notes)
    return Decoded(picture, size or (upright.height, upright.width), tuple(notes))


def _reduced(image: Image.Image, side: Pair | None) -> Image.Image:
    """A much larger picture averaged over whole squares, at least twice the size that is wanted."""
    if side is None or image.mode not in {"L", "RGB"} or "transparency" in image.info:
        return image
    factor = min(image.height // (2 * side[0]), image.width // (2 * side[1]))
    return image.reduce(factor) if factor > 1 else image


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
        return tr("it is cut short")
    return tr("it is damaged")


def _what_it_is(stream: BinaryIO) -> str:
    """Why a file without a picture's beginning is none."""
    try:
        stream.seek(0)
        return what_it_is(stream.read(512))
    except _BROKEN:
        return tr("it cannot be read")


@contextmanager
def without_pillows_warnings() -> Iterator[None]:
    """What Pillow warns of on stderr is of no use to the person: damage is found and said here.

    For whoever decodes to stand around it. Only Pillow's warnings are concerned, so that threads that overlap here do
    no harm.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield
