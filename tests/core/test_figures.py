"""Figures that course sheets and papers print for well-known networks, to the digit."""

import pytest

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.layers import Dense
from cnnstudio.core.presets import preset
from cnnstudio.core.spec import Shape


def _preset(name: str, classes: int | None = 10) -> Analysis:
    found = preset(name)
    assert found is not None
    analysis = analyse(found.project.network, classes)
    assert analysis.problems == ()
    return analysis


def _counts(analysis: Analysis) -> list[int]:
    return [row.params.total for row in analysis.rows if row.params.total]


def _flat(analysis: Analysis) -> int:
    """How long the list is that Flatten makes."""
    shape = next(row.output_shape for row in analysis.rows if row.kind == "Flatten")
    assert shape is not None
    return shape[0]


def _fields(analysis: Analysis) -> list[int]:
    """The receptive fields of the rows that have a window of more than one pixel."""
    fields = [row.receptive_field for row in analysis.rows if row.kind in ("Conv2D", "MaxPooling2D")]
    return [field[0] for field in fields if field and field[0] == field[1]]


@pytest.mark.parametrize("padding", [2, "same"])
def test_that_the_drawn_network_has_the_figures_of_its_sheet(padding: str | int) -> None:
    network = _preset("padding-in-pixels").network
    assert [network.nodes[place].spec.padding for place in (0, 2)] == [2, 2]  # type: ignore[union-attr]
    found = analyse(network.change((0,), padding=padding).change((2,), padding=padding))
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


@pytest.mark.parametrize(
    ("name", "counts", "total"),
    [
        ("lenet", [520, 25_050, 400_500, 5_010], 431_080),
        ("lenet-tanh", [520, 25_050, 400_500, 5_010], 431_080),
        ("lenet-ten-answers", [520, 25_050, 400_500, 5_010], 431_080),
        ("lenet-same", [520, 25_050, 1_225_500, 5_010], 1_256_080),
        ("lenet-6-16", [156, 2_416, 48_120, 1_210], 51_902),
        ("lenet-5", [156, 2_416, 48_120, 10_164, 850], 61_706),
        ("lenet-5-valid", [156, 2_416, 30_840, 10_164, 850], 44_426),
    ],
)
def test_that_every_lenet_has_its_figures(name: str, counts: list[int], total: int) -> None:
    found = _preset(name)
    assert _counts(found) == counts
    assert found.totals.parameters == total


def test_that_the_deeper_digit_network_has_its_figures_with_and_without_its_last_block() -> None:
    whole, without = _preset("few-digits-deeper"), _preset("few-digits-missing-block")
    assert _counts(whole) == [320, 128, 9_248, 128, 18_496, 256, 36_928, 256, 627_400, 800, 2_010]
    assert (whole.totals.parameters, whole.totals.trainable, whole.totals.frozen) == (695_970, 695_186, 784)
    assert _fields(whole) == [3, 5, 6, 10, 14, 16]
    assert _flat(whole) == 3_136
    assert without.totals.parameters == 2_540_386
    assert _flat(without) == 12_544


@pytest.mark.parametrize(
    ("name", "counts", "total", "fields"),
    [
        ("thousand-2x2", [832, 8_256, 3_137_000, 10_010], 3_156_098, [5, 6, 8, 10]),
        ("thousand-5x5", [832, 51_264, 3_137_000, 10_010], 3_199_106, [5, 6, 14, 16]),
    ],
)
def test_that_both_readings_of_a_contradictory_sheet_have_their_figures(
    name: str, counts: list[int], total: int, fields: list[int]
) -> None:
    found = _preset(name)
    assert _counts(found) == counts
    assert found.totals.parameters == total
    assert _fields(found) == fields
    assert found.rows[2].output_shape == (14, 14, 64)
    assert _flat(found) == 3_136


def test_that_the_cifar_networks_have_their_figures() -> None:
    assert _preset("cifar-one-layer").totals.parameters == 30_730
    assert _counts(_preset("cifar-dense")) == [393_344, 1_290]
    assert _preset("cifar-dense").totals.parameters == 394_634
    simple = _preset("cifar-one-conv")
    shapes = [row.output_shape for row in simple.rows]
    assert shapes == [(32, 32, 32), (32, 32, 32), (16, 16, 32), (8_192,), (10,)]
    assert _counts(simple) == [896, 81_930]
    assert simple.totals.parameters == 82_826
    assert _fields(simple) == [3, 4]


