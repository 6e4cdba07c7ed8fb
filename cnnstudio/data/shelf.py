"""Keeps the last few data sets opened, so that every page and every run shares one copy."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from cnnstudio.data.dataset import DataSet
from cnnstudio.data.watch import Watch

_KEPT = 4
_BETWEEN_LOOKS = 0.1


class _Place:
    """Where one data set stands, or will stand once whoever has the lock has loaded it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.data: DataSet | None = None


class Shelf:
    """Two threads that want the same data load it once; those that want other data do not wait for them."""

    def __init__(self) -> None:
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
            loaded = [each for each, there in self._places.items() if there.data is not None]
            for oldest in loaded[:-_KEPT]:
                del self._places[oldest]
