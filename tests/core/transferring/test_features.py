"""Up to where a network is computed once."""

import math
from dataclasses import replace

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    GlobalAveragePooling2D,
    MaxPooling2D,
    RandomFlip,
    ReLU,
    Rescaling,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import preset, stack
from cnnstudio.core.spec import LayerSpec
from cnnstudio.core.transferring.features import (
    cut_of,
    feature_cut,
    in_words,
    length_in_words,
    whence_in_words,
    why_not_kept,
)
from cnnstudio.core.transferring.pretrained import Pretrained

RAW = Preprocessing("raw")
BODY = (Layer("conv", Conv2D(4)), Layer("norm", BatchNormalization()), Layer("relu", ReLU()))
BASE = Block("base", Pretrained("run:1"), (BODY,))


def network(*nodes: Block | LayerSpec) -> Network:
    made = [node if isinstance(node, Block) else stack(node)[0] for node in nodes]
    return Network((16, 16, 3), tuple(made))


def test_that_the_cut_is_behind_the_last_layer_that_is_the_same_in_every_epoch() -> None:
    assert feature_cut(network(BASE, Flatten(), Dense(3)), RAW) == "base"
    assert feature_cut(network(BASE, GlobalAveragePooling2D(), Dense(3)), RAW) == "global_average_pooling2d_1"
    assert feature_cut(network(BASE, MaxPooling2D(), Flatten(), Dropout(0.5), Dense(3)), RAW) == "max_pooling2d_1"
    assert feature_cut(network(BASE, ReLU(), GlobalAveragePooling2D(), Dense(3)), RAW) == "global_average_pooling2d_1"
    measuring = BatchNormalization(scale=False, center=False)
    assert feature_cut(network(BASE, measuring, GlobalAveragePooling2D(), Dense(3)), RAW) == "base"
    assert feature_cut(network(Rescaling(), BASE, Flatten(), Dense(3)), RAW) == "base"


def test_that_two_frozen_bodies_in_a_row_are_one_front() -> None:
    second = Block("second", Pretrained("run:2"), ((Layer("conv_b", Conv2D(2)),),))
    assert feature_cut(network(BASE, second, Flatten(), Dense(3)), RAW) == "second"
    assert feature_cut(network(BASE, Dropout(0.1), second, Flatten(), Dense(3)), RAW) == "base"
    beside = Block("beside", Parallel("concatenate"), ((BASE,), (replace(second, name="other"),)))
    assert feature_cut(network(beside, Flatten(), Dense(3)), RAW) == "beside"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (replace(BASE, spec=Pretrained("run:1", fine_tune=1)), "trained"),
        (replace(BASE, spec=Pretrained("run:1", cache=False)), "switched off"),
        (replace(BASE, branches=((*BODY, Layer("drop", Dropout(0.2))),)), "drop in it is random"),
        (replace(BASE, branches=((*BODY, Layer("noise", GaussianNoise(0.2))),)), "noise in it is random"),
    ],
)
def test_that_what_changes_in_training_is_not_computed_once_and_says_why(changed: Block, why: str) -> None:
    assert feature_cut(network(changed, Flatten(), Dense(3)), RAW) is None
    assert why in why_not_kept(network(changed, Flatten(), Dense(3)), RAW, "base")


def test_that_nothing_is_kept_of_pictures_that_are_never_the_same() -> None:
    augmented = replace(RAW, augmentation=(RandomFlip(),))
    assert feature_cut(network(BASE, Flatten(), Dense(3)), augmented) is None
    assert "at random" in why_not_kept(network(BASE, Flatten(), Dense(3)), augmented, "base")
    assert feature_cut(network(RandomFlip(), BASE, Flatten(), Dense(3)), RAW) is None
    assert "random_flip_1 in front" in why_not_kept(network(RandomFlip(), BASE, Flatten(), Dense(3)), RAW, "base")


def test_that_a_dropout_that_drops_nothing_is_no_hindrance() -> None:
    quiet = replace(BASE, branches=((*BODY, Layer("drop", Dropout(0.0))),))
    assert feature_cut(network(quiet, Flatten(), Dense(3)), RAW) == "base"
    assert why_not_kept(network(quiet, Flatten(), Dense(3)), RAW, "base") == ""


def test_that_a_network_without_anything_to_train_behind_or_without_a_body_has_no_cut() -> None:
    assert feature_cut(network(BASE, Flatten()), RAW) is None
    assert feature_cut(network(Flatten(), Dense(3)), RAW) is None
    assert feature_cut(network(Conv2D(3), BASE, Flatten(), Dense(3)), RAW) is None
    assert feature_cut(Network((8, 8, 1), ()), RAW) is None


def test_that_the_length_is_said_as_it_comes_about() -> None:
    assert length_in_words((4096,)) == "4,096"
    assert length_in_words((7, 7, 512)) == "7 × 7 × 512 = 25,088"


def test_that_it_is_said_whether_features_were_computed_for_a_run_or_before() -> None:
    now, some, before = (in_words("fc1", (4096,), computed, 1500) for computed in (1500, 1200, 0))
    assert now == "4,096 numbers a picture from fc1, computed for it"
    assert whence_in_words(now) == "features computed for it"
    assert whence_in_words(some) == "features 1,200 of 1,500 computed for it"
    assert whence_in_words(before) == "features from before"
    assert whence_in_words("") == ""


def test_that_features_too_large_to_be_kept_are_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    found = network(BASE, Flatten(), Dense(3))
    size = math.prod(analyse(found).rows[0].output_shape or ()) * 4
    monkeypatch.setattr("cnnstudio.core.transferring.features.MOST_BYTES", 100 * size)
    assert feature_cut(found, RAW, 100) == "base"
    assert why_not_kept(found, RAW, "base", 100) == ""
    assert feature_cut(found, RAW, 101) is None
    assert "are kept. Poolings" in why_not_kept(found, RAW, "base", 101)


def test_that_the_head_of_the_course_sheet_reads_4096_features_and_has_its_parameters() -> None:
    found = preset("faces-vgg16")
    assert found is not None
    project, analysis = found.project, analyse(found.project.network)
    cut = cut_of(project.network)
    assert cut is not None
    assert feature_cut(project.network, project.preprocessing) == cut.name
    assert analysis.rows[0].output_shape == (4096,)
    assert sum(row.params.total for row in analysis.rows if row.path[0] > cut.index) == 1_805_608
