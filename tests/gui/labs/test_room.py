"""Labs in the window: begun in the open project, folded, left, found again, opened from files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit, QPushButton, QWidget

from cnnstudio.core.labs.lab import Action
from cnnstudio.gui.background import Background
from cnnstudio.gui.labs.gallery import LabGallery
from cnnstudio.gui.labs.room import FIRST, LabRoom
from cnnstudio.gui.preferences import Preferences
from tests.gui.desk import Desk, desk
from tests.gui.labs.conftest import TEXT, found

__all__ = ["desk"]


class Window(QWidget):
    """Where the room is, with what it asks for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.background = Background()
        self.preferences = Preferences(self.background, self)
        self.page = "data"
        self.said: list[tuple[str, str]] = []
        self.room = LabRoom(desk.document, desk.selection, self.preferences, lambda: self.page, self)
        self.side = self.room.around(QWidget())
        self.side.setParent(self)
        self.room.said.connect(lambda words, tone: self.said.append((words, tone)))
        self.room.page_wanted.connect(lambda name: setattr(self, "page", name))


@pytest.fixture
def window(desk: Desk) -> Iterator[Window]:
    made = Window(desk)
    desk.qtbot.addWidget(made)
    made.resize(1280, 700)
    made.side.resize(1280, 700)
    made.show()
    yield made
    made.background.wait()
    made.background.close()


