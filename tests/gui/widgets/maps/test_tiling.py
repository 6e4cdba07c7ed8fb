"""Maps made into images: a few at once, many beside the window."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.maps import tiling
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from cnnstudio.gui.widgets.maps.tiling import AT_ONCE, Made, Maps, Style, Tiler

LARGE = np.zeros((10, 10, AT_ONCE // 100 + 1), np.float32)


def maps(value: float, large: bool = True) -> Maps:
    values = np.full_like(LARGE if large else LARGE[..., :2], value)
    return Maps(values, "own", 4, str, "", 1, None)


@pytest.fixture
def tiler(qtbot: QtBot) -> Iterator[Tiler]:
    owner = QObject()
    made = Tiler(lambda _: Style(4, "grey", 0), owner)
    yield made
    made._thread.close()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Holds the thread up until it is set."""
    opened, whole = threading.Event(), tiling.make

    def held(what: Maps, style: Style) -> Made:
        if not what.is_quick:
            assert opened.wait(10)
        return whole(what, style)

    monkeypatch.setattr(tiling, "make", held)
    return opened


def test_that_a_few_numbers_are_there_at_once(tiler: Tiler) -> None:
    found: list[Made] = []
    tiler.made.connect(found.append)
    tiler.make(maps(1, large=False))
    assert [each.tiled.count for each in found] == [2]
    assert not tiler.is_busy


def test_that_of_all_that_was_wanted_meanwhile_only_the_newest_is_made(
    tiler: Tiler, gate: threading.Event, qtbot: QtBot
) -> None:
    found: list[float] = []
    tiler.made.connect(lambda made: found.append(float(made.maps.values[0, 0, 0])))
    for value in (1, 2, 3):
        tiler.make(maps(value))
    gate.set()
    qtbot.waitUntil(lambda: not tiler.is_busy)
    assert found == [1, 3]


def test_that_what_was_wanted_before_a_few_numbers_is_not_seen_after_them(
    tiler: Tiler, gate: threading.Event, qtbot: QtBot
) -> None:
    found: list[float] = []
    tiler.made.connect(lambda made: found.append(float(made.maps.values[0, 0, 0])))
    tiler.make(maps(1))
    tiler.make(maps(2, large=False))
    gate.set()
    tiler._thread._thread.join(10)
    tiler.make(maps(3))
    qtbot.waitUntil(lambda: not tiler.is_busy)
    assert found == [2, 3]


def test_that_the_grid_shows_what_it_did_until_a_large_picture_is_there(gate: threading.Event, qtbot: QtBot) -> None:
    grid = ImageGrid("test.maps", "Maps")
    qtbot.addWidget(grid)
    grid.resize(400, 300)
    grid.show()
    grid.set_maps(np.ones((3, 3, 5)))
    grid.select(1)
    grid.set_maps(LARGE)
    assert grid.is_building
    assert (grid.tiled.count, grid.selected) == (5, 1)
    grid.read((1, 0, 0))
    assert grid.reading == "map 1 · row 0, column 0 · 1.000"
    gate.set()
    qtbot.waitUntil(lambda: not grid.is_building)
    assert (grid.tiled.count, grid.selected) == (LARGE.shape[2], None)
    grid.set_maps(LARGE)
    grid.set_empty("Nothing")
    assert not grid.is_building
    assert grid.tiled is None


def test_that_colours_chosen_while_a_picture_is_made_are_those_that_are_seen(
    gate: threading.Event, qtbot: QtBot
) -> None:
    grid = ImageGrid("test.maps", "Maps")
    qtbot.addWidget(grid)
    grid.set_maps(LARGE)
    grid.set_colours("viridis")
    gate.set()
    qtbot.waitUntil(lambda: not grid.is_building)
    assert grid.shown_image().pixelColor(0, 0).name() == "#440154"
