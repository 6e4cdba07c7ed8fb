"""Descriptions by every Keras become our own networks, and what cannot be held is named layer by layer."""

import copy
import random
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    ELU,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    LeakyReLU,
    MaxPooling2D,
    Normalization,
    Permute,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    Softmax,
    SpatialDropout2D,
    UpSampling2D,
    ZeroPadding2D,
)
from cnnstudio.core.network import Block, Layer
from cnnstudio.core.spec import LayerSpec
from cnnstudio.files.saved.keras_dialects import described
from cnnstudio.files.saved.keras_nodes import Described, NotHeld, Stored, Told
from cnnstudio.files.saved.keras_turns import Flip, Rows, Transpose

FIRST, SECOND, THIRD = Told("1.2.2", "tensorflow", "h5"), Told("2.2.4", "tensorflow", "h5"), Told("3.15.1")
THEANO = Told("1.2.2", "theano", "h5")

Plain = dict[str, Any]


def layer(kind: str, name: str = "x", /, **config: Any) -> Plain:
    return {"class_name": kind, "config": {"name": name, "trainable": True, **config}}


def stack(*layers: Plain, shape: Any = (8, 8, 2)) -> Plain:
    """A stack as Keras up to 2.2.2 writes it: its first layer has the shape of the input."""
    first, *rest = copy.deepcopy(layers)
    first["config"]["batch_input_shape"] = [None, *shape]
    return {"class_name": "Sequential", "config": [first, *rest]}


def linked(given: Plain, *names: str, call: Plain | None = None) -> Plain:
    """A layer of a graph of Keras 2; Keras 1 leaves out the last of the four."""
    nodes = [[[name, 0, 0, call or {}] for name in names]] if names else []
    return {**given, "name": given["config"]["name"], "inbound_nodes": nodes}


