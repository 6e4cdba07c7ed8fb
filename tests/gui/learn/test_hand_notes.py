"""What stands in convolution by hand is kept in the project and found again there."""

from dataclasses import replace

import pytest

from cnnstudio.core.by_hand.examples import FIRST
from cnnstudio.core.by_hand.keeping import from_json
from cnnstudio.core.errors import StudioError
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.learn.hand_notes import KEY, HandNotes
from tests.gui.desk import Desk, desk
from tests.gui.labs.conftest import garbage_is_collected_here

__all__ = ["desk", "garbage_is_collected_here"]


@pytest.fixture
def sheet(desk: Desk) -> Worksheet:
    return Worksheet(desk.document)


def settle(desk: Desk, notes: HandNotes) -> None:
    desk.qtbot.waitUntil(lambda: not notes.is_busy)


def test_that_an_edit_is_kept_and_found_again(desk: Desk, sheet: Worksheet) -> None:
    notes = HandNotes(desk.document, sheet, desk.document)
    sheet.change(lambda exercise: replace(exercise, padding=1))
    settle(desk, notes)
    assert from_json(desk.document.notes.get(KEY)).exercise == sheet.exercise
    other = Worksheet(desk.document)
    settle(desk, HandNotes(desk.document, other, desk.document))
    assert other.exercise == sheet.exercise != FIRST


def test_that_another_project_has_its_own(desk: Desk, sheet: Worksheet) -> None:
    notes = HandNotes(desk.document, sheet, desk.document)
    sheet.change(lambda exercise: replace(exercise, padding=1))
    settle(desk, notes)
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(desk.document.project, "Other")
    settle(desk, notes)
    assert sheet.exercise == FIRST
    assert desk.document.notes.get(KEY) == ""


def test_that_a_note_that_cannot_be_read_is_said(desk: Desk, sheet: Worksheet) -> None:
    desk.document.notes.put(KEY, "{}")
    said: list[StudioError] = []
    desk.document.refused.connect(said.append)
    settle(desk, HandNotes(desk.document, sheet, desk.document))
    assert "could not be read" in str(said[0])
    assert sheet.exercise == FIRST
