"""The sweep that runs, played by a child that says what a test has written down."""

import itertools
import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from cnnstudio.core.project import to_json
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import (
    Moved,
    Paused,
    SweepBegan,
    SweepEnded,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    WorkersChanged,
)
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.runs.landed_runs import LandedRuns
from tests.gui.desk import Desk, desk
from tests.gui.mistakes import err_once
from tests.gui.sweep_child import Step, ended, swept, trials
from tests.gui.sweep_desk import Sweeps, sweeps

__all__ = ["desk", "sweeps"]

EPOCH = Epoch(1, 0.5, 0.9, 0.4, 0.95, 1.0)
BEGAN = SweepBegan(1, 4, 0, 0, "one after the other, here")
STOPPED = (("hear", "stop"), SweepEnded(False))


def test_that_a_sweep_that_begins_is_looked_at_and_its_trials_are_kept_current(sweeps: Sweeps) -> None:
    sweeps.keep()
    told = TrialBegan(1), TrialEpoch(1, EPOCH), TrialChanged(ended(1)), TrialBegan(2), TrialEpoch(2, EPOCH)
    epochs: list[int] = []
    sweeps.run.epoch_added.connect(lambda trial, _: epochs.append(trial))
    sweeps.begin(BEGAN, WorkersChanged(1), *told, *STOPPED)
    assert sweeps.run.is_active
    sweeps.wait(lambda: sweeps.statuses() == "drww")
    standing = sweeps.run.standing
    assert standing is not None
    assert (standing.done, standing.total, standing.under_way) == (1, 4, ((2, ""),))
    assert (epochs, sweeps.run.epochs) == ([1, 2], {2: [EPOCH]})
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends == [SweepEnded(False)])
    assert sweeps.run.standing is None
    sweeps.wait(lambda: sweeps.statuses() == "wwww")  # as the file has them, to which nobody has written here


def test_that_it_is_paused_and_goes_on(sweeps: Sweeps) -> None:
    sweeps.keep()
    sweeps.begin(BEGAN, ("hear", "pause"), Paused(True), ("hear", "go on"), Paused(False), SweepEnded(True))
    sweeps.wait(lambda: sweeps.run.standing is not None and sweeps.run.standing.state == "running")
    sweeps.run.turn_pause()
    sweeps.wait(lambda: sweeps.run.standing is not None and sweeps.run.standing.state == "paused")
    sweeps.run.turn_pause()
    sweeps.wait(lambda: sweeps.ends == [SweepEnded(True)])


def test_that_a_process_that_dies_is_told_and_what_was_under_way_waits(sweeps: Sweeps) -> None:
    running = [ended(1), Trial(2, 2, (9,), 1, "running"), *trials()[2:]]
    sweeps.keep(running)
    sweeps.begin(BEGAN, TrialBegan(2), ("complain", "Killed by the cat"), ("end", "7"))
    sweeps.wait(lambda: sweeps.ends)
    sweeps.wait(lambda: sweeps.statuses() == "dwww")
    assert sweeps.ends == [SweepEnded(False, failed=True)]
    assert [each.text for each in sweeps.refused] == ["The process of the sweep has died (code 7)."]
    assert sweeps.refused[0].details == "Killed by the cat"
    sweeps.reopen()
    with ProjectFile.open(sweeps.path) as file:
        assert [trial.status for trial in file.experiment(1).trials] == ["done", "waiting", "waiting", "waiting"]


def test_that_one_that_does_not_end_by_itself_is_ended_by_force_when_asked_again(sweeps: Sweeps) -> None:
    sweeps.keep()
    sweeps.begin(BEGAN, ("hear", "never"))
    sweeps.wait(lambda: sweeps.run.standing is not None and sweeps.run.standing.experiment)
    sweeps.run.stop()
    sweeps.run.end()
    assert sweeps.run.is_active
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends == [SweepEnded(False)])
    assert not sweeps.refused


