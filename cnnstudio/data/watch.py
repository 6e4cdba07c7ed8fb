"""How long work on data goes on telling how far it is, and may be told to stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr

_MOMENT = 1e-6
"""Seconds; with 0 the lock would be taken back before the other thread wakes up."""


class LoadingStopped(StudioError):
    """The person stopped the loading; what was there before stays."""


@dataclass(frozen=True)
class Progress:
    """How far it is: ``what`` in words, "Reading pictures"; ``total`` is 0 where it is not known yet."""

    what: str
    done: int
    total: int = 0


def _pause() -> None:
    time.sleep(_MOMENT)


@dataclass(frozen=True)
class Watch:
    """Whom long work tells, and asks whether to go on; called from whatever thread does the work.

    Attributes:
        tell: Takes a Progress, ten times a second or less often.
        stopped: Whether the person wants it to end.
        give_way: Lets others have Python's lock, which who computes keeps for 5 ms; asked every few milliseconds.
    """

    tell: Callable[[Progress], None] = lambda progress: None
    stopped: Callable[[], bool] = lambda: False
    give_way: Callable[[], None] = _pause

    def check(self) -> None:
        """Gives way; raises LoadingStopped when it is to end."""
        self.give_way()
        if self.stopped():
            raise LoadingStopped(tr("Loading was stopped."), tr("The data of before stay."))


NOBODY = Watch()
