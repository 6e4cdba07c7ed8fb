"""The keys of Inspect in the window: every Alt letter has one meaning, and each tab can be reached by its own."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenuBar, QSpinBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.project import Project
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.viewer.page import InspectPage
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.viewer.tabs import Tabs
from tests.gui.desk import Desk, small_data, small_network
from tests.gui.fakes import FakeBridge


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    bridge = FakeBridge()
    made = MainWindow(bridge=bridge)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    with qtbot.waitSignal(made.document.opened):
        made.new_project(Project(small_network()), "Small")
    made.document.set_data_set(small_data())
    Desk(made.document, bridge, made.training_run, made.selection, qtbot).add_run()
    made.show_page("inspect")
    yield made
    made.close()


def tabs_of(window: MainWindow) -> Tabs:
    return window.findChild(Tabs, "inspect.tabs")


def is_of(tab: Tab, widget: QWidget) -> bool:
    """Whether the widget can be seen beside or in the tab, now or when there is more to show in it."""
    return tab.isAncestorOf(widget) or widget.isVisible()


def meanings(window: MainWindow, tab: Tab) -> dict[str, list[str]]:
    """What each Alt letter is claimed by while the tab is in view."""
    found: defaultdict[str, list[str]] = defaultdict(list)

    def claim(text: str) -> None:
        if keys := QKeySequence.mnemonic(text).toString():
            found[keys].append(text)

    for action in window.findChild(QMenuBar).actions():
        claim(action.text())
    for widget in window.pages.page("inspect").findChildren(QWidget):
        if not is_of(tab, widget):
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None):
            claim(widget.text())
        elif isinstance(widget, QTabBar):
            for place in range(widget.count()):
                claim(widget.tabText(place))
    return found


def test_that_no_alt_letter_means_two_things(window: MainWindow) -> None:
    tabs, twice = tabs_of(window), {}
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        tab = tabs.current
        assert tab is not None
        claimed = meanings(window, tab)
        assert len(claimed) > 6 + tabs.count()
        twice |= {(tab.objectName(), keys): what for keys, what in claimed.items() if len(what) > 1}
    assert twice == {}


def test_that_each_tab_is_reached_by_its_letter(window: MainWindow, qtbot: QtBot) -> None:
    tabs, index = tabs_of(window), window.findChild(QSpinBox, "inspect.picture.index")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for place in (*range(1, tabs.count()), 0):
        index.setFocus()
        keys = QKeySequence.mnemonic(tabs.tabText(place))
        QTest.keyClick(index, keys[0].key(), Qt.KeyboardModifier.AltModifier)
        assert tabs.currentIndex() == place, tabs.tabText(place)
        assert QApplication.activePopupWidget() is None
        assert tabs.tabToolTip(place).endswith(f"({keys.toString()})")


def test_that_whatever_can_have_the_focus_has_a_name(window: MainWindow) -> None:
    page, tabs = window.pages.page("inspect"), tabs_of(window)
    assert isinstance(page, InspectPage)
    nameless = []
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        for widget in page.findChildren(QWidget):
            is_ours = not widget.objectName().startswith("qt_") and not isinstance(widget, QTabBar)
            if is_ours and widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                words = widget.text() if isinstance(widget, QAbstractButton) else ""
                if not (widget.accessibleName() or words):
                    nameless.append((tabs.tabText(place), type(widget).__name__, widget.objectName()))
    assert nameless == []


def test_that_all_tabs_are_seen_in_the_smallest_window(window: MainWindow, qtbot: QtBot) -> None:
    tabs = tabs_of(window)
    copy = window.findChild(QAbstractButton, "inspect.figure.copy")
    assert copy.text() == "Copy"
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: copy.text() == "")
    qtbot.waitUntil(lambda: tabs.tabBar().width() >= tabs.tabBar().sizeHint().width())
    assert copy.accessibleName() == "Copy the picture"
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: copy.text() == "Copy")
