"""What follows the pen: the answer and every layer's maps, made small."""

import math
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import (
    Failed,
    FeaturesShown,
    Follow,
    Followed,
    LayerMaps,
    Predict,
    Predicted,
    RunSubject,
    ShowFeatures,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from tests.engine.conftest import SIDE, Bench, only, small_network

PICTURE = np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 1), np.uint8)


def follow(bench: Bench, subject: RunSubject) -> Followed:
    return only(bench.work(Follow(subject=subject, picture=PICTURE)), Followed)


def features(bench: Bench, subject: RunSubject, layer: str) -> np.ndarray:
    return only(bench.work(ShowFeatures(subject=subject, layer=layer, picture=PICTURE)), FeaturesShown).maps


def values(layer: LayerMaps) -> np.ndarray:
    """What the bytes stand for."""
    return layer.low + layer.maps.astype(np.float64) / 255 * (layer.high - layer.low)


def test_that_the_answer_is_the_same_as_without_maps(bench: Bench, project: Project) -> None:
    for last in ("softmax", "linear"):
        subject = bench.drawn(replace(project, network=small_network(last)))
        followed = follow(bench, subject)
        predicted = only(bench.work(Predict(subject=subject, picture=PICTURE)), Predicted)
        np.testing.assert_allclose(followed.probabilities, predicted.probabilities, rtol=1e-6, atol=1e-8)
        assert followed.labels == predicted.labels
        assert not followed.probabilities.flags.writeable


def test_that_every_layer_is_there_with_its_own_values(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    followed = follow(bench, subject)
    rows = analyse(project.network).rows
    assert [(each.layer, each.shape) for each in followed.layers] == [(row.name, row.output_shape) for row in rows]
    assert [each.kind for each in followed.layers] == [row.node.spec.kind for row in rows]
    for each in followed.layers:
        expected = features(bench, subject, each.layer)
        assert (each.low, each.high) == (expected.min(), expected.max())
        np.testing.assert_allclose(values(each), expected, atol=(each.high - each.low) / 255)
        assert each.maps.dtype == np.uint8
        assert not each.maps.flags.writeable


def test_that_large_maps_are_averaged_and_the_first_ones_taken(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnstudio.engine.inspecting.following.SIDE", 3)
    monkeypatch.setattr("cnnstudio.engine.inspecting.following.MOST", 2)
    subject = bench.trained(project)
    layer = follow(bench, subject).layers[0]
    whole = features(bench, subject, layer.layer)
    assert layer.shape == whole.shape == (8, 8, 4)
    assert layer.maps.shape == (3, 3, 2)
    edges = (slice(0, 3), slice(3, 6), slice(6, 8))
    expected = np.array([[whole[down, right, :2].mean((0, 1)) for right in edges] for down in edges])
    np.testing.assert_allclose(values(layer), expected, atol=(layer.high - layer.low) / 255)
    assert layer.low == pytest.approx(expected.min(), rel=1e-5)


def test_that_a_block_stands_behind_what_is_in_it(bench: Bench, project: Project) -> None:
    residual = Block("residual_1", Residual(), ((Layer("conv2d_1", Conv2D(1, padding=1)),), ()))
    branches = ((Layer("conv2d_2", Conv2D(2)),), (Layer("conv2d_3", Conv2D(3)),))
    parallel = Block("parallel_1", Parallel(), branches)
    end = (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(10, "softmax")))
    subject = bench.drawn(replace(project, network=Network((SIDE, SIDE, 1), (residual, parallel, *end))))
    followed = follow(bench, subject)
    names = ["conv2d_1", "residual_1", "conv2d_2", "conv2d_3", "parallel_1", "flatten_1", "dense_1"]
    assert [each.layer for each in followed.layers] == names
    assert followed.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_that_a_long_list_is_made_shorter(bench: Bench, project: Project) -> None:
    nodes = (Layer("a", Conv2D(40, padding=1)), Layer("b", Flatten()), Layer("c", Dense(10, "softmax")))
    network = Network((SIDE, SIDE, 1), nodes)
    subject = bench.drawn(replace(project, network=network))
    layer = follow(bench, subject).layers[1]
    whole = features(bench, subject, "b")
    assert (layer.shape, layer.maps.shape) == ((2560,), (854,))
    # 854 · 3 is 2 more than there are: one is missing at each end.
    np.testing.assert_allclose(values(layer)[0], whole[:2].mean(), atol=(layer.high - layer.low) / 255)


def test_that_numbers_that_are_none_are_dark_and_say_nothing(bench: Bench, project: Project) -> None:
    from cnnstudio.engine.build import build
    from cnnstudio.engine.inspecting.following import Following
    from cnnstudio.engine.subjects import Loaded

    network = Network((2, 2, 1), (Layer("a", Conv2D(1, (1, 1), activation="linear")), Layer("b", Flatten())))
    loaded = Loaded(build(network), network, tuple("0123"), None)
    loaded.keras_model.get_layer("a").set_weights([np.full((1, 1, 1, 1), np.float32(3e38)), np.zeros(1, np.float32)])
    request = Follow(subject=RunSubject("x", 1), picture=np.array([[[0], [255]], [[0], [255]]], np.uint8))
    first = Following(loaded).look(1, request.subject, request.picture).layers[0]
    assert (first.low, first.high, first.maps.ravel().tolist()) == (0.0, pytest.approx(3e38), [0, 255, 0, 255])
    loaded.keras_model.get_layer("a").set_weights([np.full((1, 1, 1, 1), np.float32(np.nan)), np.zeros(1, np.float32)])
    first = Following(loaded).look(1, request.subject, request.picture).layers[0]
    assert math.isnan(first.low)
    assert not first.maps.any()


def test_that_a_picture_of_another_size_is_refused_in_words(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    refused = only(bench.work(Follow(subject=subject, picture=PICTURE[:5])), Failed)
    assert refused.text == "The network expects pictures of 8 × 8 × 1, not of 5 × 8 × 1."
