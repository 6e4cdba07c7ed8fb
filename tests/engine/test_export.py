"""A run as a plain ``.keras`` file."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Exported, ExportKeras, Failed, OpenSaved, RunSubject, SavedOpened
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, only, with_plan


@pytest.fixture
def run(bench: Bench, project: Project) -> RunSubject:
    return bench.train(with_plan(replace(project, preprocessing=Preprocessing("standardise")), epochs=1))[0]


def test_that_the_file_loads_in_keras_without_us_and_predicts_the_same(
    bench: Bench, run: RunSubject, tmp_path: Path
) -> None:
    import keras

    path = tmp_path / "out.keras"
    assert only(bench.work(ExportKeras(subject=run, path=str(path))), Exported).path == str(path)
    loaded = keras.models.load_model(path)
    with ProjectFile.open(run.file) as file:
        weights = file.weights(run.run)[1]
    for name, array in weights.items():
        layer, variable = name.split("/")
        theirs = next(each for each in loaded.get_layer(layer).weights if each.name == variable)
        assert np.array_equal(theirs.numpy(), array)
    assert loaded.predict(np.zeros((3, 8, 8, 1), np.float32), verbose=0).shape == (3, 10)


def test_that_the_file_gives_back_network_labels_and_preprocessing(
    bench: Bench, run: RunSubject, project: Project, tmp_path: Path
) -> None:
    path = str(tmp_path / "out.keras")
    bench.work(ExportKeras(subject=run, path=path))
    opened = only(bench.work(OpenSaved(path=path)), SavedOpened)
    assert (opened.network, opened.labels) == (project.network, tuple("0123456789"))
    assert opened.prepared is not None
    assert (opened.prepared.method, len(opened.prepared.mean)) == ("standardise", 1)


def test_that_only_our_note_is_added_to_what_keras_writes(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    path = tmp_path / "out.keras"
    bench.work(ExportKeras(subject=run, path=str(path)))
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["config.json", "metadata.json", "model.weights.h5"]
        assert set(json.loads(archive.read("metadata.json"))) == {"keras_version", "date_saved", "cnnstudio"}
        assert "cnnstudio" not in archive.read("config.json").decode()


def test_that_nothing_but_the_file_is_left_in_the_folder(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    bench.work(ExportKeras(subject=run, path=str(folder / "out.keras")))
    assert [each.name for each in folder.iterdir()] == ["out.keras"]


def test_that_a_failed_export_leaves_the_old_file(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "out.keras"
    path.write_bytes(b"old")

    def changed(temp: Path) -> Any:
        from cnnstudio.files.saved_model import read_saved

        found = read_saved(temp)
        found.weights["dense_1/bias"][0] += 1
        return found

    monkeypatch.setattr("cnnstudio.engine.export.read_saved", changed)
    failed = only(bench.work(ExportKeras(subject=run, path=str(path))), Failed)
    assert failed.text == "The file did not read back as it was written, so it was not kept."
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("out.keras", b"old")]


def test_that_a_folder_that_is_not_there_is_said_in_words(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    failed = only(bench.work(ExportKeras(subject=run, path=str(tmp_path / "none" / "out.keras"))), Failed)
    assert "folder" in failed.text
    assert failed.details == ""


def test_that_a_network_with_blocks_is_exported_or_refused_in_words(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    body = (Layer("inner", Conv2D(1, padding=1)),)
    nodes = (
        Block("residual", Residual("linear"), (body, ())),
        Layer("flat", Flatten()),
        Layer("end", Dense(10, "softmax")),
    )
    run, _ = bench.train(with_plan(replace(project, network=Network((8, 8, 1), nodes)), epochs=1))
    event = bench.work(ExportKeras(subject=run, path=str(tmp_path / "blocks.keras")))[-1]
    assert isinstance(event, Exported) or (isinstance(event, Failed) and not event.details), event
