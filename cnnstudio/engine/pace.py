"""How many pictures go through a network in one step, so that a training beside it does not wait long."""

from collections.abc import Callable, Iterator
from time import perf_counter

_QUICK, _SLOW = 0.03, 0.1
"""Seconds: after a quicker step the next one is larger, after a slower one it is smaller."""

_FREE = 1.3
"""A step of twice as many that took less than this many times as long cost next to nothing: what takes the time is
that there is a step at all, as in a network of many small layers."""

_FIRST = 200_000_000
"""So many multiplications the first step takes, roughly: ten milliseconds or so."""

_MOST_FIRST = 16


class Pace:
    """As many as take some ten milliseconds: how many follows from how long the last ones took.

    Args:
        multiply_adds: Of one picture.
        most: At once at most.
    """

    def __init__(self, multiply_adds: int, most: int) -> None:
        self._most = max(1, most)
        self._least = self._size = max(1, min(_FIRST // max(multiply_adds, 1), _MOST_FIRST, self._most))
        self._last: tuple[int, float] | None = None

    @property
    def size(self) -> int:
        """How many the next step takes."""
        return self._size

    def took(self, count: int, seconds: float) -> None:
        """Learns from a step; one of fewer than it was to have tells nothing."""
        if count < self._size:
            return
        before, self._last = self._last, (count, seconds)
        is_free = before is None or (count > before[0] and seconds < _FREE * before[1])
        if seconds < _QUICK or (seconds < _SLOW and is_free):
            self._size = min(2 * self._size, self._most)
        elif seconds >= _SLOW:
            self._size = max(self._size // 2, self._least)

    def in_parts(self, count: int, work: Callable[[slice], None]) -> Iterator[int]:
        """Works on so many pictures part by part; gives how many are done after each."""
        done = 0
        while done < count:
            end, began = min(done + self._size, count), perf_counter()
            work(slice(done, end))
            self.took(end - done, perf_counter() - began)
            done = end
            yield done
