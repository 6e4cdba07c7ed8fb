"""Labs in the window: begun in the open project, folded, left, found again, opened from files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.labs.lab import Action
from cnnstudio.core.labs.progress import Answer, Progress, Reached
from cnnstudio.core.project import Project
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.labs.bench import OPEN
from cnnstudio.gui.labs.gallery import LabGallery
from cnnstudio.gui.labs.room import FIRST, LabRoom
from cnnstudio.gui.labs.side import LabSide, usual
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.threads.background import Background
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
    stack = desk.document.undo_stack
    assert stack.undoText() == "Take the network “One layer”"
    stack.undo()
    assert desk.document.project == before


@pytest.mark.parametrize("with_run", [False, True])
def test_that_who_has_runs_is_told_of_the_way_back_that_stays_when_undo_is_gone(
    window: Window, desk: Desk, with_run: bool
) -> None:
    if with_run:
        desk.add_run()
    offered: list[str] = []
    window.room.offered.connect(lambda words, *_: offered.append(words))
    window.room.begin(found())
    press(window, "lab.action.1")
    assert ["“Put its project back” on Train" in words for words in offered] == [with_run]


def test_that_a_layer_is_selected_by_what_it_is(window: Window, desk: Desk) -> None:
    window.room.begin(found())
    press(window, "lab.action.2")
    assert desk.selection.current == "dense_1"
    window.room.doing.do(Action("select", "", "first LSTM"))
    assert window.said[-1][1] == "caution"


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
    for frame in (0, 4):  # a window's frame takes some of it
        window.side.resize(1280 - 84 - frame, 700)
        desk.qtbot.waitUntil(lambda frame=frame: window.room.panel.width() == 312 - frame)
        assert window.side.width() - window.room.panel.width() - 8 == 876


def test_that_a_large_window_gives_the_panel_more_and_none_too_much() -> None:
    assert [usual(room) for room in (800, 1_136, 1_191, 1_291, 1_831, 4_000)] == [260, 260, 315, 340, 400, 400]


def test_that_news_under_the_pages_is_in_view_however_wide_and_high_the_pages_are(desk: Desk) -> None:
    pages, news = QWidget(), QWidget()
    column = QVBoxLayout(pages)
    large = QWidget()
    large.setMinimumSize(1_000, 900)
    column.addWidget(large)
    news.setFixedHeight(30)
    side = LabSide(pages, news)
    desk.qtbot.addWidget(side)
    side.put(QWidget())
    side.set_open(True)
    side.resize(1_000, 600)
    side.show()
    desk.qtbot.waitUntil(lambda: news.width() < 760)
    assert news.visibleRegion().boundingRect() == news.rect()
    assert pages.height() <= 570  # made lower, not cut
    assert pages.width() >= 1_000  # what is wider is scrolled to


def test_that_a_lab_that_is_left_is_gone_and_can_be_gone_on_with(window: Window) -> None:
    window.room.begin(found())
    window.room.bench.go_to(1)
    window.room.panel.leave_wanted.emit()
    assert not window.side.is_open
    window.room.action.trigger()
    assert window.side.is_open
    assert window.room.bench.progress.step == 1


def test_that_the_panels_keys_lead_to_all_labs_where_none_was_open(window: Window) -> None:
    window.room.action.trigger()
    assert window.page == "learn"


def test_that_a_layer_is_shown_where_one_sees_that_it_is_selected(window: Window) -> None:
    for page, then in (("draw", "build"), ("inspect", "inspect")):
        window.page = page
        window.room.doing.do(Action("select", "", "last Dense"))
        assert window.page == then


def test_that_a_network_in_the_place_of_ones_own_is_said_with_the_way_back(window: Window, desk: Desk) -> None:
    offers: list[tuple[object, ...]] = []
    window.room.offered.connect(lambda *offer: offers.append(offer))
    before = desk.document.project
    window.room.doing.do(Action("preset", "", "one-layer"))
    words, way, undo, holds = offers[0]
    assert ("in the place of" in words, way, holds()) == (True, "Undo", True)
    undo()
    assert (desk.document.project, holds()) == (before, False)


def test_that_a_second_lab_in_a_project_offers_one_of_its_own(window: Window) -> None:
    offers: list[tuple[object, ...]] = []
    window.room.offered.connect(lambda *offer: offers.append(offer))
    wanted: list[tuple[Project, str, Callable[[Project, str], None]]] = []
    window.room.project_wanted.connect(lambda *asked: wanted.append(asked))
    other = found(TEXT.replace("A small lab", "Another"), "other")
    window.room.begin(found())
    window.room.bench.go_to(1)
    window.room.begin(other)
    assert "“A small lab”" in offers[0][0]
    offers[0][2]()
    [(_, title, _)] = wanted
    assert title == "Another"
    assert window.room.bench.sheet is other  # until the person agrees
    window.room.bench.go_to(1)
    window.room.begin(found())
    window.room.begin(other)
    assert len(offers) == 1  # both were begun here


def test_that_where_one_is_in_a_lab_is_remembered_until_it_is_closed(window: Window, desk: Desk) -> None:
    window.room.begin(found())
    window.room.bench.go_to(1)
    assert window.preferences.lab_at == (str(desk.document.path), found().lab.name, "A small lab", "2", "2")
    window.room.panel.leave_wanted.emit()
    assert window.preferences.lab_at == ()


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
    begin, again = (card.findChild(QAbstractButton, f"learn.lab.{FIRST}.{name}") for name in ("begin", "again"))
    assert (begin.text(), again.isHidden()) == ("Go on", True)
    lab = card.lab
    answers = {each.key: Answer("x", right=True) for each in lab.questions}
    card.show_progress(Progress(lab.name, answers=answers, reached={each.key: Reached("", "") for each in lab.checks}))
    assert (begin.text(), again.isHidden()) == ("Look again", False)
    again.click()
    assert window.findChild(QMessageBox, "question.begin_again") is not None


def test_that_labs_that_are_gone_are_said_once_and_are_found_or_forgotten(
    window: Window, desk: Desk, tmp_path: Path
) -> None:
    for name in ("one", "two", "three"):
        window.preferences.remember_lab(str(tmp_path / f"{name}.toml"))
    (tmp_path / "three.toml").write_text("title = 3", "utf-8")
    gallery, room = LabGallery(), window.room
    desk.qtbot.addWidget(gallery)
    room.show_gallery(gallery)
    gallery.show()
    words, forget = gallery.findChild(QLabel, "learn.labs.words"), gallery.findChild(QPushButton, "learn.labs.forget")
    desk.qtbot.waitUntil(lambda: not room.shelf.is_busy and bool(gallery.cards))
    assert "“two.toml”, “one.toml” are not where you opened them." in words.text()
    assert "“three.toml” could not be read" in words.text()
    assert forget.text() == "Forget them"
    path = tmp_path / "elsewhere" / "one.toml"
    path.parent.mkdir()
    path.write_text(TEXT, "utf-8")
    room.open_file(path)
    desk.qtbot.waitUntil(lambda: room.bench.lab is not None)
    assert "one.toml" not in words.text()
    assert str(tmp_path / "one.toml") not in window.preferences.labs
    assert str(path) in window.preferences.labs
    forget.click()
    assert window.preferences.labs == (str(path),)
    assert forget.isHidden()
    assert words.isHidden()


def test_that_a_lab_without_a_project_asks_for_one_called_after_it(window: Window, desk: Desk) -> None:
    desk.document.close()
    wanted: list[tuple[Project, str, Callable[[Project, str], None]]] = []
    window.room.project_wanted.connect(lambda *asked: wanted.append(asked))
    window.room.begin(found())
    [(project, title, begin)] = wanted
    assert title == "A small lab"
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(project, "Another that is begun instead")
    assert window.room.bench.lab is None
    with desk.qtbot.waitSignal(desk.document.opened):
        begin(project, title)
    assert window.room.bench.lab is not None


def test_that_a_lab_begun_in_a_project_of_its_own_is_open_there_and_in_the_other_no_more(
    window: Window, desk: Desk
) -> None:
    offers: list[tuple[object, ...]] = []
    window.room.offered.connect(lambda *offer: offers.append(offer))
    wanted: list[tuple[Project, str, Callable[[Project, str], None]]] = []
    window.room.project_wanted.connect(lambda *asked: wanted.append(asked))
    window.room.begin(found())
    window.room.bench.go_to(1)
    window.room.begin(found(TEXT.replace("A small lab", "Another"), "other"))
    offers[0][2]()
    [(project, title, begin)] = wanted
    old = desk.document.path
    assert old is not None
    with desk.qtbot.waitSignal(desk.document.opened):
        begin(project, title)
    assert window.room.bench.lab.title == "Another"
    with ProjectFile.open(old, read_only=True) as file:
        assert OPEN not in file.notes()


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


def test_that_the_place_in_a_lab_is_remembered_for_its_own_project(window: Window, desk: Desk) -> None:
    document = desk.document
    window.room.begin(found())
    desk.qtbot.waitUntil(lambda: window.preferences.lab_at != ())
    before = window.preferences.lab_at
    with desk.qtbot.waitSignal(document.opened):
        document.new(document.project, "Other")
    assert window.preferences.lab_at == before
