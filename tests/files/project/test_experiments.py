"""Experiments in the project file."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.files.project_file import ProjectFile
from tests.core.sweeps_made import swept, waiting
from tests.files.damaged import put_anything

SAMPLES = Path(__file__).parents[2] / "samples"
STARTED = "2026-03-01T14:00:00+01:00"
PROJECT = swept(most=6, seeds=2)
TRIALS = waiting(PROJECT).trials


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "p.cnnstudio"
    ProjectFile.create(found, PROJECT).close()
    return found


def test_that_an_experiment_is_kept_with_all_its_trials(path):
    with ProjectFile.open(path) as file:
        number = file.begin_experiment(PROJECT, STARTED, TRIALS)
        done = replace(TRIALS[2], status="done", run=4, score=0.9, seconds=3.5, reason="Early.")
        file.put_trials(number, [done])
    with ProjectFile.open(path, read_only=True) as file:
        (found,) = file.experiments()
    assert found.number == number == 1
    assert found.project == PROJECT
    assert found.started == STARTED
    assert found.trials == (*TRIALS[:2], done, *TRIALS[3:])
    assert found.best == done


def test_that_the_number_of_a_deleted_experiment_does_not_return(path):
    with ProjectFile.open(path) as file:
        file.delete_experiment(file.begin_experiment(PROJECT, STARTED, TRIALS))
        assert file.experiments() == ()
        assert file.begin_experiment(PROJECT, STARTED) == 2
        assert file.experiment(2).trials == ()


def test_that_trials_of_an_experiment_that_is_gone_are_refused(path):
    with ProjectFile.open(path) as file:
        for work in (lambda: file.put_trials(1, TRIALS), lambda: file.experiment(1), lambda: file.delete_experiment(1)):
            with pytest.raises(StudioError, match="no sweep 1"):
                work()


def test_that_trials_nobody_trains_any_more_wait_again(path):
    with ProjectFile.open(path) as file:
        number = file.begin_experiment(
            PROJECT, STARTED, [replace(TRIALS[0], status="running"), replace(TRIALS[1], status="done")]
        )
        file.trials_interrupted()
        assert [trial.status for trial in file.experiment(number).trials] == ["waiting", "done"]


def test_that_a_run_comes_home_under_a_number_of_its_own_together_with_its_trial(path, tmp_path):
    source = Path(shutil.copyfile(SAMPLES / "version_2.cnnstudio", tmp_path / "from.cnnstudio"))
    with ProjectFile.open(source) as theirs, ProjectFile.open(path) as file:
        number = file.begin_experiment(PROJECT, STARTED, TRIALS)
        (theirs_run, *_) = theirs.runs()
        ended = replace(TRIALS[0], status="done", score=0.5)
        first = file.take_trial(number, ended, theirs, replace(theirs_run, name="Sweep 1.1"))
        second = file.take_trial(number, replace(TRIALS[1], status="done"), theirs, replace(theirs_run, name=""))
        assert (first.run, second.run) == (1, 2)
        run = file.run(1)
        assert run == replace(theirs_run, number=1, name="Sweep 1.1")
        assert file.run(2).name == "Run 2"
        for epoch in theirs_run.kept:
            ours, same = file.weights(1, epoch)[1], theirs.weights(theirs_run.number, epoch)[1]
            assert ours.keys() == same.keys()
            assert all((ours[name] == same[name]).all() for name in ours)
        assert file.experiment(number).trials[0] == first


def test_that_a_run_comes_home_with_the_weights_it_is_used_with_alone(path, tmp_path):
    source = Path(shutil.copyfile(SAMPLES / "version_2.cnnstudio", tmp_path / "from.cnnstudio"))
    with ProjectFile.open(source) as theirs, ProjectFile.open(path) as file:
        number = file.begin_experiment(PROJECT, STARTED, TRIALS)
        run = next(each for each in theirs.runs() if len(each.kept) > 1 and each.resumable)
        file.take_trial(number, replace(TRIALS[0], status="done"), theirs, run, only_used=True)
        assert file.run(1) == replace(run, number=1, kept=(run.used_epoch,), resumable=())


def test_that_neither_run_nor_trial_is_kept_where_one_of_them_cannot_be(path, tmp_path):
    source = Path(shutil.copyfile(SAMPLES / "version_2.cnnstudio", tmp_path / "from.cnnstudio"))
    with ProjectFile.open(source) as theirs, ProjectFile.open(path) as file:
        number = file.begin_experiment(PROJECT, STARTED, TRIALS)
        run, done = theirs.runs()[0], replace(TRIALS[0], status="done")
        with pytest.raises(StudioError):
            file.take_trial(number, done, theirs, replace(run, number=99))
        with pytest.raises(StudioError):
            file.take_trial(number, done, theirs, replace(run, name="x" * 1000))
        assert file.runs() == ()
        assert file.experiment(number).trials == TRIALS


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE trial SET status = 'dreaming'",
        "UPDATE trial SET given = '7'",
        "UPDATE trial SET given = '[1'",
        """UPDATE trial SET given = '[{"a": 1}]'""",
        "UPDATE trial SET given = '[[[1, 2], {}]]'",
        "UPDATE trial SET seed = -5",
        "UPDATE experiment SET project = '{}'",
    ],
)
def test_that_an_experiment_that_nobody_wrote_here_is_refused_in_words(path, change):
    with ProjectFile.open(path) as file:
        file.begin_experiment(PROJECT, STARTED, TRIALS)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(change)
    with ProjectFile.open(path) as file, pytest.raises(StudioError):
        file.experiments()


def test_that_trials_with_another_number_of_values_are_passed_over(path):
    with ProjectFile.open(path) as file:
        file.begin_experiment(PROJECT, STARTED, [TRIALS[0], replace(TRIALS[1], values=(1,))])
        assert file.experiment(1).trials == (TRIALS[0],)


def test_that_a_file_of_version_5_opens_with_its_sweep(tmp_path):
    path = Path(shutil.copyfile(SAMPLES / "version_5.cnnstudio", tmp_path / "old.cnnstudio"))
    with ProjectFile.open(path) as file:
        (found,) = file.experiments()
        assert [str(place) for place in found.project.sweep.places] == ["plan.learning_rate"]
        assert [trial.status for trial in found.trials] == ["done", "impossible", "waiting"]
        assert found.trials[0] == Trial(1, 1, (0.001,), 7, "done", 1, 0.75, 2.5, "")
        assert file.run(1).project.sweep.varied == ()


def test_that_an_error_that_is_still_shown_does_not_hold_the_file(path):
    with ProjectFile.open(path) as file:
        file.begin_experiment(PROJECT, STARTED, TRIALS)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE trial SET given = 'no JSON' WHERE number = 1")
        connection.commit()
    with ProjectFile.open(path, read_only=True) as file, pytest.raises(StudioError, match="sweep") as shown:
        file.experiments()
    with ProjectFile.open(path) as file:
        file.wait_for_others(0)
        file.save_project(PROJECT)
    assert shown.value.__traceback__ is not None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("seed", 0.5),  # a range is looked through to its end for what is no whole number
        ("seed", 2**31),
        ("seed", b"7"),
        ("given", None),
        ("given", b"[]"),
        ("status", 7),
        ("run", "4"),
        ("score", "high"),
        ("seconds", None),
        ("reason", b""),
        ("combination", None),
    ],
)
def test_that_a_trial_with_other_values_than_its_columns_have_is_refused(path, column, value):
    with ProjectFile.open(path) as file:
        file.begin_experiment(PROJECT, STARTED, TRIALS)
    put_anything(path, "trial", column, value)
    with ProjectFile.open(path, read_only=True) as file, pytest.raises(StudioError, match="sweep"):
        file.experiments()


@pytest.mark.parametrize("column", ["project", "started"])
@pytest.mark.parametrize("value", [None, 7, b"x"])
def test_that_a_sweep_whose_project_or_beginning_is_no_text_is_refused(path, column, value):
    with ProjectFile.open(path) as file:
        file.begin_experiment(PROJECT, STARTED, TRIALS)
    put_anything(path, "experiment", column, value)
    with ProjectFile.open(path) as file:
        for read in (file.experiments, lambda: file.limit_experiment(1, 3)):
            if column == "project" or read == file.experiments:
                with pytest.raises(StudioError, match="sweep"):
                    read()
