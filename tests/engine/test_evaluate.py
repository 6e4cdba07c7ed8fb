"""Scores against Keras's own evaluate and against scikit-learn."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from cnnstudio.core.messages import Evaluate, Evaluated, ExportKeras, Failed, RunSubject, SavedSubject
from cnnstudio.core.network import Layer
from cnnstudio.core.plan import LOSSES, DataRecipe
from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.data import library
from cnnstudio.engine.evaluate import BATCH
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, only, with_plan


def keras_model_of(subject: RunSubject) -> Any:
    from cnnstudio.engine.build import build, compile_, set_weights

    with ProjectFile.open(subject.file) as file:
        run, (_, weights) = file.run(subject.run), file.weights(subject.run)
    keras_model = build(run.project.network)
    compile_(keras_model, run.project.plan, run.project.network)
    set_weights(keras_model, run.project.network, weights)
    return keras_model


@pytest.mark.parametrize("loss", LOSSES)
def test_that_scores_are_those_of_keras_and_scikit_learn(bench: Bench, project: Project, loss: str) -> None:
    from cnnstudio.engine.build import targets

    subject, _ = bench.train(with_plan(project, loss=loss, epochs=1))
    scores = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated).scores
    data = library.load(DataRecipe("mnist", project.data.path))
    keras_model, x = keras_model_of(subject), data.x_test / np.float32(255)
    theirs = keras_model.evaluate(x, targets(loss, data.y_test, 10), verbose=0, return_dict=True)
    predicted = keras_model.predict(x, verbose=0).argmax(1)
    assert scores.loss == pytest.approx(theirs["loss"], rel=1e-5)
    assert scores.accuracy == pytest.approx(theirs["accuracy"], rel=1e-6)
    assert np.array_equal(scores.confusion, confusion_matrix(data.y_test, predicted, labels=range(10)))
    precision, recall, _, support = precision_recall_fscore_support(
        data.y_test, predicted, labels=range(10), zero_division=0
    )
    ours = scores.per_class()
    np.testing.assert_allclose([each.precision for each in ours], precision)
    np.testing.assert_allclose([each.recall for each in ours], recall)
    assert [each.support for each in ours] == support.tolist()


def test_that_penalties_on_weights_belong_to_the_loss_as_in_keras(bench: Bench, project: Project) -> None:
    end = project.network.nodes[-1]
    assert isinstance(end, Layer)
    punished = project.network.put((len(project.network.nodes) - 1,), replace(end, spec=replace(end.spec, l2=0.05)))
    subject, _ = bench.train(with_plan(replace(project, network=punished), epochs=1))
    scores = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated).scores
    data = library.load(DataRecipe("mnist", project.data.path))
    x = data.x_test / np.float32(255)
    theirs = keras_model_of(subject).evaluate(x, data.y_test, verbose=0, return_dict=True)
    assert scores.loss == pytest.approx(theirs["loss"], rel=1e-5)


def test_that_more_pictures_than_a_batch_are_averaged_over_all(
    bench: Bench, project: Project, tmp_path: Path, digits: Path
) -> None:
    with np.load(digits) as arrays:
        many = dict(arrays)
    many["x_test"], many["y_test"] = (
        np.concatenate([many[name]] * 8)[: BATCH * 2 + 5] for name in ("x_test", "y_test")
    )
    path = tmp_path / "many.npz"
    np.savez(path, **many)
    subject, _ = bench.train(with_plan(project, epochs=1))
    recipe = replace(project.data, path=str(path))
    scores = only(bench.work(Evaluate(subject=subject, data=recipe)), Evaluated).scores
    theirs = keras_model_of(subject).evaluate(
        many["x_test"][..., None] / np.float32(255), many["y_test"].astype(np.int64), verbose=0, return_dict=True
    )
    assert scores.count == BATCH * 2 + 5
    assert scores.loss == pytest.approx(theirs["loss"], rel=1e-5)


def test_that_the_run_is_scored_with_its_own_preprocessing_unless_another_is_named(
    bench: Bench, project: Project
) -> None:
    subject, _ = bench.train(replace(project, preprocessing=Preprocessing("standardise")))
    own = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated)
    raw = only(bench.work(Evaluate(subject=subject, data=project.data, preprocessing="raw")), Evaluated)
    assert (own.prepared.method, raw.prepared.method) == ("standardise", "raw")
    assert own.scores != raw.scores


def test_that_a_saved_network_without_preprocessing_is_tried_with_the_usual_ones(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    subject, _ = bench.train(with_plan(replace(project, preprocessing=Preprocessing("standardise")), epochs=5))
    path = tmp_path / "plain.keras"
    keras_model_of(subject).save(path)  # as any Keras script does
    found = only(bench.work(Evaluate(subject=SavedSubject(str(path)), data=project.data)), Evaluated)
    tried = [
        only(
            bench.work(Evaluate(subject=SavedSubject(str(path)), data=project.data, preprocessing=method)), Evaluated
        ).scores.accuracy
        for method in ("raw", "scale", "standardise")
    ]
    assert found.scores.accuracy == max(tried)


def test_that_a_saved_network_of_ours_keeps_its_preprocessing(bench: Bench, project: Project, tmp_path: Path) -> None:
    subject, _ = bench.train(replace(project, preprocessing=Preprocessing("standardise")))
    path = str(tmp_path / "ours.keras")
    bench.work(ExportKeras(subject=subject, path=path))
    ours, theirs = (
        only(bench.work(Evaluate(subject=each, data=project.data)), Evaluated) for each in (subject, SavedSubject(path))
    )
    assert (ours.scores, ours.prepared) == (theirs.scores, theirs.prepared)


def test_that_an_evaluation_is_stopped_between_batches(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.core.messages import Cancelled
    from cnnstudio.core.preprocessing import Prepared

    subject, _ = bench.train(with_plan(project, epochs=1))
    apply = Prepared.apply

    def stopping(self: Prepared, pictures: Any) -> Any:
        bench.mailbox.stop()
        return apply(self, pictures)

    monkeypatch.setattr(Prepared, "apply", stopping)
    events = bench.work(Evaluate(subject=subject, data=project.data))
    assert [type(event) for event in events] == [Cancelled]


def test_that_data_of_another_size_are_refused_in_words(bench: Bench, project: Project) -> None:
    subject, _ = bench.train(with_plan(project, epochs=1))
    failed = only(bench.work(Evaluate(subject=subject, data=DataRecipe("mnist-10k"))), Failed)
    assert failed.text == "The network expects pictures of 8 × 8 × 1, not of 28 × 28 × 1."