@pytest.mark.parametrize("name", ["_start", "_show", "_tidy", "_finish"])
def test_that_none_runs_any_more_where_a_mistake_is_made_at_its_beginning_or_end(
    sweeps: Sweeps, desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    sweeps.keep()
    left: list[str] = []
    with desk.qtbot.captureExceptions() as caught:
        err_once(monkeypatch, SweepRun, name)
        sweeps.begin(("end", "0"))
        sweeps.run.when_idle(lambda: left.append("idle"))
        sweeps.wait(lambda: left)
    assert [str(error) for _, error, _ in caught] == ["boom"]
    assert (sweeps.run.standing, sweeps.run.why_not_begin) == (None, "")
    sweeps.begin(BEGAN, SweepEnded(True))
    sweeps.wait(lambda: SweepEnded(True) in sweeps.ends)


def test_that_an_unfinished_sweep_is_found_when_its_project_is_opened(sweeps: Sweeps) -> None:
    found: list[object] = []
    sweeps.run.unfinished_found.connect(found.append)
    sweeps.keep([ended(1), Trial(2, 2, (9,), 1, "running"), *trials()[2:]])
    sweeps.reopen()
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    assert found == [sweeps.run.chosen]
    sweeps.steps = (BEGAN, SweepEnded(True))
    sweeps.run.go_on(1, Where())
    sweeps.wait(lambda: sweeps.ends)


def test_that_failed_trials_are_tried_again_also_where_no_sweep_runs(sweeps: Sweeps) -> None:
    sweeps.keep([ended(1), *(ended(each, status="failed") for each in (2, 3, 4))])
    sweeps.reopen()
    sweeps.wait(lambda: sweeps.statuses() == "dfff")
    sweeps.steps = (BEGAN, ("hear", "retry 4"), SweepEnded(True))
    sweeps.run.retry([3])
    sweeps.wait(lambda: sweeps.run.standing is not None and sweeps.run.standing.experiment)
    assert sweeps.statuses() == "dfwf"
    sweeps.run.retry([4])
    sweeps.wait(lambda: sweeps.ends)


def test_that_a_deleted_sweep_is_gone_from_the_file_but_not_one_that_runs(sweeps: Sweeps) -> None:
    sweeps.keep()
    sweeps.begin(BEGAN, *STOPPED)
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    sweeps.run.delete(1)
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)
    assert len(sweeps.run.all) == 1
    sweeps.run.delete(1)
    sweeps.wait(lambda: not sweeps.run.all)
    assert sweeps.run.chosen is None


def test_that_one_deleted_while_the_project_is_saved_elsewhere_is_gone_there_too(
    sweeps: Sweeps, desk: Desk, tmp_path: Path
) -> None:
    sweeps.keep()
    sweeps.reopen()
    sweeps.wait(lambda: len(sweeps.run.all) == 1)
    target = tmp_path / "there.cnnstudio"
    desk.document.save_as(target, lambda old, new: None)
    sweeps.run.delete(1)
    sweeps.wait(lambda: not sweeps.run.all)
    assert desk.document.path == target
    with ProjectFile.open(target, read_only=True) as file:
        assert file.experiments() == ()


def test_that_it_goes_where_the_project_is_saved_and_leaves_the_old_file(
    sweeps: Sweeps, desk: Desk, tmp_path: Path
) -> None:
    sweeps.keep()
    target, left = tmp_path / "of two\nlines.cnnstudio", []
    sweeps.begin(
        BEGAN, ("hear", f"move {json.dumps(str(target))}"), Moved(str(target)), ("hear", "stop"), SweepEnded(False)
    )
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    desk.document.save_as(target, lambda old, new: sweeps.run.relocate(old, new, lambda: left.append(old)))
    sweeps.wait(lambda: left)
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)


def test_that_who_waits_for_its_move_is_not_called_when_another_project_has_come(sweeps: Sweeps, desk: Desk) -> None:
    sweeps.keep()
    sweeps.begin(BEGAN, ("hear", "never"))
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    called: list[str] = []
    sweeps.run.relocate(sweeps.path, sweeps.path.with_name("b.cnnstudio"), lambda: called.append("moved"))
    sweeps.run.when_idle(lambda: called.append("idle"))
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(swept(), "Another")
    sweeps.begin(SweepEnded(True))
    sweeps.wait(lambda: sweeps.ends)
    assert called == []


def test_that_one_asked_for_before_another_project_came_leaves_that_ones_alone(sweeps: Sweeps, desk: Desk) -> None:
    sweeps.keep()
    desk.document.opened.connect(lambda: sweeps.begin(WorkersChanged(3), *STOPPED))
    desk.document.new(swept(), "Another")  # on its way
    sweeps.begin(BEGAN, *STOPPED)
    sweeps.wait(lambda: sweeps.run.standing is not None and sweeps.run.standing.workers == 3)
    assert sweeps.ends == []
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)


def test_that_what_begins_is_what_was_planned_when_it_was_asked_for(sweeps: Sweeps, desk: Desk) -> None:
    sweeps.keep()
    sweeps.begin(("hear", f"begin {to_json(desk.document.project)}"), WorkersChanged(3), *STOPPED)
    desk.document.change(swept(2), "Vary less")
    sweeps.wait(lambda: sweeps.run.standing is not None and sweeps.run.standing.workers == 3)
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)


