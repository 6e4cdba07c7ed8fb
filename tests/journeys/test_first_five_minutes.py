"""The first five minutes of a newcomer, in the real window with the real engine on real digits."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import EngineState, Event, FeaturesShown, Followed, KernelsShown
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow

pytestmark = pytest.mark.journey

_SEVEN = ((0.30, 0.25), (0.52, 0.24), (0.72, 0.24), (0.62, 0.45), (0.53, 0.65), (0.46, 0.80))
_LONG = 60_000


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = open_window()
    qtbot.addWidget(made)
    states: list[EngineState] = []
    made.bridge.event.connect(lambda event: states.append(event) if isinstance(event, EngineState) else None)
    qtbot.waitUntil(lambda: any(state.ready for state in states), timeout=_LONG)
    return made


def child(window: MainWindow, name: str, kind: type[QWidget] = QWidget) -> QWidget:
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def click(window: MainWindow, name: str) -> None:
    button = child(window, name, QAbstractButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def begin_with_lenet(window: MainWindow, qtbot: QtBot) -> None:
    click(window, "start.preset.lenet")
    qtbot.waitUntil(lambda: window.document.data_set is not None, timeout=_LONG)


def train_briefly(window: MainWindow, qtbot: QtBot, subset: int = 2500, epochs: int = 2) -> Run:
    """Trains through the plan's own form and the Train button."""
    click(window, "rail.train")
    for name, value in (("epochs", epochs), ("subset", subset)):
        field = next(each for each in window.findChildren(QSpinBox) if each.objectName().endswith(f".{name}"))
        field.setFocus()
        field.setValue(value)
    with qtbot.waitSignal(window.training_run.finished, timeout=_LONG):
        click(window, "toolbar.train")
    run = window.document.chosen_run
    assert run is not None
    return run


def collect(window: MainWindow, kind: type[Event]) -> list[Event]:
    found: list[Event] = []
    window.bridge.event.connect(lambda event: found.append(event) if isinstance(event, kind) else None)
    return found


def draw_seven(canvas: QWidget) -> None:
    points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in _SEVEN]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def test_that_a_newcomer_changes_trains_inspects_draws_and_finds_it_all_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin_with_lenet(window, qtbot)
    window.selection.select("conv2d_1")
    build = window.pages.page("build")
    filters = next(each for each in build.findChildren(QSpinBox) if each.objectName().endswith(".filters"))
    filters.setFocus()
    filters.setValue(8)
    assert window.document.analysis.totals.parameters == 8 * 26 + (25 * 8 + 1) * 50 + 400_500 + 5_010
    run = train_briefly(window, qtbot)
    assert (run.status, len(run.epochs)) == ("finished", 2)
    assert run.test is not None
    assert run.test.accuracy > 0.8

    kernels, features = collect(window, KernelsShown), collect(window, FeaturesShown)
    window.selection.select("conv2d_2")
    click(window, "rail.inspect")
    qtbot.waitUntil(lambda: bool(kernels), timeout=_LONG)
    assert kernels[-1].kernels.shape == (5, 5, 8, 50)
    tabs = child(window, "inspect.tabs")
    tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(features), timeout=_LONG)
    assert features[-1].maps.shape == (8, 8, 50)

    answers = collect(window, Followed)
    click(window, "rail.draw")
    draw_seven(child(window, "draw.canvas"))
    qtbot.waitUntil(lambda: bool(answers), timeout=_LONG)
    qtbot.waitUntil(lambda: int(np.argmax(answers[-1].probabilities)) == 7, timeout=_LONG)

    saved: list[Path] = []
    window.document.save_as(tmp_path / "mine.cnnstudio", lambda old, new: saved.append(new))
    qtbot.waitUntil(lambda: bool(saved), timeout=_LONG)
    project = window.document.project
    window.close()

    again = open_window(tmp_path / "mine.cnnstudio")
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.document.is_open, timeout=_LONG)
    assert again.document.project == project
    assert again.document.runs[0].epochs == run.epochs
    assert again.document.runs[0].test == run.test
    again.close()


def test_that_closing_while_it_trains_keeps_the_run(window: MainWindow, qtbot: QtBot) -> None:
    begin_with_lenet(window, qtbot)
    with qtbot.waitSignal(window.training_run.epoch_ended, timeout=_LONG):
        window.train()
    path = window.document.path
    window.close()
    again = open_window(path)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: bool(again.document.runs), timeout=_LONG)
    kept = again.document.runs[0]
    assert kept.status == "stopped"
    assert len(kept.epochs) >= 1
    again.close()


def test_that_the_run_chooser_and_every_page_stand_after_opening(window: MainWindow, qtbot: QtBot) -> None:
    begin_with_lenet(window, qtbot)
    names = ("data.source", "data.thumbnails", "build.palette", "build.form", "train.start", "train.loss")
    more = ("inspect.tabs", "inspect.kernels", "draw.canvas", "draw.seen", "draw.probabilities", "stack")
    for page in ("data", "build", "train", "inspect", "draw"):
        click(window, f"rail.{page}")
    for name in (*names, *more, "rail", "message_bar", "status.engine"):
        assert child(window, name) is not None
    assert not [box for box in window.findChildren(QComboBox) if not box.accessibleName()]
    window.close()
