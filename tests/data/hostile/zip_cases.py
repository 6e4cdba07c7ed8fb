"""Archives that climb out of their folder, unpack to far too much, lie about themselves or are damaged."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tests.data.hostile.corpus import Case
from tests.data.hostile.good import encoded

GOOD = ("a/0.png", "a/1.png", "a/2.png", "b/0.png", "b/1.png", "b/2.png")

SLIPS = {
    "up": "../slip.png",
    "far up": "../../../../../../tmp/slip.png",
    "up from inside": "a/../../slip.png",
    "root": "/tmp/slip.png",
    "two slashes": "//server/share/slip.png",
    "drive": "C:/slip.png",
    "drive, relative": "C:slip.png",
    "backslashes": "..\\..\\slip.png",
    "backslash root": "\\tmp\\slip.png",
    "drive, backslashes": "C:\\Windows\\slip.png",
    "mixed": "a\\../..\\slip.png",
    "network": "\\\\server\\share\\slip.png",
    "dots at the end": "a/..",
    "only dots": "..",
}


def written(folder: Path, *more: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_STORED) -> Path:
    """A zip of good pictures with more in it, packed so."""
    path = folder / "pictures.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in GOOD:
            archive.writestr(name, encoded(mode="L"))
        for member, content in more:
            archive.writestr(member, content, packing)
    return path


def _raw(name: str, **facts: int) -> zipfile.ZipInfo:
    """A member whose name is kept as it is."""
    member = zipfile.ZipInfo("x")
    member.filename = member.orig_filename = name
    for fact, value in facts.items():
        setattr(member, fact, value)
    return member


def cases() -> Iterator[Case]:
    """Most of them keep their good members."""
    for title, name in SLIPS.items():
        yield Case(f"zip slip: {title}", partial(_slip, name), "data", "its name")
    for title, kind in (("link", stat.S_IFLNK), ("device", stat.S_IFCHR), ("FIFO", stat.S_IFIFO)):
        yield Case(f"zip with a {title}", partial(_kind, kind), "data", "a/odd.png: it is a")
    yield from _names()
    yield from _bombs()
    yield from _lies()
    yield from _damaged()
    yield from _not_archives()


def _slip(name: str, folder: Path) -> Path:
    return written(folder, (_raw(name), encoded(mode="L")))


def _kind(kind: int, folder: Path) -> Path:
    return written(folder, (_raw("a/odd.png", external_attr=(kind | 0o777) << 16), b"/etc/passwd"))


def _with(name: str, content: bytes, packing: int, folder: Path) -> Path:
    return written(folder, (name, content), packing=packing)


def _names() -> Iterator[Case]:
    picture = encoded(mode="L")
    names = {
        "255 letters": "a/" + "n" * 251 + ".png",
        "60,000 letters": "a/" + "n" * 60_000 + ".png",
        "2,000 folders": "d/" * 2000 + "x.png",
        "Unicode": "a/Ölgemälde 漢字 🎨.png",
        "right to left": "a/\u202egnp.exe.png",
        "line break": "a/one\ntwo.png",
        "reserved": "a/CON.png",
        "spaces": "a/ .png",
        "letters of both cases": "A/0.PNG",
        "no name": "a/.png",
    }
    for title, name in names.items():
        yield Case(f"zip name: {title}", partial(_with, name, picture, zipfile.ZIP_STORED), "data")
    yield Case("zip name: null byte", _null_name)
    yield Case("zip name: twice", _twice, "data", "a/0.png: its name comes twice")
    yield Case("zip of hidden files", partial(_only, "__MACOSX/._a.png", b"x"), "words")
    yield Case("zip of folders", partial(_only, "a/", b""), "words")
    yield Case("zip in a zip", partial(_only, "inner.zip", b"PK\5\6" + bytes(18)), "words")


def _only(name: str, content: bytes, folder: Path) -> Path:
    path = folder / "pictures.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
    return path


def _twice(folder: Path) -> Path:
    path = written(folder, ("a/7.png", encoded(mode="L")))
    path.write_bytes(path.read_bytes().replace(b"a/7.png", b"a/0.png"))
    return path


def _null_name(folder: Path) -> Path:
    path = written(folder, ("a/7Xpng", encoded(mode="L")))
    path.write_bytes(path.read_bytes().replace(b"a/7Xpng", b"a/7\0png"))
    return path


def _bombs() -> Iterator[Case]:
    zeros = bytes(60_000_000)
    for title, packing in (("deflate", zipfile.ZIP_DEFLATED), ("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        yield Case(f"zip bomb by {title}", partial(_with, "a/bomb.png", zeros, packing), "data", "a/bomb.png: it ")
    yield Case("zip bomb as a table", partial(_with, "labels.csv", zeros, zipfile.ZIP_DEFLATED), "data", "labels.csv")
    yield Case("zip bomb of many", _many_claims, "words", "unpack")
    yield Case("zip bomb of overlaps", _overlaps, "words", "unpack")
    yield Case("zip of 200,001 members", _too_many, "words", "200,000")
    yield Case("zip64 of 700,000 members whose end tells of none", _too_many_in_zip64, "words", "200,000")
    yield Case("zip64 of few members", _few_in_zip64, "data")


def _changed(folder: Path, change: Callable[[bytearray, int], None], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """The zip with something changed in the central record of its last member, a/odd.png."""
    path = written(folder, ("a/odd.png", encoded(mode="L")), packing=packing)
    content = bytearray(path.read_bytes())
    change(content, content.rindex(b"PK\1\2"))
    path.write_bytes(content)
    return path


def _put(offset: int, form: str, value: int, content: bytearray, record: int) -> None:
    struct.pack_into(form, content, record + offset, value)


def _lies() -> Iterator[Case]:
    lies = {
        "encrypted": (8, "<H", 1),
        "encrypted strongly": (8, "<H", 0x41),
        "packed in an unknown way": (10, "<H", 77),
        "checksum": (16, "<L", 12345),
        "packed size 0": (20, "<L", 0),
        "packed size too small": (20, "<L", 20),
        "packed size too large": (20, "<L", 2**31),
        "size 0": (24, "<L", 0),
        "size 1": (24, "<L", 1),
        "size too large": (24, "<L", 3_000_000),
        "size 4 GB": (24, "<L", 2**32 - 2),
        "another member's place": (42, "<L", 0),
        "a place in the middle": (42, "<L", 77),
        "a place behind the end": (42, "<L", 2**31),
    }
    for title, (offset, form, value) in lies.items():
        yield Case(f"zip that lies: {title}", partial(_changed, change=partial(_put, offset, form, value)))
    for title, count in (("few", 1), ("many", 60_000)):
        yield Case(f"zip that lies: {title} members", partial(_end, 10, "<H", count))
    for title, value in (("short", 10), ("long", 2**31), ("zip64", 0xFFFF_FFFF)):
        yield Case(f"zip that lies: {title} directory", partial(_end, 12, "<L", value))
        yield Case(f"zip that lies: {title} way to the directory", partial(_end, 16, "<L", value))


def _end(offset: int, form: str, value: int, folder: Path) -> Path:
    path = written(folder)
    content = bytearray(path.read_bytes())
    struct.pack_into(form, content, content.rindex(b"PK\5\6") + offset, value)
    path.write_bytes(content)
    return path


def _directory(folder: Path, members: int, size: int, packed: bytes) -> Path:
    """A zip of many records for one and the same content."""
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), size, 5, 0) + b"a.png" + packed
    records = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), size, 12, 0, 0, 0, 0, 0, 0)
        + b"a/%06d.png" % number
        for number in range(members)
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, members % 65536, members % 65536, len(records), len(local), 0)
    path = folder / "many.zip"
    path.write_bytes(local + records + end)
    return path


def _too_many(folder: Path) -> Path:
    return _directory(folder, 200_001, 10, b"\x03\0")


def _too_many_in_zip64(folder: Path) -> Path:
    """The larger record, which Python goes by, stands before an end that has room for all it says."""
    return _in_zip64(_directory(folder, 700_000, 10, b"\x03\0"), 700_000)


def _few_in_zip64(folder: Path) -> Path:
    return _in_zip64(written(folder), len(GOOD))


def _in_zip64(path: Path, members: int) -> Path:
    content = path.read_bytes()
    place = content.index(b"PK\1\2")
    length = len(content) - 22 - place
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, members, members, length, place)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, place + length, 1)
    path.write_bytes(content[:-22] + record + locator + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 0, 0, 0))
    return path


def _many_claims(folder: Path) -> Path:
    return _directory(folder, 1000, 2**32 - 2, b"\x03\0")


def _overlaps(folder: Path) -> Path:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(3_900_000)) + packer.flush()
    return _directory(folder, 2000, 3_900_000, packed)


def _damaged() -> Iterator[Case]:
    for hundredth in range(4, 100, 6):
        yield Case(f"zip cut at {hundredth} %", partial(_cut, hundredth), "words")
    for seed in range(30):
        yield Case(f"zip damaged {seed}", partial(_hit, seed))


def _cut(hundredth: int, folder: Path) -> Path:
    path = written(folder)
    path.write_bytes((content := path.read_bytes())[: len(content) * hundredth // 100])
    return path


def _hit(seed: int, folder: Path) -> Path:
    path, generator = written(folder, packing=zipfile.ZIP_DEFLATED), np.random.default_rng(seed)
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\1\2") if seed % 2 else 0
    for place in generator.integers(start, len(content), 1 + seed // 3):
        content[place] = generator.integers(0, 256)
    path.write_bytes(content)
    return path


def _not_archives() -> Iterator[Case]:
    contents = {
        "empty file": b"",
        "text": b"PK, but only as a text",
        "only an end": b"PK\5\6" + bytes(18),
        "an end cut short": b"PK\5\6" + bytes(5),
        "zeros": bytes(5000),
        "ends all over": b"PK\5\6" * 5000,
    }
    for title, content in contents.items():
        yield Case(f"no zip: {title}", partial(_file, content), "words")
    yield Case("zip behind a program", _behind_a_program, "data")
    yield Case("no zip: nothing there", lambda folder: folder / "nothing.zip", "words")


def _file(content: bytes, folder: Path) -> Path:
    path = folder / "file.zip"
    path.write_bytes(content)
    return path


def _behind_a_program(folder: Path) -> Path:
    path = written(folder)
    path.write_bytes(b"#!/bin/sh\nexit\n" + io.BytesIO(path.read_bytes()).getvalue())
    return path
