"""Runs that wait, pause, go on and are continued, told by a bridge without an engine."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Failed,
    Finished,
    Paused,
    Scoring,
    Started,
    Train,
    WentOn,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch, PartScore, Run
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.state import epochs_missing, going_on_words
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.train_button import train_tip
from cnnstudio.gui.training.queue_panel import QueuePanel
from cnnstudio.gui.training.words import progress_words
from tests.gui.desk import LABELS, Desk, desk

__all__ = ["desk"]
STARTED = "2026-01-01T12:00:00+00:00"


@pytest.fixture
def run(desk: Desk) -> TrainingRun:
    return desk.training_run


def change(document: Document, **values: object) -> None:
    plan = replace(document.project.plan, **values)  # type: ignore[arg-type]
    document.change(replace(document.project, plan=plan), "Change the plan")


def asked(desk: Desk, count: int) -> Train:
    """The newest of so many requests to train."""
    found = desk.wait_for(Train, count)
    assert isinstance(found, Train)
    return found


def begin(desk: Desk, count: int = 1, before: tuple[Epoch, ...] = (), number: int = 1) -> None:
    request, ticket = asked(desk, count), len(desk.bridge.requests)
    desk.bridge.event.emit(
        Started(
            ticket, request.file, number, f"Run {number}", request.project, LABELS, STARTED, 4, 10, 2, 90, 9, before
        )
    )


def finish(desk: Desk, status: str = "finished", text: str = "") -> None:
    ticket = len(desk.bridge.requests)
    event = Finished(ticket, 1, status, 1, 1, 3.0, None, Prepared(), text, PartScore(0.1, 9, 1))  # type: ignore[arg-type]
    desk.bridge.event.emit(event)


def epoch(number: int) -> Epoch:
    return Epoch(number, 0.5, 0.9, 0.4, 0.95, 3.0)


def test_that_what_waits_is_the_project_as_it_was_then(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    change(desk.document, learning_rate=0.01)
    run.enqueue()
    change(desk.document, learning_rate=0.5)
    assert [each.project.plan.learning_rate for each in run.queue.waiting] == [0.01]
    finish(desk)
    assert asked(desk, 2).project.plan.learning_rate == 0.01
    assert run.queue.waiting == ()


def test_that_only_one_run_at_a_time_is_with_the_engine(desk: Desk, run: TrainingRun) -> None:
    run.enqueue()
    assert run.state is State.WAITING  # nothing was on, so it begins at once
    run.enqueue()
    run.enqueue()
    begin(desk)
    assert len(desk.asked(Train)) == 1
    finish(desk)
    begin(desk, 2, number=2)
    assert len(run.queue.waiting) == 1


@pytest.mark.parametrize("how", ["stopped", "failed", "cancelled"])
def test_that_the_next_one_begins_however_the_one_before_ends(desk: Desk, run: TrainingRun, how: str) -> None:
    run.start()
    begin(desk)
    run.enqueue()
    match how:
        case "stopped":
            run.stop()
            finish(desk, "stopped")
        case "failed":
            desk.bridge.event.emit(Failed(1, "Not enough memory."))
        case _:
            run.stop()
            desk.bridge.event.emit(Cancelled(1))
    asked(desk, 2)
    assert run.state is State.WAITING


def test_that_a_run_taken_out_is_not_trained(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.enqueue()
    run.queue.remove(run.queue.waiting[0])
    finish(desk)
    desk.settle()
    assert len(desk.asked(Train)) == 1


def test_that_stopping_all_leaves_nothing_to_be_trained(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.enqueue()
    run.stop_all()
    finish(desk, "stopped")
    desk.settle()
    assert (run.state, len(desk.asked(Train)), desk.bridge.stops) == (State.IDLE, 1, 1)


def test_that_nothing_that_waits_is_trained_into_another_projects_file(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.enqueue()
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(desk.document.project, "Another")
    assert run.queue.waiting == ()
    finish(desk)
    desk.settle()
    assert len(desk.asked(Train)) == 1


def test_that_a_project_with_a_problem_does_not_wait(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    desk.document.change_network(replace(desk.document.project.network, nodes=()), "Empty")
    run.enqueue()
    assert run.queue.waiting == ()


def test_that_a_pause_begins_when_the_engine_says_so_and_ends_likewise(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.turn_pause()
    assert (run.state, desk.bridge.pauses, run.is_paused) == (State.PAUSING, 1, True)
    desk.bridge.event.emit(Paused(1))
    assert run.state is State.PAUSED
    assert progress_words(run, "", ready=True).startswith("Paused · Epoch 1 of 4")
    run.turn_pause()
    assert desk.bridge.goings_on == 1
    desk.bridge.event.emit(WentOn(1))
    assert run.state is State.TRAINING


def test_that_a_pause_taken_back_at_once_leaves_the_run_going(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.pause()
    run.go_on()
    assert (run.state, desk.bridge.goings_on) == (State.TRAINING, 1)
    desk.bridge.event.emit(Paused(1))  # it had begun already
    desk.bridge.event.emit(WentOn(1))
    assert run.state is State.TRAINING


def test_that_a_paused_run_can_be_stopped(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.pause()
    desk.bridge.event.emit(Paused(1))
    run.stop()
    desk.bridge.event.emit(WentOn(1))
    assert (run.state, desk.bridge.stops) == (State.STOPPING, 1)


def test_that_there_is_nothing_to_pause_while_the_data_are_loaded(desk: Desk, run: TrainingRun) -> None:
    run.start()
    run.pause()
    assert (run.state, desk.bridge.pauses) == (State.WAITING, 0)


def test_that_the_scoring_is_told_and_can_be_stopped(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    desk.bridge.event.emit(Scoring(1, "test", 300, 2000))
    assert progress_words(run, "", ready=True) == "Scoring the test pictures: 300 of 2,000"
    run.stop()
    desk.bridge.event.emit(Scoring(1, "test", 600, 2000))
    assert run.state is State.STOPPING


def test_that_the_end_brings_scores_of_every_part_and_the_reason(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    finish(desk, text="It ended early.")
    assert run.run is not None
    assert (run.run.reason, run.run.train) == ("It ended early.", PartScore(0.1, 9, 1))


def ended(desk: Desk, status: str = "finished", epochs: int = 2, resumable: tuple[int, ...] = (2,)) -> Run:
    project = desk.document.project
    project = replace(project, plan=replace(project.plan, epochs=4))
    stored = tuple(epoch(number) for number in range(1, epochs + 1))
    test = Scores(0.1, LABELS, tuple(tuple(int(r == c) for c in range(len(LABELS))) for r in range(len(LABELS))))
    test = test if status == "finished" else None  # type: ignore[assignment]
    run = Run(1, "Run 1", project, LABELS, Prepared(), status, STARTED, {}, stored, test, (2,), resumable)  # type: ignore[arg-type]
    desk.document.read_runs = lambda: None  # type: ignore[method-assign]  # it is on the desk and not in the file
    desk.document.put_run(run)
    return run


@pytest.mark.parametrize(("status", "missing"), [("finished", 0), ("stopped", 2), ("interrupted", 2)])
def test_that_only_a_run_that_was_cut_short_misses_epochs(desk: Desk, status: str, missing: int) -> None:
    run = ended(desk, status)
    assert epochs_missing(run) == missing
    assert going_on_words(run) == ("Resume Run 1, to epoch 4" if missing else "10 more epochs for Run 1")


def test_that_a_run_broken_off_behind_its_last_epoch_is_scored(desk: Desk, run: TrainingRun) -> None:
    stored = replace(ended(desk, epochs=4, resumable=(4,)), test=None)
    desk.document.put_run(stored)
    assert (going_on_words(stored), epochs_missing(stored)) == ("Score Run 1", 0)
    desk.document.choose_run(1)
    run.go_on_with_chosen()
    assert (asked(desk, 1).resume, asked(desk, 1).epochs) == (1, 0)


def test_that_a_run_goes_on_with_the_figures_it_had(desk: Desk, run: TrainingRun) -> None:
    stored = ended(desk)
    change(desk.document, learning_rate=0.5)
    run.go_on_with(stored, 10)
    request = asked(desk, 1)
    assert (request.resume, request.epochs, request.project) == (1, 12, stored.project)
    begin(desk, before=stored.epochs)
    assert [each.number for each in run.history.epochs] == [1, 2]
    assert run.progress == 0.5
    desk.bridge.event.emit(BatchEnded(1, 3, 5, 10, 0.4, 0.9))
    desk.bridge.event.emit(EpochEnded(1, 1, epoch(3)))
    assert [each.number for each in desk.document.runs[0].epochs] == [1, 2, 3]
    assert len(desk.document.runs) == 1


@pytest.mark.parametrize(("status", "resumable"), [("failed", ()), ("training", (2,)), ("finished", ())])
def test_that_a_run_without_its_state_or_end_does_not_go_on(
    desk: Desk, run: TrainingRun, status: str, resumable: tuple[int, ...]
) -> None:
    run.go_on_with(ended(desk, status, resumable=resumable), 10)
    assert run.state is State.IDLE


def test_that_going_on_waits_for_the_run_that_is_on(desk: Desk, run: TrainingRun) -> None:
    stored = ended(desk)
    run.start()
    begin(desk, number=2)
    run.go_on_with(stored, 10)
    finish(desk)
    assert (asked(desk, 2).resume, asked(desk, 2).epochs) == (1, 12)


def test_that_nothing_is_trained_into_a_file_that_another_window_has(
    desk: Desk, run: TrainingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = ended(desk)
    monkeypatch.setattr(Document, "why_read_only", "is open in another window")
    told: list[StudioError] = []
    desk.document.refused.connect(told.append)
    run.go_on_with(stored)
    assert run.state is State.IDLE
    assert "another window" in str(told[0])


def test_that_the_chosen_run_is_resumed_or_gets_more(desk: Desk, run: TrainingRun, qtbot: QtBot) -> None:
    ended(desk, "interrupted")
    run.go_on_with_chosen()
    assert (asked(desk, 1).resume, asked(desk, 1).epochs) == (1, 0)


def test_that_a_pause_in_the_scoring_is_told_as_one(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    run.pause()
    desk.bridge.event.emit(Scoring(1, "test", 300, 2000))
    desk.bridge.event.emit(Paused(1))
    assert progress_words(run, "", ready=True) == "Paused · Scoring the test pictures: 300 of 2,000"
    desk.bridge.event.emit(WentOn(1))
    assert run.state is State.SCORING


def test_that_a_run_whose_turn_has_come_is_looked_at_as_the_one_before_was(desk: Desk, run: TrainingRun) -> None:
    stored = ended(desk)
    run.start()
    begin(desk, number=2)
    assert desk.document.chosen_run is not None
    assert desk.document.chosen_run.number == 2
    run.go_on_with(stored, 10)
    finish(desk)
    begin(desk, 2, before=stored.epochs)
    assert desk.document.chosen_run.number == 1


def test_that_a_run_whose_turn_has_come_takes_nobody_away_from_another_run(desk: Desk, run: TrainingRun) -> None:
    ended(desk)
    run.start()
    begin(desk, number=2)
    run.enqueue()
    desk.document.choose_run(1)
    finish(desk)
    begin(desk, 2, number=3)
    assert not run.comes_into_view
    assert [each.number for each in desk.document.runs] == [1, 2, 3]
    assert desk.document.chosen_run is not None
    assert desk.document.chosen_run.number == 1


def test_that_a_run_that_was_deleted_leaves_the_queue_with_words(desk: Desk, run: TrainingRun) -> None:
    stored = ended(desk, "stopped")
    run.start()
    begin(desk, number=2)
    run.go_on_with(stored)
    told: list[StudioError] = []
    desk.document.refused.connect(told.append)
    Document.read_runs(desk.document)  # the file has no run 1
    desk.settle()
    assert run.queue.waiting == ()
    assert "Run 1 was deleted" in str(told[0])


def test_that_a_run_waits_to_be_resumed_only_once(desk: Desk, run: TrainingRun) -> None:
    stored = ended(desk, "stopped")
    run.start()
    begin(desk, number=2)
    for _ in range(2):
        run.go_on_with(stored)
    assert len(run.queue.waiting) == 1
    assert run.why_not_go_on(stored) == "Run 1 waits in the queue already."
    for _ in range(2):
        run.go_on_with(stored, 5)
    assert len(run.queue.waiting) == 3


def test_that_a_read_only_file_says_why_nothing_is_trained(
    desk: Desk, run: TrainingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = ended(desk)
    assert (run.why_not_train, run.why_not_go_on(stored)) == ("", "")
    monkeypatch.setattr(Document, "why_read_only", "is open in another window")
    assert "another window" in run.why_not_train
    assert "another window" in run.why_not_go_on(stored)


def test_that_a_run_that_is_prepared_to_be_resumed_is_not_queued_to_be_resumed_again(
    desk: Desk, run: TrainingRun
) -> None:
    stored = ended(desk, "interrupted")
    for _ in range(2):
        run.go_on_with(stored)
    asked(desk, 1)
    run.go_on_with(stored)
    assert run.queue.waiting == ()
    assert run.why_not_go_on(stored) == "Run 1 is on."
    run.stop()
    desk.bridge.event.emit(Cancelled(len(desk.bridge.requests)))
    assert (run.state, run.why_not_go_on(stored)) == (State.IDLE, "")


def test_that_a_run_that_is_prepared_is_not_taken_for_the_one_before(desk: Desk, run: TrainingRun) -> None:
    run.start()
    begin(desk)
    assert (run.begun is run.run, run.project) == (True, desk.document.project)
    finish(desk)
    assert (run.begun is run.run, run.project) == (True, None)
    change(desk.document, learning_rate=0.01)
    run.start()
    asked(desk, 2)
    assert (run.begun, run.project) == (None, desk.document.project)
    assert train_tip(run) == "A run is on."
    run.enqueue()
    panel = QueuePanel(desk.document, run)
    desk.qtbot.addWidget(panel)
    [line] = panel.lines
    assert line.startswith("The same once more")
