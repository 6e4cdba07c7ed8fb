"""Keeps decoded pictures in files, so that they are decoded once and need not fit into memory.

Under the program's cache folder stand, for each key, ``KEY.pixels`` (raw rows of uint8) and ``KEY.json`` (shape, what
was found while decoding, a checksum of samples), each written beside under another name and renamed, the second one
last: where it stands, both are whole. ``KEY.HOST-PID-N.use`` says that a process uses them, which may be one of
another computer where they share a home. All together are bounded; the
least recently used go first. One lock guards looking and deleting, so that several processes get on.
"""

import contextlib
import errno
import hashlib
import itertools
import json
import os
import platform
import shutil
import time
import weakref
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import filelock
import numpy as np
import PIL
import psutil
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import cache_folder
from cnnstudio.core.words import memory
from cnnstudio.data.pictures.reading import Outcome, Size3
from cnnstudio.data.stored import StoredPictures

MOST_BYTES = 32 * 10**9
_MOST_SHARE = 0.2
"""Of the disk; what is asked for at the moment is kept even if it is more."""

_SPARE = 256_000_000
"""Bytes that stay free on the disk."""

_VERSION = 1
_SAMPLES = 64
_SAMPLE_BYTES = 4096
_MOST_SIDE_FILE = 256_000_000
_LOCK_SECONDS = 20
_use_numbers = itertools.count()

_FULL = tr("Free some space there, or choose a smaller size for the pictures.")
_CLOSED = tr("Allow yourself to write to that folder, or choose a smaller size for the pictures.")
_HINTS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
}

_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What a side file that somebody changed raises when it is read."""

_RULES = 1
"""Another number whenever the same files may become other pixels: what was kept before is then not used."""

_HOST = hashlib.blake2b(platform.node().encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
_FOREIGN_SECONDS = 7 * 86_400
"""After which a mark of another computer, whose processes cannot be asked for, counts no more."""


def key_of(*facts: object) -> str:
    """Under which pictures are kept: another one for other facts, and for other versions of what decodes them."""
    text = repr((_RULES, PIL.__version__, *facts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


class PictureCache:
    """The decoded pictures in one folder; the program's own where none is named."""

    def __init__(self, folder: Path | None = None, most: int | None = None) -> None:
        self._folder = cache_folder() / "pictures" if folder is None else folder
        self._most = most

    def find(self, key: str) -> tuple[StoredPictures, Outcome] | None:
        """The pictures under that key, marked as in use for as long as they live; None where there are none whole."""
        side = self._folder / f"{key}.json"
        if not side.is_file():
            return None
        try:
            with self._locked():
                use = _Use(self._folder, key)
                outcome, count, samples = _unpacked(side)
                pixels = self._folder / f"{key}.pixels"
                if pixels.stat().st_size != count * int(np.prod(outcome.shape)) or sampled(pixels) != samples:
                    raise ValueError("not what was written")
                os.utime(side)
            return StoredPictures(pixels, outcome.shape, count, keep=use), outcome
        except (OSError, *_DAMAGED, StudioError, filelock.Timeout):
            return None  # damaged or in the way: it is made anew

    def writer(self, key: str) -> "CacheWriter":
        """Takes pictures to be kept under that key. Raises StudioError when nothing can be written there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return CacheWriter(self._folder, key)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def sweep(self, keep: str) -> None:
        """Deletes what nobody uses, the longest unused first, until the rest is within bounds; ``keep`` stays."""
        with contextlib.suppress(OSError, filelock.Timeout), self._locked():  # the next one sweeps
            used = self._used()
            have = sorted(self._kept(), key=lambda item: item[0])
            total, most = sum(size for _, size, _ in have), self._bound()
            for _, size, key in have:
                if total <= most:
                    break
                if key not in used and key != keep:
                    for ending in ("json", "pixels"):  # without the first the second is nothing
                        (self._folder / f"{key}.{ending}").unlink(missing_ok=True)
                    total -= size

    def _kept(self) -> Iterator[tuple[float, int, str]]:
        """When each was last used, its bytes and its key; clears away what processes left that are gone."""
        for entry in list(os.scandir(self._folder)):
            name, _, ending = entry.name.rpartition(".")
            with contextlib.suppress(OSError):  # another process tidies up, too
                if ending == "pixels":
                    side = self._folder / f"{name}.json"
                    when = side.stat().st_mtime if side.exists() else 0.0
                    yield when, entry.stat().st_size, name
                elif ending in {"part", "use"} and not _is_alive(entry):
                    os.unlink(entry.path)

    def _used(self) -> set[str]:
        marks = [entry for entry in os.scandir(self._folder) if entry.name.endswith(".use")]
        return {entry.name.split(".")[0] for entry in marks if _is_alive(entry)}

    def _bound(self) -> int:
        if self._most is not None:
            return self._most
        return min(MOST_BYTES, int(_MOST_SHARE * shutil.disk_usage(self._folder).total))

    def _locked(self) -> filelock.BaseFileLock:
        return filelock.FileLock(self._folder / "cache.lock", timeout=_LOCK_SECONDS, thread_local=False)


class CacheWriter:
    """A reading.Sink that writes to the cache; nothing of it is found before ``finish``."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._key = folder, key
        self._part = folder / f"{key}.{_mine()}.part"
        self._file: BinaryIO = self._part.open("w+b")

    def start(self, shape: Size3, count: int) -> None:
        """As in Sink. Raises StudioError when the disk is too full for them."""
        try:
            self._file.seek(0)
            self._file.truncate()
            need, free = count * int(np.prod(shape)), shutil.disk_usage(self._folder).free
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        if need + _SPARE > free:
            raise StudioError(
                tr(
                    "The prepared pictures need {need} on the disk, but only {free} are free.",
                    need=memory(need),
                    free=memory(free),
                ),
                tr("Choose a smaller size for them, or free some space where {folder} lies.", folder=self._folder),
            )

    def add(self, rows: NDArray[np.uint8]) -> None:
        try:
            self._file.write(np.ascontiguousarray(rows).data)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def finish(self, outcome: Outcome) -> None:
        """Puts what was written in its place."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            size = self._file.tell()
            self._file.close()
            packed = _packed(outcome, size, sampled(self._part))
            os.replace(self._part, self._folder / f"{self._key}.pixels")
            self._part.write_text(packed, encoding="ascii")
            os.replace(self._part, self._folder / f"{self._key}.json")
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def close(self) -> None:
        """Removes what was not finished."""
        with contextlib.suppress(OSError):  # what cannot be removed now is swept later
            self._file.close()
            self._part.unlink(missing_ok=True)


class _Use:
    """A mark that this process uses a key, gone when this object is or the process ends."""

    def __init__(self, folder: Path, key: str) -> None:
        self._mark = folder / f"{key}.{_mine()}.use"
        self._mark.touch()
        weakref.finalize(self, _remove, self._mark)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # swept later
        path.unlink(missing_ok=True)


def _mine() -> str:
    """ "HOST-PID-N", another one each time."""
    return f"{_HOST}-{os.getpid()}-{next(_use_numbers)}"


def _is_alive(entry: "os.DirEntry[str]") -> bool:
    """Whether the process runs that made the file "KEY.HOST-PID-N.use"; of another computer's, whether it may."""
    host, _, rest = entry.name.split(".")[-2].partition("-")
    process = rest.partition("-")[0]
    if not process.isdecimal() or len(process) > 9:
        return False
    if host != _HOST:
        return _age(entry) < _FOREIGN_SECONDS
    return bool(psutil.pid_exists(int(process)))


