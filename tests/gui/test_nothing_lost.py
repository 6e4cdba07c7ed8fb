"""What was typed, saved elsewhere or stands in another file is not lost by the next thing a person does."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Train
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui import main_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.project import place
from cnnstudio.gui.widgets import file_dialogs
from tests.gui.documents import longer, stored
from tests.gui.fakes import FakeBridge
from tests.gui.windows import begin, bridge, lenet, train, window

__all__ = ["bridge", "window"]

BUTTONS = QMessageBox.StandardButton


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions whether something may be replaced; each is answered with Cancel."""
    questions: list[str] = []
    monkeypatch.setattr(QMessageBox, "question", lambda *words: questions.append(words[2]) or BUTTONS.Cancel)
    return questions


def type_rate(window: MainWindow, text: str) -> None:
    """Types a learning rate and leaves the keyboard there."""
    window.show_page("train")
    box = window.findChild(QAbstractSpinBox, "train.plan.learning_rate")
    assert box is not None
    box.setFocus()
    line = box.findChild(QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, text)


def refuse(*_: object) -> None:
    raise StudioError("The disk is full.")


def action(window: MainWindow, keys: str) -> QAction:
    return next(each for each in window.findChildren(QAction) if each.shortcut().toString() == keys)


def test_that_saving_as_asks_before_another_project_is_replaced_whose_ending_was_not_typed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    begin(window, qtbot)
    theirs = tmp_path / "foo.cnnstudio"
    ProjectFile.create(theirs, longer(lenet())).close()
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "foo"), ""))
    window.files.ask_save_as()
    window.document.background.wait()
    assert len(asked) == 1
    assert "foo.cnnstudio” is there already" in asked[0]
    assert stored(theirs) == longer(lenet())
    assert not window.document.is_named
    monkeypatch.setattr(QMessageBox, "question", lambda *_: BUTTONS.Yes)
    window.files.ask_save_as()
    qtbot.waitUntil(lambda: window.document.path == theirs)
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words[2]))
    window.files.ask_save_as()  # it is this file: nothing is replaced
    assert len(asked) == 1


def test_that_a_shortcut_trains_with_the_number_that_stands_in_the_field(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    type_rate(window, "0.05")
    action(window, "Ctrl+R").trigger()
    qtbot.waitUntil(lambda: any(isinstance(request, Train) for request in bridge.requests))
    [asked] = [request for request in bridge.requests if isinstance(request, Train)]
    assert asked.project.plan.learning_rate == 0.05


@pytest.mark.parametrize("keys", ["Ctrl+S", "Ctrl+Shift+R"])
def test_that_a_shortcut_takes_the_number_that_stands_in_the_field(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, keys: str
) -> None:
    begin(window, qtbot)
    window.document.save_as(tmp_path / "mine.cnnstudio", lambda *_: None)
    qtbot.waitUntil(lambda: window.document.is_named)
    train(window, bridge, qtbot)
    type_rate(window, "0.05")
    action(window, keys).trigger()
    assert window.document.project.plan.learning_rate == 0.05
    waiting = [each.project.plan.learning_rate for each in window.training_run.queue.waiting]
    assert waiting == ([0.05] if keys == "Ctrl+Shift+R" else [])


def test_that_closing_keeps_the_number_that_stands_in_the_field_or_asks(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    path = tmp_path / "mine.cnnstudio"
    window.document.save_as(path, lambda *_: None)
    qtbot.waitUntil(lambda: window.document.is_named)
    qtbot.waitUntil(lambda: window.document.is_saved)
    type_rate(window, "0.05")
    asked = list[str]()
    with monkeypatch.context() as patch:
        patch.setattr(place, "write", refuse)
        patch.setattr(main_window, "agrees_to_lose_changes", lambda _, refusal: asked.append(refusal.text))
        assert not window.close()
    assert asked == ["The disk is full."]
    assert window.close()
    assert stored(path).plan.learning_rate == 0.05


def test_that_what_was_edited_while_the_file_was_saved_elsewhere_is_there_after_closing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    target = tmp_path / "mine.cnnstudio"
    window.document.save_as(target, lambda *_: None)
    window.document.change(longer(lenet()), "Add Dropout")
    window.document.notes.put("lab", "An hour of work")
    assert window.document.path != target
    assert window.close()
    assert stored(target) == longer(lenet())
    with ProjectFile.open(target, read_only=True) as file:
        assert file.notes() == {"lab": "An hour of work"}


def test_that_the_window_stays_where_saving_elsewhere_fails_while_it_is_closed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    before = window.document.path
    with monkeypatch.context() as patch:
        patch.setattr(place, "copy", refuse)
        window.document.save_as(tmp_path / "mine.cnnstudio", lambda *_: None)
        window.document.change(longer(lenet()), "Add Dropout")
        assert not window.close()
    assert window.isVisible()
    assert window.message_bar.text == "The disk is full."
    assert window.close()
    assert stored(before) == longer(lenet())


def test_that_another_project_is_not_saved_in_the_place_that_was_asked_for_one(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    place_of_one = tmp_path / "one.cnnstudio"

    def switch(*_: object) -> tuple[str, str]:
        with qtbot.waitSignal(window.document.opened):
            window.document.new(lenet(), "Other")
        return str(place_of_one), ""

    monkeypatch.setattr(file_dialogs, "save_name", switch)
    window.files.ask_save_as()
    window.document.background.wait()
    assert (window.document.title, place_of_one.exists()) == ("Other", False)
    assert window.message_bar.text == "LeNet was not saved as one.cnnstudio: another project is open now."
