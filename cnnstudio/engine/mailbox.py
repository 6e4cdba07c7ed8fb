"""The engine's one door: requests are posted from any thread, and taken by the engine's own and one beside it."""

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
        self._left: Callable[[Request], bool] = _nothing
        self._is_left_over = False
        self._left_under_way = False

    def post(self, request: Request) -> int:
        """Leaves a request and gives its ticket. After ``close`` it is taken, but never answered."""
        with self._changed:
            posted = Posted(self._last_ticket + 1, request)
            self._take_in(posted)
            return posted.ticket

    def take_in(self, posted: Posted) -> None:
        """As ``post``, for a request that got its ticket elsewhere: a higher one than those before."""
        with self._changed:
            self._take_in(posted)

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
        """Makes those who wait look again at what they wait for."""
        with self._changed:
            self._changed.notify_all()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody waits and the loop is not to end now: the time for studies."""
        with self._changed:
            return not self._closed and all(map(self._is_left, self._waiting))

    def next(self) -> Posted | None:
        """Waits for the next request; None when the loop is to end."""
        with self._changed:
            while (found := self._take(self._is_own)) is None and not self._closed:
                if self._finishing and not self._waiting and not self._left_under_way:
                    break
                self._changed.wait()
            return found

    def next_look(self) -> Posted | None:
        """The next request that is answered while another one runs, a Look or a Relocate; None when there is none."""
        if not self._waiting:  # read without the lock: asked at every batch, and a miss is found at the next
            return None
        with self._changed:
            return self._take(self._is_answered_meanwhile)

    def next_in_pause(self, ticket: int, *, wait: bool = True) -> Posted | None:
        """The next request that is answered while the one with this ticket is paused; None at the end of the pause.

        Args:
            wait: Whether to wait for one; None otherwise where there is none.
        """
        with self._changed:
            while self.is_paused(ticket):
                found = self._take(self._is_answered_meanwhile)
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

    # For a second thread that answers some of the requests

    def leave(self, wanted: Callable[[Request], bool]) -> None:
        """From now on what is ``wanted`` is for ``next_left`` alone; it is asked under the lock, and must be quick."""
        with self._changed:
            self._left = wanted
            self._changed.notify_all()

    def leave_no_more(self) -> None:
        """Ends ``next_left``; everything is for ``next`` again."""
        with self._changed:
            self._left, self._is_left_over, self._left_under_way = _nothing, True, False
            self._changed.notify_all()

    def next_left(self) -> Posted | None:
        """Waits for the next request that is left to a second thread; None at the end of that.

        To be called again only when the one before is answered or given back.
        """
        with self._changed:
            self._left_under_way = False
            self._changed.notify_all()
            while not self._is_left_over and not self._closed:
                found = self._take(self._is_left)
                if found is not None:
                    self._left_under_way = True
                    return found
                self._changed.wait()
            return None

    def give_back(self, posted: Posted) -> None:
        """Puts a request that came by ``next_left`` before all others, unless a newer one is there in its place."""
        with self._changed:
            if not any(is_same_question(posted.request, other.request) for other in self._waiting):
                self._waiting.appendleft(posted)
            self._changed.notify_all()

    def _is_left(self, posted: Posted) -> bool:
        return not self._closed and self._left(posted.request)

    def _is_own(self, posted: Posted) -> bool:
        return not self._is_left(posted)

    def _is_answered_meanwhile(self, posted: Posted) -> bool:
        """Whether the request is answered while another one runs."""
        return isinstance(posted.request, Look | Relocate) and not self._is_left(posted)

    def is_cancelled(self, posted: Posted) -> bool:
        """Whether a request that has not begun is answered with Cancelled."""
        return self.is_stopped(posted.ticket) and not isinstance(posted.request, Look | Relocate)

    def _take_in(self, posted: Posted) -> None:
        self._last_ticket = posted.ticket
        if not self._closed and not self._replaced(posted):
            self._waiting.append(posted)
        self._changed.notify_all()

    def _take(self, wanted: Callable[[Posted], bool]) -> Posted | None:
        for index, posted in enumerate(self._waiting):
            if wanted(posted):
                del self._waiting[index]  # not remove(): requests hold arrays, which have no plain ==
                return posted
        return None

    def _replaced(self, new: Posted) -> bool:
        """Whether ``new`` took the place of an older request of its type and sender."""
        for index, old in enumerate(self._waiting):
            if is_same_question(old.request, new.request):
                self._waiting[index] = new
                return True
        return False


def is_same_question(one: Request, other: Request) -> bool:
    """Whether the newer of two requests takes the place of the older."""
    return type(one) is type(other) and one.sender == other.sender and one.replaceable


def _nothing(request: Request) -> bool:
    """What is left to a second thread where there is none."""
    return False
