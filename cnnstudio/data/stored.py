"""Pictures of one shape in a file, read as they are asked for: more of them than the memory holds."""

import itertools
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted


class StoredPictures:
    """Pictures (n, height, width, channels) uint8, one after the other in a file; indexed as an array is.

    Every access reads from the file and gives new arrays, so that memory stays bounded. May be used from any thread.

    Args:
        numbers: Which pictures of the file these are, in their order; None: all ``count`` of them.
        keep: Anything that is to live as long as these pictures, as a lock on the file.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(
        self,
        path: Path,
        picture: tuple[int, int, int],
        count: int,
        numbers: NDArray[np.intp] | None = None,
        keep: Any = None,
    ) -> None:
        self._path, self._picture, self._keep = path, picture, keep
        self._numbers = np.arange(count) if numbers is None else numbers
        self._size = int(np.prod(picture))
        self._lock = threading.Lock()
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise _gone(path) from error

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
        return StoredPictures(self._path, self._picture, 0, self._numbers[numbers], self._keep)

    def close(self) -> None:
        """Lets go of the file; nothing can be read any more."""
        self._file.close()

    def _read(self, wanted: NDArray[np.intp]) -> NDArray[np.uint8]:
        result = np.empty((len(wanted), *self._picture), np.uint8)
        rows = result.reshape(-1)
        with self._lock:
            for start, stop in _runs(wanted):
                self._file.seek(int(wanted[start]) * self._size)
                self._fill(rows[start * self._size : stop * self._size])
        return result

    def _fill(self, target: NDArray[np.uint8]) -> None:
        while target.size:
            try:
                count = self._file.readinto(target.data)
            except (OSError, ValueError) as error:
                raise _gone(self._path) from error
            if not count:
                raise _gone(self._path)
            target = target[count:]


def _runs(numbers: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Where neighbours in the file stand side by side, from and to: each is read in one go."""
    if not len(numbers):
        return []
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    edges = [0, *breaks.tolist(), len(numbers)]
    return list(itertools.pairwise(edges))


def _gone(path: Path) -> StudioError:
    return StudioError(f"The stored pictures {quoted(path)} cannot be read any more.", "Load the data again.")
