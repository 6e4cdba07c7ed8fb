"""One bad picture among good ones: cut short, damaged, renamed, or claiming to be enormous."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from tests.data.hostile.corpus import Case, Ending
from tests.data.hostile.good import encoded, png_that_claims, samples, two_classes
from tests.data.hostile.slow_jpeg import with_scans

RENAMED = {
    "text": b"This is a text.\n" * 20,
    "page": b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(%pipe%touch /tmp/x) (w) file\n",
    "photoshop": b"8BPS\0\1" + bytes(40),
    "fits": b"SIMPLE  =                    T" + b" " * 2850,
    "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "pdf": b"%PDF-1.7\n",
    "zip": b"PK\3\4" + bytes(100),
    "gzip": b"\x1f\x8b\x08" + bytes(100),
    "pickle": b"\x80\x04cos\nsystem\n.",
    "heic": b"\0\0\0\x18ftypheic" + bytes(100),
    "avi": b"RIFF\x10\0\0\0AVI " + bytes(100),
    "empty": b"",
    "zeros": bytes(1000),
    "one byte": b"\x89",
    "noise": np.random.default_rng(0).bytes(2000),
    "icon": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + bytes(100),
    "sgi": b"\x01\xda\x01\x01" + bytes(600),
    "pcx": b"\x0a\x05\x01\x08" + bytes(200),
    "marker": b"\xff\xd8\xff\xd9",
    "signature": b"\x89PNG\r\n\x1a\n",
    "gif head": b"GIF89a\x01\x00\x01\x00\x00\x00\x00",
    "bmp head": b"BM" + bytes(20),
    "pgm word": b"P5\nhuge 12\n255\n",
    "pgm minus": b"P5\n-5 12\n255\n",
    "pgm depth": b"P5\n4 4\n99999999\n",
    "pgm zero": b"P5\n0 0\n255\n",
    "pgm long": b"P5\n" + b"9" * 5000 + b" 4\n255\n",
    "pgm comment": b"P5\n#" + b"x" * 100_000,
}


def beside_good_ones(folder: Path, name: str, content: bytes) -> Path:
    """The bad picture as a/NAME."""
    two_classes(folder)
    (folder / "a" / name).write_bytes(content)
    return folder


def _case(title: str, name: str, content: bytes | Callable[[], bytes], ending: Ending = "data", said: str = "") -> Case:
    def make(folder: Path) -> Path:
        return beside_good_ones(folder, name, content if isinstance(content, bytes) else content())

    return Case(title, make, ending, said)


def cases() -> Iterator[Case]:
    """The rest always loads."""
    yield from _cut()
    yield from _damaged()
    for title, content in RENAMED.items():
        yield _case(f"{title} called .png", "bad.png", content, said="bad.png: it ")
        yield _case(f"{title} called .jpg", "bad.jpg", content, said="bad.jpg: it ")
    yield from _enormous()
    yield from _odd()


def _cut() -> Iterator[Case]:
    for name, content in samples().items():
        for hundredth in range(2, 98, 8):
            yield _case(f"{name} cut at {hundredth} %", f"cut-{name}", content[: len(content) * hundredth // 100])


def _damaged() -> Iterator[Case]:
    for name, content in samples().items():
        for seed in range(8):
            generator = np.random.default_rng(seed)
            changed = bytearray(content)
            for place in generator.integers(0, len(content), 1 + 3 * seed):
                changed[place] = generator.integers(0, 256)
            yield _case(f"{name} damaged {seed}", f"hit-{name}", bytes(changed))


def _enormous() -> Iterator[Case]:
    for side in (9_000, 12_000, 20_000, 30_000, 40_000, 60_000):
        said = "megapixels, more than 64"
        yield _case(f"PNG of {side}", "big.png", png_that_claims(side, side), said=said)
        bmp = bytearray(encoded("BMP"))
        struct.pack_into("<ii", bmp, 18, side, side)
        yield _case(f"BMP of {side}", "big.bmp", bytes(bmp), said=said)
        gif = bytearray(encoded("GIF", mode="P"))
        struct.pack_into("<HH", gif, 6, side, side)
        yield _case(f"GIF of {side}", "big.gif", bytes(gif), said=said)
        yield _case(f"PPM of {side}", "big.ppm", b"P6\n%d %d\n255\n" % (side, side), said=said)
        jpeg = bytearray(encoded("JPEG"))
        struct.pack_into(">HH", jpeg, jpeg.index(b"\xff\xc0") + 5, side, side)
        yield _case(f"JPEG of {side}", "big.jpg", bytes(jpeg), said=said)
        yield _case(f"TIFF of {side}", "big.tif", partial(_tiff, side), said=said)
    yield _case("PNG of 2^31", "big.png", png_that_claims(2**31 - 1, 2**31 - 1), said="big.png: it ")
    yield _case("PNG of no rows", "flat.png", png_that_claims(10, 0), said="flat.png: it ")
    yield _case("64 megapixels of zeros", "zeros.png", lambda: png_that_claims(8000, 7900, _zeros(8000, 7900), 8, 0))
    yield _case("a frame larger than its GIF", "frame.gif", _gif_with_a_large_frame)
    slow = "slow.jpg: it is stored in 101 scans or more"
    yield _case("JPEG of 3,000 scans", "slow.jpg", lambda: with_scans((2000, 2000), 3000), said=slow)
    yield _case("slow digits", "slow.pgm", b"P2\n7000 7000\n255\n" + b"1 " * 2_000_000, said="slow.pgm: it ")
    yield _case("a TIFF whose pages go in a circle", "circle.tif", _circling_tiff)
    yield _case("text that unpacks to 100 MB", "text.png", _png_with_a_large_text)


def _odd() -> Iterator[Case]:
    for width, height in ((1, 1), (1, 5000), (5000, 1), (2, 3)):
        yield _case(f"{width} × {height}", "odd.png", encoded(size=(width, height)))
    for mode in ("LA", "I", "F"):
        name = {"LA": "odd.png", "I": "odd.tif", "F": "odd.tif"}[mode]
        yield _case(f"mode {mode}", name, encoded("PNG" if mode == "LA" else "TIFF", mode=mode))
    infinite = np.full((4, 4), np.nan, np.float32)
    yield _case("NaN", "nan.tif", partial(_float_tiff, infinite), said="not finite")
    bad_note = encoded("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 60)
    yield _case("damaged EXIF", "note.jpg", bad_note)


def _zeros(width: int, height: int) -> bytes:
    packer = zlib.compressobj(9)
    row = bytes((width + 1) * 100)
    return b"".join(packer.compress(row) for _ in range(height // 100)) + packer.flush()


def _tiff(side: int) -> bytes:
    tags = ((256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, side), (279, 16))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + bytes(4)


def _circling_tiff() -> bytes:
    content = bytearray(_tiff(2))
    struct.pack_into("<I", content, len(content) - 4, 8)
    return bytes(content)


def _gif_with_a_large_frame() -> bytes:
    head = b"GIF89a" + struct.pack("<HH", 4, 4) + b"\x80\0\0" + bytes(6)
    return head + b"\x2c" + struct.pack("<HHHH", 0, 0, 65_000, 65_000) + b"\0\x02\x02\x44\x01\0\x3b"


def _png_with_a_large_text() -> bytes:
    content = encoded(mode="L")
    text = b"zTXt" + b"Comment\0\0" + zlib.compress(bytes(100_000_000))
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return content[:33] + chunk + content[33:]


def _float_tiff(values: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> bytes:
    target = io.BytesIO()
    Image.fromarray(values).save(target, "TIFF")
    return target.getvalue()
