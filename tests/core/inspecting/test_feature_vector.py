"""Which layer gives the feature vector, how long it is and why."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.inspecting.feature_vector import Candidate, candidates, selected
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling2D, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import PRESETS, stack
from cnnstudio.core.spec import LayerSpec


def found(*specs: LayerSpec) -> list[tuple[str, str, int]]:
    network = Network((8, 8, 1), stack(*specs))
    return [(each.title, each.layer, each.length) for each in candidates(analyse(network))]


def test_that_both_vectors_of_a_classic_network_are_offered_with_their_lengths() -> None:
    classic = (Conv2D(4, padding=1), MaxPooling2D(), Flatten(), Dense(20, "relu"), Dropout(0.5), Dense(3, "softmax"))
    assert found(*classic) == [("Before the classifier", "dropout_1", 20), ("After Flatten", "flatten_1", 64)]


def test_that_one_layer_that_is_both_stands_once_and_says_so() -> None:
    network = Network((8, 8, 1), stack(Conv2D(4), GlobalAveragePooling2D(), Dense(3)))
    (only,) = candidates(analyse(network))
    assert (only.title, only.layer, only.length) == ("Before the classifier", "global_average_pooling2d_1", 4)
    assert "output of both" in only.why


def test_that_global_pooling_counts_as_flattening() -> None:
    named = found(Conv2D(4), GlobalAveragePooling2D(), Dense(9), Dense(3))
    assert named == [
        ("Before the classifier", "dense_1", 9),
        ("After global pooling", "global_average_pooling2d_1", 4),
    ]


def test_that_without_dense_the_pooled_maps_are_the_vector_and_without_both_the_output() -> None:
    assert found(Conv2D(3), GlobalAveragePooling2D()) == [("After global pooling", "global_average_pooling2d_1", 3)]
    assert found(Conv2D(3)) == [("The output", "conv2d_1", 6 * 6 * 3)]


def test_that_a_dense_layer_that_faces_the_picture_itself_is_given_no_layers_output() -> None:
    assert found(Dense(3), Flatten()) == [("After Flatten", "flatten_1", 8 * 8 * 3)]


def test_that_the_classifier_at_the_start_of_a_branch_is_given_what_stands_before_its_block() -> None:
    block = Block("residual_1", Residual(), ((Layer("dense_2", Dense(5)),), ()))
    nodes = (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(5)), block)
    assert [each.layer for each in candidates(analyse(Network((8, 8, 1), nodes)))] == ["dense_1", "flatten_1"]


def test_that_a_network_with_a_problem_has_none() -> None:
    assert candidates(analyse(Network((2, 2, 1), stack(Conv2D(4, (5, 5)))))) == ()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_that_every_preset_has_a_vector_of_the_length_of_its_layers_output(preset: object) -> None:
    analysis = analyse(preset.project.network)  # type: ignore[attr-defined]
    offered = candidates(analysis)
    assert offered
    for each in offered:
        row = analysis.row_of(each.layer)
        assert row is not None
        assert row.memory == 4 * each.length


def test_that_any_layer_can_be_selected_and_one_that_is_not_there_cannot() -> None:
    analysis = analyse(Network((8, 8, 1), stack(Conv2D(4), Flatten(), Dense(3))))
    assert isinstance(selected(analysis, "conv2d_1"), Candidate)
    assert selected(analysis, "conv2d_9") is None
    assert selected(analysis, None) is None
