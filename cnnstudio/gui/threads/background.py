"""Work that must not hold the window up: functions run one after the other on a thread of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.gui.threads.turns import do_all_of, in_turn


@dataclass(frozen=True)
class _Answer:
    """What came of one piece of work, and who wants to know."""

    value: Any
    error: StudioError | None
    done: Callable[[Any], None]
    failed: Callable[[StudioError], None]


@contextmanager
def telling(failed: Callable[[StudioError], None]) -> Iterator[None]:
    """A mistake of ours in here is told to ``failed`` too, so that who waits never waits for ever, and goes its way."""
    try:
        yield
    except Exception:
        failed(StudioError(tr("Something went wrong inside the program.")))
        raise


class Background(QObject):
    """Runs functions on one thread, in the order in which they were given; the answers arrive on the GUI thread."""

    crashed = Signal(object)
    """An exception that is our own mistake, from the thread."""

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
        self._answered.connect(self._hear)
        self._closed = False

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        """Runs ``work``; then ``done`` with its value or ``failed`` with its StudioError, on the GUI thread.

        What is our own mistake is told by ``crashed`` first, and then ``failed`` too; one in ``done`` as well, so that
        whoever takes back in ``failed`` what stands for waiting never waits for ever.

        After ``close`` nothing is run: a timer of a window that is gone may still come by.
        """
        if self._closed:
            return
        self._executor.submit(self._work, work, done, failed)

    def close(self) -> None:
        """Waits for what was begun and for what still stands in line."""
        self._closed = True
        self._executor.shutdown(wait=True)

    def now(self, work: Callable[[], None]) -> StudioError | None:
        """Does ``work`` after what stands in line and waits for it; what it was refused with. For closing only."""
        future: Future[None] = self._executor.submit(work)
        try:
            future.result()
        except StudioError as error:
            return error
        return None

    def wait(self) -> None:
        """Waits for everything given so far; the answers arrive afterwards, through the event loop."""
        self.now(lambda: None)

    def settle(self) -> None:
        """Waits for everything given so far, and delivers the answers. For closing only."""
        self.wait()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        do_all_of(self)

    def _work(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[StudioError], None]
    ) -> None:
        try:
            answer = _Answer(work(), None, done, failed)
        except StudioError as error:
            answer = _Answer(None, error, done, failed)
        except MemoryError:
            answer = _Answer(
                None, StudioError(tr("There is not enough memory for this."), tr("Close other programs.")), done, failed
            )
        except Exception as error:
            self.crashed.emit(error)  # and whoever waits is told, or it would wait for ever
            answer = _Answer(None, StudioError(tr("Something went wrong inside the program.")), done, failed)
        self._answered.emit(answer)

    @Slot(object)
    def _hear(self, answer: _Answer) -> None:
        in_turn(self, partial(self._deliver, answer))

    def _deliver(self, answer: _Answer) -> None:
        if self._closed:
            return
        if answer.error is not None:
            answer.failed(answer.error)
            return
        with telling(answer.failed):
            answer.done(answer.value)
