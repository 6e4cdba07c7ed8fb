"""What works but is probably not meant."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import (
    Activation,
    AlphaDropout,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
    SpatialDropout2D,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec


def cautions(*specs: LayerSpec, side: int = 12) -> dict[str, str]:
    """Each caution's text by the name of its layer."""
    network = Network((side, side, 1), stack(*specs))
    return {row.name: row.caution.text for row in analyse(network).cautions if row.caution is not None}


def after_first_fix(*specs: LayerSpec, side: int = 12) -> Network:
    network = Network((side, side, 1), stack(*specs))
    (row,) = analyse(network).cautions
    assert row.caution is not None
    assert row.caution.fix is not None
    return row.caution.fix.applied(network)


SOUND = (Conv2D(8), MaxPooling2D(), Flatten(), Dense(16), Dropout(), Dense(10, "softmax"))


def test_that_a_usual_network_needs_no_caution() -> None:
    assert cautions(*SOUND) == {}


def test_that_two_softmaxes_are_noticed_and_one_removed() -> None:
    specs = (Flatten(), Dense(10, "softmax"), Dropout(0.1), Activation("softmax"))
    assert "Two softmaxes" in cautions(*specs)["activation_1"]
    assert [node.name for node in after_first_fix(*specs).nodes] == ["flatten_1", "dense_1", "dropout_1"]


def test_that_a_softmax_in_the_middle_is_noticed() -> None:
    specs = (Flatten(), Dense(16, "softmax"), Dense(10, "softmax"))
    assert "dense_1 ends with softmax" in cautions(*specs)["dense_2"]
    assert after_first_fix(*specs).nodes[1] == Layer("dense_1", Dense(16, "relu"))


@pytest.mark.parametrize("between", [(), (BatchNormalization(),), (Dropout(),)])
def test_that_linear_layers_in_a_row_are_noticed(between: tuple[LayerSpec, ...]) -> None:
    specs = (Flatten(), Dense(100, "linear"), *between, Dense(10, "softmax"))
    assert "no more than one layer alone" in cautions(*specs)["dense_2"]
    assert analyse(after_first_fix(*specs)).cautions == ()


def test_that_an_activation_between_them_is_enough() -> None:
    assert cautions(Flatten(), Dense(100, "linear"), Activation("relu"), Dense(10, "softmax")) == {}


def test_that_a_bottleneck_between_wide_layers_is_left_alone() -> None:
    assert cautions(Flatten(), Dense(4, "linear"), Dense(10, "softmax")) == {}


def test_that_two_linear_convolutions_are_noticed() -> None:
    assert list(cautions(Conv2D(8, activation="linear"), Conv2D(8))) == ["conv2d_2"]
    assert cautions(Conv2D(8, activation="linear"), MaxPooling2D(), Conv2D(8)) == {}


def test_that_the_same_activation_twice_is_noticed() -> None:
    assert "a second time changes nothing" in cautions(Conv2D(8), Activation("relu"))["activation_1"]
    assert cautions(Conv2D(8, activation="tanh"), Activation("tanh")) == {}


@pytest.mark.parametrize(
    ("between", "activation", "is_noticed"),
    [
        (Flatten(), "relu", True),
        (Flatten(), "relu6", True),
        (Dropout(), "relu", True),
        (SpatialDropout2D(), "relu", True),
        (Dropout(), "relu6", False),
        (BatchNormalization(), "relu", False),
        (BatchNormalization(), "relu6", False),
        (GaussianNoise(), "relu", False),
        (GaussianDropout(), "relu", False),
        (AlphaDropout(), "relu", False),
    ],
)
def test_that_an_activation_again_is_noticed_only_where_it_changes_nothing(
    between: LayerSpec, activation: str, is_noticed: bool
) -> None:
    network = cautions(Conv2D(8, activation=activation), between, Activation(activation))
    assert list(network) == (["activation_1"] if is_noticed else [])
    assert cautions(Conv2D(8, activation=activation), between, BatchNormalization(), Activation(activation)) == {}


def test_that_a_softmax_behind_a_normalisation_has_no_probabilities_to_flatten() -> None:
    found = cautions(Flatten(), Dense(10, "softmax"), BatchNormalization(), Activation("softmax"))
    assert not any("Two softmaxes" in words for words in found.values())


@pytest.mark.parametrize("groups", [(8, 1), (1, 8), (2, 1)])
def test_that_a_convolution_in_two_parts_is_left_alone(groups: tuple[int, int]) -> None:
    first, second = (Conv2D(8, groups=each, activation="linear") for each in groups)
    assert cautions(Conv2D(8), first, second) == {}


def test_that_a_dense_layer_on_a_picture_is_noticed_and_flattened() -> None:
    specs = (Conv2D(8), Dense(16), MaxPooling2D())
    assert "each of the 10 × 10 pixels" in cautions(*specs)["dense_1"]
    assert [node.name for node in after_first_fix(*specs).nodes][:3] == ["conv2d_1", "flatten_1", "dense_1"]


def test_that_a_layer_of_gigabytes_is_noticed_with_a_smaller_way() -> None:
    specs = (Conv2D(64, padding="same"), Flatten(), Dense(2048), Dense(10, "softmax"))
    assert "This layer needs 2.15 GB" in cautions(*specs, side=64)["dense_1"]
    smaller = analyse(after_first_fix(*specs, side=64))
    assert smaller.cautions == smaller.problems == ()
    assert smaller.totals.parameters < 1_000_000


def test_that_each_branch_of_a_block_is_looked_at_by_itself() -> None:
    linear = Conv2D(1, padding="same", activation="linear")
    body = (Layer("one", linear), Layer("two", linear))
    network = Network((8, 8, 1), (Layer("before", linear), Block("block", Residual(), (body, ()))))
    assert [row.name for row in analyse(network).cautions] == ["two"]
    beside = Block("block", Parallel("add"), ((body[0],), (body[1],)))
    assert analyse(Network((8, 8, 1), (beside, Layer("after", linear)))).cautions == ()


def test_that_a_problem_is_said_before_a_caution() -> None:
    network = Network((12, 12, 1), stack(Flatten(), Dense(20, "linear"), Dense(12, "softmax")))
    (row,) = analyse(network, 10).problems
    assert row.name == "dense_2"
    assert row.caution is None


def test_that_a_softmax_before_layers_that_only_hand_on_is_meant() -> None:
    assert cautions(Conv2D(10, activation="softmax"), GlobalAveragePooling2D()) == {}
    assert cautions(Flatten(), Dense(10, "softmax"), Reshape((2, 5))) == {}


def test_that_a_dense_layer_on_a_picture_of_one_pixel_is_meant() -> None:
    assert cautions(GlobalAveragePooling2D(keepdims=True), Dense(4)) == {}


def test_that_a_block_of_empty_branches_is_noticed() -> None:
    network = Network((8, 8, 1), (Block("block", Residual(), ((), ())),))
    (row,) = analyse(network).cautions
    assert row.caution is not None
    assert row.caution.fix is not None
    assert row.caution.fix.applied(network).nodes == ()
    half = Block("block", Residual(), (stack(Conv2D(1, padding="same")), ()))
    assert analyse(Network((8, 8, 1), (half,))).cautions == ()
