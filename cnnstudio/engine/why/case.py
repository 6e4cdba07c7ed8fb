"""One picture and one class, as every method takes them, and what a method finds."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from time import perf_counter

from cnnstudio.core.messages import Pictures, Progressed
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.why.score import Scorer

_QUICK, _SLOW = 0.05, 0.15
"""Seconds: after a quicker step the next one is larger, after a slower one it is smaller."""

_FIRST = 50_000_000
"""So many multiplications the first step takes, roughly: some milliseconds."""

_MOST_FIRST = 16


@dataclass(frozen=True, eq=False)
class Case:
    """What is asked.

    Attributes:
        picture: (height, width, channels), 0 to 255.
        x: The same as the network receives it.
    """

    ticket: int
    loaded: Loaded
    scorer: Scorer
    picture: Pictures
    x: FloatArray
    target: int
    pace: "Pace"


@dataclass(frozen=True, eq=False)
class Found:
    """What a method finds.

    Attributes:
        heat: float32 (height, width) of the picture, in the method's own unit.
        gain: As in ``Explained``.
        layer: Whose maps were weighed.
    """

    heat: FloatArray
    gain: float | None = None
    layer: str = ""


Finding = Generator[Progressed | None, None, Found]
"""Works step by step and gives in the end what it found."""


class Pace:
    """How many pictures go through the network in one step: as many as take some ten milliseconds.

    Args:
        multiply_adds: Of one picture.
        most: At once at most.
    """

    def __init__(self, multiply_adds: int, most: int) -> None:
        self._least = max(1, min(_FIRST // max(multiply_adds, 1), _MOST_FIRST, most))
        self._size, self._most = self._least, most

    def in_parts(self, count: int, work: Callable[[slice], None]) -> Iterator[int]:
        """Works on so many pictures part by part; gives how many are done after each."""
        done = 0
        while done < count:
            end = min(done + self._size, count)
            began = perf_counter()
            work(slice(done, end))
            seconds = perf_counter() - began
            if seconds < _QUICK:
                self._size = min(2 * self._size, self._most)
            elif seconds > _SLOW:
                self._size = max(self._size // 2, self._least)
            done = end
            yield done