def graph(*layers: Plain, end: str, shape: Any = (8, 8, 2), kind: str = "Model") -> Plain:
    start = linked({"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [None, *shape]}})
    ends = {"input_layers": [["in", 0, 0]], "output_layers": [[end, 0, 0]]}
    return {"class_name": kind, "config": {"name": "m", "layers": [start, *layers], **ends}}


def specs(found: Described) -> list[LayerSpec]:
    return [node.spec for node in found.network.nodes if isinstance(node, Layer)]


_CONV1: Plain = {
    "nb_filter": 3,
    "nb_row": 3,
    "nb_col": 2,
    "border_mode": "same",
    "subsample": [1, 1],
    "dim_ordering": "tf",
    "init": "he_normal",
    "activation": "relu",
    "W_regularizer": {"l1": 0.0, "l2": 0.5, "name": "WeightRegularizer"},
    "b_regularizer": None,
    "activity_regularizer": None,
    "W_constraint": None,
    "b_constraint": None,
    "bias": True,
}
_DENSE1: Plain = {
    "output_dim": 3,
    "init": "uniform",
    "activation": "softmax",
    "W_regularizer": None,
    "b_regularizer": None,
    "activity_regularizer": None,
    "W_constraint": None,
    "b_constraint": None,
    "bias": False,
    "input_dim": None,
}
_POOL1: Plain = {"pool_size": [2, 2], "strides": [2, 2], "border_mode": "valid", "dim_ordering": "tf"}
_NORM1: Plain = {
    "epsilon": 0.001,
    "mode": 0,
    "axis": -1,
    "momentum": 0.9,
    "gamma_regularizer": None,
    "beta_regularizer": None,
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            layer("Convolution2D", **_CONV1),
            Conv2D(3, (3, 2), padding="same", activation="relu", kernel_initializer="he_normal", l2=0.5),
        ),
        (
            layer("AtrousConvolution2D", **{**_CONV1, "W_regularizer": None, "atrous_rate": [2, 2]}),
            Conv2D(3, (3, 2), padding="same", dilation_rate=(2, 2), kernel_initializer="he_normal"),
        ),
        (
            layer("Deconvolution2D", **{**_CONV1, "W_regularizer": None}, output_shape=[None, 8, 8, 3]),
            Conv2DTranspose(3, (3, 2), (1, 1), "same", kernel_initializer="he_normal"),
        ),
        (
            layer(
                "SeparableConvolution2D",
                **{key: value for key, value in _CONV1.items() if key not in {"W_regularizer", "W_constraint"}},
                depth_multiplier=2,
                depthwise_regularizer=None,
                pointwise_regularizer=None,
                depthwise_constraint=None,
                pointwise_constraint=None,
            ),
            SeparableConv2D(3, (3, 2), padding="same", depth_multiplier=2, kernel_initializer="he_normal"),
        ),
        (layer("MaxPooling2D", **_POOL1), MaxPooling2D()),
        (layer("AveragePooling2D", **_POOL1), AveragePooling2D()),
        (layer("GlobalMaxPooling2D", dim_ordering="tf"), GlobalMaxPooling2D()),
        (layer("GlobalAveragePooling2D", dim_ordering="tf"), GlobalAveragePooling2D()),
        (layer("ZeroPadding2D", padding=[1, 2], dim_ordering="tf"), ZeroPadding2D((1, 1), (2, 2))),
        (layer("ZeroPadding2D", padding=[1, 2, 3, 4], dim_ordering="tf"), ZeroPadding2D((1, 2), (3, 4))),
        (layer("Cropping2D", cropping=[[1, 2], [0, 1]], dim_ordering="tf"), Cropping2D((1, 2), (0, 1))),
        (layer("UpSampling2D", size=[2, 3], dim_ordering="tf"), UpSampling2D((2, 3))),
        (layer("BatchNormalization", **_NORM1), BatchNormalization(0.9)),
        (layer("Dropout", p=0.25), Dropout(0.25)),
        (layer("SpatialDropout2D", p=0.25), SpatialDropout2D(0.25)),
        (layer("GaussianDropout", p=0.25), GaussianDropout(0.25)),
        (layer("GaussianNoise", sigma=0.5), GaussianNoise(0.5)),
        (layer("LeakyReLU", alpha={"type": "ndarray", "value": 0.25}), LeakyReLU(0.25)),
        (layer("ELU", alpha=0.5), ELU(0.5)),
        (layer("PReLU", init="zero", weights=None, shared_axes=[1, 2]), PReLU(shared=True)),
        (layer("ThresholdedReLU", theta=0.5), ReLU(threshold=0.5)),
        (layer("Activation", activation="tanh"), Activation("tanh")),
        (layer("Flatten"), Flatten()),
        (layer("Reshape", target_shape=[4, 16, 2]), Reshape((4, 16, 2))),
        (layer("Permute", dims=[2, 1, 3]), Permute((2, 1, 3))),
        (layer("Dense", **_DENSE1), Dense(3, "softmax", use_bias=False, kernel_initializer="random_uniform")),
    ],
    ids=lambda value: value["class_name"] if isinstance(value, dict) else "",
)
def test_that_layers_of_keras_1_are_ours(given: Plain, expected: LayerSpec) -> None:
    found = described(stack(given), FIRST)
    assert specs(found) == [expected]
    assert not analyse(found.network).problems