def press(window: Window, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_that_a_preset_is_taken_as_one_step_that_undo_takes_back_and_runs_stay(window: Window, desk: Desk) -> None:
    desk.add_run()
    before = desk.document.project
    window.room.begin(found())
    press(window, "lab.action.1")
    assert [node.spec.kind for node in desk.document.project.network.nodes] == ["Flatten", "Dense"]
    assert window.page == "build"
    assert len(desk.document.runs) == 1
    desk.document.undo_stack.undo()
    assert desk.document.project == before


def test_that_a_layer_is_selected_by_what_it_is(window: Window, desk: Desk) -> None:
    window.room.begin(found())
    press(window, "lab.action.2")
    assert desk.selection.current == "dense_1"
    window.room.doing.do(Action("select", "", "first LSTM"))
    assert window.said[-1][1] == "warning"


def test_that_the_panel_folds_into_a_strip_and_comes_back(window: Window) -> None:
    window.room.begin(found())
    assert window.side.is_open
    window.room.action.trigger()
    assert not window.side.is_open
    assert window.findChild(QWidget, "lab.strip").isVisible()
    window.room.action.trigger()
    assert window.side.is_open
    assert not window.findChild(QWidget, "lab.strip").isVisible()


def test_that_the_pages_keep_their_room_at_1280_pixels(window: Window, desk: Desk) -> None:
    window.side.resize(1280 - 84, 700)
    window.room.begin(found())
    desk.qtbot.waitUntil(lambda: window.room.panel.width() == 315)
    assert window.side.width() - 315 - 5 == 876


def test_that_a_lab_that_is_left_is_gone_and_can_be_gone_on_with(window: Window) -> None:
    window.room.begin(found())
    window.room.bench.go_to(1)
    window.room.panel.leave_wanted.emit()
    assert not window.side.is_open
    assert not window.room.action.isEnabled()
    window.room.begin(found())
    assert window.room.bench.progress.step == 1


def test_that_the_gallery_shows_the_programs_labs_and_how_far_one_is(window: Window, desk: Desk) -> None:
    gallery = LabGallery()
    desk.qtbot.addWidget(gallery)
    window.room.show_gallery(gallery)
    gallery.show()
    desk.qtbot.waitUntil(lambda: len(gallery.cards) >= 6)
    card = gallery.cards[0]
    assert card.lab.name == FIRST
    card.findChild(QPushButton, f"learn.lab.{FIRST}.begin").click()
    assert window.room.bench.lab.name == FIRST
    report = card.findChild(QPushButton, f"learn.lab.{FIRST}.report")
    assert report.isHidden()
    window.room.bench.go_to(1)
    window.room.bench.name_student("Ada")
    assert not report.isHidden()


def test_that_a_lab_without_a_project_asks_for_one_called_after_it(window: Window, desk: Desk) -> None:
    desk.document.close()
    wanted: list[str] = []
    window.room.project_wanted.connect(lambda project, title: wanted.append(title))
    window.room.begin(found())
    assert wanted == ["A small lab"]


def test_that_a_lab_of_ones_own_is_opened_and_remembered(window: Window, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    window.room.open_file(path)
    desk.qtbot.waitUntil(lambda: window.room.bench.lab is not None)
    assert window.room.bench.lab.name == "mine"
    assert window.preferences.labs == (str(path),)


def test_that_a_file_that_is_no_lab_is_shown_with_every_mistake(window: Window, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("minutes = 5", "minute = 5").replace("val_accuracy", "accurracy"), "utf-8")
    window.room.open_file(path)
    desk.qtbot.waitUntil(lambda: window.findChild(QPlainTextEdit, "lab.checking.lines") is not None)
    lines = window.findChild(QPlainTextEdit, "lab.checking.lines")
    desk.qtbot.waitUntil(lambda: bool(lines.toPlainText()))
    assert "minute" in lines.toPlainText()
    assert "accurracy" in lines.toPlainText()
    assert window.room.bench.lab is None
    path.write_text(TEXT, "utf-8")
    press(window, "lab.checking.again")
    button = window.findChild(QPushButton, "lab.checking.open")
    desk.qtbot.waitUntil(button.isEnabled)
    button.click()
    desk.qtbot.waitUntil(lambda: window.room.bench.lab is not None)


def test_that_the_lab_is_there_again_when_its_project_is_opened_again(
    window: Window, desk: Desk, tmp_path: Path
) -> None:
    document = desk.document
    window.room.begin_named(FIRST)
    desk.qtbot.waitUntil(lambda: window.room.bench.lab is not None)
    window.room.bench.go_to(2)
    with desk.qtbot.waitSignal(document.file_changed):
        document.save_as(tmp_path / "kept.cnnstudio", lambda old, new: document.left(old))
    desk.qtbot.waitUntil(lambda: document.path == tmp_path / "kept.cnnstudio" and document.is_saved)
    with desk.qtbot.waitSignal(document.opened):
        document.new(document.project, "Other")
    assert window.room.bench.lab is None
    assert not window.side.is_open
    with desk.qtbot.waitSignal(document.opened):
        document.open(tmp_path / "kept.cnnstudio")
    desk.qtbot.waitUntil(lambda: window.room.bench.lab is not None)
    assert window.room.bench.progress.step == 2
    assert window.side.is_open


def test_that_a_lab_begins_again_once_that_is_agreed_to_and_undo_brings_the_answers_back(
    window: Window, desk: Desk
) -> None:
    room, offered = window.room, []
    room.undo_offered.connect(lambda *offer: offered.append(offer))
    room.begin(found())
    words = window.findChild(QPlainTextEdit, "lab.question.own.answer")
    words.setPlainText("Because")
    answer_box(window, room, "Keep my answers")
    assert words.toPlainText() == "Because"
    assert offered == []
    answer_box(window, room, "Begin again")
    assert room.bench.progress.answers == {}
    assert room.panel.view.questions["own"].text == ""
    said, undo, holds = offered[0]
    assert ("A small lab" in said, holds()) == (True, True)
    undo()
    assert room.panel.view.questions["own"].text == "Because"
    assert not holds()


def answer_box(window: Window, room: LabRoom, words: str) -> None:
    room.panel.again_wanted.emit()
    box = window.findChildren(QMessageBox, "question.begin_again")[-1]
    next(button for button in box.buttons() if button.text() == words).click()


def test_that_a_file_called_like_a_lab_of_the_program_is_refused_and_not_lost_later(
    window: Window, desk: Desk, tmp_path: Path
) -> None:
    refused: list[str] = []
    window.room.refused.connect(lambda error: refused.append(str(error)))
    path = tmp_path / f"{FIRST}.toml"
    path.write_text(TEXT, "utf-8")
    window.room.open_file(path)
    desk.qtbot.waitUntil(lambda: bool(refused))
    assert "another name" in refused[0]
    assert window.room.bench.lab is None
    assert window.preferences.labs == ()


def test_that_of_two_labs_of_one_name_the_one_that_is_not_shown_is_said(
    window: Window, desk: Desk, tmp_path: Path
) -> None:
    for title in "AB":
        path = tmp_path / title / "sheet1.toml"
        path.parent.mkdir()
        path.write_text(TEXT.replace("A small lab", title), "utf-8")
        window.preferences.remember_lab(str(path))
    shelf = window.room.shelf
    shelf.read()
    desk.qtbot.waitUntil(lambda: not shelf.is_busy)
    assert [each.lab.title for each in shelf.labs if each.lab.name == "sheet1"] == ["B"]
    assert str(tmp_path / "A") in shelf.note
    shelf.open_file(tmp_path / "A" / "sheet1.toml", lambda found: None, lambda path, error: None)
    desk.qtbot.waitUntil(lambda: not shelf.is_busy)
    assert [each.lab.title for each in shelf.labs if each.lab.name == "sheet1"] == ["A"]
    assert str(tmp_path / "B") in shelf.note
