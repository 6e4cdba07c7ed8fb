"""CIFAR-10 and CIFAR-100 as their makers publish them: a folder of batches, and the archive it comes in.

(https://www.cs.toronto.edu/~kriz/cifar.html: each row of ``data`` is a picture, 1,024 red values, then green, then
blue, row by row.)
"""

import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.data import class_names
from cnnstudio.data.arrays import plain_pickle
from cnnstudio.data.arrays.bounded import BROKEN, Bounded
from cnnstudio.data.found import Found, Part
from cnnstudio.data.pace import Pace
from cnnstudio.data.plain_file import regular
from cnnstudio.data.watch import NOBODY, Watch

_MOST_UNPACKED = 400_000_000
"""Bytes that either archive may unpack to; both have 186 million."""

_PREFIX = ".cs-cifar-"
UNFINISHED = re.compile(re.escape(_PREFIX) + "[a-z0-9_]{8}")
"""How a folder is called until all batches are in it."""


@dataclass(frozen=True)
class Family:
    """One of the sets, or one of the ways to label it.

    Attributes:
        key: What its labels are called in a batch.
        most: The most pictures one batch may have.
    """

    title: str
    folder: str
    archive: str
    training: tuple[str, ...]
    test: str
    meta: str
    key: bytes
    labels: tuple[str, ...] = field(repr=False)
    most: int

    @property
    def batches(self) -> tuple[str, ...]:
        """The files that hold pictures."""
        return (*self.training, self.test)

    @property
    def bytes(self) -> int:
        """The most bytes a batch may have."""
        return self.most * 3500


CIFAR_10 = Family(
    "CIFAR-10",
    "cifar-10-batches-py",
    "cifar-10-python.tar.gz",
    tuple(f"data_batch_{number}" for number in range(1, 6)),
    "test_batch",
    "batches.meta",
    b"labels",
    class_names.CIFAR_10,
    20_000,
)
CIFAR_100 = Family(
    "CIFAR-100",
    "cifar-100-python",
    "cifar-100-python.tar.gz",
    ("train",),
    "test",
    "meta",
    b"fine_labels",
    class_names.CIFAR_100,
    60_000,
)
CIFAR_100_COARSE = Family(
    "CIFAR-100",
    "cifar-100-python",
    "cifar-100-python.tar.gz",
    ("train",),
    "test",
    "meta",
    b"coarse_labels",
    class_names.CIFAR_100_COARSE,
    60_000,
)
FAMILIES = {"cifar-10": CIFAR_10, "cifar-100": CIFAR_100, "cifar-100-coarse": CIFAR_100_COARSE}


def is_whole(folder: Path, family: Family = CIFAR_10) -> bool:
    """Whether all its batches are in the folder."""
    return all((folder / name).is_file() for name in family.batches)


def family_of(names: Collection[str], wanted: Family | None = None) -> Family | None:
    """Whose files have these names; None where they are of neither set.

    Args:
        wanted: How the pictures are to be labelled where these are its files.
    """
    if any(name in names for name in CIFAR_10.batches):
        return CIFAR_10
    return _as_wanted(CIFAR_100, wanted) if {*CIFAR_100.batches, CIFAR_100.meta} <= set(names) else None


def _as_wanted(family: Family, wanted: Family | None) -> Family:
    return wanted if wanted is not None and wanted.archive == family.archive else family


def read(folder: Path, family: Family = CIFAR_10, watch: Watch = NOBODY) -> Found:
    """The pictures, (n, 32, 32, 3). Raises StudioError, in words, for a folder it cannot take."""
    parts = {}
    pace = Pace(watch, tr("Reading {title}", title=family.title), len(family.batches))
    for number, name in enumerate(family.batches):
        pace.step(number)
        path = folder / name
        parts[name] = _part(plain_pickle.read(path, family.bytes, 8 * family.most), path, family)
    return _found(parts, family)


