"""Points in the plane: what is in view, what is near, how they are drawn."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import DARK, LIGHT, Theme
from cnnstudio.gui.viewer.embedding.cloud import Cloud, Window, beside, nearest
from cnnstudio.gui.viewer.embedding.cloud_view import CloudView
from cnnstudio.gui.viewer.embedding.drawing import Sight, draw, draw_with_key
from cnnstudio.gui.viewer.embedding.sprites import HUES, SHAPES, sign_words, sprites
from cnnstudio.gui.widgets.rasters import image_array
from tests.gui.viewer.embedding.clouds_made import cloud


@pytest.fixture
def view(qtbot: QtBot) -> CloudView:
    made = CloudView("map", "Map")
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.show_cloud(cloud())
    return made


def test_that_a_window_around_points_has_all_of_them_inside() -> None:
    places = cloud().places
    pixels = Window.around(places, 300, 200).to_pixels(places, 300, 200)
    assert (pixels > 0).all()
    assert (pixels < (300, 200)).all()


def test_that_up_is_up() -> None:
    low, high = Window().to_pixels(np.float32([[0, 0], [0, 5]]), 100, 100)
    assert high[1] < low[1]


def test_that_zooming_keeps_the_place_under_the_pointer() -> None:
    window, place = Window(2, 1, 10), np.float32([[4.5, 3]])
    across, down = (window.to_pixels(place, 200, 100) - (100, 50))[0]
    np.testing.assert_allclose(
        window.zoomed(1.7, across, down).to_pixels(place, 200, 100), window.to_pixels(place, 200, 100)
    )


def test_that_shifting_moves_everything_by_so_many_pixels() -> None:
    window, place = Window(2, 1, 10), np.float32([[4, 3]])
    moved = window.shifted(7, -3).to_pixels(place, 200, 100) - window.to_pixels(place, 200, 100)
    np.testing.assert_allclose(moved, [[7, -3]])


def test_that_points_that_all_lie_at_one_place_or_on_a_line_are_in_the_middle() -> None:
    for places in (np.ones((5, 2), np.float32), np.float32([[0, 2], [4, 2]])):
        pixels = Window.around(places, 100, 80).to_pixels(places, 100, 80)
        np.testing.assert_allclose(pixels.mean(axis=0), (50, 40))


def test_that_the_nearest_point_is_found_among_those_that_are_seen() -> None:
    pixels, seen = np.float64([[10, 10], [12, 10], [90, 90]]), np.array([True, True, True])
    assert nearest(pixels, seen, 11.5, 10, 12) == 1
    assert nearest(pixels, np.array([True, False, True]), 11.5, 10, 12) == 0
    assert nearest(pixels, seen, 50, 50, 12) is None


def test_that_an_arrow_key_goes_to_the_next_point_on_its_side() -> None:
    pixels, seen = np.float64([[50, 50], [60, 52], [90, 50], [50, 20], [30, 60]]), np.ones(5, np.bool_)
    assert [beside(pixels, seen, 0, *way) for way in ((1, 0), (-1, 0), (0, -1), (0, 1))] == [1, 4, 3, None]


def test_that_neighbouring_classes_differ_in_colour_and_in_shape() -> None:
    assert np.gcd(len(HUES), len(SHAPES)) == 1
    for number in range(60):
        assert sign_words(number) != sign_words(number + 1)
        assert number % len(HUES) != (number + 1) % len(HUES)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_every_sign_has_its_colour_in_the_middle_and_a_rim_of_the_ground(qtbot: QtBot, theme: Theme) -> None:
    signs = sprites(10, 9, theme)
    ground = theme.colour("card").rgb()
    for number in range(10):
        pixels = {
            (row, column): colour
            for row, column, colour in zip(
                *(each[number].tolist() for each in (signs.rows, signs.columns, signs.colours)), strict=True
            )
        }
        assert pixels[0, 0] == theme.colour(HUES[number % len(HUES)]).rgb()
        assert ground in pixels.values()


def test_that_a_mistake_has_a_dark_outline(qtbot: QtBot) -> None:
    signs, text = sprites(3, 9, LIGHT), LIGHT.colour("text").rgb()
    assert text not in signs.colours[:3]
    assert all(text in row for row in signs.colours[3:])


def colours_of(made: Cloud, seen: np.ndarray) -> set[tuple[int, ...]]:
    sight = Sight(Window.around(made.places, 300, 200), seen, names=False)
    pixels = image_array(draw(made, sight, QSize(300, 200), 1.0, LIGHT, QFont()))[..., :3]
    return set(map(tuple, pixels.reshape(-1, 3).tolist()))


def test_that_each_class_is_drawn_in_its_colour_and_a_hidden_one_is_not(qtbot: QtBot) -> None:
    made = cloud()
    hues = [LIGHT.colour(HUES[number]).getRgb()[:3] for number in range(3)]
    assert set(hues) <= colours_of(made, np.ones(60, np.bool_))
    assert hues[1] not in colours_of(made, made.classes != 1)


def test_that_points_outside_of_the_picture_are_left_out(qtbot: QtBot) -> None:
    made = cloud()
    sight = Sight(Window(1e6, 1e6, 1), np.ones(60, np.bool_), names=True)
    pixels = image_array(draw(made, sight, QSize(80, 60), 1.0, LIGHT, QFont()))[..., :3]
    assert (pixels == LIGHT.colour("card").getRgb()[:3]).all()


def test_that_a_picture_to_take_away_has_the_classes_beside_it(qtbot: QtBot) -> None:
    made = cloud()
    sight = Sight(Window(), made.classes == 1, names=False)
    pixels = image_array(draw_with_key(made, sight, QSize(400, 200), 2.0, LIGHT, QFont()))
    assert pixels.shape[:2] == (400, 800)
    hue = LIGHT.colour(HUES[1]).getRgb()[:3]
    assert (pixels[:60, 640:, :3] == hue).all(-1).any()


def test_that_ten_thousand_points_are_drawn_within_a_frame(qtbot: QtBot) -> None:
    made = cloud(10_000)
    sight = Sight(Window.around(made.places, 1200, 800), np.ones(10_000, np.bool_), names=True)
    draw(made, sight, QSize(1200, 800), 1.0, LIGHT, QFont())
    took = []
    for _ in range(5):
        began = time.process_time()
        draw(made, sight, QSize(1200, 800), 1.0, LIGHT, QFont())
        took.append(time.process_time() - began)
    assert min(took) < 0.05


def test_that_the_keys_go_from_point_to_point_and_enter_chooses(view: CloudView, qtbot: QtBot) -> None:
    pointed: list[object] = []
    view.pointed.connect(lambda number, place: pointed.append(number))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    first = view.marked
    qtbot.keyClick(view, Qt.Key.Key_Right)
    second = view.marked
    assert first is not None
    assert second is not None
    assert view.place_of(second).x() > view.place_of(first).x()
    assert pointed == [first, second]
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [second]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (view.marked, pointed[-1]) == (None, None)


def test_that_the_keys_zoom_and_move_and_zero_shows_everything_again(view: CloudView, qtbot: QtBot) -> None:
    whole = view.window_in_view
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.window_in_view.scale > whole.scale
    before = view.window_in_view
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.window_in_view.x < before.x
    assert not view.is_whole
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.window_in_view == whole


def test_that_a_click_chooses_the_point_under_it_and_a_drag_moves_the_map(view: CloudView, qtbot: QtBot) -> None:
    place = view.place_of(7).toPoint()
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    found = view.place_of(chosen.args[0])
    assert (found - QPointF(place)).manhattanLength() <= 2
    before = view.window_in_view
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseMove(view, place + view.rect().topLeft() * 0 + (QPointF(40, 0)).toPoint())
    with qtbot.assertNotEmitted(view.chosen):
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place + QPointF(40, 0).toPoint())
    assert view.window_in_view.x < before.x


def test_that_points_that_move_stay_in_view_until_the_person_zooms(view: CloudView) -> None:
    view.move_to(view.cloud.places * 100)
    assert 0 < view.place_of(3).x() < view.width()
    view.zoom(2)
    before = view.window_in_view
    view.move_to(view.cloud.places * 100)
    assert view.window_in_view == before
