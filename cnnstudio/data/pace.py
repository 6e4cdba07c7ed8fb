"""Tells a watch how far work is, often enough for the eye and no oftener, and lets it be stopped."""

import time

from cnnstudio.data.watch import Progress, Watch

_SECONDS = 0.1


class Pace:
    """The progress of one piece of work; ``what`` and ``total`` as in Progress."""

    def __init__(self, watch: Watch, what: str, total: int = 0) -> None:
        self._watch, self._what, self._total = watch, what, total
        self._told = float("-inf")

    def step(self, done: int) -> None:
        """``done`` are done; raises LoadingStopped when it is to end."""
        self._watch.check()
        now = time.monotonic()
        if now - self._told >= _SECONDS or (self._total and done == self._total):
            self._told = now
            self._watch.tell(Progress(self._what, done, self._total))
