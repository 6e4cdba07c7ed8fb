"""The readers of data: pictures one by one, folders and zips of them, tables of labels, arrays, labs with pictures."""

import gzip
import io
import random
import shutil
import struct
import tempfile
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np

from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import load
from cnnstudio.data.pictures import decoding
from cnnstudio.files import labs
from cnnstudio.sweeping import shipping
from tests.data.batches import write_archive, write_batches
from tests.data.hostile.array_cases import arrays, npz
from tests.data.hostile.good import encoded, samples
from tests.data.idx_files import write_pair
from tests.files.models.mutations import spoiled
from tests.fuzzing.reader import REFUSALS, Reader
from tests.fuzzing.spoiling import Spoil, any_of, archive, plain, words, zipped

_TABLE = "filename,label\n" + "".join(f"{each}/{number}.png,{each}\n" for each in "ab" for number in range(3))
_TABLES = [_TABLE.encode(), _TABLE.replace(",", ";").encode("utf-16")]
_SIDES = (0, 1, 2**16, 2**24, 2**31 - 1, 2**32 - 1)
_PIXELS = 8_000_000
_LAB = """title = "One"
[[step]]
title = "First"
text = "Look."
pictures = [{ file = "kernel.png", words = "A kernel" }]
"""


# One picture


def _sound(good: bytes, pick: random.Random) -> bytes:
    """A PNG whose chunks are changed and have their right checksums all the same; another file as it is."""
    if not good.startswith(b"\x89PNG"):
        return spoiled(good, pick)
    chunks, place = [], 8
    while place < len(good):
        (length,) = struct.unpack(">I", good[place : place + 4])
        chunks.append((good[place + 4 : place + 8], good[place + 8 : place + 8 + length]))
        place += 12 + length
    for _ in range(pick.choice((1, 1, 2))):
        number = pick.randrange(len(chunks))
        kind, data = chunks[number]
        match pick.randrange(5):
            case 0:
                chunks.insert(pick.randrange(len(chunks)), chunks[number])
            case 1:
                kind = pick.choice((b"tRNS", b"PLTE", b"IDAT", b"iCCP", b"zTXt", b"acTL", b"eXIf", b"gAMA", b"IEND"))
            case 2 if kind == b"IHDR":
                data = struct.pack(">II", pick.choice(_SIDES), pick.choice(_SIDES)) + data[8:]
            case 3 if kind == b"IDAT":
                data = zlib.compress(spoiled(_unpacked(data), pick))
            case _:
                data = spoiled(data, pick)
        chunks[number] = kind, data
    return good[:8] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data


_PICTURE = any_of((2, spoiled), (1, _sound))


def _read_picture(data: bytes, _: Path) -> None:
    """As a size, as it is and made small; what the library only mutters of is no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decoding.size_of(io.BytesIO(data), _PIXELS)
        decoding.decode(io.BytesIO(data), _PIXELS)
        decoding.decode(io.BytesIO(data), _PIXELS, (28, 28))


# Many


def _by_name(name: str) -> Spoil:
    return any_of((4, words), (1, spoiled)) if name.endswith(".csv") else _PICTURE


def _pictures(_: Path) -> list[bytes]:
    grey = {f"{each}/{number}.png": encoded(mode="L") for each in "ab" for number in range(3)}
    mixed = {f"{name[0]}/{name}": data for name, data in samples().items() if len(data) < 3000}
    parts = {f"{part}/{name}": data for part in ("train", "test") for name, data in grey.items()}
    named = {f"7_{number}.png": encoded(mode="L") for number in range(2)} | {"3_a.png": encoded(mode="L")}
    named |= {"3_b.png": encoded()}
    return [archive(each) for each in (grey, mixed, parts, named, grey | {"labels.csv": _TABLE.encode()})]


def _loaded(path: Path, **settings: str) -> DataSet:
    return load(DataRecipe("file", str(path), **settings))


def _read_zip(data: bytes, folder: Path) -> None:
    _with_file(data, folder, ".zip", _loaded)


def _with_file(data: bytes, folder: Path, ending: str, read: object) -> None:
    """Under a name of its own each time: what was read stays in memory, and some of it is mapped from the disk."""
    assert callable(read)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=ending) as file:
        file.write(data)
        file.flush()
        read(Path(file.name))


def _laid_out(data: bytes, folder: Path) -> Path:
    """A folder with the members of a zip in it, but for those that no folder can hold."""
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            members = {name: found.read(name) for name in found.namelist()[:40]}
    except Exception:  # what is no zip any more is an empty folder
        members = {}
    for name, content in members.items():
        path = place / name.replace("\0", "").lstrip("/")
        if ".." in path.parts or name.endswith("/"):
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except (OSError, UnicodeError):
            continue
    return place


def _read_folder(data: bytes, folder: Path, **settings: str) -> None:
    place = _laid_out(data, folder)
    try:
        _loaded(place, **settings)
    finally:
        shutil.rmtree(place)


_HELD = {f"{each}/{number}.png": encoded("PNG", (2, 2), "L") for each in "ab" for number in range(3)}


def _read_labels(data: bytes, folder: Path) -> None:
    """A table beside six pictures."""
    _read_folder(archive({**_HELD, "labels.csv": data}), folder, labels="csv")


# Arrays


def _arrays(_: Path) -> list[bytes]:
    made = arrays()
    alone = {"x": made["x_train"], "y": made["y_train"]}
    target = io.BytesIO()
    np.savez(target, **alone)
    texts = np.array(["cat", "dog é"])[made["y_train"] % 2]
    return [npz(), npz(packed=False), target.getvalue(), npz(y_train=texts, y_test=texts[:8])]


def _npy(good: bytes, pick: random.Random) -> bytes:
    """An array of NumPy's: its header as text that has the length it tells, or any bytes."""
    length = int.from_bytes(good[8:10], "little")
    if pick.random() < 0.4 or not good.startswith(b"\x93NUMPY"):
        return spoiled(good, pick)
    header = words(good[10 : 10 + length], pick)[:65_535]
    return good[:8] + len(header).to_bytes(2, "little") + header + good[10 + length :]


