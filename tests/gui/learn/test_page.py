"""The tabs of the Learn page are made when they are first seen, or before that."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnnstudio.gui.learn.page import LearnPage
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def test_that_a_tab_that_is_chosen_before_it_was_made_is_made_once_and_seen(desk: Desk) -> None:
    page, made = LearnPage(desk.document, desk.selection), list[str]()
    desk.qtbot.addWidget(page)
    page.tab_made.connect(lambda name, _: made.append(name))
    with desk.qtbot.waitExposed(page):
        page.show()
    bar = page.tabs.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert not made  # it comes in a turn of its own
    desk.qtbot.waitUntil(lambda: made == ["by_hand"])
    view = page.tab("by_hand")
    desk.qtbot.waitUntil(lambda: view.isVisible() and page.tabs.updatesEnabled())
    assert page.show_tab("by_hand") is view
    assert made == ["by_hand"]
