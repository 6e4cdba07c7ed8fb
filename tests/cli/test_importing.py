"""``cnnstudio import``, and the other commands on saved networks that need no TensorFlow."""

import json
from pathlib import Path

import h5py
import pytest

from cnnstudio.cli import main
from cnnstudio.cli.target import is_saved, trained
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import SavedSubject
from cnnstudio.files.project_file import ProjectFile
from tests.arrived import write_h5


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return write_h5(tmp_path / "theirs.h5")


@pytest.fixture
def alone(theirs: Path) -> Path:
    """The weights of the same network, as ``save_weights`` of that time wrote them."""
    path = theirs.with_name("alone.weights.h5")
    with h5py.File(theirs) as whole, h5py.File(path, "w") as file:
        group = whole["model_weights"]
        for name, value in group.attrs.items():
            file.attrs[name] = value
        for name in group:
            whole.copy(group[name], file)
    return path


def test_that_a_saved_network_becomes_a_project(
    theirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.cnnstudio"
    assert main(["import", str(theirs), "-o", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["origin"], told["parameters"], told["data_set"]) == (1, "Keras 2.2.4", 5874, "mnist-10k")
    assert (told["preprocessing"], told["preprocessing_known"]) == ("scale", False)
    with ProjectFile.open(path, read_only=True) as file:
        assert file.run(1).status == "imported"
        assert file.project().plan.start == 1
    assert main(["runs", str(path), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)[0]
    assert (row["name"], row["status"], row["epochs"], row["optimizer"]) == ("theirs.h5", "imported", None, None)
    assert main(["import", str(theirs), "-o", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "words"), [("none.h5", "There is no file"), ("text.txt", "is no saved network")])
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
    main(["import", str(theirs), "-o", str(project)])
    found = trained(str(alone), None, str(project))
    assert found.subject == SavedSubject(str(alone), str(project))
    with pytest.raises(StudioError, match="weights alone"):
        trained(str(alone), None)
    with pytest.raises(StudioError, match="Leave it out"):
        trained(str(project), None, str(project))


def test_that_a_saved_network_is_known_by_its_name_or_its_first_bytes(theirs: Path, tmp_path: Path) -> None:
    other = theirs.rename(tmp_path / "theirs.bin")
    text = tmp_path / "text.bin"
    text.write_text("words")
    assert [is_saved(each) for each in (Path("a.keras"), Path("a.H5"), other, text)] == [True, True, True, False]