_CONV2: Plain = {
    "filters": 3,
    "kernel_size": [3, 3],
    "strides": [1, 1],
    "padding": "valid",
    "data_format": "channels_last",
    "dilation_rate": [1, 1],
    "activation": "linear",
    "use_bias": True,
    "kernel_initializer": {
        "class_name": "VarianceScaling",
        "config": {"scale": 2.0, "mode": "fan_in", "distribution": "normal", "seed": None},
    },
    "bias_initializer": {"class_name": "Zeros", "config": {"dtype": "float32"}},
    "kernel_regularizer": {"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.5}},
    "bias_regularizer": None,
    "activity_regularizer": None,
    "kernel_constraint": None,
    "bias_constraint": None,
}
_EXPECTED2 = Conv2D(3, (3, 3), activation="linear", kernel_initializer="he_normal", l2=0.5)
_NORM2: Plain = {
    "axis": [3],
    "momentum": 0.9,
    "epsilon": 0.01,
    "center": True,
    "scale": False,
    **{f"{name}_initializer": {"class_name": "Zeros", "config": {}} for name in ("beta", "gamma", "moving_mean")},
    "moving_variance_initializer": {"class_name": "Ones", "config": {}},
    **{f"{name}_{what}": None for name in ("beta", "gamma") for what in ("regularizer", "constraint")},
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (layer("Conv2D", **_CONV2), _EXPECTED2),
        (layer("Conv2D", **_CONV2, groups=1, dtype="float32"), _EXPECTED2),
        (layer("BatchNormalization", **_NORM2), BatchNormalization(0.9, 0.01, scale=False)),
        (layer("BatchNormalizationV1", **_NORM2), BatchNormalization(0.9, 0.01, scale=False)),
        (layer("MaxPooling2D", pool_size=[3, 3], strides=None, padding="valid"), MaxPooling2D((3, 3), (3, 3))),
        (layer("MaxPool2D", pool_size=[3, 3], strides=[1, 1], padding="same"), MaxPooling2D((3, 3), (1, 1), "same")),
        (layer("Rescaling", scale=0.5, offset=1), Rescaling(0.5, 1.0)),
        (layer("experimental>Rescaling", scale=0.5, offset=0.0), Rescaling(0.5)),
        (layer("Rescaling", scale=[0.5, 0.25], offset=[-1.0, 0.0]), Normalization((2.0, 0.0), (4.0, 16.0))),
        (layer("ReLU", max_value=6.0), ReLU(6.0)),
        (layer("LeakyReLU", alpha=0.25), LeakyReLU(0.25)),
        (layer("Softmax", axis=-1), Softmax()),
        (layer("Activation", activation="swish"), Activation("silu")),
        (layer("Dropout", rate=0.5, noise_shape=None, seed=None), Dropout(0.5)),
        (
            layer(
                "DepthwiseConv2D",
                **{key: value for key, value in _CONV2.items() if key != "filters" and not key.startswith("kernel_")},
                kernel_size=[3, 3],
                depth_multiplier=2,
                depthwise_initializer="glorot_uniform",
                depthwise_regularizer=None,
                depthwise_constraint=None,
            ),
            DepthwiseConv2D((3, 3), activation="linear", depth_multiplier=2),
        ),
    ],
)
def test_that_layers_of_keras_2_are_ours(given: Plain, expected: LayerSpec) -> None:
    found = described(stack(given), SECOND)
    assert specs(found) == [expected]
    assert found.notes == ()


def test_that_a_stack_may_be_a_list_or_name_its_layers_and_its_input() -> None:
    given = layer("Conv2D", **_CONV2)
    start = {"class_name": "InputLayer", "config": {"name": "i", "batch_input_shape": [None, 8, 8, 2]}}
    ways = [
        stack(given),
        {"class_name": "Sequential", "config": {"name": "s", "layers": stack(given)["config"]}},
        {"class_name": "Sequential", "config": {"name": "s", "layers": [start, given]}},
        {"class_name": "Sequential", "config": {"build_input_shape": [None, 8, 8, 2], "layers": [given]}},
        {
            "class_name": "Sequential",
            "config": {"layers": [{**given, "build_config": {"input_shape": [None, 8, 8, 2]}}]},
        },
    ]
    networks = {described(each, SECOND).network for each in ways}
    assert networks == {described(ways[0], SECOND).network}
    assert len(networks) == 1


def test_that_the_old_hard_sigmoid_is_computed_by_two_layers_more() -> None:
    found = described(stack(layer("Dense", "d", units=3, activation="hard_sigmoid")), SECOND)
    assert specs(found) == [Dense(3, "linear"), Rescaling(1.2), Activation("hard_sigmoid")]
    assert [node.name for node in found.nodes] == ["d"]
    x = np.linspace(-4, 4, 99)
    assert np.allclose(np.clip(0.2 * x + 0.5, 0, 1), np.clip(1.2 * x + 3, 0, 6) / 6)


def test_that_a_layer_as_an_activation_follows_its_layer() -> None:
    activation = {"class_name": "LeakyReLU", "config": {"name": "l", "alpha": 0.25}}
    found = described(stack(layer("Dense", "d", units=3, activation=activation)), SECOND)
    assert specs(found) == [Dense(3, "linear"), LeakyReLU(0.25)]


