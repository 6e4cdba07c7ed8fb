"""What a training needs beside its project, as files known by their SHA-256: pictures, runs and weights."""

import hashlib
import json
import threading
from collections.abc import Callable, Hashable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np

from cnnstudio.core.bases import base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.layers.dense import Dense
from cnnstudio.core.network import Layer, walk
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.words import memory
from cnnstudio.data.dataset import DataSet, Pictures
from cnnstudio.data.library import what_is_loaded
from cnnstudio.data.sources import DRAWN, source
from cnnstudio.data.stored import StoredPictures
from cnnstudio.engine.drawn import load
from cnnstudio.files.bases.places import find_weights
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.words import in_words

MOST_BYTES = 4 * 10**9
"""Of a parcel."""

_AT_ONCE = 16 * 2**20
_MOST_HEAD = 1_000_000
_MARK = b"CNN Studio parcel of pictures 1\n"

Kind = Literal["data", "runs", "weights"]

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Parcel:
    """A file that workers are given.

    Attributes:
        kind: Labelled pictures as ``pack`` writes them; a project file with runs and drawings that the training needs;
            or weights of a base, as they were downloaded.
        digest: SHA-256 of its bytes, hexadecimal.
        name: Of a file of weights, what it is called where it lies.
        size: In bytes.
    """

    kind: Kind
    digest: str
    size: int
    name: str = ""

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


class Shipping:
    """Makes the parcels of projects, each once; may be used on several threads.

    Args:
        folder: For what is made.
        seed_file: With the runs and drawings that the projects need, as ``seed.seed_of`` makes it.
    """

    def __init__(self, folder: Path, seed_file: Path | None = None) -> None:
        self._folder, self._seed_file = folder, seed_file
        self._lock = threading.Lock()
        self._made: dict[Hashable, Any] = {}
        self._files: dict[str, Path] = {}

    def parcels(self, project: Project) -> tuple[Parcel, ...]:
        """What a worker elsewhere needs for a project; raises StudioError in words where it cannot be had or sent."""
        with self._lock:
            seeds = self._once("projects", self._seed_projects)
            found = [self._weights(path) for each in (project, *seeds) for path in _base_files(each)]
            if self._seed_file is not None:
                seed_file = self._seed_file
                found.append(self._once("runs", lambda: self._parcel("runs", seed_file, tr("The runs it needs"))))
            if is_sent(project.data):
                geometry = project.preprocessing.geometry
                key = what_is_loaded(project.data, geometry)
                found.append(self._once(key, lambda: self._pictures(project)))
        return tuple(dict.fromkeys(found))

    def file(self, parcel: Parcel) -> Path:
        """Where a parcel lies here."""
        return self._files[parcel.digest]

    def _once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        if key not in self._made:
            self._made[key] = make()
        found: _Made = self._made[key]
        return found

    def _seed_projects(self) -> tuple[Project, ...]:
        """Those of the runs that are needed: their weights may be those of a base in part."""
        if self._seed_file is None:
            return ()
        with ProjectFile.open(self._seed_file, read_only=True) as file:
            return tuple(run.project for run in file.runs())

    def _weights(self, path: Path) -> Parcel:
        return self._once(path, lambda: self._parcel("weights", path, tr("The pretrained weights"), path.name))

    def _pictures(self, project: Project) -> Parcel:
        data = load(project.data, project.preprocessing.geometry, file=str(self._seed_file or ""))
        _check_size(_bytes_of(data), tr("The pictures"))
        path = self._folder / f"{len(self._made)}.pictures"
        pack(data, path)
        return self._parcel("data", path, tr("The pictures"))

    def _parcel(self, kind: Kind, path: Path, what: str, name: str = "") -> Parcel:
        try:
            size = path.stat().st_size
            _check_size(size, what)
            parcel = Parcel(kind, digest_of_file(path), size, name)
        except OSError as error:
            raise in_words(error, path) from error
        self._files[parcel.digest] = path
        return parcel


