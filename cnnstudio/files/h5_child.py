"""Reads weights out of an HDF5 file in a process of its own: HDF5 can crash or freeze on a crafted file.

Run as a program with the file's path. On its input: JSON, a list of [path of a group of arrays, [shape, …]]. On its
output: all arrays in that order as raw little-endian float32, nothing else. When something is not as it should be it
ends with status 3 and one line on its error output. Imports nothing of this package, so that it starts quickly.
"""

import json
import math
import os
import sys
from typing import Any, BinaryIO

import h5py
import numpy as np

Table = list[tuple[str, list[list[int]]]]

_MEMORY = 512 * 1024 * 1024
_MAX_MEMBERS = 20_000


class Refusal(Exception):
    """What is wrong with the file, in words that follow "The weights …"."""


def main(path: str, given: BinaryIO, answer: BinaryIO) -> None:
    """Reads the arrays of the table on ``given`` and writes them to ``answer``."""
    table: Table = json.load(given)
    _limit(4 * sum(math.prod(shape) for _, shapes in table for shape in shapes), os.path.getsize(path))
    with h5py.File(path, "r", locking=False) as file:
        found = [dataset for group, shapes in table for dataset in _arrays(file, group, shapes)]
        _check_nothing_else(file, {group for group, _ in table})
        for dataset in found:  # only now that everything was compared is anything read
            answer.write(np.asarray(dataset[()], np.dtype("<f4"), order="C").tobytes())


def _limit(expected: int, size: int) -> None:
    """Bounds memory, time and files, where the platform can."""
    try:
        import resource
    except ImportError:
        return  # Windows: the parent's clock is the only bound
    with open("/proc/self/statm", "rb") if os.path.exists("/proc/self/statm") else open(os.devnull, "rb") as file:
        pages = int((file.read().split() or [b"0"])[0])
    memory = pages * resource.getpagesize() + _MEMORY + 4 * expected + size
    seconds = 20 + size // 100_000_000
    for which, limit in (("RLIMIT_AS", memory if pages else 0), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", -1)):
        if limit:
            resource.setrlimit(getattr(resource, which), (max(limit, 0), max(limit, 0)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _arrays(file: Any, group: str, shapes: list[list[int]]) -> list[Any]:
    if not shapes:
        return []
    variables = _step(file, f"{group}/vars")
    if not isinstance(variables, h5py.Group) or len(variables) != len(shapes):
        raise Refusal(f"of {group} are not the {len(shapes)} arrays its layer has")
    return [_array(variables, group, number, shape) for number, shape in enumerate(shapes)]


def _array(variables: Any, group: str, number: int, shape: list[int]) -> Any:
    dataset = _step(variables, str(number))
    if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind != "f" or dataset.dtype.itemsize not in (2, 4, 8):
        raise Refusal(f"of {group} are not floating-point numbers")
    if dataset.shape != tuple(shape):
        raise Refusal(f"of {group} have the shape {dataset.shape}, not {tuple(shape)}")
    plain = dataset.id.get_create_plist().get_layout() in (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS)
    if not plain or dataset.is_virtual or dataset.external:
        raise Refusal(f"of {group} are not stored plainly")
    if dataset.id.get_storage_size() != dataset.size * dataset.dtype.itemsize:
        raise Refusal(f"of {group} are not all there")
    return dataset


def _step(start: Any, path: str) -> Any:
    """What lies at ``path``, reached over hard links only."""
    found = start
    for name in path.split("/"):
        if not isinstance(found, h5py.Group) or not isinstance(found.get(name, getlink=True), h5py.HardLink):
            raise Refusal(f"of {path} are missing")
        found = found[name]
    return found


def _check_nothing_else(file: Any, known: set[str]) -> None:
    layers = _step(file, "layers")
    if len(layers) > _MAX_MEMBERS:
        raise Refusal("are of too many layers")
    strange = [name for name in layers if f"layers/{name}" not in known]
    if strange:
        raise Refusal(f"are also of a layer {strange[0][:40]!r} that the network has not")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except Refusal as refusal:
        print(ascii(str(refusal))[1:-1], file=sys.stderr)
        sys.exit(3)
