"""Writes batches of CIFAR-10 byte for byte as Python 2's cPickle wrote the real ones (protocol 2)."""

import io
import struct
import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnstudio.data.arrays import cifar


def text(value: bytes) -> bytes:
    """The instruction for a byte string of Python 2."""
    return b"U" + bytes([len(value)]) + value if len(value) < 256 else b"T" + struct.pack("<I", len(value)) + value


def array(numbers: NDArray[np.uint8], dtype: bytes = b"u1") -> bytes:
    """The instructions for a NumPy array of two axes."""
    rows, columns = numbers.shape
    made = b"cnumpy.core.multiarray\n_reconstruct\nq\x06cnumpy\nndarray\nq\x07K\x00\x85q\x08U\x01bq\t\x87q\nRq\x0b"
    kind = (
        b"cnumpy\ndtype\nq\x0c"
        + text(dtype)
        + b"q\rK\x00K\x01\x87q\x0eRq\x0f(K\x03U\x01|q\x10NNNJ\xff\xff\xff\xffJ\xff\xff"
    )
    kind += b"\xff\xffK\x00tq\x11b"
    shape = b"J" + struct.pack("<i", rows) + b"M" + struct.pack("<H", columns) + b"\x86q\x12"
    return made + b"(K\x01" + shape + kind + b"\x89" + text(numbers.tobytes()) + b"q\x13tq\x14b"


def batch(pictures: NDArray[np.uint8], labels: list[int]) -> bytes:
    """A whole batch; ``pictures`` (n, 3072)."""
    numbers = b"".join(b"K" + bytes([label]) for label in labels)
    names = b"".join(text(b"picture_%d.png" % number) for number in range(len(labels)))
    return (
        b"\x80\x02}q\x01("
        + (text(b"batch_label") + b"q\x02" + text(b"training batch 1 of 5") + b"q\x03")
        + (text(b"labels") + b"q\x04]q\x05(" + numbers + b"e")
        + (text(b"data") + array(pictures))
        + (text(b"filenames") + b"r\x15\x00\x00\x00]q\x16(" + names + b"e")
        + b"u."
    )


def write_batches(folder: Path, count: int = 4) -> NDArray[np.uint8]:
    """Six batches of ``count`` pictures of random numbers, labels 0, 1, 2 …; the pictures of all, (6 · count, 3072)."""
    folder.mkdir(parents=True)
    pictures = np.random.default_rng(1).integers(0, 256, (6 * count, 3072), np.uint8)
    for number, name in enumerate(cifar.CIFAR_10.batches):
        part = pictures[number * count : (number + 1) * count]
        (folder / name).write_bytes(batch(part, [each % 10 for each in range(count)]))
    return pictures


def hundred(pictures: NDArray[np.uint8], fine: list[int], coarse: list[int]) -> bytes:
    """A whole part of CIFAR-100; ``pictures`` (n, 3072)."""
    numbers = [b"".join(b"K" + bytes([label]) for label in labels) for labels in (fine, coarse)]
    names = b"".join(text(b"picture_%d.png" % number) + b"q\x07" for number in range(len(fine)))
    return (
        b"\x80\x02}q\x01("
        + (text(b"filenames") + b"q\x02]q\x03(" + names + b"e")
        + (text(b"batch_label") + b"q\x04" + text(b"training batch 1 of 1") + b"q\x05")
        + (text(b"fine_labels") + b"]q\x06(" + numbers[0] + b"e")
        + (text(b"coarse_labels") + b"]q\x06(" + numbers[1] + b"e")
        + (text(b"data") + array(pictures))
        + b"u."
    )


def write_hundred(folder: Path, count: int = 6) -> NDArray[np.uint8]:
    """Both parts of CIFAR-100, fine labels 0, 17, 34 … and coarse ones 0, 1, 2 …; the pictures, (2 · count, 3072)."""
    folder.mkdir(parents=True)
    pictures = np.random.default_rng(2).integers(0, 256, (2 * count, 3072), np.uint8)
    fine, coarse = [17 * each % 100 for each in range(count)], [each % 20 for each in range(count)]
    for number, name in enumerate(cifar.CIFAR_100.batches):
        (folder / name).write_bytes(hundred(pictures[number * count : (number + 1) * count], fine, coarse))
    (folder / "meta").write_bytes(b"\x80\x02}.")
    return pictures


def write_archive(path: Path, folder: Path, inside: str = cifar.CIFAR_10.folder) -> Path:
    """An archive like the real one, with a page and a link in it that nobody wants."""
    with tarfile.open(path, "w:gz") as file:
        for each in sorted(folder.iterdir()):
            file.add(each, f"{inside}/{each.name}")
        for name in (f"{inside}/readme.html", "../outside", f"{inside}/../../test_batch"):
            member = tarfile.TarInfo(name)
            member.size = 5
            file.addfile(member, io.BytesIO(b"hello"))
        link = tarfile.TarInfo(f"{inside}/batches.meta")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(link)
    return path
