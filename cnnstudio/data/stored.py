"""Pictures of one shape in a file, read as they are asked for: more of them than the memory holds."""

import copy
import itertools
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

_AT_ONCE = 1_000_000
"""Bytes that are read before another thread may read, as the one that paints."""


class _File:
    """The open file, shared by all selections of its pictures; closed when the last of them is gone."""

    def __init__(self, path: Path, keep: Any) -> None:
        self._path, self._keep = path, keep
        self._lock = threading.Lock()
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise _gone(path) from error
        self.close = weakref.finalize(self, self._file.close)

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        """Another process opens the file itself; what is to be kept alive is kept where it is."""
        return _opened_anew, (self._path,)

    def read(self, place: int, target: NDArray[np.uint8]) -> None:
        """Fills the array with the bytes from that place on; others get their turn between its parts."""
        while target.size:
            with self._lock:
                try:
                    self._file.seek(place)
                    count = self._file.readinto(target[:_AT_ONCE].data)
                except (OSError, ValueError) as error:
                    raise _gone(self._path) from error
            if not count:
                raise _gone(self._path)
            place, target = place + count, target[count:]


class _Gone:
    """In the place of a file that another process could not open: it is said where pictures are wanted."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def close(self) -> None:
        """There is nothing to close."""

    def read(self, place: int, target: NDArray[np.uint8]) -> None:
        raise _gone(self._path)


def _opened_anew(path: Path) -> "_File | _Gone":
    try:
        return _File(path, None)
    except StudioError:
        return _Gone(path)


class StoredPictures:
    """Pictures (n, height, width, channels) uint8, one after the other in a file; indexed as an array is.

    Every access reads from the file and gives new arrays, so that memory stays bounded. May be used from any thread;
    what is sent to another process is where they are, not they.
    Raises StudioError when the file is gone or cut short.

    Args:
        keep: Anything that is to live as long as these pictures and all selections of them, as a lock on the file.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(self, path: Path, picture: tuple[int, int, int], count: int, keep: Any = None) -> None:
        self._picture, self._size = picture, int(np.prod(picture))
        self._numbers: NDArray[np.intp] = np.arange(count)
        self._file: _File | _Gone = _File(path, keep)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return (len(self._numbers), *self._picture)

    @property
    def nbytes(self) -> int:
        """Bytes of all pictures, none of which is in memory."""
        return len(self._numbers) * self._size

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, key: Any) -> NDArray[np.uint8]:
        """One picture for a number, several for a slice, a list of numbers or a mask."""
        wanted = self._numbers[key]
        several = self._read(np.atleast_1d(wanted))
        return several if np.ndim(wanted) else several.reshape(self._picture)

    def select(self, numbers: NDArray[np.intp]) -> "StoredPictures":
        """Some of these pictures, still in the file."""
        some = copy.copy(self)
        some._numbers = self._numbers[numbers]
        return some

    def joined(self, other: "StoredPictures") -> "StoredPictures":
        """These pictures and after them others of the same file, still in the file."""
        if self._file is not other._file:
            raise ValueError("Pictures of two files cannot be joined.")
        both = copy.copy(self)
        both._numbers = np.concatenate([self._numbers, other._numbers])
        return both

    def close(self) -> None:
        """Lets go of the file, for all selections too; nothing can be read any more."""
        self._file.close()

    def _read(self, wanted: NDArray[np.intp]) -> NDArray[np.uint8]:
        result = np.empty((len(wanted), *self._picture), np.uint8)
        rows, size = result.reshape(-1), self._size
        for start, stop in _runs(wanted):
            self._file.read(int(wanted[start]) * size, rows[start * size : stop * size])
        return result


def _runs(numbers: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Where neighbours in the file stand side by side, from and to: each is read in one go."""
    if not len(numbers):
        return []
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    edges = [0, *breaks.tolist(), len(numbers)]
    return list(itertools.pairwise(edges))


def _gone(path: Path) -> StudioError:
    return StudioError(
        tr("The stored pictures {path} cannot be read any more.", path=quoted(path)), tr("Load the data again.")
    )
