"""Opens data sets by name, each once a process."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.collected import Collected
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.program.paths import named_path, resource
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import quoted
from cnnstudio.data import drawn, keras_cache, opening
from cnnstudio.data.arrays import npz
from cnnstudio.data.cache import key_of
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.drawn import DrawingsOf
from cnnstudio.data.facts import facts
from cnnstudio.data.found import Found, data_set
from cnnstudio.data.keras_cache import datasets_folder, kept
from cnnstudio.data.pictures import importing
from cnnstudio.data.reshaped import reshaped
from cnnstudio.data.shelf import Shelf
from cnnstudio.data.sources import DRAWN, FILE, SOURCES, Source, source
from cnnstudio.data.watch import NOBODY, Watch

__all__ = ["DataMissing", "by_hand", "datasets_folder", "keras_file", "load", "locate", "supply", "what_is_loaded"]

AS_THEY_ARE = Geometry()


class DataMissing(StudioError):
    """The data set is not on this machine; the words say how to get it."""


_shelf = Shelf()
_supplied: dict[Hashable, tuple[str, Callable[[], DataSet]]] = {}


def supply(recipe: DataRecipe, geometry: Geometry, digest: str, read: Callable[[], DataSet]) -> None:
    """From now on what the recipe names is what ``read`` gives: for a process to which the data were sent.

    Args:
        digest: Another one for other data.
    """
    _supplied[what_is_loaded(recipe, geometry)] = digest, read


def load(
    recipe: DataRecipe,
    geometry: Geometry = AS_THEY_ARE,
    watch: Watch = NOBODY,
    *,
    whole: bool = False,
    unlabelled: bool = False,
    drawings: DrawingsOf | None = None,
) -> DataSet:
    """The data set the recipe names, its pictures brought to one shape; division and subset are not its business.

    Args:
        whole: All pictures are only to be scored (``dataset.everything``): then data of which none can be set aside
            for the test are taken, too, with an empty test part.
        unlabelled: Files of pictures without a label are taken, too: their class is called ``dataset.UNKNOWN``.
        drawings: Gives the drawings, where the recipe may name those.

    Raises DataMissing when the data is not on this machine, StudioError for a file that cannot be taken or where no
    source is chosen, and LoadingStopped.
    """
    supplied = _supplied.get(what_is_loaded(recipe, geometry))
    if supplied is not None:
        found = _shelf.get(("supplied", supplied[0]), supplied[1], watch)
    elif recipe.source == DRAWN and drawings is not None:
        found = _drawings(drawings(recipe.path), recipe, geometry, watch)
    else:
        found = _found(recipe, geometry, watch, unlabelled)
    if not whole and not len(found.x_test):
        raise _too_few(found)
    return found


def _drawings(found: Sequence[Collected], recipe: DataRecipe, geometry: Geometry, watch: Watch) -> DataSet:
    key = (what_is_loaded(recipe, geometry), drawn.key(found))
    return _shelf.get(key, lambda: drawn.data_set(found, recipe, geometry, watch), watch)


def _too_few(found: DataSet) -> StudioError:
    return StudioError(
        tr_count(
            "No class of {title} has two pictures: of {count:,} picture none can be set aside to test with.",
            "No class of {title} has two pictures: of {count:,} pictures none can be set aside to test with.",
            len(found.x_train),
            title=quoted(found.title),
        ),
        tr("Add pictures: each class needs at least two, better twenty."),
    )


def _found(recipe: DataRecipe, geometry: Geometry, watch: Watch, unlabelled: bool) -> DataSet:
    place = locate(recipe.source, recipe.path or None)
    recipe = replace(recipe, path=str(place))
    if _is_pictures(recipe, place):
        named = (*_key(recipe, geometry, watch), unlabelled)
        return _shelf.get(named, lambda: _pictures(recipe, place, geometry, watch, unlabelled), watch)
    # Arrays are read once, however many shapes they are brought to.
    base = _shelf.get(_key(recipe, AS_THEY_ARE, watch), lambda: _arrays(recipe, place, watch), watch)
    if not geometry.changes(base.input_shape):
        return base
    key = _key(recipe, geometry, watch)
    return _shelf.get(key, lambda: reshaped(base, geometry, key_of(key), watch), watch)


def what_is_loaded(recipe: DataRecipe, geometry: Geometry) -> Hashable:
    """Equal for recipes that load the very same data set."""
    offered = source(recipe.source)
    if offered is not None and not (recipe.path and offered.takes_file):
        return recipe.source, geometry  # it has a test part of its own, and its labels are known
    return recipe.source, recipe.path, recipe.labels, recipe.test_share, recipe.seed, recipe.megapixels, geometry


def load_alike(one: Project, other: Project) -> bool:
    """Whether both projects load the very same data set."""
    ours, theirs = (what_is_loaded(each.data, each.preprocessing.geometry) for each in (one, other))
    return ours == theirs


def _key(recipe: DataRecipe, geometry: Geometry, watch: Watch) -> tuple[Hashable, ...]:
    """``what_is_loaded``, and another value when the files that are read are others than before."""
    offered = source(recipe.source)
    own = offered is None or (offered.takes_file and Path(recipe.path) != keras_file(recipe.source))
    if own:
        paths = opening.kind_of(Path(recipe.path)).files
    else:
        paths = kept(recipe.source).needed if _downloaded(offered) else (Path(recipe.path),)
    named = recipe if own else replace(recipe, path="")
    return what_is_loaded(named, geometry), tuple(facts(path, watch) for path in paths)


def _downloaded(offered: Source | None) -> bool:
    return offered is not None and bool(offered.download)


def keras_file(source: str = "mnist") -> Path:
    """Where Keras keeps the data set once it has been downloaded: a file or a folder."""
    return kept(source).place


def by_hand(source: str) -> str:
    """What to do where a download fails."""
    return tr(
        "Check the connection and try again; or {by_hand}; or name a file or folder that holds it.",
        by_hand=kept(source).by_hand,
    )


def locate(name: str, path: str | None = None) -> Path:
    """Where the data of a source are; raises what ``load`` raises where they are nowhere. Nothing is read."""
    if not name:
        words = tr("Choose one on the Data page, or with --data mnist-10k in a terminal.")
        raise StudioError(tr("No data set is chosen for this project."), words)
    if name == FILE:
        if not path:
            raise StudioError(
                tr("No file is named for this project's data."), tr("Name one. {known}", known=opening.KNOWN)
            )
        return named_path(path)
    if name == DRAWN:
        if not path:
            raise StudioError(tr("The drawings are those of a project."), tr("Open it, or name its file."))
        return named_path(path)
    offered = source(name)
    if offered is None:
        known = ", ".join(one.name for one in SOURCES)
        raise StudioError(
            tr("There is no data set called “{name}”.", name=name[:60]), tr("The data sets are: {known}.", known=known)
        )
    if offered.resource:
        return resource("data", offered.resource)
    if path:
        return named_path(path)
    place = kept(name)
    if place.is_there:
        return place.place
    raise DataMissing(
        tr("{title} is not on this computer yet.", title=offered.bare_title),
        tr("Download it, name a file or folder that holds it, or {by_hand}.", by_hand=place.by_hand),
    )


def _is_pictures(recipe: DataRecipe, place: Path) -> bool:
    """Whether every picture is a file of its own, so that the shape is given to each as it is decoded."""
    offered = source(recipe.source)
    if offered is not None and offered.resource:
        return place.suffix == ".zip"
    if offered is not None and place == keras_file(recipe.source):
        return False
    return opening.kind_of(place).read is None


def _pictures(recipe: DataRecipe, place: Path, geometry: Geometry, watch: Watch, unlabelled: bool) -> DataSet:
    offered = source(recipe.source)
    if offered is not None and offered.resource:  # what the person chose for files of their own is not for these
        found = importing.open_pictures(place, DataRecipe(recipe.source, str(place)), geometry, watch)
        return replace(found, name=offered.name, title=offered.title, findings=())
    found = importing.open_pictures(place, recipe, geometry, watch, unlabelled=unlabelled)
    return replace(found, name=recipe.source, title=place.name)


def _arrays(recipe: DataRecipe, place: Path, watch: Watch) -> DataSet:
    offered = source(recipe.source)
    if offered is None:
        return _finished(opening.open_file(recipe, AS_THEY_ARE, watch), recipe, place.name, ())
    if offered.resource:
        found = npz.read(place, watch=watch)
    elif place == keras_file(offered.name):
        found = keras_cache.read(offered.name, watch)
    else:
        return _finished(opening.open_file(recipe, AS_THEY_ARE, watch), recipe, place.name, offered.labels)
    return data_set(found, offered.name, offered.title, offered.labels, recipe.test_share, recipe.seed)


def _finished(found: DataSet | Found, recipe: DataRecipe, title: str, labels: tuple[str, ...]) -> DataSet:
    if isinstance(found, DataSet):
        return found
    return data_set(found, recipe.source, title, labels, recipe.test_share, recipe.seed)
