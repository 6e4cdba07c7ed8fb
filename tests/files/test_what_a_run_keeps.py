"""States, batch figures, snapshots, looks inside and outcomes come back as they were, or are said to be damaged."""

import contextlib
import math
import os
import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.runs.run import Continued, Epoch, PartScore
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.files.project import blocks
from cnnstudio.files.project_file import ProjectFile, copy_run, save_as
from tests.files.damaged import put_anything

LABELS = ("0", "1")
SCORES = Scores(0.5, LABELS, ((1, 0), (0, 1)))


def state(epoch):
    return {
        "adam/iterations": np.int64(epoch),
        "adam/momentum": np.full((3, 2), epoch, np.float32),
        "dropout/seed": np.array([epoch, 2**32 - 1], np.uint32),
        "empty": np.zeros((0, 4), np.float16),
    }


def snapshot(epoch, side=4, shade=7):
    kernels = np.full((3, 3, 1, 2), epoch, np.float32)
    maps = np.full((side, side, 2), epoch, np.float16)
    return Snapshot(epoch, "conv2d_1", kernels, "conv2d_1", maps, np.full((side, side, 1), shade, np.uint8))


def outcomes(count=5):
    truth = np.arange(count, dtype=np.int32) % 2
    sure = np.linspace(0.5, 1, count, dtype=np.float32)
    return Outcomes(LABELS, truth, truth[::-1].copy(), sure, sure / 2, 0.25)


def equal(ours, theirs):
    return list(ours) == list(theirs) and all(
        ours[name].tobytes() == np.asarray(theirs[name]).tobytes()
        and ours[name].dtype == theirs[name].dtype
        and ours[name].shape == np.shape(theirs[name])
        for name in ours
    )


def bent(path, kind, epoch):
    """Changes one byte of a block behind its checksum."""
    table = "weights" if kind == "weights" else "block"
    which = f"epoch = {epoch}" + ("" if kind == "weights" else f" AND kind = '{kind}'")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        data = bytearray(connection.execute(f"SELECT data FROM {table} WHERE {which}").fetchone()[0])
        data[-1] ^= 1
        connection.execute(f"UPDATE {table} SET data = ? WHERE {which}", [bytes(data)])


@pytest.fixture
def trained(file, begin, weights, figures):
    """A run with three epochs and everything that is kept of them."""
    run = begin(file)
    for number in (1, 2, 3):
        batches = np.full((number, 3), number, np.float32)
        health = Health(number, 8, (LayerHealth("conv2d_1", 1, 2),), (8, 0), (4, 4)) if number < 3 else None
        file.add_epoch(
            run,
            figures(number),
            weights(number),
            state=state(number),
            batches=batches,
            snapshot=snapshot(number),
            health=health,
        )
    return run


def test_that_everything_of_an_epoch_comes_back_as_it_was(file, trained, weights):
    number, found, kept = file.state(trained)
    assert (number, equal(found, weights(3)), equal(kept, state(3))) == (3, True, True)
    kept["adam/momentum"][0] = 5  # the arrays are the reader's own
    assert [(epoch, array.tolist()) for epoch, array in file.batches(trained)] == [
        (1, [[1, 1, 1]]),
        (2, [[2, 2, 2]] * 2),
        (3, [[3, 3, 3]] * 3),
    ]
    assert file.snapshots(trained) == (1, 2, 3)
    seen = file.snapshot(trained, 2)
    assert (seen.epoch, seen.kernel_layer, seen.map_layer) == (2, "conv2d_1", "conv2d_1")
    for name in ("kernels", "maps", "picture"):
        ours, theirs = getattr(seen, name), getattr(snapshot(2), name)
        assert (ours.dtype, ours.shape, ours.tobytes()) == (theirs.dtype, theirs.shape, theirs.tobytes())
        assert not ours.flags.writeable
    assert file.health(trained)[1] == Health(2, 8, (LayerHealth("conv2d_1", 1, 2),), (8, 0), (4, 4))
    assert [each.epoch for each in file.health(trained)] == [1, 2]


def test_that_rate_and_further_metrics_of_an_epoch_come_back(file, begin, weights):
    run = begin(file)
    more = (("val_auc", 0.5), ("auc", math.nan), ("f1", math.inf), ("top_k", -math.inf))
    file.add_epoch(run, Epoch(1, 1, 1, 1, 1, 1, 0.001, more), weights(1))
    found = file.run(run).epochs[0]
    assert (found.rate, repr(found.more)) == (0.001, repr(more))
    file.add_epoch(run, Epoch(2, 1, 1, 1, 1, 1), weights(1))
    assert (file.run(run).epochs[1].rate, file.run(run).epochs[1].more) == (None, ())


