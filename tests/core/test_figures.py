"""Figures that course sheets and papers print for well-known networks, to the digit."""

import pytest

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets import PRESETS, preset, stack
from cnnstudio.core.spec import LayerSpec, Shape

DIGIT = (28, 28, 1)
CIFAR = (32, 32, 3)


def _of(shape: Shape, *specs: LayerSpec) -> Analysis:
    return analyse(Network(shape, stack(*specs)), classes=None)


def _preset(name: str) -> Analysis:
    found = preset(name)
    assert found is not None
    return analyse(found.project.network, 10)


def _counts(analysis: Analysis) -> list[int]:
    return [row.params.total for row in analysis.rows if row.params.total]


def _fields(analysis: Analysis) -> list[int]:
    """The receptive fields of the rows that have a window of more than one pixel."""
    fields = [row.receptive_field for row in analysis.rows if row.kind in ("Conv2D", "MaxPooling2D")]
    return [field[0] for field in fields if field and field[0] == field[1]]


def _lenet(first: int, second: int, *dense: int, padding: tuple[str, str] = ("valid", "valid")) -> Analysis:
    ends = [Dense(units) for units in dense]
    return _of(
        DIGIT,
        Conv2D(first, (5, 5), padding=padding[0]),
        MaxPooling2D(),
        Conv2D(second, (5, 5), padding=padding[1]),
        MaxPooling2D(),
        Flatten(),
        *ends,
        Dense(10, "softmax"),
    )


def _normalised(filters: int, pool: bool) -> list[LayerSpec]:
    block: list[LayerSpec] = [Conv2D(filters, padding="same", activation="linear"), BatchNormalization()]
    return [*block, Activation(), *([MaxPooling2D()] if pool else [])]


def _cnn2(last_block: bool) -> Analysis:
    blocks = [*_normalised(32, False), *_normalised(32, True), *_normalised(64, False)]
    last = _normalised(64, True) if last_block else []
    end = [Flatten(), Dense(200, "linear"), BatchNormalization(), Activation(), Dropout(), Dense(10, "softmax")]
    return _of(DIGIT, *blocks, *last, *end)


def _pools_and_a_thousand(second: int) -> Analysis:
    return _of(
        DIGIT,
        Conv2D(32, (5, 5), padding="same"),
        MaxPooling2D(),
        Conv2D(64, (second, second), padding="same"),
        MaxPooling2D(),
        Dropout(0.25),
        Flatten(),
        Dense(1000),
        Dropout(0.5),
        Dense(10, "softmax"),
    )


@pytest.mark.parametrize("padding", [2, "same"])
def test_that_the_drawn_network_has_the_figures_of_its_sheet(padding: str | int) -> None:
    found = _of(
        (40, 40, 3),
        Conv2D(8, (5, 5), padding=padding),
        MaxPooling2D(),
        Conv2D(16, (5, 5), padding=padding),
        MaxPooling2D(),
        Flatten(),
        Dense(300),
        Dense(100),
        Dense(10, "softmax"),
    )
    shapes = [row.output_shape for row in found.rows]
    assert shapes == [(40, 40, 8), (20, 20, 8), (20, 20, 16), (10, 10, 16), (1600,), (300,), (100,), (10,)]
    assert _counts(found) == [608, 3_216, 480_300, 30_100, 1_010]
    assert [row.params.weights for row in found.rows if row.params.total] == [600, 3_200, 480_000, 30_000, 1_000]
    assert (found.totals.parameters, found.totals.weights, found.totals.biases) == (515_234, 514_800, 434)
    assert _fields(found) == [5, 6, 14, 16]


def test_that_the_classic_mnist_network_has_its_figures() -> None:
    found = _preset("mnist-cnn")
    assert _counts(found) == [320, 18_496, 1_179_776, 1_290]
    assert found.totals.parameters == 1_199_882
    assert found.rows[4].output_shape == (9_216,)
    assert _fields(found) == [3, 5, 6]
    assert found.rows[0].arithmetic == "(3·3·1 + 1) · 32 = 320"
    assert found.rows[0].multiply_adds == 194_688


def test_that_the_dense_network_has_its_figures() -> None:
    found = _preset("dense")
    assert _counts(found) == [392_500, 2_000, 25_050, 200, 510]
    assert (found.totals.parameters, found.totals.trainable, found.totals.frozen) == (420_260, 419_160, 1_100)


def test_that_one_convolution_leaves_almost_everything_to_the_last_layer() -> None:
    found = _preset("one-conv")
    assert _counts(found) == [320, 250_890]
    assert found.rows[1].output_shape == (25_088,)
    assert found.totals.parameters == 251_210


