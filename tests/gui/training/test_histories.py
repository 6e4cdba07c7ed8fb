"""The figures of the chosen run, those of its batches read from the file."""

from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import BatchEnded, EpochEnded, Finished, Started, Train
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.training.histories import Histories
from tests.gui.desk import LABELS, Desk, desk

__all__ = ["desk"]


def epoch(number: int) -> Epoch:
    return Epoch(number, 1 / number, 0.9, 1 / number, 0.5, 1.0, 0.1)


def store(desk: Desk, epochs: int = 2, steps: int = 3) -> int:
    """A finished run in the file, with batches of loss 10 · epoch + batch."""
    path = desk.document.path
    assert path is not None
    with ProjectFile.open(path) as file:
        number = file.begin_run(
            desk.document.project, name="", labels=LABELS, prepared=Prepared(), started=f"2026-01-0{1 + epochs}",
            versions={},
        )  # fmt: skip
        for each in range(1, epochs + 1):
            batches = np.array([[10 * each + batch, 0.5, 0.1] for batch in range(1, steps + 1)], np.float32)
            file.add_epoch(number, epoch(each), {}, batches=batches if len(batches) else None)
        file.end_run(number, "finished", None)
    with desk.qtbot.waitSignal(desk.document.runs_changed):
        desk.document.read_runs()
    return number


@pytest.fixture
def histories(desk: Desk) -> Histories:
    return Histories(desk.document, desk.training_run)


def test_that_a_desk_without_runs_has_no_figures(histories: Histories) -> None:
    history, run = histories.shown()
    assert (history.epochs, run) == ([], None)


def test_that_the_batches_of_a_stored_run_are_read(desk: Desk, histories: Histories) -> None:
    store(desk)
    history, run = histories.shown()
    assert run is not None
    assert [each.number for each in history.epochs] == [1, 2]
    desk.qtbot.waitSignal(histories.changed).wait()
    assert histories.shown()[0] is history
    assert history.batch_values("loss").tolist() == [11, 12, 13, 21, 22, 23]
    assert history.batch_values("rate") == pytest.approx(np.full(6, 0.1))


def test_that_batches_are_read_after_all_where_another_run_was_looked_at_meanwhile(
    desk: Desk, histories: Histories
) -> None:
    for number in (store(desk), store(desk, epochs=3)):
        desk.document.choose_run(number)
        histories.shown()
    desk.qtbot.waitSignal(histories.changed).wait()
    desk.document.choose_run(1)
    history, _ = histories.shown()
    desk.qtbot.waitSignal(histories.changed).wait()
    assert history.batch_values("loss").tolist() == [11, 12, 13, 21, 22, 23]


def test_that_a_run_without_stored_batches_is_asked_for_them_once(desk: Desk, histories: Histories) -> None:
    store(desk, steps=0)
    histories.shown()
    desk.qtbot.waitSignal(histories.changed).wait()
    histories.shown()
    assert not histories._reader.is_busy


def test_that_what_cannot_be_read_is_told_once_and_the_epochs_stay(desk: Desk, histories: Histories) -> None:
    store(desk)
    path = desk.document.path
    assert path is not None
    path.rename(Path(f"{path}.gone"))
    with desk.qtbot.waitSignal(desk.document.refused) as said:
        history, _ = histories.shown()
    assert isinstance(said.args[0], StudioError)
    assert len(history.epochs) == 2
    histories.shown()
    assert not histories._reader.is_busy
    Path(f"{path}.gone").rename(path)


def begin(desk: Desk, number: int, before: tuple[Epoch, ...] = ()) -> int:
    """Lets the engine's stand-in begin, or go on with, a run; its ticket."""
    desk.training_run.start()
    desk.wait_for(Train)
    ticket = len(desk.bridge.requests)
    project = desk.document.project
    started = f"2026-01-0{1 + len(before)}" if before else "now"
    desk.bridge.event.emit(
        Started(ticket, str(desk.document.path), number, "Run", project, LABELS, started, 5, 3, 1, 9, 3, before)
    )
    return ticket


def test_that_a_run_that_goes_on_has_the_batches_of_before_in_front(desk: Desk, histories: Histories) -> None:
    number = store(desk)
    ticket = begin(desk, number, (epoch(1), epoch(2)))
    history, run = histories.shown()
    assert histories.is_live(run)
    assert history is desk.training_run.history
    desk.bridge.event.emit(BatchEnded(ticket, 3, 1, 3, 31.0, 0.5, 0.1))
    desk.qtbot.waitSignal(histories.changed).wait()
    assert history.batch_values("loss").tolist() == [11, 12, 13, 21, 22, 23, 31]
    assert histories.shown()[0] is history


def test_that_a_run_of_this_session_is_not_read(desk: Desk, histories: Histories) -> None:
    ticket = begin(desk, 1)
    desk.bridge.event.emit(BatchEnded(ticket, 1, 1, 1, 1.0, 0.5, 0.1))
    desk.bridge.event.emit(EpochEnded(ticket, 1, epoch(1)))
    history, _ = histories.shown()
    assert not histories._reader.is_busy
    desk.bridge.event.emit(Finished(ticket, 1, "finished", 1, 1, 1.0, None, Prepared()))
    assert len(history.batch_positions) == 1


def test_that_the_run_that_is_chosen_is_shown_while_another_one_trains(desk: Desk, histories: Histories) -> None:
    number = store(desk)
    begin(desk, number + 1)
    desk.document.choose_run(number)
    history, run = histories.shown()
    assert run is not None
    assert not histories.is_live(run)
    assert len(history.epochs) == 2
