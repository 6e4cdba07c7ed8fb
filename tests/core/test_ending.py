"""How a network ends: which function its output has gone through, and how it is made to fit the classes."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.ending import (
    acting_path,
    at_the_end,
    deciding_path,
    end_activation,
    ends_in_logits,
    in_full_precision,
)
from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    GlobalAveragePooling2D,
    LeakyReLU,
    Permute,
    RandomHue,
    Rescaling,
    Reshape,
    Softmax,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec


def _network(*specs: LayerSpec) -> Network:
    return Network((8, 8, 1), stack(*specs))


@pytest.mark.parametrize(
    ("specs", "activation"),
    [
        ((Flatten(), Dense(10, "softmax")), "softmax"),
        ((Flatten(), Dense(10, "linear")), "linear"),
        ((Flatten(), Dense(10, "softmax"), Reshape((2, 5)), Permute((2, 1)), Flatten()), "softmax"),
        ((Flatten(), Dense(10, "softmax"), Activation("linear"), Dropout()), "softmax"),
        ((Conv2D(10, activation="softmax"), GlobalAveragePooling2D()), "softmax"),
        ((Conv2D(10, activation="linear"), GlobalAveragePooling2D()), "linear"),
        ((Flatten(), Dense(10, "linear"), Softmax()), "softmax"),
        ((Flatten(), Dense(10, "softmax"), BatchNormalization()), "linear"),
        ((Flatten(), Dense(10, "softmax"), Rescaling(2.0)), "linear"),
        ((Flatten(), Dense(10, "linear"), LeakyReLU()), "leaky_relu"),
        ((), "linear"),
    ],
)
def test_that_the_function_at_the_end_is_found_through_layers_that_hand_on(
    specs: tuple[LayerSpec, ...], activation: str
) -> None:
    network = _network(*specs)
    assert end_activation(network) == activation
    assert ends_in_logits(network) == (activation == "linear")


def _heads(merge: str, *activations: str) -> Network:
    branches = tuple((Layer(f"head_{number}", Dense(10, each)),) for number, each in enumerate(activations))
    return Network((8, 8, 1), (*stack(Flatten()), Block("both", Parallel(merge), branches)))


def test_that_heads_side_by_side_end_as_they_do_when_they_are_averaged() -> None:
    assert end_activation(_heads("average", "softmax", "softmax")) == "softmax"
    assert end_activation(_heads("average", "softmax", "linear")) == "softmax and linear"
    assert end_activation(_heads("add", "linear", "linear")) == "linear"
    residual = Block("sum", Residual("sigmoid"), (stack(Dense(64)), ()))
    assert end_activation(Network((8, 8, 1), (Layer("flat", Flatten()), residual))) == "sigmoid"


def test_that_an_empty_branch_hands_on_what_stands_above_its_block() -> None:
    block = Block("both", Parallel("average"), ((), (Layer("drop", Dropout()),)))
    network = Network((8, 8, 1), (*stack(Flatten(), Dense(10, "softmax")), block))
    assert end_activation(network) == "softmax"


def test_that_heads_that_end_differently_are_refused_in_words() -> None:
    (row,) = analyse(_heads("average", "softmax", "linear"), 10, "categorical_crossentropy").problems
    assert row.name == "both"
    assert row.problem is not None
    assert "ends with softmax and linear" in row.problem.text


def test_that_the_units_are_set_where_the_outputs_are_made() -> None:
    for tail in ((Activation("softmax"),), (Dropout(), Softmax())):
        network = _network(Flatten(), Dense(12, "linear"), *tail)
        (row,) = analyse(network, 10, "categorical_crossentropy").problems
        assert row.problem is not None
        assert row.problem.fix is not None
        assert row.problem.fix.label == "Set units of dense_1 to 10"
        mended = analyse(row.problem.fix.applied(network), 10, "categorical_crossentropy")
        assert mended.problems == mended.cautions == ()


def test_that_the_layer_that_decides_is_the_last_that_does_more_than_hand_on() -> None:
    assert deciding_path(_network(Flatten(), Dense(10), Dropout(), Reshape((10,)))) == (1,)
    assert deciding_path(_network(Flatten(), Dropout())) is None


@pytest.mark.parametrize(
    ("loss", "activation", "best"),
    [
        ("binary_crossentropy", "softmax", "sigmoid"),
        ("binary_crossentropy_sum", "softmax", "sigmoid"),
        ("categorical_crossentropy", "sigmoid", "softmax"),
        ("sparse_categorical_crossentropy", "sigmoid", "softmax"),
    ],
)
def test_that_a_loss_that_keras_takes_from_before_the_last_function_is_cautioned_about(
    loss: str, activation: str, best: str
) -> None:
    network = _network(Flatten(), Dense(10, activation))
    (row,) = analyse(network, 10, loss).cautions
    assert row.caution is not None
    assert row.caution.fix is not None
    assert f"the numbers before the {activation}" in row.caution.text
    changed = row.caution.fix.applied(network)
    assert end_activation(changed) == best
    assert analyse(changed, 10, loss).cautions == analyse(changed, 10, loss).problems == ()


@pytest.mark.parametrize("loss", ["mean_squared_error", "categorical_focal_crossentropy"])
def test_that_a_loss_that_keras_takes_from_the_outputs_is_not(loss: str) -> None:
    for activation in ("softmax", "sigmoid"):
        assert analyse(_network(Flatten(), Dense(10, activation)), 10, loss).cautions == ()


@pytest.mark.parametrize("loss", ["binary_crossentropy_sum", "categorical_focal_crossentropy"])
def test_that_a_cross_entropy_is_refused_after_what_gives_no_probabilities(loss: str) -> None:
    (row,) = analyse(_network(Flatten(), Dense(10, "relu")), 10, loss).problems
    assert row.problem is not None
    assert row.problem.fix is not None
    assert analyse(row.problem.fix.applied(_network(Flatten(), Dense(10, "relu"))), 10, loss).problems == ()


def test_that_the_end_reaches_up_to_the_last_layer_that_computes_in_each_branch() -> None:
    network = _network(Conv2D(4), Flatten(), Dense(10, "linear"), Dropout(), Activation("softmax"))
    assert at_the_end(network) == {"dense_1", "dropout_1", "activation_1"}
    assert at_the_end(_heads("average", "softmax", "softmax")) == {"both", "head_0", "head_1"}


def test_that_changes_of_pictures_are_computed_in_full_wherever_they_stand() -> None:
    network = Network((8, 8, 3), stack(RandomHue(), Conv2D(2), Flatten(), Dense(2, "softmax")))
    assert in_full_precision(network) == at_the_end(network) | {"random_hue_1"} == {"random_hue_1", "dense_1"}


def test_that_a_layer_that_hands_numbers_on_stands_for_the_one_that_made_them() -> None:
    body = (Layer("inner_drop", Dropout()), Layer("inner", Conv2D(1, padding="same")), Layer("noise", GaussianNoise()))
    nodes = (
        Layer("first_drop", Dropout()),
        Layer("conv", Conv2D(1, activation="relu")),
        Block("block", Residual(), (body, ())),
        Layer("drop", Dropout()),
        Layer("again", Dropout()),
        Layer("flat", Flatten()),
    )
    network = Network((8, 8, 1), nodes)
    expected = {
        "first_drop": "first_drop",
        "inner_drop": "conv",
        "noise": "inner",
        "again": "block",
        "conv": "conv",
        "flat": "flat",
    }
    for name, acting in expected.items():
        path = network.path_of(name)
        assert path is not None
        assert network.node(acting_path(network, path)).name == acting


@pytest.mark.parametrize(
    ("specs", "is_said"),
    [
        ((Flatten(), Dense(10, "sigmoid")), True),
        ((Flatten(), Dense(10, "linear"), Activation("sigmoid"), Activation("linear")), True),
        ((Conv2D(10, activation="sigmoid"), GlobalAveragePooling2D()), False),
        ((Conv2D(10, (8, 8), activation="sigmoid"), Flatten()), False),
        ((Flatten(), Dense(10, "sigmoid"), Dropout()), False),
    ],
)
def test_that_another_loss_is_said_to_be_computed_before_the_function_only_where_keras_finds_what_stands_there(
    specs: tuple[LayerSpec, ...], is_said: bool
) -> None:
    loss = "categorical_crossentropy"
    assert [row.caution is not None for row in analyse(_network(*specs), 10, loss).cautions] == [True] * is_said
    both = _heads("average", "sigmoid", "sigmoid")
    assert not analyse(both, 10, loss).cautions
