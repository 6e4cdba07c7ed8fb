"""Networks that strangers trained and saved with Keras 2.0 to 3.9 predict here as well as they should."""

import io
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Dropout, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.files.saved.saved_model import read_saved

TESTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "tests"
COUNT = 1000

pytestmark = pytest.mark.skipif(not (TESTS / "models").is_dir(), reason="the strangers' networks are not here")


@pytest.fixture(scope="module")
def digits():
    with np.load(TESTS / "mnist.npz") as file:
        return file["x_test"][:COUNT, ..., None], file["y_test"][:COUNT]


@pytest.fixture(scope="module")
def photographs():
    image = pytest.importorskip("PIL.Image")
    with np.load(TESTS / "cifar10_jpeg.npz") as file:
        data, ends, labels = file["jpeg_test"].tobytes(), file["offset_test"].tolist(), file["y_test"].reshape(-1)
    chosen = range(0, len(labels), 5)
    pictures = [np.asarray(image.open(io.BytesIO(data[ends[number] : ends[number + 1]]))) for number in chosen]
    return np.stack(pictures), labels[list(chosen)]


def accuracy(saved, pictures, labels):
    from cnnstudio.engine.build import build, set_weights

    keras_model = build(saved.network)
    set_weights(keras_model, saved.network, saved.weights)
    found = keras_model(pictures.astype("f4"), training=False).numpy().argmax(axis=1)
    return float((found == labels).mean())


@pytest.mark.parametrize(
    ("name", "origin", "scale", "shift", "least"),
    [
        ("binhgo_mnist_cnn.h5", "Keras 2.4.0", 255, 0.5, 0.95),
        ("c3nz_mnist.h5", "Keras 2.2.4", 255, 0, 0.95),
        ("en10_TFKeras.h5", "Keras 2.0.4", 255, 0, 0.88),
        ("gnudisme_mnist_cnn.h5", "Keras 3.9.0", 255, 0, 0.98),
        ("kilneta_mnist_cnn.h5", "Keras 2.10.0", 255, 0, 0.98),
        ("mpkuse_mnist_cnn.h5", "Keras 2.2.4-tf", 1, 0, 0.97),
    ],
)
def test_that_digits_are_known_as_well_as_they_should_be(name, origin, scale, shift, least, digits):
    saved = read_saved(TESTS / "models" / name)
    found = accuracy(saved, digits[0] / scale - shift, digits[1])
    assert saved.origin == origin
    assert found >= least, found


def test_that_photographs_are_known_as_well_as_they_should_be(photographs):
    saved = read_saved(TESTS / "models" / "arnav_cifar10.h5")
    assert max(accuracy(saved, photographs[0] / scale, photographs[1]) for scale in (1, 255)) >= 0.7


def test_that_weights_alone_find_their_network(digits):
    stack = (
        Layer("flat", Flatten()),
        Layer("dense", Dense(64, activation="relu")),
        Layer("dropout", Dropout(0.2)),
        Layer("dense_1", Dense(64, activation="relu")),
        Layer("dropout_1", Dropout(0.2)),
        Layer("dense_2", Dense(10, activation="softmax")),
    )
    path = TESTS / "models" / "binhgo_mnist_weight.h5"
    saved = read_saved(path, Network((28, 28, 1), stack))
    assert saved.notes == ()
    assert accuracy(saved, digits[0] / 255, digits[1]) > 0.92
    with pytest.raises(StudioError, match="without the network"):
        read_saved(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("adiraj_mnistmodel.keras", "Python function"),
        ("squeezenet_v1.1_imagenet_notop.h5", "without the network"),
    ],
)
def test_that_programs_and_weights_alone_are_refused_in_words(name, words):
    with pytest.raises(StudioError, match=words):
        read_saved(TESTS / "models" / name)
