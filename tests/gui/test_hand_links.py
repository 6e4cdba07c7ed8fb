"""From a number of a layer to convolution by hand in the window, and back."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.examples import EXAMPLES
from cnnstudio.core.by_hand.layers import from_layer
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.messages import RunSubject, TakenByHand
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.by_hand.view import ByHandView
from cnnstudio.gui.hand_links import place_in_layer
from cnnstudio.gui.main_window import MainWindow
from tests.gui.desk import small_network
from tests.gui.fakes import FakeBridge

WEIGHTS = {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}
PICTURE = np.arange(400, dtype=np.float32).reshape(20, 20, 1)


def taken(layer: str = "conv2d_1", given: float | None = None) -> TakenByHand:
    place = (7, 9, 2)
    found = from_layer(Conv2D(4), WEIGHTS, PICTURE, place, title=f"{layer} of Run 1")
    value = float(PICTURE[7:10, 9:12].sum()) if given is None else given
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
    assert about(window).startswith("conv2d_1 of Run 1 · row 7, column 9, channel 2. The network has 1,521 there") or (
        "the same as here" in about(window)
    )
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


def test_that_other_numbers_come_from_nowhere_and_edited_ones_say_so(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").taken_by_hand.emit(taken())
    view = view_of(window)
    view.worksheet.change(lambda exercise: edits.set_bias(exercise, 0, 5.0))
    assert about(window).endswith("Edited since.")
    assert back(window).isVisible()
    view.show_exercise(EXAMPLES[0].exercise)
    assert not back(window).isVisible()
    assert about(window) == EXAMPLES[0].exercise.title
    view.undo()
    assert back(window).isVisible()


def test_that_steps_of_an_edited_exercise_that_slides_otherwise_lead_to_the_number_that_was_taken() -> None:
    origin = taken()
    exercise = origin.taken.exercise
    assert place_in_layer(origin, exercise, (0, 0, 0)) == (*origin.taken.first, 2)
    assert place_in_layer(origin, replace(exercise, stride=(2, 2)), (0, 0, 0)) == origin.place
    assert place_in_layer(origin, exercise, None) == origin.place
