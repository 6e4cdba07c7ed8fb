"""What the next start offers of a window that was not closed."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.program.paths import app_folder
from cnnstudio.core.project import Project
from cnnstudio.files.left_open import LeftOpen, OpenMark, left_open
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.files import recovery
from cnnstudio.gui.main_window import MainWindow
from tests.gui.documents import longer, stored
from tests.gui.windows import begin, bridge, lenet, window

__all__ = ["bridge", "window"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "mine.cnnstudio"
    ProjectFile.create(made, lenet()).close()
    return made


def leave(path: Path, project: Project | None = None, notes: dict[str, str] | None = None) -> None:
    """Leaves the mark of a process that was killed with ``path`` open."""
    mark = OpenMark()
    mark.tell(path, project, notes)
    mark._lock.release(force=True)


def offered(window: MainWindow, qtbot: QtBot) -> QPushButton:
    """Looks as the start does; the button of what is offered."""
    window._recovery.look()
    qtbot.waitUntil(lambda: "was not closed last time" in window.message_bar.text)
    button = window.message_bar.findChild(QPushButton, "message_bar.action")
    assert button is not None
    return button


def test_that_what_was_open_is_offered_once_and_opened(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    leave(path)
    button = offered(window, qtbot)
    assert "“mine” was open. It is as it was." in window.message_bar.text
    with qtbot.waitSignal(window.document.opened):
        button.click()
    assert window.document.path == path
    window.document.background.wait()
    assert left_open() == ()


def test_that_what_could_not_be_written_is_taken_in_as_a_step_that_can_be_undone(
    window: MainWindow, qtbot: QtBot, path: Path
) -> None:
    leave(path, longer(lenet()), {"lab": "7"})
    button = offered(window, qtbot)
    assert button.text() == "Open with them"
    button.click()
    qtbot.waitUntil(lambda: window.document.project == longer(lenet()))
    qtbot.waitUntil(lambda: left_open() == ())
    assert stored(path) == longer(lenet())
    assert window.document.notes.get("lab") == "7"
    window.document.undo_stack.undo()
    assert window.document.project == lenet()


def test_that_it_is_offered_until_it_is_taken(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    leave(path, longer(lenet()))
    offered(window, qtbot)
    window.message_bar.hide()
    assert len(left_open()) == 1
    offered(window, qtbot)


def test_that_what_was_kept_of_a_file_that_is_gone_begins_a_project(
    window: MainWindow, qtbot: QtBot, path: Path
) -> None:
    leave(path, longer(lenet()))
    path.unlink()
    with qtbot.waitSignal(window.document.opened):
        offered(window, qtbot).click()
    assert window.document.project == longer(lenet())
    assert window.document.title == "mine"
    qtbot.waitUntil(lambda: left_open() == ())


def test_that_the_window_writes_down_what_is_open_and_what_it_alone_has(
    window: MainWindow, qtbot: QtBot, path: Path, tmp_path: Path
) -> None:
    begin(window, qtbot)
    with qtbot.waitSignal(window.document.opened):
        window.open_path(path)
    path.rename(tmp_path / "pulled")
    window.document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: window.document.is_stuck)
    window.document.background.wait()
    assert kept() == LeftOpen(path, longer(lenet()), {}, marks()[0])
    for answer in ("7", "8"):  # the project stays as it is meanwhile
        window.document.notes.put("lab", answer)
        window.document.background.wait()
        assert kept() == LeftOpen(path, longer(lenet()), {"lab": answer}, marks()[0])
    (tmp_path / "pulled").rename(path)
    window.document.change(replace(lenet(), plan=replace(lenet().plan, epochs=9)), "Epochs")
    qtbot.waitUntil(lambda: window.document.is_saved)
    window.document.background.wait()
    assert kept() == LeftOpen(path, None, {}, marks()[0])
    window.close()
    assert marks() == []


def marks() -> list[Path]:
    return list((app_folder() / "open").glob("*.open"))


def kept() -> LeftOpen | None:
    from cnnstudio.files.left_open import _read

    return _read(marks()[0])


def test_that_a_file_named_at_the_start_is_not_offered_again(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    leave(path)
    with qtbot.waitSignal(window.document.opened):
        window.open_path(path)
    window.message_bar.hide()
    window._recovery.look()
    qtbot.waitUntil(lambda: left_open() == ())
    assert window.message_bar.text == ""
    assert recovery.left_open() == ()
