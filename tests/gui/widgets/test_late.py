"""A widget that is made when it is seen."""

from PySide6.QtWidgets import QLabel, QTabWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.late import Late


def test_that_a_tab_is_made_when_it_is_looked_at_and_seen_at_once(qtbot: QtBot) -> None:
    tabs, late = QTabWidget(), Late(lambda: QLabel("There"))
    qtbot.addWidget(tabs)
    tabs.addTab(QLabel("First"), "First")
    tabs.addTab(late, "Second")
    tabs.show()
    assert not late.is_made
    tabs.setCurrentIndex(1)
    assert late.is_made
    assert late.content.isVisible()


def test_that_it_can_be_made_before_it_is_seen(qtbot: QtBot) -> None:
    late = Late(lambda: QLabel("There"))
    qtbot.addWidget(late)
    content = late.content
    assert not content.isVisible()
    late.show()
    assert late.content is content
    assert content.isVisible()
