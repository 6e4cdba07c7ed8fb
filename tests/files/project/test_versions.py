"""Files of every version open with every value; bringing one to the newest version is whole or not at all."""

import hashlib
import os
import random
import select
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.runs.run import Epoch, PartScore
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.schedules import Step
from cnnstudio.files.project import versions
from cnnstudio.files.project_file import ProjectFile, copy_run, save_as

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"

THIRD = "4248df41ac7d6111624938e0a1070e13ef3989e5e78dd15af4ec8d8fa3dba138"
"""The SHA-256 of the third drawing."""

OPENER = """
import sys
from cnnstudio.files.project_file import ProjectFile
print("begun", flush=True)
ProjectFile.open(sys.argv[1]).close()
"""


@pytest.fixture
def old(tmp_path):
    """A file of version 1 in a folder of its own."""
    path = tmp_path / "here" / "old.cnnstudio"
    path.parent.mkdir()
    shutil.copyfile(SAMPLES / "version_1.cnnstudio", path)
    return path


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def copied(name, tmp_path):
    """The sample of this name in a folder of its own."""
    path = tmp_path / name
    shutil.copyfile(SAMPLES / name, path)
    return path


def everything(file):
    """All that a file of version 1 has."""
    weights = {
        (run.number, epoch): {name: array.tobytes() for name, array in file.weights(run.number, epoch)[1].items()}
        for run in file.runs()
        for epoch in run.kept
    }
    # As text, for a figure that is not a number is unlike itself.
    return file.project(), repr(file.runs()), weights


def test_that_an_old_file_opened_for_reading_stays_as_it_is_and_is_read_as_a_new_one(old, refused):
    before = old.read_bytes()
    with ProjectFile.open(old, read_only=True) as file:
        first, second = file.runs()
        assert (first.resumable, first.reason, first.train, first.validation) == ((), "", None, None)
        assert (first.epochs[0].rate, first.epochs[0].more) == (None, ())
        assert (second.name, second.status) == ("Run 2", "interrupted")
        assert file.weights(1, 4)[0] == 4
        assert (file.batches(1), file.snapshots(1), file.health(1), file.outcomes(1, "test")) == ([], (), (), None)
        assert file.norms(1) == ()
        assert "keeps no optimiser's numbers" in refused(file.state, 1)
        assert "reading only" in refused(file.rename_run, 1, "another")
    assert old.read_bytes() == before
    assert os.listdir(old.parent) == [old.name]


def test_that_an_old_file_opened_for_writing_becomes_a_new_one_with_the_same_values(old):
    with ProjectFile.open(old, read_only=True) as file:
        before = everything(file)
    ProjectFile.open(old).close()
    assert version(old) == versions.VERSION
    assert os.listdir(old.parent) == [old.name]
    for read_only in (True, False):
        with ProjectFile.open(old, read_only=read_only) as file:
            assert everything(file) == before
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_that_the_number_of_a_run_that_was_deleted_before_does_not_return(old, begin):
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("DELETE FROM run WHERE number = 2")
    with ProjectFile.open(old) as file:
        assert begin(file) == 3


def test_that_a_new_file_of_version_1_without_runs_is_upgraded(old, begin):
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for table in ("weights", "epoch", "run", "sqlite_sequence"):
            connection.execute(f"DELETE FROM {table}")
    with ProjectFile.open(old) as file:
        assert file.runs() == ()
        assert begin(file) == 1


def test_that_old_and_new_files_are_copied_into_each_other(old, tmp_path, begin, project):
    copy, new = tmp_path / "copy.cnnstudio", tmp_path / "new.cnnstudio"
    save_as(old, copy)
    assert (version(copy), version(old)) == (1, 1)
    with ProjectFile.create(new, project) as made, ProjectFile.open(old, read_only=True) as file:
        copy_run(old, new, 1)
        copy_run(old, new, 2)
        assert everything(made)[1:] == everything(file)[1:]
        third = begin(made)
    assert version(old) == 1
    copy_run(new, old, third)
    assert version(old) == versions.VERSION