def test_that_two_states_are_kept_while_it_trains_and_one_afterwards(file, trained):
    assert file.run(trained).resumable == (2, 3)
    file.end_run(trained, "finished", SCORES)
    assert file.run(trained).resumable == (3,)
    assert file.state(trained)[0] == 3


def test_that_a_run_that_is_interrupted_keeps_both_states(file, trained):
    file.mark_interrupted()
    assert (file.run(trained).status, file.run(trained).resumable) == ("interrupted", (2, 3))


@pytest.mark.parametrize("kind", ["state", "weights"])
def test_that_a_damaged_generation_falls_back_to_the_one_before(kind, file, trained, path, weights, refused):
    bent(path, kind, 3)
    number, found, kept = file.state(trained)
    assert (number, equal(found, weights(2)), equal(kept, state(2))) == (2, True, True)
    bent(path, kind, 2)
    assert "needs to go on is damaged" in refused(file.state, trained)


def test_that_a_run_that_goes_on_keeps_its_row_and_loses_its_scores(file, trained, weights, figures):
    results = {"train": PartScore(0.5, 10, 1), "validation": PartScore(math.nan, 4, 4)}
    file.end_run(trained, "failed", SCORES, reason="Out of\nmemory.", outcomes={"test": outcomes()}, **results)
    ended = file.run(trained)
    assert (ended.status, ended.reason, ended.train) == ("failed", "Out of\\nmemory.", PartScore(0.5, 10, 1))
    assert (math.isnan(ended.validation.loss), ended.validation.count) == (True, 4)
    longer = replace(file.project(), plan=replace(file.project().plan, epochs=50))
    file.add_epoch(trained, figures(4), weights(4), state=state(4), going_on=longer)
    found = file.run(trained)
    assert (found.status, found.reason, found.test, found.train, found.validation) == ("training", "", None, None, None)
    assert (found.project, found.epochs, found.started) == (longer, (*ended.epochs, figures(4)), ended.started)
    assert file.outcomes(trained, "test") is None
    assert found.resumable == (3, 4)


def test_that_a_run_that_falls_back_goes_on_from_there(file, trained, path, weights, figures):
    bent(path, "state", 3)
    assert file.state(trained)[0] == 2
    file.add_epoch(trained, figures(3, 0.5), weights(3), state=state(3), going_on=file.project())
    assert [epoch.val_loss for epoch in file.run(trained).epochs] == [1.0, 1.0, 0.5]
    assert (file.run(trained).kept, file.run(trained).resumable) == ((1, 2, 3), (2, 3))
    assert (file.snapshots(trained), [epoch for epoch, _ in file.batches(trained)]) == ((1, 2), [1, 2])
    assert file.state(trained)[0] == 3


def test_that_a_run_without_an_epoch_begins_anew_and_one_without_a_state_is_refused(
    file, begin, weights, figures, refused
):
    run = begin(file)
    file.mark_interrupted()
    file.add_epoch(run, figures(1), weights(1), going_on=file.project())
    assert (file.run(run).status, file.run(run).continued) == ("training", ())
    assert "keeps no optimiser's numbers" in refused(file.state, run)
    for call in (file.state, file.run, file.weights):
        assert "has no run 9" in refused(call, 9)
    assert "has no run 9" in refused(file.add_epoch, 9, figures(1), weights(1), going_on=file.project())
    assert "has no run 9" in refused(file.end_run, 9, "finished", None)
    assert (file.batches(9), file.snapshots(9), file.health(9), file.outcomes(9, "test")) == ([], (), (), None)


def test_that_outcomes_of_each_part_come_back_and_new_ones_take_their_place(file, trained):
    file.end_run(trained, "finished", SCORES, outcomes={"test": outcomes(), "validation": outcomes(3)})
    found = file.outcomes(trained, "test")
    assert (found.labels, found.loss, len(found)) == (LABELS, 0.25, 5)
    for name in ("truth", "predicted", "confidence", "truth_confidence"):
        ours, theirs = getattr(found, name), getattr(outcomes(), name)
        assert (ours.dtype, ours.tobytes(), ours.flags.writeable) == (theirs.dtype, theirs.tobytes(), False)
    assert (len(file.outcomes(trained, "validation")), file.outcomes(trained, "train")) == (3, None)
    file.end_run(trained, "finished", SCORES, outcomes={"test": outcomes(1)})
    assert (len(file.outcomes(trained, "test")), file.outcomes(trained, "validation")) == (1, None)


