"""Writes IDX files, as MNIST's makers did."""

import gzip
import struct
from pathlib import Path

import numpy as np

TYPES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(numbers: np.ndarray) -> bytes:
    """The file's bytes."""
    kind = TYPES[numbers.dtype.str[1:]]
    head = bytes((0, 0, kind, numbers.ndim)) + struct.pack(f">{numbers.ndim}I", *numbers.shape)
    return head + numbers.astype(numbers.dtype.newbyteorder(">")).tobytes()


def write_pair(folder: Path, part: str, count: int = 20, packed: bool = False, seed: int = 1) -> np.ndarray:
    """Pictures and labels of "train" or "t10k" under the usual names; the pictures, (count, 5, 6)."""
    folder.mkdir(exist_ok=True, parents=True)
    pictures = np.random.default_rng(seed).integers(0, 256, (count, 5, 6), np.uint8)
    labels = (np.arange(count) % 4).astype(np.uint8)
    for name, numbers in ((f"{part}-images-idx3-ubyte", pictures), (f"{part}-labels-idx1-ubyte", labels)):
        content = idx(numbers)
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)
    return pictures
