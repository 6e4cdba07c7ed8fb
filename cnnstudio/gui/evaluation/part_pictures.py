"""Finds the pictures that outcomes are about among the data that are loaded, or says why they are not there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Part
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import bare
from cnnstudio.data.dataset import DataSet, PartName, Picture, Pictures
from cnnstudio.data.sources import FILE
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


def find_pictures(data: DataSet, loaded_for: Project, trained: Project, part: Part, found: Outcomes) -> PartPictures:
    """The pictures of the outcomes ``found``; takes a second for millions.

    Args:
        loaded_for: The project for which ``data`` were loaded.
        trained: That of the run, which says how the pictures were divided.

    Raises:
        StudioError: The data on the desk are not those that the run was trained on, or are divided in another way.
    """
    has_its_channels = data.input_shape[2] == trained.network.input_shape[2]
    if _origin(loaded_for) != _origin(trained) or not has_its_channels:
        raise _other()
    is_test = part == "test" or (part == "validation" and trained.data.validation == DataRecipe.TEST)
    where: PartName = "test" if is_test else "train"
    truth = data.y_test if where == "test" else data.y_train
    if where == "test":
        numbers = np.arange(len(truth))
    else:
        try:
            division = divide(data.y_train, trained.data)
        except StudioError as error:
            raise _other() from error
        numbers = division.validation if part == "validation" else division.train
    places = _places(data.labels, found.labels)
    if len(numbers) != len(found) or places is None or not np.array_equal(places[truth[numbers]], found.truth):
        raise _other()
    return PartPictures(data, where, numbers)


def _origin(project: Project) -> tuple[str, str, Geometry]:
    """Where a project's pictures come from and how they are prepared, but for their shape, which is seen of them.

    Of a file only its name counts: a project that went to another computer finds it elsewhere.
    """
    recipe = project.data
    name = recipe.path.replace("\\", "/").rstrip("/").rpartition("/")[2] if recipe.source == FILE else ""
    return recipe.source, name, replace(project.preprocessing.geometry, size=(0, 0), colour="keep")


def _places(names: tuple[str, ...], outputs: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Of each class of the data its number among the run's; None where the run has no such class."""
    if names == outputs:
        return np.arange(len(names))
    known = {bare(name): number for number, name in enumerate(outputs)}
    found = [known.get(bare(name)) for name in names]
    return None if None in found else np.array(found, np.int64)


def _other() -> StudioError:
    return StudioError(tr("The pictures that are loaded are not those of this run, so only its answers can be shown."))
