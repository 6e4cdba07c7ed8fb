"""A network of somebody else's: opened, tried with the pen, trained further and taken home, in the real window."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Event, Exported, Failed, Followed, Predicted
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.saved_model import read_saved
from cnnstudio.gui.app import open_window
from cnnstudio.gui.code.export_dialog import ExportDialog
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.widgets import file_dialogs
from tests.arrived import write_h5

pytestmark = pytest.mark.journey

_LONG = 60_000


def draw(canvas: QWidget) -> None:
    """A stroke from top to bottom."""
    width, height = canvas.width() // 2, canvas.height()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(width, height // 4))
    QTest.mouseMove(canvas, QPoint(width, height // 2))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(width, 3 * height // 4))


def train_one_epoch(window: MainWindow, qtbot: QtBot) -> None:
    document = window.document
    project = document.project
    shorter = replace(project, plan=replace(project.plan, epochs=1), data=replace(project.data, subset=300))
    document.change(shorter, "Train for one epoch")
    qtbot.waitUntil(lambda: not document.why_not_train, timeout=_LONG)
    with qtbot.waitSignal(window.training_run.finished, timeout=_LONG):
        window.train()
    qtbot.waitUntil(lambda: len(document.runs) == 2 and bool(document.runs[1].versions), timeout=_LONG)


def test_that_a_strangers_network_is_opened_tried_trained_further_and_exported(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(write_h5(tmp_path / "theirs.h5"))
    qtbot.addWidget(window)
    events: list[Event] = []
    window.bridge.event.connect(events.append)
    document = window.document
    qtbot.waitUntil(lambda: bool(document.runs) and document.data_set is not None, timeout=_LONG)
    stack = window.pages.page("build").findChild(QAbstractItemView, "stack")
    shown = [node.spec.kind for node in document.project.network.nodes]
    assert shown == ["Conv2D", "MaxPooling2D", "Flatten", "Dense"]
    assert stack.model().rowCount() >= len(shown)

    canvas = window.pages.show("draw").findChild(QWidget, "draw.canvas")
    draw(canvas)
    answers = (Predicted, Followed)
    qtbot.waitUntil(lambda: any(isinstance(event, answers) for event in events), timeout=_LONG)
    answer = next(event for event in events if isinstance(event, answers))
    assert answer.subject.run == 1  # type: ignore[union-attr]
    assert answer.probabilities.shape == (10,)

    train_one_epoch(window, qtbot)
    assert document.runs[1].versions["start"] == "run 1, theirs.h5"

    target = tmp_path / "ours.keras"
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(target), ""))
    window.files.ask_export(document.runs[1])
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.findChild(QPushButton, "export.save").click()
    qtbot.waitUntil(lambda: any(isinstance(event, Exported) for event in events), timeout=_LONG)
    assert document.path is not None
    with ProjectFile.open(document.path, read_only=True) as file:
        weights = file.weights(2)[1]
    found = read_saved(target).weights
    assert all(np.array_equal(found[name], each) for name, each in weights.items())
    assert [event.text for event in events if isinstance(event, Failed)] == []
    window.close()