def test_that_a_part_scored_later_is_added_to_a_run_that_has_ended_and_is_what_it_was(
    file, trained, project, weights, figures
):
    assert not file.add_scores(file.run(trained), "test", outcomes())  # it trains
    file.end_run(trained, "stopped", None, train=PartScore(0.5, 5, 1))
    run = file.run(trained)
    assert file.add_scores(run, "test", outcomes())
    assert file.add_scores(run, "validation", outcomes(3))
    assert not file.add_scores(run, "train", outcomes(5))  # another score than it had
    found = file.run(trained)
    wrong = int((~outcomes().right).sum())
    assert (found.test.count, found.test.misclassified, found.test.loss) == (5, wrong, 0.25)
    assert (found.validation.count, found.train, found.status) == (3, PartScore(0.5, 5, 1), "stopped")
    assert [len(file.outcomes(trained, part)) for part in ("test", "validation")] == [5, 3]
    file.end_run(trained, "stopped", None)
    assert file.add_scores(run, "train", outcomes())
    assert (file.run(trained).train.misclassified, file.outcomes(trained, "train")) == (wrong, None)
    file.add_epoch(trained, figures(4), weights(4), going_on=project)
    assert not file.add_scores(run, "test", outcomes())


def test_that_the_weights_of_the_used_epoch_are_given(file, begin, weights, figures, project):
    last = replace(project, plan=replace(project.plan, keep_best=False))
    for number in (begin(file), begin(file)):
        for epoch, loss in enumerate((0.1, 0.5, 0.4), 1):
            file.add_epoch(number, figures(epoch, loss), weights(epoch), state=state(epoch))
    file.add_epoch(2, figures(3, 0.4), weights(3), state=state(3), going_on=last)
    assert (file.weights(1)[0], file.weights(2)[0]) == (1, 3)
    assert (file.run(1).used_epoch, file.run(2).used_epoch) == (1, 3)


def test_that_the_best_epoch_is_found_as_core_finds_it(file, begin, weights, figures):
    random = np.random.default_rng(2)
    run = begin(file)
    losses = [math.nan, math.inf, *random.choice([0.5, 0.25, math.nan, math.inf, -math.inf, 0.75], 20)]
    for number, loss in enumerate(losses, 1):
        file.add_epoch(run, figures(number, float(loss)), weights(number))
        found = file.run(run)
        newest = set(range(max(1, number - 2), number + 1))
        assert set(found.kept) == newest | ({found.best_epoch} - {0})


