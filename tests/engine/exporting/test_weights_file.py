"""Weights alone, as plain Keras loads them and as this program opens them again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Flatten
from cnnstudio.core.messages import Export, Exported, Failed, OpenSaved, RunSubject, SavedOpened
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.engine.exporting import weights_file
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, only, with_plan

SAME = Conv2D(2, padding="same")
BRANCHED = Network(
    (8, 8, 1),
    (
        Layer("first", Conv2D(2, padding=1)),
        Block("r", Residual(), ((Layer("in", SAME), Layer("norm", BatchNormalization())), ())),
        Block("join", Parallel("concatenate"), ((Layer("b", SAME),), (Layer("a", SAME),))),
        Layer("flat", Flatten()),
        Layer("end", Dense(10, "softmax")),
    ),
)


@pytest.mark.parametrize("branched", [False, True])
def test_that_plain_keras_loads_them_into_the_same_network(
    branched: bool, bench: Bench, project: Project, tmp_path: Path
) -> None:
    import keras

    project = with_plan(replace(project, network=BRANCHED) if branched else project, epochs=1)
    run = bench.trained(project)
    path = tmp_path / "a.weights.h5"
    told = only(bench.work(Export(subject=run, path=str(path), form="weights")), Exported)
    assert told.words.endswith("weights are the same, bit for bit.")
    whole = tmp_path / "a.keras"
    bench.work(Export(subject=run, path=str(whole)))
    trained = keras.models.load_model(whole)
    fresh = keras.models.clone_model(trained)
    fresh.load_weights(path)
    for ours, theirs in zip(trained.get_weights(), fresh.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
    opened = only(bench.work(OpenSaved(path=str(path), project=run.file)), SavedOpened)
    assert opened.network == project.network


def test_that_a_file_that_reads_back_otherwise_is_not_kept(
    bench: Bench, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bench.trained(with_plan(project, epochs=1))
    right, asked = weights_file.get_weights, [0]

    def changed(*given: Any) -> Any:
        asked[0] += 1
        found = right(*given)
        return found if asked[0] == 1 else {name: array + 1 for name, array in found.items()}

    monkeypatch.setattr(weights_file, "get_weights", changed)
    folder = tmp_path / "out"
    folder.mkdir()
    failed = only(bench.work(Export(subject=run, path=str(folder / "a.weights.h5"), form="weights")), Failed)
    assert failed.text == "The file did not read back as it was written, so it was not kept."
    assert not list(folder.iterdir())


def test_that_no_scaling_goes_into_weights(bench: Bench, tmp_path: Path, project: Project) -> None:
    run = bench.trained(with_plan(project, epochs=1))
    asked = Export(subject=RunSubject(run.file, run.run), path=str(tmp_path / "a.weights.h5"), form="weights")
    failed = only(bench.work(replace(asked, with_scaling=True)), Failed)
    assert failed.text == "Weights alone: no preparation of pictures can go into it."
    with ProjectFile.open(run.file) as file:
        assert file.run(run.run).kept


def test_that_a_name_that_no_disk_takes_is_refused_in_words(bench: Bench, tmp_path: Path, project: Project) -> None:
    run = bench.trained(with_plan(project, epochs=1))
    path = tmp_path / f"{'n' * 300}.weights.h5"
    failed = only(bench.work(Export(subject=run, path=str(path), form="weights")), Failed)
    assert "is too long for this disk" in failed.text
