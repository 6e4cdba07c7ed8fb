"""A project file keeps what it is given, drops what it should and says what it cannot do."""

import math
import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
import pytest

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files import atomic
from cnnstudio.files.project import copying, schema, weights_blob
from cnnstudio.files.project_file import ProjectFile, copy_run, save_as

SAMPLES = Path(__file__).parent.parent / "samples"


def same(ours, theirs):
    return list(ours) == list(theirs) and all(
        ours[name].tobytes() == theirs[name].tobytes() and ours[name].shape == theirs[name].shape for name in ours
    )


def test_that_a_file_of_version_1_opens_with_every_value(tmp_path):
    path = tmp_path / "old.cnnstudio"
    path.write_bytes((SAMPLES / "version_1.cnnstudio").read_bytes())
    with ProjectFile.open(path, read_only=True) as file:
        assert file.project().plan.seed == 11
        first, second = file.runs()
        _, arrays = file.weights(1)
        chosen, fourth = file.weights(1, 4)
        newest, seventh = file.weights(2)
    assert (first.number, first.name, first.status) == (1, "first try", "finished")
    assert first.labels == ("null", "eins é")
    assert first.prepared == Prepared(Preprocessing("standardise", 0.001), (33.25,), (78.5,))
    assert first.started == "2026-11-21T10:00:00+01:00"
    assert first.versions["keras"] == "3.15.1"
    assert first.epochs[1] == Epoch(2, 0.5, 0.5, 0.5, 0.75, 1.5)
    assert first.test == Scores(0.5, ("null", "eins é"), ((3, 1), (0, 4)))
    assert (first.kept, first.best_epoch, first.project.plan.seed) == ((1, 3, 4, 5), 1, 7)
    assert (second.name, second.status, second.kept, second.best_epoch) == ("Run 2", "interrupted", (1,), 0)
    assert math.isnan(second.epochs[0].val_loss)
    assert list(arrays) == ["conv2d_1/kernel", "conv2d_1/bias", "dense_1/kernel", "dense_1/bias"]
    expected = (1 + np.arange(18, dtype=np.float32) / 1024).reshape(3, 3, 1, 2)
    assert np.array_equal(arrays["conv2d_1/kernel"], expected)
    assert (chosen, fourth["dense_1/bias"].tolist()) == (4, [4.0, 4.0009765625])
    assert (newest, seventh["conv2d_1/bias"].tolist()) == (1, [7.0, 7.0009765625])


def test_that_a_project_comes_back_as_it_was_saved(file, project, path):
    changed = replace(project, plan=replace(project.plan, epochs=99))
    file.save_project(changed)
    with ProjectFile.open(path) as again:
        assert again.project() == changed
        assert again.runs() == ()


def test_that_the_newest_three_epochs_and_the_best_keep_their_weights(file, begin, weights, figures):
    run = begin(file)
    for number, loss in enumerate((0.9, 0.2, 0.5, 0.2, 0.6, math.nan, math.inf), 1):
        file.add_epoch(run, figures(number, loss), weights(number))
    found = file.run(run)
    assert found.kept == (2, 5, 6, 7)
    assert [epoch.number for epoch in found.epochs] == [1, 2, 3, 4, 5, 6, 7]
    assert math.isnan(found.epochs[5].val_loss)
    assert found.epochs[6].val_loss == math.inf
    number, best = file.weights(run)
    assert number == 2
    assert same(best, weights(2))
    best["conv2d_1/bias"][0] = 5  # the arrays are the reader's own


def test_that_without_a_validation_loss_the_newest_weights_are_given(file, begin, weights, figures):
    run = begin(file)
    for number in range(1, 6):
        file.add_epoch(run, figures(number, math.nan), weights(number))
    assert file.run(run).kept == (3, 4, 5)
    assert file.weights(run)[0] == 5


def test_that_runs_are_named_ended_renamed_and_deleted_and_numbers_do_not_return(file, begin, weights, figures):
    assert [begin(file), begin(file, " mine "), begin(file)] == [1, 2, 3]
    assert [run.name for run in file.runs()] == ["Run 1", "mine", "Run 3"]
    scores = Scores(math.nan, ("0", "1"), ((1, 0), (0, 1)))
    file.end_run(1, "stopped", scores)
    assert math.isnan(file.run(1).test.loss)
    file.rename_run(2, "better")
    file.add_epoch(3, figures(1), weights(1))
    file.delete_run(3)
    file.mark_interrupted()
    assert [(run.name, run.status) for run in file.runs()] == [("Run 1", "stopped"), ("better", "interrupted")]
    assert begin(file) == 4
    assert file.run(4).kept == ()


def test_that_nothing_lies_beside_the_file_after_a_transaction(file, begin, weights, figures, path):
    file.add_epoch(begin(file), figures(1), weights(1))
    assert os.listdir(path.parent) == [path.name]