def test_that_branches_of_old_graphs_become_blocks() -> None:
    a, b = (layer("Convolution2D", name, **_CONV1) for name in "ab")
    merge = layer("Merge", "sum", mode="sum", mode_type="raw", concat_axis=-1, arguments={})
    plain = graph(linked(a, "in"), linked(b, "in"), linked(merge, "a", "b"), end="sum")
    for each in plain["config"]["layers"]:
        each["inbound_nodes"] = [[place[:3] for place in node] for node in each["inbound_nodes"]]
    (block,) = described(plain, FIRST).network.nodes
    assert isinstance(block, Block)
    assert block.spec == Parallel("add")
    assert [[node.name for node in branch] for branch in block.branches] == [["a"], ["b"]]


def test_that_networks_inside_a_network_are_opened_and_know_where_they_lay() -> None:
    inner = {"class_name": "Sequential", "config": {"name": "inner", "layers": [layer("Conv2D", "c", **_CONV2)]}}
    inner["config"]["layers"] = stack(*inner["config"]["layers"])["config"]
    deep = {"class_name": "Sequential", "config": {"name": "deep", "layers": [inner, layer("Flatten", "f")]}}
    found = described(graph(linked(deep, "in", call={"training": False}), end="deep", kind="Functional"), SECOND)
    assert [node.name for node in found.network.nodes] == ["deep_inner_c", "deep_f"]
    assert [node.within for node in found.nodes] == [
        (("Sequential", "deep"), ("Sequential", "inner")),
        (("Sequential", "deep"),),
    ]
    assert [node.stored_as for node in found.nodes] == ["c", "f"]


def test_that_a_layer_may_be_called_input() -> None:
    found = described(stack(layer("Activation", "input", activation="relu"), layer("Flatten", "input_2")), SECOND)
    assert [node.name for node in found.network.nodes] == ["input", "input_2"]


def test_that_names_are_made_ours_and_stay_apart() -> None:
    layers = [layer("Activation", name, activation="relu") for name in ("a/b", "a_b", "a b", "é", "n" * 99, "n" * 98)]
    found = described(stack(*layers), SECOND)
    names = [node.name for node in found.network.nodes]
    assert names[:4] == ["a_b", "a_b_2", "a_b_3", "_"]
    assert len(set(names)) == len(names)
    assert [node.stored_as or node.name for node in found.nodes] == [each["config"]["name"] for each in layers]


@pytest.mark.parametrize(
    ("shape", "layers", "expected", "kinds"),
    [
        ((784,), [layer("Dense", units=3)], (28, 28, 1), ["Flatten", "Dense"]),
        ((3072,), [layer("Dense", units=3)], (32, 32, 3), ["Flatten", "Dense"]),
        ((784,), [layer("Reshape", target_shape=[28, 28, 1]), layer("Flatten", "f")], (28, 28, 1), ["Flatten"]),
        ((784,), [layer("Reshape", target_shape=[28, -1, 1]), layer("Flatten", "f")], (28, 28, 1), ["Flatten"]),
        ((600,), [layer("Reshape", target_shape=[20, 30, 1]), layer("Flatten", "f")], (20, 30, 1), ["Flatten"]),
        ((28, 28), [layer("Flatten"), layer("Dense", "d", units=3)], (28, 28, 1), ["Flatten", "Dense"]),
        ((28, 20), [layer("Reshape", target_shape=[28, 20, 1]), layer("Flatten", "f")], (28, 20, 1), ["Flatten"]),
    ],
)
def test_that_networks_of_numbers_and_of_bare_pictures_take_pictures(
    shape: Any, layers: list[Plain], expected: Any, kinds: list[str]
) -> None:
    found = described(stack(*layers, shape=shape), SECOND)
    assert found.network.input_shape == expected
    assert [spec.kind for spec in specs(found)] == kinds
    assert len(found.notes) == 1


@pytest.mark.parametrize("shape", [(100, 7), (7,), (None, None, 3), (8, 8, 2, 1), (8, 8, 0), (8, 8, "2"), (8, True, 2)])
def test_that_an_input_that_is_no_picture_is_refused(shape: Any) -> None:
    with pytest.raises(SpecError):
        described(stack(layer("Dense", units=3), shape=shape), SECOND)


_TH = {"dim_ordering": "th"}
_CHANNELS = {"data_format": "channels_first"}


