"""What is no whole project file is refused in words, and nothing on the disk changes."""

import os
import random
import shutil
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.files.project.versions import VERSION
from cnnstudio.files.project_file import ProjectFile

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(params=["version_1", "version_2", "version_3", "version_4", "version_5"])
def sample(request, tmp_path):
    path = tmp_path / "sample.cnnstudio"
    shutil.copyfile(SAMPLES / f"{request.param}.cnnstudio", path)
    return path


@pytest.fixture
def newest(tmp_path):
    path = tmp_path / "newest.cnnstudio"
    shutil.copyfile(SAMPLES / "version_3.cnnstudio", path)
    return path


def changed(path, *statements):
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refusal(path, refused, **named):
    before = {entry.name: entry.read_bytes() for entry in path.parent.iterdir() if entry.is_file()}
    text = refused(ProjectFile.open, path, **named)
    assert {entry.name: entry.read_bytes() for entry in path.parent.iterdir() if entry.is_file()} == before
    return text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello", "is not a CNN Studio project"),
        (b"<html>" * 1000, "is not a CNN Studio project"),
        (b"SQLite for", "cut short"),
        (b"SQLite format 3\x00" + b"\x00" * 50, "cut short"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "cut short"),
        (b"PK\x03\x04" + b"\x00" * 5000, "is not a CNN Studio project"),
    ],
)
def test_that_a_file_of_another_sort_is_refused(content, words, tmp_path, refused):
    path = tmp_path / "x.cnnstudio"
    path.write_bytes(content)
    assert words in refusal(path, refused)
    assert words in refusal(path, refused, read_only=True)


@pytest.mark.parametrize("start", [b"", b"SQLite format 3\x00" + bytes(100)])
def test_that_a_huge_file_that_is_none_of_ours_is_refused_without_reading_it(start, tmp_path, refused):
    path = tmp_path / "huge.cnnstudio"
    path.write_bytes(start)
    os.truncate(path, 10 * 2**30)  # sparse: it takes no room
    tracemalloc.start()
    refused(ProjectFile.open, path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert path.stat().st_size == 10 * 2**30
    assert os.listdir(tmp_path) == [path.name]


def test_that_runs_are_in_the_order_in_which_they_began_whatever_the_clock_said(newest, project):
    """The clock may be set back between two of them."""
    with ProjectFile.open(newest) as file:
        told = {"name": "", "labels": ("0", "1"), "prepared": Prepared(), "versions": {}}
        before = [run.number for run in file.runs()]
        times = ("2026-03-01T14:00:00+01:00", "1999-12-31T23:59:59+00:00")
        added = [file.begin_run(project, started=time, **told) for time in times]
        assert [run.number for run in file.runs()] == [*before, *added] == sorted({*before, *added})
        assert [run.name for run in file.runs()][-2:] == [f"Run {number}" for number in added]


def test_that_places_that_are_no_files_are_refused(tmp_path, refused):
    assert "does not exist" in refused(ProjectFile.open, tmp_path / "none.cnnstudio")
    assert "is a folder" in refused(ProjectFile.open, tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "is not a file" in refused(ProjectFile.open, tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(ProjectFile.open, tmp_path / "loop")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_that_a_file_without_permission_is_refused(sample, refused):
    sample.chmod(0)
    assert "no permission" in refused(ProjectFile.open, sample)
    sample.chmod(0o400)
    assert "no permission" in refused(ProjectFile.open, sample)
    ProjectFile.open(sample, read_only=True).close()


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_that_a_database_of_another_program_is_refused(journal, tmp_path, refused):
    path = tmp_path / "places.sqlite"
    changed(path, f"PRAGMA journal_mode = {journal}", "CREATE TABLE other (x)")
    assert "not of CNN Studio" in refusal(path, refused)


@pytest.mark.parametrize("statement", [f"PRAGMA user_version = {VERSION + 1}", "PRAGMA user_version = 2147483647"])
def test_that_a_newer_version_is_refused(statement, sample, refused):
    changed(sample, statement)
    text = refusal(sample, refused)
    assert "newer CNN Studio" in text
    assert "Update" in text


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (x)",
        "CREATE VIEW seen AS SELECT 1",
        "CREATE TRIGGER boom AFTER INSERT ON epoch BEGIN DELETE FROM run; END",
        "CREATE INDEX fast ON epoch (loss)",
        "DROP TABLE weights",
        "ALTER TABLE run ADD COLUMN extra TEXT",
        "PRAGMA user_version = 0",
    ],
)
def test_that_unexpected_tables_triggers_and_views_are_refused(statement, sample, refused):
    changed(sample, statement)
    assert "does not have the tables" in refusal(sample, refused)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE project SET json = '{'",
        "UPDATE project SET json = '{\"a\": NaN}'",
        "UPDATE project SET json = '" + "[" * 100_000 + "'",
        "UPDATE project SET json = CAST(x'ff' AS TEXT)",
        "DELETE FROM project",
    ],
)
def test_that_a_project_that_cannot_be_read_is_said(statement, sample, refused):
    changed(sample, statement)
    with ProjectFile.open(sample) as file:
        refused(file.project)


