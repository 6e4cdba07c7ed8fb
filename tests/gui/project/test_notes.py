"""Notes of the open project: kept in its file within a second, and wherever the file goes."""

from cnnstudio.core.errors import StudioError
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project.notes import MOST_KEY, NotesRefused
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.project import place
from tests.gui.desk import desk

__all__ = ["desk"]


def stored(path):
    with ProjectFile.open(path, read_only=True) as file:
        return file.notes()


def settle(desk):
    for _ in range(3):
        desk.settle()


def test_that_a_note_is_told_at_once_and_is_in_the_file_soon(desk, qtbot):
    notes, told = desk.document.notes, []
    notes.changed.connect(told.append)
    notes.put("lab:x", "1")
    notes.put("lab:x", "1")
    assert (notes.get("lab:x"), notes.get("by_hand"), told) == ("1", "", ["lab:x"])
    assert not desk.document.is_saved
    qtbot.waitUntil(lambda: desk.document.is_saved)
    assert stored(desk.document.path) == {"lab:x": "1"}
    notes.put("lab:x", "")
    desk.document.save()
    settle(desk)
    assert (stored(desk.document.path), notes.get("lab:x")) == ({}, "")


def test_that_a_note_keeps_an_untitled_project_and_comes_back_with_it(desk, qtbot):
    document, path = desk.document, desk.document.path
    assert document.goes_when_left
    document.notes.put("by_hand", "{}")
    assert not document.goes_when_left
    with qtbot.waitSignal(document.opened):
        document.new(document.project, "Another")
    assert document.notes.get("by_hand") == ""
    told = []
    document.notes.changed.connect(told.append)
    with qtbot.waitSignal(document.opened):
        document.open(path)
    assert (document.notes.get("by_hand"), told) == ("{}", [""])


def test_that_notes_go_with_the_project_when_it_is_saved_elsewhere_also_those_made_meanwhile(desk, tmp_path, qtbot):
    document, target, done = desk.document, tmp_path / "mine.cnnstudio", []
    document.notes.put("before", "1")
    document.save_as(target, lambda *paths: done.append(paths))
    document.notes.put("meanwhile", "2")
    document.notes.save()
    qtbot.waitUntil(lambda: bool(done))
    settle(desk)
    qtbot.waitUntil(lambda: document.is_saved)
    assert stored(target) == {"before": "1", "meanwhile": "2"}


def test_that_closing_leaves_nothing_unwritten(desk):
    desk.document.notes.put("lab:x", "1")
    assert desk.document.write_now() is None
    assert desk.document.is_saved
    assert stored(desk.document.path) == {"lab:x": "1"}


def test_that_what_cannot_be_written_is_told_and_the_project_stays_on_the_desk(desk, qtbot, monkeypatch):
    document, told = desk.document, []
    document.refused.connect(told.append)

    def full(path, notes):
        raise StudioError("The disk is full.")

    monkeypatch.setattr(place, "write_notes", full)
    document.notes.put("lab:x", "1")
    with qtbot.waitSignal(document.refused):
        document.save()
    before = document.path
    with qtbot.waitSignal(document.refused, check_params_cb=lambda error: "stays open" in error.text):
        document.new(document.project, "Another")
    assert (document.path, document.notes.get("lab:x")) == (before, "1")
    monkeypatch.undo()
    document.save()
    settle(desk)
    assert stored(before) == {"lab:x": "1"}


def test_that_notes_of_a_file_that_another_window_has_go_with_it_to_another_name(desk, tmp_path, qtbot):
    document, path = desk.document, tmp_path / "theirs.cnnstudio"
    ProjectFile.create(path, document.project).close()
    lock = ProjectLock(path)
    assert lock.acquire()
    with qtbot.waitSignal(document.opened):
        document.open(path)
    document.notes.put("lab:x", "1")
    document.save()
    settle(desk)
    assert (stored(path), document.is_read_only) == ({}, True)
    with qtbot.waitSignal(document.file_changed):
        document.save_as(tmp_path / "mine.cnnstudio", lambda *_: document.save())
    settle(desk)
    assert stored(tmp_path / "mine.cnnstudio") == {"lab:x": "1"}
    lock.release()


def test_that_what_is_being_typed_is_asked_for_before_the_notes_are_written(desk, tmp_path, qtbot):
    document, done = desk.document, []
    document.notes.wanted.connect(lambda: document.notes.put("lab:x", str(len(done))))
    document.save_as(tmp_path / "mine.cnnstudio", lambda *_: done.append(1))
    qtbot.waitUntil(lambda: bool(done))
    assert stored(tmp_path / "mine.cnnstudio") == {"lab:x": "0"}
    assert document.write_now() is None
    assert stored(document.path) == {"lab:x": "1"}


def test_that_a_note_there_is_no_room_for_is_told_once_and_holds_no_other_up(desk, qtbot):
    document, told = desk.document, []
    document.refused.connect(told.append)
    document.notes.put("k" * (MOST_KEY + 1), "1")
    document.notes.put("by_hand", "{}")
    document.save()
    settle(desk)
    assert (len(told), document.is_saved, document.notes.is_stuck) == (1, True, False)
    assert stored(document.path) == {"by_hand": "{}"}
    document.notes.put("k" * (MOST_KEY + 1), "2")
    assert isinstance(document.write_now(), NotesRefused)


def test_that_notes_of_a_file_that_another_window_has_are_written_as_soon_as_it_has_another_name(desk, tmp_path, qtbot):
    document, path, done = desk.document, tmp_path / "theirs.cnnstudio", []
    ProjectFile.create(path, document.project).close()
    lock = ProjectLock(path)
    assert lock.acquire()
    with qtbot.waitSignal(document.opened):
        document.open(path)
    document.notes.put("lab", "x", is_work=False)
    assert (document.is_saved, document.write_now()) == (True, None)
    document.notes.put("lab:x", "1")
    assert not document.is_saved
    assert "another window" in str(document.write_now())
    document.save_as(tmp_path / "mine.cnnstudio", lambda *paths: done.append(paths))
    qtbot.waitUntil(lambda: bool(done))
    settle(desk)
    assert stored(tmp_path / "mine.cnnstudio") == {"lab": "x", "lab:x": "1"}
    assert (document.is_saved, document.write_now()) == (True, None)
    lock.release()
