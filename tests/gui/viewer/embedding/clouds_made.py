"""Data with three classes, and the vectors that a network may give for them."""

import numpy as np

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import TakeVectors, VectorsTaken
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.viewer.embedding.cloud import Cloud
from tests.gui.desk import LABELS

NETWORK = Network((8, 8, 1), stack(Conv2D(2), Flatten(), Dense(5, "relu"), Dense(3, "softmax")))


def data(train: int = 45, test: int = 30) -> DataSet:
    """Pictures filled with the number of their class times 80, and a little noise."""
    random = np.random.default_rng(0)

    def part(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.sort(np.arange(count) % 3)
        noise = random.integers(0, 60, (count, 8, 8, 1))
        return (labels[:, None, None, None] * 80 + noise).astype(np.uint8), labels

    (x_train, y_train), (x_test, y_test) = part(train), part(test)
    return DataSet("blobs", "Blobs", LABELS, x_train, y_train, x_test, y_test)


def taken(ticket: int, request: TakeVectors, length: int = 5, wrong: int = 1, seed: int = 0) -> VectorsTaken:
    """Vectors by the brightness of the pictures; the first ``wrong`` pictures are taken for the last class."""
    pictures = request.pictures[0 : len(request.pictures)]
    bright = pictures.reshape(len(pictures), -1).mean(axis=1) / 255
    noise = np.random.default_rng(seed).normal(0, 0.02, (len(bright), length))
    vectors = (np.stack([np.cos(3 * bright + each) for each in range(length)], axis=1) + noise).astype(np.float32)
    predicted = (bright * 255 // 80).astype(np.int64).clip(0, 2)
    predicted[:wrong] = 2
    return VectorsTaken(ticket, request.subject, request.layer, vectors, predicted)


def cloud(count: int = 60) -> Cloud:
    """Three classes in a row, with one point of the first that is wrong."""
    random = np.random.default_rng(0)
    classes = np.arange(count) % 3
    places = np.stack([3.0 * classes, np.zeros(count)], axis=1) + random.normal(0, 0.3, (count, 2))
    wrong = np.zeros(count, np.bool_)
    wrong[0] = True
    return Cloud(places.astype(np.float32), classes.astype(np.int64), LABELS, wrong)
