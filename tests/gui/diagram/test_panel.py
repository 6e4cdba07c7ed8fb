"""The diagram beside the editor: live, clicked, zoomed, saved and copied."""

import csv
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMessageBox, QPushButton, QWidget

from cnnstudio.core.blocks import Residual
from cnnstudio.core.diagram import Drawing, draw
from cnnstudio.core.layers import Conv2D, Dense
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import preset
from cnnstudio.gui import theme
from cnnstudio.gui.diagram import panel as panel_module
from cnnstudio.gui.diagram.panel import DiagramPanel
from cnnstudio.gui.diagram.table import shared
from cnnstudio.gui.diagram.width import width_dialog
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.widgets import file_dialogs
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


def _is_all_seen(panel: DiagramPanel) -> bool:
    area, room = panel.canvas.sceneRect(), panel.canvas.maximumViewportSize()
    zoom = panel.canvas.zoom
    return area.width() * zoom <= room.width() + 1 and area.height() * zoom <= room.height() + 1


def _open(desk: Desk, panel: DiagramPanel, name: str) -> None:
    found = preset(name)
    assert found is not None
    with desk.qtbot.waitSignals([desk.document.opened, panel.drawn]):
        desk.document.new(found.project, name)
    desk.settle()


def test_that_another_project_and_another_style_are_shown_whole_whatever_was_zoomed_before(
    desk: Desk, panel: DiagramPanel
) -> None:
    for _ in range(6):
        desk.qtbot.keyClick(panel.canvas, Qt.Key.Key_Plus)
    _open(desk, panel, "resnet-50")
    assert _is_all_seen(panel)
    assert panel.canvas.zoom > 0.35
    assert panel.canvas.hint.isHidden()
    desk.qtbot.keyClick(panel.canvas, Qt.Key.Key_Plus)
    assert not _is_all_seen(panel)
    with desk.qtbot.waitSignal(panel.drawn):
        panel.style_choice.setCurrentIndex(panel.style_choice.findData("blocks"))
    assert _is_all_seen(panel)


def test_that_what_would_be_too_small_begins_at_its_start_and_says_how_all_is_seen(
    desk: Desk, panel: DiagramPanel
) -> None:
    panel.resize(340, 300)
    _open(desk, panel, "resnet-50")
    canvas = panel.canvas
    assert canvas.zoom == 0.75
    assert canvas.mapToScene(canvas.viewport().rect().topLeft()) == QPointF(0, 0)
    assert canvas.hint.isVisible()
    assert canvas.hint.text() == "Zoomed to 75%: 0 fits it all"
    assert canvas.viewport().geometry().contains(canvas.hint.geometry())
    desk.qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert _is_all_seen(panel)
    assert canvas.hint.isHidden()


@pytest.mark.parametrize("width", [380, 640])
def test_that_no_choice_is_cut_off(width: int, desk: Desk, panel: DiagramPanel) -> None:
    panel.resize(width, 500)
    desk.qtbot.waitUntil(lambda: panel.width() == width)
    assert panel.minimumSizeHint().width() <= width
    for choice in (panel.style_choice, panel.theme_choice, panel.fold_choice):
        desk.qtbot.waitUntil(lambda choice=choice: choice.width() >= choice.sizeHint().width())
    assert panel.tabs.width() >= panel.tabs.sizeHint().width()


def test_that_the_width_of_a_png_is_asked_for_in_a_plain_box(desk: Desk, panel: DiagramPanel) -> None:
    drawing = panel.canvas.drawing
    assert drawing is not None
    dialog = width_dialog(panel, drawing)
    desk.qtbot.addWidget(dialog)
    assert (dialog.intMinimum(), dialog.intMaximum()) == (64, 16_000)
    assert dialog.intValue() == round(drawing.width * 300 / 96)
    assert all(button.icon().isNull() for button in dialog.findChildren(QPushButton))
    assert len(dialog.findChildren(QPushButton)) == 2
    resizing = Qt.WindowType.WindowMinimizeButtonHint | Qt.WindowType.WindowMaximizeButtonHint
    assert not dialog.windowFlags() & resizing


def test_that_the_table_names_branches_and_sums_blocks(desk: Desk, panel: DiagramPanel) -> None:
    panel.tabs.setCurrentIndex(1)
    block = Block("r", Residual(), ((Layer("c", Conv2D(1, padding="same")),), ()))
    desk.document.change_network(desk.document.project.network.insert((0,), block), "Block")
    rows = panel.table.rows
    desk.qtbot.waitUntil(lambda: rows.rowCount() == 10)
    shown = [(rows.index(row, 0).data().strip(), rows.index(row, 6).data()) for row in range(1, 5)]
    assert shown == [("r", "(10)"), ("Body", ""), ("c", "10"), ("Shortcut, empty: hands its input on", "")]
    assert [panel.table.columnSpan(row, 0) for row in range(1, 5)] == [1, 8, 1, 8]
    assert "counts them once" in rows.index(1, 6).data(Qt.ItemDataRole.ToolTipRole)
    panel.table.setCurrentIndex(rows.index(3, 0))
    assert desk.selection.current == "c"


