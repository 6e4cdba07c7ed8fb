"""Decodes many picture files to one shape, in several threads and bounded memory."""

import contextlib
import io
import os
import threading
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.program.priority import step_thread_back
from cnnstudio.core.spec import Pair
from cnnstudio.data.dataset import Picture
from cnnstudio.data.pace import Pace
from cnnstudio.data.pictures.decoding import MEGAPIXEL, BadPicture, Decoded, decode, size_of
from cnnstudio.data.pictures.ink import is_dark_on_light
from cnnstudio.data.pictures.listing import Container, Entry
from cnnstudio.data.pictures.sizing import common_size
from cnnstudio.data.reshaping import reshape
from cnnstudio.data.watch import Watch

Size3 = tuple[int, int, int]

_CHUNK_BYTES = 4_000_000
_CHUNK_FILES = 64
_MOST_THREADS = 8
_LARGE_FILE = 16_000_000
_LOOKED_AT = 2000
"""How many pictures are looked at for dark writing on light paper."""

_FIRST_TRIES = 20
_HEADER = 65_536
"""Bytes in which the size of nearly every picture stands."""


@dataclass(frozen=True)
class Job:
    """What is to be decoded, and how; ``pixels`` is the most a picture may have."""

    container: Container
    entries: tuple[Entry, ...]
    geometry: Geometry
    pixels: int

    @property
    def most_bytes(self) -> int:
        """A picture's file: nine bytes a pixel, as of RGBA in 16 bits without packing, and what stands before it."""
        return 9 * self.pixels + 4 * MEGAPIXEL


@dataclass
class Outcome:
    """What was found while decoding.

    Attributes:
        shape: What every picture was brought to.
        left_out: Why each bad one was left out, by its number.
        sizes: How many of the good ones have so many rows and columns.
        notes: How many have each note of decoding.NOTES.
        looked_at: How many were looked at for dark writing on light paper.
        inked: How many of those show it.
    """

    shape: Size3
    left_out: dict[int, str] = field(default_factory=dict)
    sizes: Counter[Pair] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    looked_at: int = 0
    inked: int = 0


class Sink(Protocol):
    """Takes the pictures in their order."""

    def start(self, shape: Size3, count: int) -> None:
        """Up to ``count`` pictures of this shape follow; those of an earlier start are forgotten."""
        ...

    def add(self, rows: NDArray[np.uint8]) -> None:
        """The next pictures (n, height, width, channels)."""
        ...


class _OtherSize(Exception):
    """A picture has another size than the first one."""


class _Coloured(Exception):
    """A picture has colours where the first one is grey."""


@dataclass
class _Chunk:
    rows: NDArray[np.uint8]
    outcome: Outcome


def decode_all(job: Job, sink: Sink, watch: Watch) -> Outcome:
    """Brings every picture to one shape and into the sink; bad ones are left out. Raises LoadingStopped.

    The shape is the geometry's; what it leaves to the pictures is first taken from the first of them, and when
    another one differs, found out from all headers, and the decoding begun again.
    """
    size, all_known = job.geometry.side, job.geometry.side is not None
    channels = {"grey": 1, "colour": 3}.get(job.geometry.colour, 0)
    if size is None or not channels:
        first = _first(job, watch)
        size = size or common_size({first[:2]: 1})
        channels = channels or first[2]
    # A size too large for a network is made smaller: all must be known to say which.
    while True:
        shape = (*size, channels)
        try:
            return _run(job, shape, None if all_known else first[:2], sink, watch)
        except _OtherSize:
            size, all_known = common_size(_sizes(job, watch) or {size: 1}), True
        except _Coloured:
            channels = 3


def read_one(job: Job, entry: Entry, side: Pair | None, alone: "threading.RLock | None" = None) -> Decoded:
    """One picture of its own size, or not much larger than ``side``; raises BadPicture."""
    with job.container.open(entry, job.most_bytes) as stream:
        return decode(stream, job.pixels, side, alone)


