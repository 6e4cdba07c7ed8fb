"""A data set is described in a terminal, for people and for programs."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnstudio.cli import main
from cnnstudio.cli.data import _as_set
from cnnstudio.cli.loading import LoadingLine
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.data.watch import Progress
from tests.data.idx_files import write_pair


def described(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    assert main(["data", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def folder(place: Path) -> Path:
    for label, count in (("ants", 30), ("bees", 5)):
        (place / label).mkdir(parents=True)
        for number in range(count):
            pixels = np.random.default_rng(number + 100 * count).integers(0, 200, (8, 9, 3), np.uint8)
            Image.fromarray(pixels).save(place / label / f"{number}.png")
    (place / "bees" / "9.png").write_bytes(b"no picture")
    return place


def test_that_a_built_in_set_is_described_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    found = described(capsys, "fashion-10k")
    assert (found["source"], found["path"], found["kind"], found["size"]) == (
        "fashion-10k",
        None,
        "built in",
        [28, 28, 1],
    )
    assert found["classes"][:2] == ["T-shirt/top", "Trouser"]
    assert found["totals"] == {"train": 9000, "validation": 1000, "test": 2000}
    assert [sum(each) for each in found["counts"].values()] == [9000, 1000, 2000]
    assert (found["range"], found["own_test"]) == ([0, 255], True)


def test_that_a_folder_is_described_with_what_is_wrong_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = described(capsys, folder(tmp_path / "insects"))
    assert (found["title"], found["kind"], found["size"]) == ("insects", "folder of pictures", [8, 9, 3])
    assert found["range"][1] < 200
    assert found["classes"] == ["ants", "bees"]
    assert not found["own_test"]
    texts = [each["text"] for each in found["findings"]]
    assert any("9.png" in line for each in found["findings"] for line in each["details"])
    assert any("unbalanced" in text for text in texts)
    assert any("set aside" in text for text in texts)
    assert {each["tone"] for each in found["findings"]} <= {"note", "caution", "problem"}


def test_that_people_read_a_table_and_the_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", str(folder(tmp_path / "insects"))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "insects: folder of pictures, 2 classes"
    assert lines[1].startswith("Pictures of 8 × 9, colour, values 0 to 1")
    assert lines[3].split() == ["Class", "Training", "Validation", "Test"]
    assert lines[6].split() == ["together", "25", "3", "7"]
    assert any(line.startswith("! The classes are unbalanced") for line in lines)


def test_that_idx_files_are_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pair(tmp_path, "train")
    assert described(capsys, tmp_path / "train-images-idx3-ubyte")["kind"] == "IDX files"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "no data set, file or folder called “nowhere”"),
        ("x\0y", "no data set"),
        ("cifar-100", "CIFAR-100 is not on this computer yet"),
    ],
)
def test_that_what_is_not_there_is_one_line(name: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", name]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_that_a_file_that_is_no_data_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("hello")
    for command in (["data", str(tmp_path / "a.txt")], ["evaluate", "preset:lenet", "--data", str(tmp_path / "a.txt")]):
        assert main(command) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_that_a_project_is_not_trained_on_what_is_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "a.cnnstudio"
    (tmp_path / "a.txt").write_text("hello")
    assert main(["new", "lenet", "-o", str(project)]) == 0
    for data in (str(tmp_path / "a.txt"), "nowhere", "cifar-100"):
        assert main(["train", str(project), "--data", data]) == 2
        assert capsys.readouterr().err.startswith("cnnstudio: ")


def test_that_where_labels_come_from_is_only_asked_of_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((9, 4, 4), np.uint8), y=np.arange(9) % 3)
    write_pair(tmp_path, "train")
    for name in ("mnist-10k", tmp_path / "a.npz", tmp_path / "train-images-idx3-ubyte"):
        assert main(["data", str(name), "--labels", "names"]) == 2
        assert "Leave --labels out." in capsys.readouterr().err
    assert described(capsys, folder(tmp_path / "insects"), "--labels", "folders")["classes"] == ["ants", "bees"]


def test_that_a_finding_says_what_helps_against_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(20):
        page = np.full((28, 28), 250, np.uint8)
        page[4:24, 10 + number % 5 : 13 + number % 5] = number
        place = tmp_path / "written" / str(number % 2)
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(page).save(place / f"{number}.png")
    offers = [each["offer"] for each in described(capsys, tmp_path / "written")["findings"] if each["offer"]]
    assert "preprocessing.invert=true" in [each["set"] for each in offers]
    assert main(["data", str(tmp_path / "written")]) == 0
    assert "train with --set preprocessing.invert=true" in capsys.readouterr().out


def test_that_values_are_written_as_train_takes_them() -> None:
    offers = [Offer("", "preprocessing", "size", (32, 20)), Offer("", "data", "labels", "names")]
    assert [_as_set(each) for each in offers] == ["preprocessing.size=32x20", "data.labels=names"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_that_ctrl_c_ends_it(tmp_path: Path) -> None:
    """The process stops itself while it looks for duplicates, as if the person had."""
    code = (
        "import os, signal, sys; from cnnstudio.data import duplicates; from cnnstudio.cli import main\n"
        "begin = duplicates._alike\n"
        "def alike(sums):\n    os.kill(os.getpid(), signal.SIGINT)\n    return begin(sums * 0)\n"
        "duplicates._alike = alike; sys.exit(main(['data', 'mnist-10k']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (130, "")
    assert "stopped" in done.stderr


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_that_a_terminal_has_one_line_that_changes_and_goes_away() -> None:
    stream, clock = _Terminal(), iter([1.0, 1.01, 2.0])
    line = LoadingLine(stream, lambda: next(clock))
    for done in (1, 2, 3):
        line.show(Progress("Reading pictures", done, 1000))
    line.close()
    assert stream.getvalue() == ("\rReading pictures: 1 of 1,000\rReading pictures: 3 of 1,000\r" + " " * 28 + "\r")


def test_that_a_pipe_has_a_line_only_for_what_takes_long() -> None:
    stream, clock = io.StringIO(), iter([0.1, 0.2, 1.5, 11.0, 11.6, 11.7, 12.8])
    line = LoadingLine(stream, lambda: next(clock))
    for done in range(5):
        line.show(Progress("Listing files", done))
    for done in (0, 7):
        line.show(Progress("Reading", done, 9))
    line.close()
    assert stream.getvalue() == "Listing files: 2\nListing files: 4\nReading: 7 of 9\n"
