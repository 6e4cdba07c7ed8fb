"""Which pictures the map shows, as the engine asks for them and as thumbnails do."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.messages import ManyPictures
from cnnstudio.core.messages import Pictures as PictureArray
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet, PartName, Pictures
from cnnstudio.gui.evaluation.part_pictures import PartPictures

MOST_BYTES = 256_000_000
"""All vectors of a map together take no more memory than this."""

UNKNOWN = -1
"""The number of a class that is not among those of the data."""


@dataclass(frozen=True, eq=False)
class Among:
    """Some of the pictures, read as they are asked for.

    Attributes:
        numbers: (n,), which ones.
    """

    pictures: Pictures
    numbers: npt.NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: Any) -> PictureArray:
        return self.pictures[self.numbers[key]]


@dataclass(frozen=True, eq=False)
class Sample:
    """Pictures of one part of the data, chosen by chance, in the order of the data; the same ones each time."""

    source: PartPictures

    @classmethod
    def of(cls, data: DataSet, part: PartName, count: int) -> "Sample":
        """``count`` pictures of the part, or all of them where they are fewer; 0 for all."""
        total = len(data.y_train if part == "train" else data.y_test)
        numbers: npt.NDArray[np.intp] = np.arange(total)
        if 0 < count < total:
            # Not the first ones: in folders of pictures these are all of one class.
            numbers = np.sort(np.random.default_rng(0).choice(total, count, replace=False)).astype(np.intp)
        return cls(PartPictures(data, part, numbers))

    def __len__(self) -> int:
        return len(self.source.numbers)

    @property
    def data(self) -> DataSet:
        return self.source.data

    @property
    def part(self) -> PartName:
        return self.source.part

    @property
    def numbers(self) -> npt.NDArray[np.intp]:
        """Their numbers in the part."""
        return self.source.numbers

    @property
    def pictures(self) -> ManyPictures:
        """For the engine."""
        return Among(self.data.x_train if self.part == "train" else self.data.x_test, self.numbers)

    @property
    def truth(self) -> npt.NDArray[np.int64]:
        """(n,), the numbers of their classes among those of the data."""
        labels = self.data.y_train if self.part == "train" else self.data.y_test
        return np.asarray(labels[self.numbers], np.int64)

    def title(self, place: int) -> str:
        """What one of them is called: "test picture 12"."""
        return f"{'test' if self.part == 'test' else 'training'} picture {int(self.numbers[place]):,}"


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
        known = {name.strip().casefold(): number for number, name in enumerate(sample.data.labels)}
        places = np.array([known.get(name.strip().casefold(), UNKNOWN) for name in names] + [UNKNOWN])
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

    def words(self, place: int) -> str:
        """ "cat", or "cat, taken for dog"."""
        own = self.true_name(place)
        return f"{own}, taken for {self.taken_for(place)}" if self.wrong[place] else own


def most_vectors(length: int) -> int:
    """How many vectors of that length a map may have."""
    return max(MOST_BYTES // (4 * max(length, 1)), 1)
