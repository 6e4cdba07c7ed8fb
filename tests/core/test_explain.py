"""A row of the analysis in words and sums; every sum that is shown is worked out again here."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given

from cnnstudio.core.analysis import Analysis, Row, analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.explain import Explanation, explained, field_lines, inside, size_lines, window_lines, work_lines
from cnnstudio.core.explain.counts import parameter_lines
from cnnstudio.core.layers import (
    KINDS,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    MaxPooling2D,
    Permute,
    PReLU,
    Reshape,
    SeparableConv2D,
    UpSampling2D,
    ZeroPadding2D,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import BLOCK_KINDS, LayerSpec
from tests.core.strategies import networks

PICTURE = (28, 28, 1)

_SUM = re.compile(r"[\d(⌊⌈][\d,()⌊⌋⌈⌉·+−/ ]*(?: = [\d(⌊⌈][\d,()⌊⌋⌈⌉·+−/ ]*)+")
_SIGNS = {"·": "*", "−": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}


def _row(*specs: LayerSpec) -> Row:
    return analyse(Network(PICTURE, stack(*specs))).rows[-1]


def _lines(found: Explanation) -> tuple[str, ...]:
    return (*found.sizes, *found.parameters, *found.work, *found.window, *found.sees)


def _worked_out(text: str) -> Fraction:
    """The value of one side of a shown sum."""
    source = re.sub(r"\d+", lambda digits: f"Fraction({digits[0]})", text.replace(",", ""))
    for sign, python in _SIGNS.items():
        source = source.replace(sign, python)
    return eval(source, {"Fraction": Fraction, "floor": math.floor, "ceil": math.ceil})


def _check_sums(line: str) -> int:
    """Fails unless both sides of every sum in a line are equal; says how many there were."""
    found = _SUM.findall(line)
    for each in found:
        values = {_worked_out(side.strip(" ,")) for side in each.split(" = ")}
        assert len(values) == 1, line
    return len(found)


def _all_rows(analysis: Analysis) -> list[Explanation]:
    return [explained(row, analysis, 128) for row in analysis.rows]


@given(networks())
def test_that_every_sum_shown_has_the_value_shown(network: Network) -> None:
    for found in _all_rows(analyse(network)):
        for line in _lines(found):
            _check_sums(line)


@given(networks())
def test_that_every_line_is_one_line_of_words(network: Network) -> None:
    for found in _all_rows(analyse(network)):
        assert found.does
        assert all(line and line == " ".join(line.split()) for line in _lines(found))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_that_every_kind_is_explained(kind: type[LayerSpec]) -> None:
    analysis = analyse(Network((28, 28, 12), (Layer("it", kind()),)))
    found = explained(analysis.rows[0], analysis, 128)
    assert found.does.endswith((".", ")"))
    if analysis.rows[0].problem is None:
        assert found.sizes
        assert found.parameters
        assert found.work[-1].startswith("Output: ")
        for line in _lines(found):
            _check_sums(line)


def test_that_a_convolution_is_explained_with_its_own_numbers() -> None:
    network = Network((28, 28, 1), stack(Conv2D(64), Conv2D(32, (5, 5), (2, 2), 1)))
    analysis = analyse(network)
    assert explained(analysis.rows[-1], analysis, 100) == Explanation(
        does="Slides small learned kernels over the picture. Each makes one output channel, bright where its "
        "pattern is.",
        sizes=(
            "26 × 26 × 64 → 12 × 12 × 32",
            "⌊(n + 2p − k) / s⌋ + 1",
            "⌊(26 + 2·1 − 5) / 2⌋ + 1 = 12 rows and columns",
        ),
        parameters=("(5·5·64 + 1) · 32 = 51,232 parameters", "weights: 5·5·64·32 = 51,200", "biases: 32"),
        work=(
            "12·12 · 5·5·64·32 = 7,372,800 multiply-adds a picture",
            "Output: 12·12·32 = 4,608 numbers, 18.4 kB a picture, 1.84 MB a batch of 100",
        ),
        window=("Padding with zeros: 1 on every side.",),
        sees=(
            "Each output number sees 7×7 pixels of the picture.",
            "The next one sees as much, 2 pixels further on.",
            "At the edge a part of it lies outside of the picture.",
        ),
    )


def test_that_same_padding_rounds_up_and_no_bias_adds_nothing() -> None:
    row = _row(Conv2D(8, strides=(3, 3), padding="same", use_bias=False))
    assert size_lines(row)[1:] == ("⌈n / s⌉ with padding “same”", "⌈28 / 3⌉ = 10 rows and columns")
    assert parameter_lines(row) == ("3·3·1 · 8 = 72 parameters", "weights: 3·3·1·8 = 72")


def test_that_an_even_kernel_has_its_padding_behind() -> None:
    row = _row(Conv2D(8, (2, 2), padding="same"))
    assert window_lines(row) == ("Padding with zeros: 0 above and at the left, 1 below and at the right.",)


@pytest.mark.parametrize(
    ("spec", "amounts"),
    [
        (MaxPooling2D((3, 3), (1, 1), "same"), "1 on every side"),
        (AveragePooling2D((3, 3), (2, 2), "same"), "0 above and at the left, 1 below and at the right"),
        (MaxPooling2D((3, 5), (1, 1), "same"), "1 above, 1 below, 2 left, 2 right"),
    ],
)
def test_that_pooling_leaves_out_what_lies_outside(spec: LayerSpec, amounts: str) -> None:
    row = _row(spec)
    assert window_lines(row) == (f"The window reaches beyond the edge: {amounts}. What lies outside is left out.",)
    assert not any("zero" in line for line in field_lines(row, PICTURE))


@pytest.mark.parametrize(
    ("specs", "reaches"),
    [
        ((Conv2D(8, (2, 2), padding="same"),), True),
        ((Conv2D(8, (2, 1), padding="same"),), True),
        ((MaxPooling2D((3, 3), (2, 2), "same"),), True),
        ((ZeroPadding2D((0, 0), (0, 3)), Conv2D(8, (1, 2), (1, 2))), True),
        ((Conv2D(8),), False),
        ((Conv2D(8, padding="same"), Cropping2D()), False),
    ],
)
def test_that_it_is_said_where_a_field_reaches_outside_at_any_edge(specs: tuple[LayerSpec, ...], reaches: bool) -> None:
    lines = field_lines(_row(*specs), PICTURE)
    assert ("At the edge a part of it lies outside of the picture." in lines) == reaches


def test_that_the_numbers_of_a_list_are_no_steps_apart() -> None:
    lines = field_lines(_row(Conv2D(4, strides=(2, 2)), Flatten()), PICTURE)
    assert lines == ("Each output number sees 3×3 pixels of the picture.",)


@pytest.mark.parametrize(
    ("specs", "steps"),
    [
        ((MaxPooling2D((14, 28), (14, 28)), Conv2D(4, (2, 1))), []),
        ((MaxPooling2D((27, 27)),), []),
        ((MaxPooling2D((4, 2), (4, 2)), Conv2D(4, (1, 14))), ["4 rows"]),
        ((MaxPooling2D((4, 2), (4, 2)), Conv2D(4, (7, 1))), ["2 columns"]),
        ((MaxPooling2D((4, 2), (4, 2)), Permute(), Conv2D(4, (1, 7))), ["2 columns"]),
        ((MaxPooling2D(), Conv2D(4, (14, 1))), ["2 columns"]),
        ((MaxPooling2D((28, 1), (2, 1)),), []),
    ],
)
def test_that_no_step_is_said_where_there_is_no_next_place(specs: tuple[LayerSpec, ...], steps: list[str]) -> None:
    said = [line for line in field_lines(_row(*specs), PICTURE) if "next one" in line]
    assert said == [f"The next one sees as much, {step} further on." for step in steps]


@pytest.mark.parametrize(
    ("specs", "step"),
    [
        ((UpSampling2D((12, 12)),), "1/12 pixel"),
        ((MaxPooling2D((5, 5), (5, 5)), UpSampling2D()), "5/2 pixels"),
        ((MaxPooling2D(), UpSampling2D((2, 4))), "1 row or 1/2 column"),
        ((UpSampling2D((40, 40)), UpSampling2D((40, 40))), "less than 1/1,000 pixel"),
        ((Conv2D(4, strides=(3, 2)),), "3 rows or 2 columns"),
    ],
)
def test_that_parts_of_a_pixel_are_given_as_fractions(specs: tuple[LayerSpec, ...], step: str) -> None:
    assert field_lines(_row(*specs), PICTURE)[1] == f"The next one sees as much, {step} further on."


def test_that_swapped_axes_are_said_and_only_other_orders_may_see_everything() -> None:
    assert field_lines(_row(Conv2D(4, (5, 3), (2, 1)), Permute()), PICTURE) == (
        "Each output number sees 5×3 pixels of the picture.",
        "The next one sees as much, 2 rows or 1 column further on.",
        "Its rows run along the columns of the picture, and its columns along the rows.",
    )
    maybe = ("Each output number may see the whole picture.",)
    assert field_lines(_row(Permute((1, 3, 2))), PICTURE) == maybe
    assert field_lines(_row(Reshape((14, 56, 1)), Conv2D(4)), PICTURE) == maybe
    assert field_lines(_row(Permute(), Permute()), PICTURE) == ()
    sure = ("Each output number sees the whole picture.",)
    assert field_lines(_row(Reshape((14, 56, 1)), GlobalAveragePooling2D()), PICTURE) == sure


def test_that_branches_that_go_different_ways_may_see_everything() -> None:
    for branch in ((Permute(),), (MaxPooling2D((2, 2), (2, 2)), ZeroPadding2D((7, 7), (7, 7)))):
        row = _block(Parallel(), branch, ()).rows[0]
        assert field_lines(row, PICTURE) == ("Each output number may see the whole picture.",)
    whole = _block(Parallel(), (GroupNormalization(1),), (Conv2D(4, padding="same"),)).rows[0]
    assert field_lines(whole, PICTURE) == ("Each output number sees the whole picture.",)


def test_that_rows_and_columns_are_apart_where_they_differ() -> None:
    row = _row(AveragePooling2D((2, 3), (2, 3)))
    assert size_lines(row)[2:] == ("⌊(28 − 2) / 2⌋ + 1 = 14 rows", "⌊(28 − 3) / 3⌋ + 1 = 9 columns")
    assert window_lines(row) == ("Column 28 is used by no window.",)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (MaxPooling2D((5, 5), (5, 5)), "Rows and columns 26–28 are used by no window."),
        (MaxPooling2D((1, 1), (14, 14)), "Rows and columns 2–14 and 16–28 are used by no window."),
        (
            MaxPooling2D((1, 1), (3, 3)),
            "18 of 28 rows and columns are used by no window, as the steps are too wide.",
        ),
        (MaxPooling2D(), "Every row and column of the input is used; no padding."),
    ],
)
def test_that_what_a_stride_leaves_unused_is_named(spec: LayerSpec, words: str) -> None:
    assert window_lines(_row(spec)) == (words,)


def test_that_a_frame_of_zeros_is_added_up() -> None:
    row = _row(ZeroPadding2D((1, 2), (1, 2)))
    assert size_lines(row)[1:] == ("n + b + a (before, after)", "28 + 1 + 2 = 31 rows and columns")


@pytest.mark.parametrize(
    ("spec", "lines"),
    [
        (
            Conv2D(8, dilation_rate=(2, 2)),
            ("k′ = (3 − 1)·2 + 1 = 5", "⌊(n − k′) / s⌋ + 1", "⌊(28 − 5) / 1⌋ + 1 = 24 rows and columns"),
        ),
        (Conv2DTranspose(8), ("(n − 1)·s + k", "(28 − 1)·2 + 3 = 57 rows and columns")),
        (
            Conv2DTranspose(8, strides=(1, 1), dilation_rate=(2, 2)),
            ("k′ = (3 − 1)·2 + 1 = 5", "(n − 1)·s + k′", "(28 − 1)·1 + 5 = 32 rows and columns"),
        ),
        (
            Conv2DTranspose(8, (3, 2), (1, 1), "same", output_padding=0, dilation_rate=(2, 4)),
            (
                "k′ = (3 − 1)·2 + 1 = 5 rows",
                "k′ = (2 − 1)·4 + 1 = 5 columns",
                "(n − 1)·s + (k′ mod 2) + o",
                "(28 − 1)·1 + 1 + 0 = 28 rows and columns",
            ),
        ),
        (Conv2DTranspose(8, padding="same"), ("n · s", "28 · 2 = 56 rows and columns")),
        (Conv2DTranspose(8, (3, 3), (4, 4)), ("n · s", "28 · 4 = 112 rows and columns")),
        (
            Conv2DTranspose(8, output_padding=1),
            ("(n − 1)·s + k + o", "(28 − 1)·2 + 3 + 1 = 58 rows and columns"),
        ),
        (
            DepthwiseConv2D(depth_multiplier=3),
            ("⌊(n − k) / s⌋ + 1", "⌊(28 − 3) / 1⌋ + 1 = 26 rows and columns", "1 · 3 = 3 channels"),
        ),
        (UpSampling2D((2, 3)), ("n · u", "28 · 2 = 56 rows", "28 · 3 = 84 columns")),
        (Cropping2D((2, 3), (2, 3)), ("n − b − a (before, after)", "28 − 2 − 3 = 23 rows and columns")),
        (Reshape((49, 16)), ("28·28·1 = 49·16 = 784 numbers",)),
        (Permute((3, 1, 2)), ("The same numbers, with the axes in another order",)),
        (PReLU(), ()),
    ],
    ids=str,
)
def test_that_each_way_to_a_size_has_its_own_formula(spec: LayerSpec, lines: tuple[str, ...]) -> None:
    assert size_lines(_row(spec))[1:] == lines


def test_that_a_separable_convolution_counts_both_of_its_kernels() -> None:
    row = _row(Conv2D(4), SeparableConv2D(8))
    assert parameter_lines(row)[1:] == (
        "depthwise kernel: 3·3·4·1 = 36",
        "pointwise kernel: 1·1·4·8 = 32",
        "biases: 8",
    )
    assert work_lines(row, 1)[0] == "24·24 · (3·3·4·1 + 1·1·4·8) = 39,168 multiply-adds a picture"


def test_that_flatten_is_a_product_and_pooling_all_is_one_number_a_channel() -> None:
    assert size_lines(_row(Conv2D(20, (5, 5)), Flatten())) == ("24 × 24 × 20 → 11,520", "24·24·20 = 11,520 numbers")
    pooled = _row(Conv2D(20), GlobalAveragePooling2D())
    assert size_lines(pooled)[1:] == ("One number for each of the 20 channels",)


def test_that_frozen_parameters_are_named_with_their_arrays() -> None:
    assert parameter_lines(_row(Conv2D(8), BatchNormalization())) == (
        "4 · 8 = 32 parameters, 16 of them not trained",
        "gamma: 8",
        "beta: 8",
        "moving mean: 8, not trained",
        "moving variance: 8, not trained",
    )


def test_that_a_dense_layer_multiplies_every_weight_once() -> None:
    assert work_lines(_row(Flatten(), Dense(10)), 32) == (
        "784·10 = 7,840 multiply-adds a picture",
        "Output: 10 numbers, 40 B a picture, 1.28 kB a batch of 32",
    )


def test_that_after_a_problem_nothing_is_claimed() -> None:
    analysis = analyse(Network((28, 28, 1), stack(Flatten(), MaxPooling2D())))
    found = explained(analysis.rows[-1], analysis, 32)
    assert found == Explanation(found.does)


def test_that_a_dense_layer_sees_the_whole_picture_and_an_activation_only_its_pixel() -> None:
    assert field_lines(_row(Flatten(), Dense(10)), PICTURE) == ("Each output number sees the whole picture.",)
    assert field_lines(_row(BatchNormalization()), PICTURE) == ()


@pytest.mark.parametrize("head", [(Flatten(), Dense(10)), (GlobalAveragePooling2D(),), (GroupNormalization(1),)])
def test_that_of_a_map_of_a_part_of_the_picture_only_that_part_is_seen(head: tuple[LayerSpec, ...]) -> None:
    row = _row(Cropping2D((8, 8), (8, 8)), *head)
    assert field_lines(row, PICTURE) == ("Each output number sees 12×12 pixels of the picture.",)


def _block(spec: Parallel | Residual, *branches: tuple[LayerSpec, ...]) -> Analysis:
    layers = stack(*(spec for branch in branches for spec in branch))
    taken = iter(layers)
    parts = tuple(tuple(next(taken) for _ in branch) for branch in branches)
    return analyse(Network((28, 28, 4), (Block("b", spec, parts),)))


def test_that_branches_put_side_by_side_add_up_their_channels() -> None:
    analysis = _block(Parallel(), (Conv2D(8, (1, 1)),), (), (Conv2D(3, padding="same"),))
    found = explained(analysis.rows[0], analysis, 32)
    assert found.sizes == (
        "28 × 28 × 4 → 28 × 28 × 15",
        "Branch 1 of 3: 28 × 28 × 8",
        "Branch 2 of 3: 28 × 28 × 4",
        "Branch 3 of 3: 28 × 28 × 3",
        "8 + 4 + 3 = 15 channels",
    )
    assert found.parameters == (
        "40 + 111 = 151 parameters in it",
        "109,760 multiply-adds a picture",
        "The longest way through it has 1 layer.",
    )


def test_that_a_residual_block_adds_number_by_number() -> None:
    analysis = _block(Residual(), (Conv2D(4, padding="same"), Conv2D(4, padding="same")), ())
    found = explained(analysis.rows[0], analysis, 32)
    assert found.sizes[-1] == "Added number by number: 28 × 28 × 4"
    assert found.parameters[-1] == "The longest way through it has 2 layers."
    assert [row.name for row in inside(analysis.rows[0], analysis)] == ["conv2d_1", "conv2d_2"]


def test_that_branches_are_multiplied_number_by_number() -> None:
    analysis = _block(Parallel("multiply"), (Conv2D(1, (1, 1)),), ())
    assert explained(analysis.rows[0], analysis, 32).sizes[-1].startswith("Multiplied number by number: 28 × 28")


@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_that_an_empty_block_is_explained(kind: str) -> None:
    branches = ((),) if kind == "Pretrained" else ((), ())
    analysis = analyse(Network((8, 8, 2), (Block("b", BLOCK_KINDS[kind](), branches),)))
    found = explained(analysis.rows[0], analysis, 32)
    assert found.parameters == ("0 parameters in it", "The longest way through it has 0 layers.")
