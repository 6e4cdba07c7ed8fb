"""The weights that training starts from, chosen in the plan."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.training.start_choice import StartChoice
from tests.gui.desk import Desk, desk, small_data, small_network

__all__ = ["desk"]


@pytest.fixture
def choice(desk: Desk, qtbot: QtBot) -> StartChoice:
    made = StartChoice(desk.document, PlanEdits(desk.document), 90)
    qtbot.addWidget(made)
    return made


def combo(choice: StartChoice) -> QComboBox:
    found = choice.findChild(QComboBox, "train.plan.start")
    assert found is not None
    return found


def entries(choice: StartChoice) -> list[tuple[str, int]]:
    return [(combo(choice).itemText(each), combo(choice).itemData(each)) for each in range(combo(choice).count())]


def test_that_without_runs_there_are_new_weights_alone(choice: StartChoice) -> None:
    assert entries(choice) == [("New weights", 0)]
    assert not combo(choice).isEnabled()


def test_that_runs_are_named_whose_weights_fit(desk: Desk, choice: StartChoice) -> None:
    desk.document.change_network(small_network(), "Begin")
    desk.add_run(1)
    desk.add_run(2, network=small_network(side=12))
    desk.add_run(3, status="imported")
    assert entries(choice) == [
        ("New weights", 0),
        ("Run 3 · validation 50.0 % · opened from a file", 3),
        ("Run 1 · validation 50.0 %", 1),
    ]


def test_that_a_choice_is_one_step_and_what_no_longer_fits_is_said(desk: Desk, choice: StartChoice) -> None:
    document = desk.document
    document.change_network(small_network(), "Begin")
    desk.add_run(1)
    box = combo(choice)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert (document.project.plan.start, document.undo_stack.undoText()) == (1, "Change start from")
    document.set_data_set(small_data())
    assert document.why_not_train == ""
    document.change_network(replace(small_network(side=12)), "Other")
    document.set_data_set(small_data(12))
    assert "It cannot start from “Run 1”. dense_1 has a kernel of" in document.why_not_train
    assert box.currentData() == 1
    assert box.count() == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert box.currentText() == "New weights"
