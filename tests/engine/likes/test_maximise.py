"""Pictures made to excite a channel: what they are worth, that they repeat, and that nothing else is touched."""

import random
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Maximise, Maximised
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.preprocessing import METHODS, Preprocessing
from cnnstudio.engine.likes.maximise import maximise
from cnnstudio.engine.likes.outputs import ending_with
from cnnstudio.engine.subjects import Loaded
from tests.engine.conftest import of_type, small_network
from tests.engine.likes.conftest import NET, PICTURES, load_random, told, why_not


def make(loaded: Loaded, layer: str, channel: int = 1, **more: Any) -> list[Maximised]:
    request = Maximise(subject=NET, layer=layer, channel=channel, **more)
    return of_type(told(maximise, request, loaded), Maximised)


@pytest.mark.parametrize("layer", ["conv2d_1", "batch_normalization_1", "conv2d_2", "flatten_1", "dense_1"])
def test_that_the_value_rises_and_the_last_picture_is_told(loaded: Loaded, layer: str) -> None:
    events = make(loaded, layer, steps=30)
    first, last = events[0], events[-1]
    assert (first.step, last.step, last.steps) == (0, 30, 30)
    assert last.value > first.value
    assert (last.picture.dtype, last.picture.shape) == (np.uint8, (8, 8, 1))
    assert not last.picture.flags.writeable


@pytest.mark.parametrize(("layer", "channel"), [("conv2d_2", 2), ("dense_1", 4)])
def test_that_the_value_is_the_mean_of_a_map_and_of_a_unit_what_goes_into_its_softmax(
    loaded: Loaded, layer: str, channel: int
) -> None:
    import keras

    assert loaded.prepared is not None
    last, keras_layer = make(loaded, layer, channel, steps=3)[-1], loaded.keras_model.get_layer(layer)
    before = keras.Model(loaded.keras_model.inputs[0], keras_layer.input)
    given = np.asarray(before(loaded.prepared.apply(last.picture[None]), training=False))
    kernel, bias = keras_layer.kernel.numpy(), keras_layer.bias.numpy()
    if kernel.ndim == 4:
        expected = np.maximum(np.asarray(keras.ops.conv(given, kernel, padding="valid")) + bias, 0)
    else:
        expected = given @ kernel + bias
    assert last.value == pytest.approx(expected[..., channel].mean(), rel=1e-4, abs=1e-5)


def test_that_the_same_seed_makes_the_same_picture_and_another_one_another(loaded: Loaded) -> None:
    one, same, other = (make(loaded, "conv2d_2", steps=12, seed=seed)[-1].picture for seed in (4, 4, 5))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("method", list(METHODS))
def test_that_the_way_leads_through_every_preparation(loaded: Loaded, method: str) -> None:
    prepared = Preprocessing(method).fit(PICTURES)
    events = make(load_random(small_network(), prepared), "dense_1", steps=6)
    assert events[-1].value > events[0].value


def test_that_neither_python_nor_numpy_draws_a_number_of_its_generator(loaded: Loaded) -> None:
    def states() -> tuple[Any, bytes]:
        return random.getstate(), np.random.get_state()[1].tobytes()  # type: ignore[index]  # noqa: NPY002

    before = states()
    make(loaded, "conv2d_1", steps=2)
    assert states() == before


def test_that_the_layer_has_its_activation_back(loaded: Loaded) -> None:
    make(loaded, "dense_1", steps=1)
    assert loaded.keras_model.get_layer("dense_1").activation.__name__ == "softmax"
    with pytest.raises(RuntimeError), ending_with(loaded, "dense_1", "linear"):
        raise RuntimeError
    assert loaded.keras_model.get_layer("dense_1").activation.__name__ == "softmax"


def test_that_a_block_is_excited_too(loaded: Loaded) -> None:
    block = Block("residual_1", Residual("relu"), ((Layer("conv2d_2", Conv2D(4, padding="same")),), ()))
    nodes = (Layer("conv2d_1", Conv2D(4, padding="same")), block, Layer("flat", Flatten()), Layer("end", Dense(10)))
    events = make(load_random(Network((8, 8, 1), nodes)), "residual_1", steps=8)
    assert events[-1].value > events[0].value


def test_that_a_channel_that_is_not_there_is_said(loaded: Loaded) -> None:
    assert "0 to 3" in why_not(maximise, Maximise(subject=NET, layer="conv2d_1", channel=4), loaded)


def test_that_where_no_way_leads_up_it_is_said(loaded: Loaded) -> None:
    dead = load_random(small_network())
    kernel = dead.keras_model.get_layer("conv2d_1").kernel
    kernel.assign(np.zeros(kernel.shape))
    assert "all ways to it are closed" in why_not(maximise, Maximise(subject=NET, layer="conv2d_1", channel=0), dead)
    kernel.assign(np.full(kernel.shape, np.nan))
    assert "not finite" in why_not(maximise, Maximise(subject=NET, layer="conv2d_2", channel=0), dead)
