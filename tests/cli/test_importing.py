"""``cnnstudio import``, and the other commands on saved networks that need no TensorFlow."""

import json
from dataclasses import replace
from pathlib import Path

import h5py
import pytest

from cnnstudio.cli import main
from cnnstudio.cli.target import is_saved, trained
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import RunSubject, SavedSubject
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.class_names import FASHION
from cnnstudio.files.project_file import ProjectFile
from tests.arrived import write_alone, write_h5


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return write_h5(tmp_path / "theirs.h5")


@pytest.fixture
def alone(theirs: Path) -> Path:
    """The weights of the same network, as ``save_weights`` of that time wrote them."""
    return write_alone(theirs.with_name("alone.weights.h5"), theirs)


def test_that_a_saved_network_becomes_a_project(
    theirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.cnnstudio"
    assert main(["import", str(theirs), "-o", str(path), "--preprocessing", "scale", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["origin"], told["parameters"], told["data_set"]) == (1, "Keras 2.2.4", 5874, "mnist-10k")
    assert (told["preprocessing"], told["preprocessing_known"]) == ("scale", False)
    assert told["preprocessing_tried"] is None
    with ProjectFile.open(path, read_only=True) as file:
        assert file.run(1).status == "imported"
        assert file.project().plan.start == 1
    assert main(["runs", str(path), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)[0]
    assert (row["name"], row["status"], row["epochs"], row["optimizer"]) == ("theirs.h5", "imported", None, None)
    assert main(["import", str(theirs), "-o", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.h5", "There is no file"), ("text.txt", "is not a saved network of Keras"), ("a.cnnstudio", "no file")],
)
def test_that_what_is_no_saved_network_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:
    (tmp_path / "text.txt").write_text("words")
    assert main(["import", str(tmp_path / name), "-o", str(tmp_path / "a.cnnstudio")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "a.cnnstudio").exists()


def test_that_a_saved_network_is_summed_up(theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(theirs), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["totals"]["parameters"] == 5874


def test_that_weights_alone_belong_to_a_project(theirs: Path, alone: Path, tmp_path: Path) -> None:
    project = tmp_path / "mine.cnnstudio"
    main(["import", str(theirs), "-o", str(project), "--preprocessing", "raw"])
    with ProjectFile.open(project) as file:
        file.save_project(replace(file.project(), data=DataRecipe("fashion-10k")))
        file.delete_run(1)
    found = trained(str(alone), None, str(project))
    assert found.subject == SavedSubject(str(alone), str(project))
    assert (found.labels, found.data, found.reads_digits) == (FASHION, DataRecipe("fashion-10k"), False)
    with pytest.raises(StudioError, match=r"Name the project.*--project"):
        trained(str(alone), None)
    with pytest.raises(StudioError, match="Leave it out"):
        trained(str(project), None, str(project))


def test_that_weights_alone_become_a_project_like_that_of_another(
    theirs: Path, alone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.cnnstudio", tmp_path / "second.cnnstudio"
    main(["import", str(theirs), "-o", str(first), "--preprocessing", "raw"])
    assert main(["import", str(alone), "-o", str(second)]) == 2
    assert "--project" in capsys.readouterr().err
    assert main(["import", str(alone), "-o", str(second), "--project", str(first), "--preprocessing", "signed"]) == 0
    with ProjectFile.open(second, read_only=True) as file:
        assert (file.run(1).name, file.project().preprocessing.method) == ("alone.weights.h5", "signed")


def test_that_weights_alone_keep_the_names_of_the_classes_of_their_project(
    theirs: Path, alone: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.cnnstudio", tmp_path / "second.cnnstudio"
    main(["import", str(theirs), "-o", str(first), "--preprocessing", "raw"])
    with ProjectFile.open(first) as file:
        file.save_project(replace(file.project(), data=DataRecipe("fashion-10k")))
        file.delete_run(1)
    assert main(["import", str(alone), "-o", str(second), "--project", str(first), "--preprocessing", "raw"]) == 0
    with ProjectFile.open(second, read_only=True) as file:
        assert file.run(1).labels == FASHION


def test_that_what_a_network_from_a_file_learned_is_merely_guessed(theirs: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.cnnstudio"
    main(["import", str(theirs), "-o", str(path), "--preprocessing", "raw"])
    assert trained(str(path), None).is_data_guessed


def test_that_a_file_is_what_it_holds_and_not_what_it_is_called(theirs: Path, tmp_path: Path) -> None:
    project = tmp_path / "mine.h5"
    main(["import", str(theirs), "-o", str(project), "--preprocessing", "raw"])
    other = theirs.rename(tmp_path / "theirs.bin")
    assert [is_saved(each) for each in (project, other, tmp_path / "none.cnnstudio")] == [False, True, False]
    assert trained(str(project), None).subject == RunSubject(str(project), 1)


def test_that_every_layer_that_cannot_be_held_is_listed_for_people_only(
    theirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with h5py.File(theirs, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        for place, name in ((1, "one"), (2, "two")):
            config["config"][place] = {"class_name": "Lambda", "config": {"name": name}}
        file.attrs["model_config"] = json.dumps(config).encode()
    assert main(["summary", str(theirs)]) == 2
    refused = capsys.readouterr().err.splitlines()
    assert len(refused) == 3
    assert ["one" in refused[1], "two" in refused[2]] == [True, True]
    assert main(["summary", str(theirs), "--json"]) == 2
    assert capsys.readouterr().err.splitlines() == refused[:1]
