"""What is fuzzed: a reader of the program with good inputs for it, and how they are spoiled."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnnstudio.core.errors import SpecError, StudioError
from tests.fuzzing.spoiling import Spoil

REFUSALS: tuple[type[Exception], ...] = (StudioError, SpecError)


@dataclass(frozen=True)
class Reader:
    """One.

    Attributes:
        seeds: Makes good inputs; given a folder that is its own.
        read: Reads an input as the program does, in a folder that is its own and may be written to.
        refusals: What may come out of it; an error in words and nothing else.
    """

    name: str
    seeds: Callable[[Path], list[bytes]]
    spoil: Spoil
    read: Callable[[bytes, Path], object]
    refusals: tuple[type[Exception], ...] = REFUSALS
