"""Downloads a data set on a thread of its own, so that saving never waits for a slow line."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.data.download import DownloadCancelled, download

Fetch = Callable[[str, Callable[[int, int], None], Callable[[], bool]], Path]
"""``download``, or what stands in for it."""


class Downloading(QObject):
    """One download at a time; it can be cancelled, and a second one begun after that."""

    progressed = Signal(int, int)
    """Bytes so far, and in all; 0 in all where the server does not say."""
    finished = Signal()
    cancelled = Signal()
    failed = Signal(object)
    """A StudioError."""

    _ended = Signal(object)

    def __init__(self, fetch: Fetch = download, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._stop = threading.Event()
        self._active = False
        self.source = ""
        """What is or was downloaded last."""
        self._ended.connect(self._deliver)

    @property
    def is_active(self) -> bool:
        return self._active

    def start(self, source: str) -> None:
        """Begins; does nothing while a download is on."""
        if self._active:
            return
        self.source = source
        self._active = True
        self._stop = threading.Event()
        # A daemon: a server that keeps silent must not hold up the end of the program. Until it is verified, the file
        # has another name, so nothing half is left under its own.
        threading.Thread(target=self._work, args=(source, self._stop), name="download", daemon=True).start()

    def cancel(self) -> None:
        """Ends it with the next bytes that arrive; nothing is kept."""
        self._stop.set()

    def _work(self, source: str, stop: threading.Event) -> None:
        def progress(done: int, total: int) -> None:
            if not stop.is_set():
                self.progressed.emit(done, total)

        error: Exception | None = None
        try:
            self._fetch(source, progress, stop.is_set)
        except Exception as raised:  # told on the GUI thread, where our own mistakes are raised
            error = raised
        try:
            self._ended.emit(error)
        except RuntimeError:  # the window was closed meanwhile, and nobody is left to be told
            return

    @Slot(object)
    def _deliver(self, error: Exception | None) -> None:
        self._active = False
        match error:
            case None:
                self.finished.emit()
            case DownloadCancelled():
                self.cancelled.emit()
            case StudioError():
                self.failed.emit(error)
            case _:
                raise error
