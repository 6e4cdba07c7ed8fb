"""The document: edits, undo, and the file that follows them."""

import gc
import itertools
import traceback
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import Plan
from cnnstudio.data.dataset import DataSet
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.project.kept_file import KeptFile
from cnnstudio.gui.project.place import untitled_folder
from cnnstudio.gui.threads.background import Background
from tests.gui.documents import background, document, lenet, longer, opened, stored
from tests.gui.mistakes import err_once

__all__ = ["background", "document"]


def test_that_a_new_project_has_a_file_of_its_own_at_once(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    assert document.path == untitled_folder() / "LeNet.cnnstudio"
    assert not document.is_named
    assert stored(document.path) == lenet()


def test_that_a_second_untitled_project_takes_another_name(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    document.change(longer(lenet()), "Add Dropout")
    opened(document, qtbot)
    assert document.title == "LeNet 2"


def test_that_an_edit_is_on_disk_within_a_second(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    document.change(longer(lenet()), "Add Dropout")
    assert not document.is_saved
    qtbot.waitUntil(lambda: document.is_saved, timeout=1000)
    assert stored(document.path) == longer(lenet())


def test_that_edits_that_never_pause_are_on_disk_within_a_second(document: Document, qtbot: QtBot) -> None:
    """As while a spin box is held down: waiting for a pause, none of them was written."""
    opened(document, qtbot)
    edits = QTimer(document, interval=20)
    plans = itertools.count(6)
    edits.timeout.connect(lambda: document.change(replace(lenet(), plan=Plan(epochs=next(plans))), "Epochs"))
    edits.start()
    qtbot.waitUntil(lambda: stored(document.path).plan.epochs > 6, timeout=3000)
    edits.stop()
    qtbot.waitUntil(lambda: document.is_saved, timeout=1000)


def test_that_undo_puts_the_very_same_project_back(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    before = document.project
    document.change(longer(before), "Add Dropout")
    document.undo_stack.undo()
    assert document.project is before
    document.undo_stack.redo()
    assert document.project == longer(before)


def test_that_steps_with_one_mark_are_one_undo_step(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    for epochs in (6, 7, 8):
        document.change(replace(document.project, plan=Plan(epochs=epochs)), "Change epochs", "plan.epochs")
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project.plan.epochs == 5


def test_that_a_change_that_changes_nothing_is_no_undo_step(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    document.change(lenet(), "Nothing")
    assert document.undo_stack.count() == 0


def test_that_an_untouched_untitled_project_leaves_no_file(
    document: Document, background: Background, qtbot: QtBot
) -> None:
    path = opened(document, qtbot).path
    document.close()
    background.wait()
    assert path is not None
    assert not path.exists()


def test_that_saving_under_a_name_moves_the_work_there(document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    old = opened(document, qtbot).path
    document.change(longer(lenet()), "Add Dropout")
    moved: list[tuple[Path, Path]] = []
    document.save_as(tmp_path / "mine.cnnstudio", lambda *paths: moved.append(paths))
    qtbot.waitUntil(lambda: bool(moved))
    assert old is not None
    assert moved == [(old, tmp_path / "mine.cnnstudio")]
    assert document.is_named
    assert stored(document.path) == longer(lenet())
    assert old.exists(), "a run may still be written there"
    with qtbot.waitSignal(document.removed):
        document.left(old)
    qtbot.waitUntil(lambda: not old.exists())


def test_that_a_project_opens_with_what_was_in_it(document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "kept.cnnstudio"
    ProjectFile.create(path, longer(lenet())).close()
    with qtbot.waitSignal(document.opened):
        document.open(path)
    assert document.project == longer(lenet())
    assert document.is_named
    assert not document.is_read_only


@pytest.mark.parametrize("content", [b"", b"not a project at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_that_a_file_that_is_not_ours_changes_nothing(
    document: Document, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    opened(document, qtbot)
    document.change(longer(lenet()), "Add Dropout")
    before, path = document.project, document.path
    foreign = tmp_path / "foreign.cnnstudio"
    foreign.write_bytes(content)
    with qtbot.waitSignal(document.refused) as refusal:
        document.open(foreign)
    assert refusal.args is not None
    assert isinstance(refusal.args[0], StudioError)
    assert document.project is before
    assert document.path == path
    assert foreign.read_bytes() == content


def test_that_a_file_open_elsewhere_is_shown_read_only_and_not_changed(
    document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "shared.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    other = ProjectLock(path)
    assert other.acquire()
    with qtbot.waitSignal(document.refused):
        document.open(path)
    assert document.is_read_only
    with qtbot.waitSignal(document.refused):
        document.change(longer(lenet()), "Add Dropout")
    assert document.project == lenet()
    other.release()


def test_that_a_recipe_that_cannot_be_followed_is_a_reason_not_to_train(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    pictures, labels = np.zeros((20, 28, 28, 1), np.uint8), np.arange(20) % 10
    document.set_data_set(DataSet("d", "D", tuple("0123456789"), pictures, labels, pictures, labels))
    assert document.why_not_train == ""
    for settings, reason in (
        ({"subset": 50_000}, "50,000 were asked for"),
        ({"validation_share": 0.01}, "leaves none"),
    ):
        data = replace(lenet().data, **settings)
        document.change(replace(lenet(), data=data), "Change")
        assert reason in document.why_not_train


def test_that_the_reason_not_to_train_names_the_missing_data(document: Document, qtbot: QtBot) -> None:
    opened(document, qtbot)
    assert document.why_not_train == "The data are not loaded yet."


def test_that_an_untitled_project_opened_again_and_only_looked_at_is_kept(
    document: Document, background: Background, qtbot: QtBot
) -> None:
    path = opened(document, qtbot).path
    assert path is not None
    document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: document.is_saved)
    opened(document, qtbot, "Another")
    with qtbot.waitSignal(document.opened):
        document.open(path)
    document.close()
    background.wait()
    assert stored(path) == longer(lenet())


def test_that_a_window_that_only_reads_never_removes_the_file(
    document: Document, background: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    path = opened(document, qtbot).path
    assert path is not None
    other = Document(background)
    with qtbot.waitSignal(other.opened):
        other.open(path)
    assert other.is_read_only
    moved: list[Path] = []
    other.save_as(tmp_path / "copy.cnnstudio", lambda old, new: moved.append(old))
    qtbot.waitUntil(lambda: bool(moved))
    other.left(path)
    other.close()
    background.wait()
    assert path.exists()
    assert stored(tmp_path / "copy.cnnstudio") == lenet()


def test_that_edits_made_while_a_copy_is_written_belong_to_the_copy(
    document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    old = opened(document, qtbot).path
    target = tmp_path / "mine.cnnstudio"
    document.save_as(target, lambda *_: None)
    document.change(longer(lenet()), "Add Dropout")
    document.save()
    qtbot.waitUntil(lambda: document.path == target and document.is_saved)
    assert stored(target) == longer(lenet())
    assert stored(old) == lenet()


def test_that_after_a_mistake_in_moving_the_project_stays_where_it_is_and_can_be_moved(
    document: Document, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(document, qtbot)
    before, target, moved = document.path, tmp_path / "mine.cnnstudio", list[Path]()
    err_once(monkeypatch, KeptFile, "_moved")
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(document.refused):
        document.save_as(target, lambda *_: None)
    assert len(caught) == 1
    for *_, trace in caught:  # as is done for the crash dialog: it holds what was not taken up, and with that the lock
        traceback.clear_frames(trace)
    document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: document.is_saved)
    assert document.path == before
    assert stored(before) == longer(lenet())
    document.save_as(target, lambda _, new: moved.append(new))
    qtbot.waitUntil(lambda: moved == [target])
    assert stored(target) == longer(lenet())


def test_that_opening_the_file_that_is_open_keeps_it_writable(document: Document, qtbot: QtBot) -> None:
    path = opened(document, qtbot).path
    assert path is not None
    document.change(longer(lenet()), "Add Dropout")
    with qtbot.assertNotEmitted(document.opened):
        document.open(path)
        document.when_written(lambda: None)
        qtbot.waitUntil(lambda: document.is_saved)
    assert not document.is_read_only
    assert document.project == longer(lenet())


def test_that_of_two_files_asked_for_the_newer_one_is_put_on_the_desk(
    document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.cnnstudio", tmp_path / "second.cnnstudio"
    ProjectFile.create(first, lenet()).close()
    ProjectFile.create(second, longer(lenet())).close()
    document.open(first)
    document.open(second)
    qtbot.waitUntil(lambda: document.path == second)
    free = ProjectLock(first)
    qtbot.waitUntil(free.acquire)
    free.release()


def test_that_a_project_that_cannot_be_written_is_not_left_for_another(
    document: Document, background: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "lost.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    with qtbot.waitSignal(document.opened):
        document.open(path)
    path.unlink()
    document.change(longer(lenet()), "Add Dropout")
    refusals: list[StudioError] = []
    document.refused.connect(refusals.append)
    document.new(lenet(), "LeNet")
    qtbot.waitUntil(lambda: len(refusals) >= 2)
    assert "could not be saved" in refusals[-1].text
    assert document.path == path
    assert document.project == longer(lenet())
    assert document.write_now() is not None
    ProjectFile.create(path, lenet()).close()
    assert document.write_now() is None
    assert stored(path) == longer(lenet())


def test_that_after_a_failed_save_the_next_edit_is_again_on_disk_within_a_second(
    document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "back.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    with qtbot.waitSignal(document.opened):
        document.open(path)
    path.rename(tmp_path / "away")
    with qtbot.waitSignal(document.refused):
        document.change(longer(lenet()), "Add Dropout")
    (tmp_path / "away").rename(path)
    document.undo_stack.undo()
    document.undo_stack.redo()
    qtbot.waitUntil(lambda: document.is_saved, timeout=1000)
    assert stored(path) == longer(lenet())


def test_that_documents_die_with_their_steps_in_a_garbage_collection(qtbot: QtBot, background: Background) -> None:
    """Steps whose stack died in a collection were freed twice: a segmentation fault."""
    stacks, gone = [], []
    for number in range(200):
        document = Document(background)
        document.change(lenet(), "Begin")
        for size in range(number % 5):
            project = document.project
            document.change(replace(project, plan=replace(project.plan, epochs=size + 50)), "Epochs")
        document.circle = document  # type: ignore[attr-defined]
        gone.append(weakref.ref(document))
        stacks.append(weakref.ref(document.undo_stack))
        del document
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert all(reference() is None for reference in gone)
    assert all(reference() is None for reference in stacks)


def test_that_deleting_a_run_makes_the_file_smaller(document: Document, qtbot: QtBot) -> None:
    path = opened(document, qtbot).path
    assert path is not None
    with ProjectFile.open(path) as file:
        number = file.begin_run(lenet(), name="", labels=("a", "b"), prepared=Prepared(), started="2026", versions={})
        kernel = {"dense_1/kernel": np.ones((64, 512), np.float32)}
        file.add_epoch(number, Epoch(1, 0.5, 0.9, 0.4, 0.9, 1.0), kernel)
        file.end_run(number, "finished", None)
    large = path.stat().st_size
    with qtbot.waitSignal(document.runs_changed):
        document.read_runs()
    with qtbot.waitSignal(document.runs_changed):
        document.delete_runs([number])
    assert document.runs == ()
    assert path.stat().st_size < large / 2


def test_that_a_project_comes_to_its_new_place_with_all_edits_before_another_one_is_on_the_desk(
    document: Document, background: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    old, copy, other = opened(document, qtbot).path, tmp_path / "copy.cnnstudio", tmp_path / "other.cnnstudio"
    ProjectFile.create(other, lenet()).close()
    moved: list[tuple[Path, Path]] = []
    document.open(other)
    document.save_as(copy, lambda *paths: moved.append(paths))
    document.change(longer(lenet()), "Add Dropout")
    qtbot.waitUntil(lambda: document.path == other)
    background.wait()
    assert moved == [(old, copy)]
    assert stored(copy) == longer(lenet())
    assert (ProjectLock(copy).acquire(), ProjectLock(other).acquire()) == (True, False)


def test_that_a_file_that_is_only_read_is_not_saved_onto_itself_in_silence(
    document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    theirs = ProjectLock(path)
    assert theirs.acquire()
    with qtbot.waitSignal(document.opened):
        document.open(path)
    with qtbot.waitSignal(document.refused) as told:
        document.save_as(path, lambda *_: None)
    assert "under another name" in str(told.args[0].hint)
    theirs.release()
