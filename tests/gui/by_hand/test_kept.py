"""What stands in convolution by hand is in the notes before these are written, also what was done just now."""

import numpy as np

from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.keeping import Kept, from_json
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.by_hand.kept import KEY, KeptSheet
from cnnstudio.gui.by_hand.worksheet import Worksheet
from tests.gui.desk import Desk, desk

__all__ = ["desk"]

LARGE = Exercise(np.ones((32, 32, 5), np.float32), np.ones((2, 2, 5, 1), np.float32), np.zeros(0, np.float32))
"""So many numbers are not put there after every key."""


def test_that_an_edit_made_just_before_another_project_is_opened_is_kept_in_its_own(desk: Desk) -> None:
    document, old, sheet = desk.document, desk.document.path, Worksheet()
    kept = KeptSheet(document, sheet)
    sheet.take(Kept(LARGE, Tries()))
    with desk.qtbot.waitSignal(document.opened):
        document.new(document.project, "Another")
    desk.settle()
    assert document.notes.get(KEY) == ""
    with ProjectFile.open(old, read_only=True) as file:
        assert from_json(file.notes()[KEY]).exercise == LARGE
    assert kept.parent() is sheet


def test_that_an_edit_made_just_before_the_window_is_closed_is_kept(desk: Desk) -> None:
    sheet = Worksheet()
    kept = KeptSheet(desk.document, sheet)
    sheet.take(Kept(LARGE, Tries()))
    assert desk.document.write_now() is None
    with ProjectFile.open(desk.document.path, read_only=True) as file:
        assert KEY in file.notes()
    assert kept.parent() is sheet
