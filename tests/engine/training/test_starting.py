"""Training that starts from the weights of another run."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.messages import Failed, Finished, Predict, Predicted, RunSubject, Train
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import IMPORTED
from cnnstudio.data import library
from cnnstudio.data.split import split
from cnnstudio.files.project import blocks, weights_blob
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import beginning, imported
from cnnstudio.files.scripts import starting_weights
from tests.arrived import saved, weights_of
from tests.engine.conftest import Bench, only, with_plan

TEN = tuple("0123456789")
STILL = Network((8, 8, 1), stack(Flatten(), Dense(10, "softmax")))
"""Without moving means, which change at any rate."""


def arrived(bench: Bench, project: Project) -> str:
    """A project file with a run that came in a saved file, for the data of ``project``."""
    found = imported(saved(project.network, TEN, Prepared()), Path("mnist.h5"))
    begun = replace(project, plan=replace(project.plan, start=1))
    file = bench.file(begun, "arrived.cnnstudio")
    with ProjectFile.open(file) as opened:
        assert opened.import_run(replace(found, project=project)) == 1
    return file


def test_that_training_starts_from_the_weights_that_came_in_a_file(bench: Bench, project: Project) -> None:
    slow = with_plan(replace(project, network=STILL), learning_rate=1e-30, epochs=1)
    file = arrived(bench, slow)
    bench.work(Train(file=file, project=with_plan(slow, start=1)))
    assert only(bench.events, Finished).status == "finished"
    with ProjectFile.open(file, read_only=True) as opened:
        run, weights = opened.run(2), opened.weights(2)[1]
    assert run.versions["start"] == "run 1, mnist.h5"
    assert run.begun is not None
    assert (run.begun.run, run.begun.epoch, run.reason) == (1, IMPORTED, "")
    assert run.project.plan.start == 1
    assert list(starting_weights(file, run.project, run.begun) or ()) == list(weights)
    assert all(np.array_equal(weights[name], each) for name, each in weights_of(STILL).items())


@pytest.mark.parametrize("optimizer", ["Adam", "ScheduleFreeAdamW"])
def test_that_the_first_step_from_given_weights_is_the_one_of_keras(
    bench: Bench, project: Project, optimizer: str
) -> None:
    import keras

    from cnnstudio.engine.build import build, get_weights, set_weights

    once = with_plan(replace(project, network=STILL), optimizer=optimizer, learning_rate=0.01, epochs=1, batch_size=216)
    file = arrived(bench, once)
    bench.work(Train(file=file, project=with_plan(once, start=1)))
    parts = split(library.load(once.data), once.data)
    keras_model = build(STILL)
    set_weights(keras_model, STILL, weights_of(STILL))
    rule = getattr(keras.optimizers, optimizer)(0.01)
    keras_model.compile(rule, "sparse_categorical_crossentropy", run_eagerly=True)
    keras_model.train_on_batch(parts.x_train[:] / np.float32(255), parts.y_train)
    with ProjectFile.open(file, read_only=True) as opened:
        weights = opened.weights(2)[1]
    for name, expected in get_weights(keras_model, STILL).items():
        np.testing.assert_allclose(weights[name], expected, rtol=1e-4, atol=1e-5)


def test_that_a_start_from_weights_that_are_others_by_now_is_said(bench: Bench, project: Project) -> None:
    slow = with_plan(replace(project, network=STILL), epochs=1, start=1)
    file = arrived(bench, slow)
    for _ in range(2):
        bench.work(Train(file=file, project=slow))
    with ProjectFile.open(file, read_only=True) as opened:
        first, second = opened.run(2), opened.run(3)
    assert (first.begun, first.reason, second.reason) == (second.begun, "", "")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        blocks.put(connection, "weights", 1, IMPORTED, weights_blob.pieces(weights_of(STILL, seed=1)))
    bench.work(Train(file=file, project=slow))
    with ProjectFile.open(file, read_only=True) as opened:
        assert opened.run(4).reason.startswith("It began with other weights of run 1 than “Run 3” did")


def test_that_what_does_not_fit_is_refused_before_anything_begins(bench: Bench, project: Project) -> None:
    file = arrived(bench, project)
    bench.work(Train(file=file, project=with_plan(replace(project, network=STILL), start=1)))
    assert "“mnist.h5”. " in only(bench.events, Failed).text
    with ProjectFile.open(file, read_only=True) as opened:
        assert [run.number for run in opened.runs()] == [1]


def test_that_a_run_that_is_not_there_is_refused(bench: Bench, project: Project) -> None:
    file = bench.file(project, "none.cnnstudio")
    bench.work(Train(file=file, project=with_plan(project, start=7)))
    assert "starts from run 7, which is not in the file" in only(bench.events, Failed).text


def test_that_an_imported_run_answers_and_as_it_is_prepared_by_now(bench: Bench, project: Project) -> None:
    found = imported(saved(STILL, TEN), Path("mnist.h5"))
    file = bench.file(beginning(found), "answers.cnnstudio")
    picture = np.full((8, 8, 1), 5, np.uint8)
    with ProjectFile.open(file) as opened:
        opened.import_run(found)
    bench.work(Predict(subject=RunSubject(file, 1), picture=picture))
    with ProjectFile.open(file) as opened:
        opened.prepare_otherwise(1, Prepared(Preprocessing("raw")))
    bench.work(Predict(subject=RunSubject(file, 1), picture=picture))
    first, second = (event for event in bench.events if isinstance(event, Predicted))
    assert not np.array_equal(first.probabilities, second.probabilities)
