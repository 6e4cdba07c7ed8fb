"""The place of the lab panel beside the pages."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.labs.side import LabSide


def test_that_the_pages_are_laid_out_in_one_turn_and_painted_in_the_next(qtbot: QtBot) -> None:
    side = LabSide(QWidget())
    qtbot.addWidget(side)
    side.put(QWidget())
    side.resize(1200, 600)
    side.show()
    for folded in (False, True):
        side.set_folded(folded)
        assert not side.updatesEnabled()
        qtbot.waitUntil(side.updatesEnabled)
        assert side.is_open is not folded
    side.set_folded(True)
    assert side.updatesEnabled()  # nothing came or went
