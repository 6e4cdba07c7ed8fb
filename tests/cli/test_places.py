"""Places that a person names and that the operating system refuses to look at."""

import os
import shutil
from pathlib import Path

import pytest

from cnnstudio.cli import main
from cnnstudio.cli.places import check_folder, there
from cnnstudio.core.errors import StudioError
from cnnstudio.files.project_file import ProjectFile

SAMPLE = Path(__file__).parents[1] / "samples" / "version_3.cnnstudio"
LONG = "n" * 300
"""No disk takes such a name."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands are given; with a project and a script in it."""
    shutil.copyfile(SAMPLE, tmp_path / "a.cnnstudio")
    (tmp_path / "a.py").write_text("import keras\nkeras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten()])\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="Windows says of such a name that nothing is there")
@pytest.mark.parametrize(
    "command",
    [
        f"{LONG}",
        f"train {LONG}",
        f"train a.cnnstudio --data {LONG}",
        f"evaluate {LONG}",
        f"evaluate a.cnnstudio --data {LONG}",
        f"predict {LONG} a.png",
        f"runs {LONG}",
        f"summary {LONG}",
        f"data {LONG}",
        f"sweep {LONG}",
        f"sweep a.cnnstudio --report {LONG}.md",
        f"sweep a.cnnstudio --report {LONG}/a.md",
        f"new lenet -o {LONG}",
        f"new lenet -o {LONG} --force",
        f"new lenet -o {LONG}/a.cnnstudio",
        f"import {LONG} -o b.cnnstudio",
        f"import {LONG}.py -o b.cnnstudio",
        f"import a.py -o {LONG}.cnnstudio",
        f"import a.py -o {LONG}/b.cnnstudio",
        f"export {LONG} --to script -o b.py",
        f"export a.cnnstudio --to script -o {LONG}.py",
        f"export a.cnnstudio --to script -o {LONG}/b.py",
        f"export a.cnnstudio --to svg -o {LONG}.svg",
        f"export a.cnnstudio --to keras -o {LONG}.keras",
        f"export a.cnnstudio --to savedmodel -o {LONG}/b",
        f"lab report a.cnnstudio --lab first -o {LONG}.html",
    ],
)
@pytest.mark.usefixtures("folder")
def test_that_a_name_no_disk_takes_is_said_in_one_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command.split()) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "is too long for this disk. Choose a shorter name." in said.err


def test_that_what_may_not_be_looked_at_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: bool) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    for look in (there, check_folder):
        with pytest.raises(StudioError, match="You have no permission for"):
            look(tmp_path / "locked" / "a.cnnstudio")


def test_that_a_folder_that_is_not_there_is_named_whole(tmp_path: Path) -> None:
    with pytest.raises(StudioError) as raised:
        check_folder(tmp_path / "none" / "a.cnnstudio")
    assert raised.value.text == f"There is no folder “{tmp_path / 'none'}”."
    assert raised.value.hint == "Make it first, or name another place."
    check_folder(tmp_path / "a.cnnstudio")


def test_that_a_project_is_replaced_where_there_is_no_room_for_temporary_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    assert main(["new", "dense", "-o", "a.cnnstudio", "--force"]) == 0
    with ProjectFile.open(folder / "a.cnnstudio") as file:
        assert file.runs() == ()
    assert capsys.readouterr().err == ""
