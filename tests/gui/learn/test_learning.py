"""Learning in the window: the first lab offered, the Learn page without a project, lab files dropped and opened."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.by_hand.examples import FIRST as FIRST_EXERCISE
from cnnstudio.core.labs.lab import Action
from cnnstudio.gui.labs.gallery import LabGallery
from cnnstudio.gui.labs.room import FIRST
from cnnstudio.gui.labs.scene_now import scene_maker
from cnnstudio.gui.main_window import MainWindow
from tests.gui.labs.conftest import TEXT
from tests.gui.windows import bridge, window

__all__ = ["bridge", "window"]


def press(window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert button is not None, name
    button.click()


def test_that_who_is_new_here_begins_the_first_lab_with_one_click(window: MainWindow, qtbot: QtBot) -> None:
    assert window.findChild(QWidget, "start.first_lab").isVisible()
    with qtbot.waitSignal(window.document.opened):
        press(window, "start.first_lab.begin")
    qtbot.waitUntil(lambda: window.labs.panel is not None and window.labs.panel.isVisible())
    assert window.document.title == "Your first CNN in ten minutes"
    assert window.labs.bench.lab.name == FIRST
    window.show_page("learn")
    assert window.labs.panel.isVisible()
    window.show_start()
    assert "Go on with" in window.findChild(QWidget, "start.first_lab").accessibleName()


def test_that_the_labs_are_there_while_no_project_is_open(window: MainWindow, qtbot: QtBot) -> None:
    assert window.findChild(QAbstractButton, "rail.learn").isEnabled()
    press(window, "start.labs")
    assert window.pages.current == "learn"
    gallery = window.findChild(LabGallery)
    qtbot.waitUntil(lambda: len(gallery.cards) >= 6)


def test_that_a_labs_file_is_opened_like_any_other(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    window.open_path(path)
    qtbot.waitUntil(lambda: window.labs.bench.lab is not None)
    assert window.document.title == "A small lab"


def test_that_the_code_of_a_lab_is_opened_to_be_read(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.document.opened):
        press(window, "start.empty")
    window.labs.doing.do(Action("code", "Old code", "model = Sequential()"))
    assert window.findChild(QAbstractButton, "code.new").isHidden()
    text = window.findChild(QPlainTextEdit, "code.text")
    assert text is not None
    assert text.toPlainText() == "model = Sequential()"


def test_that_an_exercise_of_a_lab_is_shown_by_hand_and_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    window.labs.begin_named(FIRST)
    qtbot.waitUntil(lambda: window.labs.bench.lab is not None)
    exercise = replace(FIRST_EXERCISE, padding=1)
    window.labs.doing.do(Action("by_hand", "Open the numbers", exercise=exercise))
    assert window.pages.current == "learn"
    view = window.pages.page("learn").tab("by_hand")
    assert view.isVisible()
    assert view.exercise == exercise
    qtbot.waitUntil(lambda: bool(window.document.notes.get("by_hand")))
    scene = scene_maker(window.document)()
    assert scene.exercise == exercise