def _idx(folder: Path) -> list[bytes]:
    found = []
    for packed in (False, True):
        place = folder / f"idx-{packed}"
        for part in ("train", "t10k"):
            write_pair(place, part, packed=packed)
        found.append(archive({each.name: each.read_bytes() for each in place.iterdir()}))
    return found


def _packed(good: bytes, pick: random.Random) -> bytes:
    """What is packed with gzip is spoiled inside, mostly."""
    if not good.startswith(b"\x1f\x8b") or pick.random() < 0.3:
        return spoiled(good, pick)
    return gzip.compress(spoiled(gzip.decompress(good), pick), 1)


def _batches(folder: Path) -> list[bytes]:
    place = folder / "batches"
    if not place.exists():
        write_batches(place, 1)
    return [archive({each.name: each.read_bytes() for each in place.iterdir()})]


def _batch(good: bytes, pick: random.Random) -> bytes:
    """A pickle: its instructions before the pictures and behind them, seldom the pictures."""
    start = good.find(b"numpy")
    if start < 0 or pick.random() < 0.2:
        return spoiled(good, pick)
    if pick.random() < 0.7:
        return spoiled(good[: start + 200], pick) + good[start + 200 :]
    return good[:-100] + spoiled(good[-100:], pick)


def _archives(folder: Path) -> list[bytes]:
    place = folder / "batches"
    if not place.exists():
        write_batches(place, 1)
    return [write_archive(folder / "cifar.tar.gz", place).read_bytes()]


# Labs, and pictures on their way to another machine


def _labs(_: Path) -> list[bytes]:
    picture = (labs.built_in()[0].parent / "kernel.png").read_bytes()
    pictures = picture, encoded("JPEG", (16, 16))
    return [archive({"lab.toml": _LAB.encode(), "kernel.png": each}) for each in pictures]


def _read_lab(data: bytes, folder: Path) -> None:
    place = _laid_out(data, folder)
    try:
        labs.read(place / "lab.toml")
    finally:
        shutil.rmtree(place)


def _lab_member(name: str) -> Spoil:
    return words if name.endswith(".toml") else spoiled


def _parcels(folder: Path) -> list[bytes]:
    path, place = folder / "parcel", folder / "arrays.npz"
    place.write_bytes(npz())
    shipping.pack(_loaded(place), path)
    return [path.read_bytes()]


def _parcel(good: bytes, pick: random.Random) -> bytes:
    length = int.from_bytes(good[-16:-8], "little") if len(good) > 16 else 0
    end = len(good) - 16
    if not 0 < length < end or pick.random() < 0.3:
        return spoiled(good, pick)
    head = plain(good[end - length : end], pick)
    return good[: end - length] + head + len(head).to_bytes(8, "little") + good[-8:]


def _read_parcel(data: bytes, folder: Path) -> None:
    def read(path: Path) -> None:
        found = shipping.unpack(path)
        np.asarray(found.x_train[:2])

    _with_file(data, folder, "", read)


READERS = (
    Reader("picture", lambda _: [*samples().values()], _PICTURE, _read_picture, (*REFUSALS, decoding.BadPicture)),
    Reader("zip", _pictures, zipped(_by_name), _read_zip),
    Reader("folder", _pictures, zipped(_by_name), _read_folder),
    Reader("labels", lambda _: _TABLES, any_of((6, words), (1, spoiled)), _read_labels),
    Reader("npz", _arrays, zipped(lambda _: _npy), lambda data, folder: _with_file(data, folder, ".npz", _loaded)),
    Reader("idx", _idx, zipped(lambda _: _packed), _read_folder),
    Reader("cifar", _batches, zipped(lambda _: _batch), _read_folder),
    Reader("tar", _archives, _packed, lambda data, folder: _with_file(data, folder, ".tar.gz", _loaded)),
    Reader("labfile", _labs, zipped(_lab_member), _read_lab),
    Reader("parcel", _parcels, _parcel, _read_parcel),
)
