"""A small data set to browse, and one kept in a file."""

from pathlib import Path

import numpy as np

from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import Division
from cnnstudio.data.stored import StoredPictures

LABELS = ("ant", "bee", "cat")
DIVISION = Division(np.arange(0, 20), np.arange(20, 26), np.arange(26, 30))
"""Of ``small``: 20 to train on, 6 for validation, 4 not used."""


def small(labels: tuple[str, ...] = LABELS, side: int = 6, channels: int = 1) -> DataSet:
    """30 training and 9 test pictures; the class of picture n is n modulo 3, all its pixels are n."""
    train, test = (np.empty((count, side, side, channels), np.uint8) for count in (30, 9))
    train[:], test[:] = (np.arange(len(part))[:, None, None, None] for part in (train, test))
    return DataSet("small", "Small", labels, train, np.arange(30) % 3, test, np.arange(9) % 3)


def in_file(folder: Path, side: int = 40) -> DataSet:
    """The same in colour, read from a file."""
    data = small(side=side, channels=3)
    parts = []
    for name, pictures in (("train", data.x_train), ("test", data.x_test)):
        path = folder / name
        pictures[:].tofile(path)
        parts.append(StoredPictures(path, (side, side, 3), len(pictures)))
    return DataSet("stored", "Stored", LABELS, parts[0], data.y_train, parts[1], data.y_test)
