"""What a sweep that runs can be told, as lines of text on its standard input."""

import contextlib
import json
import queue
from collections import deque
from dataclasses import dataclass

from cnnstudio.core.errors import SpecError


@dataclass(frozen=True)
class Begin:
    """What is to be trained, told once, before anything else: ``project`` is its JSON."""

    project: str


@dataclass(frozen=True)
class Stop:
    """End now; what is under way waits again."""


@dataclass(frozen=True)
class Pause:
    """Begin no further trial; or, where ``on`` is false, go on."""

    on: bool = True


@dataclass(frozen=True)
class Retry:
    """Let failed trials wait again: those with these numbers, or all where there is none."""

    trials: tuple[int, ...] = ()


@dataclass(frozen=True)
class Move:
    """The project was saved elsewhere: runs are brought there from now on."""

    path: str


Order = Stop | Pause | Retry | Move


class Ordered:
    """What was ordered and is not obeyed yet; used on one thread.

    Attributes:
        to_stop: Whether an order to stop has come, also where others before it are not obeyed yet.
    """

    def __init__(self, orders: "queue.SimpleQueue[Order]") -> None:
        """``orders``: where they come, from any thread."""
        self._orders = orders
        self._waiting: deque[Order] = deque()
        self.to_stop = False

    def look(self) -> None:
        """Looks whether others have come."""
        with contextlib.suppress(queue.Empty):
            while True:
                order = self._orders.get_nowait()
                self._waiting.append(order)
                self.to_stop |= isinstance(order, Stop)

    def next(self) -> Order | None:
        """The oldest, to be obeyed now; None where there is none."""
        self.look()
        return self._waiting.popleft() if self._waiting else None

    def retries(self) -> list[Retry]:
        """Those to try again, to be obeyed before all others."""
        self.look()
        found = [order for order in self._waiting if isinstance(order, Retry)]
        self._waiting = deque(order for order in self._waiting if not isinstance(order, Retry))
        return found


_UNKNOWN = "A sweep is told to begin, pause, go on, stop, retry or move."


def from_line(line: str) -> Order | Begin:
    """What a line says; raises SpecError for others.

    "begin {…}" with a project as JSON, "stop", "pause", "go on", "retry 3 5", "retry", and "move /a/path" or, for a
    path of any characters, "move" with a JSON string.
    """
    text = line.rstrip("\r\n")
    word, _, rest = text.partition(" ")
    numbers = rest.split()
    if text == "stop":
        return Stop()
    if text in ("pause", "go on"):
        return Pause(text == "pause")
    if word == "retry" and all(each.isdecimal() and len(each) < 10 for each in numbers):
        return Retry(tuple(map(int, numbers)))
    if word == "begin" and rest:
        return Begin(rest)
    if word == "move" and rest:
        return Move(_path(rest))
    raise SpecError(_UNKNOWN)


def _path(text: str) -> str:
    """The path that is meant; one that does not begin with a quotation mark stands as it is."""
    if not text.startswith('"'):
        return text
    try:
        found = json.loads(text)
    except ValueError as error:
        raise SpecError(_UNKNOWN) from error
    if not isinstance(found, str) or not found or "\0" in found:
        raise SpecError(_UNKNOWN)
    return found
