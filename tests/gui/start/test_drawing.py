"""Networks drawn small."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.core.presets import PRESETS, Preset, preset
from cnnstudio.gui.start.drawing import Figure, draw_network, figures_of
from cnnstudio.gui.theme import DARK, LIGHT, Theme

every = pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.name)


def figures(name: str) -> list[Figure]:
    found = preset(name)
    assert found is not None
    return figures_of(analyse(found.project.network))


def test_that_a_small_network_is_drawn_layer_by_layer() -> None:
    assert [each.family for each in figures("lenet")] == [
        "input",
        "convolution",
        "pooling",
        "convolution",
        "pooling",
        "shaping",
        "dense",
        "dense",
    ]


def test_that_a_deep_network_is_drawn_by_its_stages() -> None:
    found = figures("resnet-50")
    assert [each.shape for each in found] == [
        (224, 224, 3),
        (112, 112, 64),
        (56, 56, 64),
        (56, 56, 256),
        (28, 28, 512),
        (14, 14, 1024),
        (7, 7, 2048),
        (2048,),
        (1000,),
    ]
    assert [each.is_residual for each in found] == [False, False, False, True, True, True, True, False, False]


def test_that_branches_are_drawn_as_branches() -> None:
    assert [each.branches for each in figures("inception-block")][-4:] == [4, 4, 1, 1]


@every
def test_that_no_network_has_more_figures_than_can_be_told_apart(each: Preset) -> None:
    assert 2 <= len(figures_of(analyse(each.project.network))) <= 11


@every
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_a_drawing_stays_within_its_place_and_shows_something(each: Preset, theme: Theme, qtbot: QtBot) -> None:
    image = QImage(260, 108, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_network(painter, QRectF(20, 20, 220, 68), analyse(each.project.network), theme)
    painter.end()
    inside = [
        (x, y)
        for x in range(0, image.width(), 2)
        for y in range(image.height())
        if QColor(image.pixelColor(x, y)).alpha() > 128
    ]
    assert len(inside) > 50
    assert min(x for x, _ in inside) >= 12
    assert max(x for x, _ in inside) <= 248
    assert min(y for _, y in inside) >= 12
    assert max(y for _, y in inside) <= 96
