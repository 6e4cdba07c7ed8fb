"""Good pictures as bytes, for inputs that are to be partly good, or to be damaged."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def encoded(format: str = "PNG", size: tuple[int, int] = (16, 12), mode: str = "RGB", **options: Any) -> bytes:
    """A picture of noise; ``size`` is width and height."""
    generator = np.random.default_rng(3)
    pixels = generator.integers(0, 256, (size[1], size[0], 4), np.uint8)
    image = Image.fromarray(pixels, "RGBA") if mode == "RGBA" else Image.fromarray(pixels[..., :3]).convert(mode)
    if mode == "I;16":
        image = Image.fromarray(generator.integers(0, 65536, size[::-1], np.uint16))
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def samples() -> dict[str, bytes]:
    """One of every kind, by the ending of its file's name with a word before."""
    return {
        "grey.png": encoded(mode="L"),
        "colour.png": encoded(),
        "alpha.png": encoded(mode="RGBA"),
        "deep.png": encoded(mode="I;16"),
        "palette.png": encoded(mode="P"),
        "bits.png": encoded(mode="1"),
        "plain.jpg": encoded("JPEG", (64, 64)),
        "progressive.jpg": encoded("JPEG", (64, 64), progressive=True),
        "cmyk.jpg": encoded("JPEG", (64, 64), "CMYK"),
        "plain.bmp": encoded("BMP"),
        "plain.gif": encoded("GIF", mode="P"),
        "raw.tif": encoded("TIFF"),
        "lzw.tif": encoded("TIFF", compression="tiff_lzw"),
        "plain.webp": encoded("WEBP", lossless=True),
        "grey.pgm": encoded("PPM", mode="L"),
        "digits.ppm": b"P3\n2 2\n255\n" + b"1 2 3 4 5 6 7 8 9 10 11 12\n",
    }


def two_classes(folder: Path, each: int = 3) -> Path:
    """A folder with good pictures in the sub-folders "a" and "b"."""
    for label in ("a", "b"):
        (folder / label).mkdir(parents=True)
        for number in range(each):
            (folder / label / f"{number}.png").write_bytes(encoded(mode="L"))
    return folder


def png_that_claims(width: int, height: int, content: bytes = b"", bits: int = 8, colour: int = 2) -> bytes:
    """A PNG whose header has that size, whatever its content."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")
