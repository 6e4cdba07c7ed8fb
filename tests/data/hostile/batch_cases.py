"""CIFAR's batches and archives that would run something, climb out, unpack without end or are damaged; and rubbish."""

import gzip
import io
import os
import pickle
import random
import socket
import tarfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tests.data.batches import array, batch, hundred, text, write_batches, write_hundred
from tests.data.hostile.array_cases import case, changed, loaded, written
from tests.data.hostile.corpus import Case

FOLDER = "cifar-10-batches-py"


class _Runs:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch ran",)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _batches()
    yield from _archives()
    yield from _rubbish()


def _pickles() -> dict[str, bytes]:
    pixels, labels = np.zeros((4, 3072), np.uint8), [0, 1, 2, 3]
    good = batch(pixels, labels)
    key, value = text(b"data") + array(pixels), text(b"labels") + b"](K\x00K\x01K\x02K\x03e"
    return {
        "nothing": b"",
        "text": b"hello",
        "cut short": good[:-100],
        "half": good[: len(good) // 2],
        "runs a program": pickle.dumps({b"data": _Runs(), b"labels": labels}, 2),
        "runs a program, protocol 0": pickle.dumps({b"data": _Runs()}, 0),
        "runs a program, protocol 4": pickle.dumps(_Runs(), 4),
        "calls eval": b"\x80\x02cbuiltins\neval\nU\x011\x85R.",
        "a name without end": b"\x80\x02c" + b"x" * 1_000_000,
        "of Python 3": pickle.dumps({b"data": pixels, b"labels": labels}, 4),
        "text keys": pickle.dumps({"data": pixels, "labels": labels}, 2),
        "a list": b"\x80\x02].",
        "no data": b"\x80\x02}(" + value + b"u.",
        "no labels": b"\x80\x02}(" + key + b"u.",
        "labels of text": b"\x80\x02}(" + key + text(b"labels") + b"](U\x01aU\x01bU\x01cU\x01deu.",
        "too few labels": batch(pixels, labels[:2]),
        "labels too high": batch(pixels, [0, 1, 2, 10]),
        "pictures too small": b"\x80\x02}(" + value + text(b"data") + array(pixels[:, :3000]) + b"u.",
        "no pictures": batch(pixels[:0], []),
        "floats": b"\x80\x02}(" + value + text(b"data") + array(pixels, b"f8") + b"u.",
        "objects": b"\x80\x02}(" + value + text(b"data") + array(pixels, b"O8") + b"u.",
        "deep lists": b"\x80\x02" + b"](" * 90_000 + b"e" * 90_000 + b".",
        "deep tuples": b"\x80\x02)" + b"\x85" * 150_000 + b".",
        "a value that holds itself": b"\x80\x02]q\x00h\x00a.",
        "laughs": b"\x80\x02]q\x00" + b"".join(b"](h%ch%ce" % (n, n) + b"q%c" % (n + 1) for n in range(60)) + b".",
        "a million values": b"\x80\x02](" + b"K\x01" * 1_000_000 + b"e.",
        "a string of gigabytes": b"\x80\x02T\xff\xff\xff\x7fabc.",
        "a negative string": b"\x80\x02T\xff\xff\xff\xffabc.",
        "a long number": b"\x80\x02\x8b\xff\xff\xff\x7f1.",
        "empty stack": b"\x80\x02.",
        "no end": b"\x80\x02}q\x01",
        "marks only": b"\x80\x02" + b"(" * 100_000 + b".",
        "zeros": bytes(100_000),
    }


def _ten(content: bytes, folder: Path) -> Path:
    write_batches(folder / "c", 4)
    (folder / "c" / "data_batch_3").write_bytes(content)
    return folder / "c"


def _hundred(content: bytes, folder: Path) -> Path:
    write_hundred(folder / "c", 4)
    (folder / "c" / "test").write_bytes(content)
    return folder / "c"


def _batches() -> Iterator[Case]:
    for title, content in _pickles().items():
        yield Case(f"cifar-10 batch: {title}", partial(_ten, content), "words", "data_batch_3", loaded)
    good = hundred(np.zeros((3, 3072), np.uint8), [1, 2, 3], [0, 1, 2])
    for seed in range(10):
        yield Case(f"cifar-100 bytes changed {seed}", partial(_hundred, changed(good, seed)), "either", "", loaded)

    def without(name: str, folder: Path) -> Path:
        write_batches(folder / "c", 4)
        (folder / "c" / name).unlink()
        return folder / "c"

    def pipe(folder: Path) -> Path:
        path = without("data_batch_3", folder)
        os.mkfifo(path / "data_batch_3")
        return path

    def large(folder: Path) -> Path:
        path = without("data_batch_3", folder)
        with (path / "data_batch_3").open("wb") as file:
            file.truncate(1 << 40)
        return path

    def looped(folder: Path) -> Path:
        path = without("data_batch_3", folder)
        (path / "data_batch_3").symlink_to("data_batch_3")
        return path

    yield Case("cifar-10 without a batch", partial(without, "data_batch_5"), "words", "data_batch_5", loaded)
    yield Case("cifar-10 without the test", partial(without, "test_batch"), "words", "test_batch", loaded)
    yield Case("cifar-10 with a FIFO", pipe, "words", "data_batch_3", loaded)
    yield Case("cifar-10 with a terabyte", large, "words", "data_batch_3", loaded)
    yield Case("cifar-10 with a link to itself", looped, "words", "data_batch_3", loaded)


def _tar(*members: tuple[str, bytes], mode: str = "w:gz") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def _special(kind: bytes, link: str) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name in ("data_batch_1", "test_batch"):
            member = tarfile.TarInfo(f"{FOLDER}/{name}")
            member.type, member.linkname = kind, link
            archive.addfile(member)
    return target.getvalue()


def _whole_tar() -> bytes:
    content = batch(np.zeros((2, 3072), np.uint8), [1, 2])
    names = [f"data_batch_{number}" for number in range(1, 6)] + ["test_batch"]
    return _tar(*((f"{FOLDER}/{name}", content) for name in names))


def _archives() -> Iterator[Case]:
    good = _whole_tar()
    bad = batch(np.zeros((2, 3072), np.uint8), [1, 2])
    contents = {
        "empty": _tar(),
        "climbing": _tar(("../data_batch_1", bad), ("../../../../tmp/data_batch_2", bad)),
        "climbing inside": _tar((f"{FOLDER}/../../data_batch_1", bad)),
        "from the root": _tar((f"/{FOLDER}/data_batch_1", bad)),
        "a link out": _special(tarfile.SYMTYPE, "/etc/passwd"),
        "a hard link out": _special(tarfile.LNKTYPE, "/etc/passwd"),
        "a device": _special(tarfile.CHRTYPE, ""),
        "a FIFO": _special(tarfile.FIFOTYPE, ""),
        "one batch only": _tar((f"{FOLDER}/data_batch_1", bad)),
        "other files": _tar(("readme.txt", b"hello")),
        "a batch that runs": _tar((f"{FOLDER}/data_batch_1", pickle.dumps(_Runs(), 2))),
        "cut short": good[: len(good) // 2],
        "cut at the head": good[:30],
        "wrong checksum": good[:-8] + bytes(8),
    }
    for title, content in contents.items():
        yield Case(f"tar: {title}", partial(written, content, "c.tar.gz"), "words", "", loaded)
    large = {
        "ten thousand members": lambda: _tar(*((f"{number}", b"") for number in range(10_000))),
        "zeros that unpack without end": lambda: gzip.compress(_tar(mode="w")[:512] + bytes(3 * 10**8), 1),
    }
    for title, content in large.items():
        yield case(f"tar: {title}", content, "words", file="c.tar.gz")
    for seed in range(10):
        content = gzip.compress(changed(gzip.decompress(good)[:4000], seed) + gzip.decompress(good)[4000:])
        yield Case(f"tar bytes changed {seed}", partial(written, content, "c.tar.gz"), "either", "", loaded)

    def huge_member(folder: Path) -> Path:
        member = tarfile.TarInfo(f"{FOLDER}/data_batch_1")
        member.size = 1 << 40
        return written(gzip.compress(member.tobuf() + bytes(5000)), "c.tar.gz", folder)

    yield Case("tar: a member of a terabyte", huge_member, "words", "", loaded)


def _rubbish() -> Iterator[Case]:
    for title, content in {
        "nothing": b"",
        "zeros": bytes(5000),
        "noise": random.Random(1).randbytes(5000),
        "text": b"hello world\n" * 50,
        "a page": b"<!doctype html><html></html>",
        "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(100),
        "one array": b"\x93NUMPY\x01\x00" + bytes(100),
        "RAR": b"Rar!\x1a\x07\x00",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "xz": b"\xfd7zXZ\x00",
        "bzip2": b"BZh91AY",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "a pickle": pickle.dumps(_Runs(), 4),
        "a database": b"SQLite format 3\x00" + bytes(100),
        "a gzip of nothing": gzip.compress(b""),
        "a gzip head": b"\x1f\x8b\x08",
    }.items():
        for name in ("a.npz", "data.bin"):
            yield Case(f"{title} called {name}", partial(written, content, name), "words", name, loaded)

    def pipe(folder: Path) -> Path:
        os.mkfifo(folder / "a.npz")
        return folder / "a.npz"

    def loop(folder: Path) -> Path:
        (folder / "a.npz").symlink_to(folder / "a.npz")
        return folder / "a.npz"

    def plug(folder: Path) -> Path:
        path = folder / "s"
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket has to be short
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind("s")
        finally:
            os.chdir(here)
        return path

    yield Case("a FIFO", pipe, "words", "a.npz", loaded)
    yield Case("a link to itself", loop, "words", "a.npz", loaded)
    yield Case("a socket", plug, "words", "“s”", loaded)
    yield Case("a device", lambda _: Path("/dev/zero"), "words", "“zero”", loaded)
    yield Case("a name too long to be there", lambda folder: folder / ("x" * 300), "words", "", loaded)