def test_that_theanos_kernels_and_the_rows_behind_them_are_turned() -> None:
    layers = [
        layer("Convolution2D", "c", **{**_CONV1, **_TH}),
        layer("BatchNormalization", "b", **{**_NORM1, "axis": 1}),
        layer("MaxPooling2D", "p", **{**_POOL1, **_TH}),
        layer("PReLU", "l", init="zero"),
        layer("Flatten", "f"),
        layer("Dropout", "o", p=0.5),
        layer("Dense", "d", **_DENSE1),
        layer("Dense", "e", **_DENSE1),
    ]
    found = described(stack(*layers, shape=(2, 8, 6)), THEANO)
    assert found.network.input_shape == (8, 6, 2)
    stored = {node.name: node.stored for node in found.nodes}
    mirrored = (Transpose((2, 3, 1, 0)), Flip((0, 1)))
    assert stored["c"] == (Stored("kernel", mirrored), Stored("bias"))
    assert stored["l"] == (Stored("alpha", (Transpose((1, 2, 0)),)),)
    assert stored["d"] == (Stored("kernel", (Rows((4, 3, 3)),)),)
    assert stored["b"] is stored["e"] is None
    assert not analyse(found.network).problems


@pytest.mark.parametrize(
    ("told", "order", "expected"),
    [
        (Told("1.2.2", "tensorflow"), "tf", None),
        (Told("1.2.2", "tensorflow"), "th", (Transpose((2, 3, 1, 0)),)),
        (Told("1.2.2", "theano"), "tf", (Flip((0, 1)),)),
        (Told("1.2.2", ""), "th", (Transpose((2, 3, 1, 0)), Flip((0, 1)))),
        (Told("1.2.2", ""), "tf", None),
    ],
)
def test_that_kernels_are_turned_as_the_computing_library_left_them(told: Told, order: str, expected: Any) -> None:
    given = layer("Convolution2D", **{**_CONV1, "dim_ordering": order})
    end = layer("GlobalMaxPooling2D", "g", dim_ordering=order)
    found = described(stack(given, end, shape=(2, 8, 8) if order == "th" else (8, 8, 2)), told)
    stored = found.nodes[0].stored
    assert (stored[0].turns if stored else None) == expected
    is_guessed = told.backend == "" and order == "th"
    assert any("does not say what computed it" in note for note in found.notes) == is_guessed


def test_that_a_list_laid_out_channel_by_channel_is_turned_until_a_dense_has_read_it() -> None:
    layers = [
        layer("MaxPooling2D", "p", **{**_POOL1, **_TH}),
        layer("Flatten", "f"),
        layer("BatchNormalization", "b", **_NORM1),
        layer("Dense", "d", **_DENSE1),
        layer("BatchNormalization", "e", **_NORM1),
    ]
    nodes = described(stack(*layers, shape=(2, 8, 6)), FIRST).nodes
    names, rows = ("gamma", "beta", "moving_mean", "moving_variance"), (Rows((4, 3, 2)),)
    assert nodes[2].stored == tuple(Stored(name, rows) for name in names)
    assert nodes[3].stored == (Stored("kernel", rows),)
    assert nodes[4].stored is None


def test_that_a_snarl_of_branches_is_refused() -> None:
    chain = [linked(layer("Activation", f"a{n}", activation="relu"), f"a{n - 1}" if n else "in") for n in range(300)]
    sums = [linked(layer("Add", f"s{n}"), "a299", "in") for n in range(300)]
    with pytest.raises(SpecError, match="branches cross"):
        described(graph(*chain, *sums, end="s0"), SECOND)


def test_that_a_flatten_that_knows_of_channels_first_leaves_the_rows_as_they_are() -> None:
    def of(**flatten: Any) -> Any:
        layers = [layer("Conv2D", "c", **{**_CONV2, **_CHANNELS}), layer("Flatten", "f", **flatten)]
        found = described(stack(*layers, layer("Dense", "d", units=3), shape=(2, 8, 8)), SECOND)
        return found.nodes[-1].stored

    assert of(**_CHANNELS) is None
    assert of() == of(data_format="channels_last") == (Stored("kernel", (Rows((6, 6, 3)),)), Stored("bias"))


