"""The drawing as it is seen: scrolled to a place it looks as if painted there, and little is painted for it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QRegion, QTransform
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.core.diagram import Drawing, draw
from cnnstudio.core.diagram.drawing import bounds
from cnnstudio.gui.diagram import sheet as sheet_module
from cnnstudio.gui.diagram.painting import ItemPainter, to_image
from cnnstudio.gui.diagram.sheet import Sheet
from tests.core.diagram.networks import inception_network, long_network

GROUND = QColor("#123456")
SIZE = QSize(300, 200)


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(analyse(inception_network()), "blocks")


def _view(scale: float, x: float, y: float) -> QTransform:
    return QTransform(scale, 0, 0, scale, x, y)


def _image(sheet: Sheet, view: QTransform, ratio: float = 1.0, size: QSize = SIZE) -> QImage:
    return sheet.seen(view, size, ratio, GROUND).toImage()


def _unlike(one: QImage, other: QImage) -> float:
    """The share of pixels that differ at all; 1 where the sizes do."""
    if one.size() != other.size():
        return 1.0
    found = [np.frombuffer(image.constBits(), np.uint32) for image in (one, other)]
    return float((found[0] != found[1]).mean())


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_that_scrolling_shows_what_painting_anew_shows(ratio: float, drawing: Drawing, qtbot: QtBot) -> None:
    scrolled = Sheet(drawing)
    _image(scrolled, _view(0.8, 0, 0), ratio)
    for x, y in ((0, -37), (-20, -80), (-45, -61), (-45, -500), (-44, -499), (0, 0)):
        view = _view(0.8, x, y)
        # A letter cut by the edge of what is painted may be placed a fraction of a pixel off.
        assert _unlike(_image(scrolled, view, ratio), _image(Sheet(drawing), view, ratio)) < 0.001


def test_that_another_zoom_size_or_ground_is_painted_anew(drawing: Drawing, qtbot: QtBot) -> None:
    sheet = Sheet(drawing)
    for view, size in ((_view(0.8, 5, 5), SIZE), (_view(0.4, 5, 5), SIZE), (_view(0.4, 5, 5), QSize(400, 300))):
        assert _image(sheet, view, size=size) == _image(Sheet(drawing), view, size=size)
    assert sheet.seen(_view(0.4, 5, 5), SIZE, 1.0, QColor("#ffffff")).toImage().pixelColor(0, 0).name() == "#ffffff"


def test_that_at_its_own_size_it_is_what_a_png_shows(drawing: Drawing, qtbot: QtBot) -> None:
    size = QSize(int(drawing.width), int(drawing.height))
    shown = _image(Sheet(drawing), QTransform(), size=size).convertToFormat(QImage.Format.Format_RGB32)
    saved = to_image(drawing, size.width())
    far = [
        (x, y)
        for x in range(0, size.width(), 3)
        for y in range(0, size.height(), 3)
        if abs(shown.pixelColor(x, y).lightness() - saved.pixelColor(x, y).lightness()) > 40
    ]
    assert far == []


def test_that_a_step_of_scrolling_paints_only_what_comes_into_sight(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []

    class Counting(ItemPainter):
        def paint(self, item: object) -> None:
            painted.append(item)
            super().paint(item)

    monkeypatch.setattr(sheet_module, "ItemPainter", Counting)
    long = draw(analyse(long_network(200, different=True)))
    sheet = Sheet(long)
    scale = SIZE.height() / long.height * 2
    monkeypatch.setattr(sheet_module, "_LEGIBLE", 0)
    sheet.seen(_view(scale, 0, 0), SIZE, 1.0, GROUND)
    everything = len(painted)
    painted.clear()
    sheet.seen(_view(scale, 0, 0), SIZE, 1.0, GROUND)
    assert painted == []
    sheet.seen(_view(scale, 0, -10), SIZE, 1.0, GROUND)
    assert 0 < len(painted) < everything / 3


def test_that_words_too_small_to_be_read_are_bars_where_they_stand(drawing: Drawing, qtbot: QtBot) -> None:
    scale = 0.2
    text = max(drawing.texts, key=lambda each: len(each.words))
    left, top, across, down = text.box
    image = _image(Sheet(drawing), _view(scale, 0, 0), size=QSize(1_000, 1_000))
    inside = image.pixelColor(round((left + across / 2) * scale), round((top + down / 2) * scale))
    assert inside.lightness() < QColor(drawing.background).lightness()


def test_that_the_items_found_are_those_that_touch(drawing: Drawing) -> None:
    area = QRectF(40, 100, 120, 90)
    touching = [number for number, item in enumerate(drawing.items) if area.intersects(QRectF(*bounds(item)))]
    assert touching
    assert set(touching) <= set(Sheet(drawing).items_in(area))
    assert Sheet(drawing).items_in(QRectF(-50, -50, 10, 10)) == []


def test_that_a_drawing_of_nothing_is_seen(qtbot: QtBot) -> None:
    assert _image(Sheet(Drawing(10, 10, "#ffffff", ())), QTransform()).pixelColor(5, 5).name() == "#ffffff"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(x=st.integers(-40, 40), y=st.integers(-40, 40))
def test_that_what_was_moved_and_what_is_painted_cover_all(x: int, y: int) -> None:
    area, moved = QRect(0, 0, 30, 20), QPoint(x, y)
    kept = QRegion(area).intersected(QRegion(area.translated(moved)))
    parts = sheet_module._uncovered(area, moved)
    covered = kept
    for part in parts:
        assert not kept.intersects(part)
        covered = covered.united(QRegion(part))
    assert covered == QRegion(area)
    assert not parts or (x, y) != (0, 0)
