"""Looks that take a while: worked on step by step, between everything else that the engine does."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Cancelled, Event
from cnnstudio.engine.failures import failed
from cnnstudio.engine.mailbox import Mailbox, Posted

Steps = Iterator[Event | None]
"""Does a little more each time it is asked, 50 ms or so; gives what there is to tell."""

_BETWEEN = 0.05
"""Seconds that the studies have each time; a training beside them goes on after that, a batch long."""


@dataclass(frozen=True)
class _Study:
    posted: Posted
    steps: Steps


class Studies:
    """The studies under way, worked on in turns; used on the engine's thread alone."""

    def __init__(self, mailbox: Mailbox, emit: Callable[[Event], None]) -> None:
        self._mailbox, self._emit = mailbox, emit
        self._waiting: list[_Study] = []

    @property
    def under_way(self) -> bool:
        """Whether there is anything to go on with."""
        return bool(self._waiting)

    def begin(self, posted: Posted, steps: Steps) -> None:
        """Puts a study with the others, in the place of one of its kind and sender; nothing of it is done yet."""
        for study in self._waiting:
            if _is_replaced(study.posted, posted):
                self._end(study)
        self._waiting.append(_Study(posted, steps))

    def go_on(self) -> None:
        """Works on the studies for a moment, or until none is left."""
        until = time.perf_counter() + _BETWEEN
        while self._waiting:
            self._step(self._waiting[0])
            if time.perf_counter() >= until:
                return

    def close(self) -> None:
        """Ends all of them."""
        for study in list(self._waiting):
            self._end(study)

    def _step(self, study: _Study) -> None:
        ticket = study.posted.ticket
        if self._mailbox.is_dropped(ticket):
            self._end(study)
            return
        self._waiting.remove(study)
        try:
            told = next(study.steps)
        except StopIteration:
            return
        except Exception as error:  # whatever it is, the others and a training beside it go on
            self._emit(failed(ticket, error, tr("The engine met an error.")))
            return
        self._waiting.append(study)
        if told is not None:
            self._emit(told)

    def _end(self, study: _Study) -> None:
        self._waiting = [other for other in self._waiting if other is not study]
        self._emit(Cancelled(study.posted.ticket))


def _is_replaced(old: Posted, new: Posted) -> bool:
    return type(old.request) is type(new.request) and old.request.sender == new.request.sender