@pytest.mark.parametrize(
    ("kind", "config", "words"),
    [
        ("Dense", {"units": 3}, "none of the channels"),
        ("Activation", {"activation": "softmax"}, "softmax does not run over the channels"),
        ("BatchNormalization", {**_NORM2, "axis": 3}, "axis"),
        ("MaxPooling2D", {"pool_size": [2, 2], "padding": "valid", "data_format": "channels_last"}, "channels last"),
        ("Reshape", {"target_shape": [6, 6, 3]}, "anew"),
        ("Permute", {"dims": [2, 1, 3]}, "swaps axes"),
        ("PReLU", {"shared_axes": [1, 2]}, "shared in a way"),
    ],
)
def test_that_what_cannot_be_turned_round_is_refused(kind: str, config: Plain, words: str) -> None:
    layers = [layer("Conv2D", "c", **{**_CONV2, **_CHANNELS}), layer(kind, "bad", **config)]
    with pytest.raises(NotHeld, match=f"“bad”.*{words}"):
        described(stack(*layers, shape=(2, 8, 8)), SECOND)


def test_that_permutes_which_only_turn_pictures_round_are_left_out() -> None:
    conv = layer("Conv2D", "c", **{**_CONV2, **_CHANNELS})
    found = described(stack(layer("Permute", dims=[3, 1, 2]), conv, layer("Permute", "q", dims=[2, 3, 1])), SECOND)
    assert specs(found) == [_EXPECTED2]
    assert found.network.input_shape == (8, 8, 2)


def test_that_every_layer_that_cannot_be_held_is_named_with_its_kind() -> None:
    layers = [
        layer("Lambda", "a", function=["", None, None]),
        layer("Conv2D", "b", **_CONV2),
        layer("mine>Magic", "c"),
        layer("LSTM", "d", units=3),
        layer("TFOpLambda", "e", function="math.subtract"),
        layer("Dropout", "f", rate=2.0, noise_shape=None, seed=None),
    ]
    with pytest.raises(NotHeld) as caught:
        described(stack(*layers), SECOND)
    lines = caught.value.details.splitlines()
    assert lines == [
        "The layer “a” is of the kind “Lambda”, which is not known here: it is a Python function.",
        "The layer “c” is of the kind “mine>Magic”, which is not known here: it is of somebody's own making.",
        "The layer “d” is of the kind “LSTM”, which is not known here.",
        "The layer “e” is of the kind “TFOpLambda”, which is not known here: it is a bare operation of TensorFlow, "
        "“math.subtract”.",
        "The layer “f”: Rate is from 0 to 0.99, not 2.",
    ]
    assert str(caught.value).endswith("4 more layers cannot be held.")
    assert len(str(caught.value)) <= 130


@pytest.mark.parametrize("third", [False, True])
def test_that_what_acts_in_training_only_is_noted_and_not_refused(third: bool) -> None:
    def own(kind: str, module: str, **config: Any) -> Plain:
        return {"module": f"keras.{module}", "class_name": kind, "config": config, "registered_name": None}

    changes: Plain = {
        "trainable": False,
        "dtype": own("DTypePolicy", "x", name="mixed_float16"),
        "kernel_initializer": own("Constant", "initializers", value=3.0),
        "kernel_constraint": own("MaxNorm", "constraints", max_value=2, axis=0),
        "kernel_regularizer": own("OrthogonalRegularizer", "regularizers", factor=0.01),
    }
    given = layer("Conv2D", "c", **{**_CONV2, "groups": 1, **changes})
    found = described(stack(given) if not third else third_stack(given), THIRD if third else SECOND)
    assert specs(found) == [Conv2D(3, (3, 3), activation="linear")]
    assert {word for note in found.notes for word in _SORTS if word in note} == set(_SORTS)
    assert len(found.notes) == len(_SORTS)
    assert found.nodes[0].trainable is False


_SORTS = ("another precision", "frozen", "new weights begin", "Penalties")