class Failing:
    """A connection that fails at its n-th statement."""

    def __init__(self, connection, count):
        self.connection, self.count = connection, count

    def execute(self, *arguments):
        self.count -= 1
        if self.count < 0:
            raise sqlite3.OperationalError("disk I/O error")
        return self.connection.execute(*arguments)


def test_that_an_upgrade_that_fails_at_any_statement_leaves_the_file_as_it_was(old, monkeypatch):
    before, original, failed = old.read_bytes(), versions.upgrade, 0
    for count in range(100):
        monkeypatch.setattr(versions, "upgrade", lambda on, of, at=count: original(Failing(on, at), of))
        try:
            ProjectFile.open(old).close()
            break
        except StudioError:
            failed += 1
        assert old.read_bytes() == before
        assert os.listdir(old.parent) == [old.name]
        ProjectFile.open(old, read_only=True).close()
    assert failed > 10
    assert version(old) == versions.VERSION


def test_that_an_upgrade_on_a_full_disk_is_refused_and_the_file_stays(old, small_disk, refused):
    path = small_disk / "old.cnnstudio"
    shutil.copyfile(old, path)
    before = path.read_bytes()
    (small_disk / "filler").write_bytes(b"x" * (1_048_576 - len(before) - 3 * 4096))
    text = refused(ProjectFile.open, path)
    assert "disk is full" in text or "disk refused" in text
    assert path.read_bytes() == before
    with ProjectFile.open(path, read_only=True) as file:
        assert len(file.runs()) == 2


@pytest.fixture
def large(old):
    """A file of version 1 whose upgrade takes a while."""
    numbers = "WITH RECURSIVE n (i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        columns = "name, project, labels, prepared, status, started, versions, test"
        connection.execute(f"{numbers} INSERT INTO run SELECT i, {columns} FROM n, run WHERE number = 1")
        connection.execute(f"{numbers} INSERT INTO epoch SELECT i, number, 1, 1, 1, 1, 1 FROM n, epoch WHERE run = 1")
        connection.execute("COMMIT")
    return old


def test_that_a_kill_in_the_middle_of_an_upgrade_leaves_the_old_file_or_the_new_one(large):
    chance, environment = random.Random(4), {**os.environ, "PYTHONPATH": str(ROOT)}
    content = large.read_bytes()
    for _ in range(6):
        large.write_bytes(content)
        process = subprocess.Popen(
            [sys.executable, "-c", OPENER, large], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        process.stdout.readline()
        select.select([], [], [], chance.uniform(0.0, 0.06))
        process.kill()
        process.stdout.close()
        process.wait()
        with ProjectFile.open(large, read_only=True) as file:
            assert len(file._database.connection.execute("SELECT number FROM run").fetchall()) == 1500
            assert file._database.connection.execute("SELECT count(*) FROM epoch").fetchone() == (1498 * 5 + 6,)
            assert file.run(1500).epochs == file.run(3).epochs
        ProjectFile.open(large).close()
        assert version(large) == versions.VERSION
        assert os.listdir(large.parent) == [large.name]


def test_that_two_who_open_an_old_file_at_once_both_have_it_whole(large):
    def opened(_):
        with ProjectFile.open(large) as file:
            return file.run(1500).epochs

    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(len, pool.map(opened, range(4))))) == 1
    assert version(large) == versions.VERSION


