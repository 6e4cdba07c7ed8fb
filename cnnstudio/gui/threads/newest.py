"""Long work on a thread of its own, of which only the newest piece counts."""

import contextlib
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from shiboken6 import isValid

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.threads.attention import Attention
from cnnstudio.gui.threads.background import telling
from cnnstudio.gui.threads.turns import in_turn

_BETWEEN_TELLING = 0.1
"""Seconds; whoever reads a hundred thousand files must not flood the window with news."""

_PATIENCE = 2.0
"""How long closing waits for work that has been told to stop."""


class _Task:
    """The thread's side of a piece of work: it holds no widget and no object of Qt's that could die meanwhile.

    Attributes:
        owner: Whom the answer is for, as long as it lives; asked on the GUI thread only.
    """

    def __init__(self, work: Callable[[Watch], Any], owner: "Newest") -> None:
        stop = self.stop = threading.Event()
        self.work: Callable[[Watch], Any] | None = work
        self.owner = weakref.ref(owner, lambda _: stop.set())


@dataclass(frozen=True)
class _Piece:
    """The window's side of a piece of work: who wants to know what came of it."""

    task: _Task
    done: Callable[[Any], None]
    failed: Callable[[StudioError], None]


class _Current:
    """The piece that counts; no QObject, so that it can still be stopped when the one that holds it is destroyed."""

    def __init__(self) -> None:
        self.piece: _Piece | None = None

    def stop(self) -> None:
        """Tells the piece to end, and holds it no longer."""
        if self.piece is not None:
            self.piece.task.stop.set()
            self.piece = None


class _Relay(QObject):
    """Brings what threads say to the GUI thread; lives as long as the application, so that it is always there.

    A thread that held the one that waits, or a widget through it, might be the last to let go of it, and destroy it
    where no widget may be destroyed.
    """

    said = Signal(object, object)
    """A _Task, and a Progress or an _Outcome."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.attention = Attention()
        self.said.connect(self._hear)

    @Slot(object, object)
    def _hear(self, task: _Task, what: object) -> None:
        in_turn(self, partial(self._pass_on, task, what))

    def _pass_on(self, task: _Task, what: object) -> None:
        owner = task.owner()
        if owner is None or task.stop.is_set() or not isValid(owner):
            return
        if isinstance(what, _Outcome):
            owner.deliver(task, what)
        else:
            owner.progressed.emit(what)


@dataclass(frozen=True)
class _Outcome:
    value: Any
    error: Exception | None


def _relay() -> _Relay:
    application = QCoreApplication.instance()
    assert application is not None
    return application.findChild(_Relay) or _Relay(application)


class Newest(QObject):
    """Does one piece of work at a time; a newer one stops the one before and nobody hears of that any more.

    Saving does not stand in line behind it, as it would on the window's Background.
    """

    progressed = Signal(object)
    """A Progress of the newest piece, at most ten times a second."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """``name``: what its threads are called."""
        super().__init__(parent)
        self._name, self._relay = name, _relay()
        self._current = current = _Current()
        self._thread: threading.Thread | None = None
        self._closed = False
        self.destroyed.connect(partial(_Current.stop, current))  # the partial keeps it alive that long

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._current.piece is not None

    def run(
        self,
        work: Callable[[Watch], Any],
        done: Callable[[Any], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        """Runs ``work``; then ``done`` with its value or ``failed`` with its StudioError, on the GUI thread.

        Where ``done`` makes a mistake, ``failed`` is called too: whoever waits is always told.
        """
        self.stop()
        if self._closed:
            return
        task = _Task(work, self)
        self._current.piece = _Piece(task, done, failed)
        # A daemon: a disk that keeps silent must not hold up the end of the program.
        given = (task, self._relay, self._thread)
        self._thread = threading.Thread(target=_do, args=given, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tells the work to end; no answer comes any more."""
        self._current.stop()

    def close(self) -> None:
        """Stops for good, and waits a moment for the thread."""
        self._closed = True
        self.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None

    def forbid(self) -> threading.Thread | None:
        """Stops for good without waiting; the thread that may take a moment to end."""
        self._closed = True
        self.stop()
        thread, self._thread = self._thread, None
        return thread

    def deliver(self, task: _Task, outcome: _Outcome) -> None:
        """Hands the outcome to who waits for it; of a piece that does not count any more, nothing."""
        piece = self._current.piece
        if piece is None or piece.task is not task:
            return
        self._current.piece = None
        match outcome.error:
            case None:
                with telling(piece.failed):
                    piece.done(outcome.value)
            case StudioError() as error:
                piece.failed(error)
            case error:  # our own mistake: whoever waits is told, and the mistake is reported
                piece.failed(StudioError(tr("Something went wrong inside the program.")))
                raise error


def end_all(root: QObject) -> None:
    """Stops for good what all in ``root`` do beside the window, and waits a moment for them, for all together."""
    threads = [each.forbid() for each in root.findChildren(Newest)]
    until = time.monotonic() + _PATIENCE
    for thread in filter(None, threads):
        thread.join(max(until - time.monotonic(), 0.0))


def _do(task: _Task, relay: _Relay, before: threading.Thread | None) -> None:
    """What the thread does."""
    if before is not None:
        before.join()  # two loads side by side would need twice the memory
    if task.stop.is_set():  # before it gives way, in which a long line of such would stand
        return
    work, task.work = task.work, None
    assert work is not None
    value, error = None, None
    try:
        watch = Watch(_teller(task, relay), task.stop.is_set, relay.attention.give_way)
        watch.check()
        value = work(watch)
    except MemoryError:
        error = StudioError(tr("There is not enough memory for this."), tr("Use fewer or smaller pictures."))
    except Exception as raised:  # told on the GUI thread, where our own mistakes are raised
        error = raised
    _say(task, relay, _Outcome(value, error))


def _teller(task: _Task, relay: _Relay) -> Callable[[Progress], None]:
    last = 0.0

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _BETWEEN_TELLING:
            last = now
            _say(task, relay, progress)

    return tell


def _say(task: _Task, relay: _Relay, what: object) -> None:
    if not task.stop.is_set():
        with contextlib.suppress(RuntimeError):  # the application has ended meanwhile
            relay.said.emit(task, what)