def test_that_who_looked_at_the_latest_run_looks_at_the_latest_when_it_has_ended(sweeps: Sweeps, desk: Desk) -> None:
    sweeps.keep()
    with ProjectFile.open(sweeps.path) as file:
        _add_run(file, "first")
    desk.document.read_runs()
    desk.settle()
    sweeps.begin(BEGAN, ("hear", "pause"), TrialChanged(ended(1, 2)), *STOPPED)
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    with ProjectFile.open(sweeps.path) as file:
        _add_run(file, "second")
    sweeps.run.pause()
    sweeps.wait(lambda: len(desk.document.runs) == 2)
    assert _chosen(desk.document) == "first"
    sweeps.run.stop()
    sweeps.wait(lambda: _chosen(desk.document) == "second")


def test_that_the_runs_it_brings_are_read_and_the_one_in_view_stays(sweeps: Sweeps, desk: Desk) -> None:
    sweeps.keep()
    with ProjectFile.open(sweeps.path) as file:
        for name in ("first", "second"):
            _add_run(file, name)
    desk.document.read_runs()
    desk.settle()
    assert _chosen(desk.document) == "second"
    sweeps.begin(BEGAN, TrialBegan(1), TrialEpoch(1, EPOCH), ("hear", "pause"), TrialChanged(ended(1, 3)), *STOPPED)
    sweeps.wait(lambda: sweeps.run.epochs)
    with ProjectFile.open(sweeps.path) as file:
        _add_run(file, "third")
    sweeps.run.pause()
    sweeps.wait(lambda: len(desk.document.runs) == 3)
    assert (_chosen(desk.document), sweeps.run.epochs) == ("second", {})
    sweeps.run.stop()
    sweeps.wait(lambda: sweeps.ends)


def test_that_its_runs_are_read_also_after_a_mistake_in_that(
    sweeps: Sweeps, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps.keep()
    err_once(monkeypatch, LandedRuns, "_rest")
    with desk.qtbot.captureExceptions() as caught:
        sweeps.begin(BEGAN, TrialChanged(ended(1, 1)), ("hear", "pause"), TrialChanged(ended(2, 1)), *STOPPED)
        sweeps.wait(lambda: caught)
    with ProjectFile.open(sweeps.path) as file:
        _add_run(file, "first")
    sweeps.run.pause()
    sweeps.wait(lambda: desk.document.runs)


def test_that_another_project_on_the_desk_ends_it_and_knows_nothing_of_it(sweeps: Sweeps, desk: Desk) -> None:
    sweeps.keep()
    sweeps.begin(BEGAN, TrialBegan(1), *STOPPED)
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(swept(), "Another")
    assert (sweeps.run.all, sweeps.run.standing, sweeps.run.why_not_begin) == ((), None, "")
    desk.settle()


def test_that_two_hundred_news_a_second_leave_the_window_fluid(sweeps: Sweeps) -> None:
    count = 400
    sweeps.keep(trials(count))
    steps: list[Step] = [SweepBegan(1, count, 0, 0, ""), WorkersChanged(8), ("hear", "pause")]
    for number in range(1, 101):
        told = TrialBegan(number), TrialEpoch(number, EPOCH), TrialEpoch(number, EPOCH), TrialChanged(ended(number))
        steps += [*told, ("pace", "0.02")]
    shown: list[None] = []
    sweeps.run.changed.connect(lambda: shown.append(None))
    sweeps.begin(*steps, *STOPPED)
    sweeps.wait(lambda: sweeps.run.chosen is not None)
    beats: list[float] = []
    timer = QTimer(interval=2)
    timer.timeout.connect(lambda: beats.append(time.thread_time()))
    timer.start()
    sweeps.run.pause()
    sweeps.wait(lambda: sweeps.statuses() == "d" * 100 + "w" * 300)
    timer.stop()
    # By what this thread computed: a busy machine is not a window that stands still.
    gaps = sorted(later - before for before, later in itertools.pairwise(beats))
    assert len(shown) < 30
    assert gaps[-1] < 0.05, f"the window stood still for {gaps[-1] * 1000:.0f} ms"


def _chosen(document: Document) -> str:
    return document.chosen_run.name if document.chosen_run is not None else ""


def _add_run(file: ProjectFile, name: str) -> None:
    from cnnstudio.core.pictures.preprocessing import Prepared

    made = {"labels": ("a", "b"), "prepared": Prepared(), "started": "2026-01-01T12:00:00+00:00", "versions": {}}
    file.end_run(file.begin_run(swept(), name=name, **made), "finished", None)  # type: ignore[arg-type]
