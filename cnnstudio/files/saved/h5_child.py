"""Reads an HDF5 file in a process of its own: HDF5 can crash or freeze on a crafted file.

Run as a program with the file's path. It first answers with what is in the file, as JSON (``_described``), then waits
on its input for JSON, a list of [path of an array, [shape]], and answers with these arrays in that order as raw
little-endian float32. JSON goes both ways behind its length in eight bytes. When something is not as it should be it
ends with status 3 and one line on its error output. Imports nothing of this package, so that it starts quickly.
"""

import codecs
import json
import math
import os
import signal
import sys
from typing import Any, BinaryIO

import h5py
import numpy as np

_MEMORY = 96 * 1024 * 1024
_SECONDS = 0.5  # of computing for what any good file needs
_SECONDS_A_THOUSAND = 0.3  # more to list a thousand objects, three times what that takes
_SECONDS_AN_ARRAY = 0.0006  # more to read one, twice what that takes
_BYTES_A_SECOND = 100_000_000
_MAX_OBJECTS = 20_000
_MAX_DEPTH = 64
_MAX_TEXT = 8_000_000
_PIECE = 1 << 24
_MAX_RATIO = 1000  # of unpacking; zlib's most is 1,032
_FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32, h5py.h5z.FILTER_LZF}
_HAS_PROC = os.path.exists("/proc/self/statm")
_PASSED_OVER = ("optimizer_weights", "optimizer", "metrics", "_metrics")


class Refusal(Exception):
    """What is wrong with the file, in words that follow "The weights …"."""


def main(path: str, given: BinaryIO, answer: BinaryIO) -> None:
    """Says what is in the file, reads the table on ``given`` and writes its arrays to ``answer``."""
    size, before = os.path.getsize(path), _memory()
    codecs.lookup("ascii")  # what is loaded late must be there before no file can be opened
    _limit(before + _MEMORY, _SECONDS + size / _BYTES_A_SECOND)
    with h5py.File(path, "r", locking=False) as file:
        _open_nothing_more()
        text = json.dumps(_described(file)).encode("ascii")
        answer.write(len(text).to_bytes(8, "little") + text)
        answer.flush()
        table: list[tuple[str, list[int]]] = json.loads(given.read(int.from_bytes(given.read(8), "little")) or b"[]")
        expected = sum(8 * math.prod(shape) for _, shape in table)
        seconds = _SECONDS + _SECONDS_AN_ARRAY * len(table) + (size + expected) / _BYTES_A_SECOND
        _limit(before + _MEMORY + 4 * _PIECE, seconds)
        found = [_checked(file, place, tuple(shape)) for place, shape in table]
        if sum(dataset.id.get_storage_size() for dataset in found) > size:
            raise Refusal("are more than the file holds")
        for dataset in found:  # only now that everything was compared is anything read
            _write(dataset, answer)


