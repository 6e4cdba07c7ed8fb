"""Draw: steps, true classes, colours, pictures from elsewhere, and keeping what was drawn."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from cnnstudio.core.ink import AS_IT_STANDS, MNISTS_WAY, ink_to_input
from cnnstudio.core.messages import Follow, Followed, LayerMaps, Predicted
from cnnstudio.data.drawn import picture_of
from cnnstudio.gui.collection import Collection
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.page import DrawPage
from cnnstudio.gui.pad.second import SecondAnswer
from cnnstudio.gui.pad.seen import Seen
from cnnstudio.gui.pad.tab import Placing
from cnnstudio.gui.pad.tabs import Tabs
from cnnstudio.gui.widgets.fitting_label import FittingLabel
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
    assert did.full == "moved 12 right, 9 down"


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
    mark, words = page.findChild(QLabel, "draw.mark"), page.findChild(QLabel, "draw.right")
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
    collection = Collection.of(desk.document)
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
    assert canvas(page).has_grid
    desk.qtbot.keyClicks(canvas(page), "eg")
    assert button(page, "pen").isChecked()
    assert not canvas(page).has_grid


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
    assert page.findChild(FittingLabel, "draw.placed").full == "Sea.png"
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
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "one.png"), ""))
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
    desk.qtbot.waitUntil(lambda: {each.sender for each in desk.bridge.requests} == {"draw", "draw.second"})
    shapes = {each.sender: each.picture.shape for each in desk.bridge.requests}  # type: ignore[attr-defined]
    assert shapes == {"draw": (28, 28, 1), "draw.second": (8, 8, 1)}
    height = page.findChild(Answer).height()
    second.choose("")
    desk.qtbot.waitUntil(lambda: page.findChild(Answer).height() > height)
