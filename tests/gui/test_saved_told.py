"""What is said of saved networks while they are opened, refused or tried."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Evaluate, Failed
from cnnstudio.core.pictures.found_way import BEING_TRIED
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.files import project_files
from cnnstudio.gui.main_window import MainWindow
from tests.arrived import saved
from tests.gui.fakes import FakeBridge
from tests.gui.files.test_saved_arrivals import arrive, open_and_wait
from tests.gui.windows import LABELS, begin, bridge, lenet, train, window

__all__ = ["bridge", "window"]


def test_that_nothing_is_opening_while_it_is_asked_whether_to_leave_a_run(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    begin(window, qtbot)
    train(window, bridge, qtbot)
    window.open_path(tmp_path / "seven.h5")
    assert window.message_bar.text == "Opening seven.h5…"
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
    assert window.message_bar.text == ""


def test_that_nothing_is_opening_once_a_person_stays_with_what_would_be_lost(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked = tmp_path / "theirs.cnnstudio", list[str]()
    ProjectFile.create(path, lenet()).close()
    lock = ProjectLock(path)
    assert lock.acquire()
    monkeypatch.setattr(project_files, "agrees_to_lose_changes", lambda window, lost, what: asked.append(what))
    arrive(monkeypatch, saved(lenet().network, LABELS))
    with qtbot.waitSignal(window.document.opened):
        window.open_path(path)
    window.document.notes.put("lab:x", "An hour of work")
    window.open_path(tmp_path / "seven.h5")
    assert window.message_bar.text == "Opening seven.h5…"
    qtbot.waitUntil(lambda: asked == ["Open seven.h5"])
    said = window.message_bar.text
    lock.release()
    window.document.notes.begin({})  # or closing asked too
    assert said == ""


def test_that_weights_that_do_not_fit_name_the_network_they_were_to_be_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    arrive(monkeypatch, StudioError("Its weights are of 3 layers and do not fit this network: 5 layers with weights."))
    window.files.saved.load_weights(tmp_path / "other.weights.h5")
    qtbot.waitUntil(lambda: "do not fit the network of “LeNet”: 5 layers with weights." in window.message_bar.text)


def test_that_a_trial_that_tells_nothing_leaves_what_is_taken(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    qtbot.waitUntil(lambda: any(isinstance(request, Evaluate) for request in bridge.requests))
    assert window.message_bar.text.endswith(BEING_TRIED)
    ticket = next(n for n, each in enumerate(bridge.requests, 1) if isinstance(each, Evaluate))
    bridge.event.emit(Failed(ticket, "It could not be tried.", ""))
    assert window.message_bar.text.endswith("this is taken: ÷ 255.")
