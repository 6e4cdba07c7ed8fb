"""The scores of a run on each part of its data: at its end, stopped, and asked for later."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import scores
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.messages import Assess, Assessed, Evaluate, Event, Failed, Finished, Scoring
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.split import split
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, of_type, only, small_network, with_plan


def scoring(part: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Scoring) and event.part == part


def test_that_a_run_ends_with_its_scores_on_every_part_as_keras_has_them(bench: Bench, project: Project) -> None:
    from cnnstudio.engine.build import build, set_weights

    subject, events = bench.train(project)
    finished = only(events, Finished)
    told = [(each.part, each.done, each.total) for each in of_type(events, Scoring)]
    assert told == [("test", 70, 70), ("validation", 24, 24), ("train", 216, 216)]
    with ProjectFile.open(subject.file) as file:
        run, (_, weights) = file.run(subject.run), file.weights(subject.run)
        outcomes = {part: file.outcomes(subject.run, part) for part in ("test", "validation", "train")}
    assert (run.test, run.validation, run.train) == (finished.test, finished.validation, finished.train)
    assert outcomes["train"] is None
    keras_model = build(project.network)
    set_weights(keras_model, project.network, weights)
    parts = split(library.load(project.data), project.data)
    for part, x, y in (("test", parts.x_test, parts.y_test), ("validation", parts.x_validation, parts.y_validation)):
        found, outputs = outcomes[part], keras_model.predict(run.prepared.apply(x[:]), verbose=0)
        assert found is not None
        np.testing.assert_array_equal(found.truth, y)
        np.testing.assert_array_equal(found.predicted, outputs.argmax(axis=-1))
        np.testing.assert_allclose(found.confidence, outputs.max(axis=-1), rtol=1e-5)
        np.testing.assert_allclose(found.truth_confidence, outputs[np.arange(len(y)), y], rtol=1e-4)
    assert outcomes["test"] is not None
    assert scores(outcomes["test"]) == run.test
    assert run.train is not None
    assert run.train.count == 216


def test_that_outputs_before_softmax_become_probabilities(bench: Bench, project: Project) -> None:
    subject = bench.trained(replace(with_plan(project, epochs=1), network=small_network("linear")))
    with ProjectFile.open(subject.file) as file:
        found = file.outcomes(subject.run, "test")
    assert found is not None
    assert found.are_probabilities
    assert (found.confidence >= found.truth_confidence).all()


def test_that_stop_ends_the_scoring_without_harm(bench: Bench, project: Project) -> None:
    bench.when(scoring("validation"), bench.mailbox.stop)
    subject, events = bench.train(with_plan(project, epochs=1))
    finished = only(events, Finished)
    assert (finished.status, finished.train, finished.validation) == ("finished", None, None)
    assert finished.test is not None
    with ProjectFile.open(subject.file) as file:
        assert file.outcomes(subject.run, "test") is not None
        assert file.outcomes(subject.run, "validation") is None


def test_that_a_failure_while_scoring_is_said_and_the_run_is_finished(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any) -> None:
        raise StudioError("The pictures are gone.", "Bring them back.")

    monkeypatch.setattr("cnnstudio.engine.evaluation.scoring.Scorer", gone)
    _, events = bench.train(with_plan(project, epochs=1))
    finished = only(events, Finished)
    assert (finished.status, finished.test) == ("finished", None)
    assert finished.text == "The pictures are gone. Bring them back."


def test_that_validation_on_the_test_pictures_is_scored_once(bench: Bench, project: Project) -> None:
    on_test = replace(with_plan(project, epochs=1), data=replace(project.data, validation=DataRecipe.TEST))
    _, events = bench.train(on_test)
    finished = only(events, Finished)
    assert [each.part for each in of_type(events, Scoring)] == ["test", "train"]
    assert finished.test is not None
    assert finished.validation is not None
    assert finished.validation.misclassified == finished.test.misclassified


def test_that_any_part_is_assessed_later_unless_the_data_changed(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, events = bench.train(with_plan(project, epochs=1))
    finished = only(events, Finished)
    with ProjectFile.open(subject.file) as file:
        kept = file.outcomes(subject.run, "test")
    answered = bench.work(Assess(subject=subject, part="test"))
    found = only(answered, Assessed)
    assert kept is not None
    np.testing.assert_array_equal(found.outcomes.predicted, kept.predicted)
    np.testing.assert_allclose(found.outcomes.confidence, kept.confidence, rtol=1e-6)
    assert only(answered, Scoring).total == 70
    train = only(bench.work(Assess(subject=subject, part="train")), Assessed).outcomes
    assert finished.train is not None
    assert (len(train), int((~train.right).sum())) == (216, finished.train.misclassified)
    data = library.load(project.data)
    fewer = replace(data, x_test=data.x_test[:50], y_test=data.y_test[:50])
    monkeypatch.setattr(library, "load", lambda *_: fewer)
    assert "its data are not what they were" in only(bench.work(Assess(subject=subject)), Failed).text


def test_that_what_is_assessed_later_is_stored_where_that_is_wanted_and_it_is_the_used_epoch(
    bench: Bench, project: Project
) -> None:
    bench.when(scoring("test"), bench.mailbox.stop)
    subject, _ = bench.train(with_plan(project, epochs=2))
    with ProjectFile.open(subject.file) as file:
        run = file.run(subject.run)
    other = next(epoch for epoch in run.kept if epoch != run.used_epoch)
    bench.work(Assess(subject=subject), Assess(subject=replace(subject, epoch=other), store=True))
    with ProjectFile.open(subject.file) as file:
        assert (file.run(subject.run).test, file.outcomes(subject.run, "test")) == (None, None)
    answered = bench.work(*(Assess(subject=subject, part=part, store=True) for part in ("test", "validation", "train")))
    test, validation, train = (each.outcomes for each in of_type(answered, Assessed))
    with ProjectFile.open(subject.file) as file:
        run, kept = file.run(subject.run), file.outcomes(subject.run, "test")
    assert kept is not None
    np.testing.assert_array_equal(kept.predicted, test.predicted)
    assert run.test == scores(test)
    assert run.validation is not None
    assert run.train is not None
    assert (run.validation.count, run.train.count) == (len(validation), len(train))


def test_that_weights_that_are_no_numbers_are_not_scored(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    read = ProjectFile.weights

    def spoilt(file: ProjectFile, run: int, epoch: int | None = None) -> Any:
        number, weights = read(file, run, epoch)
        return number, {name: np.full_like(array, np.nan) for name, array in weights.items()}

    monkeypatch.setattr(ProjectFile, "weights", spoilt)
    for request in (Assess(subject=subject, part="test"), Evaluate(subject=subject, data=project.data)):
        failed = only(bench.work(request), Failed)
        assert failed.text.startswith("The network's weights are no numbers: “conv2d_1/kernel” holds some")
        assert failed.details == ""


def test_that_of_two_classes_the_output_of_the_second_is_kept_as_the_network_gave_it(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.engine.build import build, set_weights

    data = library.load(project.data)
    two = replace(data, labels=("a", "b"), y_train=data.y_train % 2, y_test=data.y_test % 2)
    monkeypatch.setattr(library, "load", lambda *_: two)
    network = Network((8, 8, 1), stack(Flatten(), Dense(2, "softmax")))
    subject = bench.trained(replace(with_plan(project, epochs=1), network=network))
    with ProjectFile.open(subject.file) as file:
        run, (_, weights), found = file.run(1), file.weights(1), file.outcomes(1, "test")
    keras_model = build(network)
    set_weights(keras_model, network, weights)
    assert found is not None
    assert found.second is not None
    outputs = keras_model.predict(run.prepared.apply(two.x_test[:]), verbose=0)
    np.testing.assert_allclose(found.second, outputs[:, 1], rtol=1e-5)
