"""The browser: filters, keyboard, numbers, what it tells, its empty states, and pictures that are read from a file."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.pictures.averages import AveragesView
from cnnstudio.gui.data.pictures.browser import Browser
from cnnstudio.gui.data.pictures.filters import ClassBox, Filters
from cnnstudio.gui.data.pictures.picture_model import Thumbnails
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.gallery.tile_painter import TilePainter
from tests.gui.data.browsing import DIVISION, LABELS, in_file, small
from tests.gui.finding import find


@pytest.fixture
def browser(qtbot: QtBot) -> Iterator[Browser]:
    made = Browser()
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    made.show_data(small(), DIVISION, False)
    yield made
    made.end()


def grid(browser: Browser) -> Thumbnails:
    found = browser.findChild(Thumbnails, "data.thumbnails")
    assert found is not None
    return found


def captions(browser: Browser) -> list[str]:
    model = grid(browser).pictures
    return [" ".join(filter(None, model.caption(row))) for row in range(model.rowCount())]


def choose_part(browser: Browser, split: str | None) -> None:
    box = find(browser, QComboBox, "data.part")
    box.setCurrentIndex(box.findData(split))


def other() -> DataSet:
    """Data of another source that look the same."""
    return replace(small(), name="other")


def words(browser: Browser) -> str:
    return find(browser, QLabel, "data.chosen").full


def test_that_every_part_is_offered_with_its_count(browser: Browser) -> None:
    box = find(browser, QComboBox, "data.part")
    offered = [box.itemText(place) for place in range(box.count())]
    assert offered == ["All · 39", "Training · 20", "Validation · 6", "Test · 9", "Not used · 4"]


def test_that_a_test_part_that_serves_for_validation_is_called_both(browser: Browser) -> None:
    browser.show_data(small(), None, on_test=True)
    box = find(browser, QComboBox, "data.part")
    offered = [box.itemText(place) for place in range(box.count())]
    assert offered == ["All · 39", "Training · 30", "Test = validation · 9"]
    assert "also validation" in grid(browser).pictures.words(38)


def test_that_each_picture_says_its_class_its_number_and_its_split(browser: Browser) -> None:
    model = grid(browser).pictures
    assert captions(browser)[:2] == ["ant no. 0 train", "bee no. 1 train"]
    assert [model.caption(row).sign for row in (19, 20, 26, 30)] == ["train", "validation", "unused", "test"]
    assert model.words(21) == "Validation picture no. 21, class ant"


def test_that_part_and_class_filter_together(browser: Browser) -> None:
    choose_part(browser, "validation")
    browser.show_class(2)
    assert captions(browser) == ["cat no. 20 validation", "cat no. 23 validation"]
    assert words(browser) == "2 pictures"


def test_that_a_combination_without_pictures_says_so(browser: Browser) -> None:
    browser.show_data(small(labels=(*LABELS, "dog")), DIVISION, False)
    choose_part(browser, "test")
    browser.show_class(3)
    empty = find(browser, QLabel, "data.empty")
    assert empty.isVisible()
    assert empty.text().startswith("There is no test picture of class “dog”.")


def test_that_without_data_it_says_what_the_page_gave_it_to_say(browser: Browser) -> None:
    browser.show_data(None)
    browser.say("Loading the pictures…")
    assert find(browser, QLabel, "data.empty").text() == "Loading the pictures…"
    assert not find(browser, QComboBox, "data.part").isEnabled()
    assert browser.choice is None


def test_that_choosing_a_picture_tells_its_part_and_number(browser: Browser, qtbot: QtBot) -> None:
    told: list[object] = []
    browser.chosen.connect(told.append)
    choose_part(browser, "test")
    told.clear()
    grid(browser).setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(grid(browser), key)
    assert told == [Chosen("test", 1), Chosen("test", 8)]
    assert words(browser) == "9 pictures"


def test_that_the_keyboard_moves_by_rows_and_pages_and_stops_at_the_ends(browser: Browser, qtbot: QtBot) -> None:
    view = grid(browser)
    columns = view.columns()
    assert columns > 1
    view.setCurrentIndex(view.pictures.index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1 + columns
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.currentIndex().row() == 38


def test_that_a_picture_is_found_from_outside_though_filters_hide_it(browser: Browser) -> None:
    choose_part(browser, "train")
    browser.show_class(0)
    browser.choose("test", 4)
    assert browser.choice == Chosen("test", 4)
    assert find(browser, QComboBox, "data.part").currentData() is None
    assert find(browser, ClassBox, "data.class").label is None
    browser.choose("train", 99)
    assert browser.choice == Chosen("test", 4)


def test_that_the_number_box_goes_to_a_picture_or_says_that_it_is_not_shown(browser: Browser) -> None:
    number = find(browser, QSpinBox, "data.number")
    number.setValue(7)
    assert browser.choice == Chosen("train", 7)
    browser.show_class(0)
    number.setValue(10)
    assert browser.choice == Chosen("train", 12)
    assert words(browser) == "no. 10 is not among these; the next is no. 12"


def test_that_number_7_of_the_test_part_is_gone_to_while_that_is_shown(browser: Browser) -> None:
    choose_part(browser, "test")
    find(browser, QSpinBox, "data.number").setValue(7)
    assert browser.choice == Chosen("test", 7)


def test_that_another_division_of_the_same_data_keeps_filter_and_choice_and_tells_it_anew(browser: Browser) -> None:
    data = small()
    browser.show_data(data, None, False)
    browser.show_class(1)
    browser.choose("train", 22)
    told: list[object] = []
    browser.chosen.connect(told.append)
    browser.show_data(data, DIVISION, False)
    assert told == [Chosen("train", 22)]
    assert grid(browser).pictures.caption(grid(browser).currentIndex().row()).sign == "validation"
    assert find(browser, ClassBox, "data.class").label == 1


def test_that_a_division_of_other_data_is_passed_over(browser: Browser) -> None:
    data = small(side=8)
    other = type(DIVISION)(np.arange(50), np.arange(50, 60), np.arange(60, 70))
    browser.show_data(data, other, False)
    assert grid(browser).pictures.caption(25).sign == "train"


def test_that_other_data_begin_with_every_picture_and_the_first_chosen(browser: Browser) -> None:
    choose_part(browser, "test")
    browser.choose("test", 1)
    browser.show_data(other(), DIVISION, False)
    assert browser.choice == Chosen("train", 0)
    assert len(captions(browser)) == 39


def test_that_the_size_follows_slider_and_keyboard_and_keeps_what_was_in_view(browser: Browser, qtbot: QtBot) -> None:
    view = grid(browser)
    browser.choose("train", 15)
    find(browser, QSlider, "data.size").setValue(5)
    assert view.side == 192
    assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.side == 128
    assert find(browser, QSlider, "data.size").value() == 4


def test_that_a_click_finds_the_picture_that_is_drawn_there(browser: Browser, qtbot: QtBot) -> None:
    view = grid(browser)
    place = view.visualRect(view.pictures.index(8, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert browser.choice == Chosen("train", 8)
    beside = view.viewport().rect().bottomRight()
    assert not view.indexAt(beside).isValid() or view.indexAt(beside).row() < 39


def test_that_many_classes_are_searched_by_a_piece_of_their_name(browser: Browser, qtbot: QtBot) -> None:
    labels = (*LABELS, *(f"kind {number}" for number in range(997)))
    browser.show_data(small(labels=labels), DIVISION, False)
    box = find(browser, ClassBox, "data.class")
    box.lineEdit().setText("KIND 41")
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    assert box.label == 44
    box.lineEdit().setText("nothing like it")
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    assert box.currentText() == "kind 41"
    box.lineEdit().setText("")
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    assert box.label is None


def test_that_the_picture_is_copied_at_its_own_size(browser: Browser, qtbot: QtBot) -> None:
    browser.choose("train", 9)
    grid(browser).setFocus()
    qtbot.keyClick(grid(browser), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: words(browser) == "The picture is on the clipboard (6 × 6).")
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (6, 6)
    assert image.pixelColor(0, 0).red() == 9


def test_that_the_picture_is_saved_under_a_name_that_tells_it(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def answer(parent: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        asked.append(name)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(file_dialogs, "save_name", answer)
    browser.choose("test", 2)
    menu = browser.menu(grid(browser).currentIndex())
    next(action for action in menu.actions() if action.text() == "Save picture…").trigger()
    qtbot.waitUntil(lambda: words(browser) == "Saved as mine.png.")
    assert asked == ["small-test-2-cat.png"]
    assert (tmp_path / "mine.png").read_bytes().startswith(b"\x89PNG")


def test_that_the_menu_shows_only_pictures_like_this_one(browser: Browser) -> None:
    browser.choose("train", 22)
    actions = {action.text(): action for action in browser.menu(grid(browser).currentIndex()).actions()}
    actions["Show only class “bee”"].trigger()
    actions["Show only: Validation"].trigger()
    assert captions(browser) == ["bee no. 22 validation", "bee no. 25 validation"]


def test_that_pictures_of_a_file_are_read_beside_the_window(browser: Browser, tmp_path: Path, qtbot: QtBot) -> None:
    browser.show_data(in_file(tmp_path), DIVISION, False)
    view = grid(browser)
    view.viewport().repaint()
    qtbot.waitUntil(lambda: all(view.pictures.image(row) is not None for row in view.rows_in_view()))
    image = view.pictures.image(3)
    assert image is not None
    assert image.pixelColor(1, 1).getRgb()[:3] == (3, 3, 3)


def test_that_a_file_that_is_gone_is_said_in_words(browser: Browser, tmp_path: Path, qtbot: QtBot) -> None:
    data = in_file(tmp_path)
    (tmp_path / "train").write_bytes(b"")
    browser.show_data(data, DIVISION, False)
    qtbot.waitUntil(lambda: "cannot be read any more" in words(browser))


def test_that_the_images_kept_stay_within_their_bound(browser: Browser) -> None:
    model = grid(browser).pictures
    image = model.image(0)
    assert image is not None
    for key in range(1000, 1400):
        model.keep(key, image.scaled(512, 512))
    kept = [key for key in range(1000, 1400) if model.has(key)]
    assert kept == list(range(1400 - len(kept), 1400))  # the newest
    assert len(kept) * 512 * 512 * 4 <= 64 * 2**20


def test_that_the_class_shown_is_told_so_that_bars_can_mark_it(browser: Browser) -> None:
    told: list[object] = []
    browser.class_shown.connect(told.append)
    browser.show_class(1)
    browser.show_class(None)
    assert told == [1, None]


def test_that_averages_take_the_place_of_the_pictures_and_a_class_leads_back(browser: Browser, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(browser, QPushButton, "data.view.averages"), Qt.MouseButton.LeftButton)
    averages = find(browser, AveragesView, "data.averages")
    qtbot.waitUntil(lambda: averages.averages is not None and averages.averages.done == 39)
    view = averages.grid
    view.viewport().repaint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.tiles.index(1, 0)).center())
    assert grid(browser).isVisible()
    assert find(browser, ClassBox, "data.class").label == 1


def test_that_averages_are_those_of_the_class_that_is_chosen(browser: Browser, qtbot: QtBot) -> None:
    find(browser, ClassBox, "data.class").choose(1)
    qtbot.mouseClick(find(browser, QPushButton, "data.view.averages"), Qt.MouseButton.LeftButton)
    averages = find(browser, AveragesView, "data.averages")
    qtbot.waitUntil(lambda: averages.averages is not None and averages.averages.done == 39)
    assert [averages.grid.model().caption(row).text for row in range(averages.grid.model().rowCount())] == [LABELS[1]]
    assert averages.findChild(QLabel, "data.averages.words").full.endswith(f"pictures of class {LABELS[1]}")
    find(browser, ClassBox, "data.class").choose(None)
    assert averages.grid.model().rowCount() == len(LABELS)


def test_that_the_first_picture_is_chosen_without_taking_the_keyboard(browser: Browser, qtbot: QtBot) -> None:
    typed = find(browser, QSpinBox, "data.number")
    typed.setFocus()
    told: list[object] = []
    browser.chosen.connect(told.append)
    browser.show_data(other(), DIVISION, False)
    assert told == [Chosen("train", 0)]
    assert typed.hasFocus()
    choose_part(browser, "test")
    assert told == [Chosen("train", 0), Chosen("test", 0)]
    browser.show_data(None)
    assert browser.choice is None


def test_that_under_all_the_number_box_counts_in_the_part_of_the_chosen_picture(browser: Browser) -> None:
    number = find(browser, QSpinBox, "data.number")
    browser.choose("test", 5)
    assert number.value() == 5
    number.stepUp()
    assert browser.choice == Chosen("test", 6)
    browser.choose("train", 21)
    assert number.value() == 21
    number.stepDown()
    assert browser.choice == Chosen("train", 20)


def test_that_a_screenful_of_small_pictures_is_made_over_several_frames(browser: Browser, qtbot: QtBot) -> None:
    pictures = np.zeros((900, 6, 6, 1), np.uint8)
    labels = np.zeros(900, np.int64)
    browser.resize(1400, 1200)
    find(browser, QSlider, "data.size").setValue(0)
    browser.show_data(DataSet("many", "Many", ("a",), pictures, labels, pictures[:5], labels[:5]))
    view = grid(browser)
    view.viewport().repaint()
    made = [row for row in view.rows_in_view() if view.pictures.image(row) is not None]
    assert 0 < len(made) <= 150 < len(view.rows_in_view())
    qtbot.waitUntil(lambda: all(view.pictures.image(row) is not None for row in view.rows_in_view()))


def test_that_pictures_of_a_file_are_not_read_where_the_window_is_drawn(
    browser: Browser, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[threading.Thread] = []
    real = StoredPictures.__getitem__

    def noted(stored: StoredPictures, key: object) -> object:
        readers.append(threading.current_thread())
        return real(stored, key)

    monkeypatch.setattr(StoredPictures, "__getitem__", noted)
    browser.show_data(in_file(tmp_path), DIVISION, False)
    browser.choose("train", 9)
    grid(browser).setFocus()
    qtbot.keyClick(grid(browser), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "clipboard" in words(browser))
    assert QGuiApplication.clipboard().image().pixelColor(0, 0).red() == 9
    assert readers
    assert threading.main_thread() not in readers


def test_that_the_place_stays_where_the_same_pictures_come_in_another_size_and_colour(browser: Browser) -> None:
    browser.show_class(1)
    browser.choose("test", 4)
    browser.show_data(small(side=9, channels=3), DIVISION, False, Geometry((9, 9), colour="colour", invert=True))
    assert browser.choice == Chosen("test", 4)
    assert find(browser, ClassBox, "data.class").label == 1
    assert words(browser) == "13 pictures as the network gets them: inverted, colour, 9 × 9"


@pytest.mark.parametrize(
    ("typed", "chosen", "said"),
    [
        ("29", Chosen("train", 29), "39 pictures"),
        ("31", Chosen("test", 1), "no. 31 of all is test no. 1"),
        ("6100000", Chosen("test", 8), "There are only 39 pictures; this is the last."),
    ],
)
def test_that_under_all_a_number_beyond_a_part_counts_through_all_of_them(
    browser: Browser, qtbot: QtBot, typed: str, chosen: Chosen, said: str
) -> None:
    number = find(browser, QSpinBox, "data.number")
    assert isinstance(number, QSpinBox)
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, typed)
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert browser.choice == chosen
    assert number.value() == chosen.number
    assert words(browser) == said


def test_that_a_number_beyond_the_part_that_is_shown_goes_to_its_last_and_says_so(browser: Browser) -> None:
    number = find(browser, QSpinBox, "data.number")
    choose_part(browser, "test")
    number.setValue(61_000)
    assert browser.choice == Chosen("test", 8)
    assert number.value() == 8
    assert words(browser) == "no. 61,000 is beyond the last, no. 8"


def test_that_numbers_are_left_out_under_all_pictures_where_one_class_leaves_no_room(browser: Browser) -> None:
    painter = TilePainter()
    view = grid(browser)
    painter.paint(view, view.tiles, [], 64, set(), -1)
    short = painter.notes_fit(view.tiles, 120)
    browser.show_data(small(labels=("ant", "bee", "a very long-winded cat")), DIVISION, False)
    assert (short, painter.notes_fit(view.tiles, 120)) == (True, False)


def test_that_the_view_that_is_on_stands_out(browser: Browser) -> None:
    buttons = [find(browser, QPushButton, f"data.view.{name}") for name in ("pictures", "averages")]
    grabbed = [button.grab().toImage().pixelColor(6, 6) for button in buttons]
    accent = theme_of(browser.palette()).colour("accent")
    far = [sum(abs(a - b) for a, b in zip(each.getRgb(), accent.getRgb(), strict=True)) for each in grabbed]
    assert 3 * far[0] < far[1]


def test_that_part_and_class_are_read_whole_where_there_is_little_room(browser: Browser) -> None:
    filters = browser.findChild(Filters)
    number, part = filters.number, find(filters, QComboBox, "data.part")
    for width, below in ((272, True), (600, False), (272, True)):
        filters.resize(width, 110)
        QGuiApplication.sendPostedEvents()
        assert (number.y() > part.y()) is below
    words = filters.classes.fontMetrics().horizontalAdvance("Every class")
    assert filters.classes.width() >= words + 40
