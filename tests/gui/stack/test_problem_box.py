"""The ways out of a problem wear the icons of what they do."""

from pytestqt.qtbot import QtBot

from cnnstudio.core.problem import Fix, KeepValues, Problem, Remove
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.problem_box import ProblemBox


def test_that_the_bin_stands_for_taking_away_whatever_the_words_are(qtbot: QtBot) -> None:
    box = ProblemBox("error", ("fix", "other_fix"))
    qtbot.addWidget(box)
    fixes = Fix("Diese Schicht entfernen", Remove("dense_1")), Fix("Remove all doubt", KeepValues())
    box.show_problem(Problem("Something is wrong.", fixes))
    shown = [button.icon().pixmap(16, 16).toImage() for button in box._buttons]
    assert shown == [icon(name).pixmap(16, 16).toImage() for name in ("trash-2", "wand-sparkles")]
