"""Test a folder or zip: what is asked of the engine, and what of its answer is shown."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    Cancelled,
    Evaluate,
    Failed,
    LoadingProgress,
    Predict,
    Predicted,
    RunSubject,
    SavedOpened,
    SavedSubject,
    Scoring,
)
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.gui.files import opening
from cnnstudio.gui.pad.folder import rows as rows_module
from cnnstudio.gui.pad.folder import tab as tab_module
from cnnstudio.gui.pad.folder.look import PictureLook
from cnnstudio.gui.pad.folder.order import CONFIDENCE, FILE, PREDICTED, SEEN, SIGN, TRUE
from cnnstudio.gui.pad.folder.tab import FolderTab
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_bar import FittingBar
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.notice import Notice
from tests.gui.desk import LABELS, Desk, small_network
from tests.gui.pad.folder.made import FILES, found, pictures
from tests.gui.pad.rooms import room_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tab(desk: Desk) -> FolderTab:
    made = FolderTab(room_of(desk))
    desk.qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "pets")


def opened(desk: Desk, tab: FolderTab, folder: Path, **changes: Any) -> Evaluate:
    """A test that has come to its end."""
    desk.add_run()
    tab.open(folder)
    return finish(desk, **changes)


def finish(desk: Desk, **changes: Any) -> Evaluate:
    request = asked(desk)
    desk.answer(Evaluate, lambda ticket: found(ticket, request, **changes))
    return request


def asked(desk: Desk) -> Evaluate:
    request = desk.asked(Evaluate)[-1]
    assert isinstance(request, Evaluate)
    return request


def label(tab: QWidget, name: str) -> str:
    return tab.findChild(FittingLabel, name).full


def table(tab: FolderTab, *columns: int) -> list[tuple[str, ...]]:
    rows = tab.results.table.rows
    return [tuple(rows.index(row, column).data() for column in columns) for row in range(rows.rowCount())]


def press(desk: Desk, tab: QWidget, name: str) -> None:
    desk.qtbot.mouseClick(tab.findChild(QWidget, name), LEFT)


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_that_without_a_network_it_says_what_to_do_next(desk: Desk, tab: FolderTab) -> None:
    empty = tab.findChild(EmptyState, "folder.empty")
    assert empty.words.startswith("No network answers yet")
    with desk.qtbot.waitSignal(tab.train_requested):
        press(desk, tab, "folder.empty.button")
    assert not desk.asked(Evaluate)


def test_that_a_folder_is_tested_whole_by_the_network_that_answers(desk: Desk, tab: FolderTab, folder: Path) -> None:
    desk.add_run()
    tab.open(folder)
    request = asked(desk)
    assert request.subject == RunSubject(str(desk.document.path), 1)
    assert (request.data.source, request.data.path) == ("file", str(folder))
    assert (request.unlabelled, request.pictures, request.steps) == (True, "auto", MNISTS_WAY)


def test_that_what_was_chosen_before_there_is_a_network_is_tested_once_there_is_one(
    desk: Desk, tab: FolderTab, folder: Path
) -> None:
    tab.open(folder)
    assert not desk.asked(Evaluate)
    desk.add_run()
    desk.wait_for(Evaluate)


def test_that_nothing_is_asked_while_the_tab_is_not_in_view(desk: Desk, tab: FolderTab, folder: Path) -> None:
    tab.hide()
    desk.add_run()
    tab.open(folder)
    assert not desk.asked(Evaluate)
    tab.show()
    assert len(desk.asked(Evaluate)) == 1


def test_that_folders_and_archives_are_taken_and_pictures_and_networks_are_not(
    tab: FolderTab, folder: Path, tmp_path: Path
) -> None:
    for name in ("a.zip", "a.npz"):
        (tmp_path / name).write_bytes(b"")
        assert tab.takes(mime(tmp_path / name))
    assert tab.takes(mime(folder))
    assert not tab.takes(mime(folder / FILES[0]))
    assert not tab.takes(mime(tmp_path / "a.keras"))
    assert not tab.takes(QMimeData())
    tab.take(mime(folder))
    assert tab.path == folder


def test_that_figures_and_ways_are_said(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    assert tab.findChild(QWidget, "folder.accuracy").text() == "60.0 %"
    assert label(tab, "folder.summary") == "3 of 5 pictures right · Run 1"
    assert label(tab, "folder.way_taken") == "Seen as drawings, ÷ 255, so 0 to 1"
    assert label(tab, "folder.otherwise") == "As plain pictures: 20.0 %"
    assert tab.results.confusion.matrix.tolist() == [[1, 0, 1], [1, 1, 0], [0, 0, 1]]


def test_that_the_wrong_ones_stand_first_the_surest_on_top(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    assert table(tab, SIGN, FILE, PREDICTED, CONFIDENCE) == [
        ("✗", "dog/2.png", "cat", "95.0 %"),
        ("✗", "cat/2.png", "elk", "80.0 %"),
        ("✓", "cat/1.png", "cat", "90.0 %"),
        ("✓", "dog/10.png", "dog", "70.0 %"),
        ("✓", "elk/1.png", "elk", "60.0 %"),
    ]


def test_that_a_column_sorts_and_files_as_people_count(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    view = tab.results.table.view
    view.sortByColumn(FILE, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in table(tab, FILE)] == ["cat/1.png", "cat/2.png", "dog/2.png", "dog/10.png", "elk/1.png"]
    view.sortByColumn(CONFIDENCE, Qt.SortOrder.DescendingOrder)
    assert [row[0] for row in table(tab, CONFIDENCE)] == ["95.0 %", "90.0 %", "80.0 %", "70.0 %", "60.0 %"]


def test_that_only_the_wrong_ones_are_shown_where_that_is_wanted(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    tab.findChild(QCheckBox, "folder.wrong_only").click()
    assert [row[0] for row in table(tab, FILE)] == ["dog/2.png", "cat/2.png"]
    assert label(tab, "folder.shown") == "2 pictures read wrongly"


def test_that_a_cell_of_the_matrix_shows_its_pictures(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    tab.results.confusion.cell_opened.emit(1, 0)
    assert table(tab, FILE) == [("dog/2.png",)]
    assert label(tab, "folder.shown") == "dog read as cat: 1 picture"
    press(desk, tab, "folder.all")
    assert len(table(tab, FILE)) == 5


def test_that_a_picture_is_shown_large_as_in_its_file_and_as_it_was_seen(
    desk: Desk, tab: FolderTab, folder: Path
) -> None:
    opened(desk, tab, folder)
    look = tab.findChild(PictureLook, "folder.look")
    assert not look.isVisible()
    tab.results.table.view.setCurrentIndex(tab.results.table.rows.index(0, FILE))
    desk.qtbot.waitUntil(lambda: look.original is not None)
    assert look.title == "dog, read as cat · dog/2.png"
    assert look.original is not None
    assert look.seen is not None
    assert (look.original.shape, look.original[0, 0].tolist()) == ((10, 12, 3), [60, 0, 0])
    assert (look.seen == 30).all()
    request = desk.asked(Predict)[-1]
    assert isinstance(request, Predict)
    assert (request.picture == 30).all()
    outputs = np.array([0.95, 0.03, 0.02], np.float32)
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, outputs))
    assert look.outputs == [("cat", "95.0 %"), ("dog", "3.0 %"), ("elk", "2.0 %")]
    press(desk, tab, "folder.look.next")
    assert look.title == "cat, read as elk · cat/2.png"
    press(desk, tab, "folder.look.close")
    assert not look.isVisible()


def test_that_a_picture_can_be_put_on_the_paper(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    look = tab.findChild(PictureLook, "folder.look")
    tab.results.table.choose(3)
    desk.qtbot.waitUntil(lambda: look.original is not None)
    with desk.qtbot.waitSignal(tab.placing_requested) as caught:
        press(desk, tab, "folder.look.place")
    placing = caught.args[0]
    assert (placing.label, placing.name, placing.picture.shape) == ("dog", "dog/2.png", (10, 12, 3))
    assert placing.as_it_is is False  # it was seen as a drawing


def test_that_a_file_that_is_gone_leaves_what_was_seen(
    desk: Desk, tab: FolderTab, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise StudioError("“dog/2.png” cannot be shown.")

    monkeypatch.setattr("cnnstudio.data.pictures.importing.PictureFiles.read", gone)
    opened(desk, tab, folder)
    look = tab.findChild(PictureLook, "folder.look")
    tab.results.table.choose(3)
    desk.qtbot.waitUntil(lambda: label(tab, "folder.look.note") == "“dog/2.png” cannot be shown.")
    assert look.original is None
    assert look.seen is not None


def test_that_steps_and_ways_begin_the_test_anew(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    tab.findChild(QCheckBox, "folder.steps.centre").click()
    desk.wait_for(Evaluate, 2)
    assert asked(desk).steps == Steps(centre=False)
    way = tab.findChild(ElidingCombo, "folder.way")
    way.setCurrentIndex(way.findData("plain"))
    desk.wait_for(Evaluate, 3)
    assert asked(desk).pictures == "plain"
    assert len(desk.bridge.dropped) == 1  # the one before was not over
    assert not tab.findChild(QCheckBox, "folder.steps.centre").isEnabled()
    way.setCurrentIndex(way.findData("drawn"))
    press(desk, tab, "folder.steps.reset")
    desk.wait_for(Evaluate, 4)
    assert (asked(desk).pictures, asked(desk).steps) == ("drawn", MNISTS_WAY)


def test_that_after_a_long_test_another_choice_waits_for_the_button(
    desk: Desk, tab: FolderTab, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tab_module, "_QUICK", -1.0)
    opened(desk, tab, folder)
    tab.findChild(QCheckBox, "folder.steps.centre").click()
    assert tab.findChild(Notice, "folder.notice").words.startswith("Something else is chosen by now")
    assert len(desk.asked(Evaluate)) == 1
    press(desk, tab, "folder.test")
    assert asked(desk).steps == Steps(centre=False)
    assert tab.findChild(Notice, "folder.notice").words == ""


def test_that_another_network_is_tested_on_the_same_pictures(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    subject = SavedSubject("/nets/other.keras")
    networks = tab.room.networks
    networks.open("/nets/other.keras", "draw", later=False)
    ticket = len(desk.bridge.requests)
    desk.bridge.event.emit(SavedOpened(ticket, subject, small_network(), LABELS, None))
    desk.wait_for(Evaluate, 2)
    assert asked(desk).subject == subject
    finish(desk)
    tab.results.table.choose(0)
    request = desk.asked(Predict)[-1]
    assert isinstance(request, Predict)
    assert request.subject == SavedSubject("/nets/other.keras", prepared=Prepared())  # as the test found


def test_that_progress_is_shown_and_stop_ends_the_test_and_keeps_what_was_found(
    desk: Desk, tab: FolderTab, folder: Path
) -> None:
    opened(desk, tab, folder)
    bar, button = tab.findChild(FittingBar, "folder.progress"), tab.findChild(QPushButton, "folder.test")
    assert not bar.isVisible()
    button.click()
    assert bar.isVisible()
    desk.answer(Evaluate, lambda ticket: LoadingProgress(ticket, "Reading drawings", 2, 5))
    assert (bar.value(), bar.maximum(), bar.accessibleDescription()) == (2, 5, "Reading drawings: 2 of 5")
    desk.answer(Evaluate, lambda ticket: Scoring(ticket, "all", 4, 5))
    assert bar.accessibleDescription() == "Asking the network: 4 of 5"
    assert button.text() == "Stop"
    button.click()
    assert len(desk.bridge.dropped) == 1
    desk.answer(Evaluate, Cancelled)
    assert tab.findChild(Notice, "folder.notice").words == "The test was stopped."
    assert (button.text(), len(table(tab, FILE))) == ("Test again", 5)


def test_that_a_refusal_is_said_with_its_details(desk: Desk, tab: FolderTab, folder: Path) -> None:
    desk.add_run()
    tab.open(folder)
    desk.answer(Evaluate, lambda ticket: Failed(ticket, "“pets” is empty.", "Choose another folder.", "a\nb"))
    assert tab.findChild(Notice, "folder.notice").words == "“pets” is empty. Choose another folder."
    assert tab.test.result is None
    empty = tab.findChild(EmptyState, "folder.empty")
    assert empty.isVisible()
    assert "Choose a" not in empty.words  # these buttons stand above by now
    assert tab.findChild(QWidget, "folder.file").isVisible()


def test_that_pictures_of_other_classes_are_told_by_their_own_names(desk: Desk, tab: FolderTab, folder: Path) -> None:
    truths = ("ant", "bee", "bee", "", "ant")
    opened(desk, tab, folder, truth=(-1,) * 5, truths=truths, note="Nothing is scored. Two classes are not five.")
    assert label(tab, "folder.summary") == "Nothing is scored: its classes are others · Run 1"
    tab.results.table.view.sortByColumn(TRUE, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in table(tab, TRUE)] == ["–", "ant", "ant", "bee", "bee"]
    assert {row[0] for row in table(tab, SIGN)} == {""}
    tab.results.table.choose(1)
    assert tab.findChild(PictureLook, "folder.look").title == "bee, read as elk · cat/2.png"


def test_that_files_that_were_left_out_are_told(desk: Desk, tab: FolderTab, folder: Path) -> None:
    left_out = Finding("1 of 6 pictures cannot be read and is left out.", "caution", ("cat/9.png: it is cut short",))
    opened(desk, tab, folder, findings=(left_out,))
    assert tab.findChild(Notice, "folder.findings").words == left_out.text


def test_that_a_result_is_old_once_pictures_are_prepared_otherwise(
    desk: Desk, tab: FolderTab, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tab_module, "_QUICK", -1.0)
    opened(desk, tab, folder)
    run = desk.document.runs[0]
    desk.document.put_run(replace(run, prepared=Prepared(Preprocessing("signed"))))
    assert tab.findChild(Notice, "folder.notice").words.startswith("Something else is chosen by now")


def test_that_all_outputs_are_asked_only_of_a_network_whose_pictures_are_prepared_as_in_the_test(
    desk: Desk, tab: FolderTab, folder: Path
) -> None:
    desk.add_run()
    tab.open(folder)
    signed = Prepared(Preprocessing("signed"))  # which the engine found better than what is taken for the file
    desk.answer(Evaluate, lambda ticket: replace(found(ticket, asked(desk)), prepared=signed))
    tab.results.table.choose(3)
    assert not desk.asked(Predict)
    assert label(tab, "folder.look.note") == "For all outputs choose “÷ 127.5 − 1, so −1 to 1” beside the network."


def test_that_very_many_pictures_are_sorted_beside_the_window(
    desk: Desk, tab: FolderTab, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "_AT_ONCE", 3)
    opened(desk, tab, folder)
    assert label(tab, "folder.shown") == "Sorting…"
    desk.qtbot.waitUntil(lambda: len(table(tab, FILE)) == 5)
    assert table(tab, FILE)[0] == ("dog/2.png",)
    tab.findChild(QCheckBox, "folder.wrong_only").click()
    desk.qtbot.waitUntil(lambda: label(tab, "folder.shown") == "2 pictures read wrongly")
    press(desk, tab, "folder.test")
    finish(desk)
    tab.results.table.choose(3)  # it is not there yet
    desk.qtbot.waitUntil(lambda: tab.results.table.view.currentIndex().row() == 0)


def test_that_a_picture_has_its_own_colours_in_the_chosen_row_too(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder)
    rows = tab.results.table.rows
    shown = rows.index(0, SEEN).data(Qt.ItemDataRole.DecorationRole)
    usual, chosen = (shown.pixmap(40, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert usual == chosen


def test_that_the_keyboard_stays_here_after_a_file_was_chosen(
    desk: Desk, tab: FolderTab, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ask_folder", lambda *_: folder)
    desk.add_run()
    tab.activateWindow()
    tab.findChild(QPushButton, "folder.empty.second").click()
    assert tab.focusWidget() is tab.findChild(QPushButton, "folder.test")


def test_that_without_labels_the_answers_alone_are_shown(desk: Desk, tab: FolderTab, folder: Path) -> None:
    opened(desk, tab, folder, truth=(-1,) * 5, note="It is not known which class the pictures belong to.")
    assert tab.findChild(QWidget, "folder.accuracy").text() == "5 answers"
    assert not tab.results.confusion.isVisible()
    assert tab.findChild(Notice, "folder.note").words == "It is not known which class the pictures belong to."
    assert {row[0] for row in table(tab, SIGN)} == {""}
    assert not tab.findChild(QCheckBox, "folder.wrong_only").isEnabled()
    assert label(tab, "folder.otherwise") == ""


def test_that_the_table_is_copied_and_saved_as_it_stands(
    desk: Desk, tab: FolderTab, folder: Path, tmp_path: Path
) -> None:
    opened(desk, tab, folder, files=("=1+1.png", *FILES[1:]))
    QGuiApplication.clipboard().setText("")
    press(desk, tab, "folder.copy")
    desk.qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    text = QGuiApplication.clipboard().text()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["file", "true", "predicted", "confidence", "right"]
    assert rows[1][:3] == ["dog/2.png", "dog", "cat"]
    assert rows[1][4] == "no"
    assert ["'=1+1.png", "cat", "cat"] in [row[:3] for row in rows]
    tab.results.table.save(tmp_path / "test.csv")
    desk.qtbot.waitUntil((tmp_path / "test.csv").exists)
    assert (tmp_path / "test.csv").read_bytes().decode() == tab.results.table.rows.writing()()
    desk.qtbot.waitUntil(lambda: label(tab, "folder.shown") == "Saved as test.csv: 5 pictures")
    tab.findChild(QCheckBox, "folder.wrong_only").click()
    press(desk, tab, "folder.copy")
    desk.qtbot.waitUntil(lambda: label(tab, "folder.shown") == "Copied: 2 of 5 pictures")


def test_that_a_place_that_cannot_be_written_is_told(desk: Desk, tab: FolderTab, folder: Path, tmp_path: Path) -> None:
    opened(desk, tab, folder)
    tab.results.table.save(tmp_path / "nowhere" / "test.csv")
    desk.qtbot.waitUntil(lambda: bool(tab.findChild(Notice, "folder.notice").words))


def test_that_every_part_has_a_name_and_the_keyboard_reaches_the_table(
    desk: Desk, tab: FolderTab, folder: Path
) -> None:
    opened(desk, tab, folder)
    for widget in tab.findChildren(QPushButton) + tab.findChildren(QCheckBox):
        assert widget.objectName()
        assert widget.accessibleName() or widget.text() or widget.isHidden()
    view = tab.results.table.view
    view.setFocus()
    desk.qtbot.keyClick(view, Qt.Key.Key_Down)
    look = tab.findChild(PictureLook, "folder.look")
    assert look.isVisible()
    desk.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not look.isVisible()
    QApplication.processEvents()
