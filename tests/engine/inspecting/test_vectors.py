"""Feature vectors of many pictures: those of Keras, in small steps, also beside a training."""

import numpy as np
import pytest

from cnnstudio.core.inspecting import embedding
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Failed,
    Progressed,
    RunSubject,
    TakeVectors,
    VectorsTaken,
)
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.engine.inspecting import vectors as module
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, columns, of_type, only, patch_memory

LABELS = tuple("0123456789")
PICTURES = np.random.default_rng(5).integers(0, 256, (70, 8, 8, 1), np.uint8)


@pytest.fixture
def subject(bench: Bench, project: Project) -> RunSubject:
    """A stored run of one epoch whose weights are those the network began with."""
    from cnnstudio.engine.build import build, get_weights

    path, prepared = bench.file(project), project.preprocessing.fit(PICTURES)
    with ProjectFile.open(path) as file:
        started = "2026-01-01T12:00:00+00:00"
        number = file.begin_run(project, name="", labels=LABELS, prepared=prepared, started=started, versions={})
        weights = get_weights(build(project.network), project.network)
        file.add_epoch(number, Epoch(1, 1.0, 0.1, 1.0, 0.1, 1.0), weights)
        file.end_run(number, "stopped", None)
    return RunSubject(path, number)


def test_that_vectors_and_classes_are_those_of_keras(bench: Bench, project: Project, subject: RunSubject) -> None:
    import keras

    from cnnstudio.engine.build import build, set_weights

    with ProjectFile.open(subject.file) as file:
        run, (_, weights) = file.run(1), file.weights(1)
    keras_model = build(project.network)
    set_weights(keras_model, project.network, weights)
    given = run.prepared.apply(PICTURES)
    for layer in ("flatten_1", "conv2d_2", "dense_1"):
        taken = only(bench.work(TakeVectors(subject=subject, layer=layer, pictures=PICTURES)), VectorsTaken)
        inner = keras.Model(keras_model.inputs[0], keras_model.get_layer(layer).output)
        expected = np.asarray(inner(given, training=False)).reshape(70, -1)
        np.testing.assert_allclose(taken.vectors, expected, rtol=1e-4, atol=1e-5)
        assert taken.predicted.tolist() == np.asarray(keras_model(given, training=False)).argmax(-1).tolist()
        assert (taken.vectors.flags.writeable, taken.vectors.dtype, taken.layer) == (False, np.float32, layer)


def test_that_how_far_it_is_is_told_from_zero_on(
    bench: Bench, subject: RunSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BETWEEN_TELLING", 0.0)
    events = bench.work(TakeVectors(subject=subject, layer="flatten_1", pictures=PICTURES))
    told = of_type(events, Progressed)
    assert [each.done for each in told] == sorted({each.done for each in told})
    assert (told[0].done, told[0].total, told[0].what) == (0, 70, "Looking at pictures")
    assert len(told) > 2


def test_that_taking_vectors_changes_no_number_of_a_training_beside_it(bench: Bench, project: Project) -> None:
    _, alone = bench.train(project)
    asked: list[int] = []

    def ask() -> None:
        request = TakeVectors(subject=RunSubject(bench.live.file, bench.live.run), layer="flatten_1", pictures=PICTURES)
        asked.append(bench.mailbox.post(request))

    bench.when(lambda event: isinstance(event, BatchEnded), ask)
    _, events = bench.train(project)
    assert columns(events) == columns(alone)
    taken = only(events, VectorsTaken)
    assert taken.ticket == asked[0]
    assert events.index(taken) < events.index(of_type(events, EpochEnded)[-1])


def test_that_vectors_for_which_there_is_no_memory_are_refused_with_what_would_help(
    bench: Bench, subject: RunSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = TakeVectors(subject=subject, layer="flatten_1", pictures=PICTURES)
    only(bench.work(request), VectorsTaken)  # so that the network is at hand
    length = 54
    need = 4 * length * len(PICTURES) + embedding.memory(len(PICTURES), length)
    patch_memory(monkeypatch, need)
    failed = only(bench.work(request), Failed)
    assert failed.text.startswith("This needs about ")
    assert "for the pictures: use fewer of them" in failed.text + failed.hint
    patch_memory(monkeypatch, 2 * need)
    only(bench.work(request), VectorsTaken)


def test_that_a_dropped_one_ends(bench: Bench, subject: RunSubject) -> None:
    ticket = bench.mailbox.post(TakeVectors(subject=subject, layer="flatten_1", pictures=PICTURES))
    bench.mailbox.drop(ticket)
    assert of_type(bench.work(), VectorsTaken) == []
    assert Cancelled(ticket) in bench.events


@pytest.mark.parametrize(
    ("layer", "pictures", "words"),
    [
        ("dense_9", PICTURES, "no layer called “dense_9”"),
        ("dense_1", PICTURES[:0], "no pictures"),
        ("dense_1", np.zeros((3, 9, 8, 1), np.uint8), "expects pictures of 8 × 8 × 1"),
    ],
)
def test_that_what_cannot_be_taken_is_said(
    bench: Bench, subject: RunSubject, layer: str, pictures: np.ndarray, words: str
) -> None:
    assert words in only(bench.work(TakeVectors(subject=subject, layer=layer, pictures=pictures)), Failed).text
