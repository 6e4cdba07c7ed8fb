"""What Keras makes of a network, held against the analysis, and weights in and out."""

import warnings
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.ending import ends_in_logits
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.layers import (
    Activation,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Permute,
    Reshape,
)
from cnnstudio.core.network import Block, Layer, Network, check_name
from cnnstudio.core.presets import PRESETS, stack
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan
from cnnstudio.engine.start import Ready
from tests.engine.conftest import small_network
from tests.networks import Zoo, differences

pytestmark = pytest.mark.usefixtures("ready")


def build(network: Network) -> Any:
    from cnnstudio.engine.build import build as real

    return real(network)


def test_that_shapes_weights_and_counts_of_random_networks_are_keras_own() -> None:
    zoo = Zoo(seed=11)
    networks = [zoo.valid() for _ in range(60)]
    assert [differences(network, build(network)) for network in networks] == [[]] * 60


def test_that_what_the_analysis_refuses_keras_refuses_too() -> None:
    zoo = Zoo(seed=12)
    for _ in range(20):
        network = zoo.impossible()
        assert analyse(network).problems
        with pytest.raises(ValueError):
            build(network)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_that_every_preset_is_built_as_it_was_analysed(preset: Any) -> None:
    assert differences(preset.project.network, build(preset.project.network)) == []


def test_that_a_plain_stack_is_sequential_and_its_pixel_padding_a_layer_named_after_it() -> None:
    keras_model = build(small_network())
    assert type(keras_model).__name__ == "Sequential"
    assert [layer.name for layer in keras_model.layers][:2] == ["conv2d_1>pad", "conv2d_1"]


def test_that_names_the_engine_adds_give_way_to_the_persons() -> None:
    nodes = (Layer("input", Conv2D(2, padding=1)), Layer("input_pad", Flatten()), Layer("network", Dense(3)))
    network = Network((6, 6, 1), nodes)
    assert differences(network, build(network)) == []


def test_that_a_helper_has_a_name_that_no_node_can_have_and_that_tensorflow_can_train() -> None:
    import keras

    body = (Layer("r_add", Conv2D(1, padding=1)), Layer("r_add_pad", Conv2D(1, padding="same")))
    network = Network((6, 6, 1), (Block("r", Residual(), (body, ())), Layer("flat", Flatten()), Layer("d", Dense(2))))
    keras_model = build(network)
    names = [layer.name for layer in keras_model.layers]
    assert names == ["input", "r_add>pad", "r_add", "r_add_pad", "r>add", "r", "flat", "d"]
    for name in ("r>add", "r_add>pad"):
        with pytest.raises(SpecError):
            check_name(name)
    for jit_compile in (False, True):
        keras_model.compile("sgd", "mse", jit_compile=jit_compile)
        keras_model.fit(np.zeros((4, 6, 6, 1)), np.zeros((4, 2)), verbose=0)
    assert keras.models.clone_model(keras_model).count_params() == keras_model.count_params()


def test_that_a_residual_block_adds_its_input() -> None:
    body = (Layer("conv", Conv2D(1, (1, 1), activation="linear", use_bias=False)),)
    network = Network((3, 3, 1), (Block("residual", Parallel("add"), (body, ())),))
    keras_model = build(network)
    keras_model.get_layer("conv").set_weights([np.full((1, 1, 1, 1), 2.0)])
    assert np.array_equal(keras_model(np.ones((1, 3, 3, 1), np.float32)), np.full((1, 3, 3, 1), 3.0))


def test_that_weights_go_out_and_in_bit_for_bit_under_our_names() -> None:
    from cnnstudio.engine.build import get_weights, set_weights

    network = small_network()
    one, other = build(network), build(network)
    weights = get_weights(one, network)
    assert list(weights)[:3] == ["conv2d_1/kernel", "conv2d_1/bias", "batch_normalization_1/gamma"]
    set_weights(other, network, weights)
    again = get_weights(other, network)
    assert all(np.array_equal(weights[name], again[name]) for name in weights)


@pytest.mark.parametrize("fault", ["missing", "surplus", "shape"])
def test_that_weights_that_do_not_fit_change_nothing(fault: str) -> None:
    from cnnstudio.engine.build import get_weights, set_weights

    network = small_network()
    keras_model = build(network)
    before = get_weights(keras_model, network)
    bad = {name: array + 1 for name, array in before.items()}
    if fault == "missing":
        del bad["dense_1/bias"]
    elif fault == "surplus":
        bad["dense_9/bias"] = np.zeros(3, np.float32)
    else:
        bad["dense_1/bias"] = np.zeros(3, np.float32)
    with pytest.raises(StudioError, match="do not fit the network: “dense_"):
        set_weights(keras_model, network, bad)
    after = get_weights(keras_model, network)
    assert all(np.array_equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_every_optimiser_of_the_plan_trains_at_its_own_rate(optimizer: str) -> None:
    from cnnstudio.engine.training.compiling import compile_

    network = Network((4, 4, 1), stack(Flatten(), Dense(3, "softmax")))
    keras_model = build(network)
    compile_(keras_model, Plan(optimizer, 0.125), network)
    assert type(keras_model.optimizer).__name__ == optimizer
    assert float(keras_model.optimizer.learning_rate) == 0.125


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "binary_crossentropy", "mean_squared_error"])
@pytest.mark.parametrize("last", ["softmax", "linear"])
def test_that_loss_and_accuracy_are_keras_own_on_one_hot_labels(loss: str, last: str) -> None:
    # The oracle is a plain script's compile: Keras reads a cross-entropy off the last layer's own logits where it can,
    # binary cross-entropy after softmax included, so the formula on probabilities gives other figures.
    import keras

    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.losses import targets

    network, random = small_network(last), np.random.default_rng(1)
    x = random.random((50, 8, 8, 1), np.float32)
    y = random.integers(0, 10, 50)
    keras_model = build(network)
    compile_(keras_model, Plan(loss=loss), network)
    ours = keras_model.evaluate(x, targets(loss, y, 10), verbose=0, return_dict=True)
    of_script = {
        "categorical_crossentropy": keras.losses.CategoricalCrossentropy(from_logits=last == "linear"),
        "binary_crossentropy": keras.losses.BinaryCrossentropy(from_logits=last == "linear"),
        "mean_squared_error": "mean_squared_error",
    }
    keras_model.compile(loss=of_script[loss], metrics=["categorical_accuracy"])
    theirs = keras_model.evaluate(x, np.eye(10, dtype=np.float32)[y], verbose=0, return_dict=True)
    assert ours["loss"] == pytest.approx(theirs["loss"], rel=1e-6)
    assert ours["accuracy"] == theirs["categorical_accuracy"]


