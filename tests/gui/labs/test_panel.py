"""The lab panel shows a step, asks, ticks, and goes on; all of it with the keyboard as well."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QToolButton, QWidget

from cnnstudio.core.labs.keeping import note_of, progress_from_text
from cnnstudio.core.labs.reading import read_lab
from cnnstudio.core.layers import Dense
from cnnstudio.core.network import Layer
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.labs.bench import Bench
from cnnstudio.gui.labs.panel import LabPanel
from cnnstudio.gui.labs.shelf import Found
from tests.gui.desk import Desk, desk
from tests.gui.labs.conftest import TEXT, found, png

__all__ = ["desk"]


@pytest.fixture
def panel(bench: Bench, desk: Desk) -> LabPanel:
    made = LabPanel(bench)
    desk.qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    return made


def part(panel: QWidget, kind: type, name: str) -> QWidget:
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def own(panel: LabPanel) -> QPlainTextEdit:
    return part(panel, QPlainTextEdit, "lab.question.own.answer")


def test_that_an_answer_is_marked_in_place(panel: LabPanel, desk: Desk) -> None:
    line = part(panel, QLineEdit, "lab.question.how-many.answer")
    QTest.keyClicks(line, "7")
    QTest.keyClick(line, Qt.Key.Key_Return)
    view = panel.view.questions["how-many"]
    assert view.said == "Not right yet (1 try)."
    line.clear()
    QTest.keyClicks(line, "soon")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "no number" in view.said
    line.clear()
    QTest.keyClicks(line, str(desk.document.analysis.totals.parameters))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert view.said == "Right, after 2 tries."


def test_that_a_check_says_what_there_is_instead_and_is_ticked_once_it_holds(panel: LabPanel, desk: Desk) -> None:
    check = panel.view.checks["layers"]
    desk.qtbot.waitUntil(lambda: "4" in check.words)
    assert not check.is_reached
    network = desk.document.project.network
    desk.document.change_network(network.insert((4,), Layer("dense_2", Dense(3))), "Add Dense")
    desk.qtbot.waitUntil(lambda: check.is_reached)


def test_that_the_steps_are_gone_through_with_the_keyboard(panel: LabPanel, bench: Bench) -> None:
    QTest.keyClick(part(panel, QPushButton, "lab.next"), Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert bench.progress.step == 1
    assert part(panel, QPushButton, "lab.next").text() == "Report…"
    QTest.keyClick(part(panel, QPushButton, "lab.next"), Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert bench.progress.step == 0
    assert not part(panel, QPushButton, "lab.back").isEnabled()


def test_that_own_words_typed_last_are_kept_when_the_step_is_left(panel: LabPanel, bench: Bench) -> None:
    QTest.keyClicks(part(panel, QPlainTextEdit, "lab.question.own.answer"), "Because")
    part(panel, QPushButton, "lab.next").click()
    assert bench.progress.answers["own"].text == "Because"


def test_that_own_words_typed_last_stay_in_their_lab_when_another_is_opened(panel: LabPanel, bench: Bench) -> None:
    lab = bench.lab
    own(panel).setPlainText("Of the small lab")
    before = panel.view
    bench.open(found(TEXT.replace("A small lab", "Another"), "other"))
    before.questions["own"].set_text("Typed as it went")
    before.keep()
    assert bench.progress.answers == {}
    assert bench.progress_of(lab).answers["own"].text == "Of the small lab"


def test_that_own_words_typed_last_stay_in_their_project_when_another_is_opened(
    panel: LabPanel, bench: Bench, desk: Desk
) -> None:
    document, old = desk.document, desk.document.path
    document.opened.connect(bench.forget)
    own(panel).setPlainText("Of the first project")
    question = panel.view.questions["own"]
    with desk.qtbot.waitSignal(document.opened):
        document.new(document.project, "Another")
    question.keep()
    assert document.notes.get(note_of("small")) == document.notes.get(note_of("")) == ""
    desk.settle()
    with ProjectFile.open(old, read_only=True) as file:
        assert progress_from_text(file.notes()[note_of("small")]).answers["own"].text == "Of the first project"


def test_that_own_words_typed_last_are_kept_when_the_window_is_closed(panel: LabPanel, desk: Desk) -> None:
    own(panel).setPlainText("And then it was closed")
    assert desk.document.write_now() is None
    with ProjectFile.open(desk.document.path, read_only=True) as file:
        assert "And then it was closed" in file.notes()[note_of("small")]


def test_that_a_lab_in_a_file_of_another_window_says_that_nothing_is_kept(
    panel: LabPanel, bench: Bench, desk: Desk, tmp_path: Path
) -> None:
    document, path = desk.document, tmp_path / "theirs.cnnstudio"
    ProjectFile.create(path, document.project).close()
    lock = ProjectLock(path)
    assert lock.acquire()
    assert panel.findChild(QWidget, "lab.not_kept").isHidden()
    with desk.qtbot.waitSignal(document.opened):
        document.open(path)
    bench.open(found())
    assert document.write_now() is None  # that a lab is open is no work
    assert document.is_saved
    assert not panel.findChild(QWidget, "lab.not_kept").isHidden()
    wanted: list[bool] = []
    panel.save_wanted.connect(lambda: wanted.append(True))
    part(panel, QPushButton, "lab.not_kept.way_1").click()
    assert wanted == [True]
    own(panel).setPlainText("An hour of work")
    assert "another window" in str(document.write_now())
    assert not document.is_saved
    with desk.qtbot.waitSignal(document.file_changed):
        document.save_as(tmp_path / "mine.cnnstudio", lambda *_: None)
    desk.settle()
    assert panel.findChild(QWidget, "lab.not_kept").isHidden()
    with ProjectFile.open(tmp_path / "mine.cnnstudio", read_only=True) as file:
        assert "An hour of work" in file.notes()[note_of("small")]
    assert document.write_now() is None
    lock.release()


def test_that_a_picture_is_unpacked_when_its_step_is_shown_and_no_larger_than_it_is_seen(
    panel: LabPanel, bench: Bench, desk: Desk
) -> None:
    text = TEXT.replace('title = "Runs"', 'title = "Runs"\npictures = [{ file = "p.png", words = "Blue" }]')
    sheet = Found(read_lab(text, "shown", {"p.png": b""}), Path("/labs/shown.toml"), {"p.png": png(3_200, 20)})
    bench.open(sheet)
    assert panel.view.pictures == ()
    assert isinstance(bench.pictures["p.png"], bytes)
    bench.go_to(1)
    (view,) = panel.view.pictures
    assert (view.image, view.heightForWidth(320)) == (None, 2 + 4)
    desk.qtbot.waitUntil(lambda: view.image is not None)
    assert view.image.width() == 1_600


def test_that_a_picture_is_shown_large_by_a_click_or_enter(panel: LabPanel, bench: Bench, desk: Desk) -> None:
    text = TEXT.replace('title = "Numbers"', 'title = "Numbers"\npictures = [{ file = "p.png", words = "Blue" }]')
    bench.open(Found(read_lab(text, "shown", {"p.png": b""}), Path("/labs/shown.toml"), {"p.png": png(900, 20)}))
    (view,) = panel.view.pictures
    assert view.focusPolicy() == Qt.FocusPolicy.NoFocus
    desk.qtbot.waitUntil(lambda: view.image is not None)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton)
    large = part(panel, QDialog, "lab.picture.large")
    assert large.isVisible()
    QTest.keyClick(large, Qt.Key.Key_Escape)
    assert not large.isVisible()
    desk.qtbot.waitUntil(lambda: panel.findChild(QDialog, "lab.picture.large") is None)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert part(panel, QDialog, "lab.picture.large").isVisible()


def test_that_a_file_that_is_no_picture_says_what_is_missing(panel: LabPanel, bench: Bench, desk: Desk) -> None:
    text = TEXT.replace('title = "Numbers"', 'title = "Numbers"\npictures = [{ file = "p.png", words = "Blue" }]')
    sheet = Found(read_lab(text, "shown", {"p.png": b""}), Path("/labs/shown.toml"), {"p.png": png()[:40]})
    bench.open(sheet)
    (view,) = panel.view.pictures
    at_first = view.heightForWidth(320)
    desk.qtbot.waitUntil(lambda: view.heightForWidth(320) > at_first)
    assert view.image is None


def test_that_the_last_step_leads_to_the_report(panel: LabPanel, bench: Bench) -> None:
    wanted: list[bool] = []
    panel.report_wanted.connect(lambda: wanted.append(True))
    bench.go_to(1)
    part(panel, QPushButton, "lab.next").click()
    assert wanted == [True]


def test_that_all_steps_are_listed_with_what_is_done(panel: LabPanel, bench: Bench) -> None:
    menu = part(panel, QToolButton, "lab.steps").menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "1  Numbers   0/3",
        "2  Runs   0/1",
        "Report…",
        "Begin again…",
    ]
    here, there = menu.actions()[:2]
    assert [(each.font().bold(), each.isCheckable()) for each in (here, there)] == [(True, False), (False, False)]
    there.trigger()
    assert bench.progress.step == 1


def test_that_what_came_of_an_answer_is_scrolled_into_view_and_nothing_is_broken_anew(
    panel: LabPanel, desk: Desk
) -> None:
    panel.resize(320, 330)
    area = part(panel, QScrollArea, "lab.scroll")
    view = panel.view.questions["how-many"]
    width = area.viewport().width()
    area.verticalScrollBar().setValue(0)
    view.answered.emit("7")

    def is_seen() -> bool:
        return view.visibleRegion().boundingRect().bottom() == view.rect().bottom()

    desk.qtbot.waitUntil(is_seen)
    panel.resize(320, 2_000)
    assert area.viewport().width() == width


def test_that_every_button_of_the_panel_has_a_name_and_a_tip(panel: LabPanel) -> None:
    for button in (*panel.findChildren(QPushButton), *panel.findChildren(QToolButton)):
        if button.objectName().startswith("lab."):
            assert button.toolTip(), button.objectName()
            assert button.accessibleName() or button.text(), button.objectName()
