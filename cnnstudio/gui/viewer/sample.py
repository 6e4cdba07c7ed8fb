"""Some pictures of one part of the data: those that are looked through, as the engine and thumbnails ask for them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.messages import ManyPictures
from cnnstudio.data.among import Among
from cnnstudio.data.dataset import DataSet, PartName
from cnnstudio.gui.evaluation.part_pictures import PartPictures
from cnnstudio.gui.words import picture_words


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
        return picture_words(self.part, int(self.numbers[place]))
