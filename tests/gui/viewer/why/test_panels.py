"""The pictures of the tab that tells why: how large they are, what they show, what is read off them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting.attribution import METHODS
from cnnstudio.gui.viewer.why.view import HeatView
from tests.gui.desk import small_network
from tests.gui.viewer.scenes import scene
from tests.gui.viewer.why.bench import ALL, QUICK, Bench


def test_that_pictures_are_as_large_as_half_steps_let_them(bench: Bench, qtbot: QtBot) -> None:
    view = HeatView("view", "A view")
    qtbot.addWidget(view)
    view.show_picture(QImage(28, 28, QImage.Format.Format_RGB32))
    for side, seen in ((130, 126), (120, 112), (33, 28)):
        view.setMinimumSize(1, 1)
        view.resize(side, side)
        assert view.area().width() == seen


def test_that_in_a_low_window_panels_scroll_and_their_pictures_stay_large_enough(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.resize(600, 260)
    bench.tab.look(scene())
    bench.explain(*ALL)
    qtbot.waitUntil(lambda: bench.tab.face.panels.verticalScrollBar().maximum() > 0)
    assert bench.tab.face.panels["gradient"].view.height() >= 108


def test_that_the_words_about_a_method_do_not_cover_what_is_read(bench: Bench) -> None:
    panel = bench.tab.face.panels["occlusion"]
    assert panel.view.toolTip() == ""
    title = next(label for label in panel.findChildren(QLabel) if label.text() == "Occlusion")
    assert METHODS["occlusion"].about[:20] in title.toolTip()


def test_that_a_double_click_is_a_click(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    bench.explain(*ALL)
    view = bench.tab.face.panels["gradient"].view
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert bench.tab.face.panels.large == "gradient"


def test_that_a_number_is_read_by_the_mouse_or_the_arrow_keys(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    bench.explain(*QUICK, "integrated_gradients")
    bench.explain("occlusion", heat=-0.5)
    view = bench.tab.face.panels["occlusion"].view
    qtbot.mouseMove(view, view.area().center() + QPoint(1, 1))
    assert bench.line("occlusion") == "row 4, column 4 · −1.000 · 50 % of the greatest · against it"
    view.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert bench.line("occlusion").startswith("row 3, column 3")
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Left)
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert bench.line("occlusion") == "row 0, column 0 · 2.000 · 100 % of the greatest"


def test_that_a_click_lets_one_method_have_all_the_room_and_escape_gives_it_back(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    bench.explain(*ALL)
    panels = bench.tab.face.panels
    view = panels["gradient"].view
    small = view.area().width()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert [panel.method for panel in panels.shown()] == ["gradient"]
    qtbot.waitUntil(lambda: view.area().width() > small)
    figure = bench.tab.figure()
    assert figure is not None
    assert [panel.title for panel in figure.panels] == ["Gradient"]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (panels.large, len(panels.shown())) == (None, 5)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    bench.press(QPushButton, "back")
    assert panels.large is None


def test_that_zero_leaves_the_picture_as_it_is_and_the_strength_is_how_much_is_covered(bench: Bench) -> None:
    bench.tab.look(scene(picture=np.full((8, 8, 1), 200, np.uint8)))
    bench.explain(*ALL, heat=0)
    view = bench.tab.face.panels["occlusion"].view
    assert view.image().pixelColor(3, 3).getRgb()[:3] == (200, 200, 200)
    slider = bench.tab.findChild(QSlider, "inspect.why.strength")
    slider.setValue(100)
    assert view.image().pixelColor(0, 0).name() == "#b2182b"
    slider.setValue(50)
    assert view.image().pixelColor(0, 0).red() == pytest.approx((0xB2 + 200) / 2, abs=2)


def test_that_heat_can_be_seen_alone_and_the_picture_too(bench: Bench) -> None:
    bench.tab.look(scene(picture=np.full((8, 8, 1), 200, np.uint8)))
    bench.explain(*ALL, heat=0)
    combo, colours = (bench.tab.findChild(QComboBox, f"inspect.why.{name}") for name in ("manner", "colours"))
    views = {method: bench.tab.face.panels[method].view for method in ALL}
    combo.setCurrentIndex(combo.findData("heat"))
    assert views["gradient"].image().pixelColor(3, 3).name() == "#440154"
    colours.setCurrentIndex(colours.findData("grey"))
    assert views["gradient"].image().pixelColor(3, 3).name() == "#000000"
    assert min(views["occlusion"].image().pixelColor(3, 3).getRgb()) > 240
    combo.setCurrentIndex(combo.findData("picture"))
    assert views["gradient"].image().pixelColor(0, 0).getRgb()[:3] == (200, 200, 200)
    assert bench.below("gradient") == ""


def test_that_the_figure_has_every_method_with_its_scale_and_says_what_it_is(bench: Bench) -> None:
    assert bench.tab.figure() is None
    bench.tab.look(scene(picture_title="test picture 12"))
    bench.explain("grad_cam", "grad_cam_plus_plus", "gradient", "integrated_gradients")
    figure = bench.tab.figure()
    assert figure is not None
    assert [(panel.title, panel.colours, panel.low, panel.high) for panel in figure.panels] == [
        ("Grad-CAM", "viridis", "0", "2.000"),
        ("Grad-CAM++", "viridis", "0", "2.000"),
        ("Gradient", "viridis", "0", "2.000"),
        ("Integrated gradients", "diverging", "−2.000", "2.000"),
    ]
    assert figure.caption == (
        "Test picture 12 (“cat”): what speaks for “dog” (70.0 %) · Run 1 · judged by its number before the softmax · "
        "maps of conv2d_2"
    )


def test_that_it_fits_into_a_small_window_and_is_read_aloud(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene(network=small_network()))
    bench.explain(*ALL)
    assert bench.tab.minimumSizeHint().width() <= 600
    assert bench.tab.minimumSizeHint().height() <= 300
    for size in ((600, 300), (1500, 800)):
        bench.tab.resize(*size)
        panels = [bench.tab.face.panels[method] for method in ALL]
        assert len({panel.width() for panel in panels}) == 1
        assert all(panel.view.width() >= 56 for panel in panels)
    for kind in (QComboBox, QSlider, QPushButton, QToolButton):
        for widget in bench.tab.findChildren(kind):
            assert widget.objectName()
            assert not widget.isVisible() or widget.accessibleName() or getattr(widget, "text", str)()
    assert bench.tab.findChild(QLabel, "inspect.why.facts").accessibleName()
