"""``cnnstudio import`` of Keras code."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.cli import main
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.scripting import Beside, script_of
from cnnstudio.files.project_file import ProjectFile

CODE = """
model = Sequential()
model.add(Convolution2D(32, 3, 3, input_shape=(28, 28, 1)))
model.add(LSTM(4))
model.add(Flatten())
model.add(Dense(...))
"""


def test_that_keras_code_becomes_a_project_with_its_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, path = tmp_path / "old.py", tmp_path / "mine.cnnstudio"
    source.write_text(CODE, encoding="utf-8")
    assert main(["import", str(source), "-o", str(path), "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["blanks"] == ["dense_1: Units"]
    assert told["parameters"] is None  # what stands in the gap's place is a guess
    assert [note["line"] for note in told["notes"]] == [4]
    assert "old.py: line 4: The layer “LSTM” is not known here" in err
    with ProjectFile.open(path, read_only=True) as file:
        assert [node.spec.kind for node in file.project().network.nodes] == ["Conv2D", "Flatten", "Dense"]
        assert file.runs() == ()
    assert main(["import", str(source), "-o", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_that_code_without_a_network_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "none.py"
    source.write_text("x = 3", encoding="utf-8")
    assert main(["import", str(source), "-o", str(tmp_path / "a.cnnstudio")]) == 2
    assert "No network was found" in capsys.readouterr().err
    assert not (tmp_path / "a.cnnstudio").exists()


def test_that_a_run_that_is_not_there_is_not_begun_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, path = tmp_path / "lesson.py", tmp_path / "mine.cnnstudio"
    started = replace(PRESETS[0].project, plan=replace(PRESETS[0].project.plan, start=2))
    source.write_text(script_of(started, Beside(weights="a.weights.npz")), encoding="utf-8")
    assert main(["import", str(source), "-o", str(path)]) == 0
    assert "Training began with run 2 of another project" in capsys.readouterr().err
    with ProjectFile.open(path, read_only=True) as file:
        assert file.project() == PRESETS[0].project