def _memory() -> int:
    """The bytes of address space in use; 0 where that is not known."""
    if not _HAS_PROC:
        return 0
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit(memory: int, seconds: float) -> None:
    """Bounds the address space, the seconds of computing from now on, and files, where the platform can."""
    try:
        import resource
    except ImportError:
        return  # Windows: the parent's clock is the only bound
    _time(seconds)
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    if _HAS_PROC:
        resource.setrlimit(resource.RLIMIT_AS, (memory if most < 0 else min(memory, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _time(seconds: float) -> None:
    """So much computing from now on, no more."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _open_nothing_more() -> None:
    """From now on no other file can be opened, whatever this one names."""
    try:
        import resource
    except ImportError:
        return
    with open(os.devnull, "rb") as free:
        resource.setrlimit(resource.RLIMIT_NOFILE, (free.fileno(), resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def _described(file: Any) -> dict[str, Any]:
    """What the file says and has.

    ``config``, ``version``, ``backend`` are texts, "" where missing. ``layers`` is for files of weights by layer name
    a list of [name, [names of arrays]], else null; ``base`` the group these lie in. ``names`` are the layers' names
    that stand at groups of arrays. ``arrays`` is a list of [path, [shape], type as "f4", what is wrong with it].
    """
    inner = _child(file, "model_weights")
    base = inner if isinstance(inner, h5py.Group) else file
    groups, arrays = _walked(file)
    return {
        "config": _text(file, "model_config"),
        "version": _text(file, "keras_version") or _text(base, "keras_version"),
        "backend": _text(file, "backend") or _text(base, "backend"),
        "base": "" if base is file else "model_weights",
        "layers": _layers(base),
        "names": groups,
        "arrays": arrays,
    }


def _walked(file: Any) -> tuple[dict[str, str], list[list[Any]]]:
    """The names at groups ``…/vars``, and all arrays, reached over hard links only."""
    names: dict[str, str] = {}
    arrays: list[list[Any]] = []
    waiting: list[tuple[str, Any]] = [("", file)]
    count = 0
    while waiting:
        path, group = waiting.pop()
        if path.endswith("vars") and "name" in group.attrs:
            names[path] = _text(group, "name")
        for name in group:
            count += 1
            if count > _MAX_OBJECTS or path.count("/") > _MAX_DEPTH:
                raise Refusal("have too many parts")
            if count % 1000 == 0:
                _time(_SECONDS_A_THOUSAND)
            inner = None if not path and name in _PASSED_OVER else _child(group, name)
            place = f"{path}/{name}" if path else name
            if isinstance(inner, h5py.Group):
                waiting.append((place, inner))
            elif isinstance(inner, h5py.Dataset):
                arrays.append([place, *_array(inner)])
    return names, arrays


def _child(group: Any, name: str) -> Any:
    """What lies there, None if it is reached over anything but a hard link."""
    links, raw = group.id.links, name.encode("utf-8", "surrogateescape")
    is_hard = links.exists(raw) and links.get_info(raw).type == h5py.h5l.TYPE_HARD
    return group[name] if is_hard else None


def _array(dataset: Any) -> tuple[list[int], str, str]:
    """Its shape, type and what is wrong with it; what points into other files is not even asked for its shape."""
    settings = dataset.id.get_create_plist()
    layout = settings.get_layout()
    if layout not in (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS, h5py.h5d.CHUNKED) or settings.get_external_count():
        return [], "", "are not stored plainly"
    if dataset.id.get_type().get_class() != h5py.h5t.FLOAT:
        kind = "i" if dataset.id.get_type().get_class() == h5py.h5t.INTEGER else "?"
        return list(dataset.shape or ()), kind, "are not floating-point numbers"
    if dataset.shape is None or dataset.dtype.kind != "f" or dataset.dtype.itemsize not in (2, 4, 8):
        return [], "?", "are not floating-point numbers"
    return list(dataset.shape), f"f{dataset.dtype.itemsize}", _storage(dataset, settings, layout)


def _storage(dataset: Any, settings: Any, layout: int) -> str:
    """What is wrong with how an array lies in the file, "" if nothing."""
    stored, whole = dataset.id.get_storage_size(), math.prod(dataset.shape) * dataset.dtype.itemsize
    filters = [settings.get_filter(number) for number in range(settings.get_nfilters())]
    if layout != h5py.h5d.CHUNKED:
        return "are not stored plainly" if filters else "" if stored == whole else "are not all there"
    if any(found[0] not in _FILTERS for found in filters) or len(filters) > len(_FILTERS):
        return "are packed in a way that is not read here"
    if any(chunk > length for chunk, length in zip(settings.get_chunk(), dataset.shape, strict=True)):
        return "are not stored plainly"
    return "are not all there" if whole > (_MAX_RATIO if filters else 1) * stored else ""


def _checked(file: Any, path: str, shape: tuple[int, ...]) -> Any:
    found = file
    for name in path.split("/"):
        found = _child(found, name) if isinstance(found, h5py.Group) else None
    if not isinstance(found, h5py.Dataset):
        raise Refusal(f"of {path} are missing")
    stands, _, wrong = _array(found)
    if wrong:
        raise Refusal(f"of {path} {wrong}")
    if tuple(stands) != shape:
        raise Refusal(f"of {path} have the shape {tuple(stands)}, not {shape}")
    return found


def _write(dataset: Any, answer: BinaryIO) -> None:
    """The array as float32, some rows at a time."""
    if not dataset.shape:
        answer.write(np.asarray(dataset[()], np.dtype("<f4")).tobytes())
        return
    row = max(1, math.prod(dataset.shape[1:]) * dataset.dtype.itemsize)
    rows = max(1, _PIECE // row, dataset.chunks[0] if dataset.chunks else 1)
    for start in range(0, dataset.shape[0], rows):
        with np.errstate(over="ignore"):  # what is too large becomes infinite, which the parent refuses
            answer.write(np.asarray(dataset[start : start + rows], np.dtype("<f4"), order="C").tobytes())


def _layers(base: Any) -> list[list[Any]] | None:
    names = _names(base, "layer_names")
    if names is None:
        return None
    found: list[list[Any]] = []
    for name in names:
        group: Any = base
        for part in name.split("/"):  # old networks have "/" in their layers' names
            group = _child(group, part) if isinstance(group, h5py.Group) and part else None
        if not isinstance(group, h5py.Group):
            raise Refusal(f"of {name} are missing")
        found.append([name, _names(group, "weight_names") or []])
    return found


def _names(group: Any, name: str) -> list[str] | None:
    """A list of texts at a group; a long one is in parts, ``NAME0``, ``NAME1`` …; None if there is none."""
    attributes = group.attrs
    if name in attributes:
        return _texts(group, name)
    found: list[str] = []
    part = 0
    while f"{name}{part}" in attributes:
        found += _texts(group, f"{name}{part}")
        part += 1
        if len(found) > _MAX_OBJECTS:
            raise Refusal("have too many names")
    return found if part else None


def _text(group: Any, name: str) -> str:
    if name not in group.attrs:
        return ""
    found = _texts(group, name)
    if len(found) != 1:
        raise Refusal(f"have {len(found)} texts for {name}, where one belongs")
    return found[0]


def _texts(group: Any, name: str) -> list[str]:
    """The texts of one attribute, whose size is known before it is read."""
    attribute = group.attrs.get_id(name)
    count = math.prod(attribute.shape)
    if count == 0:
        return []
    if attribute.get_type().get_class() != h5py.h5t.STRING:
        raise Refusal(f"have a {name} that is no text, at {group.name}")
    if count > _MAX_OBJECTS or count * attribute.dtype.itemsize > _MAX_TEXT:
        raise Refusal(f"have a {name} that is too long")
    found = np.asarray(group.attrs[name], object).reshape(-1).tolist()
    texts = [each.decode("utf-8") if isinstance(each, bytes) else str(each) for each in found]
    if sum(map(len, texts)) > _MAX_TEXT:
        raise Refusal(f"have a {name} that is too long")
    return texts


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except Refusal as refusal:
        print(ascii(str(refusal))[1:-1], file=sys.stderr)
        sys.exit(3)
    except MemoryError:
        print("need more memory than weights do", file=sys.stderr)
        sys.exit(3)