def third_stack(*layers: Plain) -> Plain:
    start = {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [None, 8, 8, 2], "dtype": "float32"}}
    return {"class_name": "Sequential", "config": {"name": "s", "layers": [start, *layers]}}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kernel_initializer", {"module": "os", "class_name": "system", "config": {}}),
        ("kernel_initializer", {"class_name": "system", "config": {}}),
        ("kernel_regularizer", {"module": "os", "class_name": "L2", "config": {"l2": 0.1}}),
        ("kernel_regularizer", {"class_name": "mine", "config": {}}),
        ("kernel_constraint", {"class_name": "mine", "config": {}}),
        ("bias_constraint", {"module": "mine", "class_name": "MaxNorm", "config": {}}),
        ("activation", "os.system"),
        ("activation", {"module": "builtins", "class_name": "function", "config": "relu"}),
        ("activation", {"class_name": "Lambda", "config": {}}),
        ("activation", {"module": "mine", "class_name": "ReLU", "config": {}}),
        ("dtype", {"class_name": "QuantizedDTypePolicy", "config": {"name": "int8_from_float32"}}),
        ("data_format", "channels_middle"),
        ("groups", 2),
        ("surprise", 1),
    ],
)
@pytest.mark.parametrize("told", [SECOND, THIRD])
def test_that_nothing_of_anybodys_own_making_is_taken(told: Told, key: str, value: Any) -> None:
    given = layer("Conv2D", "c", **{**_CONV2, "groups": 1, key: value})
    with pytest.raises(NotHeld, match="“c”"):
        described(stack(given) if told is SECOND else third_stack(given), told)


def test_that_shared_layers_and_second_inputs_and_outputs_are_refused() -> None:
    a, b = (layer("Activation", name, activation="relu") for name in "ab")
    shared = graph(
        linked(a, "in"), {**linked(b, "a"), "inbound_nodes": [[["a", 0, 0, {}]], [["in", 0, 0, {}]]]}, end="b"
    )
    with pytest.raises(NotHeld, match="“b” is used more than once"):
        described(shared, SECOND)
    two = graph(linked(a, "in"), linked(b, "a"), end="b")
    second = linked({"class_name": "InputLayer", "config": {"name": "in2", "batch_input_shape": [None, 3]}})
    two["config"]["layers"].insert(0, second)
    with pytest.raises(SpecError, match="more than one input"):
        described(two, SECOND)
    two = graph(linked(a, "in"), linked(b, "a"), end="b")
    two["config"]["output_layers"] = [["a", 0, 0], ["b", 0, 0]]
    with pytest.raises(SpecError, match="has 2 outputs, “a”, “b”"):
        described(two, SECOND)


def test_that_normalisations_that_keras_gave_up_are_refused() -> None:
    for mode in (1, 2):
        with pytest.raises(NotHeld, match="not known here"):
            described(stack(layer("BatchNormalization", **{**_NORM1, "mode": mode})), FIRST)


def good() -> list[tuple[Plain, Told]]:
    conv = layer("Conv2D", "c", **_CONV2)
    old = [layer("Convolution2D", "c", **_CONV1), layer("Flatten", "f"), layer("Dense", "d", **_DENSE1)]
    branches = graph(
        linked(layer("Conv2D", "a", **_CONV2), "in"),
        linked(layer("Conv2D", "b", **_CONV2), "in"),
        linked(layer("Concatenate", "j", axis=-1), "a", "b"),
        linked({"class_name": "Sequential", "config": {"name": "s", "layers": stack(conv)["config"]}}, "j"),
        end="s",
    )
    return [(stack(*old), FIRST), (branches, SECOND), (third_stack({**conv, "module": "keras.layers"}), THIRD)]


_STRANGE = [
    None,
    True,
    -1,
    0,
    1,
    2**62,
    1.5,
    "",
    "channels_first",
    "th",
    [],
    {},
    [[]],
    [1, [2]],
    {"class_name": []},
    [3],
]


def spoiled(value: Any, chance: random.Random) -> Any:
    """The value with one part of it, at a random place, changed, gone, doubled or exchanged for something strange."""
    if not isinstance(value, (dict, list)) or not value or chance.random() < 0.1:
        return copy.deepcopy(chance.choice(_STRANGE))
    key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
    result = copy.copy(value)
    if chance.random() < 0.1:
        del result[key]
    elif chance.random() < 0.1 and isinstance(result, list):
        result.append(result[key])
    else:
        result[key] = spoiled(value[key], chance)
    return result


