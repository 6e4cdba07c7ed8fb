"""Edits of the plan as undo steps: what becomes one step, and what never does."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.training.plan import Plan
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.training.plan_sections import EpochsSection, RateSection, metrics_section
from tests.gui.desk import LABELS, Desk, desk

__all__ = ["desk"]


@pytest.fixture
def edits(desk: Desk) -> PlanEdits:
    return PlanEdits(desk.document)


def run(desk: Desk, epochs: int, status: str = "finished") -> Run:
    done = tuple(Epoch(number, 1.0, 0.5, 1.0, 0.5, 1.0) for number in range(1, epochs + 1))
    project = desk.document.project
    return Run(1, "Run 1", project, LABELS, Prepared(), status, "2026-01-01T12:00:00+00:00", {}, done)  # type: ignore[arg-type]


def test_that_numbers_typed_one_after_the_other_are_one_step(edits: PlanEdits, desk: Desk) -> None:
    before = desk.document.project
    for rate in (0.002, 0.02, 0.2):
        edits.change("learning_rate", rate)
    desk.document.undo_stack.undo()
    assert desk.document.project == before


def test_that_choices_and_ticks_are_a_step_each(edits: PlanEdits, desk: Desk) -> None:
    for name in ("SGD", "RMSprop"):
        edits.change("optimizer", name)
    desk.document.undo_stack.undo()
    assert edits.plan.optimizer == "SGD"
    edits.change("keep_best", False)
    edits.change("keep_best", True)
    desk.document.undo_stack.undo()
    assert edits.plan.keep_best is False


@pytest.mark.parametrize("begun", [0, 3])
def test_that_what_was_trained_can_be_reached_by_undo(edits: PlanEdits, desk: Desk, begun: int) -> None:
    if begun:
        desk.document.put_run(run(desk, begun))
    edits.change("learning_rate", 0.01)
    desk.document.put_run(run(desk, begun, "training"))  # it begins, or goes on in the same row
    edits.change("learning_rate", 0.1)
    desk.document.put_run(run(desk, begun + 1, "training"))
    edits.change("learning_rate", 0.2)  # for the next run, while this one goes on
    desk.document.undo_stack.undo()
    assert edits.plan.learning_rate == 0.01


def show(section: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(section)
    section.resize(240, 400)
    section.show()


def units(section: QWidget) -> list[str]:
    return [each.text() for each in section.findChildren(QLabel) if each.isVisible() and each.buddy() is None]


def test_that_settings_stand_with_their_units_and_a_word_in_the_place_of_none(edits: PlanEdits, qtbot: QtBot) -> None:
    section = EpochsSection(edits)
    show(section, qtbot)
    section.follow(Plan(early_stopping=3))
    box = section.findChild(QSpinBox, "train.plan.early_stopping")
    assert box is not None
    assert "epochs" in units(section)
    width = box.width()
    section.follow(Plan())
    assert box.text() == "never"
    assert "epochs" not in units(section)
    assert box.width() == width


def test_that_a_schedule_says_what_its_numbers_are(edits: PlanEdits, qtbot: QtBot) -> None:
    section = RateSection(edits)
    show(section, qtbot)
    kind = section.findChild(QComboBox, "train.schedule")
    assert kind is not None
    kind.setCurrentText("In steps")
    section.follow(edits.plan)
    assert {"epochs", "×"} <= set(units(section))


def test_that_what_else_is_measured_is_more_than_a_name(edits: PlanEdits, qtbot: QtBot) -> None:
    section = metrics_section(edits)
    show(section, qtbot)
    section.set_folded(False)
    section.follow(replace(edits.plan, top_k=5))
    assert {"largest", "area under ROC", "precision, recall"} <= set(units(section))
    for each in section.findChildren(QCheckBox):
        assert each.isVisible()