@pytest.mark.parametrize(("first", "count"), [(1, 299), (1, 300), (1, 301), (7, 650), (1, 1201)])
def test_that_at_most_300_snapshots_stay_evenly_spread(first, count, file, begin):
    run = begin(file)
    with file._database.writing() as connection:
        for epoch in range(first, first + count):
            blocks.put(connection, "snapshot", run, epoch, b"")
            blocks.thin_snapshots(connection, run)
    kept = file.snapshots(run)
    assert (kept[0], kept[-1]) == (first, first + count - 1)
    assert len(kept) <= blocks.MOST_SNAPSHOTS
    assert len(kept) >= min(count, blocks.MOST_SNAPSHOTS // 2)
    assert len(set(np.diff(kept[:-1]))) == 1


def test_that_few_snapshots_stay_however_far_apart(file, begin):
    run, epochs = begin(file), (1, 2, 4, 8, 16, 1024, 1025, 1026)
    with file._database.writing() as connection:
        for epoch in epochs:
            blocks.put(connection, "snapshot", run, epoch, b"")
            blocks.thin_snapshots(connection, run)
    assert file.snapshots(run) == epochs


def test_that_the_picture_of_the_snapshots_is_kept_once_until_it_changes(file, begin, weights, figures):
    run = begin(file)
    shades = {1: 7, 2: 7, 3: 9, 4: 9}
    for epoch, shade in shades.items():
        file.add_epoch(run, figures(epoch), weights(epoch), snapshot=snapshot(epoch, shade=shade))
    assert [file.snapshot(run, epoch).picture[0, 0, 0] for epoch in shades] == list(shades.values())
    with file._database.reading() as connection:
        assert blocks.epochs(connection, "picture", run) == (1, 3)


def test_that_what_is_damaged_is_named_and_the_rest_is_read(file, trained, path, refused):
    file.end_run(trained, "finished", SCORES, outcomes={"test": outcomes(), "validation": outcomes()})
    for kind, epoch in (("batches", 2), ("snapshot", 2), ("health", 1), ("test", 0)):
        bent(path, kind, epoch)
    assert "figures of the batches of epoch 2 of run 1" in refused(file.batches, trained)
    assert "kernels and maps of epoch 2 of run 1" in refused(file.snapshot, trained, 2)
    assert "look inside of epoch 1 of run 1" in refused(file.health, trained)
    assert "outcomes on the test pictures of run 1" in refused(file.outcomes, trained, "test")
    assert "kernels and maps of epoch 9 of run 1" in refused(file.snapshot, trained, 9)
    assert (file.snapshot(trained, 1).epoch, len(file.outcomes(trained, "validation"))) == (1, 5)
    bent(path, "picture", 1)
    assert "picture of the snapshots" in refused(file.snapshot, trained, 1)


def test_that_a_damaged_page_below_a_state_falls_back_too(file, begin, weights, figures, path, refused):
    run = begin(file)
    for epoch in (1, 2):
        file.add_epoch(run, figures(epoch), weights(epoch), state={"a": np.full(50_000, epoch, np.float32)})
    file.close()
    data = path.read_bytes()
    # Each page of a long row begins with the number of the next one.
    page = (data.index(np.full(1000, 2, np.float32).tobytes()) + 100_000) // 4096 * 4096
    path.write_bytes(data[:page] + b"\xff\xff\xff\xff" + data[page + 4 :])
    with ProjectFile.open(path) as again:
        assert again.state(run)[0] == 1
        assert "damaged" in refused(again.delete_run, run)  # nothing is written into such a file


def test_that_a_run_is_copied_with_everything_and_copying_it_again_changes_nothing(
    file, trained, path, tmp_path, weights, figures
):
    other = tmp_path / "other.cnnstudio"
    save_as(path, other)
    file.end_run(trained, "stopped", SCORES, train=PartScore(0.5, 10, 1), outcomes={"test": outcomes()}, reason="Stop.")
    longer = replace(file.project(), plan=replace(file.project().plan, epochs=50))
    file.add_epoch(trained, figures(4), weights(4), state=state(4), snapshot=snapshot(4, shade=1), going_on=longer)
    file.end_run(trained, "stopped", SCORES, train=PartScore(0.5, 10, 1), outcomes={"test": outcomes()}, reason="Stop.")
    with ProjectFile.open(other) as copy:
        copy.rename_run(trained, "renamed meanwhile")
    for _ in range(2):
        copy_run(path, other, trained)
        with ProjectFile.open(other) as copy:
            assert copy.runs() == (replace(file.run(trained), name="renamed meanwhile"),)
            assert equal(copy.state(trained)[2], state(4))
            assert copy.snapshots(trained) == (1, 2, 3, 4)
            assert copy.snapshot(trained, 4).picture[0, 0, 0] == 1
            assert len(copy.outcomes(trained, "test")) == 5
            assert len(copy.batches(trained)) == 3
            assert copy.health(trained) == file.health(trained)
    assert sorted(os.listdir(tmp_path)) == ["here", "other.cnnstudio"]


def test_that_a_run_with_a_damaged_part_is_not_copied_by_halves(file, trained, path, tmp_path, project, refused):
    other = tmp_path / "other.cnnstudio"
    ProjectFile.create(other, project).close()
    bent(path, "snapshot", 2)
    assert "part of run 1" in refused(copy_run, path, other, trained)
    assert "has no run 7" in refused(copy_run, path, other, 7)
    with ProjectFile.open(other) as copy:
        assert copy.runs() == ()
        assert copy.snapshots(trained) == ()


def test_that_a_run_that_is_deleted_leaves_nothing(file, trained):
    file.end_run(trained, "finished", SCORES, outcomes={"test": outcomes()})
    file.delete_run(trained)
    with file._database.reading() as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("epoch", "weights", "block", "part")
        ]
        assert counts == [0, 0, 0, 0]