def test_that_what_is_not_there_is_said(file, begin, weights, figures, refused):
    run = begin(file)
    assert "weights of run 1 are not in" in refused(file.weights, run)
    assert "has no run 9" in refused(file.run, 9)
    assert "has no run 9" in refused(file.add_epoch, 9, figures(1), weights(1))
    assert "at most 200" in refused(file.rename_run, run, "x" * 201)
    file.add_epoch(run, figures(1), weights(1))
    assert "already has" in refused(file.add_epoch, run, figures(1), weights(1))
    assert "weights of epoch 5 of run 1" in refused(file.weights, run, 5)
    assert file.run(run).kept == (1,)


def test_that_weights_are_stored_as_little_endian_float32_in_c_order():
    array = np.asfortranarray(np.arange(6, dtype=">f8").reshape(2, 3))
    data = b"".join(weights_blob.pieces({"z/kernel": array, "a/bias": np.float32(3)}))
    assert np.arange(6, dtype="<f4").tobytes() in data
    assert np.float32(3).tobytes() in data
    found = weights_blob.unpack(data)
    assert list(found) == ["z/kernel", "a/bias"]
    assert np.array_equal(found["z/kernel"], array)
    for wrong in (b"", data[:-1], b"\xff" * 64):
        with pytest.raises(ValueError):
            weights_blob.unpack(wrong)


def test_that_damaged_weights_name_their_run_and_epoch(file, begin, weights, figures, path, refused):
    run = begin(file)
    file.add_epoch(run, figures(1), weights(1))
    file.add_epoch(run, figures(2), weights(2))
    file.close()
    data = bytearray(path.read_bytes())
    place = bytes(data).index(weights(2)["conv2d_1/kernel"].tobytes())
    data[place] ^= 1
    path.write_bytes(data)
    with ProjectFile.open(path) as again:
        assert "weights of epoch 2 of run 1" in refused(again.weights, run, 2)
        assert same(again.weights(run, 1)[1], weights(1))


def test_that_a_file_open_for_reading_writes_nothing(file, begin, path, project, refused):
    before = path.read_bytes()
    with ProjectFile.open(path, read_only=True) as again:
        assert "reading only" in refused(again.save_project, project)
        assert "reading only" in refused(begin, again)
        again.mark_interrupted()
    assert path.read_bytes() == before


def test_that_a_file_another_program_holds_is_said_to_be_in_use(file, path, project, refused):
    file._database.connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert "in use by another program" in refused(file.save_project, project)
        other.execute("ROLLBACK")
        file.save_project(project)
    finally:
        other.close()


def test_that_a_file_deleted_under_its_window_is_said_to_be_gone(file, path, project, refused):
    path.unlink()
    assert "moved or deleted" in refused(file.save_project, project)


def test_that_save_as_makes_an_equal_file_and_follows_links(file, begin, weights, figures, path, tmp_path):
    run = begin(file)
    file.add_epoch(run, figures(1), weights(1))
    real, link = tmp_path / "real.cnnstudio", tmp_path / "link.cnnstudio"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    save_as(path, link)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    with ProjectFile.open(link) as copy:
        assert copy.runs() == file.runs()
        assert same(copy.weights(run)[1], weights(1))
    save_as(path, path)
    assert sorted(os.listdir(tmp_path)) == ["here", "link.cnnstudio", "real.cnnstudio"]
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("step", ["_temp_beside", "sync", "sync_folder", "replace", "connect", "_check_copy", "fsync"])
def test_that_save_as_keeps_the_old_target_when_a_step_fails(step, file, path, tmp_path, refused, monkeypatch):
    target = tmp_path / "target.cnnstudio"
    target.write_bytes(b"precious")

    def fails(*_):
        raise OSError(5, "Input/output error")

    owner = {"replace": os, "fsync": os, "connect": copying.schema, "_check_copy": copying}.get(step, atomic)
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, fails)
        refused(save_as, path, target)
    if step == "sync_folder":  # the new content is in place by then, whole
        ProjectFile.open(target).close()
    else:
        assert target.read_bytes() == b"precious"
    assert sorted(os.listdir(tmp_path)) == ["here", "target.cnnstudio"]


def test_that_the_copy_is_checked_after_the_source_was_let_go(file, path, tmp_path, monkeypatch):
    free = []

    def look(copy):
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")  # raises while anybody reads
            free.append(True)

    monkeypatch.setattr(copying, "_check_copy", look)
    save_as(path, tmp_path / "target.cnnstudio")
    assert free == [True]


def test_that_who_writes_waits_for_a_long_copy_to_end(file):
    assert file._database.connection.execute("PRAGMA busy_timeout").fetchone() == (60_000,)


