"""Opens data sets by name, each once a process."""

import threading
from collections import OrderedDict
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.paths import keras_home, resource
from cnnstudio.data import npz
from cnnstudio.data.dataset import DataSet, Labels
from cnnstudio.data.sources import SOURCES, source

_MOST_CLASSES = 1000
_KEPT = 3

_Key = tuple[str, str, int, int]


class DataMissing(StudioError):
    """The data set is not on this machine; the words say how to get it."""


class _Shelf:
    """The last few data sets opened, so that every page and every run shares one copy.

    One lock around looking and loading: two threads that want the same data load it once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, DataSet] = OrderedDict()

    def get(self, name: str, file: Path) -> DataSet:
        """The data set in the file, read again only when the file has changed."""
        with self._lock:
            key = _key(name, file)
            if key not in self._kept:
                self._kept[key] = _read(name, file)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


_shelf = _Shelf()


def load(source: str, path: str | None = None) -> DataSet:
    """The data set of that source, or the full MNIST read from ``path`` when one is named.

    Raises DataMissing when the data is not on this machine, StudioError for a file that cannot be taken.
    """
    return _shelf.get(source, _file(source, path))


def keras_file() -> Path:
    """Where Keras keeps the full MNIST once it has been downloaded."""
    return keras_home() / "datasets" / "mnist.npz"


def _file(name: str, path: str | None) -> Path:
    if name == "mnist-10k":
        return resource("data", "mnist_10k_lzma.npz")
    if name != "mnist":
        known = ", ".join(one.name for one in SOURCES)
        raise StudioError(f"There is no data set called “{name[:60]}”.", f"The data sets are: {known}.")
    if path:
        return Path(path).expanduser()
    if keras_file().is_file():
        return keras_file()
    raise DataMissing(
        "The full MNIST is not on this computer yet.",
        f"Download it, name an .npz file that holds it, or put mnist.npz into {keras_file().parent}.",
    )


def _key(name: str, file: Path) -> _Key:
    try:
        facts = file.stat()
    except OSError:
        return name, str(file), 0, 0  # reading it will say in words why not
    return name, str(file.resolve()), facts.st_mtime_ns, facts.st_size


def _read(name: str, file: Path) -> DataSet:
    x_train, y_train, x_test, y_test = npz.read(file)
    offered = source(name)
    own = name == "mnist" and file != keras_file()
    return DataSet(
        name=name,
        title=file.name if own or offered is None else offered.title,
        labels=_names(y_train, y_test),
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
    )


def _names(*parts: Labels) -> tuple[str, ...]:
    """The digits, and further numbers when the file has more classes."""
    highest = max((int(labels.max()) for labels in parts if labels.size), default=0)
    if highest >= _MOST_CLASSES:
        raise StudioError(
            f"The labels run up to {highest:,}; the most classes CNN Studio takes is {_MOST_CLASSES:,}.",
            "Number the classes 0, 1, 2, … without gaps.",
        )
    return tuple(str(label) for label in range(max(10, highest + 1)))