def test_that_every_lenet_has_its_figures() -> None:
    assert _counts(_preset("lenet")) == [520, 25_050, 400_500, 5_010]
    assert _preset("lenet").totals.parameters == 431_080
    assert _lenet(20, 50, 500, padding=("same", "same")).totals.parameters == 1_256_080
    assert _lenet(6, 16, 120, padding=("same", "valid")).totals.parameters == 51_902
    assert _lenet(6, 16, 120, 84, padding=("same", "valid")).totals.parameters == 61_706
    assert _lenet(6, 16, 120, 84).totals.parameters == 44_426


def test_that_the_deeper_digit_network_has_its_figures_with_and_without_its_last_block() -> None:
    whole, without = _cnn2(True), _cnn2(False)
    assert _counts(whole) == [320, 128, 9_248, 128, 18_496, 256, 36_928, 256, 627_400, 800, 2_010]
    assert (whole.totals.parameters, whole.totals.trainable, whole.totals.frozen) == (695_970, 695_186, 784)
    assert _fields(whole) == [3, 5, 6, 10, 14, 16]
    assert without.totals.parameters == 2_540_386
    assert next(row for row in without.rows if row.kind == "Flatten").output_shape == (12_544,)


@pytest.mark.parametrize(
    ("second", "counts", "total", "fields"),
    [
        (2, [832, 8_256, 3_137_000, 10_010], 3_156_098, [5, 6, 8, 10]),
        (5, [832, 51_264, 3_137_000, 10_010], 3_199_106, [5, 6, 14, 16]),
    ],
)
def test_that_both_readings_of_a_contradictory_sheet_have_their_figures(
    second: int, counts: list[int], total: int, fields: list[int]
) -> None:
    found = _pools_and_a_thousand(second)
    assert _counts(found) == counts
    assert found.totals.parameters == total
    assert _fields(found) == fields
    assert found.rows[2].output_shape == (14, 14, 64)


def test_that_the_cifar_networks_have_their_figures() -> None:
    assert _of(CIFAR, Flatten(), Dense(10, "softmax")).totals.parameters == 30_730
    assert _counts(_of(CIFAR, Flatten(), Dense(128), Dense(10, "softmax"))) == [393_344, 1_290]
    assert _of(CIFAR, Flatten(), Dense(128), Dense(10, "softmax")).totals.parameters == 394_634
    simple = _of(
        CIFAR,
        Conv2D(32, padding="same", activation="linear"),
        Activation(),
        MaxPooling2D(),
        Flatten(),
        Dense(10, "softmax"),
    )
    shapes = [row.output_shape for row in simple.rows]
    assert shapes == [(32, 32, 32), (32, 32, 32), (16, 16, 32), (8_192,), (10,)]
    assert _counts(simple) == [896, 81_930]
    assert simple.totals.parameters == 82_826
    assert _fields(simple) == [3, 4]


def test_that_other_printed_counts_are_met() -> None:
    old = (Conv2D(32), Conv2D(32), MaxPooling2D(), Dropout(0.25), Flatten(), Dense(128), Dropout(), Dense(10))
    assert _counts(_of(DIGIT, *old)) == [320, 9_248, 589_952, 1_290]
    assert _of(DIGIT, *old).totals.parameters == 600_810
    assert _of(DIGIT, Flatten(), Dense(512), Dense(512), Dense(10)).totals.parameters == 669_706
    head = [Dense(400), BatchNormalization(), Dropout()] * 2
    faces = _of((64, 64, 1), Flatten(), *head, Dense(8, "softmax"))
    assert _counts(faces) == [1_638_800, 1_600, 160_400, 1_600, 3_208]
    assert (faces.totals.parameters, faces.totals.trainable, faces.totals.frozen) == (1_805_608, 1_804_008, 1_600)


@pytest.mark.parametrize(("stride", "padding", "shape"), [(1, "valid", (3, 3, 2)), (2, "valid", (2, 2, 2))])
def test_that_a_convolution_by_hand_has_its_figures(stride: int, padding: str, shape: Shape) -> None:
    found = _of((4, 4, 3), Conv2D(2, (2, 2), (stride, stride), padding))
    assert found.rows[0].output_shape == shape
    assert found.totals.parameters == 26


@pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.name)
def test_that_every_preset_is_sound_for_ten_classes(each: object) -> None:
    found = analyse(each.project.network, 10)  # type: ignore[attr-defined]
    assert found.problems == ()
    assert found.output_shape == (10,)
