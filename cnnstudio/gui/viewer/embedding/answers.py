"""What the network takes the pictures of a map for; and how many of them a map may have."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr
from cnnstudio.core.words import bare, plain
from cnnstudio.gui.viewer.sample import Sample

MOST_BYTES = 256_000_000
"""All vectors of a map together take no more memory than this."""

UNKNOWN = -1
"""The number of a class that is not among those of the data."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What the network takes each picture of a sample for.

    Attributes:
        truth: (n,), numbers of classes of the data.
        predicted: (n,), as ``truth``; UNKNOWN where the network's class is none of them.
        names: What each of them is taken for, by the network's number of it.
    """

    labels: tuple[str, ...]
    truth: npt.NDArray[np.int64]
    predicted: npt.NDArray[np.int64]
    given: npt.NDArray[np.int64]
    names: tuple[str, ...]

    @classmethod
    def of(cls, sample: Sample, given: npt.NDArray[np.int64], names: tuple[str, ...]) -> "Answers":
        """``given``: (n,), the network's numbers of the classes, which it calls ``names``."""
        known = {bare(name): number for number, name in enumerate(sample.data.labels)}
        places = np.array([known.get(bare(name), UNKNOWN) for name in names] + [UNKNOWN])
        inside = np.where(given < len(names), given, len(names))
        return cls(sample.data.labels, sample.truth, places[inside], given, names)

    @cached_property
    def wrong(self) -> npt.NDArray[np.bool_]:
        """(n,), whether it is surely taken for another class: not where the network's classes are other ones."""
        if not (self.predicted != UNKNOWN).any():
            return np.zeros(len(self.truth), np.bool_)
        return self.predicted != self.truth

    def true_name(self, place: int) -> str:
        """The class it belongs to."""
        return plain(self.labels[int(self.truth[place])], 40)

    def taken_for(self, place: int) -> str:
        """The class the network takes it for."""
        number = int(self.given[place])
        return plain(self.names[number], 40) if number < len(self.names) else str(number)

    def lines(self, place: int) -> tuple[str, ...]:
        """ "cat", or "cat" and "taken for dog"."""
        own = self.true_name(place)
        return (own, tr("taken for {answer}", answer=self.taken_for(place))) if self.wrong[place] else (own,)

    def words(self, place: int) -> str:
        """ "cat", or "cat, taken for dog"."""
        return ", ".join(self.lines(place))


def most_vectors(length: int) -> int:
    """How many vectors of that length a map may have."""
    return max(MOST_BYTES // (4 * max(length, 1)), 1)
