"""Digits of other people in the real window: a zip is dropped on the Draw page, tested, and its table taken along."""

import csv
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QLabel, QTabWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data.library import load
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pad.folder.tab import FolderTab
from cnnstudio.gui.pad.page import DrawPage
from cnnstudio.gui.widgets.fitting_label import FittingLabel

pytestmark = pytest.mark.journey

_LONG = 60_000
_CLASSES = (0, 1, 3, 7)
_COUNT = 2 * len(_CLASSES)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = open_window()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A zip of digits, dark on light paper and off its middle, with their classes in their files' names."""
    data = load(DataRecipe("mnist-10k"))
    with zipfile.ZipFile(tmp_path / "digits.zip", "w") as archive:
        for number in np.concatenate([np.flatnonzero(data.y_test == each)[:2] for each in _CLASSES]).tolist():
            paper = Image.new("L", (180, 150), 245)
            ink = Image.fromarray(255 - data.x_test[number, ..., 0]).resize((84, 84), Image.Resampling.BILINEAR)
            paper.paste(ink.point(lambda value: min(value, 245)), (8, 50))
            stream = BytesIO()
            paper.save(stream, "png")
            archive.writestr(f"{data.y_test[number]}_{number}.png", stream.getvalue())
    return tmp_path / "digits.zip"


def test_that_a_dropped_zip_is_tested_and_its_table_saved(
    window: MainWindow, qtbot: QtBot, digits: Path, tmp_path: Path
) -> None:
    network = Network((28, 28, 1), (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(10, "softmax"))))
    data = DataRecipe("mnist-10k", subset=2000)
    project = Project(network, data, plan=replace(Plan(), epochs=2, batch_size=32, seed=1))
    with qtbot.waitSignal(window.document.opened, timeout=_LONG):
        window.new_project(project, "Reader")
    qtbot.waitUntil(lambda: window.document.data_set is not None, timeout=_LONG)
    with qtbot.waitSignal(window.training_run.finished, timeout=_LONG):
        window.train()

    page = window.pages.show("draw")
    assert isinstance(page, DrawPage)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(digits))])
    page.take(dropped)
    tab = page.findChild(FolderTab, "draw.folder")
    assert page.findChild(QTabWidget, "draw.tabs").currentWidget() is tab
    qtbot.waitUntil(lambda: tab.results.result is not None, timeout=_LONG)
    assert tab.results.result is not None
    scores = tab.results.result.found.scores
    assert scores.count == _COUNT
    assert scores.accuracy >= 0.5
    assert tab.findChild(QLabel, "folder.accuracy").text() == f"{100 * scores.accuracy:.1f} %"
    right = _COUNT - scores.misclassified
    assert tab.findChild(FittingLabel, "folder.summary").full == f"{right} of {_COUNT} pictures right · Run 1"

    target = tmp_path / "tested.csv"
    tab.results.table.save(target)
    qtbot.waitUntil(target.exists, timeout=_LONG)
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["right"] for row in rows].count("yes") == right
    assert all(row["file"].startswith(row["true"]) for row in rows)
    window.close()
