"""Draw: steps, true classes, colours, pictures from elsewhere, and keeping what was drawn."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from cnnstudio.core.by_hand.layers import from_layer
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.messages import Failed, Follow, Followed, LayerMaps, Predict, Predicted, TakeByHand, TakenByHand
from cnnstudio.core.pictures.ink import AS_IT_STANDS, MNISTS_WAY, ink_to_input
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.data.drawn import picture_of
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.following.pointing import NumberPointing
from cnnstudio.gui.pad.page import DrawPage
from cnnstudio.gui.pad.second import SecondAnswer
from cnnstudio.gui.pad.seen import Seen, in_short
from cnnstudio.gui.pad.tab import Placing
from cnnstudio.gui.pad.tabs import Tabs
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.bars import Bars
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.sign import Sign
from tests.gui.desk import LABELS, Desk, small_network

DIGITS = tuple("0123456789")


@pytest.fixture
def page(desk: Desk) -> DrawPage:
    made = DrawPage(desk.document, desk.training_run, desk.bridge, desk.selection)  # type: ignore[arg-type]
    desk.qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


def canvas(page: DrawPage) -> Canvas:
    return page.findChild(Canvas, "draw.canvas")


def button(page: DrawPage, name: str) -> QAbstractButton:
    return page.findChild(QAbstractButton, f"draw.{name}")


def label(page: DrawPage) -> QComboBox:
    return page.findChild(QComboBox, "draw.label")


def draw(page: DrawPage, *, top: int = 20, left: int = 20) -> None:
    """A bar of ink near a corner of the paper."""
    ink = np.zeros((448, 448), np.float32)
    ink[top : top + 120, left : left + 40] = 1
    canvas(page).leaf.put(ink)


def newest(desk: Desk) -> Follow:
    request = desk.asked(Follow)[-1]
    assert isinstance(request, Follow)
    return request


def picture(desk: Desk, page: DrawPage, act: object = None) -> np.ndarray:
    """What the network is asked about next, after ``act``."""
    count = len(desk.asked(Follow))
    if callable(act):
        act()
    desk.wait_for(Follow, count + 1)
    return newest(desk).picture


def answer(desk: Desk, best: int, labels: tuple[str, ...] = LABELS) -> None:
    probabilities = np.zeros(len(labels), np.float32)
    probabilities[best] = 1
    subject = newest(desk).subject
    desk.answer(Follow, lambda ticket: Predicted(ticket, subject, labels, probabilities))


def digits(desk: Desk, side: int = 28, channels: int = 1) -> None:
    run = desk.add_run(network=small_network(side, channels))
    desk.document.put_run(replace(run, labels=DIGITS))


# Steps


def test_that_both_ways_to_set_all_steps_are_a_click(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    draw(page)
    plain = picture(desk, page, button(page, "steps.plain").click)
    np.testing.assert_array_equal(plain, ink_to_input(canvas(page).ink(), (28, 28, 1), AS_IT_STANDS))
    assert not button(page, "steps.plain").isEnabled()
    mnist = picture(desk, page, button(page, "steps.mnist").click)
    np.testing.assert_array_equal(mnist, ink_to_input(canvas(page).ink(), (28, 28, 1), MNISTS_WAY))


def test_that_what_centring_did_to_a_drawing_in_the_corner_is_said(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    draw(page)
    did = page.findChild(FittingLabel, "draw.centre.did")
    picture(desk, page, button(page, "steps.plain").click)
    assert did.full == ""
    picture(desk, page, page.findChild(QCheckBox, "draw.centre").click)
    assert did.full == "12 right, 9 down"


def test_that_the_steps_stay_when_another_network_answers(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    draw(page)
    picture(desk, page, page.findChild(QCheckBox, "draw.invert").click)
    inverted = picture(desk, page, lambda: desk.add_run(2, network=small_network(8)))
    assert inverted.shape == (8, 8, 1)
    assert page.findChild(Seen).steps.invert
    assert inverted[0, 0, 0] == 255


# True classes


def test_that_a_digit_on_the_keyboard_says_what_it_is_and_the_answer_is_marked(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: draw(page))
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_7)
    assert label(page).currentText() == "7"
    mark, words = page.findChild(Sign, "draw.mark"), page.findChild(QLabel, "draw.right")
    assert not mark.isVisible()
    answer(desk, 7, DIGITS)
    assert (words.text(), mark.accessibleName()) == ("right", "right")
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_1)
    assert words.text() == "wrong"


def test_that_for_named_classes_the_key_is_the_number_of_the_class(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    picture(desk, page, lambda: draw(page))
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_2)
    assert label(page).currentText() == "elk"
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_9)
    assert label(page).currentText() == "elk"


def test_that_clean_paper_has_no_class(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: draw(page))
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_7)
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_Delete)
    assert label(page).currentIndex() == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_A])
def test_that_a_drawing_with_its_class_is_kept_by_a_key_and_the_paper_is_clean_again(
    desk: Desk, page: DrawPage, key: Qt.Key
) -> None:
    digits(desk)
    collection = desk.document.findChild(Collection)
    picture(desk, page, lambda: draw(page))
    ink = canvas(page).sheet.planes[..., 0]
    assert not button(page, "add").isEnabled()
    desk.qtbot.keyClick(canvas(page), key)
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_7)
    assert button(page, "add").isEnabled()
    with desk.qtbot.waitSignal(collection.added) as kept:
        desk.qtbot.keyClick(canvas(page), key)
    assert kept.args[0].label == "7"
    np.testing.assert_array_equal(np.squeeze(picture_of(kept.args[0])), ink)
    assert canvas(page).is_empty
    assert collection.count == 1
    desk.qtbot.waitUntil(lambda: button(page, "add").text() == "Add to my digits (1)")


def test_that_what_another_tab_puts_on_the_paper_is_the_ink_that_was_drawn(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    ink = np.zeros((448, 448), np.uint8)
    ink[100:300, 200:240] = 255
    page.findChild(Tabs).place(Placing(ink, "3", "My digits 1"))
    desk.wait_for(Follow)
    np.testing.assert_array_equal(canvas(page).sheet.planes[..., 0], ink)
    assert label(page).currentText() == "3"


# Keys and colours


def test_that_keys_work_the_tools(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    width = page.findChild(QSlider, "draw.width")
    before = width.value()
    desk.qtbot.keyClicks(canvas(page), "]]")
    assert width.value() > before
    desk.qtbot.keyClicks(canvas(page), "[[")
    assert width.value() == before
    desk.qtbot.keyClicks(canvas(page), "eg")
    assert button(page, "eraser").isChecked()
    assert button(page, "grid").isChecked()
    desk.qtbot.keyClicks(canvas(page), "eg")
    assert button(page, "pen").isChecked()
    assert not button(page, "grid").isChecked()


def test_that_colours_are_there_for_a_network_that_sees_them(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    assert not button(page, "colour.red").isVisible()
    digits(desk, 12, 3)
    assert button(page, "colour.red").isVisible()
    button(page, "colour.red").click()
    seen = picture(desk, page, lambda: desk.qtbot.mouseClick(canvas(page), Qt.MouseButton.LeftButton))
    red = seen[seen[..., 1] < 128]
    assert len(red)
    assert (red[:, 0] > 150).all()
    assert tuple(seen[0, 0]) == (255, 255, 255)
    dark = picture(desk, page, button(page, "dark").click)
    assert tuple(dark[0, 0]) == (0, 0, 0)


# Pictures from elsewhere


def choose_data(desk: Desk, page: DrawPage, number: int = 1) -> None:
    button(page, "data").setChecked(True)
    desk.wait_for(Follow)
    page.findChild(QSpinBox, "draw.data.number").setValue(number)
    desk.qtbot.waitUntil(lambda: page.findChild(FittingLabel, "draw.placed").full == f"Test picture {number}")


def test_that_a_picture_of_the_data_is_seen_untouched_and_its_class_is_known(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    choose_data(desk, page)
    data = desk.document.data_set
    assert data is not None
    desk.qtbot.waitUntil(lambda: np.array_equal(newest(desk).picture, data.x_test[1]))
    assert label(page).currentText() == "dog"
    assert page.findChild(QCheckBox, "draw.as_it_is").isChecked()
    assert not page.findChild(QCheckBox, "draw.crop").isEnabled()


def test_that_without_as_it_is_the_ink_on_a_picture_goes_through_the_steps(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    paper = np.full((60, 60, 1), 250, np.uint8)
    paper[10:50, 28:32] = 10
    page.findChild(Tabs).place(Placing(paper, "1", "one.png"))
    seen = picture(desk, page) if not desk.asked(Follow) else newest(desk).picture
    assert seen[14, 14, 0] > 200
    as_it_is = page.findChild(QCheckBox, "draw.as_it_is")
    assert not as_it_is.isChecked()
    untouched = picture(desk, page, as_it_is.click)
    assert untouched[0, 0, 0] == 250
    back = picture(desk, page, as_it_is.click)
    np.testing.assert_array_equal(back, seen)
    canvas(page).undo()
    desk.qtbot.waitUntil(as_it_is.isChecked)


def test_that_a_picture_without_ink_is_refused_in_words_and_the_paper_stays(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: draw(page))
    before = canvas(page).sheet
    page.findChild(Tabs).place(Placing(np.full((20, 20, 1), 9, np.uint8)))
    desk.qtbot.waitUntil(lambda: "Nothing stands out" in page.findChild(QLabel, "draw.news").text())
    assert canvas(page).sheet is before


def test_that_a_photograph_goes_to_a_network_for_colour_as_it_is(desk: Desk, page: DrawPage, tmp_path: Path) -> None:
    desk.add_run(network=small_network(16, 3))
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    image.save(str(tmp_path / "sea.png"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "sea.png"))])
    seen = picture(desk, page, lambda: page.take(mime))
    assert (seen == seen[0, 0]).all()
    assert tuple(seen[0, 0]) == (0, 128, 128)
    assert page.findChild(FittingLabel, "draw.placed").full == "sea.png"
    over = picture(desk, page, lambda: desk.qtbot.mouseClick(canvas(page), Qt.MouseButton.LeftButton))
    assert over[8, 8].max() < 40
    assert tuple(over[0, 0]) == (0, 128, 128)


def test_that_a_picture_file_is_opened_from_a_button(
    desk: Desk, page: DrawPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits(desk)
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for row in range(10, 50):
        image.setPixel(30, row, 0)
        image.setPixel(31, row, 0)
    image.save(str(tmp_path / "one.png"))
    monkeypatch.setattr(file_dialogs, "open_name", lambda *_: (str(tmp_path / "one.png"), ""))
    picture(desk, page, button(page, "picture").click)
    assert not canvas(page).is_empty


# Maps


def followed(desk: Desk) -> Followed:
    subject = newest(desk).subject
    maps = LayerMaps("conv2d_1", "Conv2D", (8, 8, 4), np.zeros((8, 8, 4), np.uint8), 0.0, 1.0)
    event = Followed(0, subject, LABELS, np.array([0, 1, 0], np.float32), (maps,))
    desk.answer(Follow, lambda ticket: replace(event, ticket=ticket))
    return event


def test_that_an_answer_with_maps_is_an_answer_too(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    picture(desk, page, lambda: draw(page))
    followed(desk)
    assert page.findChild(QLabel, "draw.answer").text() == "dog · 100.0 %"


def test_that_a_number_of_the_drawing_is_asked_for_to_be_worked_by_hand(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    picture(desk, page, lambda: draw(page))
    taken: list[object] = []
    page.taken_by_hand.connect(taken.append)
    page.findChild(NumberPointing).wanted.emit("conv2d_1", (3, 4, 1))
    (request,) = desk.asked(TakeByHand)
    assert (request.layer, request.place, request.title) == (
        "conv2d_1",
        (3, 4, 1),
        "conv2d_1, row 3, column 4, channel 1 of Run 1 · drawing",
    )
    assert np.array_equal(request.picture, newest(desk).picture)
    weights = {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}
    found = from_layer(Conv2D(4), weights, request.picture.astype(np.float32), request.place)
    desk.answer(TakeByHand, lambda ticket: TakenByHand(ticket, request.subject, "conv2d_1", (3, 4, 1), found, 1.0))
    assert len(taken) == 1
    page.findChild(NumberPointing).wanted.emit("conv2d_1", (3, 4, 1))
    desk.answer(TakeByHand, lambda ticket: Failed(ticket, "Its window is too large.", ""))
    assert len(taken) == 1


def test_that_an_answer_for_the_project_before_is_not_worked_by_hand_in_the_next(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    picture(desk, page, lambda: draw(page))
    taken: list[object] = []
    page.taken_by_hand.connect(taken.append)
    page.findChild(NumberPointing).wanted.emit("conv2d_1", (3, 4, 1))
    (request,) = desk.asked(TakeByHand)
    desk.document.opened.emit()
    weights = {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}
    found = from_layer(Conv2D(4), weights, request.picture.astype(np.float32), request.place)
    desk.answer(TakeByHand, lambda ticket: TakenByHand(ticket, request.subject, "conv2d_1", (3, 4, 1), found, 1.0))
    assert not taken


def test_that_a_layer_that_is_clicked_is_selected_where_the_project_has_it(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    layers = page.findChild(QWidget, "draw.layers")
    layers.layer_clicked.emit("conv2d_2")
    assert desk.selection.current == "conv2d_2"
    layers.layer_clicked.emit("nowhere")
    assert desk.selection.current == "conv2d_2"


def test_that_the_drawing_stays_when_the_page_is_left(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: draw(page))
    before = canvas(page).sheet
    page.hide()
    page.show()
    assert canvas(page).sheet is before


def test_that_every_button_has_a_name(desk: Desk, page: DrawPage) -> None:
    digits(desk, 12, 3)
    drawing = page.findChild(QWidget, "draw.drawing")
    nameless = [
        each.objectName()
        for each in drawing.findChildren(QAbstractButton)
        if each.isVisible() and not (each.text() or each.accessibleName())
    ]
    assert nameless == []
    assert page.findChild(QPushButton, "draw.clear").toolTip()


def test_that_the_same_drawing_goes_to_a_second_network_of_another_size(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1, network=small_network(8))
    desk.add_run(2, network=small_network(28))
    second = page.findChild(SecondAnswer)
    second.choose(1)
    draw(page)
    first, other = desk.wait_for(Follow), desk.wait_for(Predict)
    shapes = {each.sender: each.picture.shape for each in (first, other)}  # type: ignore[attr-defined]
    assert shapes == {"draw": (28, 28, 1), "draw.second": (8, 8, 1)}
    height = page.findChild(Answer).height()
    second.choose("")
    desk.qtbot.waitUntil(lambda: page.findChild(Answer).height() > height)


def test_that_the_first_networks_maps_are_there_again_when_the_seconds_go(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.add_run(2)
    page.resize(960, 600)  # the second's take the place of the first's
    page.findChild(SecondAnswer).choose(1)
    picture(desk, page, lambda: draw(page))
    maps = (LayerMaps("conv2d_1", "Conv2D", (6, 6, 4), np.zeros((6, 6, 4), np.uint8), 0.0, 1.0),)
    subject, given = newest(desk).subject, np.array([0, 1, 0], np.float32)
    desk.answer(Follow, lambda ticket: Followed(ticket, subject, LABELS, given, maps))
    first = page.findChild(LayersView, "draw.layers")
    switch, asked = button(page, "second.maps"), len(desk.asked(Predict))
    switch.click()
    assert not first.isVisible()
    draw(page, top=60)
    desk.wait_for(Predict, asked + 1)
    desk.answer(Predict, lambda ticket: Predicted(ticket, subject, LABELS, given))
    count = len(desk.asked(Follow))
    switch.click()
    assert first.maps.layers == maps
    desk.wait_for(Follow, count + 1)
    assert newest(desk).sender == "draw"


def test_that_layers_say_whose_they_are_where_there_are_two(desk: Desk, page: DrawPage) -> None:
    desk.add_run(1)
    desk.add_run(2)
    second = page.findChild(SecondAnswer)
    second.choose(1)
    button(page, "second.maps").click()
    words = {each.text() for each in page.findChildren(QLabel)}
    assert {"Layers of Run 1", "Layers of Run 2"} <= words
    assert "Layers of Run 1" in button(page, "second.maps").toolTip()
    button(page, "second.maps").click()
    assert "Layer by layer" in {each.text() for each in page.findChildren(QLabel)}


def test_that_the_winners_of_two_networks_are_in_view_in_a_low_window(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    desk.document.put_run(replace(desk.add_run(2, network=small_network(28)), labels=DIGITS))
    page.resize(876, 480)
    picture(desk, page, lambda: draw(page))
    answer(desk, 9, DIGITS)
    page.findChild(SecondAnswer).choose(1)  # which leaves less room for what was answered before
    desk.wait_for(Predict)
    bars = page.findChild(Bars, "draw.probabilities")
    desk.qtbot.waitUntil(lambda: bars.height() > bars.parentWidget().height())
    desk.qtbot.waitUntil(lambda: bars.visibleRegion().contains(QPoint(20, bars.middle_of(9))))


def test_that_the_paper_takes_the_room_that_the_colours_leave(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    page.resize(1400, 640)
    desk.settle()
    side = canvas(page).paper().width()
    digits(desk, 12, 3)
    desk.settle()
    assert canvas(page).paper().width() < side
    digits(desk)
    desk.settle()
    assert canvas(page).paper().width() == side


def test_that_the_paper_stays_under_a_stroke_whatever_comes_above_it(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    paper, qtbot, left = canvas(page), desk.qtbot, Qt.MouseButton.LeftButton
    before, at = paper.paper(), QPoint(100, 100)
    qtbot.mousePress(paper, left, pos=at)
    page.resize(1100, 540)
    desk.settle()
    assert paper.paper().size() == before.size()
    qtbot.mouseRelease(paper, left, pos=at)
    assert paper.paper().width() < before.width()


def test_that_enter_keeps_the_drawing_from_a_switch_of_a_step(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: draw(page))
    label(page).setCurrentText("7")
    step = page.findChild(QCheckBox, "draw.centre")
    with desk.qtbot.waitSignal(desk.document.findChild(Collection).added):
        desk.qtbot.keyClick(step, Qt.Key.Key_Return)


# What a picture brings with it


def lay(page: DrawPage, value: int, label: str, name: str, shape: tuple[int, ...] = (8, 8, 1)) -> None:
    page.findChild(Tabs).place(Placing(np.full(shape, value, np.uint8), label, name, as_it_is=True))


def test_that_undo_brings_back_a_pictures_name_and_class(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    picture(desk, page, lambda: lay(page, 50, "cat", "one.png"))
    lay(page, 200, "dog", "two.png")
    canvas(page).undo()
    assert page.findChild(FittingLabel, "draw.placed").full == "one.png"
    assert label(page).currentText() == "cat"
    canvas(page).redo()
    assert page.findChild(FittingLabel, "draw.placed").full == "two.png"
    assert label(page).currentText() == "dog"


def test_that_light_and_dark_are_turned_for_the_network_that_asks(desk: Desk, page: DrawPage) -> None:
    run = desk.add_run(1)
    desk.document.put_run(replace(run, project=replace(run.project, preprocessing=Preprocessing(invert=True))))
    turned = picture(desk, page, lambda: lay(page, 50, "cat", "one.png"))
    assert (turned == 205).all()
    straight = picture(desk, page, lambda: desk.add_run(2))
    assert (straight == 50).all()


def test_that_a_picture_keeps_its_proportions_and_what_is_done_is_said(desk: Desk, page: DrawPage) -> None:
    desk.add_run(network=small_network(8, 3))
    wide = np.zeros((8, 24, 3), np.uint8)
    wide[:, 8:16] = 200
    paper = page.findChild(Canvas)
    desk.settle()
    before = paper.mapTo(page, QPoint(0, 0)), paper.size()
    seen = picture(desk, page, lambda: page.findChild(Tabs).place(Placing(wide, "", "wide.png")))
    assert (seen[:, 1:-1] > 150).all()
    assert page.findChild(FittingLabel, "draw.placed").full == "wide.png · cut to the middle"
    assert (paper.mapTo(page, QPoint(0, 0)), paper.size()) == before  # the line that came did not move it


def test_that_a_photograph_stays_one_for_a_network_that_sees_them(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    as_it_is = page.findChild(QCheckBox, "draw.as_it_is")
    picture(desk, page, lambda: lay(page, 50, "3", "three.png"))
    assert as_it_is.isVisible()
    picture(desk, page, lambda: desk.add_run(2, network=small_network(8, 3)))
    assert not as_it_is.isVisible()


def test_that_networks_for_photographs_get_a_drawing_as_it_stands(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    assert page.findChild(Seen).steps == MNISTS_WAY
    desk.add_run(2, network=small_network(8, 3))
    assert page.findChild(Seen).steps == AS_IT_STANDS
    desk.document.choose_run(1)
    assert page.findChild(Seen).steps == MNISTS_WAY


def test_that_another_project_begins_on_clean_paper(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: lay(page, 50, "3", "three.png"))
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(Project(small_network()), "Another")
    assert canvas(page).is_empty
    assert not canvas(page).can_undo
    assert label(page).currentIndex() == 0


# Keeping


def test_that_a_drawing_is_kept_once_however_often_it_is_asked_and_that_is_said(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    desk.settle()
    collection = desk.document.findChild(Collection)
    picture(desk, page, lambda: draw(page))
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_7)
    with desk.qtbot.waitSignal(collection.added):
        desk.qtbot.keyClick(canvas(page), Qt.Key.Key_A)
        desk.qtbot.keyClick(canvas(page), Qt.Key.Key_A)
        button(page, "add").click()
    desk.settle()
    assert collection.count == 1
    said = page.findChild(FittingLabel, "draw.added")
    assert said.full == "Kept as 7 (1 in all)"
    picture(desk, page, lambda: draw(page))
    assert said.full == ""


# The keyboard beside the paper


def test_that_undo_and_delete_reach_the_paper_from_a_switch_of_a_step(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: draw(page))
    crop, control = page.findChild(QCheckBox, "draw.crop"), Qt.KeyboardModifier.ControlModifier
    desk.qtbot.keyClick(crop, Qt.Key.Key_Delete)
    assert canvas(page).is_empty
    desk.qtbot.keyClick(crop, Qt.Key.Key_Z, control)
    assert not canvas(page).is_empty
    desk.qtbot.keyClick(crop, Qt.Key.Key_Y, control)
    assert canvas(page).is_empty
    claimed = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, control)
    claimed.ignore()
    QApplication.sendEvent(crop, claimed)
    assert claimed.isAccepted()


@pytest.mark.parametrize("how", ["another picture", "undo", "another project", "clean paper"])
def test_that_no_number_stands_over_what_is_no_picture_of_the_data(desk: Desk, page: DrawPage, how: str) -> None:
    desk.add_run()
    choose_data(desk, page)
    assert button(page, "data").isChecked()
    if how == "another picture":
        lay(page, 50, "cat", "one.png")
    elif how == "undo":
        canvas(page).undo()
    elif how == "clean paper":
        canvas(page).clear()
    else:
        with desk.qtbot.waitSignal(desk.document.opened):
            desk.document.new(Project(small_network()), "Another")
    assert not button(page, "data").isChecked()
    assert not page.findChild(QSpinBox, "draw.data.number").isVisible()


def test_that_a_number_is_still_there_over_its_picture_that_is_drawn_on(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    choose_data(desk, page)
    desk.qtbot.mouseClick(canvas(page), Qt.MouseButton.LeftButton)
    assert button(page, "data").isChecked()


def test_that_enter_after_a_number_goes_to_the_paper_and_keeps_nothing(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    choose_data(desk, page)
    assert button(page, "add").isEnabled()
    desk.qtbot.keyClick(page.findChild(QSpinBox, "draw.data.number"), Qt.Key.Key_Return)
    desk.settle()
    assert not canvas(page).is_empty
    assert desk.document.findChild(Collection).count == 0


def test_that_letters_work_the_page_while_the_number_of_a_picture_is_chosen(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    choose_data(desk, page)
    number = page.findChild(QSpinBox, "draw.data.number")
    desk.qtbot.keyClick(number, Qt.Key.Key_E)
    assert button(page, "eraser").isChecked()


def test_that_a_number_no_picture_has_is_refused_in_words(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    choose_data(desk, page)
    number = page.findChild(QSpinBox, "draw.data.number")
    number.selectAll()
    desk.qtbot.keyClicks(number, "99999")
    desk.qtbot.keyClick(number, Qt.Key.Key_Return)
    assert page.findChild(QLabel, "draw.news").text() == "The test pictures are numbered from 0 to 5."
    assert number.value() == 1


def test_that_no_two_parts_of_the_tab_share_an_alt_letter(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    picture(desk, page, lambda: lay(page, 50, "3", "three.png"))
    words = [each.text() for each in page.findChildren(QAbstractButton) if each.isVisible()]
    letters = [text[text.index("&") + 1].lower() for text in words if "&" in text]
    assert len(letters) == len(set(letters))


def test_that_all_ten_classes_of_two_networks_are_in_view(desk: Desk, page: DrawPage) -> None:
    digits(desk)
    desk.document.put_run(replace(desk.add_run(2, network=small_network(28)), labels=DIGITS))
    page.resize(1190, 690)
    page.findChild(SecondAnswer).choose(1)
    picture(desk, page, lambda: draw(page))
    button(page, "second.maps").click()
    for name in ("draw.probabilities", "draw.second.probabilities"):
        bars = page.findChild(Bars, name)
        desk.qtbot.waitUntil(lambda bars=bars: bars.height() <= bars.parentWidget().height())


def test_that_of_a_wrong_answer_the_true_class_has_a_frame(desk: Desk, page: DrawPage) -> None:
    desk.add_run()
    picture(desk, page, lambda: draw(page))
    answer(desk, 1)
    bars = page.findChild(Bars, "draw.probabilities")
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_2)
    assert bars.pointed == 2
    desk.qtbot.keyClick(canvas(page), Qt.Key.Key_1)
    assert bars.pointed is None


def test_that_any_colour_can_be_taken(desk: Desk, page: DrawPage, monkeypatch: pytest.MonkeyPatch) -> None:
    digits(desk, 12, 3)
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor("#123456"))
    button(page, "colour.more").click()
    assert button(page, "colour.own").isChecked()
    desk.qtbot.mouseClick(canvas(page), Qt.MouseButton.LeftButton)
    planes = canvas(page).sheet.planes
    assert tuple(planes[planes[..., 0] == 255][0]) == (255, 0x12, 0x34, 0x56)


def test_that_of_many_classes_the_true_one_is_shown_too(desk: Desk, page: DrawPage) -> None:
    run, many = desk.add_run(), tuple(f"class {number}" for number in range(100))
    desk.document.put_run(replace(run, labels=many))
    picture(desk, page, lambda: draw(page))
    label(page).setCurrentIndex(100)
    answer(desk, 3, many)
    bars = page.findChild(Bars, "draw.probabilities")
    assert bars.bars[0].label == "class 3"
    assert bars.pointed is not None
    assert bars.bars[bars.pointed].label == "class 99"


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("24 % kept", "24 %"),
        ("to 20 × 16", "20 × 16"),
        ("6 right, 3 up", "6 →, 3 ↑"),
        ("dark on light", "dark"),
        ("", ""),
    ],
)
def test_that_what_a_step_did_can_be_said_in_little_room(words: str, short: str) -> None:
    assert in_short(words) == short
