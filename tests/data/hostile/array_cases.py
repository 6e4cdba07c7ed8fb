"""Files of arrays (.npz, IDX) that lie about themselves, are damaged, or hold what no network can learn from."""

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import load
from tests.data.hostile.corpus import Case, Ending
from tests.data.idx_files import idx

KEYS = ("x_train", "y_train", "x_test", "y_test")
HUGE = 10**12


def loaded(path: Path) -> DataSet:
    """As anything that a person names is opened."""
    return load(DataRecipe("file", str(path)))


def arrays(**changes: Any) -> dict[str, Any]:
    """Good ones, with changes; None leaves one out."""
    pixels = np.random.default_rng(1).integers(0, 256, (20, 6, 6), np.uint8)
    labels = np.arange(20) % 4
    made = {"x_train": pixels, "y_train": labels, "x_test": pixels[:8] // 2, "y_test": labels[:8]} | changes
    return {name: each for name, each in made.items() if each is not None}


def npz(packed: bool = True, **changes: Any) -> bytes:
    """The bytes of an .npz of ``arrays``."""
    target = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(target, **arrays(**changes))
    return target.getvalue()


def written(content: bytes, name: str, folder: Path) -> Path:
    """The file with that content."""
    (folder / name).write_bytes(content)
    return folder / name


def case(title: str, content: Callable[[], bytes], ending: Ending, names: str = "", file: str = "a.npz") -> Case:
    """A file whose content is made when it is needed."""

    def make(folder: Path) -> Path:
        return written(content(), file, folder)

    return Case(title, make, ending, names, loaded)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _values()
    yield from _headers()
    yield from _members()
    yield from _damaged()
    yield from _idx()
    yield from _idx_folders()


def _values() -> Iterator[Case]:
    x, y = arrays()["x_train"], arrays()["y_train"]
    one_nan = np.where(np.arange(20)[:, None, None] == 17, np.nan, x)
    pictures: dict[str, tuple[Any, Ending]] = {
        "one NaN": (one_nan, "words"),
        "all NaN": (x * np.nan, "words"),
        "infinite": (np.where(x == 7, np.inf, x), "words"),
        "minus infinite": (np.where(x == 7, -np.inf, x), "words"),
        "huge floats": (x * 1e300, "words"),
        "standardised": ((x - x.mean()) / x.std(), "words"),
        "negative bytes": (x.astype(np.int8), "words"),
        "300": (x.astype(np.int32) + 300, "words"),
        "2**63": (x.astype(np.uint64) + 2**63, "words"),
        "complex": (x.astype(complex), "words"),
        "text": (x.astype(str), "words"),
        "bytes": (x.astype("S4"), "words"),
        "dates": (x.astype("datetime64[s]"), "words"),
        "fields": (np.zeros(20, [("r", "u1"), ("g", "u1")]), "words"),
        "objects": (x.astype(object), "words"),
        "one number": (np.uint8(3), "words"),
        "one axis": (x.ravel(), "words"),
        "flat": (x.reshape(20, 36), "words"),
        "five axes": (x[:, None, :, :, None], "words"),
        "thirty axes": (x.reshape((20, 6, 6) + (1,) * 27), "words"),
        "no pictures": (x[:0], "words"),
        "no rows": (x[:, :0], "words"),
        "two channels": (np.stack([x, x], -1), "words"),
        "four channels": (np.stack([x] * 4, -1), "words"),
        "too few": (x[:19], "words"),
        "too many": (np.concatenate([x, x]), "words"),
        "other size": (np.zeros((20, 5, 6), np.uint8), "words"),
        "0 to 1": (x / 255, "words"),  # while the test part goes to 127
        "booleans": (x > 9, "data"),
        "half floats": (x.astype(np.float16), "data"),
        "long floats": (x.astype(np.longdouble), "data"),
        "big end first": (x.astype(">i4"), "data"),
        "blank": (np.zeros_like(x), "data"),
        "columns first": (np.asfortranarray(x), "data"),
        "one pixel": (x[:, :1, :1], "words"),
    }
    for title, (value, ending) in pictures.items():
        yield case(f"npz pictures: {title}", partial(npz, x_train=value), "either" if title == "0 to 1" else ending)
    labels: dict[str, tuple[Any, Ending]] = {
        "negative": (y - 1, "words"),
        "very negative": (y - 2**62, "words"),
        "too high": (y + 5000, "words"),
        "2**63": (y.astype(np.uint64) + 2**63, "words"),
        "NaN": (np.where(y == 1, np.nan, y), "words"),
        "infinite": (np.where(y == 1, np.inf, y), "words"),
        "fractions": (y + 0.5, "words"),
        "complex": (y.astype(complex), "words"),
        "objects": (y.astype(object), "words"),
        "dates": (y.astype("datetime64[s]"), "words"),
        "no labels": (y[:0], "words"),
        "one label": (y[:1], "words"),
        "one number": (np.int64(3), "words"),
        "signs beyond Unicode": (np.full((20, 2), 0x110000, "<u4").view("<U2")[:, 0], "words"),
        "the same, big end first": (np.full((20, 2), 0x7FFFFFFF, ">u4").view(">U2")[:, 0], "words"),
        "nearly one-hot": (np.eye(4)[y] * 0.9, "words"),
        "two hot": (np.ones((20, 4)), "words"),
        "a one and a minus": (np.eye(4)[y] - np.eye(4)[y - 1] + np.eye(4)[y - 2], "words"),
        "three axes": (np.eye(4)[y][None], "words"),
        "no columns": (np.zeros((20, 0)), "words"),
        "endless names": (np.full(20, "x" * 3000), "words"),
        "no names": (np.full(20, ""), "either"),
        "strange names": (np.array(["a\0b", "\u202e", "\ud800" if False else "é", "\n"] * 5), "either"),
        "bytes that are no text": (np.array([b"\xff\xfe", b"\x80"] * 10), "either"),
        "names in one part only": (np.array(["a", "b"] * 10), "either"),
        "one-hot": (np.eye(4)[y], "data"),
        "column": (y[:, None], "data"),
        "whole floats": (y.astype(np.float32), "data"),
        "booleans": (y > 1, "data"),
        "gaps": (y * 300, "data"),
        "one class": (y * 0, "data"),
    }
    for title, (value, ending) in labels.items():
        yield case(f"npz labels: {title}", partial(npz, y_train=value), ending)
    for missing in KEYS:
        yield case(f"npz without {missing}", partial(npz, **{missing: None}), "either")
    yield case("npz of other arrays", partial(npz, **dict.fromkeys(KEYS), weights=x), "words", "weights")
    yield case("npz of one picture", partial(npz, x_train=x[:1], y_train=y[:1], x_test=None, y_test=None), "words")
    yield case("npz without arrays", partial(npz, **dict.fromkeys(KEYS)), "words")


def _header(text: str, version: bytes = b"\1\0", length: int | None = None) -> bytes:
    size = len(text) if length is None else length
    return b"\x93NUMPY" + version + struct.pack("<H" if version == b"\1\0" else "<I", size) + text.encode("latin-1")


def _with_header(head: bytes, rest: bytes = b"few") -> bytes:
    target = io.BytesIO(npz(x_train=None))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("x_train.npy", head + rest)
    return target.getvalue()


def _headers() -> Iterator[Case]:
    def described(shape: object, descr: object = "|u1", fortran: object = False) -> str:
        return f"{{'descr': {descr!r}, 'fortran_order': {fortran!r}, 'shape': {shape!r}}}\n"

    deep = 500
    headers = {
        "terabytes": _header(described((HUGE, 4, 4))),
        "more than there is": _header(described((4, 4, 4))),
        "overflow": _header(described((2**62, 2**62, 4))),
        "negative": _header(described((-3, 4, 4))),
        "negative pair": _header(described((-1, -3, 1))),
        "shape of text": _header(described(("a", 4))),
        "shape of floats": _header(described((1.5, 2))),
        "shape of booleans": _header(described((True, 3, 1))),
        "no shape": _header("{'descr': '|u1', 'fortran_order': False}\n"),
        "unknown type": _header(described((3,), "|q9")),
        "object": _header(described((3, 4, 4), "|O")),
        "object of bytes": _header(described((3,), "O"), b"\1\0"),
        "wide type": _header(described((1, 4, 4), "|S1000000000")),
        "type of no bytes": _header(described((HUGE, 4, 4), "|S0")),
        "fields": _header(described((3,), [("a", "u1"), ("b", "O")])),
        "column order of text": _header(described((3,), "|u1", "yes")),
        "list": _header("[1, 2, 3]\n"),
        "nothing": _header(""),
        "a call": _header("{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (3,)}\n"),
        "deep": _header("(" * deep + ")" * deep + "\n"),
        "deep minus": _header("-" * deep + "1\n"),
        "long": _header(" " * 60_000 + "\n"),
        "a number without end": _header("9" * 9000 + "\n"),
        "length beyond the end": _header(described((3,)), length=60_000),
        "length of gigabytes": _header(described((3,)), b"\2\0", 2**32 - 1),
        "version 3": _header(described((3, 1, 1)), b"\3\0"),
        "version 9": _header(described((3, 1, 1)), b"\x09\0"),
        "no magic": b"NUMPY" + bytes(40),
        "empty": b"",
        "null bytes": bytes(128),
    }
    for title, head in headers.items():
        rest = b"" if title in {"empty", "type of no bytes"} else b"few"
        yield case(f"npz header: {title}", partial(_with_header, head, rest), "words")


def _zip(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def _bomb(packing: int) -> bytes:
    """Pictures that unpack to 100 MB out of a few kilobytes."""
    target = io.BytesIO()
    np.lib.format.write_array_header_1_0(target, {"descr": "|u1", "fortran_order": False, "shape": (100, 1000, 1000)})
    content = target.getvalue() + bytes(10**8)
    labels = io.BytesIO()
    np.save(labels, np.arange(100) % 3)
    return _zip(("x.npy", content), ("y.npy", labels.getvalue()), packing=packing)


def _patched(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """With bytes changed so far after every place where the mark stands."""
    changed, place = bytearray(content), content.find(mark)
    while place >= 0:
        changed[place + offset : place + offset + len(value)] = value
        place = content.find(mark, place + 4)
    return bytes(changed)


def _members() -> Iterator[Case]:
    good, local, central, end = npz(), b"PK\3\4", b"PK\1\2", b"PK\5\6"
    for name, packing in (("deflate", zipfile.ZIP_DEFLATED), ("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        yield case(f"npz bomb: {name}", partial(_bomb, packing), "words", "as no pictures would")
    changes = {
        "encrypted": _patched(_patched(good, local, 6, b"\1\0"), central, 8, b"\1\0"),
        "unknown packing": _patched(_patched(good, local, 8, b"\x63\0"), central, 10, b"\x63\0"),
        "wrong checksum": _patched(good, central, 16, b"\1\2\3\4"),
        "packed size of nothing": _patched(good, central, 20, bytes(4)),
        "packed size of gigabytes": _patched(good, central, 20, b"\xfe\xff\xff\xff"),
        "size of nothing": _patched(good, central, 24, bytes(4)),
        "size of gigabytes": _patched(good, central, 24, b"\xfe\xff\xff\xff"),
        "offset beyond the end": _patched(good, central, 42, b"\xfe\xff\xff\x7f"),
        "all at one place": _patched(good, central, 42, bytes(4)),
        "no name": _patched(good, central, 28, bytes(2)),
        "name of 64 kB": _patched(good, central, 28, b"\xff\xff"),
        "directory of gigabytes": _patched(good, end, 12, b"\xfe\xff\xff\x7f"),
        "directory of nothing": _patched(good, end, 12, bytes(4)),
        "directory beyond the end": _patched(good, end, 16, b"\xfe\xff\xff\x7f"),
        "comment beyond the end": _patched(good, end, 20, b"\xff\xff"),
        "two archives": good + good,
        "rubbish before": b"rubbish" * 100 + good,
        "rubbish after": good + b"rubbish" * 100,
        "another locator": good[: good.rfind(end)] + b"PK\6\7" + bytes(16) + good[good.rfind(end) :],
        "climbing names": _zip(("../x.npy", b"1"), ("../../y.npy", b"2")),
        "only folders": _zip(("x.npy/", b""), ("y.npy/", b"")),
        "a pickle inside": _zip(("x.npy", b"\x80\x04cos\nsystem\n."), ("y.npy", b"\x80\x04.")),
        "an archive inside": _zip(("x.npy", good), ("y.npy", good)),
        "twenty thousand members": _zip(*((f"{number}.npy", b"") for number in range(20_000)), packing=0),
    }
    for title, content in changes.items():
        yield case(f"npz member: {title}", partial(bytes, content), "either")


def _damaged() -> Iterator[Case]:
    whole = {"packed": npz(), "plain": npz(packed=False)}
    for kind, content in whole.items():
        for tenth in range(10):
            yield case(
                f"npz {kind}, cut at {tenth} tenths", partial(bytes, content[: len(content) * tenth // 10]), "words"
            )
        for seed in range(12):
            yield case(f"npz {kind}, bytes changed {seed}", partial(changed, content, seed), "either")


def changed(content: bytes, seed: int) -> bytes:
    """With a few bytes changed."""
    chance, result = random.Random(seed), bytearray(content)
    for _ in range(chance.randint(1, 30)):
        result[chance.randrange(len(result))] = chance.randrange(256)
    return bytes(result)


def _idx_pair(folder: Path, pictures: bytes, labels: bytes, packed: bool = False) -> Path:
    for name, content in (("train-images-idx3-ubyte", pictures), ("train-labels-idx1-ubyte", labels)):
        written(gzip.compress(content) if packed else content, f"{name}.gz" if packed else name, folder)
    return folder


def _idx() -> Iterator[Case]:
    x, y = idx(arrays()["x_train"]), idx(arrays()["y_train"].astype(np.uint8))
    head = b"\0\0\x08\x03"
    pictures = {
        "cut short": x[:-5],
        "too long": x + b"more",
        "head alone": x[:16],
        "half a head": x[:9],
        "terabytes": head + struct.pack(">3I", 2**32 - 1, 2**20, 2**20),
        "two gigabytes": head + struct.pack(">3I", 2000, 1000, 1000),
        "a gigabyte without data": head + struct.pack(">3I", 1000, 1000, 1000) + b"few",
        "no pictures": head + struct.pack(">3I", 0, 28, 28),
        "no rows": head + struct.pack(">3I", 20, 0, 28),
        "text": b"hello world",
        "nothing": b"",
        "another type": b"\0\0\x0a\x03" + x[4:],
        "no axes": b"\0\0\x08\0" + x[4:],
        "255 axes": b"\0\0\x08\xff" + x[4:],
        "labels": y,
        "too few": idx(arrays()["x_train"][:-1]),
        "NaN": idx(np.full((20, 6, 6), np.nan, np.float32)),
        "huge floats": idx(np.full((20, 6, 6), 1e300)),
        "negative": idx(np.full((20, 6, 6), -5, np.int16)),
        "four axes": idx(np.zeros((20, 6, 6, 7), np.uint8)),
    }
    for packed in (False, True):
        kind = "idx.gz" if packed else "idx"
        for title, content in pictures.items():
            make = partial(_idx_pair, pictures=content, labels=y, packed=packed)
            # A folder in which nothing is IDX by its content is one of pictures, without any.
            yield Case(f"{kind} pictures: {title}", make, "words", "", loaded)
        for seed in range(8):
            make = partial(_idx_pair, pictures=changed(x, seed), labels=changed(y, seed + 100), packed=packed)
            yield Case(f"{kind} bytes changed {seed}", make, "either", "", loaded)
        labels = {
            "too few": y[:-3],
            "pictures": x,
            "too high": idx(np.full(20, 9000, np.int16)),
            "negative": idx(np.full(20, -1, np.int8)),
            "fractions": idx(np.full(20, 0.5, np.float32)),
            "one-hot": idx(np.eye(4, dtype=np.uint8)[arrays()["y_train"]]),
        }
        for title, content in labels.items():
            make = partial(_idx_pair, pictures=x, labels=content, packed=packed)
            yield Case(f"{kind} labels: {title}", make, "either", "", loaded)
    packed_x = gzip.compress(x)
    for title, content in {
        "cut short": packed_x[:-20],
        "wrong checksum": packed_x[:-8] + bytes(8),
        "twice": packed_x + packed_x,
        "rubbish after": packed_x + b"rubbish",
        "reserved flags": packed_x[:3] + b"\xff" + packed_x[4:],
    }.items():
        yield case(f"gzip: {title}", partial(bytes, content), "words", file="train-images-idx3-ubyte.gz")
    for title, made in {
        "bomb": lambda: gzip.compress(head + struct.pack(">3I", 200, 1000, 1000) + bytes(2 * 10**8)),
        "bomb in a bomb": lambda: gzip.compress(gzip.compress(bytes(10**7))),
    }.items():
        yield case(f"gzip: {title}", made, "words", file="train-images-idx3-ubyte.gz")


def _idx_folders() -> Iterator[Case]:
    x, y = idx(arrays()["x_train"]), idx(arrays()["y_train"].astype(np.uint8))

    def alone(name: str, content: bytes, folder: Path) -> Path:
        written(content, name, folder)
        return folder

    def linked(folder: Path) -> Path:
        (folder / "train-images-idx3-ubyte").symlink_to(folder / "train-labels-idx1-ubyte")
        (folder / "train-labels-idx1-ubyte").symlink_to(folder / "train-images-idx3-ubyte")
        return folder

    def nested(folder: Path) -> Path:
        (folder / "train-images-idx3-ubyte").mkdir()
        written(y, "train-labels-idx1-ubyte", folder)
        return folder

    def unreadable(folder: Path) -> Path:
        _idx_pair(folder, x, y)
        (folder / "train-images-idx3-ubyte").chmod(0)
        return folder

    yield Case("idx pictures alone", partial(alone, "train-images-idx3-ubyte", x), "words", "labels", loaded)
    yield Case("idx labels alone", partial(alone, "train-labels-idx1-ubyte", y), "words", "pictures", loaded)
    yield Case("idx files that are links in a circle", linked, "words", "", loaded)
    yield Case("idx pictures that are a folder", nested, "words", "", loaded)
    yield Case("idx pictures that may not be read", unreadable, "either", "", loaded)