@pytest.mark.parametrize("look", ["dark", "light"])
def test_that_the_words_of_a_selected_row_are_read_on_its_ground(look: str, desk: Desk, panel: DiagramPanel) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    chosen = theme.apply(application, look)
    desk.settle()
    palette = panel.table.palette()
    words, ground = palette.color(QPalette.ColorRole.HighlightedText), palette.color(QPalette.ColorRole.Highlight)
    assert words == chosen.colour("text")
    assert abs(words.lightness() - ground.lightness()) > 110
    theme.apply(application, "light")


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
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: chosen)
    monkeypatch.setattr(panel_module, "ask_width", lambda *_: 900)
    panel.ask_save()
    desk.qtbot.waitUntil(lambda: panel.news == "Saved net.png.")
    with Image.open(tmp_path / "net.png") as picture:
        assert picture.width == 900


def test_that_a_diagram_does_not_replace_a_file_of_which_the_dialog_has_not_asked(
    desk: Desk, panel: DiagramPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "net.svg"
    theirs.write_text("theirs")
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "net"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
    panel.ask_save()
    desk.settle()
    assert theirs.read_text() == "theirs"
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    panel.ask_save()
    desk.qtbot.waitUntil(lambda: panel.news == "Saved net.svg.")
    assert theirs.read_text() != "theirs"


def test_that_a_place_that_cannot_be_written_is_said(desk: Desk, panel: DiagramPanel, tmp_path: Path) -> None:
    with desk.qtbot.waitSignal(desk.document.refused) as refused:
        panel.save_to(tmp_path / "none" / "a.svg")
    assert "does not exist" in str(refused.args[0])


def test_that_a_refusal_takes_the_news_of_the_save_before_away(desk: Desk, panel: DiagramPanel, tmp_path: Path) -> None:
    panel.save_to(tmp_path / "a.svg")
    desk.qtbot.waitUntil(lambda: panel.news == "Saved a.svg.")
    with desk.qtbot.waitSignal(desk.document.refused):
        panel.save_to(tmp_path / "none" / "a.svg")
    assert panel.news == ""


def test_that_the_picture_is_copied_for_both_kinds_of_program(desk: Desk, panel: DiagramPanel) -> None:
    panel.copy_picture()
    desk.qtbot.waitUntil(lambda: panel.news.startswith("Copied the picture: "))
    found = QGuiApplication.clipboard().mimeData()
    assert found.hasImage()
    drawing = panel.canvas.drawing
    assert drawing is not None
    assert QGuiApplication.clipboard().image().width() == 2 * drawing.width
    assert "smaller" not in panel.news
    assert bytes(found.data("image/svg+xml").data()).startswith(b"<?xml")
    panel.copy_svg()
    desk.qtbot.waitUntil(lambda: panel.news == "Copied the SVG as text.")
    assert QGuiApplication.clipboard().text().startswith("<?xml")


def test_that_a_copied_picture_is_no_larger_than_a_clipboard_bears_and_says_so(
    desk: Desk, panel: DiagramPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_module, "_CLIPBOARD_PIXELS", 50_000)
    panel.copy_picture()
    desk.qtbot.waitUntil(lambda: "made smaller to fit the clipboard" in panel.news)
    size = QGuiApplication.clipboard().image().size()
    assert 45_000 < size.width() * size.height() <= 51_000
    assert f"{size.width()} × {size.height()} pixels" in panel.news


def test_that_copies_and_files_are_drawn_beside_the_window(
    desk: Desk, panel: DiagramPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def drawn(*arguments: object) -> Drawing:
        threads.append(threading.current_thread().name)
        return draw(*arguments)

    monkeypatch.setattr(panel_module, "draw", drawn)
    chosen = (str(tmp_path / "net.png"), "PNG, of a width in pixels (*.png)")
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: chosen)
    monkeypatch.setattr(panel_module, "ask_width", lambda *_: 300)
    panel.copy_picture()
    panel.copy_svg()
    panel.ask_save()
    desk.qtbot.waitUntil(lambda: panel.news == "Saved net.png.")
    assert len(threads) == 3
    assert all(name.startswith("background") for name in threads)


def test_that_the_table_is_shown_copied_and_saved(desk: Desk, panel: DiagramPanel, tmp_path: Path) -> None:
    panel.tabs.setCurrentIndex(1)
    rows = panel.table.rows
    shown = [[rows.index(row, column).data() for column in (0, 3, 6)] for row in range(rows.rowCount())]
    assert shown[1] == ["conv2d_1", "6 × 6 × 4", "40"]
    assert shown[-1] == ["Total", "", "553"]
    panel.copy_table("LaTeX")
    desk.qtbot.waitUntil(lambda: panel.news == "Copied the table: LaTeX.")
    assert r"conv2d\_1" in QGuiApplication.clipboard().text()
    panel.save_to(tmp_path / "net.csv")
    desk.qtbot.waitUntil(lambda: panel.news == "Saved net.csv.")
    with (tmp_path / "net.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["Layer"] for line in csv.DictReader(file)][-1] == "Total"


def test_that_only_what_is_seen_is_made_anew(desk: Desk, panel: DiagramPanel) -> None:
    assert panel.table.rows.rowCount() == 0
    panel.tabs.setCurrentIndex(1)
    assert panel.table.rows.rowCount() == 6
    before, network = panel.canvas.drawing, desk.document.project.network
    desk.document.change_network(network.change((0,), filters=9), "Filters")
    desk.qtbot.waitUntil(lambda: panel.table.rows.index(1, 3).data() == "6 × 6 × 9")
    assert panel.canvas.drawing is before
    panel.tabs.setCurrentIndex(0)
    assert "6×6×9" in _words(panel)
    desk.document.change_network(network, "Back")
    desk.settle()
    assert panel.table.rows.index(1, 3).data() == "6 × 6 × 9"


@pytest.mark.parametrize("width", [640, 1_400])
def test_that_the_columns_of_the_table_fit(width: int, desk: Desk, panel: DiagramPanel) -> None:
    panel.resize(width, 600)
    panel.tabs.setCurrentIndex(1)
    table = panel.table
    desk.qtbot.waitUntil(lambda: abs(table.viewport().width() - width) < 20)
    metrics = QFontMetrics(table.rows.bold)
    widths = [table.columnWidth(column) for column in range(8)]
    assert sum(widths) == table.viewport().width()
    for column in (3, 4, 5, 6, *((0, 1, 2, 7) if width > 1_000 else ())):
        cells = [table.rows.headerData(column, Qt.Orientation.Horizontal)]
        cells += [table.rows.index(row, column).data() for row in range(table.rows.rowCount())]
        assert widths[column] > max(map(metrics.horizontalAdvance, cells)) + 6, cells[0]


def test_that_how_numbers_come_about_stands_apart_from_them(desk: Desk, panel: DiagramPanel) -> None:
    panel.tabs.setCurrentIndex(1)
    table = panel.table
    head, cell = table.rows.headerData(7, Qt.Orientation.Horizontal), table.rows.index(1, 7)
    shown = table.itemDelegateForIndex(cell).displayText(cell.data(), QLocale())
    assert (head.strip(), shown.strip()) == ("How they come about", cell.data())
    for words in (head, shown):
        before = words[: len(words) - len(words.lstrip())]
        assert table.fontMetrics().horizontalAdvance(before) >= 12


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(room=st.integers(0, 2_000), wanted=st.lists(st.integers(1, 500), min_size=1, max_size=5))
def test_that_no_column_gets_more_than_it_wants_and_no_room_is_left_while_one_wants_more(
    room: int, wanted: list[int]
) -> None:
    wishes = dict(enumerate(wanted))
    given_out = shared(room, wishes, {number: number % 2 + 1 for number in wishes})
    assert all(given_out[number] <= wish for number, wish in wishes.items())
    assert sum(given_out.values()) == min(room, sum(wanted))


def test_that_numbers_stand_right_and_every_cell_says_all_of_it(desk: Desk, panel: DiagramPanel) -> None:
    panel.tabs.setCurrentIndex(1)
    rows, role = panel.table.rows, Qt.ItemDataRole.TextAlignmentRole
    for column in range(8):
        looks = {rows.headerData(column, Qt.Orientation.Horizontal, role), rows.index(1, column).data(role)}
        side = Qt.AlignmentFlag.AlignRight if column in (4, 5, 6) else Qt.AlignmentFlag.AlignLeft
        assert looks == {side | Qt.AlignmentFlag.AlignVCenter}
        assert rows.index(1, column).data(Qt.ItemDataRole.ToolTipRole) == rows.index(1, column).data()
    assert rows.index(0, 7).data(Qt.ItemDataRole.ToolTipRole) is None


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
