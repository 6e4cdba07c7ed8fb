"""Many tiles in rows and columns that are something: their heads, all of them at once, and a matrix on a page."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import apply
from cnnstudio.gui.widgets.maps.heads import HeadedArea
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from cnnstudio.gui.widgets.maps.picture import GridPicture
from cnnstudio.gui.widgets.maps.tiling import Heads

HEADS = Heads("filter", lambda row: 49 - row, "input", int)


@pytest.fixture
def grid(qtbot: QtBot, qapp: QApplication) -> ImageGrid:
    apply(qapp, "light")
    made = ImageGrid("test.maps", "Maps")
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show()
    return made


def area_of(grid: ImageGrid) -> HeadedArea:
    found = grid.findChild(HeadedArea)
    assert isinstance(found, HeadedArea)
    return found


def button_of(grid: ImageGrid) -> QToolButton:
    return grid.findChild(QToolButton, "test.maps.all")


def show(grid: ImageGrid, columns: int = 20) -> None:
    values = np.random.default_rng(1).random((5, 5, 1_000), np.float32)
    grid.set_maps(values, columns=columns, least=3, heads=HEADS)


def test_that_rows_and_columns_have_their_numbers_beside_the_tiles(grid: ImageGrid) -> None:
    show(grid)
    area = area_of(grid)
    ruler = area.ruler
    assert ruler is not None
    assert ruler.counts == (50, 20)
    assert [ruler.number(True, 0), ruler.number(False, 3)] == [49, 3]
    assert ruler.pitch[0] == 6 * grid.scale() / grid.devicePixelRatio()
    picture, viewport = grid.focusProxy(), area.viewport()
    picture.clearFocus()  # whose frame would lie over them
    assert picture.pos().x() == picture.pos().y() == 0
    assert viewport.x() > 20
    assert viewport.y() > 10
    shown = area.grab().toImage()
    ground = shown.pixelColor(1, 1)
    beside = {shown.pixelColor(x, y).name() for x in range(viewport.x() - 4) for y in range(viewport.y(), 200)}
    above = {shown.pixelColor(x, y).name() for x in range(viewport.x(), 300) for y in range(viewport.y() - 2)}
    assert len(beside) > 2
    assert len(above) > 2
    assert ground.name() in beside & above


def test_that_only_so_many_numbers_stand_there_as_there_is_room_for(grid: ImageGrid) -> None:
    show(grid)
    ruler = area_of(grid).ruler
    assert ruler is not None
    metrics = grid.fontMetrics()
    assert ruler.every(True, metrics) * ruler.pitch[0] >= metrics.height()
    show(grid, 1_000)
    narrow = area_of(grid).ruler
    assert narrow is not None
    every = narrow.every(False, metrics)
    assert every in (1, 2, 5, 10, 20, 50)
    assert every * narrow.pitch[1] > metrics.horizontalAdvance("999")


def test_that_one_tile_alone_and_maps_without_rows_have_no_heads(grid: ImageGrid) -> None:
    show(grid)
    grid.select(3)
    grid.show_alone(True)
    assert area_of(grid).ruler is None
    grid.show_alone(False)
    assert area_of(grid).ruler is not None
    grid.set_maps(np.zeros((5, 5, 8), np.float32))
    assert area_of(grid).ruler is None
    assert area_of(grid).viewport().x() == 0


def test_that_nought_shows_all_at_once_and_again_as_large_as_can_be_read(grid: ImageGrid, qtbot: QtBot) -> None:
    show(grid)
    changed: list[None] = []
    grid.room_changed.connect(lambda: changed.append(None))
    picture, button = grid.focusProxy(), button_of(grid)
    large = grid.scale()
    assert picture.height() > grid.height()
    assert (button.isVisible(), button.isChecked()) == (True, False)
    qtbot.keyClick(picture, Qt.Key.Key_0)
    viewport = area_of(grid).viewport()
    assert button.isChecked()
    assert picture.height() <= viewport.height()
    assert picture.width() <= viewport.width()
    assert len(changed) == 1
    button.click()
    assert grid.scale() == large
    assert len(changed) == 2


def test_that_after_zooming_nought_first_goes_back_to_the_usual_size(grid: ImageGrid, qtbot: QtBot) -> None:
    show(grid)
    large = grid.scale()
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_Plus)
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_0)
    assert grid.scale() == large


def test_that_numbers_smaller_than_a_pixel_are_still_found_under_the_mouse(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.set_maps(np.zeros((60, 60, 400), np.float32))
    qtbot.waitUntil(lambda: grid.tiled is not None)
    qtbot.keyClick(grid.focusProxy(), Qt.Key.Key_0)
    qtbot.waitUntil(lambda: not grid.is_building)
    assert 0 < grid.scale() < 1
    picture = grid.focusProxy()
    assert isinstance(picture, GridPicture)
    middle = QPointF(grid.tile_rect(57).center()) * grid.scale() / grid.devicePixelRatio()
    place = picture.place_at(middle)
    assert place is not None
    assert place[0] == 57


def test_that_what_is_all_in_view_offers_nothing_more(grid: ImageGrid) -> None:
    grid.set_maps(np.zeros((5, 5, 8), np.float32))
    assert not button_of(grid).isVisible()


def test_that_a_long_matrix_is_taken_along_in_parts_that_can_be_read(grid: ImageGrid) -> None:
    values = np.random.default_rng(1).random(5_000, np.float32)
    heads = Heads("input", int, "unit", int)
    grid.set_maps(values, "symmetric", columns=10, heads=heads)
    figure = grid.figure()
    assert figure is not None
    assert [panel.title for panel in figure.panels] == [f"input {first}–{first + 99}" for first in range(0, 500, 100)]
    assert all((panel.image.width(), panel.image.height()) == (10, 100) for panel in figure.panels)
    assert all(panel.factor >= 6 for panel in figure.panels)
    assert [bool(panel.colours) for panel in figure.panels] == [False] * 4 + [True]
    assert figure.panels[2].image.pixelColor(3, 7) == grid.shown_image().pixelColor(3, 207)
    grid.set_maps(values, columns=500, heads=Heads("unit", int, "input", lambda place: 499 - place))
    figure = grid.figure()
    assert figure is not None
    assert figure.panels[0].title == "input 499 … 400"
    assert (figure.panels[0].image.width(), figure.panels[0].image.height()) == (100, 10)
