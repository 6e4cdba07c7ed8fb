"""A network in one line."""

import pytest
from hypothesis import given, settings

from cnnstudio.core.architecture import architecture
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    LeakyReLU,
    MaxPooling2D,
    ReLU,
    Softmax,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.spec import LayerSpec
from tests.core.strategies import networks


def _line(*specs: LayerSpec) -> str:
    return architecture(
        Network((32, 32, 3), tuple(Layer(f"layer_{number}", spec) for number, spec in enumerate(specs)))
    )


def test_that_a_simple_network_stands_as_reports_have_it() -> None:
    found = _line(
        Conv2D(32, padding="same", activation="linear"), ReLU(), MaxPooling2D(), Flatten(), Dense(10, "softmax")
    )
    assert found == "CONV D=32, w=h=3, S=1, P='same'; MAXPOOL w=h=2, S=2; DENSE 10"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Conv2D(8, (5, 3), (2, 1), 2), "CONV D=8, w=3, h=5, S=2×1, P=2"),
        (Conv2D(8, activation="tanh", l2=0.01), "CONV D=8, w=h=3, S=1, P='valid', tanh, L2=0.01"),
        (Conv2D(8, dilation_rate=(2, 2), groups=2), "CONV D=8, w=h=3, S=1, P='valid', dilation=2, groups=2"),
        (DepthwiseConv2D(activation="relu"), "DEPTHWISE CONV M=1, w=h=3, S=1, P='valid'"),
        (MaxPooling2D((3, 3), (2, 2), "same"), "MAXPOOL w=h=3, S=2, P='same'"),
        (GlobalAveragePooling2D(), "GLOBAL AVGPOOL"),
        (Dropout(0.25), "DROPOUT 0.25"),
        (BatchNormalization(), "BATCHNORM"),
        (BatchNormalization(momentum=0.9), "BATCHNORM momentum 0.9"),
        (Activation("tanh"), "TANH"),
        (LeakyReLU(0.1), "LEAKYRELU slope 0.1"),
        (ReLU(max_value=6), "RELU at most 6"),
    ],
)
def test_that_each_kind_has_its_settings(spec: LayerSpec, expected: str) -> None:
    assert _line(spec, ReLU()).split("; ")[0] == expected


def test_that_linear_is_said_only_where_no_activation_follows() -> None:
    linear = Dense(5, "linear")
    assert _line(linear, BatchNormalization(), ReLU(), linear) == "DENSE 5; BATCHNORM; DENSE 5, linear"
    assert _line(linear, linear, ReLU()) == "DENSE 5, linear; DENSE 5"


def test_that_softmax_is_unsaid_at_the_end_alone() -> None:
    assert _line(Dense(5, "softmax"), Dense(5, "linear"), Softmax()) == "DENSE 5, softmax; DENSE 5"
    assert _line(Softmax(), Dense(5, "softmax")) == "SOFTMAX; DENSE 5"


def test_that_blocks_have_brackets() -> None:
    body, end = Layer("a", Conv2D(4, activation="linear")), Layer("b", Dense(3, "softmax"))
    residual = Block("r", Residual(), ((body,), ()))
    branches = Block("p", Parallel("add"), ((), (Layer("c", MaxPooling2D()), residual)))
    assert architecture(Network((8, 8, 3), (branches, end))) == (
        "PARALLEL add [– | MAXPOOL w=h=2, S=2; RESIDUAL [CONV D=4, w=h=3, S=1, P='valid' | –]]; DENSE 3"
    )


def test_that_repeats_of_a_long_network_are_written_once() -> None:
    pair = (Conv2D(16, padding="same"), BatchNormalization())
    found = _line(*pair * 12, MaxPooling2D(), *[Dropout()] * 3, Dense(10, "softmax"))
    assert found == (
        "12 × (CONV D=16, w=h=3, S=1, P='same'; BATCHNORM); MAXPOOL w=h=2, S=2; 3 × (DROPOUT 0.5); DENSE 10"
    )


def test_that_an_empty_network_has_an_empty_line() -> None:
    assert _line() == ""


def test_that_every_preset_has_one_line() -> None:
    lines = [architecture(preset.project.network) for preset in PRESETS]
    assert all(line and "\n" not in line for line in lines)


@settings(max_examples=40, deadline=None)
@given(networks())
def test_that_any_network_has_a_line(network: Network) -> None:
    line = architecture(network)
    assert line.isprintable()
    assert line.count("[") == line.count("]")