def is_sent(recipe: DataRecipe) -> bool:
    """Whether the pictures go to workers as a parcel: not those that come with the program."""
    if recipe.source == DRAWN:
        return bool(recipe.path)
    offered = source(recipe.source)
    return offered is None or not offered.resource


def pack(data: DataSet, path: Path) -> None:
    """Writes the pictures of a data set with their labels, raw and one after the other; raises StudioError.

    First come the pictures, those to learn from before those to test with, then the labels, a head, and its length.
    """
    head = {
        "shape": data.input_shape,
        "counts": (len(data.x_train), len(data.x_test)),
        "labels": data.labels,
        "name": data.name,
        "title": data.title,
        "own_test": data.own_test,
        "stored": isinstance(data.x_train, StoredPictures),
    }
    text = json.dumps(head).encode()
    try:
        with path.open("wb") as file:
            for part in (data.x_train, data.x_test):
                step = max(1, _AT_ONCE // int(np.prod(data.input_shape)))
                for start in range(0, len(part), step):
                    file.write(np.ascontiguousarray(part[start : start + step]).data)
            file.write(np.concatenate([data.y_train, data.y_test]).astype("<i8").tobytes())
            file.write(text + len(text).to_bytes(8, "little") + _MARK)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StudioError(
            tr("The pictures could not be written to {folder}: {reason}.", folder=path.parent, reason=reason),
            tr("Free some space."),
        ) from error


def unpack(path: Path) -> DataSet:
    """What ``pack`` wrote; pictures that were in a file there are so here. Raises StudioError for other content."""
    try:
        return _unpacked(path)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StudioError(
            tr("The pictures that came to this worker are damaged."), tr("Begin the sweep again.")
        ) from error


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(path: Path) -> DataSet:
    end = path.stat().st_size - len(_MARK) - 8
    with path.open("rb") as file:
        file.seek(end)
        length = int.from_bytes(file.read(8), "little")
        if file.read() != _MARK or length > _MOST_HEAD:
            raise ValueError("no parcel of pictures")
        file.seek(end - length)
        head = json.loads(file.read(length))
    height, width, channels = map(int, head["shape"])
    train, test = map(int, head["counts"])
    pixels = (train + test) * height * width * channels
    if pixels + 8 * (train + test) + length != end:
        raise ValueError("cut short")
    y = np.fromfile(path, "<i8", train + test, offset=pixels).astype(np.int64)
    first, rest = np.arange(train), np.arange(train, train + test)
    x: Any
    if head["stored"]:
        x = StoredPictures(path, (height, width, channels), train + test)
        parts: tuple[Pictures, Pictures] = x.select(first), x.select(rest)
    else:
        x = np.fromfile(path, np.uint8, pixels).reshape(-1, height, width, channels)
        parts = x[:train], x[train:]
    labels = tuple(map(str, head["labels"]))
    own_test = bool(head["own_test"])
    return DataSet(str(head["name"]), str(head["title"]), labels, parts[0], y[:train], parts[1], y[train:], own_test)


def _base_files(project: Project) -> list[Path]:
    """The files of weights that were downloaded here, which a worker may not have."""
    found = []
    for block in pretrained_blocks(project.network):
        base = base_of(block.spec.source) if isinstance(block.spec, Pretrained) else None
        if base is not None and base.files:
            whole = any(isinstance(node, Layer) and isinstance(node.spec, Dense) for _, node in walk((block,)))
            kept = find_weights(base, whole=whole)
            found += [kept.path] if kept is not None else []  # without it the worker says how to get it
    return found


def _bytes_of(data: DataSet) -> int:
    return (len(data.x_train) + len(data.x_test)) * int(np.prod(data.input_shape))


def _check_size(size: int, what: str) -> None:
    if size > MOST_BYTES:
        raise StudioError(
            tr(
                "{what} take {size}, more than the {most} that are sent to a cluster.",
                what=what,
                size=memory(size),
                most=memory(MOST_BYTES),
            ),
            tr("Choose a smaller size for the pictures, or train on this computer."),
        )
