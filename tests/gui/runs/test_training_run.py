"""The run that trains now, told by a bridge without an engine."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Failed,
    Finished,
    LoadingProgress,
    Relocate,
    Relocated,
    Settled,
    Started,
    Train,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.library import load
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.training.words import progress_words
from tests.gui.documents import lenet
from tests.gui.fakes import FakeBridge
from tests.gui.mistakes import err_once


@pytest.fixture
def bridge(qapp: object) -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    with qtbot.waitSignal(made.opened):
        made.new(lenet(), "LeNet")
    made.set_data_set(load(DataRecipe("mnist-10k")))
    yield made
    made.close()
    background.close()


@pytest.fixture
def run(document: Document, bridge: FakeBridge) -> TrainingRun:
    return TrainingRun(document, bridge)  # type: ignore[arg-type]


def started(ticket: int = 1) -> Started:
    return Started(ticket, "f", 1, "Run 1", lenet(), tuple("0123456789"), "2026-01-01T00:00:00+00:00", 2, 10, 2, 1, 1)


def begin(run: TrainingRun, bridge: FakeBridge, qtbot: QtBot) -> None:
    run.start()
    qtbot.waitUntil(lambda: bool(bridge.requests))
    bridge.event.emit(started())


def test_that_training_is_asked_for_once_the_project_is_on_disk(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    run.start()
    assert run.state is State.WAITING
    qtbot.waitUntil(lambda: bool(bridge.requests))
    assert bridge.requests == [Train(file=str(document.path), project=lenet())]
    run.start()
    assert len(bridge.requests) == 1


def test_that_figures_add_up_to_history_progress_and_a_run(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    begin(run, bridge, qtbot)
    assert run.state is State.TRAINING
    bridge.event.emit(BatchEnded(1, 1, 10, 10, 0.5, 0.9))
    assert run.progress == pytest.approx(10 / 24)
    bridge.event.emit(EpochEnded(1, 1, Epoch(1, 0.5, 0.9, 0.4, 0.95, 3.0)))
    assert list(run.history.batch_positions) == [1.0]
    assert [each.best_epoch for each in document.runs] == [1]
    bridge.event.emit(Finished(1, 1, "finished", 1, 1, 3.0, None, Prepared()))
    assert run.state is State.IDLE
    assert run.run is not None
    assert run.run.status == "finished"


def test_that_the_weights_that_are_kept_are_known_while_the_run_trains(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    begin(run, bridge, qtbot)
    kept = []
    for number, loss in enumerate((0.5, 0.2, 0.4, 0.6, 0.7, 0.1), 1):
        bridge.event.emit(EpochEnded(1, 1, Epoch(number, 0.5, 0.9, loss, 0.95, 3.0)))
        kept.append(document.runs[0].kept)
    assert kept == [(1,), (1, 2), (1, 2, 3), (2, 3, 4), (2, 3, 4, 5), (4, 5, 6)]


def test_that_answers_to_another_ticket_are_not_ours(run: TrainingRun, bridge: FakeBridge, qtbot: QtBot) -> None:
    begin(run, bridge, qtbot)
    bridge.event.emit(Failed(99, "Something else failed."))
    assert run.state is State.TRAINING


def test_that_stop_while_waiting_ends_when_the_engine_says_so(
    run: TrainingRun, bridge: FakeBridge, qtbot: QtBot
) -> None:
    run.start()
    qtbot.waitUntil(lambda: bool(bridge.requests))
    run.stop()
    assert (run.state, bridge.stops) == (State.STOPPING, 1)
    bridge.event.emit(Cancelled(1))
    assert run.state is State.IDLE


def test_that_the_reading_of_the_data_is_told_while_it_is_waited_for(
    run: TrainingRun, bridge: FakeBridge, qtbot: QtBot
) -> None:
    run.start()
    qtbot.waitUntil(lambda: bool(bridge.requests))
    bridge.event.emit(LoadingProgress(1, "Reading pictures", 1200, 4000))
    assert progress_words(run, "", ready=True) == "Reading pictures: 1,200 of 4,000"
    assert run.loading_share == 0.3
    assert run.loading_left is None
    run._loading_since = (time.monotonic() - 10, 1000)
    assert run.loading_left is not None
    assert 139 < run.loading_left < 160
    assert progress_words(run, "", ready=True).endswith(" left")
    bridge.event.emit(started())
    assert run.loading is None


def test_that_a_failure_is_told_in_words_and_leaves_the_window_ready(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    begin(run, bridge, qtbot)
    with qtbot.waitSignal(document.refused) as told:
        bridge.event.emit(Failed(1, "Not enough memory.", "Use a smaller batch."))
    assert told.args is not None
    assert str(told.args[0]) == "Not enough memory. Use a smaller batch."
    assert run.state is State.IDLE


def test_that_a_project_with_a_problem_is_not_trained(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    document.change_network(lenet().network.remove((6,)), "Remove dense_2")
    assert "500" in document.why_not_train
    run.start()
    assert run.state is State.IDLE
    assert not bridge.requests


def test_that_what_waits_for_the_end_is_called_once(run: TrainingRun, bridge: FakeBridge, qtbot: QtBot) -> None:
    calls: list[str] = []
    run.when_idle(lambda: calls.append("at once"))
    begin(run, bridge, qtbot)
    run.when_idle(lambda: calls.append("at the end"))
    bridge.event.emit(Finished(1, 1, "stopped", 0, 0, 0.0, None, Prepared()))
    assert calls == ["at once", "at the end"]


def test_that_saving_elsewhere_tells_the_engine_even_when_no_run_is_on(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    old = document.path
    assert old is not None
    document.save_as(tmp_path / "new.cnnstudio", run.relocate)
    qtbot.waitUntil(lambda: bool(bridge.requests))
    assert bridge.requests == [Relocate(old=str(old), new=str(tmp_path / "new.cnnstudio"))]
    assert old.exists()
    bridge.event.emit(Relocated(1, str(old), str(tmp_path / "new.cnnstudio")))
    qtbot.waitUntil(lambda: not old.exists())


def test_that_train_pressed_while_the_file_is_saved_elsewhere_trains_into_the_new_file(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    document.save_as(tmp_path / "new.cnnstudio", lambda *_: None)
    run.start()
    qtbot.waitUntil(lambda: bool(bridge.requests))
    assert bridge.requests == [Train(file=str(tmp_path / "new.cnnstudio"), project=lenet())]


def test_that_train_pressed_while_another_project_opens_trains_nothing(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    document.new(lenet(), "Another")
    run.start()
    qtbot.waitUntil(lambda: not run.is_active)
    assert document.title == "Another"
    assert not bridge.requests


def test_that_an_error_inside_a_run_leaves_it_failed_and_not_in_training(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    begin(run, bridge, qtbot)
    bridge.event.emit(Failed(1, "Training ended with an error inside Keras."))
    assert run.run is not None
    assert run.run.status == "failed"
    assert not run.is_active


def test_that_a_run_whose_end_was_not_written_is_interrupted_in_the_file_and_can_be_deleted(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    with ProjectFile.open(document.path) as file:
        file.begin_run(lenet(), name="", labels=("a",), prepared=Prepared(), started="", versions={})
    begin(run, bridge, qtbot)
    bridge.event.emit(Failed(1, "The disk is full."))
    document.background.wait()
    qtbot.waitUntil(
        lambda: [(each.status, each.reason) for each in document.runs] == [("interrupted", "The disk is full.")]
    )
    document.delete_runs([1])
    qtbot.waitUntil(lambda: document.runs == ())


def test_that_runs_of_the_project_that_was_left_are_not_shown_on_the_next(
    run: TrainingRun, bridge: FakeBridge, document: Document, qtbot: QtBot
) -> None:
    begin(run, bridge, qtbot)
    run.when_idle(lambda: document.new(lenet(), "Another"))
    with qtbot.waitSignal(document.opened):
        bridge.event.emit(Finished(1, 1, "stopped", 0, 0, 0.0, None, Prepared()))
    document.background.wait()
    assert document.title == "Another"
    assert document.runs == ()


@pytest.mark.parametrize("name", ["_begin", "_finish", "_follow"])
def test_that_a_run_is_over_when_the_engine_is_done_with_it_whatever_was_not_heard(
    run: TrainingRun, bridge: FakeBridge, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    err_once(monkeypatch, TrainingRun, name)
    with qtbot.captureExceptions() as caught:
        begin(run, bridge, qtbot)
        bridge.event.emit(Finished(1, 1, "finished", 0, 0, 0.0, None, Prepared()))
        bridge.event.emit(Settled(1))
    assert "boom" in [str(error) for _, error, _ in caught]
    assert not run.is_active


@pytest.mark.parametrize(("whose", "broken"), [("document", "save"), ("bridge", "post")])
def test_that_a_run_that_was_never_asked_for_is_over(
    run: TrainingRun,
    bridge: FakeBridge,
    document: Document,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    whose: str,
    broken: str,
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("boom")

    with monkeypatch.context() as patched, qtbot.captureExceptions() as told:
        patched.setattr({"document": document, "bridge": bridge}[whose], broken, breaks)
        QTimer.singleShot(0, run, run.start)
        qtbot.waitUntil(lambda: bool(told))
    assert run.state is State.IDLE
    begin(run, bridge, qtbot)
    assert run.state is State.TRAINING
