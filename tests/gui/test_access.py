"""Every page by the keyboard alone and in large letters: named parts, each on the way of Tab, none cut."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui import text_size
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from tests.gui.access import cut, name_of, shows_keyboard, stops, walk
from tests.gui.windows import begin, bridge, window

__all__ = ["bridge", "window"]


def test_that_tab_comes_by_every_named_part_of_every_page_and_large_text_is_not_cut(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    window.activateWindow()
    for page, _, _ in PAGES:
        shown = window.pages.show(page)
        window.selection.select("conv2d_1")
        came_by, kept = walk(shown)
        wanted = stops(shown)
        assert kept == [], page
        assert [each.objectName() for each in wanted if each not in came_by] == [], page
        assert [each.objectName() for each in wanted if not name_of(each)] == [], page
        assert wanted, page
    window.preferences.choose_text_size(150)
    try:
        for page, _, _ in PAGES:
            shown = window.pages.show(page)
            qtbot.waitUntil(partial(assert_uncut, shown))
            window.resize(window.minimumSizeHint())
            qtbot.waitUntil(partial(assert_uncut, shown))
    finally:
        text_size.apply(QApplication.instance(), 100)


def assert_uncut(page: QWidget) -> None:
    assert [(each.objectName(), type(each).__name__, each.geometry()) for each in cut(page)] == []


def actions_of(menu: QWidget) -> list[QAction]:
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += actions_of(inner) if isinstance(inner, QMenu) else [action]
    return found


def test_that_no_key_means_two_things_in_the_menus(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.pages.page("build")
    taken: dict[str, str] = {}
    for action in dict.fromkeys(actions_of(window.menuBar())):
        for key in action.shortcuts():
            assert taken.setdefault(key.toString(), action.text()) == action.text(), key.toString()
    assert {"F1", "Ctrl+R", "Ctrl++", "Ctrl+0"} <= taken.keys()


def test_that_a_frame_shows_what_has_the_keyboard(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(200, 120)
    bare, inner = QAbstractScrollArea(place), QWidget()
    bare.setGeometry(10, 10, 80, 60)
    bare.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
    area = QScrollArea(place, widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
    area.setGeometry(100, 10, 80, 60)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setWidget(inner)
    place.show()
    place.activateWindow()
    assert not shows_keyboard(place, bare)
    FocusFrame(bare)
    FocusFrame(area, inner)
    assert shows_keyboard(place, bare)
    assert shows_keyboard(place, inner)


@pytest.mark.parametrize("words", ["Nothing is here.", '<a href="a">Begin</a> or <a href="b">open</a>.'])
def test_that_links_of_an_empty_place_show_the_keyboard(qtbot: QtBot, words: str) -> None:
    place = EmptyState("empty", "layers")
    qtbot.addWidget(place)
    place.say("Empty", words, "Do it")
    place.show()
    place.activateWindow()
    for each in stops(place):
        assert name_of(each)
        assert shows_keyboard(place, each)
    assert len(stops(place)) == 1 + ("<a " in words)
