"""The diagram beside the editor: live, clicked, zoomed, saved and copied."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QInputDialog, QWidget

from cnnstudio.core.diagram import Drawing
from cnnstudio.core.layers import Conv2D, Dense
from cnnstudio.core.network import Layer, Network
from cnnstudio.gui import theme
from cnnstudio.gui.diagram.panel import DiagramPanel
from cnnstudio.gui.stack.page import BuildPage
from tests.gui.desk import Desk


@pytest.fixture
def panel(desk: Desk) -> Iterator[DiagramPanel]:
    """The panel on a desk with a small network, shown and drawn."""
    made = DiagramPanel(desk.document, desk.selection)
    made.resize(640, 600)
    with desk.qtbot.waitSignal(made.drawn):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def _words(panel: DiagramPanel) -> list[str]:
    drawing = panel.canvas.drawing
    assert drawing is not None
    return [text.words for text in drawing.texts]


def _spot(panel: DiagramPanel, name: str) -> QPoint:
    """The middle of a node's figure, in the canvas's pixels."""
    drawing = panel.canvas.drawing
    assert drawing is not None
    left, top, across, down = next(spot.area for spot in drawing.spots if name in spot.names)
    return panel.canvas.mapFromScene(left + across / 2, top + down * 0.6)


def test_that_an_edit_is_drawn_at_once(desk: Desk, panel: DiagramPanel) -> None:
    assert "6×6×4" in _words(panel)
    with desk.qtbot.waitSignal(panel.drawn):
        desk.document.change_network(desk.document.project.network.change((0,), filters=9), "Filters")
    assert "6×6×9" in _words(panel)
    assert "6×6×4" not in _words(panel)


def test_that_nothing_is_drawn_while_it_is_not_seen(desk: Desk, panel: DiagramPanel) -> None:
    panel.hide()
    before = panel.canvas.drawing
    desk.document.change_network(desk.document.project.network.change((0,), filters=9), "Filters")
    desk.settle()
    assert panel.canvas.drawing is before
    with desk.qtbot.waitSignal(panel.drawn):
        panel.show()
    assert "6×6×9" in _words(panel)


def test_that_a_click_on_a_figure_selects_its_layer(desk: Desk, panel: DiagramPanel) -> None:
    desk.qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=_spot(panel, "conv2d_2"))
    assert desk.selection.current == "conv2d_2"


def test_that_a_drag_selects_nothing(desk: Desk, panel: DiagramPanel) -> None:
    start = _spot(panel, "conv2d_2")
    desk.qtbot.mousePress(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    desk.qtbot.mouseMove(panel.canvas.viewport(), start + QPoint(40, 0))
    desk.qtbot.mouseRelease(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert desk.selection.current is None


def test_that_arrows_go_from_figure_to_figure(desk: Desk, panel: DiagramPanel) -> None:
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        desk.qtbot.keyClick(panel.canvas, key)
        seen.append(desk.selection.current)
    assert seen == ["conv2d_1", "conv2d_2", "flatten_1", "conv2d_2"]


def test_that_keys_zoom_and_0_fits_again(desk: Desk, panel: DiagramPanel) -> None:
    panel.canvas.fit()
    fitted = panel.canvas.zoom
    desk.qtbot.keyClick(panel.canvas, Qt.Key.Key_Plus)
    assert panel.canvas.zoom == pytest.approx(fitted * 1.25)
    panel.resize(700, 700)
    assert panel.canvas.zoom == pytest.approx(fitted * 1.25)
    desk.qtbot.keyClick(panel.canvas, Qt.Key.Key_0)
    drawing = panel.canvas.drawing
    assert drawing is not None
    assert drawing.width * panel.canvas.zoom <= panel.canvas.maximumViewportSize().width()


def test_that_style_and_colours_are_chosen(desk: Desk, panel: DiagramPanel) -> None:
    with desk.qtbot.waitSignal(panel.drawn):
        panel.style_choice.setCurrentIndex(panel.style_choice.findData("blocks"))
    assert "Conv2D 3×3, 4" in _words(panel)
    with desk.qtbot.waitSignal(panel.drawn):
        panel.theme_choice.setCurrentIndex(panel.theme_choice.findData("dark"))
    drawing = panel.canvas.drawing
    assert drawing is not None
    assert drawing.background == "#1a1b1e"


def test_that_it_follows_the_theme_of_the_screen(desk: Desk, panel: DiagramPanel) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    with desk.qtbot.waitSignal(panel.drawn):
        theme.apply(application, "dark")
    drawing = panel.canvas.drawing
    assert drawing is not None
    assert drawing.background == "#1a1b1e"
    with desk.qtbot.waitSignal(panel.drawn):
        theme.apply(application, "light")


def test_that_a_long_network_is_drawn_without_holding_the_window_up(desk: Desk, panel: DiagramPanel) -> None:
    layers = tuple(Layer(f"c{number}", Conv2D(1 + number % 89, padding="same")) for number in range(300))
    shown: list[Drawing | None] = []
    panel.drawn.connect(lambda: shown.append(panel.canvas.drawing))
    with desk.qtbot.waitSignal(panel.drawn):
        desk.document.change_network(Network((8, 8, 1), layers), "Long")
    assert shown[0] is not None
    assert len(shown[0].spots) > 80


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_that_the_diagram_is_saved_by_the_ending_of_its_name(
    ending: str, desk: Desk, panel: DiagramPanel, tmp_path: Path
) -> None:
    path = tmp_path / f"net.{ending}"
    panel.save_to(path, 640)
    desk.qtbot.waitUntil(lambda: panel.news == f"Saved net.{ending}.")
    assert path.read_bytes()[:4] in (b"<?xm", b"%PDF", b"\x89PNG")
    if ending == "png":
        with Image.open(path) as picture:
            assert picture.width == 640


def test_that_the_dialog_asks_for_a_name_and_a_width(
    desk: Desk, panel: DiagramPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = (str(tmp_path / "net"), "PNG, of a width in pixels (*.png)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (900, True))
    panel.ask_save()
    desk.qtbot.waitUntil(lambda: panel.news == "Saved net.png.")
    with Image.open(tmp_path / "net.png") as picture:
        assert picture.width == 900


def test_that_a_place_that_cannot_be_written_is_said(desk: Desk, panel: DiagramPanel, tmp_path: Path) -> None:
    with desk.qtbot.waitSignal(desk.document.refused) as refused:
        panel.save_to(tmp_path / "none" / "a.svg")
    assert "does not exist" in str(refused.args[0])


def test_that_the_picture_is_copied_for_both_kinds_of_program(desk: Desk, panel: DiagramPanel) -> None:
    panel.copy_picture()
    found = QGuiApplication.clipboard().mimeData()
    assert found.hasImage()
    assert bytes(found.data("image/svg+xml").data()).startswith(b"<?xml")
    panel.copy_svg()
    assert QGuiApplication.clipboard().text().startswith("<?xml")


def test_that_the_table_is_shown_copied_and_saved(desk: Desk, panel: DiagramPanel, tmp_path: Path) -> None:
    panel.tabs.setCurrentIndex(1)
    rows = panel.table.rows
    shown = [[rows.index(row, column).data() for column in (0, 3, 6)] for row in range(rows.rowCount())]
    assert shown[1] == ["conv2d_1", "6 × 6 × 4", "40"]
    assert shown[-1] == ["Total", "", "553"]
    panel.copy_table("LaTeX")
    assert r"conv2d\_1" in QGuiApplication.clipboard().text()
    panel.save_to(tmp_path / "net.csv")
    desk.qtbot.waitUntil(lambda: panel.news == "Saved net.csv.")
    with (tmp_path / "net.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["Layer"] for line in csv.DictReader(file)][-1] == "Total"


def test_that_a_row_of_the_table_selects_its_layer_and_follows_the_selection(desk: Desk, panel: DiagramPanel) -> None:
    panel.tabs.setCurrentIndex(1)
    panel.table.setCurrentIndex(panel.table.rows.index(2, 0))
    assert desk.selection.current == "conv2d_2"
    desk.selection.select("dense_1")
    assert panel.table.currentIndex().row() == 4
    panel.table.setCurrentIndex(panel.table.rows.index(0, 0))
    assert desk.selection.current == "dense_1"


def test_that_every_control_has_a_name_for_those_who_do_not_see_it(panel: DiagramPanel) -> None:
    for kind in (QAbstractButton, QComboBox):
        for widget in panel.findChildren(kind):
            if widget.objectName().startswith("build."):
                assert widget.accessibleName(), widget.objectName()
    assert panel.findChild(QWidget, "build.diagram.canvas").accessibleName()


def test_that_the_build_page_shows_it_in_the_place_of_the_stack(desk: Desk) -> None:
    page, shown = BuildPage(desk.document, desk.selection), QAction("Diagram", checkable=True)
    desk.qtbot.addWidget(page)
    page.set_diagram(DiagramPanel(desk.document, desk.selection), shown)
    page.resize(1_100, 700)
    page.show()
    panel = page.findChild(QWidget, "build.diagram")
    assert (page.stack.isVisible(), panel.isVisible()) == (True, False)
    shown.trigger()
    assert (page.stack.isVisible(), panel.isVisible()) == (False, True)
    button = page.findChild(QAbstractButton, "build.show_diagram")
    button.click()
    assert (page.stack.isVisible(), panel.isVisible()) == (True, False)


def test_that_a_problem_is_drawn_while_the_network_is_mended(desk: Desk, panel: DiagramPanel) -> None:
    network = desk.document.project.network
    with desk.qtbot.waitSignal(panel.drawn):
        desk.document.change_network(
            network.insert((0,), Layer("dense_9", Dense(3)), Layer("flat", Conv2D(2, (9, 9)))), ""
        )
    assert any(words.startswith("Drawn up to flat") for words in _words(panel))
