"""Settings of the plan that are left blank."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.gui.document import Document
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.training.settings import TrainSettings
from cnnstudio.gui.widgets.blanks_button import BlanksButton
from cnnstudio.gui.widgets.forms.blank_editors import BlankLine


def test_that_a_change_fills_a_blank_of_the_plan_in(document: Document) -> None:
    edits = PlanEdits(document)
    edits.turn_blank("epochs", True)
    assert document.project.blanks == (Blank("", "epochs"),)
    assert edits.blanks == ("epochs",)
    edits.change("epochs", edits.plan.epochs)
    assert document.project.blanks == ()
    document.undo_stack.undo()
    assert edits.blanks == ("epochs",)


def test_that_the_panel_shows_blanks_of_the_plan_and_makes_them(document: Document, qtbot: QtBot) -> None:
    panel = TrainSettings(document)
    qtbot.addWidget(panel)
    button = panel.findChild(BlanksButton, "train.blanks")
    assert button is not None
    button.chosen.emit("learning_rate", True)
    assert document.undo_stack.undoText() == "Leave learning rate blank"
    box = panel.findChild(BlankLine, "train.plan.learning_rate.blank")
    assert box is not None
    box.filled.emit(0.01)
    assert document.project.plan == replace(document.project.plan, learning_rate=0.01)
    assert document.project.blanks == ()


def test_that_a_folded_section_opens_where_something_is_to_be_filled_in(document: Document, qtbot: QtBot) -> None:
    panel = TrainSettings(document)
    qtbot.addWidget(panel)
    section = next(each for each in panel._sections if each.objectName() == "train.section.metrics")
    assert section.is_folded
    PlanEdits(document).turn_blank("top_k", True)
    assert not section.is_folded
