"""The rows of the table of runs, worked out beside the window and kept as long as their runs stay as they are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import COLUMNS, Row, row
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.threads.newest import Newest

_REST = 2.0
"""The window has so many times as long for itself as a run took: it asks for each cell, and waits for each answer."""

Key = tuple[int, str]
"""Number and start of a run: another project has the same numbers."""


@dataclass(frozen=True)
class Entry:
    """A run with its row.

    Attributes:
        words: Every cell as a person reads it, in small letters: what a filter looks into.
    """

    run: Run
    row: Row
    words: str


def entry(run: Run) -> Entry:
    """The entry of a run; the first of a network takes a millisecond, a large one's ten."""
    found = row(run)
    return Entry(run, found, " ".join(column.text(found) for column in COLUMNS).casefold())


class RowReader(QObject):
    """Keeps the entries of runs; of one that changed the old entry stays until the new one is there."""

    arrived = Signal()
    """More entries are there."""
    complete = Signal()
    """All of them are."""
    failed = Signal(object)
    """A StudioError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[Key, Entry] = {}
        self._found: list[Entry] = []
        """What the thread has worked out so far; it alone adds to this list, and each thread has its own."""
        self._taken = 0
        self._work = Newest("rows of runs", self)
        self._work.progressed.connect(self._arrived)
        self._runs: Sequence[Run] = ()

    def read(self, runs: Sequence[Run]) -> None:
        """Works out the rows of those runs that have none yet, the latest first; tells when all are there."""
        if runs is self._runs:
            return
        self._runs = runs
        self._take()
        there = {_key(run) for run in runs}
        self._entries = {key: each for key, each in self._entries.items() if key in there}
        missing = [run for run in reversed(runs) if not self._is_there(run)]
        if not missing:
            self._work.stop()
            self.complete.emit()
            return
        found = self._found = []
        self._taken = 0
        self._work.run(lambda watch: _read(missing, found, watch), self._done, self._lost)

    def of(self, run: Run) -> Entry | None:
        """The entry of a run, as it is now or was a moment ago."""
        return self._entries.get(_key(run))

    @property
    def is_complete(self) -> bool:
        """Whether every run has its entry."""
        return not self._work.is_busy

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _is_there(self, run: Run) -> bool:
        found = self._entries.get(_key(run))
        return found is not None and found.run is run

    def _take(self) -> None:
        """Takes in what has been worked out meanwhile."""
        new = self._found[self._taken :]
        self._taken += len(new)
        self._entries.update((_key(each.run), each) for each in new)

    @Slot()
    def _arrived(self) -> None:
        self._take()
        self.arrived.emit()

    @Slot(object)
    def _done(self, _: object) -> None:
        self._take()
        self.complete.emit()

    @Slot(object)
    def _lost(self, error: StudioError) -> None:
        self._take()
        self.failed.emit(error)
        self.complete.emit()


def _key(run: Run) -> Key:
    return run.number, run.started


def _read(runs: Sequence[Run], found: list[Entry], watch: Watch) -> None:
    for done, run in enumerate(runs, 1):
        watch.check()
        begun = time.perf_counter()
        found.append(entry(run))
        watch.tell(Progress(tr("Runs"), done, len(runs)))
        time.sleep(_REST * (time.perf_counter() - begun))
