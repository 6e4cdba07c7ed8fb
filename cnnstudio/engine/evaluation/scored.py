"""Which pictures an evaluation scores: none that the network learned from, where that is known; needs no TensorFlow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import ScoredPart
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.data import library
from cnnstudio.data.dataset import UNKNOWN, DataSet, Labels, PartName, Picture, Pictures, everything, take
from cnnstudio.data.split import divide
from cnnstudio.data.watch import Watch
from cnnstudio.engine.drawn import load
from cnnstudio.engine.evaluation.translate import are_in_order, are_numbers, translated
from cnnstudio.files.one_file import same_file

_ALL = tr(
    "It is not known what the network learned from: if some of these pictures were among it, the result is too good."
)
_LEARNED_FROM = tr(
    "All pictures of its own data are scored, those that the network learned from among them: the result is too good."
)
_UNLABELLED = tr(
    "It is not known which class the pictures belong to, so nothing is scored: the answers alone are shown. To have "
    "them scored put each class into a folder of its own, begin the files’ names with the class (7_1.png), or add a "
    "table labels.csv with the columns filename and label."
)
_MOST_NAMES = 5


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
    @property
    def is_data_guessed(self) -> bool: ...


@dataclass(frozen=True, eq=False)
class Scored:
    """The pictures that are scored, in the network's shape.

    Attributes:
        y: Counts in the network's classes; −1 where the class is not known.
        to_measure: The pictures that a way of standardising takes its figures from.
        part, note: As in ``core.messages.Evaluated``.
        original: The picture of a number as it was before it was brought to the network's shape; raises StudioError.
        labels: The network's classes by their names.
        truths, files, findings: As in ``core.messages.Evaluated``.
        is_own: Whether the network's run was trained on these data.
    """

    x: Pictures
    y: Labels
    to_measure: Pictures
    part: ScoredPart
    note: str
    original: Callable[[int], Picture]
    labels: tuple[str, ...]
    truths: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_own: bool = False

    @property
    def has_labels(self) -> bool:
        """Whether the class of any picture is known."""
        return bool((self.y >= 0).any())


def scored(
    recipe: DataRecipe, learned: Learned, watch: Watch, *, whole: bool = False, unlabelled: bool = False
) -> Scored:
    """The test part of the data; all of them where they have none and the network's run was not trained on them.

    Of data that the run was trained on it is the part that the run was tested with, whatever the recipe says.
    Raises StudioError in words, and LoadingStopped.

    Args:
        whole: All pictures, whatever their parts; as ``unlabelled`` as well.
        unlabelled: Those without a label or of a class that the network does not know, too; they have the class −1.
    """
    trained = learned.data if learned.data is not None and _same_data(recipe, learned.data) else None
    # What a run was trained on has labels, and is divided with all there is or not at all as it was then.
    unlabelled = whole or (unlabelled and trained is None)
    data = _data(recipe if trained is None else trained, learned, watch, whole=whole, unlabelled=unlabelled)
    if data.input_shape != learned.network.input_shape:
        ours, theirs = map(shape_in_words, (learned.network.input_shape, data.input_shape))
        raise StudioError(
            tr("The network expects pictures of {ours}, not of {theirs}.", ours=ours, theirs=theirs),
            tr("Choose pictures of that size, or change the network's input."),
        )
    parts: tuple[PartName, ...] = ("test",)
    if whole or not (trained is not None or data.own_test):
        parts = ("train", "test")
    x, y = (data.x_test, data.y_test) if parts == ("test",) else everything(data)
    told = _classes(y, data, learned, may_lack=unlabelled)
    note = _note(trained, data, learned, parts, len(x))
    measured = x
    if parts == ("test",):
        measured = data.x_train if trained is None else _learned_from(data, trained)
    original, files = _origins(data, parts)
    return Scored(
        x,
        told.y,
        measured,
        "test" if parts == ("test",) else "all",
        " ".join(filter(None, (told.note, note if (told.y >= 0).any() else ""))),
        original,
        told.labels,
        told.truths,
        files,
        findings=tuple(each for each in data.findings if each.details),
        is_own=trained is not None,
    )


def _note(trained: DataRecipe | None, data: DataSet, learned: Learned, parts: tuple[PartName, ...], count: int) -> str:
    """What is to be known of the choice of these parts."""
    if parts == ("test",):
        return "" if trained is None else _changed(count, learned.tested)
    if trained is not None:
        return _LEARNED_FROM
    is_unknown = learned.data is None or learned.is_data_guessed
    return _ALL if is_unknown and not data.own_test else ""


@dataclass(frozen=True, eq=False)
class _Told:
    """Which classes the pictures belong to, in the network's numbers, and by which names these are called."""

    y: Labels
    labels: tuple[str, ...]
    truths: tuple[str, ...] = ()
    note: str = ""


