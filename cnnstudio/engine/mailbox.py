"""The engine's one door: requests are posted from any thread and taken by the engine's thread alone."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from cnnstudio.core.messages import Look, Relocate, Request


@dataclass(frozen=True)
class Posted:
    """A request with the ticket it was given."""

    ticket: int
    request: Request


class Mailbox:
    """Requests in the order in which they came; tickets count up from 1.

    Of the ``replaceable`` requests of one type and sender only the newest is kept: it takes the place of the older one,
    which is never answered. ``stop`` is a number, not a message: it reaches a request that runs, one that waits, and
    one posted while TensorFlow was still being imported. So is ``pause``.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Posted] = deque()
        self._last_ticket = 0
        self._stopped_up_to = self._paused_up_to = 0
        self._dropped: frozenset[int] = frozenset()
        self._closed = False
        self._finishing = False

    def post(self, request: Request) -> int:
        """Leaves a request and gives its ticket. After ``close`` it is taken, but never answered."""
        with self._changed:
            self._last_ticket += 1
            posted = Posted(self._last_ticket, request)
            if not self._closed and not self._replaced(posted):
                self._waiting.append(posted)
            self._changed.notify_all()
            return posted.ticket

    def stop(self) -> int:
        """Ends everything posted so far, begun or not, and gives the highest ticket that is meant.

        Looks and Relocates are answered all the same: they take no time, and a Relocate that is dropped would leave a
        run in the wrong file.
        """
        with self._changed:
            self._stopped_up_to = self._last_ticket
            self._changed.notify_all()
            return self._stopped_up_to

    def drop(self, ticket: int) -> None:
        """Ends the request with this ticket alone, begun or not; what was posted before and after it stays."""
        with self._changed:
            self._dropped |= {ticket}
            self._changed.notify_all()

    def pause(self) -> None:
        """Holds the training among what was posted so far, between two batches, until ``go_on`` or its end."""
        with self._changed:
            self._paused_up_to = self._last_ticket

    def go_on(self) -> None:
        """Ends a pause."""
        with self._changed:
            self._paused_up_to = 0
            self._changed.notify_all()

    def close(self) -> None:
        """Ends everything, and the engine's loop with it."""
        with self._changed:
            self._stopped_up_to = self._last_ticket
            self._closed = True
            self._changed.notify_all()

    def finish(self) -> None:
        """Ends the engine's loop when everything posted so far is answered."""
        with self._changed:
            self._finishing = True
            self._changed.notify_all()

    def is_stopped(self, ticket: int) -> bool:
        """Whether the request with this ticket is to end. Cheap: asked at every batch."""
        return ticket <= self._stopped_up_to or ticket in self._dropped

    def is_dropped(self, ticket: int) -> bool:
        """Whether the request with this ticket alone is to end."""
        return ticket in self._dropped

    def is_paused(self, ticket: int) -> bool:
        """Whether the request with this ticket is to wait; one that is to end is not. Cheap, as ``is_stopped``."""
        return ticket <= self._paused_up_to and not self.is_stopped(ticket)

    @property
    def closed(self) -> bool:
        """Whether the loop is to end now."""
        return self._closed

    def wake(self) -> None:
        """Makes ``next_stopped`` look again at what it waits for."""
        with self._changed:
            self._changed.notify_all()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody waits and the loop is not to end now: the time for studies."""
        return not self._waiting and not self._closed

    def next(self) -> Posted | None:
        """Waits for the next request; None when the loop is to end."""
        with self._changed:
            while not self._waiting and not self._closed and not self._finishing:
                self._changed.wait()
            return self._waiting.popleft() if self._waiting else None

    def next_look(self) -> Posted | None:
        """The next request that is answered while another one runs, a Look or a Relocate; None when there is none."""
        if not self._waiting:  # read without the lock: asked at every batch, and a miss is found at the next
            return None
        with self._changed:
            return self._take(_answered_meanwhile)

    def next_in_pause(self, ticket: int, *, wait: bool = True) -> Posted | None:
        """The next request that is answered while the one with this ticket is paused; None at the end of the pause.

        Args:
            wait: Whether to wait for one; None otherwise where there is none.
        """
        with self._changed:
            while self.is_paused(ticket):
                found = self._take(_answered_meanwhile)
                if found is not None or not wait:
                    return found
                self._changed.wait()
            return None

    def next_stopped(self, over: threading.Event) -> Posted | None:
        """Waits for a request that is stopped before it began; None when ``over`` was set and ``wake`` called."""
        with self._changed:
            while True:
                found = self._take(self.is_cancelled)
                if found or over.is_set():
                    return found
                self._changed.wait()

    def is_cancelled(self, posted: Posted) -> bool:
        """Whether a request that has not begun is answered with Cancelled."""
        return self.is_stopped(posted.ticket) and not isinstance(posted.request, Look | Relocate)

    def _take(self, wanted: Callable[[Posted], bool]) -> Posted | None:
        for index, posted in enumerate(self._waiting):
            if wanted(posted):
                del self._waiting[index]  # not remove(): requests hold arrays, which have no plain ==
                return posted
        return None

    def _replaced(self, new: Posted) -> bool:
        """Whether ``new`` took the place of an older request of its type and sender."""
        if not new.request.replaceable:
            return False
        for index, old in enumerate(self._waiting):
            if type(old.request) is type(new.request) and old.request.sender == new.request.sender:
                self._waiting[index] = new
                return True
        return False


def _answered_meanwhile(posted: Posted) -> bool:
    """Whether the request is answered while another one runs."""
    return isinstance(posted.request, Look | Relocate)