def _run(job: Job, shape: Size3, only: Pair | None, sink: Sink, watch: Watch) -> Outcome:
    """One pass over all pictures; ``only`` is the size that every one must have."""
    pace = Pace(watch, tr("Reading pictures"), len(job.entries))
    sink.start(shape, len(job.entries))
    total, stop = Outcome(shape), threading.Event()
    worker = _Worker(job, shape, only, stop)
    numbers = range(len(job.entries))
    step = max(1, min(_CHUNK_FILES, _CHUNK_BYTES // int(np.prod(shape))))
    chunks = iter([numbers[start : start + step] for start in range(0, len(numbers), step)])
    done = 0
    with ThreadPoolExecutor(_threads(), "pictures", step_thread_back) as pool:
        waiting: deque[Future[_Chunk]] = deque()
        try:
            while True:
                while len(waiting) < 2 * _threads() and (chunk := next(chunks, None)) is not None:
                    waiting.append(pool.submit(worker.read, chunk))
                if not waiting:
                    break
                pace.step(done)
                result = _result(waiting.popleft(), watch)
                sink.add(result.rows)
                _merge(total, result.outcome)
                done += step
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    pace.step(len(job.entries))
    return total


class _Worker:
    """Decodes chunks of pictures; one for all threads."""

    def __init__(self, job: Job, shape: Size3, only: Pair | None, stop: threading.Event) -> None:
        self._job, self._shape, self._only, self._stop = job, shape, only, stop
        self._alone = threading.RLock()
        self._between_looks = max(1, len(job.entries) // _LOOKED_AT)

    def read(self, numbers: Sequence[int]) -> _Chunk:
        """The good pictures of those numbers, and what was found; ends early when all is to stop."""
        rows = np.empty((len(numbers), *self._shape), np.uint8)
        outcome, count = Outcome(self._shape), 0
        for number in numbers:
            if self._stop.is_set():
                break
            try:
                rows[count] = self._picture(number, outcome)
            except BadPicture as error:
                outcome.left_out[number] = str(error)
            else:
                count += 1
        return _Chunk(rows[:count], outcome)

    def _picture(self, number: int, outcome: Outcome) -> Picture:
        job, entry = self._job, self._job.entries[number]
        if entry.size > _LARGE_FILE:
            with self._alone:
                decoded = read_one(job, entry, self._shape[:2], self._alone)
        else:
            decoded = read_one(job, entry, self._shape[:2], self._alone)
        if self._only is not None and decoded.size != self._only:
            raise _OtherSize
        picture = decoded.picture
        if self._shape[2] == 1 and picture.shape[2] == 3 and job.geometry.colour == "keep":
            if not is_grey(picture):
                raise _Coloured
            picture = picture[..., :1]
        outcome.sizes[decoded.size] += 1
        outcome.notes.update(decoded.notes)
        if number % self._between_looks == 0 and not job.geometry.invert:
            outcome.looked_at += 1
            outcome.inked += is_dark_on_light(picture)
        return reshape(picture, job.geometry, self._shape)


def is_grey(picture: Picture) -> bool:
    """Whether red, green and blue are the same everywhere."""
    if picture.shape[2] == 1:
        return True
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    return bool(np.array_equal(red, green) and np.array_equal(red, blue))


def _result(future: Future[_Chunk], watch: Watch) -> _Chunk:
    """What the future gives; looks in between whether it is to stop."""
    while not wait([future], timeout=0.2).done:
        watch.check()
    return future.result()


def _first(job: Job, watch: Watch) -> Size3:
    """Rows, columns and 1 or 3 channels of the first good picture; of one pixel where the first ones are all bad."""
    for entry in job.entries[:_FIRST_TRIES]:
        watch.check()
        try:
            decoded = read_one(job, entry, (128, 128))
        except BadPicture:
            continue
        return (*decoded.size, 1 if is_grey(decoded.picture) else 3)
    return (1, 1, 1)


def _sizes(job: Job, watch: Watch) -> Counter[Pair]:
    """How many pictures have which size, by their headers."""
    pace = Pace(watch, tr("Looking at sizes"), len(job.entries))
    sizes: Counter[Pair] = Counter()
    for number, entry in enumerate(job.entries):
        pace.step(number)
        try:
            sizes[_size(job, entry)] += 1
        except BadPicture:
            continue  # the decoding will name it
    return sizes


def _size(job: Job, entry: Entry) -> Pair:
    """Rows and columns by the header, which is mostly all that is read."""
    start = job.container.start(entry, _HEADER)
    if start[8:12] != b"WEBP":  # that says at its end how it was held
        with contextlib.suppress(BadPicture):  # the header is longer
            return size_of(io.BytesIO(start), job.pixels)
    with job.container.open(entry, job.most_bytes) as stream:
        return size_of(stream, job.pixels)


def _merge(total: Outcome, part: Outcome) -> None:
    total.left_out.update(part.left_out)
    total.sizes.update(part.sizes)
    total.notes.update(part.notes)
    total.looked_at += part.looked_at
    total.inked += part.inked


def _threads() -> int:
    return min(_MOST_THREADS, os.cpu_count() or 1)
