"""Two rows of buttons stand beside each other, or one below the other where that is too narrow."""

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.in_lines import InLines, line_of


@pytest.mark.parametrize("wide", [True, False])
def test_that_the_second_row_goes_below_where_there_is_no_room_beside(qtbot: QtBot, wide: bool) -> None:
    first, second = QPushButton("Diagramm und Tabelle"), QPushButton("Speichern unter…")
    window, rows = QWidget(), InLines(line_of(first), line_of(second))
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(rows)
    both = first.sizeHint().width() + second.sizeHint().width()
    window.resize(both + 60 if wide else both, 80)
    window.show()
    qtbot.waitUntil(lambda: (first.geometry().top() == second.geometry().top()) == wide)
    assert second.width() >= second.sizeHint().width()
    assert rows.minimumSizeHint().width() < both
