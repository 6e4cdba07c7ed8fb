"""Drawings of a project as data in a terminal."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnstudio.cli import main, work
from cnnstudio.cli.images import read_image
from cnnstudio.cli.target import data_recipe
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.ink import AS_IT_STANDS
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.sources import DRAWN
from cnnstudio.engine.start import Ready
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import ready

__all__ = ["ready"]

_NETWORK = Network((28, 28, 3), (Layer("flatten", Flatten()), Layer("dense", Dense(3, "softmax"))))
SAMPLE = Path(__file__).parents[1] / "samples" / "version_3.cnnstudio"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "mine.cnnstudio"
    shutil.copyfile(SAMPLE, path)
    return path


def test_that_a_project_stands_for_what_was_drawn_in_it(project: Path) -> None:
    assert data_recipe(str(project)) == DataRecipe(DRAWN, str(project))


def test_that_too_few_drawings_are_said_in_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", str(project)]) == 2
    assert "No class of “My drawings” has two pictures" in capsys.readouterr().err


def test_that_drawings_are_described(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ProjectFile.open(project) as file:
        for each in file.drawings():
            file.add_drawing(each.label, each.png, each.made)
    before = project.read_bytes()
    assert main(["data", str(project), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["source"], found["path"], found["kind"]) == (DRAWN, str(project), "drawings of a project")
    assert (found["classes"], found["own_test"]) == (["7", "8", "neun é"], False)
    assert sum(found["totals"].values()) == 6
    assert project.read_bytes() == before


def test_that_labels_of_drawings_come_from_nowhere_else(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", str(project), "--labels", "csv"]) == 2
    assert "its own label" in capsys.readouterr().err


@pytest.mark.slow
def test_that_a_project_learns_from_its_own_drawings_goes_on_is_scored_on_them_and_reads_pictures_as_such(
    project: Path, ready: Ready, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hows: list[dict[str, object]] = []
    with ProjectFile.open(project) as file:
        drawn = file.drawings()
        for each in [*drawn, *drawn, *drawn]:
            file.add_drawing(each.label, each.png, each.made)
        # As the window has it: the drawings are in the project itself, wherever that is moved.
        own = replace(file.project(), network=_NETWORK, data=DataRecipe(DRAWN, ""))
        file.save_project(own)
    assert main(["train", str(project), "--epochs", "1"]) == 0
    with ProjectFile.open(project, read_only=True) as file:
        run = file.runs()[-1]
    assert (run.project.data.source, run.project.data.path, run.kept) == (DRAWN, "", (1,))
    number = ("--run", str(run.number))
    assert main(["train", str(project), "--resume", *number, "--epochs", "2"]) == 0
    moved = project.rename(project.with_name("moved.cnnstudio"))
    for options in ([], ["--part", "train"], ["--data", str(moved)]):
        capsys.readouterr()
        assert main(["evaluate", str(moved), *number, *options, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["classes"] == ["7", "8", "neun é"]
        assert found["part"] == ("train" if "--part" in options else "test")
    scan = project.with_name("scan.png")
    Image.fromarray(np.tril(np.full((90, 90), 255, np.uint8))).save(scan)
    with monkeypatch.context() as patch:
        patch.setattr(work, "read_image", lambda *given, **how: hows.append(how) or read_image(*given, **how))
        assert main(["predict", str(moved), *number, str(scan), "--json"]) == 0
    assert hows == [{"digits": False, "drawn_by": AS_IT_STANDS}]
