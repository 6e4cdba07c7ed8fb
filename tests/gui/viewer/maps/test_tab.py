"""The feature maps: pointing at a number, its receptive field and its sum, channels that are marked."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Dense, Dropout, Flatten, Softmax
from cnnstudio.core.messages import Failed, FeaturesShown, ShowFeatures, WorkedOut, WorkOut
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.working import work_out
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.widgets.figures.painting import sheet_of
from tests.gui.desk import LABELS
from tests.gui.viewer.maps.stage import WEIGHTS, Stage, some_maps
from tests.gui.viewer.scenes import scene


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot)
    yield made
    made.tab._judging.close()


def test_that_pointing_at_a_number_frames_what_it_sees_and_asks_for_its_sum(stage: Stage) -> None:
    seen = stage.look(some_maps())
    assert "Point at a number" in stage.tab.panel.said
    stage.hover(2, 1, 3)
    assert stage.asked() == [(1, 3, 2)]
    assert stage.tab.panel.field.box == (1, 3, 4, 6)
    assert stage.text("title") == "Row 1, column 3, channel 2"
    assert stage.text("seen") == "sees rows 1–3, columns 3–5 of the picture"
    stage.answer_work(seen)
    assert stage.tab.panel.said == ""
    assert stage.tab.panel.text.startswith("conv2d_1 (Conv2D), row 1, column 3, channel 2: ")
    assert stage.text("value").startswith("gives: ")


def test_that_while_a_sum_is_awaited_only_the_newest_place_is_asked_for_next(stage: Stage) -> None:
    seen = stage.look(some_maps())
    for column in range(4):
        stage.hover(0, 0, column)
    assert stage.asked() == [(0, 0, 0)]
    stage.answer_work(seen)
    assert stage.asked() == [(0, 0, 0), (0, 3, 0)]
    assert "Point at a number" in stage.tab.panel.said  # the first answer is of a place that nobody points at
    stage.answer_work(seen)
    assert "row 0, column 3, channel 0" in stage.tab.panel.text


def test_that_when_the_mouse_leaves_nothing_is_pointed_at(stage: Stage) -> None:
    stage.look(some_maps())
    stage.hover(0, 0, 0)
    QApplication.sendEvent(stage.picture, QEvent(QEvent.Type.Leave))
    assert stage.tab.pointer.place is None
    assert stage.tab.panel.field.box is None


def test_that_a_click_holds_on_to_a_number_until_escape(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.click(1, 2, 2)
    stage.answer_work(seen)
    stage.hover(3, 5, 5)
    assert stage.tab.pointer.place == (2, 2, 1)
    stage.key(Qt.Key.Key_Escape)
    assert stage.tab.pointer.place is None
    assert stage.tab.grid.selected == 1  # the second Escape is the grid's
    stage.key(Qt.Key.Key_Escape)
    assert stage.tab.grid.selected is None


def test_that_a_number_is_held_and_moved_from_the_keyboard(stage: Stage) -> None:
    stage.look(some_maps())
    stage.key(Qt.Key.Key_Space)
    assert stage.tab.pointer.place == (3, 3, 0)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_PageDown):
        stage.key(key)
    assert stage.tab.pointer.place == (2, 2, 1)
    for _ in range(9):
        stage.key(Qt.Key.Key_Right)
    assert stage.tab.pointer.place == (2, 5, 1)
    assert "row 2, column 5" in stage.tab.grid.reading


def test_that_the_button_lets_go_and_another_copies_the_sum(stage: Stage) -> None:
    seen = stage.look(some_maps())
    copy, free = (stage.tab.findChild(QToolButton, f"inspect.feature_maps.work.{name}") for name in ("copy", "let_go"))
    assert not copy.isEnabled()
    assert not free.isEnabled()
    stage.click(0, 1, 1)
    stage.answer_work(seen)
    copy.click()
    assert QGuiApplication.clipboard().text() == stage.tab.panel.text
    free.click()
    assert stage.tab.pointer.place is None


def test_that_new_weights_keep_what_is_held_and_work_it_again(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.click(0, 1, 1)
    stage.answer_work(seen)
    stage.tab.look_again()
    stage.answer_maps(some_maps())
    assert stage.tab.pointer.place == (1, 1, 0)
    assert stage.asked() == [(1, 1, 0)] * 2


def test_that_another_layer_lets_go(stage: Stage) -> None:
    stage.look(some_maps())
    stage.click(0, 1, 1)
    stage.look(some_maps(6, 4), "conv2d_2")
    assert stage.tab.pointer.place is None


def test_that_a_failure_is_said_in_the_sums_place(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.hover(0, 0, 0)
    ticket = len(stage.bridge.requests)
    stage.bridge.event.emit(Failed(ticket, "The file is gone.", "Open it again."))
    assert stage.tab.panel.said == "The file is gone. Open it again."
    assert seen.layer == "conv2d_1"


def test_that_dead_and_repeated_channels_are_marked_and_said(stage: Stage) -> None:
    maps = some_maps()
    maps[..., 1], maps[..., 3] = 0, 2 * maps[..., 0]
    stage.look(maps)
    assert stage.tab.marks == {1: "error", 3: "warning"}
    assert "1 of 4 channels is dead for this picture: zero everywhere (1)." in stage.tab.noticed
    assert "1 of 4 channels repeats another (3 like 0, ×2)." in stage.tab.noticed
    stage.look(some_maps())
    assert (stage.tab.marks, stage.tab.noticed) == ({}, "")


def test_that_classes_are_pointed_at_among_bars_and_called_by_their_names(stage: Stage) -> None:
    seen = stage.look(np.array([0.2, 0.7, 0.1]), "dense_1")
    bars = stage.tab.bars
    y = int(1.5 * bars.height() / 3) if bars.height() < 156 else 78
    stage.qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(20, y))
    assert stage.asked() == [(1,)]
    request = stage.newest(WorkOut)
    row = seen.analysis.row_of("dense_1")
    rng = np.random.default_rng(3)
    weights = {"kernel": rng.normal(size=(96, 3)).astype(np.float32), "bias": np.zeros(3, np.float32)}
    work = work_out(row.node, (rng.random(96, np.float32),), np.zeros(3, np.float32), weights, (1,))
    stage.bridge.event.emit(WorkedOut(len(stage.bridge.requests), request.subject, work))
    assert stage.text("value").startswith(f"{LABELS[1]}: ")
    assert "96 numbers of conv2d_2" in stage.tab.panel.text
    assert ", channel " in stage.tab.panel.text
    stage.qtbot.keyClick(bars, Qt.Key.Key_Down)
    assert stage.tab.pointer.place == (2,)
    stage.qtbot.keyClick(bars, Qt.Key.Key_Escape)
    assert stage.tab.pointer.place is None


def test_that_a_number_behind_flatten_frames_what_its_place_in_the_maps_sees(stage: Stage) -> None:
    stage.look(np.arange(96.0), "flatten_1")
    stage.hover(6 * 5 + 2, 0, 0)
    assert stage.asked() == [(32,)]
    assert stage.tab.panel.field.box == (1, 1, 6, 6)  # row 1, column 1 of maps of 4 × 4 × 6


def test_that_a_table_of_numbers_is_one_picture_whose_places_are_rows_and_numbers(stage: Stage) -> None:
    stage.look(np.arange(20.0).reshape(5, 4), "conv2d_1")
    assert stage.tab.grid.tiled is not None
    assert (stage.tab.grid.tiled.count, stage.tab.grid.tiled.tile) == (1, (5, 4))
    stage.tab.pointer.pin((4, 1))
    assert stage.text("title") == "Row 4, number 1"


def test_that_the_figure_says_what_it_shows(stage: Stage) -> None:
    assert stage.tab.figure() is None
    stage.look(some_maps())
    figure = stage.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("Feature maps of conv2d_1 (Conv2D 4 filters 3×3")
    assert "test picture 0 · Run 1" in figure.caption
    assert [panel.title for panel in figure.panels] == [f"channel {number}" for number in range(4)]


def test_that_who_leaves_asks_for_nothing_more(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.click(0, 1, 1)
    stage.tab.leave()
    assert stage.tab.pointer.place is None
    count = len(stage.bridge.requests)
    stage.answer_work(seen)
    assert len(stage.bridge.requests) == count


def test_that_everything_is_painted_on_small_and_large_places(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.click(0, 0, 0)
    stage.answer_work(seen)
    for size in ((560, 260), (1500, 820)):
        stage.tab.resize(*size)
        assert not stage.tab.grab().isNull()


def test_that_maps_of_another_picture_are_never_called_those_of_the_one_in_view(stage: Stage) -> None:
    stage.look(some_maps())
    other = scene("conv2d_1", picture_title="test picture 99")
    stage.tab.look(other)
    figure = stage.tab.figure()
    assert figure is not None
    assert "test picture 0" in figure.caption
    stage.hover(0, 0, 0)
    assert stage.newest(WorkOut).picture is not other.picture
    stage.qtbot.waitUntil(lambda: stage.tab.grid.empty_text != "")
    assert stage.tab.figure() is None
    stage.answer_maps(some_maps())
    figure = stage.tab.figure()
    assert figure is not None
    assert "test picture 99" in figure.caption


def test_that_a_sum_of_the_picture_before_is_not_told_of_the_new_one(stage: Stage) -> None:
    seen = stage.look(some_maps())
    stage.click(0, 1, 1)
    old = stage.ticket(WorkOut)
    other = scene("conv2d_1", picture=np.zeros_like(seen.picture))
    stage.tab.look(other)
    stage.answer_maps(some_maps())
    row = seen.analysis.row_of("conv2d_1")
    given = np.asarray(seen.picture, np.float32) / 255
    work = work_out(row.node, (given,), np.zeros(row.output_shape, np.float32), WEIGHTS, (1, 1, 0))
    stage.bridge.event.emit(WorkedOut(old, seen.subject, work))
    assert stage.tab.panel.text == ""
    assert stage.newest(WorkOut).picture is other.picture


def test_that_while_an_answer_is_awaited_a_training_asks_for_no_other(stage: Stage) -> None:
    stage.look(some_maps(), is_live=True)
    for _ in range(3):
        stage.tab.look_again()
    assert len([each for each in stage.bridge.requests if isinstance(each, ShowFeatures)]) == 2
    stage.answer_maps(some_maps())
    stage.tab.look_again()
    assert len([each for each in stage.bridge.requests if isinstance(each, ShowFeatures)]) == 3


def test_that_bars_and_the_input_are_taken_along_too(stage: Stage) -> None:
    stage.look(np.array([0.2, 0.7, 0.1]), "dense_1")
    figure = stage.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("What comes out of dense_1 (Dense ")
    drawn = sheet_of(figure).image()
    accent = QColor(LIGHT.accent).rgb()
    assert any(drawn.pixel(x, drawn.height() // 3) == accent for x in range(drawn.width()))
    stage.tab.look(scene(None))
    figure = stage.tab.figure()
    assert figure is not None
    assert figure.caption == "Test picture 0 as the network gets it"


def test_that_who_leaves_stops_what_is_still_judged_and_made(stage: Stage) -> None:
    seen = scene("conv2d_1")
    stage.tab.look(seen)
    many = np.random.default_rng(1).normal(size=(60, 60, 40)).astype(np.float32)
    stage.bridge.event.emit(FeaturesShown(stage.ticket(ShowFeatures), seen.subject, "conv2d_1", many))
    stage.tab.leave()
    assert not stage.tab._judging.is_busy
    assert not stage.tab.grid.is_building


def test_that_while_a_picture_of_many_maps_is_made_the_figure_is_of_the_ones_that_are_seen(stage: Stage) -> None:
    stage.look(some_maps())
    other = scene("conv2d_2")
    stage.tab.look(other)
    many = np.random.default_rng(1).normal(size=(60, 60, 40)).astype(np.float32)
    stage.bridge.event.emit(FeaturesShown(stage.ticket(ShowFeatures), other.subject, "conv2d_2", many))
    assert stage.tab.grid.is_building
    figure = stage.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("Feature maps of conv2d_1 ")
    stage.qtbot.waitUntil(lambda: not stage.tab.grid.is_building)
    figure = stage.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("Feature maps of conv2d_2 ")


def test_that_in_the_smallest_window_no_words_lie_over_the_picture(stage: Stage) -> None:
    stage.tab.resize(590, 270)
    stage.look(some_maps())
    stage.click(2, 3, 3)
    panel = stage.tab.panel
    picture = QRect(panel.field.mapTo(panel, QPoint()), panel.field.size())
    area = panel.findChild(QScrollArea)
    below = QRect(area.mapTo(panel, QPoint()), area.size())
    assert panel.said.startswith("Point at a number")
    assert not picture.intersects(below)
    assert panel.rect().contains(below)


@pytest.mark.parametrize(
    ("layer", "names"), [("hidden", ("0", "1", "2")), ("last", LABELS), ("dropout_1", LABELS), ("softmax_1", LABELS)]
)
def test_that_only_numbers_that_go_on_to_the_end_are_called_by_the_classes(
    stage: Stage, layer: str, names: tuple[str, ...]
) -> None:
    nodes = (
        Layer("flatten_1", Flatten()),
        Layer("hidden", Dense(3)),
        Layer("last", Dense(3)),
        Layer("dropout_1", Dropout()),
        Layer("softmax_1", Softmax()),
    )
    stage.look(np.array([0.2, 0.7, 0.1]), layer, network=Network((8, 8, 1), nodes))
    assert tuple(bar.label for bar in stage.tab.bars.bars) == names
