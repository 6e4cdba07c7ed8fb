"""Runs that are read again and again: only those that changed are read, and what comes is what the file has."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import KnownRuns, ProjectFile, copy_run, save_as

CHANGES = ("epoch", "rename", "end", "go", "delete")


@pytest.fixture
def five(file, begin, figures, weights):
    """A file with five runs of an epoch each."""
    for _ in range(5):
        run = begin(file)
        file.add_epoch(run, figures(1), weights(run), state={"a": np.ones(1)})
    return file


def reader(known):
    """Reads the runs of a file, and says how many were read anew."""

    def read(file):
        count = []
        runs = file.runs(known, lambda: count.append(1))
        assert runs == file.runs()
        return len(count)

    return read


def test_that_only_runs_that_changed_are_read_again(five, path, figures, weights, begin):
    read = reader(KnownRuns())
    assert [read(five), read(five)] == [5, 0]
    changes = (
        lambda file: file.add_epoch(2, figures(2), weights(2)),
        lambda file: file.rename_run(3, "another"),
        lambda file: file.end_run(4, "finished", None),
        lambda file: file.add_epoch(4, figures(2), weights(2), going_on=file.project()),
        begin,
    )
    for change in changes:
        with ProjectFile.open(path) as other:
            change(other)
        assert read(five) == 1
    five.delete_run(1)
    assert read(five) == 0
    five.mark_interrupted()
    assert read(five) == 5
    five.save_project(five.project())
    assert read(five) == 0


def test_that_runs_are_known_again_in_a_copy_and_told_apart_in_it(five, path, tmp_path, figures, weights):
    read, copy = reader(KnownRuns()), tmp_path / "copy.cnnstudio"
    assert read(five) == 5
    save_as(path, copy)
    with ProjectFile.open(copy) as other:
        assert read(other) == 0
        five.rename_run(1, "here")
        other.rename_run(1, "there")
        assert [read(other), read(five), read(other)] == [1, 1, 1]
    five.add_epoch(2, figures(2), weights(2))
    copy_run(path, copy, 2)
    with ProjectFile.open(copy, read_only=True) as other:
        assert read(other) == 1


def test_that_runs_of_an_old_file_that_is_only_read_are_read_each_time(tmp_path):
    path = tmp_path / "old.cnnstudio"
    shutil.copyfile(Path(__file__).parents[1] / "samples" / "version_1.cnnstudio", path)
    known, count = KnownRuns(), []
    with ProjectFile.open(path, read_only=True) as file:
        for _ in range(2):
            file.runs(known, lambda: count.append(1))
    assert len(count) == 4


def test_that_a_run_that_cannot_be_read_leaves_what_is_known(five, path, refused):
    known = KnownRuns()
    before = five.runs(known)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE run SET status = 'dancing', mark = 1 WHERE number = 2")
        assert "A run in" in refused(five.runs, known)
        connection.execute("UPDATE run SET status = 'training' WHERE number = 2")
    assert five.runs(known) == before


def test_that_runs_of_equal_networks_share_them(five):
    runs = five.runs()
    assert all(run.project.network is runs[0].project.network for run in runs)


def test_that_more_runs_than_one_question_takes_come_in_order(file, begin):
    numbers = [begin(file) for _ in range(103)]
    assert [run.number for run in file.runs()] == numbers


def test_that_any_row_of_changes_leaves_what_is_known_true(path, project, weights):
    path.parent.mkdir()
    ProjectFile.create(path, project).close()

    class Changes(RuleBasedStateMachine):
        """Whatever is done to a file through two connections, a reader that remembers sees what another one sees."""

        @initialize()
        def begin(self):
            self.known, self.one, self.two = KnownRuns(), ProjectFile.open(path), ProjectFile.open(path)

        def teardown(self):
            if hasattr(self, "one"):
                self.one.close()
                self.two.close()

        @rule(first=st.booleans(), name=st.sampled_from(["", "a", "b"]))
        def add(self, first, name):
            file = self.one if first else self.two
            facts = {"labels": ("0", "1"), "prepared": Prepared(), "started": "now", "versions": {}}
            file.begin_run(project, name=name, **facts)

        @rule(first=st.booleans(), place=st.integers(0, 9), what=st.sampled_from(CHANGES))
        def change(self, first, place, what):
            file = self.one if first else self.two
            runs = file.runs()
            if not runs:
                return
            run = runs[place % len(runs)]
            match what:
                case "epoch":
                    self.train(file, run.number, len(run.epochs) + 1)
                case "rename":
                    file.rename_run(run.number, f"{place}")
                case "end":
                    file.end_run(run.number, "stopped", None, reason=f"{place}")
                case "go":
                    self.train(file, run.number, max(1, len(run.epochs)), project)  # the last epoch anew
                case "delete":
                    file.delete_run(run.number)

        def train(self, file, run, number, going_on=None):
            figures = Epoch(number, 1.0, 0.5, 1 / number, 0.5, 1.0)
            file.add_epoch(run, figures, weights(number), state={"a": np.ones(1)}, going_on=going_on)

        @rule()
        def interrupt(self):
            self.one.mark_interrupted()

        @invariant()
        def known_runs_are_those_of_the_file(self):
            if hasattr(self, "one"):
                assert self.one.runs(self.known) == self.two.runs()

    run_state_machine_as_test(Changes, settings=settings(max_examples=8, stateful_step_count=20, deadline=None))
