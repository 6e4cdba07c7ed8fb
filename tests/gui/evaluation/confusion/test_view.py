"""The confusion matrix as a widget: read, zoomed, clicked into and taken along."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.evaluation.confusion import places as laying
from cnnstudio.gui.evaluation.confusion.colours import image_of, ink, small_image
from cnnstudio.gui.evaluation.confusion.painting import Drawing
from cnnstudio.gui.evaluation.confusion.shown import Shown
from cnnstudio.gui.evaluation.confusion.view import ConfusionView
from cnnstudio.gui.theme import DARK, LIGHT, Theme

COUNTS = np.array([[988, 0, 12], [3, 400, 0], [1, 0, 499]], np.int64)
LABELS = ("7", "1", "4")


def matrix(size: int) -> np.ndarray:
    random = np.random.default_rng(size)
    counts = np.diag(random.integers(20, 60, size))
    counts[random.integers(0, size, size), random.integers(0, size, size)] += 1
    return counts


def side_of(places: laying.Places) -> float:
    return places.side if places.side >= 1 else 0.0


def names(size: int) -> tuple[str, ...]:
    return tuple(f"class {number}" for number in range(size))


@pytest.fixture
def view(qtbot: QtBot) -> ConfusionView:
    made = ConfusionView()
    qtbot.addWidget(made)
    made.resize(460, 480)
    made.show_matrix(COUNTS, LABELS)
    made.show()
    return made


def test_that_the_mouse_reads_a_cell_and_a_click_opens_it(view: ConfusionView, qtbot: QtBot) -> None:
    opened: list[tuple[int, int]] = []
    view.cell_opened.connect(lambda true, predicted: opened.append((true, predicted)))
    at = view.canvas.cell_center((0, 2))
    qtbot.mouseMove(view.canvas.viewport(), at)
    qtbot.waitUntil(lambda: view.reading.startswith("7 read as 4: 12 pictures, 1.2 % of all 7"))
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert opened == [(0, 2)]


def test_that_the_keyboard_does_what_the_mouse_does(view: ConfusionView, qtbot: QtBot) -> None:
    opened: list[tuple[int, int]] = []
    view.cell_opened.connect(lambda true, predicted: opened.append((true, predicted)))
    view.canvas.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(view.canvas, key)
    assert opened == [(1, 0)]
    assert view.canvas.accessibleDescription().startswith("1 read as 7: 3 pictures")
    qtbot.keyClick(view.canvas, Qt.Key.Key_End)
    assert view.reading.startswith("4 read rightly")


def test_that_two_matrices_side_by_side_are_read_at_the_same_cell(view: ConfusionView, qtbot: QtBot) -> None:
    other = ConfusionView("other")
    qtbot.addWidget(other)
    other.show_matrix(COUNTS.T.copy(), LABELS)
    view.cell_pointed.connect(other.point)
    other.cell_pointed.connect(view.point)
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Down)
    assert other.reading.startswith("1 read as 7: 0 pictures")
    assert view.reading.startswith("1 read as 7: 3 pictures")


@pytest.mark.parametrize("size", [2, 10, 37, 100, 1000])
@pytest.mark.parametrize("side", [None, 7.0, 40.0])
def test_that_every_cell_is_found_where_it_is_drawn(size: int, side: float | None, qapp: QApplication) -> None:
    shown, metrics = Shown(matrix(size), names(size)), QFontMetricsF(qapp.font())
    fitted = laying.fitted(shown, metrics, 460, 400)
    places = laying.lay_out(shown, metrics, 460, 400, max(side or fitted, fitted), (0, 0))
    seen = [(row, column) for row in places.rows() for column in places.columns()][:: max(size // 3, 1)]
    assert seen
    for cell in seen:
        corner = places.cell_rect(cell).topLeft()
        point = QPoint(int(corner.x() + side_of(places) / 2), int(corner.y() + side_of(places) / 2))
        found = places.cells_at(point)
        if places.area.contains(point):
            assert found is not None
            assert cell[0] in found[0]
            assert cell[1] in found[1]
    if side is None:
        assert (len(places.rows()), len(places.columns())) == (size, size)


@pytest.mark.parametrize("size", [12, 100, 1000])
def test_that_names_are_thinned_out_until_they_do_not_touch(size: int, qapp: QApplication) -> None:
    shown, metrics = Shown(matrix(size), names(size)), QFontMetricsF(qapp.font())
    side = laying.fitted(shown, metrics, 460, 400)
    places = laying.lay_out(shown, metrics, 460, 400, side)
    assert places.row_step * side >= metrics.height()
    assert places.column_step * side >= metrics.height()
    assert places.row_step * side < 4 * metrics.height()


def test_that_no_mistake_is_lost_where_cells_share_a_pixel() -> None:
    counts = np.diag(np.full(1000, 50))
    counts[123, 870] = 1
    image = small_image(Shown(counts, names(1000)), LIGHT, 300)
    ground = LIGHT.colour("card")
    elsewhere = [(y, x) for y in range(300) for x in range(300) if x != y and image.pixelColor(x, y) != ground]
    assert elsewhere == [(123 * 300 // 1000, 870 * 300 // 1000)]
    assert all(image.pixelColor(place, place) != ground for place in range(300))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_right_and_wrong_differ_in_colour_and_numbers_can_be_read_on_both(theme: Theme) -> None:
    image = image_of(Shown(COUNTS, LABELS), theme)
    right, wrong, nothing = (image.pixelColor(*place) for place in ((0, 0), (2, 0), (1, 0)))
    assert len({right.name(), wrong.name(), nothing.name()}) == 3
    assert nothing == theme.colour("card")
    for ground in (right, wrong, nothing):
        light, dark = sorted((_luminance(ink(ground)), _luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_that_one_can_look_closer_and_go_back(view: ConfusionView, qtbot: QtBot) -> None:
    view.show_matrix(matrix(300), names(300))
    canvas = view.canvas
    canvas.setFocus()
    for _ in range(14):
        qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert not canvas.is_whole
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.viewport().rect().contains(canvas.cell_center((299, 299)))
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.is_whole


def test_that_a_cell_stays_under_the_mouse_while_one_looks_closer(view: ConfusionView) -> None:
    view.show_matrix(matrix(60), names(60))
    at = view.canvas.cell_center((30, 30))
    for _ in range(6):
        view.canvas.zoom(1, at)
    found = view.canvas.cell_at(at)
    assert found is not None
    assert max(abs(found[0] - 30), abs(found[1] - 30)) <= 1


def test_that_the_matrix_is_taken_along(view: ConfusionView, tmp_path: Path, qtbot: QtBot) -> None:
    view.set_by("rows")
    view.take.copy()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().image().size() == view.sheet().size * 2)
    for name in ("a.png", "a.svg", "a.csv"):
        view.take.save(tmp_path / name)
    qtbot.waitUntil(lambda: all((tmp_path / name).is_file() for name in ("a.png", "a.svg", "a.csv")))
    assert QImage(str(tmp_path / "a.png")).size() == view.sheet().size * 2
    assert "98.8 %" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("true")
    assert [each.text() for each in view.take.menu_now().actions() if each.text()] == [
        "Copy picture", "Save as PNG…", "Save as SVG…", "Export as CSV…",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_that_a_place_that_cannot_be_written_to_is_said_in_words(
    view: ConfusionView, tmp_path: Path, qtbot: QtBot, ending: str
) -> None:
    with qtbot.waitSignal(view.failed) as told:
        view.take.save(tmp_path / "nowhere" / f"a.{ending}")
    assert isinstance(told.args[0], StudioError)
    assert "nowhere" in str(told.args[0])


def test_that_a_large_matrix_is_drawn_beside_the_window_and_whole(view: ConfusionView, tmp_path: Path) -> None:
    view.show_matrix(matrix(200), names(200))
    sheet, drawn = view.sheet(), []
    thread = threading.Thread(target=lambda: drawn.append(sheet.image()))
    thread.start()
    thread.join()
    assert drawn == [sheet.image()]


def test_that_a_thousand_classes_make_a_picture_of_bounded_size(view: ConfusionView) -> None:
    view.show_matrix(matrix(1000), names(1000))
    size = view.sheet().size
    assert size.boundedTo(QSize(4500, 4500)) == size


@pytest.mark.parametrize(("side", "is_written"), [(34, True), (28, True), (14, False)])
def test_that_numbers_too_wide_for_their_cells_are_written_smaller_and_never_tiny(
    side: int, is_written: bool, qapp: QApplication
) -> None:
    inks = []
    for counts in (np.array([[198, 4], [3, 196]]), np.array([[888, 4], [3, 888]])):
        shown = Shown(counts.astype(np.int64), ("7", "1"), "counts")
        picture = QImage(300, 300, QImage.Format.Format_RGB32)
        picture.fill(LIGHT.colour("card"))
        painter, font = QPainter(picture), QFont(qapp.font())
        font.setPixelSize(13)
        painter.setFont(font)
        places = laying.lay_out(shown, QFontMetricsF(font), picture.width(), picture.height(), side)
        Drawing(shown, places, LIGHT, image_of(shown, LIGHT)).paint(painter)
        assert painter.font().pixelSize() == 13
        painter.end()
        area = places.cell_rect((0, 0)).toRect().adjusted(3, 3, -3, -3)
        inks.append(len({picture.copy(area).pixel(x, y) for x in range(area.width()) for y in range(area.height())}))
    assert [count > 1 for count in inks] == [is_written, is_written]


def test_that_in_a_low_panel_the_cells_have_all_the_height(view: ConfusionView, qtbot: QtBot) -> None:
    reading = view.findChild(QLabel, "evaluate.confusion.reading")
    assert reading is not None
    view.resize(560, 300)
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.canvas.height() >= 280)
    assert reading.text() == view.reading
    assert reading.heightForWidth(reading.width()) <= reading.height()
    view.resize(560, 600)
    qtbot.waitUntil(lambda: reading.y() > view.canvas.geometry().bottom())


def _luminance(colour: object) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.getRgbF()[:3]  # type: ignore[attr-defined]
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
