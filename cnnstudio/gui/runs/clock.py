"""How long a run still takes and how fast it goes, pauses left out."""

import time
from collections import deque
from collections.abc import Callable

_LATELY = 10.0
"""Seconds over which the speed is told."""


class RunClock:
    """Counts the seconds in which a run trained, from its first batch on, and the work done in them."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """``now``: seconds that only grow."""
        self._now = now
        self.reset()

    def reset(self) -> None:
        """Begins anew, before the first batch."""
        self._begun: float | None = None
        self._paused_at: float | None = None
        self._paused = 0.0
        self._first = self._done = 0
        self._pictures = 0.0
        self._marks: deque[tuple[float, float]] = deque()

    def pause(self) -> None:
        """The run waits from now on."""
        if self._paused_at is None:
            self._paused_at = self._now()

    def go_on(self) -> None:
        """The run does not wait any more."""
        if self._paused_at is not None:
            self._paused += self._now() - self._paused_at
            self._paused_at = None

    @property
    def elapsed(self) -> float:
        """Seconds since the first step, without pauses; 0 before it."""
        if self._begun is None:
            return 0.0
        return (self._now() if self._paused_at is None else self._paused_at) - self._begun - self._paused

    def count(self, done: int, pictures: float = 0.0) -> None:
        """Says that ``done`` steps of the whole run are over, the last of them with so many training pictures."""
        if self._begun is None:
            # The first step takes much longer than all that follow, so the counting begins behind it.
            self._begun, self._first, self._paused = self._now(), done, 0.0
        self._done = done
        self._pictures += pictures
        now = self.elapsed
        self._marks.append((now, self._pictures))
        while len(self._marks) > 2 and now - self._marks[1][0] >= _LATELY:
            self._marks.popleft()

    def left(self, steps: int) -> float | None:
        """Seconds until ``steps`` steps are done, at the mean speed so far; None until that can be told."""
        done, elapsed = self._done - self._first, self.elapsed
        return elapsed / done * max(steps - self._done, 0) if elapsed > 1 and done > 0 else None

    @property
    def pictures_per_second(self) -> float | None:
        """Training pictures a second in the last seconds, validation counted in; None until that can be told."""
        if len(self._marks) < 2:
            return None
        (begin, before), (end, after) = self._marks[0], self._marks[-1]
        return (after - before) / (end - begin) if end - begin > 0.2 else None
