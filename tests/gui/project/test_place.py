"""The runs of an open file are read anew only where they changed."""

import gc
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import KnownRuns, ProjectFile
from cnnstudio.gui.project import place


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with three runs."""
    path, project = tmp_path / "mine.cnnstudio", PRESETS[0].project
    with ProjectFile.create(path, project) as file:
        for _ in range(3):
            file.begin_run(project, name="", labels=(), prepared=Prepared(), started="now", versions={})
    return path


def test_that_a_run_that_did_not_change_is_the_same_value_as_before(path: Path) -> None:
    opened = place.read(path)
    with ProjectFile.open(path) as file:
        file.add_epoch(2, Epoch(1, 0.5, 0.5, 0.5, 0.5, 1.0), {"a/kernel": np.zeros(1, np.float32)})
        runs = place.read_runs(file, opened.known)
    opened.place.release()
    assert [new is old for new, old in zip(runs, opened.runs, strict=True)] == [True, False, True]
    assert len(runs[1].epochs) == 1


def test_that_many_runs_are_kept_out_of_garbage_collection_and_few_are_not(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    with ProjectFile.open(path) as file:
        place.read_runs(file, KnownRuns())
        assert frozen == []
        monkeypatch.setattr(place, "_MANY", 2)
        known = KnownRuns()
        place.read_runs(file, known)
        assert frozen == [True]
        place.read_runs(file, known)  # nothing was read
    assert frozen == [True]
