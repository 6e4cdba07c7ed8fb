"""My digits on the Draw page: seen, corrected, deleted and brought back, tested with, trained on, taken along."""

import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTabWidget

from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.messages import Cancelled, Evaluate, Evaluated, Failed, RunSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.data.drawn import file_name
from cnnstudio.data.sources import DRAWN
from cnnstudio.files.project_file import drawings_in
from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.pad.collected.learning import learning_from
from cnnstudio.gui.pad.collected.tab import CollectionTab
from cnnstudio.gui.pad.page import DrawPage
from cnnstudio.gui.pad.tab import Placing, Room
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.widgets.bars import Bars
from cnnstudio.gui.widgets.pixel_view import PixelView
from tests.gui.desk import small_network

NODES = small_network().nodes
NAMES = ("cat", "dog", "elk")


def ink(number):
    values = np.zeros((40, 40), np.uint8)
    values[5:30, 5 + number : 15 + number] = 200
    return values


@pytest.fixture
def tab(desk):
    shared = Shared.make(desk.document, desk.bridge)
    more = shared.drawing, shared.collection
    room = Room(desk.document, desk.training_run, shared.networks, desk.bridge, desk.selection, *more)
    made = CollectionTab(room)
    desk.qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    desk.settle()
    return made


def add(desk, *labels):
    for number, label in enumerate(labels):
        desk.document.findChild(Collection).add(ink(number), label)
        desk.settle()


def grid(tab):
    return tab._grid


def rows(tab):
    """Every thumbnail as it is read: label, note, sign."""
    return [tuple(grid(tab).drawn.caption(row)) for row in range(grid(tab).drawn.rowCount())]