@pytest.mark.parametrize(
    "change",
    ["status = 'dancing'", "labels = '3'", "prepared = '{}'", "versions = '[1]'", "test = '{}'", "project = ''"],
)
def test_that_a_run_that_cannot_be_read_is_said(change, sample, refused):
    changed(sample, f"UPDATE run SET {change}")
    with ProjectFile.open(sample) as file:
        assert "A run in" in refused(file.runs)


@pytest.mark.parametrize(
    "change",
    [
        "run SET train = '{}'",
        "run SET train = '7'",
        'run SET train = \'{"loss":1,"count":2,"misclassified":3}\'',
        'run SET validation = \'{"loss":1,"count":-2,"misclassified":-3}\'',
        'run SET validation = \'{"loss":"much","count":2,"misclassified":1}\'',
        'run SET validation = \'{"loss":1,"count":2.5,"misclassified":1}\'',
        'run SET validation = \'{"loss":1' + "0" * 400 + ',"count":2,"misclassified":1}\'',
        "run SET name = '" + "x" * 201 + "'",
        "run SET reason = '" + "x" * 2001 + "'",
        "run SET test = '" + "[" * 100_000 + "'",
        "epoch SET more = ''",
        "epoch SET more = '{}'",
        "epoch SET more = '[[1,2]]'",
        "epoch SET more = '[[\"auc\"]]'",
        "epoch SET more = '[[\"auc\",true]]'",
        'epoch SET more = \'[["auc","about a half"]]\'',
        "epoch SET more = '[" + '["a",1],' * 100 + '["a",1]]\'',
    ],
)
def test_that_scores_words_and_metrics_that_cannot_be_read_are_said(change, newest, refused):
    changed(newest, f"UPDATE {change}")
    with ProjectFile.open(newest) as file:
        assert "A run in" in refused(file.runs)
        assert "A run in" in refused(file.run, 1)


def read_all(path):
    with ProjectFile.open(path, read_only=True) as file:
        file.project()
        for run in file.runs():
            for epoch in run.kept:
                file.weights(run.number, epoch)
            if run.resumable:
                file.state(run.number)
            file.batches(run.number)
            file.health(run.number)
            for epoch in file.snapshots(run.number):
                file.snapshot(run.number, epoch)
            for part in ("train", "validation", "test"):
                file.outcomes(run.number, part)


def test_that_a_file_cut_short_anywhere_is_refused_and_says_so(sample, refused):
    data = sample.read_bytes()
    for length in [*range(16, len(data), 997), len(data) - 1]:
        sample.write_bytes(data[:length])
        assert "cut short" in refusal(sample, refused)


def test_that_flipped_bits_are_refused_in_words_or_change_no_weights(sample):
    data, chance, said = sample.read_bytes(), random.Random(7), []
    for _ in range(200):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        sample.write_bytes(damaged)
        try:
            read_all(sample)
        except StudioError as error:
            said.append(len(str(error)))
    assert max(said) <= 200


def test_that_a_complaint_that_is_no_text_is_one_in_words_all_the_same(newest):
    words = b"CREATE TABLE run \xd4 x"
    changed(
        newest,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = CAST(x'{words.hex()}' AS TEXT) WHERE name = 'run'",
    )
    for read_only in (True, False):
        with pytest.raises(StudioError, match="damaged"):
            ProjectFile.open(newest, read_only=read_only)


def test_that_a_run_that_only_the_index_knows_is_told(newest):
    with ProjectFile.open(newest) as file:
        number = file.runs()[0].number
    connection = sqlite3.connect(newest)
    connection.execute("PRAGMA writable_schema = ON")
    index = connection.execute("SELECT * FROM sqlite_master WHERE name = 'run_mark'").fetchone()
    connection.close()
    changed(newest, "PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE name = 'run_mark'")
    changed(newest, f"DELETE FROM run WHERE number = {number}")
    connection = sqlite3.connect(newest, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", index)
    connection.close()
    with ProjectFile.open(newest, read_only=True) as file, pytest.raises(StudioError, match="half there"):
        file.runs()
