"""The combo box that says that its text goes on."""

from pytestqt.qtbot import QtBot

from cnnstudio.core.runs.run import Run
from cnnstudio.gui.runs.names import show_runs
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo, fitting_combo
from tests.core.runs_made import run


def test_that_a_text_without_room_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    combo = ElidingCombo()
    qtbot.addWidget(combo)
    combo.addItem("Categorical cross-entropy")
    combo.resize(110, 26)
    assert combo.shown_text().endswith("…")
    combo.resize(400, 26)
    assert combo.shown_text() == "Categorical cross-entropy"


def test_that_of_two_thousand_runs_only_some_are_put_into_words_for_the_width(qtbot: QtBot) -> None:
    combo, asked = fitting_combo("choice", "Compare with", 90), set()
    qtbot.addWidget(combo)

    def words(each: Run) -> str:
        asked.add(each.number)
        return each.name

    show_runs(combo, tuple(run(number) for number in range(1, 2_001)), 7, words)
    assert combo.sizeHint().width() >= combo.fontMetrics().horizontalAdvance("Run 2,000")
    assert combo.minimumSizeHint() == combo.sizeHint()
    assert len(asked) < 100
