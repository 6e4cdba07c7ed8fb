"""The engine's life: start TensorFlow, answer requests, end. Knows no Qt, and imports Keras only once it runs."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Cancelled, EngineState, Event, Failed, Look
from cnnstudio.core.program.priority import step_thread_back
from cnnstudio.engine.beside import Beside
from cnnstudio.engine.failures import failed
from cnnstudio.engine.mailbox import Mailbox, Posted
from cnnstudio.engine.start import Ready, bring_up

if TYPE_CHECKING:
    from cnnstudio.engine.desk import Desk

_COULD_NOT_START = tr("TensorFlow could not be started, so nothing can be trained.")


class Session:
    """One thread's work from beginning to end; every Keras object is made and changed on it, and dies with it.

    Beside a window a second thread answers those who look in, by what was made ready for it.

    Args:
        emit: Called with every event, on whichever of these threads has it to tell.
        beside_a_window: Whether to leave a window its time.
        collects: Whether the session clears away what Python leaves of a run; a window in this process does so itself.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        emit: Callable[[Event], None],
        *,
        beside_a_window: bool = False,
        collects: bool | None = None,
    ) -> None:
        self._mailbox = mailbox
        self._emit = emit
        self._beside_a_window = beside_a_window
        self._collects = not beside_a_window if collects is None else collects

    def run(self) -> None:
        """Serves until the mailbox is closed, or finished and empty. Never raises for a request's sake."""
        if not self._beside_a_window:
            self._run(None)
            return
        beside = Beside(self._mailbox, self._emit)
        beside.start()
        try:
            step_thread_back()
            self._run(beside)
        finally:
            beside.close()

    def _run(self, beside: Beside | None) -> None:
        self._emit(EngineState(0, False, tr("Starting TensorFlow…"), {}))
        started = self._start()
        if isinstance(started, Ready):
            from cnnstudio.engine.desk import Desk

            told = (started.text, started.versions, started.cards, started.fast_bfloat16)
            self._emit(EngineState(0, True, *told))
            self._serve(Desk(self._mailbox, self._emit, beside, collects=self._collects))
        else:
            self._emit(EngineState(0, False, started.text, {}))
            self._emit(started)
            self._refuse(started)

    def _start(self) -> Ready | Failed:
        """Imports TensorFlow on a thread beside this one, so that Stop is answered meanwhile."""
        over = threading.Event()
        result: list[Ready | Failed] = []
        thread = threading.Thread(target=self._bring_up, args=(over, result), name="start of TensorFlow")
        thread.start()
        while (posted := self._mailbox.next_stopped(over)) is not None:
            self._emit(Cancelled(posted.ticket))
        thread.join()
        return result[0]

    def _bring_up(self, over: threading.Event, result: list[Ready | Failed]) -> None:
        try:
            result.append(bring_up())
        except Exception as error:
            result.append(failed(0, error, _COULD_NOT_START))
        finally:
            over.set()
            self._mailbox.wake()

    def _serve(self, desk: "Desk") -> None:
        while True:
            while desk.studies.under_way and self._mailbox.is_quiet:
                desk.studies.go_on()
            posted = self._next()
            if posted is None:
                break
            desk.answer(posted)
        desk.studies.close()

    def _refuse(self, reason: Failed) -> None:
        while (posted := self._next()) is not None:
            self._emit(Failed(posted.ticket, reason.text, reason.hint, reason.details))

    def _next(self) -> Posted | None:
        """The next request that is really to be done; None at the end."""
        while (posted := self._mailbox.next()) is not None:
            if self._mailbox.is_cancelled(posted):
                self._emit(Cancelled(posted.ticket))
            elif not (self._mailbox.closed and isinstance(posted.request, Look)):
                return posted
        return None
