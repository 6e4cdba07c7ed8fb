"""The words and windows in which a number's sum is told."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    LayerNormalization,
    MaxPooling2D,
    ReLU,
    Rescaling,
    SeparableConv2D,
    Softmax,
    UnitNormalization,
    UpSampling2D,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec
from cnnstudio.core.working import Work, work_out
from cnnstudio.gui.viewer.maps.naming import Naming
from cnnstudio.gui.viewer.maps.telling import Line, Window, as_text, told


def worked(spec: LayerSpec, place: tuple[int, ...], picture: np.ndarray, **weights: np.ndarray) -> tuple[Work, Naming]:
    network = Network(picture.shape, stack(spec))
    analysis = analyse(network)
    (row,) = analysis.rows
    assert row.output_shape is not None
    given = {name: np.asarray(array, np.float32) for name, array in weights.items()}
    output = np.zeros(row.output_shape, np.float32)
    work = work_out(row.node, (picture.astype(np.float32),), output, given, place)
    return replace(work, given=work.value), Naming(analysis, ("cat", "dog"))


def told_lines(found: tuple[Work, Naming]) -> list[str]:
    return [f"{piece.label}: {piece.words}" for piece in told(*found) if isinstance(piece, Line)]


PICTURE = np.arange(36.0).reshape(3, 3, 4)


def test_that_a_convolution_is_told_channel_by_channel_the_largest_share_first() -> None:
    kernel = np.zeros((2, 2, 4, 2))
    kernel[..., 2, 1], kernel[..., 0, 1] = 1, -1
    found = worked(Conv2D(2, (2, 2)), (0, 0, 1), PICTURE, kernel=kernel, bias=np.array([0, 0.5]))
    windows = [piece for piece in told(*found) if isinstance(piece, Window)]
    assert [window.title for window in windows[:2]] == ["channel 2", "channel 0"]
    assert windows[0].read.tolist() == [[2, 6], [14, 18]]
    assert windows[0].words == "Σ = 40"
    assert windows[1].words == "Σ = −32"
    assert told_lines(found)[0] == "products + bias: 8 + 0.5 = 8.5"
    assert told_lines(found)[-3:] == ["bias: + 0.5", "sum: 8.5", "relu: max(0, 8.5) = 8.5"]


def test_that_what_lies_beyond_the_picture_is_marked() -> None:
    kernel = np.ones((3, 3, 4, 1))
    work, _ = worked(Conv2D(1, padding="same", use_bias=False), (0, 0, 0), PICTURE, kernel=kernel)
    assert work.beyond is not None
    assert work.beyond.tolist() == [[True, True, True], [True, False, False], [True, False, False]]
    assert work.box == (-1, -1, 1, 1)


def test_that_of_many_channels_the_others_are_told_together() -> None:
    rng = np.random.default_rng(1)
    found = worked(
        Conv2D(1, (2, 2), use_bias=False), (0, 0, 0), rng.random((2, 2, 40)), kernel=rng.random((2, 2, 40, 1))
    )
    lines = told_lines(found)
    assert len([piece for piece in told(*found) if isinstance(piece, Window)]) == 3
    assert any(line.startswith("27 more channels: ") for line in lines)


def test_that_a_one_by_one_kernel_is_told_in_lines() -> None:
    found = worked(Conv2D(1, (1, 1), use_bias=False), (0, 0, 0), PICTURE, kernel=np.full((1, 1, 4, 1), -2))
    assert told_lines(found)[0] == "channel 3: 3 · (−2) = −6"


def test_that_pooling_tells_which_pixel_won_and_a_mean_of_how_many() -> None:
    found = worked(MaxPooling2D(), (0, 0, 1), PICTURE)
    assert found[0].chosen == (1, 1, 0)
    assert told_lines(found) == ["won: row 1, column 1 of the picture", "gives: 17"]
    (window, _) = told(*worked(AveragePooling2D(padding="same"), (1, 1, 0), PICTURE))
    assert isinstance(window, Window)
    assert window.words == "the mean of 1 number"


def test_that_numbers_that_are_as_large_as_the_one_that_won_are_counted() -> None:
    network = Network((4, 4, 1), stack(Conv2D(3, padding="same"), MaxPooling2D()))
    analysis = analyse(network)
    for maps, others in (
        (np.zeros((4, 4, 3)), ", the first of 4 that are alike"),
        (np.arange(48).reshape(4, 4, 3), ""),
    ):
        read = maps.astype(np.float32)
        work = work_out(analysis.rows[1].node, (read,), read[::2, ::2], {}, (1, 0, 2))
        place = "row 2, column 0" if others else "row 3, column 1"
        assert told_lines((work, Naming(analysis)))[0] == f"won: {place} of conv2d_1{others}"
    beyond = worked(MaxPooling2D((2, 2), padding="same"), (0, 1, 0), np.zeros((2, 3, 1)))
    assert told_lines(beyond)[0] == "won: row 0, column 2 of the picture, the first of 2 that are alike"


def test_that_the_channels_of_a_picture_in_colour_are_told_by_their_colours() -> None:
    weights = {"kernel": np.ones((2, 2, 3, 1)), "bias": np.zeros(1)}
    pieces = told(*worked(Conv2D(1, (2, 2)), (0, 0, 0), np.ones((2, 2, 3)) * [1, 3, 2], **weights))
    assert [piece.title for piece in pieces if isinstance(piece, Window)] == ["green", "blue", "red"]


def test_that_the_parts_of_a_residual_block_are_told_as_the_stack_calls_them() -> None:
    block = Block("sum", Residual(), ((Layer("one", Conv2D(4, padding="same")),), ()))
    work = work_out(block, (np.ones((3, 3, 4), np.float32), PICTURE.astype(np.float32)), PICTURE * 0, {}, (0, 0, 2))
    lines = told_lines((work, Naming(analyse(Network((3, 3, 4), (block,))))))
    assert lines[:3] == ["Body: 1", "Shortcut: 2", "sum: 3"]


def test_that_a_separable_convolution_tells_both_of_its_steps() -> None:
    weights = {"depthwise_kernel": np.ones((2, 2, 4, 1)), "pointwise_kernel": np.full((1, 1, 4, 1), -0.5)}
    found = worked(SeparableConv2D(1, (2, 2), use_bias=False), (0, 0, 0), PICTURE, **weights)
    window = next(piece for piece in told(*found) if isinstance(piece, Window))
    assert (window.title, window.words) == ("channel 3", "Σ = 44; · (−0.5) = −22")


def test_that_a_place_on_which_nothing_is_painted_says_so() -> None:
    spec = Conv2DTranspose(1, (1, 1), (3, 3), use_bias=False)
    found = worked(spec, (1, 1, 0), PICTURE, kernel=np.ones((1, 1, 1, 4)))
    assert told_lines(found) == ["reads nothing: 0", "sum: 0", "relu: max(0, 0) = 0"]


def test_that_a_dense_layer_tells_the_places_in_the_maps_it_reads() -> None:
    network = Network((2, 2, 1), stack(Conv2D(2, (1, 1)), Flatten(), Dense(2, "softmax")))
    analysis = analyse(network)
    read = np.arange(8, dtype=np.float32)
    kernel = np.zeros((8, 2), np.float32)
    kernel[5] = 2, 1
    weights = {"kernel": kernel, "bias": np.zeros(2, np.float32)}
    work = work_out(analysis.rows[-1].node, (read,), np.zeros(2, np.float32), weights, (1,))
    lines = told_lines((work, Naming(analysis, ("cat", "dog"))))
    assert lines[:2] == ["reads: 8 numbers of conv2d_1", "row 1, column 0, channel 1: 5 · 1 = 5"]
    assert lines[-1].endswith("the network gave: 0: it computes with fewer digits here")
    assert as_text(work, Naming(analysis, ("cat", "dog"))).startswith("dense_1 (Dense), number 1, “dog”: 0.006693")


def test_that_softmax_tells_the_numbers_it_is_made_of_the_largest_first() -> None:
    lines = told_lines(worked(Softmax(), (0, 0, 0), np.array([[[1.0, 3.0, 2.0]]])))
    assert lines[:3] == ["green: 3", "blue: 2", "red: 1"]
    assert lines[3].startswith("gives: e^1 / Σ e^xᵢ = 0.09003")


def test_that_batch_normalisation_writes_its_formula_out() -> None:
    weights = {"gamma": [2] * 4, "beta": [1] * 4, "moving_mean": [3] * 4, "moving_variance": [0.999] * 4}
    lines = told_lines(worked(BatchNormalization(), (0, 0, 1), PICTURE, **{k: np.array(v) for k, v in weights.items()}))
    assert lines[1].startswith("gives: 2 · (1 − 3) / √(0.999 + 0.001) + 1 = −3")


def test_that_branches_are_told_one_by_one() -> None:
    block = Block("both", Parallel("average"), ((), (Layer("one", Conv2D(4, padding="same")),)))
    analysis = analyse(Network((3, 3, 4), (block,)))
    work = work_out(block, (PICTURE.astype(np.float32), -PICTURE.astype(np.float32)), PICTURE * 0, {}, (1, 1, 1))
    lines = told_lines((work, Naming(analysis)))
    assert lines == ["Branch 1 of 2: 17", "Branch 2 of 2: −17", "gives: (17 − 17) / 2 = 0"]


def test_that_a_number_that_the_network_has_otherwise_is_said_also_where_one_is_none() -> None:
    work, naming = worked(ReLU(), (0, 0, 0), np.full((1, 1, 1), np.nan))
    assert np.isnan(work.value)
    assert told_lines((work, naming)) == ["reads: not a number", "gives: max(0, not a number) = not a number"]
    said = "the network gave: 0: it treats what is infinite or no number otherwise"
    assert told_lines((replace(work, given=0.0), naming))[-1] == said
    assert told_lines((replace(work, value=0.0, given=np.nan), naming))[-1].startswith("the network gave: not a number")
    assert told_lines((replace(work, value=np.inf, given=-np.inf), naming))[-1].startswith("the network gave: −∞")


def test_that_what_is_no_number_is_told_before_all_that_adds_to_the_sum() -> None:
    picture = np.arange(20.0).reshape(1, 1, 20)
    picture[0, 0, 3] = np.nan
    found = worked(Conv2D(1, (1, 1), use_bias=False), (0, 0, 0), picture, kernel=np.ones((1, 1, 20, 1)))
    assert told_lines(found)[:2] == ["channel 3: not a number · 1 = not a number", "channel 19: 19 · 1 = 19"]
    assert told_lines(found)[-2] == "sum: not a number"
    picture[:] = np.nan
    found = worked(Conv2D(1, (1, 1), use_bias=False), (0, 0, 0), picture, kernel=np.ones((1, 1, 20, 1)))
    assert told_lines(found)[0] == "channel 0: not a number · 1 = not a number"
    assert as_text(*found).endswith("relu: relu(not a number) = not a number")


def odd(shape: tuple[int, ...]) -> np.ndarray:
    """Numbers of which many are infinite, none, or too large to be added."""
    return np.random.default_rng(1).choice(np.float32([np.nan, np.inf, -np.inf, 3e38, -3e38, 0, 1]), shape)


@pytest.mark.parametrize(
    "spec",
    [
        Conv2D(4),
        SeparableConv2D(4, (2, 2), depth_multiplier=2, activation="softmax"),
        Conv2DTranspose(4, (2, 2)),
        Dense(4, "softmax"),
        AveragePooling2D(),
        MaxPooling2D(),
        GlobalAveragePooling2D(),
        LayerNormalization(),
        BatchNormalization(),
        UnitNormalization(),
        Softmax(),
        Activation("sparsemax"),
        Activation("log_softmax"),
        UpSampling2D(interpolation="bicubic"),
        Rescaling(2.0, 1.0),
    ],
    ids=lambda spec: spec.kind,
)
@pytest.mark.parametrize("is_all", [False, True])
def test_that_any_numbers_at_all_are_told_without_a_warning(spec: LayerSpec, is_all: bool) -> None:
    network = Network((4, 4, 16), stack(spec))
    (row,) = analyse(network).rows
    assert row.output_shape is not None
    weights = {each.name: odd(each.shape) for each in row.params.arrays}
    picture = np.full((4, 4, 16), np.nan) if is_all else odd((4, 4, 16))
    for place in list(np.ndindex(*row.output_shape))[::3]:
        found = worked(spec, place, picture, **weights)
        assert as_text(*found).startswith(f"{row.name} ({spec.kind})")


def test_that_of_a_window_without_a_number_a_place_inside_the_picture_is_told() -> None:
    (work, _) = worked(MaxPooling2D(padding="same"), (0, 0, 0), np.array([[[np.nan], [2.0]]]))
    assert (work.value, work.chosen) == (2, (0, 1, 0))
    picture = np.full((3, 3, 1), -np.inf)
    spec = MaxPooling2D((3, 3), (1, 1), padding="same")
    for number in (-np.inf, np.nan):
        (work, _) = worked(spec, (0, 0, 0), np.full_like(picture, number))
        assert work.chosen == (1, 1, 0)
        np.testing.assert_equal(work.value, number)


def test_that_powers_too_large_or_small_to_write_are_told_with_the_largest_taken_away() -> None:
    lines = told_lines(worked(Softmax(), (0, 0, 0), np.full((1, 1, 2), 1000.0)))
    words = "e^(1,000 − 1,000) / Σ e^(xᵢ − 1,000) = 0.5, Σ over 2 numbers = 2, 1,000 the largest"
    assert lines[-1] == f"gives: {words}"
    lines = told_lines(worked(Softmax(), (0, 0, 1), np.array([[[-1000.0, -1001.0]]])))
    words = "e^(−1,001 + 1,000) / Σ e^(xᵢ + 1,000) = 0.2689, Σ over 2 numbers = 1.368, −1,000 the largest"
    assert lines[-1] == f"gives: {words}"


def test_that_numbers_for_classes_are_called_by_them_also_before_a_softmax_and_no_others() -> None:
    layers = {"hidden": Dense(2), "last": Dense(2, "linear"), "softmax": Softmax(), "dropout": Dropout(0.5)}
    nodes = (Layer("flatten", Flatten()), *(Layer(name, spec) for name, spec in layers.items()))
    naming = Naming(analyse(Network((8, 8, 1), nodes)), ("cat", "dog"))
    assert [naming.label(name, (1,)) for name in layers] == ["", "dog", "dog", "dog"]
