"""The mean picture of each class and how much its pictures differ, reckoned part by part in bounded memory."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.gui.data.chosen import Split
from cnnstudio.gui.data.pictures.pool import Pool

_SUMS_BYTES = 64 * 2**20
"""What all sums may take; with many classes of large pictures the averages are smaller than the pictures."""
_PART_BYTES = 2 * 2**20
_BETWEEN_LOOKS = 0.3


@dataclass(frozen=True, eq=False)
class Averages:
    """Mean and standard deviation of the pictures of each class, uint8 (classes, height, width, channels).

    Attributes:
        counts: How many pictures of each class went into them.
        done, total: How many pictures have been seen, and of how many.
    """

    mean: NDArray[np.uint8]
    deviation: NDArray[np.uint8]
    counts: NDArray[np.int64]
    done: int
    total: int


class Averaging:
    """Goes once through the pictures of a split; ``more`` takes the next few of them."""

    def __init__(self, pool: Pool, split: Split | None) -> None:
        self._pool, self._places = pool, pool.places(split, None)
        height, width, channels = pool.data.input_shape
        classes = pool.data.classes
        # Two sums of float64 a number.
        too_many = classes * height * width * channels * 16 / _SUMS_BYTES
        self._factor = max(1, min(int(np.ceil(np.sqrt(too_many))), height, width))
        self._shape = (height // self._factor, width // self._factor, channels)
        self._sums = np.zeros((classes, int(np.prod(self._shape))))
        self._squares = np.zeros_like(self._sums)
        self._counts = np.zeros(classes, np.int64)
        self._part = max(_PART_BYTES // (height * width * channels), 1)
        self._done, self._looked = 0, time.monotonic()

    def is_of(self, pool: Pool, split: Split | None) -> bool:
        """Whether this split of these pictures has the same averages, as where only the other splits changed."""
        return pool.data is self._pool.data and np.array_equal(pool.places(split, None), self._places)

    @property
    def is_done(self) -> bool:
        """Whether all pictures have been seen."""
        return self._done >= len(self._places)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the averages."""
        return self._shape

    def more(self) -> Averages | None:
        """Takes the next pictures; now and then, and at the end, what is known so far. Raises StudioError."""
        places = self._places[self._done : self._done + self._part]
        if len(places):
            self._add(np.asarray(self._pool.pictures(places)), self._pool.labels_of(places))
        self._done += len(places)
        now = time.monotonic()
        if not self.is_done and now - self._looked < _BETWEEN_LOOKS:
            return None
        self._looked = now
        return self._so_far()

    def _add(self, pictures: NDArray[np.uint8], labels: NDArray[np.int64]) -> None:
        order = np.argsort(labels, kind="stable")
        values = self._smaller(pictures[order])
        present, starts = np.unique(labels[order], return_index=True)
        self._sums[present] += np.add.reduceat(values, starts, axis=0, dtype=np.float64)
        self._squares[present] += np.add.reduceat(values * values, starts, axis=0, dtype=np.float64)
        self._counts += np.bincount(labels, minlength=len(self._counts))

    def _smaller(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Each picture as one row of numbers, averaged over squares where it is too large."""
        count, factor, (height, width, channels) = len(pictures), self._factor, self._shape
        values = pictures[:, : height * factor, : width * factor].astype(np.float32)
        if factor > 1:
            values = values.reshape(count, height, factor, width, factor, channels).mean((2, 4))
        return values.reshape(count, -1)

    def _so_far(self) -> Averages:
        counts = np.maximum(self._counts, 1)[:, None]
        mean = self._sums / counts
        deviation = np.sqrt(np.maximum(self._squares / counts - mean * mean, 0))
        shape = (len(self._counts), *self._shape)
        rounded = [np.rint(each).astype(np.uint8).reshape(shape) for each in (mean, deviation)]
        return Averages(rounded[0], rounded[1], self._counts.copy(), self._done, len(self._places))
