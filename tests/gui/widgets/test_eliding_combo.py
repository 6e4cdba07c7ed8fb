"""The combo box that says that its text goes on."""

from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.eliding_combo import ElidingCombo


def test_that_a_text_without_room_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    combo = ElidingCombo()
    qtbot.addWidget(combo)
    combo.addItem("Categorical cross-entropy")
    combo.resize(110, 26)
    assert combo.shown_text().endswith("…")
    combo.resize(400, 26)
    assert combo.shown_text() == "Categorical cross-entropy"
