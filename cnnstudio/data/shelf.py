"""Keeps the last data sets opened, as the memory allows, so that every page and every run shares one copy."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

import psutil

from cnnstudio.data.dataset import DataSet
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import Watch

_KEPT = 4
_MEMORY_SHARE = 8
"""The newest is kept however large; older ones beside it while all take no more than an eighth of the memory."""

_BETWEEN_LOOKS = 0.1


class _Place:
    """Where one data set stands, or will stand once whoever has the lock has loaded it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.data: DataSet | None = None


class Shelf:
    """Two threads that want the same data load it once; those that want other data do not wait for them."""

    def __init__(self, most: int | None = None) -> None:
        self._most = psutil.virtual_memory().total // _MEMORY_SHARE if most is None else most
        self._lock = threading.Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def get(self, key: Hashable, load: Callable[[], DataSet], watch: Watch) -> DataSet:
        """The data set of that key, from ``load`` where it is not there yet.

        Raises what ``load`` raises, and LoadingStopped while another thread is loading it.
        """
        with self._lock:
            place = self._places.setdefault(key, _Place())
        while not place.lock.acquire(timeout=_BETWEEN_LOOKS):
            watch.check()
        try:
            if place.data is None:
                place.data = load()
            return place.data
        finally:
            place.lock.release()
            self._tidy(key, place)

    def _tidy(self, key: Hashable, place: _Place) -> None:
        """Lets the oldest go, and what could not be loaded."""
        with self._lock:
            if place.data is None:
                if self._places.get(key) is place:
                    del self._places[key]
                return
            self._places[key] = place
            self._places.move_to_end(key)
            loaded = [(each, there.data) for each, there in self._places.items() if there.data is not None]
            total, newest_first = 0, loaded[::-1]
            for rank, (each, data) in enumerate(newest_first):
                total += _bytes(data)
                if rank and (rank >= _KEPT or total > self._most):
                    del self._places[each]
                    total -= _bytes(data)


def _bytes(data: DataSet) -> int:
    """What its pictures take of the memory: nothing where they are in a file."""
    parts = (data.x_train, data.x_test)
    return sum(part.nbytes for part in parts if not isinstance(part, StoredPictures))
