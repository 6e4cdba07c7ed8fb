"""``cnnstudio export --to script`` and ``--to notebook``."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.cli import main
from cnnstudio.core.analysis import analyse
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.files.project_file import ProjectFile


def test_that_a_preset_is_exported_with_its_pictures_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine.py"
    assert main(["export", "preset:fill-the-gaps", "--to", "script", "-o", str(target)]) == 0
    assert capsys.readouterr().out == "Wrote mine.py and mine.pictures.npz.\n"
    text = target.read_text(encoding="utf-8")
    ast.parse(text)
    assert '"mine.pictures.npz"' in text
    with np.load(tmp_path / "mine.pictures.npz") as data:
        assert sorted(data.files) == ["of_export", "x_test", "x_train", "y_test", "y_train"]
        assert data["x_train"].shape == (8000, 28, 28, 1)
        assert data["x_train"].dtype == np.uint8
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix) == ["mine.pictures.npz", "mine.py"]


def test_that_the_weights_of_pretrained_layers_are_exported_beside_the_script_which_is_read_as_the_preset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, found = tmp_path / "photos.py", preset("photographs-pretrained")
    assert found is not None
    assert main(["export", "preset:photographs-pretrained", "--to", "script", "-o", str(target)]) == 0
    assert capsys.readouterr().out == "Wrote photos.py, photos.pictures.npz and photos.base.npz.\n"
    assert read_code(target.read_text(encoding="utf-8")).project == found.project
    rows = analyse(found.project.network).rows
    held = {f"{row.name}/{each.name}": each.shape for row in rows for each in row.params.arrays if each.held}
    with np.load(tmp_path / "photos.base.npz") as arrays:
        assert {name: arrays[name].shape for name in arrays.files if "/" in name} == held


def test_that_weights_of_pretrained_layers_that_are_not_here_are_asked_for_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("CNNSTUDIO_HOME", str(tmp_path / "data"))
    assert main(["export", "preset:faces-vgg16", "--to", "script", "-o", str(tmp_path / "faces.py")]) != 0
    assert "The weights of VGG16 are not on this computer." in capsys.readouterr().err
    assert not list(tmp_path.glob("faces*"))


def test_that_a_teacher_leaves_settings_blank_and_has_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, key = tmp_path / "sheet.ipynb", tmp_path / "key.ipynb"
    blank = ["--blank", "conv2d_1.filters", "plan.epochs"]
    words = ["export", "preset:padding-in-pixels", "--to", "notebook", *blank]
    assert main([*words, "-o", str(sheet)]) == 0
    assert "2 settings are left blank in it." in capsys.readouterr().err
    assert main([*words, "--solution", "-o", str(key)]) == 0
    given, solved = ("".join("".join(cell["source"]) for cell in _cells(each)) for each in (sheet, key))
    assert "layers.Conv2D(..., (5, 5)" in given
    assert "# solution: Filters = 8" in solved


def test_that_a_script_of_a_run_that_went_on_beyond_its_end_is_said_to_train_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = Network((4, 4, 1), (Layer("flat", Flatten()), Layer("last", Dense(3, "softmax"))))
    project = Project(network, DataRecipe(""), plan=Plan(epochs=1, early_stopping=2))
    weights = {"last/kernel": np.zeros((16, 3), np.float32), "last/bias": np.zeros(3, np.float32)}
    longer = replace(project, plan=replace(project.plan, epochs=2))
    with ProjectFile.create(tmp_path / "net.cnnstudio", project) as file:
        run = file.begin_run(project, name="", labels=("0", "1", "2"), prepared=Prepared(), started="", versions={})
        for number, going_on in ((1, None), (2, longer)):
            file.add_epoch(run, Epoch(number, 1.0, 0.5, 1.0, 0.5, 1.0), weights, going_on=going_on)
            file.end_run(run, "finished", None)
    words = ["export", str(tmp_path / "net.cnnstudio"), "--to", "script", "-o", str(tmp_path / "net.py")]
    for more, said in (([], ""), (["--run", "1"], "“Run 1” went on after its end")):
        assert main([*words, *more]) == 0
        assert capsys.readouterr().err.startswith(said)
    assert main([*words, "--run", "2"]) != 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--to", "script", "-o", "one.txt"], "does not end in .py"),
        (["--to", "script", "-o", "one.py", "--blank", "dense_9.units"], "There is no setting"),
        (["--to", "svg", "-o", "one.svg", "--solution"], "scripts and notebooks only"),
        (["--to", "script", "-o", "one.py", "--with-scaling"], "scales its pictures by itself"),
    ],
)
def test_that_what_cannot_be_is_said_and_nothing_is_written(
    more: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "preset:by-hand", *more]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("one*"))


def _cells(path: Path) -> list[dict[str, list[str]]]:
    found: list[dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found