def test_that_logits_are_told_from_probabilities_by_the_last_layer_that_computes() -> None:
    def ends(*specs: Any) -> bool:
        return ends_in_logits(Network((4, 4, 1), stack(Flatten(), *specs)))

    assert ends(Dense(3, "linear"))
    assert not ends(Dense(3, "softmax"))
    assert not ends(Dense(3, "linear"), Activation("softmax"))
    assert not ends(Dense(3, "softmax"), Dropout(0.1))
    assert ends(Dense(3, "linear"), Dropout(0.1))


HEADS = tuple((Layer(f"head_{number}", Dense(10, "softmax")),) for number in (1, 2))
SOFTMAX = Dense(10, "softmax")

ENDINGS: dict[str, tuple[Any, ...]] = {
    "softmax": stack(Flatten(), SOFTMAX),
    "softmax, reshape": stack(Flatten(), SOFTMAX, Reshape((10,))),
    "softmax, reshape, permute": stack(Flatten(), SOFTMAX, Reshape((5, 2, 1)), Permute((2, 1, 3)), Flatten()),
    "softmax, flatten, dropout": stack(Flatten(), SOFTMAX, Flatten(), Dropout(0.3)),
    "softmax, linear": stack(Flatten(), SOFTMAX, Activation("linear")),
    "softmax as a layer": stack(Flatten(), Dense(10, "linear"), Activation("softmax")),
    "softmax, dense": stack(Flatten(), SOFTMAX, Dense(10, "linear")),
    "mean of two heads": (*stack(Flatten()), Block("both", Parallel("average"), HEADS)),
    "mean of two heads, linear": (*stack(Flatten()), Block("both", Parallel("average"), HEADS), *stack(Dropout())),
    "softmax of each pixel, mean": stack(Conv2D(10, (3, 3), activation="softmax"), GlobalAveragePooling2D()),
    "linear": stack(Flatten(), Dense(10, "linear")),
    "linear, dropout": stack(Flatten(), Dense(10, "linear"), Dropout(0.3)),
    "linear, reshape": stack(Flatten(), Dense(10, "linear"), Reshape((10,))),
    "linear of each pixel, mean": stack(Conv2D(10, (3, 3), activation="linear"), GlobalAveragePooling2D()),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_that_the_loss_is_the_cross_entropy_of_the_true_probabilities(ending: str) -> None:
    from cnnstudio.engine.training.compiling import compile_

    network, random = Network((8, 8, 1), ENDINGS[ending]), np.random.default_rng(5)
    assert analyse(network, 10, "categorical_crossentropy").problems == ()
    keras_model = build(network)
    for variable in keras_model.weights:
        if variable.dtype == "float32":
            variable.assign(random.normal(0, 0.7, variable.shape))
    x, y = random.random((40, 8, 8, 1), np.float32), random.integers(0, 10, 40)
    given = keras_model.predict(x, verbose=0).astype(np.float64)
    is_probability = np.allclose(given.sum(axis=1), 1, atol=1e-5) and given.min() >= 0
    assert is_probability == (not ends_in_logits(network))
    if not is_probability:
        given = np.exp(given - given.max(axis=1, keepdims=True))
        given /= given.sum(axis=1, keepdims=True)
    compile_(keras_model, Plan(), network)
    found = keras_model.evaluate(x, y, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx(-np.log(given[np.arange(40), y]).mean(), rel=1e-4)
    assert found["accuracy"] == pytest.approx(np.mean(given.argmax(axis=1) == y))


def test_that_building_warns_of_nothing(ready: Ready) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        build(small_network())
    assert [str(each.message) for each in caught] == []
    assert ready.versions["keras"].startswith("3.")


def test_that_a_network_too_deep_for_keras_is_refused_in_words() -> None:
    from cnnstudio.engine.build import build

    deep = Network((2, 2, 1), tuple(Layer(f"activation_{number}", Activation("tanh")) for number in range(3_000)))
    with pytest.raises(StudioError, match="3,000 layers"):
        build(deep)
