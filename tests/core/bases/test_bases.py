"""The bases: every one has its layers, and takes pictures of the sides it says."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import BASES, NOT_HELD, array_order, base_layers, base_network, base_of, title_of
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Normalization, Rescaling
from cnnstudio.core.network import Network
from cnnstudio.core.transferring.pretrained import BUILT_IN, KERAS

NAMES = [base.name for base in BASES]

PARAMETERS = {
    "EfficientNet-Lite0": 3_413_024,
    "VGG16": 117_479_232,
    "VGG19": 122_788_928,
    "ResNet50": 23_587_712,
    "ResNet50V2": 23_564_800,
    "MobileNet": 3_228_864,
    "MobileNetV2": 2_257_984,
    "MobileNetV3Small": 939_120,
    "DenseNet121": 7_037_504,
    "InceptionV3": 21_802_784,
    "InceptionResNetV2": 54_336_736,
    "Xception": 20_861_480,
    "EfficientNetV2B0": 5_919_312,
    "ConvNeXtTiny": 27_820_128 - 6_624,  # its factors behind layers are multiplied into those
}
"""Up to the features, as Keras counts them with ``include_top=False``."""


def test_that_each_base_is_named_once_and_found_by_its_source() -> None:
    assert len(set(NAMES)) == len(NAMES) == 39
    for base in BASES:
        assert base_of(base.source) is base
        assert base.source.startswith(KERAS if base.files else BUILT_IN)
    assert base_of("keras:NASNetLarge") is None
    assert "NASNetLarge" in NOT_HELD
    assert base_of("VGG16") is base_of("keras:VGG16")
    for strange in ("built-in:VGG16", "keras:EfficientNet-Lite0", "built-in:keras:VGG16", "keras:keras:VGG16"):
        assert base_of(strange) is None
    assert title_of("keras:VGG16") == "VGG16"
    assert title_of("keras:Something") == "keras:Something"


@pytest.mark.parametrize("name", NAMES)
def test_that_a_base_works_at_its_own_side_up_to_its_features(name: str) -> None:
    base = base_of(name)
    assert base is not None
    layers = base_layers(base)
    (feature,) = (each for each in layers if each.is_feature)
    network = base_network(base, base.side, base.feature)
    analysis = analyse(network)
    assert not analysis.problems
    assert analysis.output_shape == feature.shape
    assert analysis.totals.parameters == feature.parameters
    assert [each.parameters for each in layers] == sorted(each.parameters for each in layers)
    weights = {f"{row.name}/{each.name}" for row in analysis.rows for each in row.params.arrays}
    assert weights <= set(array_order(base))


def test_that_mobilenet_v3_has_the_parameters_that_keras_counts() -> None:
    assert [_base(f"MobileNetV3{size}").parameters for size in ("Small", "Large")] == [2.6, 5.5]  # 2,554,968; 5,507,432


def test_that_the_megabytes_are_those_of_all_parameters() -> None:
    for base in BASES:
        needed = base.parameters * 1e6 * 4 / 1024**2
        assert not base.files or needed * 0.95 <= base.megabytes <= needed * 1.5


@pytest.mark.parametrize(("name", "count"), [(name, PARAMETERS[name]) for name in PARAMETERS])
def test_that_a_base_has_as_many_parameters_as_in_keras(name: str, count: int) -> None:
    base = base_of(name)
    assert base is not None
    assert next(each.parameters for each in base_layers(base) if each.is_feature) == count


@pytest.mark.parametrize("name", ["MobileNetV2", "EfficientNetB0", "MobileNetV3Large", "EfficientNet-Lite0"])
@pytest.mark.parametrize("side", [96, 97, 99, 101, 224])
def test_that_every_stride_halves_the_sides_rounded_up(name: str, side: int) -> None:
    base = base_of(name)
    assert base is not None
    pooled = next(row for row in analyse(base_network(base, side, base.feature)).rows if "Global" in row.kind)
    rows = [row for row in analyse(base_network(base, side, base.feature)).rows if row.depth == 0]
    before = rows[[row.name for row in rows].index(pooled.name) - 1] if pooled.depth == 0 else rows[-2]
    wanted = side
    for _ in range(5):
        wanted = -(-wanted // 2)
    assert before.output_shape is not None
    assert before.output_shape[:2] == (wanted, wanted)


def test_that_the_first_nodes_prepare_pictures_as_the_base_wants_them() -> None:
    assert base_network(_base("VGG16"), 224, "block1_conv1").nodes[0].spec == Normalization(
        (123.68, 116.779, 103.939), (1.0, 1.0, 1.0)
    )
    assert base_network(_base("MobileNet"), 96, "conv1").nodes[0].spec == Rescaling(1 / 127.5, -1.0)
    first, second = (node.spec for node in base_network(_base("DenseNet121"), 96, "conv1_conv").nodes[:2])
    assert first == Rescaling(1 / 255)
    assert isinstance(second, Normalization)
    assert second.variance == pytest.approx((0.229**2, 0.224**2, 0.225**2))
    assert base_network(_base("EfficientNet-Lite0"), 96, "stem_conv").nodes[0].spec == Rescaling(1 / 128, -127 / 128)


def test_that_what_cannot_be_taken_is_said() -> None:
    vgg = _base("VGG16")
    with pytest.raises(SpecError, match="take pictures of 224 × 224 only"):
        base_network(vgg, 128, "fc1")
    assert isinstance(base_network(vgg, 128, "block5_pool"), Network)
    assert "fc1" not in [each.name for each in base_layers(vgg, 128)]
    with pytest.raises(SpecError, match="from 75 × 75, best 299 × 299"):
        base_network(_base("InceptionV3"), 64, "avg_pool")
    with pytest.raises(SpecError, match="no layer “predictions”"):
        base_network(vgg, 224, "predictions")


def test_that_dense_layers_need_the_file_with_all_weights() -> None:
    vgg = _base("VGG16")
    assert [each.name for each in base_layers(vgg) if each.whole] == ["fc1", "fc2"]
    assert [file.whole for file in vgg.files_for(whole=False)] == [False, True]
    assert [file.name for file in vgg.files_for(whole=True)] == ["vgg16_weights_tf_dim_ordering_tf_kernels.h5"]


def test_that_files_have_addresses_and_checksums() -> None:
    for base in BASES:
        for file in base.files:
            assert file.url.startswith("https://storage.googleapis.com/")
            assert file.url.endswith(f"/{file.name}")
            kind, _, digest = file.digest.partition(":")
            assert len(digest) == {"sha256": 64, "md5": 32, "": 0}[kind]
            assert digest or base.name in ("MobileNet", "MobileNetV2")


def _base(name: str):  # type: ignore[no-untyped-def]
    found = base_of(name)
    assert found is not None
    return found
