"""The drawing that pages share."""

import numpy as np
import pytest

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps, ink_to_input
from cnnstudio.core.pictures.sheet import Sheet, inked
from cnnstudio.gui.files.arrivals import as_input
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.page import DrawPage
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def test_that_what_is_drawn_is_an_input_of_any_network(desk: Desk) -> None:
    drawing = Drawing(desk.document)
    assert drawing.picture((28, 28, 1)) is None
    ink = np.zeros((448, 448), np.float32)
    ink[50:200, 60:90] = 1
    drawing.put(inked(ink), Steps(crop=False))
    np.testing.assert_array_equal(
        drawing.picture((14, 20, 1)), ink_to_input(ink, (14, 20, 1), Steps(crop=False))
    )  # fmt: skip


def test_that_it_follows_the_paper_of_the_draw_page(desk: Desk) -> None:
    page = DrawPage(desk.document, desk.training_run, desk.bridge)  # type: ignore[arg-type]
    desk.qtbot.addWidget(page)
    drawing = desk.document.findChild(Drawing)
    with desk.qtbot.waitSignal(drawing.changed):
        page.findChild(Canvas, "draw.canvas").leaf.put(np.ones((40, 10), np.float32))
    assert drawing.picture((28, 28, 1)) is not None


def test_that_the_same_sheet_again_is_no_news(desk: Desk) -> None:
    drawing, sheet = Drawing(desk.document), inked(np.ones((448, 448), np.float32))
    drawing.put(sheet, MNISTS_WAY)
    with desk.qtbot.assertNotEmitted(drawing.changed):
        drawing.put(sheet, MNISTS_WAY)
    with desk.qtbot.waitSignal(drawing.changed):
        drawing.put(sheet, Steps(centre=False))


def test_that_a_picture_under_the_ink_is_brought_to_every_network(desk: Desk) -> None:
    drawing = Drawing(desk.document)
    ground = np.random.default_rng(0).integers(0, 256, (12, 12, 3), np.uint8)
    drawing.put(Sheet(np.zeros((448, 448, 4), np.uint8), ground=ground), MNISTS_WAY)
    np.testing.assert_array_equal(drawing.picture((12, 12, 3)), ground)
    smaller = drawing.picture((6, 6, 1))
    assert smaller is not None
    assert smaller.shape == (6, 6, 1)
    assert drawing.picture((12, 12, 2)) is None  # no picture has two channels


def test_that_a_picture_is_brought_to_each_size_once_however_often_the_pen_moves(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[int, ...]] = []

    def counted(picture: np.ndarray, shape: tuple[int, int, int], geometry: Geometry) -> np.ndarray:
        calls.append(shape)
        return as_input(picture, shape, geometry)

    monkeypatch.setattr("cnnstudio.gui.links.drawing.as_input", counted)
    drawing, ground = Drawing(desk.document), np.full((40, 40, 1), 90, np.uint8)
    for value in range(5):
        planes = np.full((64, 64, 4), value, np.uint8)
        drawing.put(Sheet(planes, ground=ground), MNISTS_WAY)
        for shape in ((8, 8, 1), (12, 12, 1)):
            assert drawing.made(shape) is not None
    assert calls == [(8, 8, 1), (12, 12, 1)]
