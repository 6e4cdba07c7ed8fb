"""Looks inside a network that learns: what they show, when they are taken, and that they change nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D, ReLU
from cnnstudio.core.messages import HealthChecked, SnapshotTaken
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, columns, of_type, with_plan

RANDOM = np.random.default_rng(1)
X, Y = RANDOM.integers(0, 256, (30, 8, 8, 1), np.uint8), np.arange(30) % 3


def inside_of(network: Network, **weights: Any) -> Any:
    """Looks into a network of three classes with some of its weights given, by layer and name with "__" between."""
    from cnnstudio.engine.build import build, get_weights
    from cnnstudio.engine.subjects import load
    from cnnstudio.engine.training.inside import Inside

    found = get_weights(build(network), network)
    for name, value in weights.items():
        found[name.replace("__", "/")][:] = value
    return Inside(load(network, found, ("a", "b", "c"), Preprocessing().fit(X)), X, Y)


def test_that_silent_channels_and_units_are_counted_under_the_layer_with_the_kernels(ready: Any) -> None:
    nodes = stack(
        Conv2D(4, activation="relu"),
        Conv2D(6),
        BatchNormalization(),
        ReLU(),
        Flatten(),
        Dense(5, "tanh"),
        Dense(5, "relu"),
        Dense(3, "linear"),
        Activation("softmax"),
    )
    silent = {"conv2d_1__bias": [-1e6, 0, -1e6, 1e3], "batch_normalization_1__beta": [-1e6, 1e3, 1e3, 1e3, 1e3, 1e3]}
    inside = inside_of(Network((8, 8, 1), nodes), dense_2__bias=1e3, dense_3__bias=[0, 1e9, 0], **silent)
    _, health = inside.look(4, at_units=True)
    found = {layer.layer: (layer.dead, layer.of) for layer in health.layers}
    assert set(found) == {"conv2d_1", "conv2d_2", "dense_2"}
    assert found["conv2d_1"][0] in (2, 3)
    assert (found["conv2d_1"][1], found["conv2d_2"], found["dense_2"]) == (4, (1, 6), (0, 5))
    assert (health.epoch, health.pictures, health.predicted, health.true) == (4, 30, (0, 30, 0), (10, 10, 10))


def test_that_a_snapshot_holds_kernels_and_maps_of_the_first_convolution(ready: Any) -> None:
    network = Network((8, 8, 1), stack(Conv2D(4, padding=1, activation="relu"), MaxPooling2D(), Flatten(), Dense(3)))
    kernels = RANDOM.normal(size=(3, 3, 1, 4)).astype(np.float32)
    inside = inside_of(network, conv2d_1__kernel=kernels, conv2d_1__bias=0.5)
    snapshot, health = inside.look(2, at_units=False)
    assert health is None
    assert (snapshot.epoch, snapshot.kernel_layer, snapshot.map_layer) == (2, "conv2d_1", "conv2d_1")
    np.testing.assert_array_equal(snapshot.kernels, kernels)
    padded = np.pad(X[0].astype(np.float32) / 255, ((1, 1), (1, 1), (0, 0)))
    at = np.tensordot(padded[2:5, 3:6], kernels, 3) + 0.5
    np.testing.assert_allclose(snapshot.maps[2, 3], np.maximum(at, 0), rtol=2e-3, atol=1e-3)
    assert (snapshot.maps.dtype, snapshot.maps.shape) == (np.float16, (8, 8, 4))
    np.testing.assert_array_equal(snapshot.picture, X[0])
    assert not any(array.flags.writeable for array in (snapshot.kernels, snapshot.maps, snapshot.picture))


def test_that_units_that_face_the_picture_are_kernels_of_its_size(ready: Any) -> None:
    inside = inside_of(Network((8, 8, 1), stack(Flatten(), Dense(70), Dense(3))))
    snapshot, _ = inside.look(1, at_units=False)
    assert (snapshot.kernel_layer, snapshot.kernels.shape) == ("dense_1", (8, 8, 1, 64))
    assert (snapshot.map_layer, snapshot.maps.size) == ("", 0)


def test_that_a_network_whose_weights_do_not_face_the_picture_has_nothing_to_show(ready: Any) -> None:
    snapshot, _ = inside_of(Network((8, 8, 1), stack(MaxPooling2D(), Flatten(), Dense(3)))).look(1, at_units=False)
    assert (snapshot.kernel_layer, snapshot.map_layer, snapshot.kernels.size, snapshot.maps.size) == ("", "", 0, 0)


def test_that_large_maps_are_thinned_out_and_large_numbers_fit(ready: Any) -> None:
    from cnnstudio.engine.subjects import load
    from cnnstudio.engine.training.inside import Inside

    network = Network((130, 70, 1), stack(Conv2D(2, padding=1), Flatten(), Dense(3)))
    weights = {
        "conv2d_1/kernel": np.full((3, 3, 1, 2), 1e6, np.float32),
        "conv2d_1/bias": np.zeros(2, np.float32),
        "dense_1/kernel": np.zeros((130 * 70 * 2, 3), np.float32),
        "dense_1/bias": np.zeros(3, np.float32),
    }
    pictures = np.full((2, 130, 70, 1), 255, np.uint8)
    loaded = load(network, weights, ("a", "b", "c"), Preprocessing().fit(pictures))
    snapshot, _ = Inside(loaded, pictures, np.array([0, 1])).look(1, at_units=False)
    assert snapshot.maps.shape == (44, 35, 2)
    assert np.isfinite(snapshot.maps).all()


def test_that_every_epoch_is_kept_and_told_and_units_looked_at_ever_more_rarely(bench: Bench, project: Project) -> None:
    subject, events = bench.train(with_plan(project, epochs=5))
    taken = [each.snapshot for each in of_type(events, SnapshotTaken)]
    checked = [each.health for each in of_type(events, HealthChecked)]
    assert [each.epoch for each in taken] == [1, 2, 3, 4, 5]
    assert [each.epoch for each in checked] == [1, 2, 4, 5]
    assert sum(checked[0].predicted) == checked[0].pictures == 24
    with ProjectFile.open(subject.file) as file:
        assert file.health(subject.run) == tuple(checked)
        kept = [file.snapshot(subject.run, epoch) for epoch in file.snapshots(subject.run)]
        figures = file.batches(subject.run)
    assert [epoch for epoch, _ in figures] == [1, 2, 3, 4, 5]
    assert figures[0][1].shape == (7, 3)
    for ours, theirs in zip(kept, taken, strict=True):
        np.testing.assert_array_equal(ours.kernels, theirs.kernels)
        np.testing.assert_array_equal(ours.maps, theirs.maps)
        np.testing.assert_array_equal(ours.picture, theirs.picture)
    assert not np.array_equal(taken[0].kernels, taken[4].kernels)


def test_that_looking_inside_changes_no_number(bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    augmented = replace(project, preprocessing=Preprocessing())
    one, with_looks = bench.train(augmented)
    nothing = np.zeros((0, 0, 0), np.float32)

    def blind(_: Any, epoch: int, **__: Any) -> Any:
        return Snapshot(epoch, "", nothing[None], "", nothing.astype(np.float16), np.zeros((1, 1, 1), np.uint8)), None

    monkeypatch.setattr("cnnstudio.engine.training.inside.Inside.look", blind)
    other, without = bench.train(augmented)
    assert columns(with_looks) == columns(without)
    with ProjectFile.open(one.file) as file, ProjectFile.open(other.file) as second:
        ours, theirs = file.state(one.run), second.state(other.run)
    for mine, its in zip(ours[1:], theirs[1:], strict=True):
        assert all(np.array_equal(mine[name], its[name]) for name in mine)
