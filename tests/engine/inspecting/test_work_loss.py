"""What a run says to the first pictures it learns from, so that its loss can be worked out."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.layers import Dense
from cnnstudio.core.messages import BatchEnded, Failed, LossWorked, RunSubject, Train, WorkLoss
from cnnstudio.core.network import Layer
from cnnstudio.core.project import Project
from cnnstudio.core.training import losses
from cnnstudio.data import library
from cnnstudio.data.split import split
from tests.engine.conftest import Bench, of_type, only, small_network, with_plan


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "binary_crossentropy_sum"])
def test_that_the_worked_loss_of_a_batch_is_what_keras_says_of_it(bench: Bench, project: Project, loss: str) -> None:
    from cnnstudio.engine.build import build, set_weights
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.losses import targets
    from cnnstudio.files.project_file import ProjectFile

    end = project.network.nodes[-1]
    assert isinstance(end, Layer)
    punished = project.network.put((len(project.network.nodes) - 1,), replace(end, spec=Dense(10, "softmax", l2=0.05)))
    asked = with_plan(replace(project, network=punished), loss=loss, epochs=1, label_smoothing=0.1)
    subject = bench.trained(asked)
    found = only(bench.work(WorkLoss(subject=subject, count=50)), LossWorked)
    plan = asked.plan
    worked = losses.work(plan, found.outputs, found.truth, found.labels, logits=found.logits, penalty=found.penalty)
    parts = split(library.load(project.data), project.data)
    assert np.array_equal(found.truth, parts.y_train[:50])
    assert found.penalty > 0
    keras_model = build(punished)
    with ProjectFile.open(subject.file) as file:
        set_weights(keras_model, punished, file.weights(subject.run)[1])
    compile_(keras_model, plan, punished)
    x, y = parts.x_train[:50] / np.float32(255), targets(loss, found.truth, 10)
    theirs = keras_model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert worked.loss == pytest.approx(theirs, rel=1e-5)


def test_that_a_run_in_training_answers_with_its_weights_of_the_moment(bench: Bench, project: Project) -> None:
    path = bench.file(project)
    for epoch in (1, 2):
        bench.when(
            lambda event, epoch=epoch: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (epoch, 3),
            lambda: bench.mailbox.post(WorkLoss(subject=RunSubject(path, 1), count=8)),
        )
    events = bench.work(Train(file=path, project=project))
    first, second = of_type(events, LossWorked)
    assert first.outputs.shape == (8, 10)
    assert np.array_equal(first.truth, second.truth)
    assert not np.array_equal(first.outputs, second.outputs)
    assert not first.outputs.flags.writeable


def test_that_a_network_that_ends_without_a_function_gives_its_logits(bench: Bench, project: Project) -> None:
    subject = bench.trained(with_plan(replace(project, network=small_network("linear")), epochs=1))
    found = only(bench.work(WorkLoss(subject=subject)), LossWorked)
    assert found.logits is not None
    assert np.array_equal(found.outputs, found.logits)
    assert len(found.truth) == 128


def test_that_data_which_are_not_the_runs_any_more_are_said(bench: Bench, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    shutil.copyfile(project.data.path, path)
    subject = bench.trained(with_plan(replace(project, data=replace(project.data, path=str(path))), epochs=1))
    with np.load(path) as arrays:
        smaller = {name: array[:, :6, :6] if name.startswith("x") else array for name, array in arrays.items()}
    np.savez(path, **smaller)
    failed = only(bench.work(WorkLoss(subject=subject)), Failed)
    assert failed.text == "The data are not those of “Run 1” any more."
