"""A row of the analysis in words and sums."""

from cnnstudio.core import explain
from cnnstudio.core.analysis import Row, analyse
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.layers import BatchNormalization, Conv2D, Flatten, MaxPooling2D
from cnnstudio.core.network import Block, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec


def _row(*specs: LayerSpec) -> Row:
    return analyse(Network((28, 28, 1), stack(*specs))).rows[-1]


def test_that_a_convolution_is_explained_with_its_own_numbers() -> None:
    row = _row(Conv2D(64), Conv2D(32, (5, 5), (2, 2), 1))
    assert explain.shape_arithmetic(row) == "26 × 26 × 64 → 12 × 12 × 32"
    assert explain.window_arithmetic(row) == "⌊(26 + 2·1 − 5) / 2⌋ + 1 = 12"
    assert explain.parameter_arithmetic(row) == "(5·5·64 + 1) · 32 = 51,232 parameters"
    assert explain.receptive_field_in_words(row) == "Each output number sees 7×7 pixels of the picture."
    assert "kernels" in explain.what_it_does(row)


def test_that_same_padding_rounds_up_and_no_bias_adds_nothing() -> None:
    row = _row(Conv2D(8, strides=(3, 3), padding="same", use_bias=False))
    assert explain.window_arithmetic(row) == "⌈28 / 3⌉ = 10"
    assert explain.parameter_arithmetic(row) == "3·3·1 · 8 = 72 parameters"


def test_that_frozen_parameters_are_named() -> None:
    assert explain.parameter_arithmetic(_row(Conv2D(8), BatchNormalization())).endswith("16 of them not trained")


def test_that_what_does_not_apply_is_empty() -> None:
    flat = _row(Flatten())
    assert explain.parameter_arithmetic(flat) == explain.window_arithmetic(flat) == ""
    broken = _row(Flatten(), MaxPooling2D())
    assert explain.shape_arithmetic(broken) == explain.window_arithmetic(broken) == ""
    assert explain.receptive_field_in_words(broken) == ""


def test_that_a_block_is_explained_too() -> None:
    (row,) = analyse(Network((28, 28, 1), (Block("b", Parallel("add"), ((), ())),))).rows
    assert "several branches" in explain.what_it_does(row)
    assert explain.window_arithmetic(row) == ""
