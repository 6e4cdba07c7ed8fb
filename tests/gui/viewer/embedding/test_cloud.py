"""Points in the plane: what is in view, what is near, how they are drawn."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import DARK, LIGHT, Theme
from cnnstudio.gui.viewer.embedding.cloud import Cloud, Window, beside, nearest
from cnnstudio.gui.viewer.embedding.cloud_view import CloudView
from cnnstudio.gui.viewer.embedding.drawing import Sight, apart, draw, draw_with_key
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


def test_that_the_name_of_a_class_stands_at_the_median_of_its_points_that_are_seen() -> None:
    made = cloud()
    seen = np.arange(60) % 2 == 0
    seen &= made.classes != 2
    centres = made.centres(seen)
    assert sorted(centres) == [0, 1]
    for number, centre in centres.items():
        np.testing.assert_allclose(centre, np.median(made.places[seen & (made.classes == number)], axis=0))


def test_that_the_middle_of_a_class_of_many_points_is_told_by_some_of_them_all_over_it() -> None:
    made = cloud(60_000)
    for number, (x, y) in made.centres(np.ones(60_000, np.bool_)).items():
        assert abs(x - 3 * number) < 0.1
        assert abs(y) < 0.1


def test_that_names_of_too_many_classes_cost_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    many = Cloud(np.zeros((62, 2), np.float32), np.arange(62) % 31, tuple(map(str, range(31))), np.zeros(62, np.bool_))
    monkeypatch.setattr(Cloud, "centres", lambda *_: pytest.fail("worked out for nothing"))
    draw(many, Sight(Window(), np.ones(62, np.bool_), names=True), QSize(80, 60), 1.0, LIGHT, QFont())


def test_that_names_that_would_lie_on_each_other_are_moved_apart() -> None:
    room = QRectF(0, 0, 300, 200)
    areas = [QRectF(100, 90, 60, 20), QRectF(110, 92, 60, 20), QRectF(105, 95, 60, 20), QRectF(200, 90, 60, 20)]
    moved = apart(areas, room)
    assert (moved[0], moved[3]) == (areas[0], areas[3])
    for row, area in enumerate(moved):
        assert area.left() == areas[row].left()
        assert not any(area.intersects(other) for other in moved[row + 1 :])
    assert apart([QRectF(290, 50, 60, 20)], room) == [QRectF(240, 50, 60, 20)]


def test_that_a_name_without_a_free_place_stays_where_it_belongs() -> None:
    room = QRectF(0, 0, 60, 25)
    assert apart([QRectF(0, 0, 60, 20), QRectF(0, 2, 60, 20)], room)[1] == QRectF(0, 2, 60, 20)


def test_that_no_help_lies_over_the_picture_of_the_point_that_is_pointed_at(view: CloudView, qtbot: QtBot) -> None:
    help_wanted = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), view.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(view, help_wanted)
    assert QToolTip.text() == view.toolTip()
    qtbot.mouseMove(view, view.place_of(3).toPoint())
    qtbot.waitUntil(lambda: QToolTip.text() == "")
    QApplication.sendEvent(view, help_wanted)
    assert QToolTip.text() == ""


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


@pytest.mark.parametrize("side", [3, 5, 9, 18])
def test_that_a_mistake_has_a_dark_outline(qtbot: QtBot, side: float) -> None:
    text = LIGHT.colour("text").getRgb()[:3]

    def off(row: np.ndarray) -> int:
        """How far the pixel that is most like an outline is from its colour, in levels of all three channels."""
        channels = np.stack([row >> shift & 255 for shift in (16, 8, 0)], axis=-1).astype(int)
        return int(np.abs(channels - text).sum(axis=-1).min())

    signs = sprites(8, side, LIGHT)
    plain, outlined = (min(map(off, signs.colours[:8])), max(map(off, signs.colours[8:])))
    assert outlined < 130 < plain


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
