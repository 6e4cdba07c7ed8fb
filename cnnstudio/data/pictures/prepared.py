"""Picture files brought to one shape: decoded, or as they were kept when they were decoded before."""

import hashlib
import time
from contextlib import closing

import numpy as np
import psutil
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.data.cache import CacheWriter, PictureCache, key_of
from cnnstudio.data.dataset import Pictures
from cnnstudio.data.pictures.reading import Job, Outcome, Size3, decode_all
from cnnstudio.data.watch import Watch

MOST_IN_MEMORY = 512_000_000
_MEMORY_SHARE = 8

_WORTH_KEEPING = 2.0
"""Seconds of decoding from which pictures that fit into memory are kept in a file, too."""


def most_in_memory() -> int:
    """Bytes of pictures up to which they are held in memory: 512 MB, or an eighth of it where that is less."""
    return min(MOST_IN_MEMORY, int(psutil.virtual_memory().total) // _MEMORY_SHARE)


def prepare(job: Job, watch: Watch) -> tuple[Pictures, Outcome]:
    """The good pictures of the job in their order, in memory or in a file, and what was found.

    Raises LoadingStopped, and StudioError where the disk is too full for what the memory cannot hold.
    """
    cache, key = PictureCache(), _key(job)
    kept = _kept(cache, key, job)
    if kept is not None:
        return kept
    start = time.monotonic()
    with closing(_Sink(cache, key)) as sink:
        outcome = decode_all(job, sink, watch)
        if sink.array is not None:
            array, seconds = sink.array, time.monotonic() - start
            if seconds > _WORTH_KEEPING:
                _keep(cache, key, array, outcome)
            return array, outcome
        sink.finish(outcome)
    cache.sweep(key)
    kept = _kept(cache, key, job)
    if kept is None:
        raise StudioError(tr("The prepared pictures are gone from the disk again."), tr("Load the data again."))
    return kept


class _Sink:
    """A reading.Sink in memory or, where that is too small, in the cache."""

    def __init__(self, cache: PictureCache, key: str) -> None:
        self._cache, self._key = cache, key
        self._rows: NDArray[np.uint8] | None = None
        self._writer: CacheWriter | None = None
        self._count = 0

    @property
    def array(self) -> NDArray[np.uint8] | None:
        """What was added; None where it is in the cache."""
        return None if self._rows is None else self._rows[: self._count]

    def start(self, shape: Size3, count: int) -> None:
        self._count = 0
        if count * int(np.prod(shape)) <= most_in_memory():
            self._rows = np.empty((count, *shape), np.uint8)
            return
        self._rows = None
        self._writer = self._writer or self._cache.writer(self._key)
        self._writer.start(shape, count)

    def add(self, rows: NDArray[np.uint8]) -> None:
        if self._rows is not None:
            self._rows[self._count : self._count + len(rows)] = rows
        elif self._writer is not None:
            self._writer.add(rows)
        self._count += len(rows)

    def finish(self, outcome: Outcome) -> None:
        if self._writer is not None:
            self._writer.finish(outcome)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _kept(cache: PictureCache, key: str, job: Job) -> tuple[Pictures, Outcome] | None:
    """From an earlier time; None where there is nothing, or not what these files give."""
    found = cache.find(key)
    if found is None:
        return None
    stored, outcome = found
    numbers = range(len(job.entries))
    fits = all(number in numbers for number in outcome.left_out)
    if not fits or len(stored) + len(outcome.left_out) != len(numbers):
        return None
    if stored.nbytes > most_in_memory():
        return stored, outcome
    with closing(stored):
        try:
            return stored[:], outcome
        except StudioError:
            return None


def _keep(cache: PictureCache, key: str, array: NDArray[np.uint8], outcome: Outcome) -> None:
    try:
        with closing(cache.writer(key)) as writer:
            writer.start(outcome.shape, len(array))
            writer.add(array)
            writer.finish(outcome)
    except StudioError:
        return  # it only saves time
    cache.sweep(key)


def _key(job: Job) -> str:
    """Another one for other files, another way of doing it, or another version of what does it."""
    digest = hashlib.sha256()
    for entry in job.entries:
        digest.update(f"{entry.name}\0{entry.size}\0{entry.stamp}\0".encode("utf-8", "surrogatepass"))
    return key_of(job.geometry, job.pixels, *job.container.facts(), digest.hexdigest())
