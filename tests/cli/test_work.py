"""The commands with the real engine, on a few pictures; one of each sort in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnnstudio.cli import main, work
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.watch import LoadingStopped
from cnnstudio.engine.start import Ready
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import ready
from tests.processes import bounded

__all__ = ["ready"]

Say = Callable[..., str]
pytestmark = pytest.mark.slow
_TRAIN = ("--epochs", "2", "--subset", "600", "--seed", "3")


def _studio(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cnnstudio", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def _json(*arguments: str | Path) -> Any:
    done = _studio(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def say(ready: Ready, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command in this process, where TensorFlow is up already; gives what it says, or complains of."""

    def said(*arguments: str | Path, code: int = 0) -> str:
        capsys.readouterr()
        ended = main([*map(str, arguments)])
        found = capsys.readouterr()
        assert ended == code, found.err
        return found.err if code else found.out

    return said


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A project with one run, and what ``train --json`` said."""
    path = tmp_path_factory.mktemp("cli") / "a.cnnstudio"
    assert main(["new", "lenet", "-o", str(path)]) == 0
    return path, _json("train", path, *_TRAIN)


def test_that_training_ends_with_what_the_contract_names(trained: tuple[Path, Any]) -> None:
    path, found = trained
    with ProjectFile.open(path, read_only=True) as file:
        run = file.run(found["run"])
    assert set(found) == {"run", "epochs", "best_epoch", "history", "seconds", "stopped"}
    assert (found["epochs"], found["stopped"]) == (2, False)
    assert found["best_epoch"] == run.best_epoch
    for name, values in found["history"].items():
        assert values == [getattr(epoch, name) for epoch in run.epochs]
    assert run.project.plan.seed == 3
    assert run.status == "finished"


def test_that_the_same_seed_gives_the_same_numbers(trained: tuple[Path, Any], say: Say) -> None:
    path, first = trained
    assert json.loads(say("train", path, *_TRAIN, "--json"))["history"] == first["history"]


def test_that_an_evaluation_is_the_run_s_own(trained: tuple[Path, Any], say: Say) -> None:
    path, first = trained
    found = json.loads(say("evaluate", path, "--run", str(first["run"]), "--json"))
    with ProjectFile.open(path, read_only=True) as file:
        stored = file.run(first["run"]).test
    assert stored is not None
    assert found["count"] == 2000
    assert found["misclassified"] == stored.misclassified
    assert np.sum(found["confusion"]) == 2000
    assert (found["preprocessing"], found["part"], found["note"]) == ("scale", "test", "")
    assert [each["support"] for each in found["per_class"]] == [200] * 10


def test_that_a_part_of_its_own_data_is_scored_picture_by_picture(trained: tuple[Path, Any], say: Say) -> None:
    path, first = trained
    found = json.loads(say("evaluate", path, "--run", str(first["run"]), "--part", "validation", "--json"))
    with ProjectFile.open(path, read_only=True) as file:
        stored = file.run(first["run"]).validation
    assert stored is not None
    assert (found["count"], found["misclassified"], found["part"]) == (60, stored.misclassified, "validation")
    assert found["loss"] == pytest.approx(stored.loss)
    assert 0 <= found["calibration_error"] <= 1
    assert found["auc"] is None  # there are ten classes
    assert found["confused_pairs"][0]["count"] == max(_mistaken(found["confusion"]))


def _mistaken(confusion: list[list[int]]) -> list[int]:
    return [count for row, counts in enumerate(confusion) for column, count in enumerate(counts) if row != column]


def test_that_the_table_of_runs_has_the_figures_of_the_training(
    trained: tuple[Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path, first = trained
    assert main(["runs", str(path), "--format", "json"]) == 0
    row = json.loads(capsys.readouterr().out)[0]
    assert (row["run"], row["epochs"], row["best_epoch"]) == (first["run"], 2, first["best_epoch"])
    assert row["seconds"] == pytest.approx(first["seconds"])
    assert row["val_accuracy"] == pytest.approx(first["history"]["val_accuracy"][first["best_epoch"] - 1], abs=1e-6)
    assert (row["seed"], row["tested"]) == (3, 2000)


def test_that_an_exported_file_says_the_same_as_its_run(trained: tuple[Path, Any], tmp_path: Path, say: Say) -> None:
    path, first = trained
    picture = library.load(DataRecipe("mnist-10k")).x_test[0, ..., 0]
    Image.fromarray(picture).save(tmp_path / "digit.png")
    say("export", path, "--run", "1", "--to", "keras", "-o", tmp_path / "a.keras")
    (saved,) = _json("predict", tmp_path / "a.keras", tmp_path / "digit.png")  # by a process that knows of no run
    ours, again = json.loads(
        say("predict", path, "--run", str(first["run"]), tmp_path / "digit.png", tmp_path / "digit.png", "--json")
    )
    assert ours == again
    assert saved["class"] == ours["class"]
    assert saved["probabilities"] == pytest.approx(ours["probabilities"], abs=1e-6)
    assert sum(ours["probabilities"]) == pytest.approx(1, abs=1e-5)


def test_that_export_refuses_a_name_that_keras_would_not_load(
    trained: tuple[Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = trained
    before = path.read_bytes()
    assert main(["export", str(path), "--to", "keras", "-o", str(path)]) == 2
    assert "does not end in .keras" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_that_a_project_open_in_a_window_is_not_trained(
    trained: tuple[Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    lock = ProjectLock(trained[0])
    assert lock.acquire()
    assert main(["train", str(trained[0])]) == 2
    lock.release()
    assert "open in another window" in capsys.readouterr().err


def test_that_data_that_do_not_exist_are_a_mistake(
    trained: tuple[Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(trained[0]), "--data", "nothing"]) == 2
    assert "The data sets are: mnist-10k, fashion-10k, photos-7, mnist" in capsys.readouterr().err


def test_that_what_the_engine_refuses_is_a_mistake_in_words(trained: tuple[Path, Any]) -> None:
    done = _studio("train", trained[0], "--subset", "9999")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()  # TensorFlow was not even started
    assert "8,000 training pictures" in line
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize("wrong", ["no classes", "unreadable", "a file"])
def test_that_what_is_wrong_with_the_data_is_one_line_before_tensorflow_starts(
    trained: tuple[Path, Any],
    command: str,
    wrong: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "serve", lambda *_: pytest.fail("TensorFlow was started"))
    place = tmp_path / "data"
    (place / "cat").mkdir(parents=True)
    if wrong == "unreadable":
        (place / "cat" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    elif wrong == "a file":
        place = place / "a.txt"
        place.write_text("hello")
    assert main([command, str(trained[0]), "--data", str(place)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_that_stop_while_the_data_are_read_stores_nothing(
    trained: tuple[Path, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> Any:
        raise LoadingStopped("Loading was stopped.")

    monkeypatch.setattr(library, "load", stopped)
    assert main(["train", str(trained[0]), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["run"] is None
    assert main(["evaluate", str(trained[0])]) == 130


def test_that_people_read_which_pictures_were_scored_and_how_they_were_prepared(
    trained: tuple[Path, Any], tmp_path: Path, say: Say
) -> None:
    path, _ = trained
    done = _studio("evaluate", path, "--run", "1")
    assert done.stdout.splitlines()[:3] == [
        "Scored: 2,000 pictures, the test part",
        "Pictures prepared: ÷ 255",
        "Data: MNIST 10k",
    ]
    pictures = library.load(DataRecipe("mnist-10k")).x_test
    (tmp_path / "0").mkdir()
    Image.fromarray(pictures[0, ..., 0]).save(tmp_path / "0" / "a.png")
    wrote = say("export", path, "--run", "1", "--to", "keras", "-o", tmp_path / "a.keras")
    assert wrote.splitlines() == [
        "Wrote a.keras. It takes pictures of 28 × 28, grey (other proportions: stretch to the size), "
        "values: ÷ 255, so 0 to 1.",
        "Read back: its layers and all 431,080 weights are the same, bit for bit.",
    ]
    found = json.loads(say("evaluate", tmp_path / "a.keras", "--data", tmp_path, "--json"))
    assert (found["count"], found["part"]) == (1, "all")
    assert found["data"] == str(tmp_path)
    assert "not known what the network learned from" in found["note"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_that_ctrl_c_keeps_the_epochs_so_far(tmp_path: Path) -> None:
    path = tmp_path / "a.cnnstudio"
    assert main(["new", "lenet", "-o", str(path)]) == 0
    command = [sys.executable, "-m", "cnnstudio", "train", str(path), "--subset", "500", "--epochs", "500", "--json"]
    with bounded(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any(line.startswith("Epoch 2/") for line in process.stderr)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        found = json.loads(process.stdout.read())
        assert process.wait() == 0
    assert found["stopped"]
    assert 2 <= found["epochs"] < 500
    with ProjectFile.open(path, read_only=True) as file:
        assert file.run(1).status == "stopped"
        assert len(file.run(1).epochs) == found["epochs"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL to send")
def test_that_a_killed_run_goes_on_and_ends_as_one_never_killed(
    trained: tuple[Path, Any], tmp_path: Path, say: Say
) -> None:
    path = tmp_path / "a.cnnstudio"
    assert main(["new", "lenet", "-o", str(path)]) == 0
    command = [sys.executable, "-m", "cnnstudio", "train", str(path), *_TRAIN]
    with bounded(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)) as process:
        assert process.stderr is not None
        assert any(line.startswith("Epoch 1/") for line in process.stderr)
        process.kill()
    found = json.loads(say("train", path, "--resume", "--json"))
    whole = trained[1]
    assert (found["run"], found["epochs"], found["history"]) == (1, 2, whole["history"])
    with ProjectFile.open(path, read_only=True) as file, ProjectFile.open(trained[0], read_only=True) as other:
        assert file.run(1).status == "finished"
        assert file.run(1).test == other.run(whole["run"]).test


@pytest.mark.parametrize("status", ["interrupted", "finished"])
def test_that_a_run_broken_off_while_it_was_scored_is_scored(
    trained: tuple[Path, Any], tmp_path: Path, status: Literal["interrupted", "finished"], say: Say
) -> None:
    path, number = tmp_path / "a.cnnstudio", trained[1]["run"]
    shutil.copyfile(trained[0], path)
    with ProjectFile.open(path) as file:
        before = file.run(number)
        file.end_run(number, status, None)
    found = json.loads(say("train", path, "--resume", "--run", str(number), "--json"))
    assert (found["epochs"], found["history"], found["stopped"]) == (2, trained[1]["history"], False)
    with ProjectFile.open(path) as file:
        assert file.run(number) == before


def _paper(folder: Path, count: int = 20) -> Path:
    """Digits as somebody writes them on paper, larger than MNIST's and off the middle."""
    folder.mkdir()
    for number in range(count):
        image = Image.new("RGB", (90, 90), (245, 244, 240))
        ImageDraw.Draw(image).text((6, 4), str(number % 10), fill=(20, 20, 40), font_size=44, stroke_width=2)
        image.save(folder / f"{number % 10}_{number // 10}.png")
    return folder


