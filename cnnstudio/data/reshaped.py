"""Brings a data set in memory to another shape, in memory or, where that is too small, in a file."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.data.cache import PictureCache
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.data.pace import Pace
from cnnstudio.data.pictures import importing
from cnnstudio.data.pictures.reading import Outcome
from cnnstudio.data.reshaping import reshape, reshape_all
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import Watch

_TOGETHER = 100


@dataclass(frozen=True, eq=False)
class InMemory:
    """Originals that are arrays."""

    data: DataSet

    def read(self, part: PartName, number: int) -> Picture:
        """The picture as it was."""
        picture: Picture = (self.data.x_train if part == "train" else self.data.x_test)[number]
        return picture

    def name(self, part: PartName, number: int) -> str:
        """Nothing: a picture in an array has no file of its own."""
        return ""


def reshaped(data: DataSet, geometry: Geometry, key: str, watch: Watch) -> DataSet:
    """The data set with its pictures in the shape of the geometry, and with the ones it had as originals.

    Args:
        key: Another one for other pictures or another geometry; what is too large for the memory is kept under it.

    Raises LoadingStopped, and StudioError where the disk is too full.
    """
    height, width, channels = geometry.shape(data.input_shape)
    shape = height, width, channels
    count = len(data.x_train) + len(data.x_test)
    if count * int(np.prod(shape)) <= importing.most_in_memory():
        train, test = (reshape_all(part[:], geometry, shape, watch) for part in (data.x_train, data.x_test))
        return replace(data, x_train=train, x_test=test, originals=InMemory(data))
    stored = _stored(data, geometry, shape, key, watch)
    border = len(data.x_train)
    return replace(
        data,
        x_train=stored.select(np.arange(border)),
        x_test=stored.select(np.arange(border, count)),
        originals=InMemory(data),
    )


def _stored(data: DataSet, geometry: Geometry, shape: tuple[int, int, int], key: str, watch: Watch) -> StoredPictures:
    """All pictures in one file, the training part first."""
    cache = PictureCache()
    found = cache.find(key)
    count = len(data.x_train) + len(data.x_test)
    if found is None or found[0].shape != (count, *shape):
        pace = Pace(watch, tr("Changing the pictures' shape"), count)
        with closing(cache.writer(key)) as writer:
            writer.start(shape, count)
            done = 0
            for rows in _rows(data):
                writer.add(np.stack([reshape(picture, geometry, shape) for picture in rows]))
                done += len(rows)
                pace.step(done)
            writer.finish(Outcome(shape, {}, Counter(), Counter(), 0, 0))
        cache.sweep(key)
        found = cache.find(key)
    if found is None:
        raise StudioError(tr("The prepared pictures are gone from the disk again."), tr("Load the data again."))
    return found[0]


def _rows(data: DataSet) -> Iterator[NDArray[np.uint8]]:
    for part in (data.x_train, data.x_test):
        for start in range(0, len(part), _TOGETHER):
            yield part[start : start + _TOGETHER]
