"""Presets against the same networks in keras.applications: figures, and the output for the same weights."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.network import Network
from cnnstudio.core.presets import preset
from cnnstudio.engine.build import build, set_weights

ORACLES = {
    "vgg16": keras.applications.VGG16,
    "resnet-50": keras.applications.ResNet50,
    "mobilenet-v2": keras.applications.MobileNetV2,
    "densenet-121": keras.applications.DenseNet121,
}


@pytest.fixture(autouse=True)
def forget_graphs() -> Iterator[None]:
    yield
    keras.utils.clear_session()


def network(name: str) -> Network:
    found = preset(name)
    assert found is not None
    return found.project.network


@pytest.mark.parametrize("name", ORACLES)
def test_that_totals_and_output_equal_those_of_keras_applications(name: str) -> None:
    oracle = ORACLES[name](weights=None)
    ours = analyse(network(name))
    assert ours.problems == ()
    assert ours.totals.parameters == oracle.count_params()
    assert ours.totals.trainable == sum(int(np.prod(each.shape)) for each in oracle.trainable_weights)
    assert ours.network.input_shape == oracle.input_shape[1:]
    assert ours.output_shape == oracle.output_shape[1:]


def weights_in_turn(name: str, oracle: Any) -> Iterator[Any]:
    """The layers of the oracle that have weights, in the order of our rows: a shortcut behind its body."""
    layers = [each for each in oracle.layers if each.weights]
    if name != "resnet-50":
        yield from layers
        return

    def place(layer: Any) -> tuple[int, int, int, bool]:
        parts = layer.name.split("_")
        if not layer.name.startswith("conv"):
            return 9, 0, 0, False
        if "block" not in layer.name:
            return 1, 0, 0, parts[-1] == "bn"
        number = int(parts[2])
        return int(parts[0][4:]), int(parts[1][5:]), number or 4, parts[-1] == "bn"

    yield from sorted(layers, key=place)


@pytest.mark.parametrize("name", ORACLES)
def test_that_the_same_weights_give_the_same_output_as_in_keras_applications(name: str) -> None:
    # Small pictures: the arithmetic is the same and costs a twentieth.
    shape = (64, 64, 3)
    oracle = ORACLES[name](weights=None, input_shape=shape)
    small = replace(network(name), input_shape=shape)
    ours = build(small)
    random = np.random.default_rng(1)
    given: dict[str, np.ndarray] = {}
    rows = [row for row in analyse(small).rows if row.params.arrays]
    for row, layer in zip(rows, weights_in_turn(name, oracle), strict=True):
        for weight, variable in zip(row.params.arrays, layer.weights, strict=True):
            assert tuple(variable.shape) == weight.shape
            value = np.asarray(variable)
            if weight.name != "kernel":  # so that shifts, scales, means and variances are not all the same
                value = value + random.uniform(0, 0.2, value.shape)
            variable.assign(value)
            given[f"{row.name}/{weight.name}"] = np.asarray(variable)
    set_weights(ours, small, given)
    pictures = random.normal(size=(2, *shape)).astype(np.float32)
    np.testing.assert_allclose(ours(pictures), oracle(pictures), rtol=1e-5)