def read_archive(path: Path, watch: Watch = NOBODY, wanted: Family | None = None) -> Found:
    """What is in the archive as it was downloaded, CIFAR-10 or 100, without unpacking it to the disk.

    Args:
        wanted: As for ``family_of``.
    """
    parts: dict[str, Part] = {}
    family: Family | None = None

    def take(name: str, owner: Family, stream: IO[bytes]) -> None:
        nonlocal family
        family = owner
        inside = PurePath(name)
        parts[name] = _part(plain_pickle.read_stream(stream, inside, owner.bytes, 8 * owner.most), inside, owner)

    _each_batch(path, (CIFAR_10, _as_wanted(CIFAR_100, wanted)), take, watch)
    if family is None or any(name not in parts for name in family.batches):
        raise StudioError(
            tr("{path} is an archive, but does not hold all of CIFAR-10 or CIFAR-100.", path=quoted(path)),
            tr("Unpack other archives, and open the folder with the pictures."),
        )
    return _found(parts, family)


def _found(parts: dict[str, Part], family: Family) -> Found:
    training = [parts.pop(name) for name in family.training]
    y = np.concatenate([part.y for part in training])
    if len(training) == 1:
        return Found(training[0], parts[family.test], family.labels)
    x, start = np.empty((len(y), 32, 32, 3), np.uint8), 0
    while training:  # each is let go of once it has been copied
        part = training.pop(0)
        x[start : start + len(part.x)] = part.x
        start += len(part.x)
    return Found(Part(x, y), parts[family.test], family.labels)


def _part(found: Any, name: PurePath, family: Family) -> Part:
    data, labels = (found.get(key) for key in (b"data", family.key)) if isinstance(found, dict) else (None, None)
    if not (
        isinstance(data, np.ndarray)
        and data.ndim == 2
        and data.shape[1] == 3072
        and 0 < len(data) <= family.most
        and isinstance(labels, list)
        and len(labels) == len(data)
        and all(type(label) is int and 0 <= label < len(family.labels) for label in labels)
    ):
        raise StudioError(
            tr("{name} is not a batch of {title}.", name=quoted(name), title=family.title),
            tr("Download the data again."),
        )
    pictures = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return Part(np.ascontiguousarray(pictures), np.asarray(labels, np.int64))


def unpack(archive: Path, folder: Path, family: Family = CIFAR_10) -> None:
    """Puts the batches of the downloaded archive into ``folder``, all of them or none.

    Only plain files of the known names and sizes are taken out. Raises StudioError when one of them is missing, and
    OSError when the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder.parent))

    def take(name: str, owner: Family, stream: IO[bytes]) -> None:
        with (fresh / name).open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)

    try:
        _each_batch(archive, (family,), take, NOBODY)
        if not is_whole(fresh, family):
            raise StudioError(
                tr("{archive} does not hold {title}.", archive=quoted(archive), title=family.title),
                tr("Download it again."),
            )
        if folder.exists():  # half of it, since otherwise nobody would have asked
            shutil.rmtree(folder)
        os.replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _each_batch(
    path: Path, families: tuple[Family, ...], take: Callable[[str, Family, IO[bytes]], None], watch: Watch
) -> None:
    """Calls ``take`` with name, family and content of each of their files that is in the archive."""
    try:
        with regular(path) as file:
            for member, archive in _members(Bounded.opened(file, _MOST_UNPACKED, watch)):
                if member.size > _MOST_UNPACKED:  # beyond it Python would look for the next one for hours
                    raise EOFError("too long")
                inside, _, name = member.name.rpartition("/")
                family = next((each for each in families if each.folder == inside), None)
                if family is None or name not in family.batches:
                    continue
                if not member.isreg() or member.issparse() or member.size > family.bytes:
                    continue
                source = archive.extractfile(member)
                if source is not None:
                    with source:
                        take(name, family, source)
    except (*BROKEN, tarfile.TarError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise StudioError(tr("{path} is cut short or damaged.", path=quoted(path)), tr("Download it again.")) from error


def _members(stream: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
    # As a stream, so that nothing is read twice and nothing is looked for at the end.
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            yield member, archive
