"""Pictures made to excite a channel: what they are worth, that they repeat, and that nothing else is touched."""

import random
from itertools import zip_longest
from typing import Any, cast

import numpy as np
import pytest

from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import ELU, Activation, Conv2D, Dense, Dropout, Flatten, ReLU, Softmax
from cnnstudio.core.messages import Maximise, Maximised
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.engine.likes.maximise import maximise
from cnnstudio.engine.likes.outputs import Ending
from cnnstudio.engine.subjects import Loaded, Subjects
from tests.engine.conftest import of_type, small_network
from tests.engine.likes.conftest import NET, PICTURES, One, load_random, told, why_not


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
    with pytest.raises(ValueError, match="shape"):
        Ending(loaded, "dense_1").before(np.zeros((1, 3, 3, 1), np.float32))
    assert loaded.keras_model.get_layer("dense_1").activation.__name__ == "softmax"


def test_that_a_block_is_excited_too(loaded: Loaded) -> None:
    block = Block("residual_1", Residual("relu"), ((Layer("conv2d_2", Conv2D(4, padding="same")),), ()))
    nodes = (Layer("conv2d_1", Conv2D(4, padding="same")), block, Layer("flat", Flatten()), Layer("end", Dense(10)))
    events = make(load_random(Network((8, 8, 1), nodes)), "residual_1", steps=8)
    assert events[-1].value > events[0].value


def written_both_ways(activation: str, *, outputs: int | None = None) -> tuple[Loaded, Loaded]:
    """The same weights with the activation in the layer that learns, and in one of its own behind it."""
    kinds: dict[str, Any] = {"relu": ReLU(), "relu6": ReLU(max_value=6.0), "softmax": Softmax(), "elu": ELU()}
    found = []
    for inside, behind in ((activation, ()), ("linear", (kinds.get(activation, Activation(activation)),))):
        spec = Conv2D(5, activation=inside) if outputs is None else Dense(outputs, inside)
        before = () if outputs is None else (Flatten(),)
        loaded = load_random(Network((8, 8, 1), stack(*before, spec, *behind, Dropout(0.3))))
        keras_layer = loaded.keras_model.get_layer("conv2d_1" if outputs is None else "dense_1")
        keras_layer.bias.assign(np.full(keras_layer.bias.shape, -3.0))
        found.append(loaded)
    return found[0], found[1]


@pytest.mark.parametrize("activation", ["relu", "relu6", "softmax", "elu", "tanh", "sigmoid"])
@pytest.mark.parametrize("outputs", [None, 6], ids=["maps", "units"])
def test_that_an_activation_of_its_own_makes_the_same_picture_as_one_in_the_layer(
    ready: Any, activation: str, outputs: int | None
) -> None:
    one, other = written_both_ways(activation, outputs=outputs)
    layers = [loaded.network.nodes[-2].name for loaded in (one, other)]
    events = [make(loaded, layer, 2, steps=6) for loaded, layer in zip((one, other), layers, strict=True)]
    assert np.array_equal(events[0][-1].picture, events[1][-1].picture)
    for at in (0, -1):  # how many are told between them is a matter of time
        assert events[0][at].value == pytest.approx(events[1][at].value, rel=1e-5)
    assert events[1][-1].value > events[1][0].value or activation in ("relu", "relu6")  # a silent map


def test_that_a_dropout_stands_for_the_layer_whose_numbers_it_hands_on(ready: Any) -> None:
    for loaded in written_both_ways("softmax", outputs=6):
        values = {make(loaded, name, 1, steps=2)[-1].value for name in ("dropout_1", loaded.network.nodes[-2].name)}
        assert len(values) == 1
        assert values.pop() < 0  # no probability


def graphs(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is traced from now on; what Keras compiles of its own for a convolution is left out."""
    import tensorflow as tf

    traced, whole = list[Any](), tf.function

    def trace(*given: Any, **more: Any) -> Any:
        if "jit_compile" not in more:
            traced.append(given)
        return whole(*given, **more)

    monkeypatch.setattr(tf, "function", trace)
    return traced


def test_that_another_channel_or_seed_is_made_without_tracing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    traced = graphs(monkeypatch)
    loaded = load_random(small_network())
    make(loaded, "conv2d_2", 0, steps=1)
    count = len(traced)
    assert count
    one, other = make(loaded, "conv2d_2", 1, steps=3)[-1], make(loaded, "conv2d_2", 2, steps=3, seed=5)[-1]
    assert len(traced) == count
    assert not np.array_equal(one.picture, other.picture)
    make(loaded, "dense_1", 2, steps=1)
    assert len(traced) > count


def test_that_two_channels_at_a_time_are_made_as_each_alone(ready: Any) -> None:
    loaded = load_random(small_network())
    alone = [make(loaded, "conv2d_1", channel, steps=8)[-1] for channel in (0, 2)]
    requests = [Maximise(subject=NET, layer="conv2d_1", channel=channel, steps=8) for channel in (0, 2)]
    studies = [maximise(1, request, cast(Subjects, One(loaded))) for request in requests]
    turns = [event for both in zip_longest(*studies) for event in both]
    for one in alone:
        beside = [event for event in turns if isinstance(event, Maximised) and event.channel == one.channel][-1]
        assert np.array_equal(beside.picture, one.picture)
        assert beside.value == one.value


def test_that_the_graphs_are_made_one_in_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    traced = graphs(monkeypatch)
    request = Maximise(subject=NET, layer="dense_1", channel=1, steps=2)
    study, counts = maximise(1, request, cast(Subjects, One(load_random(small_network())))), [0]
    for _ in study:
        counts.append(len(traced))
    assert max(np.diff(counts)) == 1
    assert counts[-1] == 3


def test_that_a_channel_that_is_not_there_is_said(loaded: Loaded) -> None:
    assert "0 to 3" in why_not(maximise, Maximise(subject=NET, layer="conv2d_1", channel=4), loaded)


def test_that_where_no_way_leads_up_it_is_said(loaded: Loaded) -> None:
    dead = load_random(small_network())
    kernel = dead.keras_model.get_layer("conv2d_1").kernel
    kernel.assign(np.zeros(kernel.shape))
    assert "all ways to it are closed" in why_not(maximise, Maximise(subject=NET, layer="conv2d_1", channel=0), dead)
    kernel.assign(np.full(kernel.shape, np.nan))
    assert "not finite" in why_not(maximise, Maximise(subject=NET, layer="conv2d_2", channel=0), dead)
