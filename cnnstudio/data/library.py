"""Opens data sets by name, each once a process."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.geometry import Geometry
from cnnstudio.core.paths import keras_home, resource
from cnnstudio.core.plan import DataRecipe
from cnnstudio.data import cifar, npz
from cnnstudio.data.dataset import DataSet, Labels
from cnnstudio.data.reshaping import reshape_all
from cnnstudio.data.sources import SOURCES, source
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import NOBODY, Watch

AS_THEY_ARE = Geometry()

_MOST_CLASSES = 1000
_KEPT = 3

_Key = tuple[str, str, int, int, Geometry]


class DataMissing(StudioError):
    """The data set is not on this machine; the words say how to get it."""


class _Shelf:
    """The last few data sets opened, so that every page and every run shares one copy.

    One lock around looking and loading: two threads that want the same data load it once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, DataSet] = OrderedDict()

    def get(self, name: str, file: Path, geometry: Geometry, watch: Watch) -> DataSet:
        """The data set in the file, read again only when the file has changed."""
        with self._lock:
            key = (*_facts(name, file), geometry)
            if key not in self._kept:
                self._kept[key] = _reshaped(_read(name, file), geometry, watch)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


_shelf = _Shelf()


def load(recipe: DataRecipe, geometry: Geometry = AS_THEY_ARE, watch: Watch = NOBODY) -> DataSet:
    """The data set the recipe names, its pictures brought to one shape; division and subset are not its business.

    Raises DataMissing when the data is not on this machine, StudioError for a file that cannot be taken or where no
    source is chosen, and LoadingStopped.
    """
    return _shelf.get(recipe.source, locate(recipe.source, recipe.path or None), geometry, watch)


def what_is_loaded(recipe: DataRecipe, geometry: Geometry) -> Hashable:
    """Equal for recipes that load the very same data set."""
    return recipe.source, recipe.path, recipe.labels, recipe.test_share, recipe.seed, recipe.megapixels, geometry


def datasets_folder() -> Path:
    """Where Keras keeps data sets."""
    return keras_home() / "datasets"


def keras_file(source: str = "mnist") -> Path:
    """Where Keras keeps the data set once it has been downloaded: a file, or for CIFAR-10 a folder."""
    if source == "mnist":
        return datasets_folder() / "mnist.npz"
    by_keras_3 = datasets_folder() / f"{cifar.FOLDER}-target" / cifar.FOLDER
    by_others = datasets_folder() / cifar.FOLDER  # Keras 2, and a person who unpacks the archive by hand
    return by_others if cifar.is_whole(by_others) and not cifar.is_whole(by_keras_3) else by_keras_3


def by_hand(source: str) -> str:
    """What to do where a download fails."""
    where = datasets_folder()
    own = (
        f"unpack cifar-10-python.tar.gz in {where}" if source == "cifar-10" else f"put a copy of mnist.npz into {where}"
    )
    return f"Check the connection and try again; or {own}; or name an .npz file that holds it."


def locate(name: str, path: str | None = None) -> Path:
    """Where the data of a source are; raises what ``load`` raises where they are nowhere. Nothing is read."""
    if name == "mnist-10k":
        return resource("data", "mnist_10k_lzma.npz")
    if not name:
        words = "Choose one on the Data page, or with --set data.source=mnist-10k in a terminal."
        raise StudioError("No data set is chosen for this project.", words)
    offered = source(name)
    if offered is None:
        known = ", ".join(one.name for one in SOURCES)
        raise StudioError(f"There is no data set called “{name[:60]}”.", f"The data sets are: {known}.")
    if path:
        return Path(path).expanduser()
    place = keras_file(name)
    if cifar.is_whole(place) if name == "cifar-10" else place.is_file():
        return place
    if name == "cifar-10":
        raise DataMissing(
            "CIFAR-10 is not on this computer yet.",
            f"Download it on the Data page, name an .npz file that holds it, or unpack cifar-10-python.tar.gz in "
            f"{datasets_folder()}.",
        )
    raise DataMissing(
        "The full MNIST is not on this computer yet.",
        f"Download it, name an .npz file that holds it, or put mnist.npz into {place.parent}.",
    )


def _facts(name: str, file: Path) -> tuple[str, str, int, int]:
    try:
        facts = [part.stat() for part in (sorted(file.iterdir()) if file.is_dir() else (file,))]
    except OSError:
        return name, str(file), 0, 0  # reading it will say in words why not
    newest = max((each.st_mtime_ns for each in facts), default=0)
    return name, str(file.resolve()), newest, sum(each.st_size for each in facts)


def _reshaped(data: DataSet, geometry: Geometry, watch: Watch) -> DataSet:
    if not geometry.changes(data.input_shape):
        return data
    shape = geometry.shape(data.input_shape)
    parts = (data.x_train, data.x_test)
    assert not any(isinstance(part, StoredPictures) for part in parts)
    x_train, x_test = (reshape_all(part[:], geometry, (shape[0], shape[1], shape[2]), watch) for part in parts)
    return replace(data, x_train=x_train, x_test=x_test)


def _read(name: str, file: Path) -> DataSet:
    x_train, y_train, x_test, y_test = cifar.read(file) if name == "cifar-10" and file.is_dir() else npz.read(file)
    offered = source(name)
    assert offered is not None
    own = offered.takes_file and file != keras_file(name)
    return DataSet(
        name=name,
        title=file.name if own else offered.title,
        labels=_names(name, y_train, y_test),
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
    )


def _names(name: str, *parts: Labels) -> tuple[str, ...]:
    """The digits or CIFAR-10's classes; numbers when the file has more classes than ten."""
    highest = max((int(labels.max()) for labels in parts if labels.size), default=0)
    if highest >= _MOST_CLASSES:
        raise StudioError(
            f"The labels run up to {highest:,}; the most classes CNN Studio takes is {_MOST_CLASSES:,}.",
            "Number the classes 0, 1, 2, … without gaps.",
        )
    if name == "cifar-10" and highest < len(cifar.CLASSES):
        return cifar.CLASSES
    return tuple(str(label) for label in range(max(10, highest + 1)))
