"""The chosen picture: where it comes from, its pixel values, and its label as a one-hot vector."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.pictures.one_hot import OneHot
from cnnstudio.gui.data.pictures.picture import PicturePanel
from cnnstudio.gui.data.pictures.pixel_grid import PixelGrid
from cnnstudio.gui.data.pictures.pixel_words import one_hot_words, pixel_words, values_table
from tests.gui.data.browsing import DIVISION, in_file, small


class Files:
    """Originals of 30 × 50, in colour."""

    gone = False

    def read(self, part: PartName, number: int) -> Picture:
        if self.gone:
            raise StudioError("cats/7.png is gone.")
        return np.full((30, 50, 3), number, np.uint8)

    def name(self, part: PartName, number: int) -> str:
        return f"{part}/cats/{number}.png"


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[PicturePanel]:
    made = PicturePanel()
    qtbot.addWidget(made)
    made.resize(372, 660)
    made.show()
    yield made
    made.end()


def label(panel: PicturePanel, name: str) -> str:
    found = panel.findChild(QLabel, f"data.picture.{name}")
    assert found is not None, name
    return str(getattr(found, "full", found.text()))


def press(panel: PicturePanel, qtbot: QtBot, name: str) -> None:
    button = panel.findChild(QPushButton, f"data.picture.{name}")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def colour(pixels: list[list[list[int]]]) -> Picture:
    return np.array(pixels, np.uint8)


def test_that_it_says_what_to_do_while_no_picture_is_chosen(panel: PicturePanel) -> None:
    empty = panel.findChild(QLabel, "data.picture.empty")
    assert empty.isVisible()
    assert empty.text().startswith("No pictures yet.")
    panel.show_picture(small(), Chosen("train", 4))
    assert not empty.isVisible()
    panel.show_picture(small(), None)
    assert empty.isVisible()
    assert empty.text().startswith("Click a picture")


def test_that_the_values_are_offered_in_words_and_at_once_where_they_fit(panel: PicturePanel, qtbot: QtBot) -> None:
    button = panel.findChild(QPushButton, "data.picture.numbers")
    panel.show_picture(small(side=60), Chosen("train", 4))
    assert not panel.pixels.shows_numbers
    for words, shown in (("Show numbers", True), ("Show all of it", False)):
        assert button.text() == words
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert panel.pixels.shows_numbers == shown
    panel.show_picture(small(side=6), Chosen("train", 4))
    assert panel.pixels.shows_numbers
    assert not button.isVisible()


def test_that_class_split_and_number_stand_over_it(panel: PicturePanel) -> None:
    panel.show_picture(small(), Chosen("train", 23), DIVISION)
    assert label(panel, "title") == "Class cat"
    assert label(panel, "where") == "Validation picture, no. 23"
    panel.show_picture(small(), Chosen("train", 28), DIVISION)
    assert label(panel, "where") == "Picture that is not used, no. 28"
    panel.show_picture(small(), Chosen("test", 1), DIVISION, on_test=True)
    assert label(panel, "where") == "Test picture, also validation, no. 1"


def test_that_the_original_is_shown_with_its_size_and_file(panel: PicturePanel, qtbot: QtBot) -> None:
    panel.show_picture(replace(small(), originals=Files()), Chosen("train", 7))
    qtbot.waitUntil(lambda: label(panel, "name") == "train/cats/7.png")
    assert label(panel, "sizes") == "30 × 50, colour → 6 × 6, grey"


def test_that_an_original_that_is_gone_is_said_and_the_picture_stays(panel: PicturePanel, qtbot: QtBot) -> None:
    files = Files()
    files.gone = True
    panel.show_picture(replace(small(), originals=files), Chosen("train", 7))
    qtbot.waitUntil(lambda: label(panel, "said") == "cats/7.png is gone.")
    assert panel.pixels.picture is not None


def test_that_of_pictures_chosen_quickly_the_newest_is_shown(panel: PicturePanel, tmp_path: Path, qtbot: QtBot) -> None:
    data = in_file(tmp_path)
    for number in range(30):
        panel.show_picture(data, Chosen("train", number))
    qtbot.waitUntil(lambda: panel.pixels.picture is not None and int(panel.pixels.picture[0, 0, 0]) == 29)
    assert label(panel, "where") == "Training picture, no. 29"


def test_that_red_red_green_become_vectors_of_two() -> None:
    labels = ("red", "green")
    assert [one_hot_words(label, labels) for label in (0, 0, 1)] == ["red → [1, 0]", "red → [1, 0]", "green → [0, 1]"]


def test_that_a_vector_of_many_classes_is_shortened() -> None:
    labels = tuple(str(number) for number in range(1000))
    assert one_hot_words(217, labels) == ("217 → [0, …, 0, 1, 0, …, 0]: 1,000 numbers, all 0 but the one at place 217")
    assert one_hot_words(0, labels).startswith("0 → [1, 0, …, 0]: ")
    assert one_hot_words(999, labels).startswith("999 → [0, …, 0, 1]: ")


def test_that_cells_of_many_classes_are_the_ends_and_those_around_the_label(qtbot: QtBot) -> None:
    vector = OneHot()
    qtbot.addWidget(vector)
    vector.show_label(2, ("a", "b", "c"))
    assert vector.cells == (0, 1, 2)
    vector.show_label(500, tuple(map(str, range(1000))))
    assert vector.cells == (0, None, 498, 499, 500, 501, 502, None, 999)
    vector.resize(340, vector.height())
    vector.grab()


def test_that_a_pixel_is_told_by_row_column_and_values() -> None:
    assert pixel_words(np.array([[[7], [9]]], np.uint8), 0, 1) == "Row 0, column 1: 9"
    assert pixel_words(colour([[[1, 2, 3]]]), 0, 0) == "Row 0, column 0: red 1, green 2, blue 3"


def test_that_values_are_copied_as_a_table(panel: PicturePanel, qtbot: QtBot) -> None:
    pictures = np.arange(24, dtype=np.uint8).reshape(2, 3, 4, 1)
    data = DataSet("n", "N", ("a",), pictures, np.zeros(2, np.int64), pictures, np.zeros(2, np.int64))
    panel.show_picture(data, Chosen("train", 0))
    press(panel, qtbot, "values")
    qtbot.waitUntil(lambda: label(panel, "said") == "The values are on the clipboard.")
    assert QGuiApplication.clipboard().text() == "0\t1\t2\t3\n4\t5\t6\t7\n8\t9\t10\t11"


def test_that_values_in_colour_are_a_table_a_channel_or_that_of_the_one_chosen() -> None:
    picture = colour([[[1, 2, 3], [4, 5, 6]]])
    assert values_table(picture) == "red\n1\t4\n\ngreen\n2\t5\n\nblue\n3\t6"
    assert values_table(picture, 1) == "2\t5"


def test_that_one_channel_of_colours_can_be_looked_at(panel: PicturePanel, qtbot: QtBot) -> None:
    data = small(channels=3)
    panel.show_picture(data, None)
    panel.show_picture(data, Chosen("train", 5))
    box = panel.findChild(QComboBox, "data.picture.channel")
    assert [box.itemText(place) for place in range(box.count())] == ["Colours", "Red", "Green", "Blue"]
    assert box.isVisible()
    box.setCurrentIndex(2)
    panel.grab()
    panel.show_picture(small(), Chosen("train", 5))
    assert not box.isVisible()


def test_that_the_picture_is_copied(panel: PicturePanel, qtbot: QtBot) -> None:
    panel.show_picture(small(), Chosen("train", 12))
    press(panel, qtbot, "copy")
    assert QGuiApplication.clipboard().image().pixelColor(0, 0).red() == 12


def grid(qtbot: QtBot, picture: Picture) -> PixelGrid:
    made = PixelGrid()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    made.show_picture(picture)
    return made


def test_that_the_pixel_under_the_mouse_is_read(qtbot: QtBot) -> None:
    made = grid(qtbot, np.arange(100, dtype=np.uint8).reshape(10, 10, 1))
    told: list[str] = []
    made.read.connect(told.append)
    qtbot.mouseMove(made.viewport(), made.viewport().rect().center())
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=made.cell(3, 4).center())
    assert told[-1] == "Row 3, column 4: 34"
    assert made.mark == (3, 4)


def test_that_the_arrow_keys_move_the_mark_and_escape_takes_it_away(qtbot: QtBot) -> None:
    made = grid(qtbot, np.arange(100, dtype=np.uint8).reshape(10, 10, 1))
    told: list[str] = []
    made.read.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(made, key)
    assert made.mark == (0, 1)
    assert told[-1] == "Row 0, column 1: 1"
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.mark is None
    assert told[-1] == "Values 0 to 99, mean 49.5"


@pytest.mark.parametrize("channels", [1, 3])
def test_that_zoomed_in_the_values_are_written_into_the_cells(qtbot: QtBot, channels: int) -> None:
    made = grid(qtbot, np.full((40, 40, channels), 100, np.uint8))
    assert not made.shows_numbers
    made.show_numbers()
    assert made.shows_numbers
    shown = made.grab().toImage()
    colours = {shown.pixel(column, row) for column in range(20, 200) for row in range(100, 150)}
    assert len(colours) > 1  # digits stand on the even grey
    made.fit()
    assert not made.shows_numbers


def test_that_zooming_keeps_the_point_under_the_mouse(qtbot: QtBot) -> None:
    made = grid(qtbot, np.zeros((60, 60, 1), np.uint8))
    made.show_numbers()
    centre = made.viewport().rect().center()
    before = made.place_at(centre.toPointF())
    made.zoom(1, centre.toPointF())
    made.zoom(1, centre.toPointF())
    after = made.place_at(centre.toPointF())
    assert before is not None
    assert after is not None
    assert max(abs(before[0] - after[0]), abs(before[1] - after[1])) <= 1


def test_that_a_large_picture_is_made_to_fit(qtbot: QtBot) -> None:
    made = grid(qtbot, np.zeros((900, 1200, 3), np.uint8))
    assert made.scale() < 1
    assert made.horizontalScrollBar().maximum() == 0
    made.grab()


def enabled(panel: PicturePanel) -> set[bool]:
    return {panel.findChild(QPushButton, f"data.picture.{name}").isEnabled() for name in ("copy", "save", "values")}


def test_that_no_other_picture_stands_under_a_label_while_it_is_read(
    panel: PicturePanel, tmp_path: Path, qtbot: QtBot
) -> None:
    data = replace(in_file(tmp_path), originals=Files())
    panel.show_picture(data, Chosen("train", 3))
    assert (panel.pixels.picture, label(panel, "sizes"), enabled(panel)) == (None, "", {False})
    qtbot.waitUntil(lambda: panel.pixels.picture is not None)
    assert enabled(panel) == {True}
    for other, chosen in ((data, Chosen("train", 4)), (replace(data), Chosen("train", 4))):
        panel.show_picture(other, chosen)
        assert (panel.pixels.picture, label(panel, "sizes"), label(panel, "name")) == (None, "", "")
        assert panel.findChild(QLabel, "data.picture.original").pixmap().isNull()
        qtbot.waitUntil(lambda: panel.pixels.picture is not None)


def test_that_no_other_picture_stands_under_the_label_of_one_that_cannot_be_read(
    panel: PicturePanel, tmp_path: Path, qtbot: QtBot
) -> None:
    data = in_file(tmp_path)
    panel.show_picture(data, Chosen("train", 3))
    qtbot.waitUntil(lambda: panel.pixels.picture is not None)
    (tmp_path / "train").write_bytes(b"")
    panel.show_picture(data, Chosen("train", 4))
    qtbot.waitUntil(lambda: "cannot be read any more" in label(panel, "said"))
    assert label(panel, "where") == "Training picture, no. 4"
    assert panel.pixels.picture is None
    assert enabled(panel) == {False}


def test_that_a_mistake_of_the_program_does_not_end_the_reading_for_good(panel: PicturePanel, qtbot: QtBot) -> None:
    class Mistaken(Files):
        def read(self, part: PartName, number: int) -> Picture:
            if number == 3:
                raise ValueError("a mistake")
            return super().read(part, number)

    data = replace(small(), originals=Mistaken())
    with qtbot.captureExceptions() as raised:
        panel.show_picture(data, Chosen("train", 3))
        qtbot.waitUntil(lambda: bool(raised))
    assert "went wrong" in label(panel, "said")
    panel.show_picture(data, Chosen("train", 4))
    qtbot.waitUntil(lambda: label(panel, "name") == "train/cats/4.png")


def test_that_pictures_of_one_size_keep_the_place_that_is_looked_at(
    panel: PicturePanel, tmp_path: Path, qtbot: QtBot
) -> None:
    data = in_file(tmp_path)
    panel.show_picture(data, Chosen("train", 3))
    qtbot.waitUntil(lambda: panel.pixels.picture is not None)
    panel.pixels.show_numbers()
    qtbot.keyClick(panel.pixels, Qt.Key.Key_Right)
    scale = panel.pixels.scale()
    panel.show_picture(data, Chosen("train", 4))
    qtbot.waitUntil(lambda: panel.pixels.picture is not None)
    assert (panel.pixels.scale(), panel.pixels.mark) == (scale, (0, 0))


def test_that_the_value_that_is_read_is_told_to_who_listens(qtbot: QtBot) -> None:
    made = grid(qtbot, np.arange(100, dtype=np.uint8).reshape(10, 10, 1))
    assert made.accessibleDescription() == "Values 0 to 99, mean 49.5"
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.accessibleDescription() == "Row 0, column 0: 0"


def test_that_cells_are_as_high_as_their_letters(qtbot: QtBot) -> None:
    vector = OneHot()
    qtbot.addWidget(vector)
    vector.show_label(0, ("a", "b"))
    before = vector.height()
    font = QFont(vector.font())
    font.setPointSizeF(font.pointSizeF() * 2.5)
    vector.setFont(font)
    assert vector.height() > before
    assert vector.height() > 1.5 * vector.fontMetrics().height()


def test_that_with_large_letters_everything_can_be_scrolled_to(qtbot: QtBot) -> None:
    before = QApplication.font()
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(large)
    try:
        panel = PicturePanel()
        qtbot.addWidget(panel)
        panel.resize(300, 600)
        panel.show()
        panel.show_picture(small(channels=3), Chosen("train", 3))
        QApplication.processEvents()
        area = panel.findChild(QScrollArea, "data.picture.area")
        left_out = area.widget().minimumSizeHint().width() - area.viewport().width()
        assert left_out > 0
        assert area.horizontalScrollBar().maximum() >= left_out
    finally:
        QApplication.setFont(before)


@pytest.mark.parametrize("width", [290, 380, 520])
def test_that_nothing_of_a_picture_in_colour_is_out_of_view(panel: PicturePanel, qtbot: QtBot, width: int) -> None:
    panel.show_picture(small(channels=3), Chosen("train", 3))
    panel.resize(width, 500)
    area = panel.findChild(QScrollArea, "data.picture.area")
    qtbot.waitUntil(lambda: area.widget().width() <= area.viewport().width())
    assert area.horizontalScrollBar().maximum() == 0
