"""Weights that change no more, of a run that trains: one copy for all who ask at one moment, and memory asked for."""

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import BatchEnded, RunSubject, Scoring
from cnnstudio.core.project import Project
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.project_file import ProjectFile, Weights
from tests.engine.conftest import Bench, patch_memory


def test_that_all_who_ask_at_one_moment_of_a_training_share_a_copy_and_later_ones_get_another(
    bench: Bench, project: Project
) -> None:
    from cnnstudio.engine.build import get_weights

    shared: list[Loaded] = []

    def ask() -> None:
        subject, subjects = RunSubject(bench.live.file, bench.live.run), bench._desk._subjects
        first, second = subjects.still(subject), subjects.still(subject)
        assert first is second
        assert first.is_still
        assert first is not bench.live.loaded
        now = get_weights(bench.live.loaded.keras_model, project.network)
        for name, array in get_weights(first.keras_model, project.network).items():
            np.testing.assert_array_equal(array, now[name])
        shared.append(first)

    for batch in (2, 3):
        bench.when(lambda event, at=batch: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, at), ask)
    bench.train(project)
    one, other = (get_weights(each.keras_model, project.network) for each in shared)
    assert shared[0] is not shared[1]
    assert any(not np.array_equal(one[name], other[name]) for name in one)
    assert bench._desk._subjects._still is None


def test_that_a_run_whose_epochs_are_over_is_seen_as_it_is_scored_with_the_weights_of_its_best_one(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.engine.build import get_weights

    seen: list[Weights] = []

    def ask() -> None:
        live = bench._desk._training
        assert live is not None
        loaded = bench._desk._subjects.get(RunSubject(live._record.path, live.number))
        seen.append(get_weights(loaded.keras_model, project.network))

    monkeypatch.setattr("cnnstudio.core.runs.run.best_epoch", lambda epochs: min(len(epochs), 1))
    bench.when(lambda event: isinstance(event, Scoring), ask)
    subject, _ = bench.train(project)
    with ProjectFile.open(subject.file) as file:
        (_, last), (_, best) = file.weights(subject.run, 2), file.weights(subject.run, 1)
    for name, array in seen[0].items():
        np.testing.assert_array_equal(array, best[name])
    assert any(not np.array_equal(best[name], last[name]) for name in last)
    ended = bench._desk._subjects.get(subject)
    for name, array in get_weights(ended.keras_model, project.network).items():
        np.testing.assert_array_equal(array, best[name])


def test_that_nothing_is_copied_of_a_run_in_training_where_there_is_no_memory_for_it(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def see(*_: object) -> None:
        raise AssertionError("taken")

    refused: list[StudioError] = []

    def ask() -> None:
        subject = RunSubject(bench.live.file, bench.live.run)
        with monkeypatch.context() as patch:
            patch_memory(patch, 100)
            patch.setattr("cnnstudio.engine.subjects.see_weights", see)
            with pytest.raises(StudioError) as error:
                bench._desk._subjects.still(subject)
        refused.append(error.value)

    bench.when(lambda event: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, 2), ask)
    bench.train(project)
    assert "of memory" in refused[0].text
