"""All pictures of a data set in one row, with the split each falls into: what can be filtered quickly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.data.split import Division
from cnnstudio.gui.data.chosen import SPLITS, Chosen, Split
from cnnstudio.gui.widgets.gallery.read_tiles import PictureSource, are_quick

Places = NDArray[np.intp]
"""Numbers in the row: the pictures of the training part come first, then those of the test part."""


class Pool(PictureSource):
    """Finds, names and reads pictures by their place in the row; holds labels and splits, no pictures.

    Args:
        division: Of the training part; None: all of it is trained on.
        on_test: Whether the test part serves for validation.
    """

    def __init__(self, data: DataSet, division: Division | None, on_test: bool) -> None:
        self.data, self.on_test = data, on_test
        self._border = len(data.x_train)
        self._labels = np.concatenate([data.y_train, data.y_test])
        self._splits = np.full(len(self._labels), SPLITS.index("train"), np.uint8)
        self._splits[self._border :] = SPLITS.index("test")
        # A division of other data may still stand while that of these is being worked out.
        if division is not None and _whole(division) == self._border:
            self._splits[division.validation] = SPLITS.index("validation")
            self._splits[division.unused] = SPLITS.index("unused")

    def __len__(self) -> int:
        return len(self._labels)

    def is_of_same(self, data: DataSet) -> bool:
        """Whether these are the same pictures, maybe in another size or colour: their places mean the same."""
        mine = self.data
        if data is mine:
            return True
        return (data.name, data.title, data.labels) == (mine.name, mine.title, mine.labels) and all(
            np.array_equal(*pair) for pair in ((data.y_train, mine.y_train), (data.y_test, mine.y_test))
        )

    @property
    def is_quick(self) -> bool:
        """Whether pictures are in memory and so small that a screenful is drawn at once, within a frame."""
        return are_quick((self.data.x_train, self.data.x_test))

    @property
    def picture_bytes(self) -> int:
        """The size of a picture."""
        return int(np.prod(self.data.input_shape))

    def places(self, split: Split | None, label: int | None) -> Places:
        """Where the pictures of a split and of a class stand; None: of any."""
        wanted = np.ones(len(self), bool)
        if split is not None:
            wanted &= self._splits == SPLITS.index(split)
        if label is not None:
            wanted &= self._labels == label
        return np.flatnonzero(wanted)

    def counts(self) -> NDArray[np.int64]:
        """How many pictures there are, (splits, classes)."""
        classes = self.data.classes
        flat = np.bincount(self._splits * np.int64(classes) + self._labels, minlength=len(SPLITS) * classes)
        return flat.reshape(len(SPLITS), classes)

    def chosen(self, place: int) -> Chosen:
        """The part and the number there."""
        if place < self._border:
            return Chosen("train", place)
        return Chosen("test", place - self._border)

    def place(self, part: PartName, number: int) -> int:
        """The place of a picture; the other way round."""
        return number if part == "train" else self._border + number

    def label(self, place: int) -> int:
        """The number of its class."""
        return int(self._labels[place])

    def labels_of(self, places: Places) -> NDArray[np.int64]:
        """The numbers of the classes of several."""
        found: NDArray[np.int64] = self._labels[places]
        return found

    def split(self, place: int) -> Split:
        """What it is used for."""
        return SPLITS[self._splits[place]]

    def picture(self, place: int) -> Picture:
        """The picture, (height, width, channels); of pictures in a file it is read. Raises StudioError."""
        return self.pictures([place])[0]

    def pictures(self, places: Sequence[int] | Places) -> Sequence[Picture]:
        """Pictures in the order of their places. Raises StudioError where their file is gone."""
        wanted = np.asarray(places, np.intp)
        in_train = wanted < self._border
        if in_train.all():
            return self.data.x_train[wanted]  # type: ignore[return-value]
        if not in_train.any():
            return self.data.x_test[wanted - self._border]  # type: ignore[return-value]
        result = np.empty((len(wanted), *self.data.input_shape), np.uint8)
        result[in_train] = self.data.x_train[wanted[in_train]]
        result[~in_train] = self.data.x_test[wanted[~in_train] - self._border]
        return result  # type: ignore[return-value]


def _whole(division: Division) -> int:
    return len(division.train) + len(division.validation) + len(division.unused)
