"""Downloads a data set beside the window, so that saving never waits for a slow line."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.language import tr
from cnnstudio.data.download import download
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.threads.newest import Newest

Fetch = Callable[[str, Callable[[int, int], None], Callable[[], bool]], Path]
"""``download``, or what stands in for it."""


class Downloading(QObject):
    """One download at a time; it can be cancelled, and another one begun after that.

    Until a file is verified it has another name, so nothing half is left under its own.
    """

    progressed = Signal(int, int)
    """Bytes so far, and in all; 0 in all where the server does not say."""
    finished = Signal()
    cancelled = Signal()
    failed = Signal(object)
    """A StudioError."""

    def __init__(self, fetch: Fetch = download, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._newest = Newest("download", self)
        self.source = ""
        """What is or was downloaded last."""
        self._newest.progressed.connect(lambda progress: self.progressed.emit(progress.done, progress.total))

    @property
    def is_active(self) -> bool:
        """Whether one is on."""
        return self._newest.is_busy

    def start(self, source: str) -> None:
        """Begins; does nothing while a download is on."""
        if self.is_active:
            return
        self.source = source

        def fetch(watch: Watch) -> Path:
            def tell(done: int, total: int) -> None:
                watch.tell(Progress(tr("Downloading"), done, total))

            return self._fetch(source, tell, watch.stopped)

        self._newest.run(fetch, lambda _: self.finished.emit(), self.failed.emit)

    def cancel(self) -> None:
        """Ends it with the next bytes that arrive; nothing is kept."""
        if self.is_active:
            self._newest.stop()
            self.cancelled.emit()

    def close(self) -> None:
        """Stops without a word. A server that keeps silent is not waited for."""
        self._newest.stop()
