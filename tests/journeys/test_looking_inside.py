"""Looking inside a small trained network, tab by tab, in the real window with the real engine on real digits."""

from dataclasses import replace
from types import UnionType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core import presets
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.messages import Event, Failed, Followed, Predicted
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow

pytestmark = pytest.mark.journey

_LONG = 60_000


def project() -> Project:
    """A convolution, a pooling and a classifier on a few hundred of the built-in digits, for two epochs."""
    nodes = (
        Layer("conv2d_1", Conv2D(6, (5, 5), activation="relu")),
        Layer("max_pooling2d_1", MaxPooling2D()),
        Layer("flatten_1", Flatten()),
        Layer("dense_1", Dense(10, "softmax")),
    )
    lenet = presets.preset("lenet")
    assert lenet is not None
    whole = lenet.project
    return replace(
        whole,
        network=Network((28, 28, 1), nodes),
        plan=replace(whole.plan, epochs=2),
        data=replace(whole.data, subset=400),
    )


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = open_window()
    qtbot.addWidget(made)
    return made


def collect(window: MainWindow, kind: type[Event] | UnionType) -> list[Event]:
    found: list[Event] = []
    window.bridge.event.connect(lambda event: found.append(event) if isinstance(event, kind) else None)
    return found


def train(window: MainWindow, qtbot: QtBot) -> None:
    window.new_project(project(), "Digits")
    qtbot.waitUntil(lambda: window.document.data_set is not None, timeout=_LONG)
    with qtbot.waitSignal(window.training_run.finished, timeout=_LONG):
        window.train()
    qtbot.waitUntil(lambda: bool(window.document.runs) and bool(window.document.runs[0].kept), timeout=_LONG)


def walk(window: MainWindow, qtbot: QtBot) -> None:
    """Looks at every tab until it has something to take along."""
    tabs = window.findChild(QTabWidget, "inspect.tabs")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        tab = tabs.widget(place)
        qtbot.waitUntil(lambda tab=tab: tab.figure() is not None, timeout=_LONG)
        assert "Run 1" in tab.figure().caption


def test_that_every_tab_shows_something_of_any_picture_and_epoch(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot)
    failures, answers = collect(window, Failed), collect(window, Predicted | Followed)
    window.selection.select("conv2d_1")
    QTest.mouseClick(window.findChild(QAbstractButton, "rail.inspect"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(answers) == 1, timeout=_LONG)
    walk(window, qtbot)

    page = window.pages.page("inspect")
    title = page.findChild(QLabel, "inspect.picture.truth")
    assert title.text().startswith("Test picture 0 · ")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.findChild(QTabWidget, "inspect.tabs"), Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert title.text().startswith("Test picture 1 · ")

    epochs = page.findChild(QComboBox, "inspect.epoch")
    assert epochs.count() == 2
    QTest.keyClick(epochs, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: answers[-1].subject.epoch is not None, timeout=_LONG)  # type: ignore[attr-defined]

    canvas = window.pages.show("draw").findChild(QWidget, "draw.canvas")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: answers[-1].subject.epoch is None, timeout=_LONG)  # type: ignore[attr-defined]
    window.pages.show("inspect")
    source = page.findChild(QComboBox, "inspect.picture.source")
    source.setCurrentIndex(source.findData("drawing"))
    assert title.text() == "Your drawing"
    qtbot.waitUntil(lambda: answers[-1].subject.epoch is not None, timeout=_LONG)  # type: ignore[attr-defined]
    assert failures == []
    window.close()
