"""From a number of a layer to convolution by hand in the window, and back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QInputDialog, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.examples import EXAMPLES
from cnnstudio.core.by_hand.layers import from_layer
from cnnstudio.core.by_hand.origin import Origin, from_json, title_of
from cnnstudio.core.labs.lab import Action
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.messages import RunSubject, TakenByHand
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.by_hand.view import ByHandView
from cnnstudio.gui.links.hand_links import KEY, place_in_layer
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.widgets import file_dialogs
from tests.gui.desk import small_data, small_network
from tests.gui.fakes import FakeBridge

WEIGHTS = {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}
PICTURE = np.arange(400, dtype=np.float32).reshape(20, 20, 1)


def taken(layer: str = "conv2d_1", given: float | None = None, place: tuple[int, int, int] = (7, 9, 2)) -> TakenByHand:
    found = from_layer(Conv2D(4), WEIGHTS, PICTURE, place, title=title_of(layer, place, "Run 1"))
    row, column, _ = place
    value = float(PICTURE[row : row + 3, column : column + 3].sum()) if given is None else given
    return TakenByHand(1, RunSubject("lab.cnnstudio", 1), layer, place, found, value)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.document.opened):
        made.new_project(Project(small_network(20)), "Small")
    yield made
    made.close()


def view_of(window: MainWindow) -> ByHandView:
    return window.pages.page("learn").tab("by_hand")


def about(window: MainWindow) -> str:
    return view_of(window).findChild(QLabel, "learn.convolution.about").text()


def back(window: MainWindow) -> QPushButton:
    return view_of(window).findChild(QPushButton, "learn.convolution.origin")


def test_that_a_number_goes_there_at_its_step_and_says_where_it_comes_from(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken())
    assert window.pages.current == "learn"
    view = view_of(window)
    assert (view.exercise, view.place) == (taken().taken.exercise, taken().taken.place)
    words = "Taken at row 7, column 9, channel 2 of conv2d_1. The network has 1,530 there, the same as here."
    assert about(window) == words
    assert back(window).isVisible()


def test_that_a_network_that_is_wrong_is_told_and_which_number_is_exact(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken(given=7.0))
    assert "the network gave 7: more than rounding apart; the number worked out here is the exact one" in about(window)


def test_that_one_comes_back_to_the_number_at_the_step_that_is_looked_at(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_page("inspect")
    page = window.pages.page("inspect")
    shown: list[tuple[str, tuple[int, ...]]] = []
    monkeypatch.setattr(page, "show_number", lambda layer, place: shown.append((layer, place)) or True)
    page.taken_by_hand.emit(taken())
    row, column, _ = taken().taken.place
    view_of(window).worksheet.go_to((row + 1, column - 2, 0))
    back(window).click()
    assert shown == [("conv2d_1", (8, 7, 2))]
    assert window.pages.current == "inspect"


def test_that_a_layer_that_is_there_is_selected_and_one_that_is_gone_is_said(window: MainWindow) -> None:
    window.show_page("inspect")
    page = window.pages.page("inspect")
    page.taken_by_hand.emit(taken("conv2d_2"))
    back(window).click()
    assert window.selection.current == "conv2d_2"
    page.taken_by_hand.emit(taken())
    window.document.change_network(Network((20, 20, 1)), "None")
    back(window).click()
    assert "no layer called conv2d_1 any more" in window.message_bar.text


def test_that_an_exercise_of_a_lab_opens_without_its_answer_where_the_lab_says_so(window: MainWindow) -> None:
    for hidden in (True, False):
        window.labs.doing.do(Action("by_hand", "Open", exercise=EXAMPLES[0].exercise, hidden=hidden))
        assert (view_of(window).exercise, view_of(window).tries.hidden) == (EXAMPLES[0].exercise, hidden)


def test_that_other_numbers_come_from_nowhere_and_edited_ones_say_so(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken())
    view = view_of(window)
    view.worksheet.change(lambda exercise: edits.set_bias(exercise, 0, 5.0))
    assert about(window).endswith("Edited since.")
    assert back(window).isVisible()
    view.show_exercise(EXAMPLES[0].exercise)
    assert not back(window).isVisible()
    assert "conv2d_1" not in about(window)
    view.undo()
    assert back(window).isVisible()


def test_that_steps_of_an_edited_exercise_that_slides_otherwise_lead_to_the_number_that_was_taken() -> None:
    event = taken()
    origin = Origin(event.layer, event.place, event.taken, event.given)
    exercise = origin.taken.exercise
    assert place_in_layer(origin, exercise, (0, 0, 0)) == (*origin.taken.first, 2)
    assert place_in_layer(origin, replace(exercise, stride=(2, 2)), (0, 0, 0)) == origin.place
    assert place_in_layer(origin, exercise, None) == origin.place


def offered(window: MainWindow) -> dict[str, QAction]:
    """The menu that brings real numbers, as it is when it is opened."""
    menu = view_of(window).findChild(QToolButton, "learn.convolution.from").menu()
    menu.aboutToShow.emit()
    return {action.objectName().rpartition(".")[2]: action for action in menu.actions() if action.objectName()}


def test_that_what_is_not_there_is_not_offered_and_it_is_said_why(window: MainWindow) -> None:
    window.document.set_data_set(None)
    found = offered(window)
    assert {name for name, action in found.items() if action.isEnabled()} == {"file"}
    assert found["data"].toolTip() == "No data are loaded yet"


def test_that_a_picture_file_is_taken(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = QImage(6, 5, QImage.Format.Format_Grayscale8)
    image.fill(90)
    assert image.save(str(tmp_path / "grey.png"))
    monkeypatch.setattr(file_dialogs, "open_name", lambda *_: (str(tmp_path / "grey.png"), ""))
    offered(window)["file"].trigger()
    qtbot.waitUntil(lambda: "rey.png" in view_of(window).exercise.title)
    assert view_of(window).exercise.input.shape == (5, 6, 1)
    assert (view_of(window).exercise.input == 90).all()


def test_that_a_picture_of_the_data_is_taken_by_its_number(window: MainWindow, qtbot: QtBot) -> None:
    window.document.set_data_set(small_data(20))
    offered(window)["data"].trigger()
    dialog = window.findChild(QInputDialog, "learn.convolution.number")
    dialog.setIntValue(7)
    dialog.accept()
    qtbot.waitUntil(lambda: "training picture 7 of class dog (numbers" in view_of(window).exercise.title.lower())
    exercise = view_of(window).exercise
    assert (exercise.input == 7).all()
    assert exercise.input.shape == (20, 20, 1)


def test_that_the_picture_of_inspect_is_taken(window: MainWindow, qtbot: QtBot) -> None:
    window.document.set_data_set(small_data(20))
    window.show_page("inspect")
    page = window.pages.page("inspect")
    qtbot.waitUntil(lambda: page.picture_chosen.picture is not None)
    offered(window)["inspect"].trigger()
    exercise = view_of(window).exercise
    assert exercise.title == "Test picture 0 (numbers from 0 to 255)"
    assert (exercise.input == 100).all()


def test_that_what_differs_from_the_layer_is_said(window: MainWindow) -> None:
    window.show_page("inspect")
    event = taken()
    event = replace(event, taken=replace(event.taken, words="Only some of its channels."))
    window.pages.page("inspect").taken_by_hand.emit(event)
    assert about(window).endswith("Only some of its channels.")


def test_that_the_networks_number_is_not_told_to_who_works_it_out(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken())
    assert "1,530" in about(window)
    view_of(window).worksheet.hide(True)
    assert about(window) == "Taken at row 7, column 9, channel 2 of conv2d_1."


def test_that_the_way_back_is_there_again_when_the_project_is_opened_again(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken())
    view_of(window).kept.put()
    path = window.document.path
    with qtbot.waitSignal(window.document.opened):
        window.new_project(Project(small_network(20)), "Another")
    assert not back(window).isVisibleTo(view_of(window))
    with qtbot.waitSignal(window.document.opened):
        window.document.open(path)
    qtbot.waitUntil(lambda: "Taken at row 7" in about(window))
    assert back(window).isVisibleTo(view_of(window))


def test_that_undo_brings_back_where_the_numbers_before_come_from(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_page("inspect")
    page = window.pages.page("inspect")
    shown: list[tuple[int, ...]] = []
    monkeypatch.setattr(page, "show_number", lambda layer, place: shown.append(place) or True)
    page.taken_by_hand.emit(taken(place=(4, 4, 0)))
    page.taken_by_hand.emit(taken(place=(12, 13, 3)))
    view = view_of(window)
    view.undo()
    assert about(window).startswith("Taken at row 4, column 4, channel 0 of conv2d_1. The network has")
    view.worksheet.go_to(taken(place=(4, 4, 0)).taken.place)
    back(window).click()
    assert shown == [(4, 4, 0)]
    assert from_json(window.document.notes.get(KEY)).place == (4, 4, 0)
    view.redo()
    assert about(window).startswith("Taken at row 12")


def test_that_a_damaged_origin_is_no_more_than_no_way_back(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken())
    text = re.sub(r'"given":[^,]+', '"given":1' + "0" * 400, window.document.notes.get(KEY))
    window.document.notes.put(KEY, text)
    window.document.opened.emit()
    assert not back(window).isVisibleTo(view_of(window))