def press(tab, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(grid(tab), key, modifier)


def text(tab, name):
    found = tab.findChild(QLabel, f"draw.collected.{name}")
    return getattr(found, "full", "") or found.text()


def click(tab, name):
    tab.findChild(QPushButton, f"draw.collected.{name}").click()


def answer(desk, tab, predicted):
    """Answers the newest question with what each drawing is taken for."""
    drawings = desk.document.findChild(Collection).drawings
    truth = np.array([NAMES.index(each.label) for each in drawings], np.int32)
    said = np.array([NAMES.index(each) for each in predicted], np.int32)
    sure = np.full(len(drawings), 0.75, np.float32)
    outcomes = Outcomes(NAMES, truth, said, sure, sure, 0.5)
    request = desk.asked(Evaluate)[-1]
    files = tuple(map(file_name, drawings))
    desk.answer(
        Evaluate,
        lambda ticket: Evaluated(
            ticket, request.subject, scores(outcomes), Prepared(), "all", outcomes=outcomes, files=files
        ),
    )


def test_that_nothing_collected_leads_to_the_paper(desk, tab):
    asked = []
    tab.paper_requested.connect(lambda: asked.append(True))
    assert tab._pages.currentIndex() == 0
    tab.findChild(QPushButton, "draw.collected.empty.button").click()
    assert asked == [True]


def test_that_each_drawing_stands_with_its_label_and_is_counted(desk, tab):
    add(desk, "7", "3", "7")
    assert rows(tab) == [("7", "", None), ("3", "", None), ("7", "", None)]
    assert text(tab, "summary") == "3 drawings"
    counts = {bar.label: bar.words for bar in tab.findChild(Bars, "draw.collected.counts").bars}
    assert (len(counts), counts["7"], counts["3"], counts["0"]) == (10, "2", "1", "0")
    combo = tab.findChild(QComboBox, "draw.collected.filter")
    assert [combo.itemText(place) for place in range(combo.count())] == ["All drawings · 3", "3 · 1", "7 · 2"]


def test_that_only_one_label_is_shown_where_that_is_chosen(desk, tab):
    add(desk, "7", "3", "7")
    combo = tab.findChild(QComboBox, "draw.collected.filter")
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert [row[0] for row in rows(tab)] == ["7", "7"]
    grid(tab).go_to(0)
    press(tab, Qt.Key.Key_3)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["7"]
    assert combo.currentText() == "7 · 1"


def test_that_a_digit_corrects_the_label_of_the_marked_drawing_and_ctrl_z_takes_it_back(desk, tab):
    add(desk, "7", "3")
    grid(tab).go_to(1)
    press(tab, Qt.Key.Key_8)
    desk.settle()
    assert [each.label for each in drawings_in(desk.document.path)] == ["7", "8"]
    assert grid(tab).currentIndex().row() == 1
    press(tab, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["7", "3"]
    press(tab, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["7", "8"]
    assert desk.document.undo_stack.count() == 0


def test_that_a_deleted_drawing_comes_back_and_the_next_one_is_marked_meanwhile(desk, tab):
    add(desk, "7", "3", "5")
    grid(tab).go_to(1)
    press(tab, Qt.Key.Key_Delete)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["7", "5"]
    assert grid(tab).current().label == "5"
    tab._undo.click()
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["7", "3", "5"]


def test_that_undo_and_redo_say_what_they_would_do_and_redo_is_a_button(desk, tab):
    add(desk, "7", "3")
    assert tab._undo.toolTip() == "Undo: Add “3” (Ctrl+Z in the grid)"
    assert not tab._redo.isEnabled()
    tab._undo.click()
    desk.settle()
    assert tab._redo.accessibleName() == "Do again: Add “3”"
    tab._redo.click()
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["7", "3"]


def test_that_drawings_that_are_no_digits_are_not_called_so(desk, tab):
    add(desk, "7")
    assert tab.windowTitle() == "My digits"
    add(desk, "cat")
    assert tab.windowTitle() == "My drawings"
    click(tab, "train")
    assert desk.document.undo_stack.undoText() == "Take My drawings as data"


def test_that_what_a_network_tells_apart_decides_before_anything_is_drawn(desk):
    page = DrawPage(desk.document, desk.training_run, desk.bridge)
    desk.qtbot.addWidget(page)
    tabs = page.findChild(QTabWidget, "draw.tabs")
    assert tabs.tabText(1) == "&My digits"
    desk.add_run()
    assert tabs.tabText(1) == "&My drawings"
    assert page.findChild(QPushButton, "draw.add").text() == "Add to my drawings"


def test_that_several_drawings_are_marked_labelled_and_deleted_at_once(desk, tab):
    add(desk, "7", "3", "5", "1")
    press(tab, Qt.Key.Key_Home)
    press(tab, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid(tab).marked() == (1, 2)
    QTest.mouseClick(
        grid(tab).viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        grid(tab).visualRect(grid(tab).drawn.index(3, 0)).center(),
    )
    assert grid(tab).marked() == (1, 2, 4)
    assert "3 marked" in text(tab, "title")
    press(tab, Qt.Key.Key_8)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["8", "8", "5", "8"]
    assert grid(tab).marked() == (1, 2, 4)
    press(tab, Qt.Key.Key_Delete)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["5"]
    press(tab, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    press(tab, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert grid(tab).marked() == (1, 2, 3, 4)


def test_that_shift_and_a_click_mark_all_between(desk, tab):
    add(desk, "7", "3", "5", "1")
    for row, modifier in ((2, Qt.KeyboardModifier.NoModifier), (0, Qt.KeyboardModifier.ShiftModifier)):
        place = grid(tab).visualRect(grid(tab).drawn.index(row, 0)).center()
        QTest.mouseClick(grid(tab).viewport(), Qt.MouseButton.LeftButton, modifier, place)
    assert grid(tab).marked() == (1, 2, 3)


def test_that_a_key_chooses_the_class_of_that_number_as_on_the_paper(desk, tab):
    desk.add_run()
    add(desk, "cat", "cat")
    grid(tab).go_to(1)
    press(tab, Qt.Key.Key_2)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["cat", "elk"]
    press(tab, Qt.Key.Key_9)
    desk.settle()
    assert [row[0] for row in rows(tab)] == ["cat", "elk"]


def test_that_a_label_that_the_network_does_not_know_is_said_at_once_and_allowed(desk, tab):
    desk.add_run()
    add(desk, "cat")
    grid(tab).go_to(0)
    field = tab.findChild(QComboBox, "draw.collected.label").lineEdit()
    assert text(tab, "warning") == ""
    field.selectAll()
    QTest.keyClicks(field, "gnu")
    assert text(tab, "warning") == "No class of Run 1; it will count as wrong."
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.settle()
    assert rows(tab) == [("gnu", "", None)]
    assert "No class of Run 1" in text(tab, "warning")


def test_that_answers_do_not_outlive_another_preparation(desk, tab):
    desk.add_run(status="imported")
    add(desk, "cat")
    click(tab, "test")
    answer(desk, tab, ["cat"])
    assert rows(tab)[0][2] == "right"
    run = desk.document.runs[0]
    desk.document.put_run(replace(run, prepared=Prepared(Preprocessing("raw"))))
    assert rows(tab)[0][2] is None


@pytest.mark.parametrize("size", [(1100, 360), (1000, 430)])
def test_that_in_a_low_window_nothing_lies_over_anything_else(desk, tab, size):
    add(desk, "7")
    tab.resize(*size)
    desk.settle()
    picture, label = (
        tab.findChild(PixelView, "draw.collected.picture"),
        tab.findChild(QComboBox, "draw.collected.label"),
    )
    bottom = picture.mapTo(tab, picture.rect().bottomLeft()).y()
    assert bottom < label.mapTo(tab, label.rect().topLeft()).y()


def test_that_the_last_drawing_deleted_leaves_the_empty_page(desk, tab):
    add(desk, "7")
    grid(tab).go_to(0)
    click(tab, "remove")
    desk.settle()
    assert tab._pages.currentIndex() == 0


def test_that_another_label_is_typed_beside_the_drawing(desk, tab):
    add(desk, "7")
    grid(tab).go_to(0)
    combo = tab.findChild(QComboBox, "draw.collected.label")
    assert combo.currentText() == "7"
    combo.lineEdit().selectAll()
    QTest.keyClicks(combo.lineEdit(), "cat")
    QTest.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
    desk.settle()
    assert rows(tab) == [("cat", "", None)]


def test_that_the_marked_drawing_is_shown_as_drawn_and_as_the_network_gets_it(desk, tab):
    desk.add_run()
    add(desk, "dog")
    grid(tab).go_to(0)
    np.testing.assert_array_equal(tab.findChild(PixelView, "draw.collected.picture").array[..., 0], ink(0))
    assert tab.findChild(PixelView, "draw.collected.seen").array.shape == (8, 8, 1)


def test_that_a_copy_of_a_drawing_goes_to_the_paper(desk, tab):
    placed = []
    tab.placing_requested.connect(placed.append)
    add(desk, "7")
    grid(tab).go_to(0)
    press(tab, Qt.Key.Key_Return)
    click(tab, "copy")
    assert all(isinstance(each, Placing) for each in placed)
    assert [(each.label, each.name) for each in placed] == [("7", "My digits 1")] * 2
    np.testing.assert_array_equal(placed[0].picture, ink(0))


def test_that_testing_needs_a_network(desk, tab):
    add(desk, "cat")
    button = tab.findChild(QPushButton, "draw.collected.test")
    assert not button.isEnabled()
    assert "train one" in button.toolTip()
    desk.add_run()
    assert button.isEnabled()


def test_that_a_test_marks_right_and_wrong_ones_and_a_corrected_label_counts(desk, tab):
    desk.add_run()
    add(desk, "cat", "dog", "elk")
    click(tab, "test")
    request = desk.asked(Evaluate)[-1]
    assert (request.data.source, request.data.path) == (DRAWN, str(desk.document.path))
    assert request.whole
    assert request.subject == RunSubject(str(desk.document.path), 1)
    assert "is asked" in text(tab, "summary")
    answer(desk, tab, ["cat", "elk", "elk"])
    assert rows(tab) == [("cat", "", "right"), ("dog", "taken for elk", "wrong"), ("elk", "", "right")]
    assert text(tab, "summary") == "3 drawings · Run 1: 2 of 3 right, 66.7 %"
    grid(tab).go_to(1)
    assert "Run 1 takes it for elk (75.0 %): wrong." in text(tab, "about")
    combo = tab.findChild(QComboBox, "draw.collected.filter")
    assert combo.itemText(1) == "Wrong ones · 1"
    desk.document.findChild(Collection).relabel([2], "elk")
    desk.settle()
    assert text(tab, "summary").endswith("3 of 3 right, 100.0 %")


def test_that_the_answers_of_one_network_are_not_those_of_another(desk, tab):
    desk.add_run(1)
    add(desk, "cat", "dog", "elk")
    click(tab, "test")
    answer(desk, tab, ["cat", "elk", "elk"])
    desk.add_run(2)
    assert {row[2] for row in rows(tab)} == {None}
    assert text(tab, "summary") == "3 drawings"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (lambda ticket: Failed(ticket, "The network has other classes.", "Choose another."), "other classes"),
        (Cancelled, "stopped"),
    ],
)
def test_that_a_test_that_fails_says_why_and_can_be_begun_again(event, said, desk, tab):
    desk.add_run()
    add(desk, "cat")
    click(tab, "test")
    assert not tab.findChild(QPushButton, "draw.collected.test").isEnabled()
    desk.answer(Evaluate, event)
    assert said in text(tab, "refusal")
    assert tab.findChild(QPushButton, "draw.collected.test").isEnabled()


def test_that_training_on_them_is_one_undo_step_and_is_begun_by_the_person(desk, tab):
    told, asked = [], []
    tab.plan_requested.connect(lambda *what: told.append(what))
    tab.train_requested.connect(lambda: asked.append(True))
    add(desk, "7", "3")
    before = desk.document.project
    click(tab, "train")
    project = desk.document.project
    assert (project.data.source, project.data.path, asked) == (DRAWN, "", [])
    assert (project.preprocessing.size, project.preprocessing.colour) == ((8, 8), "keep")
    ((words, holds),) = told
    assert words == "The data are your 2 drawings; training starts from new weights. Press Train."
    assert holds()
    desk.document.undo_stack.undo()
    assert desk.document.project == before
    assert not holds()


def test_that_training_on_them_starts_from_the_run_that_answers_where_its_arrays_fit(desk, tab):
    told = []
    tab.plan_requested.connect(lambda words, holds: told.append(words))
    desk.add_run(3)
    add(desk, *"0123456789")
    click(tab, "train")
    assert desk.document.project.plan.start == 3
    assert "10 drawings; training starts from Run 3’s weights" in told[0]
    assert desk.document.project.data.validation_share == 0.3
    desk.document.undo_stack.undo()
    desk.document.change_network(small_network(side=10), "Another input")
    click(tab, "train")
    assert desk.document.project.plan.start == 0
    assert "new weights" in told[1]


def test_that_the_shape_of_the_pictures_follows_the_network(desk, tab):
    add(desk, "7")
    drawings = desk.document.findChild(Collection).drawings

    def shape(*input_shape, nodes=NODES):
        project = replace(desk.document.project, network=Network(input_shape, nodes))
        found = learning_from(project, drawings).preprocessing
        return found.size, found.colour

    assert shape(28, 28, 1) == ((0, 0), "keep")
    assert shape(32, 32, 3) == ((32, 32), "colour")
    assert shape(64, 64, 1, nodes=()) == ((0, 0), "keep")


@pytest.mark.parametrize("ending", ["zip", "npz"])
def test_that_what_is_shown_is_exported(ending, desk, tab, tmp_path):
    add(desk, "7", "3", "7")
    tab._filter.show_label("7")
    path = tmp_path / f"mine.{ending}"
    with desk.qtbot.waitSignal(tab._export.done) as done:
        tab._export.write(path, (8, 8, 1))
    assert done.args == [f"2 drawings were written to mine.{ending}."]
    if ending == "zip":
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == ["7/1.png", "7/3.png", "labels.csv"]
    else:
        with np.load(path) as arrays:
            assert arrays["x"].shape == (2, 8, 8, 1)


def test_that_an_export_that_fails_leaves_what_was_there(desk, tab, tmp_path):
    refused = []
    desk.document.refused.connect(refused.append)
    path = tmp_path / "mine.zip"
    path.write_bytes(b"before")
    with desk.qtbot.waitSignal(tab._export.failed):
        tab._export.write(path, None)
    assert path.read_bytes() == b"before"
    assert "no drawings" in str(refused[0])
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["mine.zip"]


def test_that_the_menu_names_every_way_to_export(desk, tab):
    desk.add_run()
    words = [action.text() for action in tab._export.menu_now().actions()]
    assert words[0] == "Zip, as they were drawn…"
    assert words[2] == "Arrays .npz, as the network gets them (8 × 8, grey)…"


def test_that_signs_differ_in_form_and_not_only_in_colour(desk, tab):
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    drawn = []
    for sign in grid(tab).drawn.signs:
        image = QImage(12, 12, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        grid(tab).drawn.draw_sign(painter, QRectF(1, 1, 10, 10), sign, LIGHT)
        painter.end()
        drawn.append(tuple(image.pixelColor(x, y).lightness() < 250 for x in range(12) for y in range(12)))
    assert len(set(drawn)) == 3
