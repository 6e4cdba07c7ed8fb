"""Runs that another process adds to the project's file: read again and again, but never so often that it is felt."""

import time

from PySide6.QtCore import QObject, QTimer, Slot

from cnnstudio.gui.document import Document

_AT_LEAST_MS = 500
"""Between two readings."""

_REST = 4
"""And so many times as long as the last one took: thousands of runs take their time."""


class LandedRuns(QObject):
    """Reads the runs of the file a moment after it was told that there are more."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._is_due = self._is_reading = False
        self._began = 0.0
        self._timer = QTimer(self, singleShot=True, interval=_AT_LEAST_MS)
        self._timer.timeout.connect(self.read)

    def note(self) -> None:
        """A run has come, or several."""
        self._is_due = True
        if not self._timer.isActive() and not self._is_reading:
            self._timer.start()

    def end(self) -> None:
        """Reads no more."""
        self._is_due = False
        self._timer.stop()

    @Slot()
    def read(self) -> None:
        """Reads them now; which run is looked at stays as it is."""
        self._timer.stop()
        self._read(is_last=False)

    def read_last(self) -> None:
        """Reads them now, when no more will come: who looked at the latest run before looks at the latest again."""
        self._timer.stop()
        self._read(is_last=True)

    def _read(self, *, is_last: bool) -> None:
        self._is_due, self._is_reading, self._began = False, True, time.monotonic()
        self._document.read_runs(stay=not is_last, let_go=is_last)
        # Stands in line behind it, and comes back also where that failed.
        self._document.background.run(lambda: None, self._rest, self._rest)

    def _rest(self, _: object) -> None:
        took = (time.monotonic() - self._began) * 1000
        self._is_reading = False
        self._timer.setInterval(max(_AT_LEAST_MS, round(_REST * took)))
        if self._is_due:
            self._timer.start()
