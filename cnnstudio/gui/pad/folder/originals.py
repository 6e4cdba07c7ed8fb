"""The pictures of a test as their files have them, read beside the window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.data.sources import FILE
from cnnstudio.data.watch import Watch
from cnnstudio.gui.pad.folder.testing import Result
from cnnstudio.gui.threads.newest import Newest

_MOST_SIDE = 640
"""A larger picture is shown, and put on the paper, with every so manyth pixel alone."""

Place = tuple[PartName, int]


class Originals(QObject):
    """Only the newest picture that was asked for is told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = Newest("original", self)
        self._of: Result | None = None
        self._places: dict[str, Place] = {}
        self._data: DataSet | None = None

    def ask(
        self, result: Result, file: str, done: Callable[[Picture], None], failed: Callable[[StudioError], None]
    ) -> None:
        """Reads the picture of a file of the test; (height, width, 1 or 3)."""
        if result is not self._of:
            self._of, self._places, self._data = result, {}, None
        places, data = self._places, self._data

        def work(watch: Watch) -> tuple[DataSet, dict[str, Place], Picture]:
            loaded = data or _loaded(result, watch)
            known = places or _places(loaded)
            if loaded.originals is None or file not in known:
                raise StudioError(tr("The file is not there any more."))
            return loaded, known, _at_most(loaded.originals.read(*known[file]))

        def take(found: tuple[DataSet, dict[str, Place], Picture]) -> None:
            self._data, self._places = found[:2]
            done(found[2])

        self._reading.run(work, take, failed)

    def stop(self) -> None:
        """Nothing is asked any more."""
        self._reading.stop()


def _loaded(result: Result, watch: Watch) -> DataSet:
    """The data as the engine has loaded them, so that they are there already."""
    answering = result.answering
    geometry = answering.preprocessing.geometry.towards(answering.shape)
    return library.load(DataRecipe(FILE, str(Path(result.path))), geometry, watch, whole=True, unlabelled=True)


def _places(data: DataSet) -> dict[str, Place]:
    if data.originals is None:
        return {}
    counts: dict[PartName, int] = {"train": len(data.x_train), "test": len(data.x_test)}
    places: list[Place] = [(part, number) for part, count in counts.items() for number in range(count)]
    return {data.originals.name(*place): place for place in places}


def _at_most(picture: Picture) -> Picture:
    step = -(-max(picture.shape[:2]) // _MOST_SIDE)
    return np.ascontiguousarray(picture[::step, ::step])
