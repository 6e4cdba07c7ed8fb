"""Finds the pictures that outcomes are about among the data that are loaded, or says why they are not there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Part
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import bare
from cnnstudio.data.dataset import DataSet, PartName, Picture, Pictures
from cnnstudio.data.split import divide
from cnnstudio.gui.widgets.gallery.read_tiles import PictureSource, are_quick

PARTS: dict[Part, str] = {
    "test": tr_in("part of the data", "Test"),
    "validation": tr_in("part of the data", "Validation"),
    "train": tr_in("part of the data", "Training"),
}
"""What the person reads for the parts, in the order in which they are looked at."""


@dataclass(frozen=True, eq=False)
class PartPictures(PictureSource):
    """The pictures of one part of a run's data, by their place in its outcomes.

    Attributes:
        part: Where they stand in the data set.
        numbers: Their numbers there, (n,).
    """

    data: DataSet
    part: PartName
    numbers: NDArray[np.intp]

    @property
    def _all(self) -> Pictures:
        return self.data.x_train if self.part == "train" else self.data.x_test

    @property
    def is_quick(self) -> bool:
        return are_quick((self._all,))

    @property
    def picture_bytes(self) -> int:
        return int(np.prod(self.data.input_shape))

    def pictures(self, places: Sequence[int]) -> Sequence[Picture]:
        return self._all[self.numbers[np.asarray(places, np.intp)]]  # type: ignore[return-value]

    def number(self, place: int) -> int:
        """The picture's number in its part of the data set, as the Data page shows it."""
        return int(self.numbers[place])

    def name(self, place: int) -> str:
        """The file it came from; empty where there is none."""
        originals = self.data.originals
        return originals.name(self.part, self.number(place)) if originals is not None else ""


def find_pictures(data: DataSet, on_desk: DataRecipe, trained: DataRecipe, part: Part, found: Outcomes) -> PartPictures:
    """The pictures of the outcomes ``found``; takes a second for millions.

    Args:
        on_desk: The recipe for which ``data`` were loaded.
        trained: The recipe of the run, which says how the pictures were divided.

    Raises:
        StudioError: The data on the desk are not those that the run was trained on, or are divided in another way.
    """
    if on_desk.source != trained.source:
        raise _other()
    where: PartName = (
        "test" if part == "test" or (part == "validation" and trained.validation == DataRecipe.TEST) else "train"
    )
    truth = data.y_test if where == "test" else data.y_train
    if where == "test":
        numbers = np.arange(len(truth))
    else:
        try:
            division = divide(data.y_train, trained)
        except StudioError as error:
            raise _other() from error
        numbers = division.validation if part == "validation" else division.train
    places = _places(data.labels, found.labels)
    if len(numbers) != len(found) or places is None or not np.array_equal(places[truth[numbers]], found.truth):
        raise _other()
    return PartPictures(data, where, numbers)


def _places(names: tuple[str, ...], outputs: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Of each class of the data its number among the run's; None where the run has no such class."""
    if names == outputs:
        return np.arange(len(names))
    known = {bare(name): number for number, name in enumerate(outputs)}
    found = [known.get(bare(name)) for name in names]
    return None if None in found else np.array(found, np.int64)


def _other() -> StudioError:
    return StudioError(tr("The pictures that are loaded are not those of this run, so only its answers can be shown."))
