"""Digits of one's own in the real window: collected, learned from, tested with, taken along, and there again later."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data.library import load
from cnnstudio.data.sources import DRAWN
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pad.collected.tab import CollectionTab
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.widgets.fitting_label import FittingLabel

pytestmark = pytest.mark.journey

_LONG = 60_000


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = open_window()
    qtbot.addWidget(made)
    return made


def collect(window: MainWindow, qtbot: QtBot, count: int) -> Collection:
    """Keeps some digits, as large as they are drawn."""
    digits, collection = load(DataRecipe("mnist-10k")), window.shared.collection
    for picture, label in zip(digits.x_train[:count], digits.y_train[:count], strict=True):
        large = Image.fromarray(picture[..., 0]).resize((140, 140), Image.Resampling.BILINEAR)
        collection.add(np.asarray(large), str(label))
    qtbot.waitUntil(lambda: collection.count == count, timeout=_LONG)
    return collection


def press(tab: CollectionTab, name: str) -> None:
    QTest.mouseClick(tab.findChild(QPushButton, f"draw.collected.{name}"), Qt.MouseButton.LeftButton)


def test_that_a_network_learns_from_digits_of_ones_own_and_is_tested_with_them(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    network = Network((28, 28, 1), (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(10, "softmax"))))
    project = Project(network, plan=replace(Plan(), epochs=1, batch_size=16))
    with qtbot.waitSignal(window.document.opened, timeout=_LONG):
        window.new_project(project, "Mine")
    collect(window, qtbot, 60)
    page = window.pages.show("draw")
    tabs, tab = page.findChild(QTabWidget, "draw.tabs"), page.findChild(CollectionTab, "draw.collected")
    tabs.setCurrentWidget(tab)

    press(tab, "train")
    qtbot.waitUntil(
        lambda: window.document.data_set is not None and window.document.data_set.name == DRAWN, timeout=_LONG
    )
    assert (window.pages.current, window.training_run.is_active) == ("train", False)
    said = "The data are your 60 drawings; training starts from new weights. Press Train."
    assert window.message_bar.text == said
    window.document.undo_stack.undo()
    assert window.message_bar.text == ""
    window.document.undo_stack.redo()
    qtbot.waitUntil(
        lambda: window.document.data_set is not None and window.document.data_set.name == DRAWN, timeout=_LONG
    )
    with qtbot.waitSignal(window.training_run.finished, timeout=_LONG):
        window.train()
    qtbot.waitUntil(lambda: bool(window.document.runs) and bool(window.document.runs[0].kept), timeout=_LONG)
    assert window.document.runs[0].project.data.source == DRAWN

    window.pages.show("draw")
    tabs.setCurrentWidget(tab)
    press(tab, "test")
    summary = tab.findChild(FittingLabel, "draw.collected.summary")
    qtbot.waitUntil(lambda: " of 60 right" in summary.full, timeout=_LONG)
    assert summary.full.startswith("60 drawings · Run 1: ")

    target = tmp_path / "mine.npz"
    with qtbot.waitSignal(tab._export.done, timeout=_LONG):
        tab._export.write(target, (28, 28, 1))
    assert load(DataRecipe("file", str(target))).input_shape == (28, 28, 1)

    path = window.document.path
    assert path is not None
    with qtbot.waitSignal(window.document.opened, timeout=_LONG):
        window.new_project(project, "Other")
    qtbot.waitUntil(lambda: window.shared.collection.count == 0, timeout=_LONG)
    with qtbot.waitSignal(window.document.opened, timeout=_LONG):
        window.document.open(path)
    qtbot.waitUntil(lambda: window.shared.collection.count == 60, timeout=_LONG)
    window.close()
