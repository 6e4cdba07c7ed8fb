"""Which pictures an evaluation scores: none that the network learned from, where that is known; needs no TensorFlow."""

from dataclasses import dataclass
from typing import Protocol

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import ScoredPart
from cnnstudio.core.network import Network
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet, Labels, Pictures, everything, take
from cnnstudio.data.split import divide
from cnnstudio.data.watch import Watch
from cnnstudio.engine.translate import translated
from cnnstudio.files.one_file import same_file

_ALL = (
    "The data have no test part, so all their pictures are scored: the result is too good if the network learned from "
    "some of them."
)


class Learned(Protocol):
    """A network that has learned; attributes as in ``engine.subjects.Loaded``."""

    @property
    def network(self) -> Network: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def prepared(self) -> Prepared | None: ...
    @property
    def data(self) -> DataRecipe | None: ...
    @property
    def tested(self) -> int | None: ...


@dataclass(frozen=True, eq=False)
class Scored:
    """The pictures that are scored, in the network's shape.

    Attributes:
        y: Counts in the network's classes.
        to_measure: The pictures that a way of standardising takes its figures from.
        part, note: As in ``core.messages.Evaluated``.
    """

    x: Pictures
    y: Labels
    to_measure: Pictures
    part: ScoredPart
    note: str


def scored(recipe: DataRecipe, learned: Learned, watch: Watch) -> Scored:
    """The test part of the data; all of them where they have none and the network's run was not trained on them.

    Of data that the run was trained on it is the part that the run was tested with, whatever the recipe says.
    Raises StudioError in words, and LoadingStopped.
    """
    trained = learned.data if learned.data is not None and _same_data(recipe, learned.data) else None
    data = _data(recipe if trained is None else trained, learned, watch)
    if data.input_shape != learned.network.input_shape:
        ours, theirs = map(shape_in_words, (learned.network.input_shape, data.input_shape))
        raise StudioError(
            f"The network expects pictures of {ours}, not of {theirs}.",
            "Choose pictures of that size, or change the network's input.",
        )
    whole = trained is None and not data.own_test
    x, y = everything(data) if whole else (data.x_test, data.y_test)
    y = translated(y, data.labels, learned.labels)
    if trained is not None:
        return Scored(x, y, _learned_from(data, trained), "test", _changed(len(x), learned.tested))
    return Scored(x, y, x, "all", _ALL) if whole else Scored(x, y, data.x_train, "test", "")


def _same_data(recipe: DataRecipe, trained: DataRecipe) -> bool:
    """Whether both name one source or one place, whichever way that is written."""
    if (recipe.source, recipe.path) == (trained.source, trained.path):
        return True
    try:
        places = [library.locate(each.source, each.path or None) for each in (recipe, trained)]
    except StudioError:  # where one of them is not there, they are not the same
        return False
    return same_file(*places)


def _data(recipe: DataRecipe, learned: Learned, watch: Watch) -> DataSet:
    """The data in the network's shape: of the run's own they have it already, unless they have changed by now."""
    geometry, shape = (learned.prepared or Prepared()).preprocessing.geometry, learned.network.input_shape
    if recipe is learned.data:
        data = library.load(recipe, geometry, watch)
        if data.input_shape == shape:
            return data
    return library.load(recipe, geometry.towards(shape), watch, whole=recipe is not learned.data)


def _learned_from(data: DataSet, trained: DataRecipe) -> Pictures:
    """The pictures that the run learned from; neither those it was watched on nor those it left out."""
    numbers = divide(data.y_train, trained).train
    return data.x_train if len(numbers) == len(data.x_train) else take(data.x_train, numbers)


def _changed(count: int, tested: int | None) -> str:
    if tested in (None, count):
        return ""
    return (
        f"The run was tested with {tested:,} pictures, and now there are {count:,}: its data are not what they were, "
        "and it may have learned from some of these."
    )
