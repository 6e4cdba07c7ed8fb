"""Every layer's maps under the pen: what is shown, what is painted, and what a click does."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Followed, LayerMaps, SavedSubject
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.following.mosaic import bars, mosaic, planned
from cnnstudio.gui.pad.following.numbers import place_at, strongest
from cnnstudio.gui.pad.following.pointing import NumberPointing
from cnnstudio.gui.pad.following.view import SIDES
from cnnstudio.gui.pad.following.words import reach_of, words_of
from cnnstudio.gui.theme import LIGHT

GROUND = LIGHT.colour("card")


def layer(
    name: str = "conv2d_1", shape: tuple[int, ...] = (6, 6, 4), kind: str = "Conv2D", kept: int = 64
) -> LayerMaps:
    size = shape if len(shape) == 1 else (*shape[:2], min(shape[2], kept))
    maps = (np.arange(np.prod(size)) % 256).astype(np.uint8).reshape(size)
    return LayerMaps(name, kind, shape, maps, -1.0, 3.0)


def followed(*layers: LayerMaps) -> Followed:
    end = LayerMaps("dense_1", "Dense", (3,), np.array([0, 255, 3], np.uint8), 0.0, 0.9)
    probabilities = np.array([0.0, 0.9, 0.1], np.float32)
    return Followed(1, SavedSubject("a.keras"), ("cat", "dog", "elk"), probabilities, (*layers, end))


@pytest.fixture
def view(qtbot: QtBot) -> LayersView:
    made = LayersView()
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


def paint(view: LayersView) -> None:
    view.maps.viewport().repaint()


def test_that_a_pixel_of_a_map_is_a_square_of_the_screen() -> None:
    maps = np.zeros((2, 3, 2), np.uint8)
    maps[1, 2, 1] = 255
    plan = planned(maps.shape, 200, 12)
    assert (plan.tile, plan.across, plan.size) == ((8, 12), 2, (8, 27))
    image = mosaic(maps, plan, "grey", GROUND)
    assert (image.height(), image.width()) == (8, 27)
    assert image.pixelColor(26, 7).name() == image.pixelColor(23, 4).name() == "#ffffff"
    assert image.pixelColor(22, 4).name() == image.pixelColor(0, 0).name() == "#000000"
    assert image.pixelColor(13, 3) == GROUND


@pytest.mark.parametrize("shape", [(64, 64, 3), (50, 64, 5), (7, 1, 2), (1, 1, 64), (64, 3, 64), (33, 31, 1)])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("width", [40, 333])
def test_that_an_image_is_as_large_as_it_was_planned(shape: tuple[int, ...], side: int, width: int) -> None:
    plan = planned(shape, width, side)
    image = mosaic(np.zeros(shape, np.uint8), plan, "viridis", GROUND)
    assert (image.height(), image.width()) == plan.size
    assert image.width() <= width


@pytest.mark.parametrize("count", [1, 3, 10, 128, 333, 334, 1024])
def test_that_a_list_is_a_row_of_bars(count: int) -> None:
    plan = planned((count,), 333, 56)
    values = np.full(count, 255, np.uint8)
    image = bars(values, 0, plan, GROUND, LIGHT.colour("grid"))
    assert (image.height(), image.width()) == plan.size
    assert image.pixelColor(0, 0) == image.pixelColor(0, image.height() - 1) == GROUND


def test_that_bars_stand_on_the_line_of_zero() -> None:
    plan = planned((2,), 100, 56)
    image = bars(np.array([0, 255], np.uint8), 128, plan, GROUND, LIGHT.colour("grid"))
    middle, bottom = image.height() // 2, image.height() - 1
    assert image.pixelColor(0, bottom) == GROUND != image.pixelColor(0, 0)
    assert image.pixelColor(30, 0) == GROUND != image.pixelColor(30, bottom)
    assert image.pixelColor(0, middle) == image.pixelColor(30, middle) == GROUND


def test_that_only_what_is_in_view_is_painted(view: LayersView) -> None:
    view.show_maps(followed(*(layer(f"conv2d_{number}") for number in range(150))))
    paint(view)
    assert 3 <= len(view.maps.painted) < 15
    bar = view.maps.verticalScrollBar()
    bar.setValue(bar.maximum())
    paint(view)
    assert "dense_1" in view.maps.painted


def test_that_another_answer_leaves_the_place_in_view(view: LayersView) -> None:
    layers = [layer(f"conv2d_{number}") for number in range(40)]
    view.show_maps(followed(*layers))
    view.maps.verticalScrollBar().setValue(300)
    view.show_maps(followed(*layers))
    assert view.maps.verticalScrollBar().value() == 300


def test_that_a_click_names_the_layer(view: LayersView, qtbot: QtBot) -> None:
    view.show_maps(followed(layer()))
    with qtbot.waitSignal(view.layer_clicked) as clicked:
        QTest.mouseClick(view.maps.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert clicked.args == ["conv2d_1"]
    assert view.maps.current == "conv2d_1"
    assert view.maps.accessibleDescription() == "conv2d_1: Conv2D, 6 × 6 × 4, values −1 to 3"


def test_that_the_keyboard_goes_from_layer_to_layer(view: LayersView, qtbot: QtBot) -> None:
    view.show_maps(followed(layer(), layer("conv2d_2")))
    for key, current in ((Qt.Key.Key_Down, "conv2d_1"), (Qt.Key.Key_Down, "conv2d_2"), (Qt.Key.Key_Up, "conv2d_1")):
        QTest.keyClick(view.maps, key)
        assert view.maps.current == current
    with qtbot.waitSignal(view.layer_clicked):
        QTest.keyClick(view.maps, Qt.Key.Key_Return)
    before = view.maps.zoom
    QTest.keyClick(view.maps, Qt.Key.Key_Plus)
    assert view.maps.zoom == before + 1


def test_that_layers_that_work_in_training_only_are_a_line_without_maps(view: LayersView) -> None:
    view.show_maps(followed(layer(), layer("dropout_1", kind="Dropout")))
    paint(view)
    assert view.maps.painted == ("conv2d_1", "dense_1")
    assert words_of(view.maps.layers[1]).endswith("works in training only")


def test_that_nothing_is_painted_without_ink(view: LayersView) -> None:
    view.show_maps(followed(layer()))
    view.show_maps(None)
    paint(view)
    assert view.maps.layers == ()
    assert view.maps.painted == ()
    assert view.maps.layer_at(QPoint(40, 40)) is None


def test_that_words_say_what_is_left_out_and_what_is_no_number() -> None:
    assert words_of(layer(shape=(6, 6, 128))).endswith("the first 64 of 128 maps")
    dead = LayerMaps("a", "Conv2D", (1, 1, 1), np.zeros((1, 1, 1), np.uint8), 0.0, 0.0)
    assert reach_of(dead) == "all 0"
    none = LayerMaps("a", "Conv2D", (1, 1, 1), np.zeros((1, 1, 1), np.uint8), float("nan"), float("nan"))
    assert reach_of(none) == "none that is a number"


def test_that_what_is_shown_of_a_part_of_a_layer_is_said_to_be_so() -> None:
    assert reach_of(layer()).endswith("1 to 3")
    assert reach_of(layer(shape=(6, 6, 128))).endswith(" as shown")
    averaged = LayerMaps("a", "Conv2D", (128, 128, 2), np.zeros((64, 64, 2), np.uint8), 0.0, 2.0)
    assert reach_of(averaged) == "0 to 2 as shown"


def test_that_who_waits_for_an_answer_is_not_asked_to_draw(view: LayersView) -> None:
    assert view.maps.words.startswith("Draw something")
    view.show_words("Waiting for the engine…")
    assert view.maps.words == "Waiting for the engine…"
    view.show_maps(followed(layer()))
    assert view.maps.words == ""
    view.show_maps(None)
    assert view.maps.words.startswith("Draw something")


def spot(view: LayersView, number: int, channel: int, row: int, column: int) -> QPoint:
    """Where a number of a layer is painted, in the viewport."""
    shown = next(
        (QPoint(x, y), found)
        for y in range(view.maps.viewport().height())
        for x in range(view.maps.viewport().width())
        if (found := view.maps.number_at(QPoint(x, y)))[0] is view.maps.layers[number]
        and found[1] == (row, column, channel)
    )
    return shown[0]


def test_that_every_number_that_is_painted_can_be_pointed_at(view: LayersView) -> None:
    view.show_maps(followed(layer(), layer("pool", (3, 3, 4), "MaxPooling2D")))
    paint(view)
    found = {
        (shown.layer, place)
        for y in range(0, view.maps.viewport().height(), 2)
        for x in range(0, view.maps.viewport().width(), 2)
        for shown, place in [view.maps.number_at(QPoint(x, y))]
        if shown is not None and place is not None
    }
    assert {place for name, place in found if name == "conv2d_1"} == set(np.ndindex(6, 6, 4))
    assert {place for name, place in found if name == "pool"} == set(np.ndindex(3, 3, 4))
    assert not [name for name, _ in found if name == "dense_1"]


def test_that_the_number_under_the_mouse_is_worked_by_hand_and_h_takes_the_strongest(view: LayersView) -> None:
    pointing = NumberPointing(view.maps)
    wanted: list[tuple[str, object]] = []
    pointing.wanted.connect(lambda name, place: wanted.append((name, place)))
    view.show_maps(followed(layer()))
    menu = pointing.menu(spot(view, 0, 2, 4, 1))
    (action,) = menu.actions()
    assert action.text() == "Work a number of conv2d_1 by hand (row 4, column 1, channel 2)"
    action.trigger()
    view.maps.mark("conv2d_1")
    QTest.keyClick(view.maps, Qt.Key.Key_H)
    assert wanted == [("conv2d_1", (4, 1, 2)), ("conv2d_1", (5, 5, 3))]


def test_that_a_layer_that_cannot_be_worked_by_hand_says_so(view: LayersView) -> None:
    pointing = NumberPointing(view.maps)
    pointing.wanted.connect(lambda *_: pytest.fail("nothing is to be asked"))
    view.show_maps(followed(layer()))
    view.maps.mark("dense_1")
    QTest.keyClick(view.maps, Qt.Key.Key_H)
    (action,) = pointing.menu(None).actions()
    assert not action.isEnabled()
    assert "Only a number of a convolution" in action.text()


def test_that_of_maps_that_are_shown_smaller_than_they_are_a_number_at_the_place_is_meant() -> None:
    shown = LayerMaps("big", "Conv2D", (100, 50, 2), np.zeros((20, 10, 2), np.uint8), 0.0, 1.0)
    shown.maps[19, 0, 1] = 9
    assert strongest(shown) == (97, 2, 1)
    plan = planned((20, 10, 2), 300, 40)
    assert place_at(shown, plan, 0, 0) == (1, 1, 0)
    assert place_at(shown, plan, plan.tile[0], 0) is None