def test_that_what_cannot_be_kept_is_refused_before_anything_is_written(file, begin, weights, figures):
    run = begin(file)
    wrong = (
        {"state": {"a": np.array(["text"])}},
        {"batches": np.zeros((4, 2), np.float32)},
        {"snapshot": replace(snapshot(1), kernels=np.zeros((3, 3, 1, 65), np.float32))},
        {"snapshot": replace(snapshot(1), maps=np.zeros((65, 4, 1), np.float16))},
        {"snapshot": replace(snapshot(1), picture=np.zeros((4, 4, 1), np.float32))},
    )
    for named in wrong:
        with pytest.raises(ValueError):
            file.add_epoch(run, figures(1), weights(1), **named)
    with pytest.raises(ValueError):
        file.end_run(run, "finished", None, outcomes={"test": replace(outcomes(), truth=np.full(5, 2, np.int32))})
    assert file.run(run).epochs == ()
    assert file.run(run).status == "training"


class FailingOnce:
    """A connection of which one statement, the n-th, fails as on a disk that is gone."""

    def __init__(self, connection, count):
        self._connection, self.count = connection, count

    def execute(self, statement, *arguments):
        if statement != "ROLLBACK":  # which needs no disk
            self._fail()
        return self._connection.execute(statement, *arguments)

    def executemany(self, *arguments):
        self._fail()
        return self._connection.executemany(*arguments)

    def let_go(self):
        self._connection.let_go()

    def _fail(self):
        self.count -= 1
        if self.count == -1:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

    @property
    def in_transaction(self):
        return self._connection.in_transaction


def content(connection):
    tables = ("run", "epoch", "weights", "block", "part")
    return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in tables]


@pytest.mark.parametrize("what", ["add", "end", "go on", "delete", "take"])
def test_that_a_change_that_fails_at_any_statement_changes_nothing(
    what, file, trained, path, tmp_path, weights, figures
):
    save_as(path, tmp_path / "ahead.cnnstudio")
    with ProjectFile.open(tmp_path / "ahead.cnnstudio") as ahead:
        ahead.add_epoch(trained, figures(4), weights(4), state=state(4), snapshot=snapshot(4, shade=1))
        changes = {
            "add": lambda: file.add_epoch(trained, figures(4), weights(4), state=state(4), snapshot=snapshot(4)),
            "end": lambda: file.end_run(trained, "finished", SCORES, outcomes={"test": outcomes()}),
            "go on": lambda: file.add_epoch(trained, figures(4), weights(4), state=state(4), going_on=file.project()),
            "delete": lambda: file.delete_run(trained),
            "take": lambda: file.take_run(ahead, trained),
        }
        connection, failures = file._database.connection, 0
        before = content(connection)
        with pytest.MonkeyPatch.context() as patch:
            while content(connection) == before:
                patch.setattr(file._database, "connection", FailingOnce(connection, failures))
                with contextlib.suppress(StudioError):  # and nothing else
                    changes[what]()
                    break
                failures += 1
    assert failures >= 5
    assert content(connection) != before


def large(number):
    """Weights and a state of several rows each, where a row holds 1,000 bytes."""
    random = np.random.default_rng(number)
    weights = {"a/kernel": random.random((40, 30), np.float32), "a/bias": random.random(3, np.float32)}
    return weights, {"step": np.int64(number), "m": random.random((7, 100)), "seed": np.arange(5, dtype=np.uint8)}


def test_that_what_is_larger_than_a_row_comes_back_is_copied_and_goes(
    file, begin, figures, path, tmp_path, project, monkeypatch
):
    monkeypatch.setattr(blocks, "PART", 1000)
    run, other = begin(file), tmp_path / "other.cnnstudio"
    for number in (1, 2, 3):
        file.add_epoch(run, figures(number), large(number)[0], state=large(number)[1])
    lengths = "SELECT max(length(data)), count(*) FROM part"
    with file._database.reading() as connection:
        assert connection.execute(lengths).fetchone() == (1000, 3 * 5 + 2 * 6)
    ProjectFile.create(other, project).close()
    copy_run(path, other, run)
    for each in (path, other):
        with ProjectFile.open(each) as opened:
            number, weights, kept = opened.state(run)
            assert (number, equal(weights, large(3)[0]), equal(kept, large(3)[1])) == (3, True, True)
            weights["a/kernel"][0] = 5  # the arrays are the reader's own
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM part WHERE kind = 'state' AND epoch = 3 AND number = 4")
        connection.execute("UPDATE part SET data = zeroblob(1000) WHERE kind = 'weights' AND epoch = 1 AND number = 2")
    assert file.state(run)[0] == 2
    with pytest.raises(StudioError, match="weights of epoch 1"):
        file.weights(run, 1)
    with ProjectFile.create(tmp_path / "third.cnnstudio", project) as third:
        with pytest.raises(StudioError, match="damaged and cannot be copied"):
            third.take_run(file, run)
        assert third.runs() == ()
    file.delete_run(run)
    with file._database.reading() as connection:
        assert connection.execute(lengths).fetchone() == (None, 0)


