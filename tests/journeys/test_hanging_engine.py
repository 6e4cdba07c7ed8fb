"""An engine that answers nothing any more: the window stays, and a person gets another engine and the run's epochs."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import preset
from cnnstudio.engine.process.apart import Apart
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui import engine_restart
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.runs.training_run import State

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are halted so on POSIX"),
]

_LONG = 120_000


def engines_process(window: MainWindow) -> int:
    """The number of the engine's process."""
    mailbox = window.bridge._mailbox
    assert isinstance(mailbox, Apart)
    assert mailbox._process is not None
    assert mailbox._process._process is not None
    number = mailbox._process._process.pid
    assert number is not None
    return number


def click(window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_a_run_whose_engine_hangs_is_ended_at_will_and_goes_on_in_the_next(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_restart, "_SILENT_MS", 500)
    path = tmp_path / "hangs.cnnstudio"
    lenet = preset("lenet")
    assert lenet is not None
    data = replace(lenet.project.data, subset=2500)
    plan = replace(lenet.project.plan, epochs=40)
    ProjectFile.create(path, replace(lenet.project, data=data, plan=plan)).close()
    window = open_window(path, engine="process")
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.document.data_set is not None, timeout=_LONG)
    with qtbot.waitSignal(window.training_run.epoch_ended, timeout=_LONG):
        window.train()
    before = engines_process(window)
    os.kill(before, signal.SIGSTOP)

    click(window, "toolbar.train")  # which is Stop now
    assert window.training_run.state is State.STOPPING
    click(window, "rail.build")  # the window is nobody's prisoner
    assert window.pages.current == "build"
    qtbot.waitUntil(lambda: "restarting it ends the run" in window.message_bar.text, timeout=_LONG)
    offer = window.findChild(QPushButton, "message_bar.action")
    assert offer is not None
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.training_run.state is State.IDLE, timeout=_LONG)
    assert window.message_bar.text.startswith("The engine was restarted. The first ")
    assert window.message_bar.text.endswith("it can be resumed.")
    qtbot.waitUntil(lambda: window.document.runs[0].status == "interrupted", timeout=_LONG)
    assert window.document.runs[0].reason == "The engine was restarted."
    kept = len(window.document.runs[0].epochs)
    assert kept >= 1

    with qtbot.waitSignal(window.training_run.epoch_ended, timeout=_LONG):
        window.training_run.go_on_with_chosen()
    assert engines_process(window) != before
    run = window.training_run.run
    assert run is not None
    assert (run.number, [epoch.number for epoch in run.epochs]) == (1, list(range(1, kept + 2)))
    window.close()
