"""Trials trained in the sweep's own process, with the real engine, on a few pictures."""

import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Event, Finished, Train
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import combinations
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import NO_SWEEP, Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.engine.start import Ready
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.beginning import begin, judge_of, judged, loaded_of
from cnnstudio.sweeping.crew import Began, Failed, Hands, HasEpoch, Job, Told, Trained
from cnnstudio.sweeping.here import Here
from cnnstudio.sweeping.runner import Runner
from cnnstudio.sweeping.seed import seed_of
from tests.engine.conftest import digits, project, ready

__all__ = ["digits", "project", "ready"]

pytestmark = pytest.mark.slow


def _by_hand(path: Path, projects: list[Project]) -> None:
    """Trains them one after the other into a file, as the command line does."""
    mailbox, ended = Mailbox(), []

    def hear(event: Event) -> None:
        if isinstance(event, Finished):
            ended.append(event)

    for each in projects:
        mailbox.post(Train(file=str(path), project=each))
    mailbox.finish()
    thread = threading.Thread(target=Session(mailbox, hear).run)
    thread.start()
    thread.join()
    assert len(ended) == len(projects)


def _swept(project: Project) -> Project:
    rate = Varied(Place("plan", "learning_rate"), Listed((0.001, 0.003, 0.01)))
    filters = Varied(Place("network", "filters", "conv2d_1"), Listed((3, 5)))
    plan = replace(project.plan, epochs=2)
    return replace(project, plan=plan, sweep=Sweep("random", most=3, varied=(rate, filters)))


def test_that_the_runs_of_a_sweep_are_those_trained_by_hand_to_the_last_bit(
    ready: Ready, project: Project, tmp_path: Path
) -> None:
    swept = _swept(project)
    by_hand, by_sweep = tmp_path / "hand.cnnstudio", tmp_path / "sweep.cnnstudio"
    made = [each.project for each in combinations(swept) if each.project is not None]
    ProjectFile.create(by_hand, project).close()
    # With its sweep, which a run does not keep.
    _by_hand(by_hand, [replace(each, sweep=swept.sweep) for each in made])
    with ProjectFile.create(by_sweep, swept) as file:
        begin(file, swept, judged(swept, judge_of(file, swept, loaded_of(by_sweep, swept))))
        judge = judge_of(file, swept, loaded_of(by_sweep, swept))
    assert Runner(by_sweep, 1, Here, judge, lambda news: None, queue.SimpleQueue()).run().done
    with ProjectFile.open(by_hand, read_only=True) as ours, ProjectFile.open(by_sweep, read_only=True) as theirs:
        trials = theirs.experiment(1).trials
        assert [(trial.status, trial.run) for trial in trials] == [("done", number) for number in (1, 2, 3)]
        for one, two in zip(ours.runs(), theirs.runs(), strict=True):
            assert one.project == two.project
            assert one.project.sweep == NO_SWEEP
            assert (one.test, one.kept, one.resumable) == (two.test, two.kept, two.resumable)
            assert [replace(epoch, seconds=0) for epoch in one.epochs] == [
                replace(epoch, seconds=0) for epoch in two.epochs
            ]
            for epoch in one.kept:
                first, second = ours.weights(one.number, epoch)[1], theirs.weights(two.number, epoch)[1]
                assert list(first) == list(second)
                assert all(np.array_equal(first[name], second[name]) for name in first)


@pytest.fixture
def here(ready: Ready) -> Iterator[Here]:
    with closing(Here()) as crew:
        assert crew.told(10) == Hands(1)
        yield crew


def _until(crew: Here, *kinds: type[Told]) -> Told:
    while not isinstance(told := crew.told(60), kinds):
        assert told is not None
    return told


def test_that_a_job_that_is_stopped_after_an_epoch_is_a_run(here: Here, project: Project) -> None:
    here.begin(Job(1, replace(project, plan=replace(project.plan, epochs=1000)), "Long"))
    here.begin(Job(2, project, "Never"))
    assert isinstance(_until(here, Began), Began)
    _until(here, HasEpoch)
    here.stop(2)
    here.stop(1)
    ended = _until(here, Trained)
    assert isinstance(ended, Trained)
    with ProjectFile.open(ended.file, read_only=True) as file:
        run = file.run(ended.run)
    assert (run.name, run.status) == ("Long", "stopped")
    assert 1 <= len(run.epochs) < 1000
    never = _until(here, Failed)
    assert isinstance(never, Failed)
    assert (never.trial, never.reason) == (2, "It was stopped before its first epoch.")


def test_that_a_job_that_cannot_be_trained_says_why_and_the_next_one_is(here: Here, project: Project) -> None:
    here.begin(Job(1, replace(project, data=DataRecipe("file", "/nowhere/at/all.npz")), "Nothing"))
    here.begin(Job(2, replace(project, plan=replace(project.plan, epochs=1)), "Something"))
    failed = _until(here, Failed)
    assert isinstance(failed, Failed)
    assert "all.npz" in failed.reason
    assert isinstance(_until(here, Trained), Trained)


def test_that_a_job_begins_with_the_weights_of_a_run_of_the_project_s_file(
    ready: Ready, project: Project, tmp_path: Path
) -> None:
    path, once = tmp_path / "a.cnnstudio", replace(project, plan=replace(project.plan, epochs=1))
    ProjectFile.create(path, once).close()
    _by_hand(path, [once, once])
    from_second = replace(once, plan=replace(once.plan, start=2))
    with ProjectFile.open(path) as file:
        assert seed_of(file, once, tmp_path / "none.cnnstudio") is None
        seed_file = seed_of(file, from_second, tmp_path / "seed.cnnstudio")
        with pytest.raises(StudioError, match="no run 7"):
            seed_of(file, replace(once, plan=replace(once.plan, start=7)), tmp_path / "other.cnnstudio")
    with closing(Here(seed_file)) as crew:
        crew.begin(Job(1, from_second, "Again"))
        ended = _until(crew, Trained, Failed)
        assert isinstance(ended, Trained), ended
        with ProjectFile.open(ended.file, read_only=True) as file:
            run = file.run(ended.run)
    assert ended.run == 3
    assert run.begun is not None
    assert run.begun.run == 2