def _classes(y: Labels, data: DataSet, learned: Learned, *, may_lack: bool) -> _Told:
    """The network's classes, −1 where they are not known; raises StudioError for none unless they ``may_lack``."""
    names = data.labels[:-1] if data.labels[-1:] == (UNKNOWN,) else data.labels
    known, found = y < len(names), np.full(len(y), -1, np.int64)
    if not known.any():
        return _Told(found, learned.labels, note=_UNLABELLED)
    try:
        found[known] = translated(y[known], names, learned.labels)
    except StudioError as error:
        if not may_lack:
            raise
        truths = tuple(np.array([*names, ""], object)[np.where(known, y, len(names))].tolist())
        note = tr("Nothing is scored, the answers alone are shown. {why}", why=error.text)
        return _Told(found, learned.labels, truths, note)
    notes, labels = [], learned.labels
    if are_in_order(y[known], names, labels):
        labels = names if are_numbers(labels) else labels
        notes.append(_taken_in_order(labels, are_the_data_s=are_numbers(names)))
    if missing := int(len(y) - known.sum()):
        notes.append(
            tr_count(
                "{count:,} picture has no label and counts in no score.",
                "{count:,} pictures have no label and count in no score.",
                missing,
            )
        )
    return _Told(found, labels, note=" ".join(notes))


def _taken_in_order(names: tuple[str, ...], *, are_the_data_s: bool) -> str:
    """That classes with numbers alone, the data's or else the network's, are taken in the order of these names."""
    some = [tr("{number} is {name}", number=n, name=plain(name, 20)) for n, name in enumerate(names[:_MOST_NAMES])]
    if are_the_data_s:
        note = tr(
            "The classes of the data have numbers only, and are taken in the order of the network’s: {names}",
            names=", ".join(some),
        )
    else:
        note = tr(
            "The network’s classes have numbers only, and are taken in the order of these names: {names}",
            names=", ".join(some),
        )
    return f"{note} …" if len(names) > _MOST_NAMES else f"{note}."


def _origins(data: DataSet, parts: tuple[PartName, ...]) -> tuple[Callable[[int], Picture], tuple[str, ...]]:
    """What gives the original of a picture of these parts, one after the other, by its number; and their files."""
    counts = {"train": len(data.x_train), "test": len(data.x_test)}
    places = [(part, number) for part in parts for number in range(counts[part])]
    originals = data.originals
    if originals is None:
        return lambda number: _picture(data, *places[number]), ()
    files = tuple(originals.name(*place) for place in places)
    return lambda number: originals.read(*places[number]), files if any(files) else ()


def _picture(data: DataSet, part: PartName, number: int) -> Picture:
    picture: Picture = (data.x_train if part == "train" else data.x_test)[number]
    return picture


def _same_data(recipe: DataRecipe, trained: DataRecipe) -> bool:
    """Whether both name one source or one place, whichever way that is written."""
    if (recipe.source, recipe.path) == (trained.source, trained.path):
        return True
    try:
        places = [library.locate(each.source, each.path or None) for each in (recipe, trained)]
    except StudioError:  # where one of them is not there, they are not the same
        return False
    return same_file(*places)


def _data(recipe: DataRecipe, learned: Learned, watch: Watch, *, whole: bool, unlabelled: bool) -> DataSet:
    """The data in the network's shape: of the run's own they have it already, unless they have changed by now."""
    geometry, shape = (learned.prepared or Prepared()).preprocessing.geometry, learned.network.input_shape
    if recipe is learned.data:
        data = load(recipe, geometry, watch, whole=whole, unlabelled=unlabelled)
        if data.input_shape == shape:
            return data
    everything_there = whole or recipe is not learned.data
    return load(recipe, geometry.towards(shape), watch, whole=everything_there, unlabelled=unlabelled)


def _learned_from(data: DataSet, trained: DataRecipe) -> Pictures:
    """The pictures that the run learned from; neither those it was watched on nor those it left out."""
    numbers = divide(data.y_train, trained).train
    return data.x_train if len(numbers) == len(data.x_train) else take(data.x_train, numbers)


def _changed(count: int, tested: int | None) -> str:
    if tested in (None, count):
        return ""
    return tr(
        "The run was tested with {tested:,} pictures, and now there are {count:,}: its data are not what they were, "
        "and it may have learned from some of these.",
        tested=tested,
        count=count,
    )
