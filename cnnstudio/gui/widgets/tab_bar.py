"""Tabs with room for the dots of "Ü", which never keep the window for long when one comes into view."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabBar, QTabWidget

from cnnstudio.gui.threads.turns import paint_in_turn

_MORE = QSize(0, 2)


class TabBar(QTabBar):
    """Fusion moves the words of a tab that is not open down, and then cuts off as much of letters that need it all."""

    # Qt calls this

    def tabSizeHint(self, index: int) -> QSize:
        return super().tabSizeHint(index) + _MORE


def set_up(tabs: QTabWidget) -> None:
    """Gives a new QTabWidget, which has no tabs yet, such a bar; what it shows is laid out first, and painted then."""
    is_document = tabs.documentMode()
    tabs.setTabBar(TabBar(objectName=tabs.tabBar().objectName()))
    tabs.setDocumentMode(is_document)  # it sets up the bar that is there
    tabs.currentChanged.connect(lambda: paint_in_turn(tabs))
