"""Measuring weights as a study: of a stored run, of a saved file, and of a run at a moment of its training."""

from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.distribution import distribution
from cnnstudio.core.messages import (
    BatchEnded,
    Export,
    Failed,
    MeasureWeights,
    Progressed,
    RunSubject,
    SavedSubject,
    WeightsMeasured,
)
from cnnstudio.core.project import Project
from cnnstudio.engine.inspecting.weighing import weighing
from cnnstudio.files.project_file import ProjectFile, Weights
from tests.engine.conftest import Bench, columns, of_type, only, patch_memory, with_plan


def assert_of(measured: WeightsMeasured, weights: Weights) -> None:
    assert [name for name, _ in measured.weights] == list(weights)
    for name, found in measured.weights:
        whole = distribution(weights[name])
        np.testing.assert_array_equal(found.counts, whole.counts)
        assert (found.low, found.high, found.mean, found.norm) == (whole.low, whole.high, whole.mean, whole.norm)


def test_that_every_array_of_a_stored_run_is_measured_in_the_networks_order(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    events = bench.work(MeasureWeights(subject=subject))
    with ProjectFile.open(subject.file) as file:
        assert_of(only(events, WeightsMeasured), file.weights(subject.run)[1])


def test_that_a_saved_file_is_measured(bench: Bench, project: Project, tmp_path: Path) -> None:
    subject = bench.trained(project)
    path = str(tmp_path / "one.keras")
    bench.work(Export(subject=subject, path=path))
    with ProjectFile.open(subject.file) as file:
        measured = only(bench.work(MeasureWeights(subject=SavedSubject(path))), WeightsMeasured)
        assert_of(measured, file.weights(subject.run)[1])


def test_that_much_is_measured_in_steps_that_say_how_far_they_are(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(project)
    monkeypatch.setattr("cnnstudio.core.inspecting.distribution.Measuring.__init__.__defaults__", (10,))
    monkeypatch.setattr("cnnstudio.engine.inspecting.weighing._IN_A_STEP", 10)
    events = bench.work(MeasureWeights(subject=subject))
    told = of_type(events, Progressed)
    assert 20 < len(told) <= 50
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert all(each.done < each.total == analyse(project.network).totals.parameters for each in told)
    with ProjectFile.open(subject.file) as file:
        assert_of(only(events, WeightsMeasured), file.weights(subject.run)[1])


def test_that_many_small_arrays_are_measured_in_one_step(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    steps = weighing(1, MeasureWeights(subject=subject), bench._desk._subjects)
    assert next(steps) is None
    assert isinstance(next(steps), WeightsMeasured)


def test_that_weights_in_training_are_not_copied_where_there_is_no_memory_for_it(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(*_: object) -> None:
        raise AssertionError("copied")

    def ask() -> None:
        patch_memory(monkeypatch, 100)
        monkeypatch.setattr("cnnstudio.engine.inspecting.weighing.get_weights", copy)
        bench.mailbox.post(MeasureWeights(subject=RunSubject(bench.live.file, bench.live.run)))

    bench.when(lambda event: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, 3), ask)
    _, events = bench.train(project)
    assert "only 1 MB are free" in only(events, Failed).text


def test_that_the_weights_of_a_moment_are_measured_while_training_and_no_number_changes(
    bench: Bench, project: Project
) -> None:
    from cnnstudio.engine.build import get_weights

    _, alone = bench.train(project)
    seen: list[Weights] = []

    def ask() -> None:
        live = bench.live
        bench.mailbox.post(MeasureWeights(subject=RunSubject(live.file, live.run)))
        seen.append(get_weights(live.loaded.keras_model, live.loaded.network))

    bench.when(lambda event: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, 3), ask)
    _, beside = bench.train(with_plan(project))
    assert_of(only(beside, WeightsMeasured), seen[0])
    assert columns(alone) == columns(beside)
