"""What the commands do with networks in saved files, to the end, with the real engine."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnstudio.cli import main, target, work
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.data.class_names import DIGITS, FASHION
from cnnstudio.files.saved.saved_model import read_saved
from tests.arrived import write_alone, write_h5

pytestmark = pytest.mark.slow


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return write_h5(tmp_path / "theirs.h5")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "7.png"
    drawn = np.zeros((28, 28), np.uint8)
    drawn[5:23, 12:16] = 255
    Image.fromarray(drawn).save(path)
    return path


def test_that_a_saved_network_answers_as_it_is_asked_to_prepare(
    theirs: Path, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for method in ("raw", "scale"):
        assert main(["predict", str(theirs), str(picture), "--preprocessing", method, "--json"]) == 0
        said = capsys.readouterr()
        assert "theirs.h5: pictures prepared with" in said.err
        found += json.loads(said.out)
    assert [each["preprocessing"] for each in found] == ["raw", "scale"]
    assert found[0]["probabilities"] != found[1]["probabilities"]


def test_that_a_preparation_is_found_by_trying(theirs: Path, picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", str(theirs), str(picture)]) == 0
    said = capsys.readouterr()
    # Its weights are chance, so that nothing is found.
    assert "knows none of the data it was tried with; this is taken: ÷ 255." in said.err
    # It was tried on two data sets before it answered.
    assert said.err.count("Starting TensorFlow…") == 1
    assert said.err.count("theirs.h5: its classes are numbers: the file names none.") == 1
    assert said.out.splitlines()[0].split() == ["Picture", "Class", "Probability"]


def test_that_programs_are_told_what_it_was_tried_on(
    theirs: Path, picture: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnstudio.cli.preparing.is_telling", lambda found: True)
    assert main(["predict", str(theirs), str(picture), "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)[0]
    tried = found["preprocessing_tried"]
    assert ("MNIST" in tried["data_set"], tried["method"]) == (True, found["preprocessing"])
    assert 0 < tried["accuracy"] < 0.5
    assert "numbers" not in said.err
    assert main(["predict", str(theirs), str(picture), "--preprocessing", "raw", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["preprocessing_tried"] is None


def test_that_an_export_tries_the_usual_ways_only_where_that_is_asked_for(
    theirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["export", str(theirs), "--to", "keras", "-o", str(tmp_path / "out.keras")]
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert "to have the usual ways tried add --preprocessing auto." in said.out
    assert "tried with" not in said.err
    assert main([*arguments, "--preprocessing", "auto"]) == 0
    said = capsys.readouterr()
    assert "tried with" in said.err
    assert "does not say" not in said.out


def test_that_an_evaluation_says_that_it_took_what_does_best(theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for way, is_said in (("auto", True), ("raw", False)):
        arguments = ["evaluate", str(theirs), "--data", "mnist-10k", "--preprocessing", way, "--json"]
        assert main(arguments) == 0
        assert ("a little too good" in json.loads(capsys.readouterr().out)["note"]) is is_said


@pytest.mark.parametrize(("labels", "data"), [(DIGITS, "mnist-10k"), (FASHION, "fashion-10k")])
def test_that_a_saved_file_is_scored_on_the_data_likely_meant_and_these_are_named(
    theirs: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    labels: tuple[str, ...],
    data: str,
) -> None:
    named = replace(target.trained(str(theirs), None), labels=labels)
    monkeypatch.setattr(work, "trained", lambda *_: named)
    assert main(["evaluate", str(theirs), "--preprocessing", "scale", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"] == data


def test_that_a_saved_file_for_which_no_data_fit_is_scored_on_none(
    theirs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = replace(target.trained(str(theirs), None), network=Network((20, 20, 1), stack(Flatten(), Dense(3))))
    monkeypatch.setattr(work, "trained", lambda *_: strange)
    assert main(["evaluate", str(theirs)]) == 2
    assert "“theirs.h5” does not say what it learned. Name pictures to score: --data." in capsys.readouterr().err


def test_that_weights_alone_are_scored_and_answer_with_the_classes_of_their_project(
    theirs: Path, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone, project = write_alone(tmp_path / "alone.weights.h5", theirs), tmp_path / "a.cnnstudio"
    main(["import", str(theirs), "-o", str(project), "--preprocessing", "scale"])
    capsys.readouterr()
    assert main(["evaluate", str(alone), "--project", str(project), "--preprocessing", "scale", "--json"]) == 0
    of_weights = json.loads(capsys.readouterr().out)
    assert main(["evaluate", str(project), "--preprocessing", "scale", "--json"]) == 0
    of_run = json.loads(capsys.readouterr().out)
    assert (of_weights["count"], of_weights["accuracy"]) == (of_run["count"], of_run["accuracy"])


def test_that_an_exported_network_has_the_scaling_that_is_asked_for(
    theirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.keras"
    arguments = ["export", str(theirs), "--to", "keras", "-o", str(path), "--with-scaling", "--preprocessing"]
    assert main([*arguments, "signed"]) == 0
    assert "values 0 to 255" in capsys.readouterr().out
    saved = read_saved(path)
    assert saved.prepared is not None
    assert saved.prepared.method == "raw"
    assert saved.network.nodes[0].name == "scaling_1"


def test_that_pictures_without_labels_are_refused_with_the_way_out(
    theirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pictures").mkdir()
    for name in ("one picture.png", "another.png"):
        Image.new("L", (28, 28), 9).save(tmp_path / "pictures" / name)
    assert main(["evaluate", str(theirs), "--data", str(tmp_path / "pictures")]) == 2
    assert "add --whole" in capsys.readouterr().err
