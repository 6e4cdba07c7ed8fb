"""The table of runs in a terminal, for people and for programs; and which run goes on."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from cnnstudio.cli import main
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run_table import KEYS
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from tests.core.runs_made import DIGITS, PROJECT, a_test

_CONTRACT = (
    "run name architecture parameters epochs best_epoch seconds seed train_accuracy val_accuracy test_accuracy date"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with two runs that never had an epoch, one tested and one not."""
    place = tmp_path / "a.cnnstudio"
    with ProjectFile.create(place, PROJECT) as file:
        for name, test in (("first", a_test()), ("=second|", None)):
            number = file.begin_run(
                PROJECT, name=name, labels=DIGITS, prepared=Prepared(), started="2026-03-01T14:30:59+01:00", versions={}
            )
            file.end_run(number, "stopped", test)
    return place


def _printed(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> str:
    assert main(["runs", str(path), *options]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


@pytest.mark.parametrize("options", [("--format", "json"), ("--json",)])
def test_that_programs_get_every_column_of_every_run(
    path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = json.loads(_printed(capsys, path, *options))
    assert tuple(first) == KEYS
    assert set(_CONTRACT.split()) <= set(first)
    assert (first["run"], first["name"], first["parameters"], first["seed"]) == (1, "first", 431_080, 7)
    assert (first["test_accuracy"], second["test_accuracy"]) == (a_test().accuracy, None)


def test_that_csv_holds_all_columns_and_no_formula(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = csv.DictReader(io.StringIO(_printed(capsys, path, "--format", "csv")))
    assert tuple(first) == KEYS
    assert second["name"] == "'=second|"


def test_that_people_read_the_main_columns(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = _printed(capsys, path).splitlines()
    assert lines[0].split()[:3] == ["Run", "Name", "Architecture"]
    assert "CONV D=20, w=h=5, S=1, P='valid'; MAXPOOL" in lines[1]
    assert lines[1].split()[-2:] == ["2026-03-01", "14:30"]
    assert len(lines) == 3


def test_that_columns_can_be_chosen(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ("--columns", "name, test_accuracy")
    assert list(json.loads(_printed(capsys, path, "--json", *chosen))[0]) == ["name", "test_accuracy"]
    markdown = _printed(capsys, path, "--format", "markdown", *chosen).splitlines()
    assert markdown[0] == "| Name | Test accuracy |"
    assert markdown[3] == r"| =second\| | – |"
    assert _printed(capsys, path, "--format", "latex", *chosen).startswith(r"\begin{tabular}{lr}")


def test_that_a_project_without_runs_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ProjectFile.create(tmp_path / "b.cnnstudio", PROJECT).close()
    assert _printed(capsys, tmp_path / "b.cnnstudio").startswith("b.cnnstudio has no runs yet.")
    assert json.loads(_printed(capsys, tmp_path / "b.cnnstudio", "--json")) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--columns", "run,speed"), "no column “speed”. The columns are: run, name"),
        (("--columns", " , "), "No column is named."),
        (("--json", "--format", "csv"), "exclude each other"),
        (("--format", "xml"), "invalid choice"),
    ],
)
def test_that_a_mistake_is_said_in_one_line(
    path: Path, options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["runs", str(path), *options]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert words in said.err


def test_that_no_file_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", str(tmp_path / "none.cnnstudio")]) == 2
    assert "There is no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--resume",), "“a.cnnstudio” has no run that can go on. Train anew, without --resume."),
        (("--resume", "--run", "1"), "Run 1 cannot go on: no epoch of it is kept"),
        (("--resume", "--run", "9"), "no run 9"),
        (("--resume", "--seed", "3"), "--seed does not go with --resume"),
        (("--resume", "--batch-size", "3"), "--batch-size does not go with --resume"),
        (("--resume", "--set", "plan.f1=on"), "--set does not go with --resume"),
        (("--run", "1"), "--run names the run that goes on. Add --resume"),
    ],
)
def test_that_what_cannot_go_on_is_said_before_tensorflow_starts(
    path: Path,
    options: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cnnstudio.cli.work.serve", lambda *_: pytest.fail("TensorFlow was started"))
    assert main(["train", str(path), *options]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert words in said.err


def test_that_a_part_is_only_asked_of_a_run(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options: Any = ("--part", "train", "--data", "mnist-10k")
    assert main(["evaluate", str(path), "--run", "1", *options]) == 2
    assert "--part scores the run's own pictures" in capsys.readouterr().err


def test_that_a_run_is_in_training_only_while_somebody_holds_the_file(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProjectFile.open(path) as file:
        file.begin_run(
            PROJECT, name="", labels=DIGITS, prepared=Prepared(), started="2026-03-01T14:30:59+01:00", versions={}
        )
    lock = ProjectLock(path)
    for held, status in ((True, "training"), (False, "interrupted")):
        assert not held or lock.acquire()
        found = json.loads(_printed(capsys, path, "--json", "--columns", "status"))
        assert [each["status"] for each in found] == ["stopped", "stopped", status]
        lock.release()