def test_that_digits_on_paper_are_tried_as_drawings_and_told_one_by_one(
    trained: tuple[Path, Any], tmp_path: Path, say: Say
) -> None:
    paper = _paper(tmp_path / "paper")
    found = json.loads(say("evaluate", trained[0], "--run", "1", "--data", paper, "--table", "--json"))
    assert {each["pictures"] for each in found["tried"]} == {"plain", "drawn"}
    assert found["accuracy"] == max(each["accuracy"] for each in found["tried"])
    assert (found["pictures"], found["count"]) == ("drawn", 20)
    files = [f"{label}_{number}.png" for label in range(10) for number in range(2)]
    assert [row["file"] for row in found["table"]] == files
    assert all(row["true"] == row["file"][0] and 0 < row["confidence"] <= 1 for row in found["table"])
    wrong = sum(row["true"] != row["predicted"] for row in found["table"])
    assert wrong == found["misclassified"]
    said = say("evaluate", trained[0], "--run", "1", "--data", paper, "--table")
    assert "Brought to the network as drawings: ink on paper, made as MNIST's digits were" in said
    assert "Accuracy otherwise: as pictures, ÷ 255" in said
    assert ["File", "True", "Predicted", "Confidence"] in [line.split() for line in said.splitlines()]


def test_that_pictures_without_labels_are_answered_where_all_are_wanted(
    trained: tuple[Path, Any], tmp_path: Path, say: Say
) -> None:
    paper = _paper(tmp_path / "paper", 2)
    for number, path in enumerate(sorted(paper.iterdir())):
        path.rename(paper / f"scan {'ab'[number]}.png")
    assert "cannot be told which class" in say("evaluate", trained[0], "--run", "1", "--data", paper, code=2)
    found = json.loads(say("evaluate", trained[0], "--run", "1", "--data", paper, "--table", "--whole", "--json"))
    assert (found["count"], found["loss"], found["pictures"]) == (0, None, "drawn")
    assert [(row["file"], row["true"]) for row in found["table"]] == [("scan a.png", None), ("scan b.png", None)]
    assert say("evaluate", trained[0], "--run", "1", "--data", paper, "--whole")


def test_that_steps_and_pictures_do_not_go_with_a_part_of_the_runs_own_data(
    trained: tuple[Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for more in (["--steps", "crop"], ["--pictures", "drawn"], ["--whole"]):
        assert main(["evaluate", str(trained[0]), "--run", "1", "--part", "test", *more]) == 2
        assert "--part scores the run's own pictures" in capsys.readouterr().err
