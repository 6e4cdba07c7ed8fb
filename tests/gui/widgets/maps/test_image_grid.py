"""The grid of maps: where tiles lie, what is read off them, how they are walked through."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.theme import DARK, LIGHT, apply
from cnnstudio.gui.widgets.figures.painting import sheet_of
from cnnstudio.gui.widgets.maps import picture as grid_picture
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from cnnstudio.gui.widgets.maps.layout import Room, best_columns, better_columns
from cnnstudio.gui.widgets.maps.reading import number
from cnnstudio.gui.widgets.rasters import colour_table, coloured, image_array, picture_image


@pytest.fixture
def grid(qtbot: QtBot, qapp: QApplication) -> ImageGrid:
    apply(qapp, "light")
    made = ImageGrid("test.maps", "Maps")
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show()
    return made


def maps(height: int = 4, width: int = 5, count: int = 6) -> np.ndarray:
    return np.arange(height * width * count, dtype=np.float32).reshape(height, width, count)


def middle(grid: ImageGrid, tile: int, row: int, column: int) -> QPoint:
    """The point of the picture where a number is drawn."""
    area = grid.tile_rect(tile)
    scale = grid.scale() / grid.devicePixelRatio()
    return QPoint(int((area.x() + column + 0.5) * scale), int((area.y() + row + 0.5) * scale))


def test_that_the_number_under_the_mouse_is_read(grid: ImageGrid, qtbot: QtBot) -> None:
    values = maps()
    grid.set_maps(values, title="channel {}".format)
    qtbot.mouseMove(grid.focusProxy(), middle(grid, 5, 3, 2))
    assert grid.reading == f"channel 5 · row 3, column 2 · {values[3, 2, 5]:.3f}"


def test_that_a_gap_has_no_number(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps())
    area, scale = grid.tile_rect(0), grid.scale() / grid.devicePixelRatio()
    qtbot.mouseMove(grid.focusProxy(), QPoint(int((area.width() + 0.5) * scale), 2))
    assert grid.reading.startswith("6 of 4 × 5")


def test_that_every_number_is_a_square_of_whole_pixels(grid: ImageGrid) -> None:
    grid.set_maps(maps())
    shown = grid.focusProxy().grab().toImage()
    scale = grid.scale()
    assert scale == int(scale)
    assert shown.width() == grid.shown_image().width() * scale
    for tile, row, column in ((0, 0, 0), (3, 2, 4), (5, 3, 4)):
        centre = middle(grid, tile, row, column)
        expected = grid.shown_image().pixelColor(int(centre.x() // scale), int(centre.y() // scale))
        assert shown.pixelColor(centre) == expected


def test_that_the_tiles_fit_into_their_place(grid: ImageGrid) -> None:
    grid.set_maps(maps(26, 26, 64))
    assert grid.focusProxy().width() <= grid.width()
    assert grid.focusProxy().height() <= grid.height()


def test_that_a_wide_place_gets_wide_rows() -> None:
    assert best_columns(32, (26, 26), 1, Room(1100, 300)) > best_columns(32, (26, 26), 1, Room(300, 1100))


def test_that_what_does_not_fit_is_scrolled_up_and_down_only() -> None:
    columns = best_columns(512, (64, 64), 1, Room(640, 400))
    assert columns * 65 - 1 <= 640 < (columns + 1) * 65 - 1


@pytest.mark.parametrize("count", [1, 2, 7, 64, 500])
def test_that_there_are_never_more_columns_than_tiles(count: int) -> None:
    assert 1 <= best_columns(count, (3, 3), 1, Room(5000, 10)) <= count


def test_that_a_double_click_shows_one_tile_alone_and_another_all(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps())
    picture = grid.focusProxy()
    at = middle(grid, 4, 1, 1)
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert grid.is_alone
    assert (grid.shown_image().height(), grid.shown_image().width()) == (4, 5)
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not grid.is_alone


def test_that_the_numbers_of_a_tile_alone_are_read(grid: ImageGrid, qtbot: QtBot) -> None:
    values = maps()
    grid.set_maps(values)
    grid.select(3)
    grid.show_alone(True)
    qtbot.mouseMove(grid.focusProxy(), middle(grid, 3, 2, 4))
    assert grid.reading == f"map 3 · row 2, column 4 · {values[2, 4, 3]:.3f}"


def test_that_keys_walk_enter_and_leave(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps(count=6), columns=3)
    picture = grid.focusProxy()
    for key, selected in ((Qt.Key.Key_Right, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 4), (Qt.Key.Key_Left, 3)):
        qtbot.keyClick(picture, key)
        assert grid.selected == selected
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert grid.is_alone
    qtbot.keyClick(picture, Qt.Key.Key_Escape)
    assert not grid.is_alone
    qtbot.keyClick(picture, Qt.Key.Key_Escape)
    assert grid.selected is None


def test_that_the_selection_stops_at_the_ends(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps(count=6), columns=3)
    grid.select(5)
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_Right)
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_Down)
    assert grid.selected == 5


def test_that_new_numbers_of_the_same_shape_keep_selection_and_zoom(grid: ImageGrid) -> None:
    grid.set_maps(maps())
    grid.select(2)
    grid.show_alone(True)
    grid.set_maps(maps() * 2)
    assert (grid.selected, grid.is_alone) == (2, True)
    grid.set_maps(maps(count=3))
    assert (grid.selected, grid.is_alone) == (None, False)


def test_that_plus_makes_it_larger_and_nought_fits_it_again(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps(26, 26, 64))
    fitted = grid.scale()
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_Plus)
    assert grid.scale() > fitted
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_0)
    assert grid.scale() == fitted


def test_that_a_list_of_numbers_is_a_strip_without_gaps(grid: ImageGrid, qtbot: QtBot) -> None:
    values = np.linspace(-1, 1, 50, dtype=np.float32)
    grid.set_maps(values, title="number {}".format)
    assert grid.tiled is not None
    assert grid.tiled.gap == 0
    qtbot.mouseMove(grid.focusProxy(), middle(grid, 49, 0, 0))
    assert grid.reading == "number 49 · 1.000"


def test_that_an_empty_grid_says_why(grid: ImageGrid) -> None:
    grid.set_maps(maps())
    grid.set_empty("Nothing yet")
    assert grid.empty_text == "Nothing yet"
    assert grid.tiled is None
    assert grid.focusProxy().accessibleDescription() == "Nothing yet"


def test_that_what_helps_is_said_once_where_a_picture_cannot_be_made(grid: ImageGrid) -> None:
    grid._tiler.failed.emit(StudioError("There is too little memory.", "Close other programs."))
    assert grid.empty_text == "There is too little memory. Close other programs."


def test_that_not_a_number_is_said_and_drawn_as_background(grid: ImageGrid, qtbot: QtBot) -> None:
    values = maps()
    values[1, 1, 2] = math.nan
    grid.set_maps(values)
    qtbot.mouseMove(grid.focusProxy(), middle(grid, 2, 1, 1))
    assert grid.reading.endswith("not a finite number")
    shown = grid.focusProxy().grab().toImage()
    assert shown.pixelColor(middle(grid, 2, 1, 1)).name() == LIGHT.window


def test_that_the_gaps_follow_the_theme(grid: ImageGrid, qapp: QApplication, qtbot: QtBot) -> None:
    grid.set_maps(maps())
    assert grid.tiled is not None
    gap = (grid.tiled.tile[1], 0)
    for choice, theme in (("dark", DARK), ("light", LIGHT)):
        apply(qapp, choice)
        qtbot.waitUntil(lambda colour=theme.window: grid.shown_image().pixelColor(*gap).name() == colour)


def test_that_the_context_menu_copies_the_figure(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps())
    actions = {action.text(): action for action in grid.focusProxy().menu().actions()}
    assert {"Copy picture", "Save as PNG…", "Save as SVG…"} <= set(actions)
    QGuiApplication.clipboard().clear()
    actions["Copy picture"].trigger()
    qtbot.waitUntil(lambda: grid.reading == "Copied.")
    figure = grid.taken()
    assert figure is not None
    assert QGuiApplication.clipboard().image().size() == sheet_of(figure).image().size()


def test_that_the_figure_is_what_is_shown_on_white(grid: ImageGrid, qapp: QApplication) -> None:
    apply(qapp, "dark")
    grid.set_maps(maps(), "common", title="map {}".format)
    whole = grid.figure("maps", "Six maps")
    assert whole is not None
    [panel] = whole.panels
    assert (whole.name, whole.caption, panel.factor, panel.title) == ("maps", "Six maps", grid.scale(), "")
    assert (panel.colours, panel.low, panel.high) == ("grey", "0.000", "119.000")
    assert panel.drawn().pixelColor(5, 0).name() == "#ffffff"  # the gap beside the first tile
    assert panel.drawn().pixelColor(0, 0) == grid.shown_image().pixelColor(0, 0)
    grid.select(4)
    grid.show_alone(True)
    alone = grid.figure()
    assert alone is not None
    assert (alone.panels[0].title, alone.panels[0].image.width(), alone.caption) == ("map 4", 5, "Maps")


def test_that_an_empty_grid_has_no_figure_and_says_so(grid: ImageGrid) -> None:
    grid.set_empty("Nothing yet")
    assert grid.taken() is None


def test_that_whoever_shows_the_grid_says_what_is_taken(grid: ImageGrid) -> None:
    grid.set_maps(maps())
    own = grid.figure("kernels", "Kernels of conv2d_1")
    given = [own]
    grid.take_as(lambda: given[0])
    assert grid.taken() is own
    given[0] = None
    taken = grid.taken()
    assert taken is not None
    assert taken.name == "test"


def test_that_zero_is_white_between_blue_and_red() -> None:
    blue, white, red = (QColor.fromRgb(int(colour_table("diverging")[place])) for place in (0, 128, 255))
    assert min(white.red(), white.green(), white.blue()) > 235
    assert blue.blue() > 2 * blue.red()
    assert red.red() > 2 * red.blue()


@pytest.mark.parametrize("name", ["grey", "viridis"])
def test_that_more_is_brighter(name: str) -> None:
    lightness = [QColor.fromRgb(int(colour)).lightnessF() for colour in colour_table(name)]
    assert lightness[0] < lightness[128] < lightness[255]


def test_that_colours_are_shown_as_they_are() -> None:
    picture = np.array([[[1, 0, 0], [0, 0.5, 1]], [[np.nan, 0, 0], [1, 1, 1]]], np.float32)
    image = coloured(picture, "grey", QColor("#010203"))
    found = [image.pixelColor(x, y).name() for y in range(2) for x in range(2)]
    assert found == ["#ff0000", "#0080ff", "#010203", "#ffffff"]


@pytest.mark.parametrize("channels", [1, 3])
def test_that_a_picture_survives_the_way_to_qt_and_back(channels: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (5, 7, channels), np.uint8)
    back = image_array(picture_image(picture))
    assert (back[..., :channels] == picture).all()
    assert (back[..., 3] == 255).all()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.4821, "0.482"),
        (-0.5, "−0.500"),
        (1.2e-5, "1.20e−5"),
        (-3e4, "−3.00e4"),
        (0, "0.000"),
        (math.inf, "not a finite number"),
    ],
)
def test_that_numbers_are_short(value: float, words: str) -> None:
    assert number(value) == words


def test_that_the_line_below_tells_of_the_double_click_and_a_button_leads_back(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(maps())
    back = grid.findChild(QPushButton, "test.maps.back")
    assert grid.reading == "6 of 4 × 5 · Double-click a tile to see it alone; Ctrl and the wheel zoom"
    assert not back.isVisible()
    grid.select(2)
    grid.show_alone(True)
    assert "Double-click" not in grid.reading
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert not grid.is_alone
    assert not back.isVisible()


def test_that_numbers_are_never_smaller_than_asked(grid: ImageGrid) -> None:
    values = maps(5, 5, 1000)
    grid.set_maps(values)
    assert grid.scale() < 3
    grid.set_maps(values, least=3)
    assert grid.scale() >= 3
    assert grid.focusProxy().width() <= grid.width()


def test_that_the_rows_are_those_that_need_no_scrolling_to_the_side() -> None:
    assert better_columns((50, 20), 1000, (5, 5), 1, Room(800, 400, 14, 3)) == 20
    assert better_columns((50, 20), 1000, (5, 5), 1, Room(1500, 600, 14, 3)) == 50


def wheel(grid: ImageGrid, modifiers: Qt.KeyboardModifier) -> bool:
    """Turns the wheel over the picture; whether the picture took it."""
    picture = grid.focusProxy()
    at = QPointF(picture.rect().center())
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, picture.mapToGlobal(at), QPoint(), QPoint(0, 120), none, modifiers, phase, False)
    QApplication.sendEvent(picture, event)
    return event.isAccepted()


def test_that_the_wheel_is_left_to_scrolling_and_with_ctrl_it_zooms(grid: ImageGrid) -> None:
    grid.set_maps(np.zeros((8, 8, 400), np.float32), least=6)
    before = grid.scale()
    assert not wheel(grid, Qt.KeyboardModifier.NoModifier)
    assert grid.scale() == before
    assert wheel(grid, Qt.KeyboardModifier.ControlModifier)
    assert grid.scale() > before


def test_that_few_large_tiles_have_their_names_under_them(grid: ImageGrid) -> None:
    grid.set_maps(maps(5, 5, 12), name="filter {}".format)
    assert list(grid.view.names())[3] == (3, "filter 3")
    tiled, scale = grid.tiled, round(grid.scale())
    assert tiled.under * scale >= grid.fontMetrics().height()
    assert tiled.picture.shape[0] * scale <= grid.height()
    below = grid.tile_rect(3)
    below.translate(0, below.height())
    assert grid.view.locate(below.y(), below.x()) is None
    colours = image_colours(grid, below.x() * scale, below.y() * scale, below.width() * scale, tiled.under * scale)
    assert len(colours) > 2  # letters on the ground
    grid.set_maps(maps(5, 5, 500), name="filter {}".format)
    assert list(grid.view.names()) == []


def image_colours(grid: ImageGrid, left: int, top: int, width: int, height: int) -> set[str]:
    shown = grid.focusProxy().grab().toImage()
    return {shown.pixelColor(x, y).name() for x in range(left, left + width) for y in range(top + 1, top + height)}


def test_that_the_outline_of_the_last_tiles_is_at_the_very_edge(grid: ImageGrid) -> None:
    grid.set_maps(np.zeros((4, 4, 6), np.float32), "own")
    shown = grid.focusProxy().grab().toImage()
    outline = QColor(LIGHT.card_border).name()
    right, bottom = shown.width() - 1, shown.height() - 1
    inside = round(grid.scale())
    assert shown.pixelColor(right, inside).name() == outline
    assert shown.pixelColor(inside, bottom).name() == outline


def test_that_in_a_narrow_place_the_number_is_read_whole(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.resize(330, 300)
    grid.set_maps(maps(), title="a filter with a long name {}".format)
    grid.read((4, 2, 3))
    shown = grid.findChild(QLabel, "test.maps.reading").text()
    assert shown in ("row 2, column 3 · 82.000", "82.000")


def test_that_a_figure_of_few_tiles_names_each(grid: ImageGrid) -> None:
    grid.set_maps(maps(), "common", name="channel {}".format)
    figure = grid.figure()
    assert figure is not None
    assert [panel.title.split()[-1] for panel in figure.panels] == list("012345")
    assert [bool(panel.colours) for panel in figure.panels] == [False] * 5 + [True]
    row, column = grid.tiled.origin(4)
    assert figure.panels[4].drawn() == grid.view.made.image.copy(column, row, 5, 4)


def test_that_names_under_tiles_are_all_whole_or_all_short(
    grid: ImageGrid, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(grid_picture, "in_short", lambda name: asked.append(name) or "1")
    names = ("a", "a long name that there is no room for 12")
    values = np.ones((20, 20, 2), np.float32)
    grid.set_maps(values, title=names.__getitem__, name=names.__getitem__)
    grid.resize(240, 120)
    grid.show()
    grid.grab()
    assert set(asked) == {*names}