def test_that_a_file_of_version_2_opens_with_every_value(tmp_path):
    path = tmp_path / "two.cnnstudio"
    shutil.copyfile(SAMPLES / "version_2.cnnstudio", path)
    with ProjectFile.open(path, read_only=True) as file:
        assert (file.project().plan.seed, file.project().plan.schedule) == (11, Step(2, 0.25))
        first, second = file.runs()
        one, two = file.weights(1), file.state(1)
        batches, snapshot, health = file.batches(1), file.snapshot(1, 2), file.health(1)
        outcomes, resumed = file.outcomes(1, "validation"), file.state(2)
        assert (file.snapshots(1), file.outcomes(1, "test"), file.batches(2)) == ((1, 2, 3), None, [])
    assert (first.number, first.name, first.status, first.labels) == (1, "first try", "stopped", ("null", "eins é"))
    assert first.prepared == Prepared(Preprocessing("standardise"), (33.25,), (78.5,))
    assert (first.started, first.versions["cnnstudio"]) == ("2026-11-21T10:00:00+01:00", "0.5.0")
    assert first.reason == "The validation loss has not fallen for 1 epoch."
    assert first.test == Scores(0.5, ("null", "eins é"), ((3, 1), (0, 4)))
    assert (first.train, first.validation) == (PartScore(0.125, 60, 2), PartScore(float("inf"), 6, 1))
    assert (first.kept, first.resumable, first.best_epoch) == ((1, 2, 3), (3,), 2)
    epoch = first.epochs[1]
    assert epoch == Epoch(2, 0.5, 0.5, 0.25, 0.75, 1.5, 0.001, epoch.more)
    assert (epoch.value("auc"), np.isnan(epoch.value("val_auc"))) == (0.5, True)
    assert (second.name, second.status, second.resumable, second.project.plan.seed) == (
        "Run 2",
        "interrupted",
        (1,),
        11,
    )
    assert (one[0], one[1]["dense_1/bias"].tolist()) == (2, [2.0, 2.0009765625])
    assert (two[0], list(two[2]), two[2]["adam/iterations"], two[2]["adam/iterations"].dtype) == (
        3,
        ["adam/iterations", "seeds/0"],
        30,
        np.int64,
    )
    assert two[2]["seeds/0"].tolist() == [3, 2**32 - 1]
    assert [(number, array.tolist()[1][0]) for number, array in batches] == [(1, 1.0), (2, 2.0), (3, 3.0)]
    assert (snapshot.epoch, snapshot.kernel_layer, snapshot.kernels[0, 0, 0, 0]) == (2, "conv2d_1", 2)
    assert (snapshot.maps.dtype, snapshot.maps[0, 0, 0], snapshot.picture[7, 7, 0]) == (np.float16, 2.5, 63)
    assert health[1] == Health(2, 4, (LayerHealth("conv2d_1", 1, 2),), (4, 0), (1, 3))
    assert (len(outcomes), outcomes.loss, outcomes.truth.tolist()) == (3, 0.25, [1, 1, 0])
    assert outcomes.truth_confidence.tolist() == [0.375, 0.25, 0.5]
    assert (resumed[0], resumed[1]["conv2d_1/bias"].tolist()) == (1, [7.0, 7.0009765625])


def test_that_a_file_of_version_2_shows_no_drawings_and_keeps_them_once_it_may_be_written_to(tmp_path):
    path = copied("version_2.cnnstudio", tmp_path)
    before = path.read_bytes()
    with ProjectFile.open(path, read_only=True) as file:
        runs = repr(file.runs())
        assert file.drawings() == ()
        save_as(path, tmp_path / "copy.cnnstudio")
    assert (path.read_bytes(), version(tmp_path / "copy.cnnstudio")) == (before, 2)
    with ProjectFile.open(path) as file:
        assert (file.drawings(), repr(file.runs())) == ((), runs)
        assert file.add_drawing("7", b"a picture", "2026-01-02T03:04:05+00:00").number == 1
        assert file.begin_run(file.project(), name="", labels=(), prepared=Prepared(), started="", versions={}) == 4
    assert version(path) == versions.VERSION


def test_that_a_file_of_version_3_opens_with_every_drawing(tmp_path):
    path = copied("version_3.cnnstudio", tmp_path)
    with ProjectFile.open(path, read_only=True) as file:
        one, three, four = file.drawings()
        assert [run.name for run in file.runs()] == ["first try", "Run 2"]
    assert [(each.number, each.label) for each in (one, three, four)] == [(1, "7"), (3, "neun é"), (4, "8")]
    assert three.made == "2026-11-21T23:00:00+01:00"
    assert all(each.png.startswith(b"\x89PNG") for each in (one, three, four))
    assert hashlib.sha256(three.png).hexdigest() == THIRD
    with ProjectFile.open(path) as file:
        assert file.drawings() == (one, three, four)
