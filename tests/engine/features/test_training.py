"""A head that is trained on kept features learns what it learns behind the whole network."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import BatchNormalization, Dense, Dropout, RandomFlip
from cnnstudio.core.messages import (
    Assess,
    Assessed,
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    Failed,
    Finished,
    HealthChecked,
    LoadingProgress,
    NormsMeasured,
    Predict,
    Predicted,
    RunSubject,
    SnapshotTaken,
    Started,
    Train,
)
from cnnstudio.core.network import Layer
from cnnstudio.core.program.paths import cache_folder
from cnnstudio.core.project import Project
from cnnstudio.engine.features import computing
from cnnstudio.engine.features.computing import WHAT
from cnnstudio.engine.features.store import FeatureStore
from cnnstudio.engine.training.inside import Inside
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import columns, of_type, only, with_plan
from tests.engine.features.conftest import HEAD, Taken


def with_cache(project: Project, cache: bool, *head: Layer) -> Project:
    network = project.network.change((0,), cache=cache)
    network = replace(network, nodes=(*network.nodes[:2], *(head or network.nodes[2:])))
    return replace(project, network=network)


RANDOM_HEAD = (
    HEAD[1],
    Layer("norm_h", BatchNormalization()),
    Layer("drop", Dropout(0.3)),
    HEAD[2],
)


def computed(events: list[Event]) -> int:
    """For how many pictures features were computed."""
    told = [event for event in of_type(events, LoadingProgress) if event.what == WHAT]
    return told[-1].done if told else 0


def figures(events: list[Event]) -> list[tuple[Any, ...]]:
    return columns(events)[:-1]


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"loss": "categorical_focal_crossentropy", "class_weight": "balanced", "batch_size": 30},
        {"precision": "mixed_bfloat16"},
    ],
)
def test_that_features_change_no_digit_of_a_run_with_dropout_and_normalisation(
    transfer: Taken, plan: dict[str, Any]
) -> None:
    project = with_plan(transfer.project, **plan)
    whole, on_features = (
        transfer.bench.train(with_cache(project, cache, *RANDOM_HEAD), transfer.file) for cache in (False, True)
    )
    assert only(whole[1], Started).features == ""
    assert only(on_features[1], Started).features == "3 × 3 × 6 = 54 numbers a picture from base, computed for it"
    assert figures(whole[1]) == figures(on_features[1])
    one, other = (transfer.weights(each[0].run) for each in (whole, on_features))
    assert list(one) == list(other)
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name])
    ended = [only(each[1], Finished) for each in (whole, on_features)]
    assert ended[0].test is not None
    assert ended[1].test is not None
    assert ended[0].test.confusion == ended[1].test.confusion
    assert ended[0].test.loss == pytest.approx(ended[1].test.loss, rel=1e-5)
    for a, b in zip(*(of_type(each[1], HealthChecked) for each in (whole, on_features)), strict=True):
        assert (a.health.layers, a.health.predicted) == (b.health.layers, b.health.predicted)
    for c, d in zip(*(of_type(each[1], SnapshotTaken) for each in (whole, on_features)), strict=True):
        assert (c.snapshot.epoch, c.snapshot.kernel_layer) == (d.snapshot.epoch, "conv_1")
        np.testing.assert_array_equal(c.snapshot.kernels, d.snapshot.kernels)
        np.testing.assert_allclose(c.snapshot.maps, d.snapshot.maps, atol=1e-3)
    norms = [of_type(each[1], NormsMeasured)[-1].norms.layers for each in (whole, on_features)]
    assert [layer.layer for layer in norms[0]] == [layer.layer for layer in norms[1]] == ["hidden", "norm_h", "last"]
    for a, b in zip(*norms, strict=True):
        assert a.gradients == pytest.approx(b.gradients, rel=1e-2)


def test_that_another_head_starts_at_once_and_new_pictures_alone_are_computed(transfer: Taken) -> None:
    bench, project = transfer.bench, with_cache(transfer.project, True)
    subset = replace(project, data=replace(project.data, subset=100))
    assert computed(bench.train(subset, transfer.file)[1]) == 100 + 70
    assert computed(bench.train(project, transfer.file)[1]) == 140
    another = with_cache(transfer.project, True, Layer("alone", Dense(10, "softmax")))
    renamed = replace(another, network=another.network.rename((0,), "body"))
    again = bench.train(renamed, transfer.file)[1]
    assert computed(again) == 0
    assert only(again, Started).features.endswith("from body, from before")
    other_seed = replace(another, data=replace(another.data, seed=7, validation_share=0.2))
    assert computed(bench.train(other_seed, transfer.file)[1]) == 0
    scaled = replace(project, preprocessing=replace(project.preprocessing, method="signed"))
    assert computed(bench.train(scaled, transfer.file)[1]) == 310


def test_that_a_run_says_what_it_learned_from_and_looks_into_frozen_layers_once(
    transfer: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, show = [], Inside._show
    monkeypatch.setattr(Inside, "_show", lambda inside: looks.append(1) or show(inside))
    subject, events = transfer.bench.train(with_cache(transfer.project, True), transfer.file)
    assert len(of_type(events, SnapshotTaken)) > len(looks) == 1
    with ProjectFile.open(transfer.file, read_only=True) as file:
        told = [run.versions.get("features", "") for run in file.runs()]
    assert told[0] == ""
    assert "from base, computed for it" in told[subject.run - 1]


def test_that_a_stop_while_features_are_computed_leaves_no_run_but_what_was_computed(
    transfer: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "batch_for", lambda *_: 50)
    bench, project = transfer.bench, with_cache(transfer.project, True)

    def is_half(event: Event) -> bool:
        return isinstance(event, LoadingProgress) and event.what == WHAT

    bench.when(is_half, bench.mailbox.stop)
    events = bench.work(Train(file=transfer.file, project=project))
    assert of_type(events, Cancelled)
    assert not of_type(events, Started)
    with ProjectFile.open(transfer.file, read_only=True) as file:
        assert len(file.runs()) == 1
    again = bench.train(project, transfer.file)[1]
    assert 0 < computed(again) < 310
    assert only(again, Finished).status == "finished"


def test_that_a_run_on_features_goes_on_as_if_it_had_never_ended(transfer: Taken) -> None:
    bench, project = transfer.bench, with_plan(with_cache(transfer.project, True, *RANDOM_HEAD), epochs=4)
    whole = bench.train(project, transfer.file)[1]
    bench.when(lambda event: isinstance(event, EpochEnded) and event.epoch.number == 2, bench.mailbox.stop)
    broken, _ = bench.train(project, transfer.file)
    rest = bench.work(Train(file=transfer.file, project=project, resume=broken.run))
    assert only(rest, Started).features
    wanted = [event.epoch for event in of_type(whole, EpochEnded)][2:]
    found = [event.epoch for event in of_type(rest, EpochEnded)]
    assert [(each.loss, each.val_loss, each.val_accuracy) for each in found] == [
        (each.loss, each.val_loss, each.val_accuracy) for each in wanted
    ]


def test_that_features_larger_than_the_memory_are_read_batch_by_batch(
    transfer: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_cache(transfer.project, True)
    in_memory = transfer.bench.train(project, transfer.file)[1]
    monkeypatch.setattr("cnnstudio.core.training.memory.MOST_FEATURES", 0)
    streamed = transfer.bench.train(project, transfer.file)[1]
    assert figures(in_memory) == figures(streamed)


def test_that_pictures_in_a_file_have_the_same_features(transfer: Taken, store: Callable[[], Path]) -> None:
    project = with_cache(transfer.project, True)
    before = transfer.bench.train(project, transfer.file)[1]
    store()
    after = transfer.bench.train(project, transfer.file)[1]
    assert computed(after) == 0
    assert figures(before) == figures(after)


def test_that_without_room_on_the_disk_features_are_kept_in_memory_or_it_is_said_what_helps(
    transfer: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_cache(transfer.project, True)
    monkeypatch.setattr(FeatureStore, "has_room", lambda *_: False)
    events = transfer.bench.train(project, transfer.file)[1]
    assert only(events, Finished).status == "finished"
    assert not list(cache_folder().glob("features/*/*.rows"))
    monkeypatch.setattr(computing, "_MEMORY_SHARE", 0.0)
    refused = only(transfer.bench.work(Train(file=transfer.file, project=project)), Failed)
    assert "Keep features" in refused.hint


def test_that_features_that_are_too_many_are_not_kept_and_the_run_says_so(
    transfer: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_cache(transfer.project, True)
    kept = transfer.bench.train(project, transfer.file)[1]
    before = list(cache_folder().glob("features/*/*.rows"))
    monkeypatch.setattr("cnnstudio.core.transferring.features.MOST_BYTES", 310 * 54 * 4 - 1)
    events = transfer.bench.train(replace(project, plan=replace(project.plan, seed=5)), transfer.file)[1]
    assert only(events, Started).features == ""
    assert "every epoch ran the whole network" in only(events, Finished).text
    assert only(kept, Finished).text == ""
    assert list(cache_folder().glob("features/*/*.rows")) == before


def test_that_who_looks_in_asks_the_whole_network_while_its_head_learns(transfer: Taken) -> None:
    bench, project = transfer.bench, with_cache(transfer.project, True)
    picture = np.full((8, 8, 1), 90, np.uint8)

    def look() -> None:
        bench.mailbox.post(Predict(subject=RunSubject(transfer.file, 2), picture=picture))

    bench.when(lambda event: isinstance(event, BatchEnded) and event.epoch == 2, look)
    subject, events = bench.train(project, transfer.file)
    live = of_type(events, Predicted)
    assert len(live) == 1
    after = only(bench.work(Predict(subject=subject, picture=picture)), Predicted)
    assert after.probabilities.shape == live[0].probabilities.shape == (10,)
    assessed = only(bench.work(Assess(subject=subject, part="test")), Assessed)
    ended = only(events, Finished)
    assert ended.test is not None
    assert int(assessed.outcomes.right.sum()) == ended.test.count - ended.test.misclassified


def test_that_pictures_changed_at_random_are_run_through_the_whole_network(transfer: Taken) -> None:
    project = with_cache(transfer.project, True)
    flipped = replace(project, preprocessing=replace(project.preprocessing, augmentation=(RandomFlip(),)))
    events = transfer.bench.train(flipped, transfer.file)[1]
    assert only(events, Started).features == ""
    assert computed(events) == 0
    assert only(events, Finished).status == "finished"


def test_that_a_damaged_cache_is_computed_anew(transfer: Taken) -> None:
    project = with_cache(transfer.project, True)
    before = transfer.bench.train(project, transfer.file)[1]
    for path in cache_folder().glob("features/*/*.rows"):
        content = bytearray(path.read_bytes())
        content[70] ^= 255
        path.write_bytes(content)
    after = transfer.bench.train(project, transfer.file)[1]
    assert computed(after) == 310
    assert figures(before) == figures(after)
