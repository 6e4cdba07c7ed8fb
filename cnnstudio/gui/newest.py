"""Long work on a thread of its own, of which only the newest piece counts."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.data.watch import Progress, Watch

_BETWEEN_TELLING = 0.1
"""Seconds; whoever reads a hundred thousand files must not flood the window with news."""

_PATIENCE = 2.0
"""How long closing waits for work that has been told to stop."""


@dataclass(frozen=True)
class _Piece:
    """One piece of work, and who wants to know what came of it."""

    work: Callable[[Watch], Any]
    done: Callable[[Any], None]
    failed: Callable[[StudioError], None]
    stop: threading.Event


class _Held:
    """The piece that counts; no QObject, so that it can still be asked while the one that holds it is destroyed."""

    def __init__(self) -> None:
        self.piece: _Piece | None = None
        self.telling = threading.Lock()
        """Held while a thread tells something: until then the one that is told must not be destroyed."""

    def drop(self) -> None:
        """Tells the piece to stop, and holds it no longer."""
        with self.telling:
            if self.piece is not None:
                self.piece.stop.set()
                self.piece = None


class Newest(QObject):
    """Does one piece of work at a time; a newer one stops the one before and nobody hears of that any more.

    Saving does not stand in line behind it, as it would on the window's Background.
    """

    progressed = Signal(object)
    """A Progress of the newest piece, at most ten times a second."""

    _told = Signal(object, object)
    _ended = Signal(object, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """``name``: what its threads are called."""
        super().__init__(parent)
        self._name = name
        self._held = held = _Held()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._told.connect(self._tell)
        self._ended.connect(self._deliver)
        self.destroyed.connect(partial(_Held.drop, held))  # the partial keeps it alive that long

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._held.piece is not None

    def run(
        self,
        work: Callable[[Watch], Any],
        done: Callable[[Any], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        """Runs ``work``; then ``done`` with its value or ``failed`` with its StudioError, on the GUI thread."""
        self.stop()
        if self._closed:
            return
        self._held.piece = piece = _Piece(work, done, failed, threading.Event())
        # A daemon: a disk that keeps silent must not hold up the end of the program.
        self._thread = threading.Thread(target=self._work, args=(piece, self._thread), name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tells the work to end; no answer comes any more."""
        self._held.drop()

    def close(self) -> None:
        """Stops for good, and waits a moment for the thread."""
        self._closed = True
        self.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _work(self, piece: _Piece, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()  # two loads side by side would need twice the memory
        value, error = None, None
        try:
            watch = Watch(self._teller(piece), piece.stop.is_set)
            watch.check()
            value = piece.work(watch)
        except MemoryError:
            error = StudioError("There is not enough memory for this.", "Use fewer or smaller pictures.")
        except Exception as raised:  # told on the GUI thread, where our own mistakes are raised
            error = raised
        self._say("_ended", piece, value, error)

    def _teller(self, piece: _Piece) -> Callable[[Progress], None]:
        last = 0.0

        def tell(progress: Progress) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _BETWEEN_TELLING:
                last = now
                self._say("_told", piece, progress)

        return tell

    def _say(self, signal: str, piece: _Piece, *what: object) -> None:
        with self._held.telling:
            if piece.stop.is_set():
                return
            try:
                getattr(self, signal).emit(piece, *what)
            except RuntimeError:  # the window was closed meanwhile, and nobody is left to be told
                return

    @Slot(object, object)
    def _tell(self, piece: _Piece, progress: Progress) -> None:
        if piece is self._held.piece:
            self.progressed.emit(progress)

    @Slot(object, object, object)
    def _deliver(self, piece: _Piece, value: object, error: Exception | None) -> None:
        if piece is not self._held.piece:
            return
        self._held.piece = None
        match error:
            case None:
                piece.done(value)
            case StudioError():
                piece.failed(error)
            case _:  # our own mistake: whoever waits is told, and the mistake is reported
                piece.failed(StudioError("Something went wrong inside the program."))
                raise error
