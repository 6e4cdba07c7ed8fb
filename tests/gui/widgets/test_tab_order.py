"""The order of the Tab key."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.tab_order import in_sight_order, put_in_order


def test_that_widgets_are_in_order_as_they_stand_whenever_they_were_made(qtbot: QtBot) -> None:
    page, panel = QWidget(), QWidget()
    qtbot.addWidget(page)
    last, spin, first, combo, hidden = QPushButton("Last"), QSpinBox(), QPushButton("First"), QComboBox(), QPushButton()
    inside = QGridLayout(panel)
    inside.addWidget(combo, 1, 1)
    inside.addWidget(QLabel("A number"), 0, 0)
    inside.addWidget(spin, 0, 1)
    column = QVBoxLayout(page)
    for widget in (first, panel, hidden, last):
        column.addWidget(widget)
    hidden.hide()
    page.show()
    QApplication.sendPostedEvents()
    assert in_sight_order(page) == [first, spin, combo, last]
    put_in_order(in_sight_order(page))
    page.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    found: list[QWidget] = [first]
    for _ in range(3):
        qtbot.keyClick(found[-1], Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        found.append(now)
    assert found == [first, spin, combo, last]
