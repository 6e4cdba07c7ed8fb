"""Work in a file that another window has is not lost without a word: not by another project, and not by closing."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui import main_window
from cnnstudio.gui.files import project_files
from cnnstudio.gui.main_window import MainWindow
from tests.gui.windows import bridge, lenet, window

__all__ = ["bridge", "window"]


def test_that_who_leaves_or_closes_is_asked_first(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, path = window.document, tmp_path / "theirs.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    lock = ProjectLock(path)
    assert lock.acquire()
    asked: list[str] = []
    answers = [False, True, False, True]

    def ask(window: object, refusal: StudioError, what: str = "Close") -> bool:
        asked.append(f"{what}: {refusal.text}")
        return answers.pop(0)

    for module in (main_window, project_files):
        monkeypatch.setattr(module, "agrees_to_lose_changes", ask)
    with qtbot.waitSignal(document.opened):
        window.open_path(path)
    document.notes.put("lab:x", "An hour of work")
    window.new_project(lenet(), "Other")
    assert [words.split(":")[0] for words in asked] == ["Begin Other"]
    with qtbot.waitSignal(document.opened):
        window.new_project(lenet(), "Other")
    with qtbot.waitSignal(document.opened):
        window.open_path(path)
    document.notes.put("lab:x", "Another hour")
    assert not window.close()
    assert window.isVisible()
    assert window.close()
    assert [words.split(":")[0] for words in asked] == ["Begin Other", "Begin Other", "Close", "Close"]
    assert all("is open in another window" in words for words in asked)
    lock.release()
