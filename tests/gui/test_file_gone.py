"""A disk that is taken away, is read-only or full while a project on it is open: words, nothing lost, and a way on."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.main_window import MainWindow
from tests.gui.documents import background, document, lenet, longer, stored
from tests.gui.windows import bridge, window

__all__ = ["background", "bridge", "document", "window"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a project, ``a.cnnstudio``, that has a run."""
    made = tmp_path / "stick"
    made.mkdir()
    with ProjectFile.create(made / "a.cnnstudio", lenet()) as file:
        started = datetime(2026, 3, 1, tzinfo=UTC).isoformat()
        file.begin_run(lenet(), name="", labels=("0",), prepared=Prepared(), started=started, versions={})
    return made


@pytest.fixture
def read_only_disk(folder: Path) -> Iterator[Path]:
    """The same folder, mounted for reading only."""
    for words in (["--bind", folder, folder], ["-o", "remount,ro,bind", folder]):
        if subprocess.run(["mount", *words], check=False, capture_output=True).returncode:
            pytest.skip("mounting needs the superuser")
    yield folder
    subprocess.run(["umount", folder], check=True)


def at(document: Document, path: Path, qtbot: QtBot) -> list[StudioError]:
    """Opens it; gives what is refused from then on."""
    refusals: list[StudioError] = []
    document.refused.connect(refusals.append)
    with qtbot.waitSignal(document.opened):
        document.open(path)
    return refusals


def test_that_a_project_whose_folder_is_gone_is_saved_elsewhere_with_all_that_the_window_has(
    document: Document, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    refusals = at(document, folder / "a.cnnstudio", qtbot)
    document.notes.put("lab", '{"step":3}')
    shutil.rmtree(folder)
    document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: document.is_stuck)
    assert "folder “stick” does not exist" in refusals[-1].text
    refusals.clear()
    target = tmp_path / "saved.cnnstudio"
    document.save_as(target, lambda old, new: document.left(old))
    qtbot.waitUntil(lambda: document.path == target and document.is_saved)
    assert stored(target) == longer(lenet())
    with ProjectFile.open(target) as file:
        assert file.notes() == {"lab": '{"step":3}'}
    assert "its runs did not come along" in refusals[-1].text
    qtbot.waitUntil(lambda: document.runs == ())


def test_that_what_could_not_be_written_is_written_once_the_folder_is_back(
    document: Document, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    at(document, folder / "a.cnnstudio", qtbot)
    folder.rename(tmp_path / "pulled")
    document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: document.is_stuck)
    (tmp_path / "pulled").rename(folder)
    document.save()
    qtbot.waitUntil(lambda: document.is_saved)
    assert stored(folder / "a.cnnstudio") == longer(lenet())
    assert not document.is_stuck


def test_that_a_project_on_a_read_only_disk_can_be_looked_at_and_goes_on_elsewhere(
    document: Document, qtbot: QtBot, read_only_disk: Path, tmp_path: Path
) -> None:
    before = (read_only_disk / "a.cnnstudio").read_bytes()
    refusals = at(document, read_only_disk / "a.cnnstudio", qtbot)
    assert document.project == lenet()
    document.save_as(tmp_path / "copy.cnnstudio", lambda old, new: None)
    qtbot.waitUntil(lambda: document.path == tmp_path / "copy.cnnstudio")
    document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: document.is_saved)
    assert stored(tmp_path / "copy.cnnstudio") == longer(lenet())
    assert (read_only_disk / "a.cnnstudio").read_bytes() == before
    assert [each.text for each in refusals] == ["a.cnnstudio is write-protected, so it is shown read-only here."]


def test_that_a_file_that_cannot_be_written_offers_another_place_until_it_is(
    window: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(window.document, folder / "a.cnnstudio", qtbot)
    asked: list[bool] = []
    ask = "cnnstudio.gui.widgets.file_dialogs.save_name"
    monkeypatch.setattr(ask, lambda *_: asked.append(True) or ("", ""))
    folder.rename(tmp_path / "pulled")
    window.document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: "does not exist" in window.message_bar.text)
    button = window.message_bar.findChild(QPushButton, "message_bar.action")
    assert button is not None
    assert (button.text(), button.isHidden()) == ("Save as…", False)
    button.click()
    assert asked == [True]
    qtbot.waitUntil(lambda: "does not exist" in window.message_bar.text, timeout=10_000)  # it was tried again
    (tmp_path / "pulled").rename(folder)
    window.document.save()
    qtbot.waitUntil(lambda: window.message_bar.text == "")
