"""Small data sets for tests of what is done to pictures."""

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.data.reshaping import reshape

LABELS = ("cat", "dog")


class Files:
    """Originals of differing sizes, as of a folder."""

    def __init__(self, pictures: list[Picture]) -> None:
        self.pictures = pictures
        self.gone = False

    def read(self, part: PartName, number: int) -> Picture:
        if self.gone:
            raise StudioError("The file cats/0.png is gone.")
        return self.pictures[number]

    def name(self, part: PartName, number: int) -> str:
        return f"cats/{number}.png"


def digits(count: int = 40) -> DataSet:
    """Grey 8 × 8 pictures: the outer pixels always black, the inner ones noise from 0 to 255."""
    pictures = np.zeros((count, 8, 8, 1), np.uint8)
    pictures[:, 2:6, 2:6] = np.random.default_rng(1).integers(0, 256, (count, 4, 4, 1))
    pictures[0, 2, 2], pictures[1, 2, 2] = 0, 255
    labels = np.arange(count) % 2
    return DataSet("mnist-10k", "Digits", LABELS, pictures, labels, pictures[:10], labels[:10])


def mixed(preprocessing: Preprocessing, count: int = 12) -> DataSet:
    """Colour pictures of sizes from 20 × 30 up, loaded as ``preprocessing`` asks, by default in 16 × 16."""
    random = np.random.default_rng(2)
    files = [random.integers(0, 256, (20 + number, 30, 3)).astype(np.uint8) for number in range(count)]
    geometry = preprocessing.geometry
    height, width, channels = geometry.shape((16, 16, 3))
    made = np.stack([reshape(each, geometry, (height, width, channels)) for each in files])
    labels = np.arange(count) % 2
    return DataSet(
        "file", "Mixed", LABELS, made, labels, made[:4], labels[:4], originals=Files(files), sizes="20 × 30 to 31 × 30"
    )