def test_that_a_file_that_another_reads_is_known_to_be_in_use_before_anything_is_written(file, path, project):
    file.wait_for_others(0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        file.check_free()
        other.execute("BEGIN")
        other.execute("SELECT json FROM project").fetchone()
        with pytest.raises(schema.InUse):
            file.check_free()
        other.execute("ROLLBACK")
        file.check_free()
    assert os.listdir(path.parent) == [path.name]
    file.save_project(project)


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%b", "a%20b", "two words", "a&mode=ro", "🙂 é", "x\udcffy"])
def test_that_a_file_of_any_name_is_found_again(name, tmp_path, project):
    path = tmp_path / f"{name}.cnnstudio"
    ProjectFile.create(path, project).close()
    with ProjectFile.open(path) as again:
        again.save_project(project)
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"\\server\share\my work\a#1.cnnstudio"), "file:////server/share/my%20work/a%231.cnnstudio"),
        (PureWindowsPath(r"C:\Users\é\50 %?.cnnstudio"), "file:///C:/Users/%C3%A9/50%20%25%3F.cnnstudio"),
        (PurePosixPath("/home/a/b.cnnstudio"), "file:///home/a/b.cnnstudio"),
    ],
)
def test_that_sqlite_is_given_a_uri_without_an_authority(path, uri):
    made = schema.uri(path, "rw")
    assert made == f"{uri}?mode=rw"
    # There is none of them here, which is another refusal than "invalid uri authority".
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        sqlite3.connect(made, uri=True)


def test_that_save_as_refuses_folders_missing_places_and_long_names(file, path, tmp_path, refused):
    assert "is a folder" in refused(save_as, path, tmp_path)
    assert "folder “no” does not exist" in refused(save_as, path, tmp_path / "no" / "a.cnnstudio")
    assert "too long" in refused(save_as, path, tmp_path / ("x" * 300))
    assert "does not exist" in refused(save_as, tmp_path / "none.cnnstudio", tmp_path / "b.cnnstudio")
    (tmp_path / "c.cnnstudio-journal").write_text("left")
    assert "is in the way" in refused(save_as, path, tmp_path / "c.cnnstudio")
    assert "exists already" in refused(ProjectFile.create, path, file.project())
    assert "too long" in refused(save_as, path, tmp_path / ("x" * 250))
    save_as(path, tmp_path / ("x" * 247))
    with ProjectFile.open(tmp_path / ("x" * 247)) as copy:
        copy.save_project(file.project())


def test_that_a_run_is_brought_over_and_bringing_it_twice_changes_nothing(
    file, begin, weights, figures, path, tmp_path, refused
):
    run = begin(file)
    file.add_epoch(run, figures(1, 0.1), weights(1))
    other = tmp_path / "other.cnnstudio"
    save_as(path, other)
    for number in range(2, 7):
        file.add_epoch(run, figures(number), weights(number))
    file.end_run(run, "finished", None)
    second = begin(file)
    copy_run(path, other, run)
    copy_run(path, other, run)
    copy_run(path, other, second)
    with ProjectFile.open(other) as copy:
        assert copy.runs() == file.runs()
        assert same(copy.weights(run, 6)[1], weights(6))
        copy.delete_run(second)
        copy.begin_run(copy.project(), name="", labels=(), prepared=Prepared(), started="later", versions={})
    third = begin(file)
    assert "has another run 3" in refused(copy_run, path, other, third)


def test_that_a_copy_can_be_made_while_the_file_is_open_and_written_afterwards(
    file, begin, weights, figures, path, tmp_path
):
    run = begin(file)
    save_as(path, tmp_path / "copy.cnnstudio")
    file.add_epoch(run, figures(1), weights(1))
    with ProjectFile.open(tmp_path / "copy.cnnstudio") as copy:
        assert copy.run(run).epochs == ()


def test_that_a_file_gives_the_room_of_deleted_runs_back(file, begin, weights, figures, path):
    runs = [begin(file) for _ in range(8)]
    for run in runs:
        file.add_epoch(run, figures(1, 0.5), {"dense_1/kernel": np.zeros((64, 256), np.float32) + run})
    large = path.stat().st_size
    for run in runs[1:]:
        file.delete_run(run)
    file.compact()
    assert path.stat().st_size < large / 3
    assert [run.number for run in file.runs()] == [1]
    assert (file.weights(1)[1]["dense_1/kernel"] == 1).all()
    file.add_epoch(1, figures(2, 0.4), weights(2))
    assert len(file.run(1).epochs) == 2


def test_that_a_file_that_another_program_reads_stays_as_large_as_it_is(file, begin, weights, figures, path):
    run = begin(file)
    file.add_epoch(run, figures(1, 0.5), {"dense_1/kernel": np.ones((64, 512), np.float32)})
    file.delete_run(run)
    large = path.stat().st_size
    file._database.connection.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM project").fetchall()
        file.compact()
        assert path.stat().st_size == large
        other.execute("ROLLBACK")
    file.compact()
    assert path.stat().st_size < large


def test_that_a_name_of_bytes_that_are_no_utf_8_is_kept_as_what_can_be_written(file, begin, refused):
    assert file.run(begin(file, "na\udcefve é")).name == "na\\udcefve é"
    file.rename_run(1, "\udcff")
    assert file.run(1).name == "\\udcff"
    assert "at most 200" in refused(file.rename_run, 1, "\udcff" * 34)