def test_that_writing_and_reading_hold_little_more_than_what_is_written(file, begin, figures):
    weights = {f"{n}/kernel": np.full((1000, 2500), n, np.float32) for n in range(4)}
    total, run = 40_000_000, begin(file)
    tracemalloc.start()
    try:
        file.add_epoch(run, figures(1), weights, state=weights)
        written = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        found = file.weights(run)[1]
        read = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written < 4 * blocks.PART
    assert read < total + 4 * blocks.PART
    assert equal(found, weights)


def test_that_a_run_stays_as_it_was_until_its_first_new_epoch(file, trained, weights, figures):
    file.end_run(trained, "finished", SCORES, outcomes={"test": outcomes()})
    before, planned = file.run(trained), file.project().plan.epochs
    longer = replace(file.project(), plan=replace(file.project().plan, epochs=50))
    connection = file._database.connection
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file._database, "connection", FailingOnce(connection, 12))
        with pytest.raises(StudioError):
            file.add_epoch(trained, figures(4), weights(4), state=state(4), going_on=longer)
    assert file.run(trained) == before
    assert file.outcomes(trained, "test") is not None
    file.add_epoch(trained, figures(4), weights(4), state=state(4), going_on=longer)
    after = file.run(trained)
    assert (after.status, after.test, after.project, len(after.epochs)) == ("training", None, longer, 4)
    assert after.continued == (Continued(3, planned),)
    assert file.outcomes(trained, "test") is None
    file.end_run(trained, "failed", None, may_go_on=False)
    assert file.run(trained).resumable == ()


def test_that_outcomes_of_two_classes_keep_the_output_of_the_second(file, trained):
    second = np.linspace(0, 1, 5, dtype=np.float32)
    file.end_run(trained, "finished", SCORES, outcomes={"test": replace(outcomes(), second=second)})
    found = file.outcomes(trained, "test").second
    assert (found.dtype, found.tobytes(), found.flags.writeable) == (np.float32, second.tobytes(), False)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE epoch SET number = -2 WHERE number = 3",
        "UPDATE epoch SET number = 1000000000 WHERE number = 3",
        "UPDATE epoch SET rate = 9e999",
        "UPDATE epoch SET rate = -1.0",
        "UPDATE epoch SET more = '[[\"" + "a" * 2000 + "\",1]]'",
        "UPDATE epoch SET more = '[[\"\\u001b[31m\",1]]'",
        "INSERT INTO block VALUES ('continued', 1, 2, x'00', x'2D31')",
        "INSERT INTO block VALUES ('continued', 1, 2, x'00', x'30')",
    ],
)
def test_that_figures_that_no_run_has_are_refused(file, trained, refused, change):
    with file._database.writing() as connection:
        connection.execute(change)
    assert "A run" in refused(file.run, trained)


@pytest.mark.parametrize("value", [None, "1", b"1", 1.5])
@pytest.mark.parametrize("table", ["weights", "block"])
def test_that_what_a_damaged_page_has_in_the_place_of_an_epoch_is_passed_over(
    table, value, file, begin, weights, figures
):
    run = begin(file)
    file.add_epoch(run, figures(1), weights(1), state=state(1), snapshot=snapshot(1), health=Health(1, 3, (), (), ()))
    with closing(sqlite3.connect(file.path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM block WHERE kind NOT IN ('snapshot', 'picture')")
    file.close()
    put_anything(file.path, table, "epoch", value)
    with ProjectFile.open(file.path, read_only=True) as again:
        (found,) = again.runs()
        assert (found.kept, found.resumable) == (() if table == "weights" else (1,), ())
        assert again.snapshots(run) == (() if table == "block" else (1,))
