"""The stored snapshots of a run in their order, and the range of all their values."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.data.watch import Watch
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.threads.newest import Newest

_MOST_BYTES = 96_000_000
"""So much of a film is kept in memory; what is more is read again when it is looked at."""


class Range:
    """The least and the greatest finite value of everything it was shown; it only widens."""

    def __init__(self) -> None:
        self.low, self.high = np.inf, -np.inf

    def widen(self, values: npt.NDArray[Any]) -> None:
        """Takes in these values."""
        finite = values[np.isfinite(values)]
        if finite.size:
            self.low, self.high = min(self.low, float(finite.min())), max(self.high, float(finite.max()))

    def join(self, other: "Range") -> None:
        """Takes in all that another one was shown."""
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest value; 0 and 0 while there is none."""
        return (self.low, self.high) if self.low <= self.high else (0.0, 0.0)

    @property
    def from_zero(self) -> tuple[float, float]:
        """The same with zero inside, which has then a colour of its own."""
        low, high = self.limits
        return min(low, 0.0), max(high, 0.0)

    @property
    def about_zero(self) -> tuple[float, float]:
        """As far below zero as above, so that all is within."""
        reach = max(map(abs, self.limits))
        return -reach, reach


class _Reel:
    """Snapshots as a thread reads them: the ranges of all, and the last of them as far as memory goes."""

    def __init__(self) -> None:
        self.kernels, self.maps = Range(), Range()
        self.epochs: set[int] = set()
        self.kept: dict[int, Snapshot] = {}
        self._bytes = 0

    def add(self, snapshot: Snapshot) -> None:
        """Takes in a snapshot."""
        if snapshot.epoch not in self.epochs:
            self.epochs.add(snapshot.epoch)
            self.kernels.widen(snapshot.kernels)
            self.maps.widen(snapshot.maps)
        self.keep(snapshot)

    def keep(self, snapshot: Snapshot) -> None:
        """Keeps its pictures in place of the oldest ones."""
        old = self.kept.pop(snapshot.epoch, None)
        self._bytes += _size(snapshot) - (_size(old) if old is not None else 0)
        self.kept[snapshot.epoch] = snapshot
        while self._bytes > _MOST_BYTES and len(self.kept) > 1:
            self._bytes -= _size(self.kept.pop(next(iter(self.kept))))

    def join(self, other: "_Reel") -> None:
        """Takes in all of another one."""
        self.kernels.join(other.kernels)
        self.maps.join(other.maps)
        self.epochs |= other.epochs
        for snapshot in other.kept.values():
            self.keep(snapshot)


class Film(QObject):
    """Reads snapshots on a thread of its own; ranges are those of all epochs, so that pictures can be compared."""

    changed = Signal()
    """There are more epochs, the ranges have changed, or a picture that was asked for is there."""
    failed = Signal(object)
    """A StudioError: the file could not be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._fetcher = Newest("film of a run", self), Newest("picture of a film", self)
        self._path, self._run = Path(), 0
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self._reader.stop()
        self._fetcher.stop()
        self._reel = _Reel()
        self._fetching = 0
        self._refused: tuple[int, StudioError] | None = None
        self.epochs: tuple[int, ...] = ()

    @property
    def kernels(self) -> Range:
        """The range of all kernels of all epochs."""
        return self._reel.kernels

    @property
    def maps(self) -> Range:
        """The range of all maps of all epochs."""
        return self._reel.maps

    @property
    def is_reading(self) -> bool:
        return self._reader.is_busy

    def read(self, path: Path, run: int) -> None:
        """Reads what is in the file and not here yet: the newest epoch at once, then all others."""
        self._path, self._run = path, run
        known = frozenset(self._reel.epochs)

        def newest(watch: Watch) -> tuple[tuple[int, ...], _Reel]:
            with ProjectFile.open(path, read_only=True) as file:
                epochs = file.snapshots(run)
            missing = [epoch for epoch in epochs if epoch not in known]
            return epochs, _read(path, run, missing[-1:], watch)

        self._reader.run(newest, lambda found: self._begin(*found), self.failed.emit)

    def add(self, snapshot: Snapshot) -> None:
        """Takes in a snapshot that has just been made."""
        self._reel.add(snapshot)
        self.epochs = tuple(sorted({*self.epochs, snapshot.epoch}))
        self.changed.emit()

    def at(self, epoch: int) -> Snapshot | None:
        """The snapshot of an epoch; where it has to be read first None, and ``changed`` tells when it is there."""
        found = self._reel.kept.get(epoch)
        if self._refused is not None and self._refused[0] != epoch:
            self._refused = None  # tried again when it is come back to
        if found is None and epoch in self.epochs and epoch != self._fetching and self._refused is None:
            path, run, self._fetching = self._path, self._run, epoch
            self._fetcher.run(lambda _: _one(path, run, epoch), self._fetched, self._not_fetched)
        return found

    def _begin(self, epochs: tuple[int, ...], newest: _Reel) -> None:
        self._reel.join(newest)
        self.epochs = tuple(sorted({*self.epochs, *epochs}))
        self.changed.emit()
        missing = [epoch for epoch in epochs if epoch not in self._reel.epochs]
        if missing:
            path, run = self._path, self._run
            self._reader.run(lambda watch: _read(path, run, missing, watch), self._end, self.failed.emit)

    def _end(self, rest: _Reel) -> None:
        self._reel.join(rest)
        self.epochs = tuple(epoch for epoch in self.epochs if epoch in self._reel.epochs)  # without damaged ones
        self.changed.emit()

    def _fetched(self, snapshot: Snapshot) -> None:
        self._fetching = 0
        self._reel.keep(snapshot)
        self.changed.emit()

    def _not_fetched(self, error: StudioError) -> None:
        self._refused, self._fetching = (self._fetching, error), 0
        self.changed.emit()

    def why_not(self, epoch: int) -> StudioError | None:
        """Why the snapshot of an epoch that was asked for could not be read."""
        return self._refused[1] if self._refused is not None and self._refused[0] == epoch else None


def _one(path: Path, run: int, epoch: int) -> Snapshot:
    with ProjectFile.open(path, read_only=True) as file:
        return file.snapshot(run, epoch)


def _read(path: Path, run: int, epochs: list[int], watch: Watch) -> _Reel:
    """The snapshots of these epochs; damaged ones are left out as long as another one can be read."""
    reel, refusal = _Reel(), None
    with ProjectFile.open(path, read_only=True) as file:
        for epoch in epochs:
            watch.check()
            try:
                reel.add(file.snapshot(run, epoch))
            except StudioError as error:
                refusal = error
    if refusal is not None and not reel.epochs and len(epochs) > 1:
        raise refusal
    return reel


def _size(snapshot: Snapshot) -> int:
    return snapshot.kernels.nbytes + snapshot.maps.nbytes