def _age(entry: "os.DirEntry[str]") -> float:
    """Seconds; without end for what is gone."""
    try:
        return time.time() - entry.stat().st_mtime
    except OSError:
        return float("inf")


def sampled(path: Path) -> int:
    """A checksum of pieces all over the file: it finds files cut short, zeroed or mixed up, in a moment."""
    check, size = 0, path.stat().st_size
    with path.open("rb") as file:
        for place in np.linspace(0, max(0, size - _SAMPLE_BYTES), _SAMPLES).astype(np.int64).tolist():
            file.seek(place)
            check = zlib.crc32(file.read(_SAMPLE_BYTES), check)
    return check


def _packed(outcome: Outcome, size: int, samples: int) -> str:
    return json.dumps(
        {
            "version": _VERSION,
            "bytes": size,
            "samples": samples,
            "shape": outcome.shape,
            "left_out": {str(number): why for number, why in outcome.left_out.items()},
            "sizes": [[*size, count] for size, count in outcome.sizes.items()],
            "notes": dict(outcome.notes),
            "looked_at": outcome.looked_at,
            "inked": outcome.inked,
        }
    )


def _unpacked(side: Path) -> tuple[Outcome, int, int]:
    """What was found, how many pictures there are and their samples' checksum; raises ValueError for other content."""
    if side.stat().st_size > _MOST_SIDE_FILE:
        raise ValueError("too large")
    values: Any = json.loads(side.read_text(encoding="ascii"))
    if not isinstance(values, dict) or values["version"] != _VERSION:
        raise ValueError("another version")
    height, width, channels = (_whole(each) for each in values["shape"])
    pixel_bytes = height * width * channels
    if not pixel_bytes or channels not in (1, 3) or _whole(values["bytes"]) % pixel_bytes:
        raise ValueError("no pictures")
    outcome = Outcome(
        (height, width, channels),
        {_whole(int(number)): str(why) for number, why in values["left_out"].items()},
        Counter({(_whole(rows), _whole(columns)): _whole(count) for rows, columns, count in values["sizes"]}),
        Counter({str(note): _whole(count) for note, count in values["notes"].items()}),
        _whole(values["looked_at"]),
        _whole(values["inked"]),
    )
    return outcome, values["bytes"] // pixel_bytes, _whole(values["samples"])


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a whole number")
    return value


def _unwritable(folder: Path, error: OSError) -> StudioError:
    reason = error.strerror or type(error).__name__
    return StudioError(
        tr("The prepared pictures could not be written to {folder}: {reason}.", folder=folder, reason=reason),
        _HINTS.get(error.errno or 0, tr("Look whether the disk is there, or choose a smaller size for the pictures.")),
    )
