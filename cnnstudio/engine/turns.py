"""What happens between two steps of a long request: others are answered, pauses are kept, a stop ends it."""

import time
from collections.abc import Callable

from cnnstudio.core.messages import Event, Paused, WentOn
from cnnstudio.engine.failures import Stopped
from cnnstudio.engine.inspecting.studies import Studies
from cnnstudio.engine.mailbox import Mailbox, Posted


class Turns:
    """Called between two steps of the request with this ticket, thousands of times a minute.

    Args:
        answer: Answers one who looks in.
        emit: Is told of pauses.
        studies: Are gone on with.
        moved_on: Called first: what was done since the last time may have changed weights.
        at_rest: Called where a pause begins: until its end nothing changes them.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        ticket: int,
        answer: Callable[[Posted], None],
        emit: Callable[[Event], None],
        studies: Studies,
        moved_on: Callable[[], None] = lambda: None,
        at_rest: Callable[[], None] = lambda: None,
    ) -> None:
        self._mailbox, self._ticket, self._answer, self._emit = mailbox, ticket, answer, emit
        self._studies, self._moved_on, self._at_rest = studies, moved_on, at_rest
        self._paused = 0.0

    @property
    def paused(self) -> float:
        """The seconds of all pauses so far."""
        return self._paused

    def __call__(self) -> None:
        """Answers those who look in, waits while there is a pause, and raises Stopped when the request is to end."""
        self._moved_on()
        while (look := self._mailbox.next_look()) is not None:
            self._answer(look)
        if self._mailbox.is_paused(self._ticket):
            self._pause()
        elif self._studies.under_way:
            self._studies.go_on()
        if self._mailbox.is_stopped(self._ticket):
            raise Stopped

    def _pause(self) -> None:
        began = time.perf_counter()
        self._at_rest()
        self._emit(Paused(self._ticket))
        while self._mailbox.is_paused(self._ticket):
            look = self._mailbox.next_in_pause(self._ticket, wait=not self._studies.under_way)
            if look is not None:
                self._answer(look)
            else:
                self._studies.go_on()
        self._paused += time.perf_counter() - began
        if not self._mailbox.is_stopped(self._ticket):
            self._emit(WentOn(self._ticket))