@pytest.mark.parametrize("seed", range(6))
def test_that_whatever_is_spoiled_is_read_or_refused_in_one_way(seed: int) -> None:
    chance = random.Random(seed)
    refused = 0
    for _ in range(100):
        config, told = chance.choice(good())
        for _ in range(chance.randint(1, 3)):
            config = spoiled(config, chance)
        try:
            analyse(described(config, told).network)
        except SpecError:
            refused += 1
    assert refused > 20


def test_that_deep_nests_of_networks_end_in_words() -> None:
    inner: Plain = layer("Flatten", "f")
    for number in range(60):
        inner = {"class_name": "Sequential", "config": {"name": f"s{number}", "layers": [inner]}}
    inner["config"]["build_input_shape"] = [None, 8, 8, 2]
    with pytest.raises(SpecError, match="inside networks"):
        described(inner, SECOND)


def test_that_a_file_without_a_version_is_of_keras_1_as_keras_itself_takes_it() -> None:
    conv = {**{key: value for key, value in _CONV1.items() if key != "W_regularizer"}, "dim_ordering": "th"}
    rest = layer("Flatten", "f"), layer("Dense", "d", **_DENSE1)
    found = described(stack(layer("Convolution2D", "c", **conv), *rest, shape=(3, 8, 8)), Told("", "", "h5"))
    assert found.nodes[0].stored is not None
    assert found.nodes[0].stored[0].turns == (Transpose((2, 3, 1, 0)), Flip((0, 1)))
    assert "Theano's" in found.notes[0]


@pytest.mark.parametrize(("version", "is_noted"), [("2.2.4", True), ("2.3.1", True), ("2.4.0", False)])
def test_that_pictures_that_an_older_keras_enlarged_otherwise_are_noted(version: str, is_noted: bool) -> None:
    given = layer("UpSampling2D", "u", size=[2, 2], data_format="channels_last", interpolation="bilinear")
    notes = described(stack(given), Told(version, "tensorflow", "h5")).notes
    assert any("“u”" in note and "enlarged" in note for note in notes) == is_noted


def test_that_only_layers_with_weights_are_noted_as_frozen() -> None:
    flat = layer("Flatten", "f", trainable=False)
    assert described(stack(flat), SECOND).notes == ()
    (note,) = described(stack(layer("Conv2D", "c", **{**_CONV2, "trainable": False})), SECOND).notes
    assert "frozen" in note
    assert "“c”" in note


def test_that_a_network_inside_that_is_used_twice_is_told_as_that() -> None:
    inner = graph(layer("Activation", "a", activation="relu"), end="a")
    inner["config"]["name"] = "inner"
    twice = {**inner, "name": "inner", "inbound_nodes": [[["in", 0, 0, {}]], [["in", 0, 0, {}]]]}
    with pytest.raises(NotHeld, match="“inner” is used more than once"):
        described(graph(twice, end="inner"), SECOND)


def test_that_pictures_with_channels_first_are_seen_without_a_layer_that_minds() -> None:
    flat = layer("Flatten", "f", data_format="channels_last")
    dense = {key: _CONV2[key] for key in _CONV2 if not key.startswith(("filters", "kernel_size", "strides", "padding"))}
    dense = {key: value for key, value in dense.items() if key not in ("data_format", "dilation_rate", "groups")}
    given = third_stack(flat, layer("Dense", "d", units=3, **dense))
    given["config"]["layers"][0]["config"]["batch_shape"] = [None, 1, 28, 28]
    assert described(given, THIRD).network.input_shape == (28, 28, 1)
    assert described(given, Told("3.15.1", marked=True)).network.input_shape == (1, 28, 28)


def test_that_an_activation_that_is_a_function_is_named_with_a_way_out() -> None:
    softmax = {"module": "builtins", "class_name": "function", "config": "softmax_v2", "registered_name": "function"}
    with pytest.raises(NotHeld, match=r"“softmax_v2”\. Save it again with its name: activation='softmax'\."):
        described(third_stack(layer("Conv2D", "c", **{**_CONV2, "groups": 1, "activation": softmax})), THIRD)
