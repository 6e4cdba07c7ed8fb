"""A progress bar with words that fit."""

from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.fitting_bar import FittingBar


def test_that_the_longest_wording_that_fits_is_shown(qtbot: QtBot) -> None:
    bar = FittingBar()
    qtbot.addWidget(bar)
    bar.setValue(1)
    bar.show()
    bar.resize(600, 32)
    bar.say("Epoch 3 of 5 · batch 21 of 57", "Epoch 3 of 5", "52 %")
    assert (bar.text(), bar.toolTip()) == ("Epoch 3 of 5 · batch 21 of 57", "")
    bar.resize(bar.fontMetrics().horizontalAdvance("Epoch 3 of 5") + 14, 32)
    assert (bar.text(), bar.toolTip()) == ("Epoch 3 of 5", "Epoch 3 of 5 · batch 21 of 57")
    bar.resize(60, 32)
    assert bar.text() == "52 %"
    assert bar.accessibleDescription() == "Epoch 3 of 5 · batch 21 of 57"
