"""A second thread of the engine: it answers those who look in while the first one trains, and makes nothing itself."""

import threading
from collections.abc import Callable

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event, Request
from cnnstudio.engine.failures import failed
from cnnstudio.engine.mailbox import Mailbox, Posted

Answer = Callable[[Posted], Event | None]
"""Answers a request; None where only the engine's own thread can."""


class Beside:
    """Takes from the mailbox what it may answer. Knows no Keras; whoever made the answers ready says how.

    It begins before the engine's thread steps back, so that it has the window's own priority.
    """

    def __init__(self, mailbox: Mailbox, emit: Callable[[Event], None]) -> None:
        """``emit``: called with every event, on this second thread."""
        self._mailbox, self._emit = mailbox, emit
        self._answer: Answer = lambda posted: None
        self._thread = threading.Thread(target=self._serve, name="engine, looking in")

    def start(self) -> None:
        """Starts the thread, which waits until there is something for it."""
        self._thread.start()

    def begin(self, takes: Callable[[Request], bool], answer: Answer) -> None:
        """From now on the thread answers what it takes; ``takes`` is asked often, and on any thread."""
        self._answer = answer
        self._mailbox.leave(takes)

    def close(self) -> None:
        """Ends the thread, and waits for it; what it would have taken is for the engine's own thread again."""
        self._mailbox.leave_no_more()
        self._thread.join()

    def _serve(self) -> None:
        try:
            while (posted := self._mailbox.next_left()) is not None:
                self._look(posted)
        finally:
            self._mailbox.leave_no_more()  # nobody is to wait for a thread that is gone

    def _look(self, posted: Posted) -> None:
        try:
            event = self._answer(posted)
        except Exception as error:  # whatever it is, the next one is answered
            event = failed(posted.ticket, error, tr("The engine met an error."))
        if event is None:
            self._mailbox.give_back(posted)
        else:
            self._emit(event)
