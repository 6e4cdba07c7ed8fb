"""Scores against Keras's own evaluate and against scikit-learn."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from cnnstudio.core.analysis import analyse
from cnnstudio.core.messages import (
    Evaluate,
    Evaluated,
    Export,
    Failed,
    FeaturesShown,
    Finished,
    LoadingProgress,
    RunSubject,
    SavedSubject,
    Scoring,
    ShowFeatures,
)
from cnnstudio.core.network import Layer
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import LOSSES, DataRecipe
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.reshaping import reshape_all
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.engine.training import memory
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, only, with_plan


def keras_model_of(subject: RunSubject) -> Any:
    from cnnstudio.engine.build import build, set_weights
    from cnnstudio.engine.training.compiling import compile_

    with ProjectFile.open(subject.file) as file:
        run, (_, weights) = file.run(subject.run), file.weights(subject.run)
    keras_model = build(run.project.network)
    compile_(keras_model, run.project.plan, run.project.network)
    set_weights(keras_model, run.project.network, weights)
    return keras_model


@pytest.mark.parametrize("loss", LOSSES)
def test_that_scores_are_those_of_keras_and_scikit_learn(bench: Bench, project: Project, loss: str) -> None:
    from cnnstudio.engine.training.losses import targets

    learned = bench.trained(with_plan(project, epochs=4))  # so that most classes are predicted
    subject = bench.drawn(with_plan(project, loss=loss, epochs=1), learned)
    scores = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated).scores
    data = library.load(DataRecipe("mnist", project.data.path))
    keras_model, x = keras_model_of(subject), data.x_test / np.float32(255)
    theirs = keras_model.evaluate(x, targets(loss, data.y_test, 10), verbose=0, return_dict=True)
    predicted = keras_model.predict(x, verbose=0).argmax(1)
    assert len(set(predicted)) >= 5
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
    subject = bench.drawn(with_plan(replace(project, network=punished), epochs=1))
    scores = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated).scores
    data = library.load(DataRecipe("mnist", project.data.path))
    x = data.x_test / np.float32(255)
    keras_model = keras_model_of(subject)
    theirs = keras_model.evaluate(x, data.y_test, verbose=0, return_dict=True)
    assert scores.loss == pytest.approx(theirs["loss"], rel=1e-5)
    right = keras_model.predict(x, verbose=0)[np.arange(len(x)), data.y_test]
    penalty = 0.05 * np.sum(np.square(keras_model.layers[-1].get_weights()[0]))
    assert penalty > 0.1
    assert scores.loss == pytest.approx(penalty - np.log(right).mean(), rel=1e-4)


def test_that_more_pictures_than_a_batch_are_averaged_over_all(
    bench: Bench, project: Project, tmp_path: Path, digits: Path
) -> None:
    with np.load(digits) as arrays:
        many = dict(arrays)
    batch = memory.batch_to_look(analyse(project.network))
    many["x_test"], many["y_test"] = (
        np.concatenate([many[name]] * 8)[: batch * 2 + 5] for name in ("x_test", "y_test")
    )
    path = tmp_path / "many.npz"
    np.savez(path, **many)
    subject = bench.trained(with_plan(project, epochs=1))
    recipe = replace(project.data, path=str(path))
    scores = only(bench.work(Evaluate(subject=subject, data=recipe)), Evaluated).scores
    theirs = keras_model_of(subject).evaluate(
        many["x_test"][..., None] / np.float32(255), many["y_test"].astype(np.int64), verbose=0, return_dict=True
    )
    assert scores.count == batch * 2 + 5
    assert scores.loss == pytest.approx(theirs["loss"], rel=1e-5)


def test_that_the_run_is_scored_with_its_own_preprocessing_unless_another_is_named(
    bench: Bench, project: Project
) -> None:
    subject = bench.trained(replace(project, preprocessing=Preprocessing("standardise")))
    own = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated)
    raw = only(bench.work(Evaluate(subject=subject, data=project.data, preprocessing="raw")), Evaluated)
    assert (own.prepared.method, raw.prepared.method) == ("standardise", "raw")
    assert own.scores != raw.scores


def test_that_a_saved_network_without_preprocessing_is_tried_with_the_usual_ones(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    subject = bench.trained(with_plan(replace(project, preprocessing=Preprocessing("standardise")), epochs=5))
    path = tmp_path / "plain.keras"
    keras_model_of(subject).save(path)  # as any Keras script does
    found = only(bench.work(Evaluate(subject=SavedSubject(str(path)), data=project.data)), Evaluated)
    tried = [
        only(
            bench.work(Evaluate(subject=SavedSubject(str(path)), data=project.data, preprocessing=method)), Evaluated
        ).scores.accuracy
        for method in METHODS
    ]
    assert found.scores.accuracy == max(tried)


def test_that_a_saved_network_of_ours_keeps_its_preprocessing(bench: Bench, project: Project, tmp_path: Path) -> None:
    subject = bench.trained(replace(project, preprocessing=Preprocessing("standardise")))
    path = str(tmp_path / "ours.keras")
    bench.work(Export(subject=subject, path=path))
    ours, theirs = (
        only(bench.work(Evaluate(subject=each, data=project.data)), Evaluated) for each in (subject, SavedSubject(path))
    )
    assert (ours.scores, ours.prepared) == (theirs.scores, theirs.prepared)


def test_that_an_evaluation_is_stopped_between_batches(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.core.messages import Cancelled
    from cnnstudio.core.pictures.preprocessing import Prepared

    subject = bench.trained(with_plan(project, epochs=1))
    apply = Prepared.apply

    def stopping(self: Prepared, pictures: Any) -> Any:
        bench.mailbox.stop()
        return apply(self, pictures)

    monkeypatch.setattr(Prepared, "apply", stopping)
    events = bench.work(Evaluate(subject=subject, data=project.data))
    assert [type(event) for event in events if not isinstance(event, Scoring)] == [Cancelled]


def test_that_pictures_of_another_size_and_colour_are_brought_to_the_network_s(
    bench: Bench, project: Project, tmp_path: Path, digits: Path
) -> None:
    with np.load(digits) as arrays:
        large = {name: array.repeat(2, 1).repeat(2, 2) if name[0] == "x" else array for name, array in arrays.items()}
    for name in ("x_train", "x_test"):
        large[name] = np.stack([large[name]] * 3, -1)
    small = dict(large)
    for name in ("x_train", "x_test"):
        small[name] = reshape_all(large[name], Geometry((8, 8), colour="grey"), (8, 8, 1))
    subject = bench.trained(with_plan(project, epochs=4))
    scores = []
    for arrays in (large, small):
        path = tmp_path / f"{len(scores)}.npz"
        np.savez(path, **arrays)
        scores.append(
            only(bench.work(Evaluate(subject=subject, data=DataRecipe("mnist", str(path)))), Evaluated).scores
        )
    assert scores[0] == scores[1]


def foreign(data: DataSet, own_test: bool) -> DataSet:
    """The same pictures with three classes of other numbers."""
    keep_train, keep_test = (np.isin(y, (2, 5, 7)) for y in (data.y_train, data.y_test))
    table = np.array([0, 0, 2, 0, 0, 0, 0, 1, 0, 0])  # 7 is 1, 2 is 2, 5 is 0
    return replace(
        data,
        labels=("5", "7", "2"),
        x_train=data.x_train[keep_train],
        y_train=table[data.y_train[keep_train]],
        x_test=data.x_test[keep_test],
        y_test=table[data.y_test[keep_test]],
        own_test=own_test,
    )


@pytest.mark.parametrize(("own_test", "count"), [(True, 21), (False, 93)])
def test_that_other_data_with_fewer_classes_are_scored_by_their_names_and_whole_without_a_test_part(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch, own_test: bool, count: int
) -> None:
    subject = bench.trained(with_plan(project, epochs=4))
    other = foreign(library.load(project.data), own_test)
    monkeypatch.setattr(library, "load", lambda *_, **__: other)
    found = only(bench.work(Evaluate(subject=subject, data=DataRecipe("file", "other"))), Evaluated)
    scores = found.scores
    assert (found.part, found.note) == ("test" if own_test else "all", "")  # its run did not learn from them
    assert (scores.count, scores.labels) == (count, tuple("0123456789"))
    assert [sum(row) for row in scores.confusion] == [count // 3 if number in (2, 5, 7) else 0 for number in range(10)]


def test_that_a_part_set_aside_is_the_one_of_the_training_whatever_is_asked(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    asked = []

    def load(recipe: DataRecipe, *_: Any, **__: Any) -> DataSet:
        asked.append(recipe)
        return replace(data, own_test=False)

    data = library.load(project.data)
    monkeypatch.setattr(library, "load", load)
    request = Evaluate(subject=subject, data=replace(project.data, seed=99, test_share=0.5))
    assert only(bench.work(request), Evaluated).scores.count == 70
    assert (asked[0].seed, asked[0].test_share) == (project.data.seed, project.data.test_share)


def test_that_a_way_named_for_the_evaluation_is_measured_on_what_the_run_learned_from(
    bench: Bench, project: Project
) -> None:
    trained = replace(project, preprocessing=Preprocessing("standardise"), data=replace(project.data, subset=100))
    subject, events = bench.train(with_plan(trained, epochs=1))
    pixels = Evaluate(subject=subject, data=project.data, preprocessing="standardise_pixel")
    named = only(bench.work(pixels), Evaluated).prepared
    own = only(events, Finished).prepared
    assert np.mean(named.mean) == pytest.approx(own.mean[0], rel=1e-5)


def test_that_ways_that_cannot_be_measured_on_so_large_pictures_are_not_tried(
    bench: Bench, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    path = tmp_path / "plain.keras"
    keras_model_of(subject).save(path)
    monkeypatch.setattr("cnnstudio.core.pictures.preprocessing.MOST_PIXELS", 63)
    saved = SavedSubject(str(path))
    assert only(bench.work(Evaluate(subject=saved, data=project.data)), Evaluated).scores.count == 70
    named = Evaluate(subject=saved, data=project.data, preprocessing="standardise_pixel")
    failed = only(bench.work(named), Failed)
    assert failed.text.startswith("Pictures of 8 × 8 × 1 have too many numbers")
    assert failed.details == ""


def test_that_loading_tells_how_far_it_is(bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    load = library.load

    def telling(recipe: DataRecipe, geometry: Geometry, watch: Watch, **more: Any) -> DataSet:
        watch.tell(Progress("Reading pictures", 3, 9))
        return load(recipe, geometry, watch, **more)

    monkeypatch.setattr(library, "load", telling)
    subject, events = bench.train(with_plan(project, epochs=1))
    ticket = only(events, Finished).ticket
    assert only(events, LoadingProgress) == LoadingProgress(ticket, "Reading pictures", 3, 9)
    events = bench.work(Evaluate(subject=subject, data=project.data))
    assert only(events, LoadingProgress).ticket == only(events, Evaluated).ticket


def test_that_a_class_the_network_does_not_know_is_refused_in_words(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    other = replace(library.load(project.data), labels=tuple("abcdefghijk"))
    monkeypatch.setattr(library, "load", lambda *_, **__: other)
    failed = only(bench.work(Evaluate(subject=subject, data=DataRecipe("file", "other"))), Failed)
    assert (failed.text, failed.details) == ("The data have 11 classes, but the network tells 10 apart.", "")


def test_that_a_run_of_the_first_version_prepares_pictures_as_it_did(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "old.cnnstudio"
    shutil.copy(Path(__file__).parents[2] / "samples" / "version_1.cnnstudio", path)
    subject, picture = RunSubject(str(path), 1, 5), np.arange(64, dtype=np.uint8).reshape(8, 8, 1)
    shown = only(bench.work(ShowFeatures(subject=subject, layer="conv2d_1", picture=picture)), FeaturesShown)
    with ProjectFile.open(path) as file:
        run, (_, weights) = file.run(1), file.weights(1, 5)
    assert (run.prepared.method, run.prepared.mean, run.prepared.spread) == ("standardise", (33.25,), (78.5,))
    # In the middle of the picture a convolution by hand: no padding there.
    values = (picture.astype(np.float32) - np.float32(33.25)) / np.float32(78.5)
    by_hand = np.tensordot(values[2:5, 2:5], weights["conv2d_1/kernel"], 3) + weights["conv2d_1/bias"]
    np.testing.assert_allclose(shown.maps[3, 3], np.maximum(by_hand, 0), rtol=1e-5)
