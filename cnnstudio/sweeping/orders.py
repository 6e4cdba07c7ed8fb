"""What a sweep that runs can be told, as lines of text on its standard input."""

from dataclasses import dataclass

from cnnstudio.core.errors import SpecError


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


def from_line(line: str) -> Order:
    """What a line says: "stop", "pause", "go on", "retry 3 5", "retry", "move PATH"; raises SpecError for others."""
    text = line.rstrip("\r\n")
    word, _, rest = text.partition(" ")
    numbers = rest.split()
    if text == "stop":
        return Stop()
    if text in ("pause", "go on"):
        return Pause(text == "pause")
    if word == "retry" and all(each.isdecimal() and len(each) < 10 for each in numbers):
        return Retry(tuple(map(int, numbers)))
    if word == "move" and rest:
        return Move(rest)
    raise SpecError("A sweep is told to pause, go on, stop, retry or move.")