def test_that_the_one_layer_network_is_held_small_as_its_sheet_asks() -> None:
    found = preset("cifar-one-layer")
    assert found is not None
    last = found.project.network.nodes[-1].spec
    assert isinstance(last, Dense)
    assert last.l2 == 0.05
    assert (found.project.plan.epochs, found.project.plan.batch_size) == (5, 128)


@pytest.mark.parametrize(
    ("name", "epochs", "optimizer", "validation"),
    [
        ("mnist-cnn-adadelta", 12, "Adadelta", "test"),
        ("fill-the-gaps", 12, "Adadelta", "test"),
        ("two-dense", 20, "RMSprop", "test"),
        ("few-digits-dense", 100, "Adadelta", "share"),
        ("few-digits-cnn", 6, "Adadelta", "share"),
        ("few-digits-raw", 6, "Adadelta", "share"),
        ("few-digits-deeper", 8, "Adadelta", "share"),
        ("thousand-2x2", 12, "Adam", "test"),
        ("cifar-dense", 30, "Adam", "test"),
    ],
)
def test_that_a_sheets_plan_is_the_presets(name: str, epochs: int, optimizer: str, validation: str) -> None:
    found = preset(name)
    assert found is not None
    plan, data = found.project.plan, found.project.data
    assert (plan.epochs, plan.optimizer, data.validation) == (epochs, optimizer, validation)
    assert plan.batch_size == (64 if name == "few-digits-deeper" else 128)
    if name.startswith("few-digits"):
        assert (data.subset, round(data.subset * data.validation_share)) == (5_000, 1_000)


def test_that_other_printed_counts_are_met() -> None:
    gaps = _preset("fill-the-gaps")
    assert _counts(gaps) == [320, 9_248, 589_952, 1_290]
    assert gaps.totals.parameters == 600_810
    assert _flat(gaps) == 4_608
    assert gaps.rows[5].output_shape == (128,)
    assert _preset("two-dense").totals.parameters == 669_706
    faces = _preset("faces-head", 8)
    assert faces.network.input_shape == (1, 1, 4_096)
    assert _counts(faces) == [1_638_800, 1_600, 160_400, 1_600, 3_208]
    assert (faces.totals.parameters, faces.totals.trainable, faces.totals.frozen) == (1_805_608, 1_804_008, 1_600)


@pytest.mark.parametrize(
    ("name", "total", "trainable"),
    [
        ("alexnet", 60_965_224, 60_965_224),
        ("vgg16", 138_357_544, 138_357_544),
        ("resnet-50", 25_636_712, 25_583_592),
        ("googlenet", 6_998_552, 6_998_552),
        ("mobilenet-v2", 3_538_984, 3_504_872),
        ("densenet-121", 8_062_504, 7_978_856),
        ("resnet-20", 274_042, 272_474),
    ],
)
def test_that_well_known_networks_have_their_published_figures(name: str, total: int, trainable: int) -> None:
    found = _preset(name, None)
    assert (found.totals.parameters, found.totals.trainable) == (total, trainable)


def test_that_the_feature_that_faces_are_told_by_is_what_vgg16_gives() -> None:
    found = _preset("vgg16", None)
    assert [row.output_shape for row in found.rows if row.kind == "Dense"] == [(4_096,), (4_096,), (1_000,)]
    assert _flat(found) == 25_088


def test_that_the_small_networks_of_blocks_stay_small() -> None:
    for name in ("inception-block", "mobilenetv2-block", "densenet-block", "cifar-cnn"):
        found = _preset(name)
        assert found.output_shape == (10,)
        assert found.totals.parameters < 700_000


def test_that_the_first_inception_module_has_the_channels_of_its_paper() -> None:
    rows = {row.name: row.output_shape for row in _preset("googlenet", None).rows}
    assert rows["parallel_1"] == (28, 28, 64 + 128 + 32 + 32)
    assert rows["parallel_9"] == (7, 7, 1_024)


@pytest.mark.parametrize(("stride", "shape"), [(1, (3, 3, 2)), (2, (2, 2, 2))])
def test_that_a_convolution_by_hand_has_its_figures(stride: int, shape: Shape) -> None:
    network = _preset("by-hand", None).network
    found = analyse(network.change((0,), strides=(stride, stride)))
    assert found.rows[0].output_shape == shape
    assert found.totals.parameters == 26
