"""What there is room for beside the maps in a window of usual size, and the pixels of the input."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.gui.viewer.maps.input_view import InputView
from tests.gui.viewer.maps.stage import Stage, some_maps
from tests.gui.viewer.scenes import scene

TAB = (816, 475)
"""The tab in a window of 1,280 by 800 pixels."""


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot)
    made.tab.resize(*TAB)
    yield made
    made.tab._judging.close()


@pytest.mark.parametrize("size", [3, 5])
def test_that_in_a_usual_window_the_whole_sum_of_a_kernel_is_seen_without_scrolling(stage: Stage, size: int) -> None:
    network = Network((28, 28, 1), stack(Conv2D(20, (size, size), activation="relu")))
    seen = stage.look(some_maps(20, 29 - size), network=network)
    stage.click(7, 14, 13)
    rng = np.random.default_rng(1)
    kernel = rng.normal(size=(size, size, 1, 20)).astype(np.float32) / 10
    stage.answer_work(seen, {"kernel": kernel, "bias": np.full(20, -0.001154, np.float32)})
    stage.qtbot.waitUntil(stage.tab.panel.sum.isVisible)
    QApplication.processEvents()
    area = stage.tab.panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
    lines = [piece for piece, _ in stage.tab.panel.sum.placed()]
    assert len(lines) == 4  # patch, kernel and products; bias; sum; activation
    assert stage.tab.panel.width() > stage.tab.grid.width()


def test_that_what_it_comes_to_is_told_with_the_activation(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.click(1, 0, 0)
    stage.answer_work(seen)
    assert stage.text("value").startswith("gives: max(0, ")


def test_that_the_pixels_of_the_input_are_read_under_the_mouse_and_by_keys(stage: Stage) -> None:
    picture = np.random.default_rng(2).integers(0, 256, (8, 8, 3), np.uint8)
    stage.tab.look(scene(None, Network((8, 8, 3), stack(Conv2D(2))), picture=picture))
    view = stage.tab.picture
    assert isinstance(view, InputView)
    reading = stage.tab.findChild(QLabel, "inspect.feature_maps.input.reading")
    assert "Point at a pixel" in view.reading
    area = view.picture.picture_area
    point = QPointF(area.x() + 5.5 * area.width() / 8, area.y() + 2.5 * area.height() / 8)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, point, point, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.picture, move)
    red, green, blue = picture[2, 5]
    assert view.reading == f"row 2, column 5 · red {red}, green {green}, blue {blue}"
    assert reading.text() == view.reading
    stage.qtbot.keyClick(view.picture, Qt.Key.Key_Down)
    assert view.reading.startswith("row 3, column 5 · ")
    for _ in range(9):
        stage.qtbot.keyClick(view.picture, Qt.Key.Key_Right)
    assert view.reading.startswith("row 3, column 7 · ")
    stage.qtbot.keyClick(view.picture, Qt.Key.Key_Escape)
    assert "Point at a pixel" in view.reading


def test_that_a_grey_pixel_is_one_number(stage: Stage) -> None:
    picture = np.full((8, 8, 1), 128, np.uint8)
    stage.tab.look(scene(None, picture=picture))
    stage.qtbot.keyClick(stage.tab.picture.picture, Qt.Key.Key_Up)
    assert stage.tab.picture.reading == "row 4, column 4 · 128"
    assert not stage.tab.grab().isNull()
