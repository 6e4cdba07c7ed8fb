"""The engine's thread: start, stop before it is up, end, and what happens when TensorFlow is not there."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EngineState,
    EpochEnded,
    Failed,
    Finished,
    OpenSaved,
    Predict,
    Predicted,
    RunSubject,
    SavedSubject,
    Started,
    Train,
)
from cnnstudio.core.program.priority import NICE
from cnnstudio.core.project import Project
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.engine.start import Ready
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, Watched, columns, of_type, only, with_plan


class Engine:
    """A session on a thread of its own."""

    def __init__(self) -> None:
        self.mailbox, self.watched = Mailbox(), Watched()
        self.thread = threading.Thread(target=Session(self.mailbox, self.watched.emit).run, name="engine")

    def start(self) -> None:
        self.thread.start()

    def end(self) -> None:
        self.mailbox.close()
        if self.thread.ident is not None:
            self.thread.join(30)


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.end()


def test_that_the_session_is_imported_without_keras() -> None:
    code = (
        "import sys, cnnstudio.engine.session, cnnstudio.engine.mailbox\n"
        "print([name for name in ('keras', 'tensorflow', 'PySide6') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_the_engine_says_when_it_is_ready_and_on_what(engine: Engine, ready: Ready) -> None:
    engine.start()
    first, second = engine.watched.wait(EngineState), engine.watched.wait(EngineState, 2)
    assert (first.ticket, first.ready, first.text) == (0, False, "Starting TensorFlow…")
    assert (second.ready, second.text) == (True, ready.text)
    assert second.text.startswith(("CPU · ", "GPU · "))
    assert set(second.versions) == {"python", "tensorflow", "keras", "cnnstudio"}


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux only")
@pytest.mark.parametrize(("beside_a_window", "steps"), [(True, NICE), (False, 0)])
def test_that_the_engine_steps_back_only_for_a_window(
    ready: Ready, monkeypatch: pytest.MonkeyPatch, beside_a_window: bool, steps: int
) -> None:
    found = []

    def look() -> Ready:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return ready

    monkeypatch.setattr("cnnstudio.engine.session.bring_up", look)
    mailbox = Mailbox()
    mailbox.finish()
    session = Session(mailbox, lambda event: None, beside_a_window=beside_a_window)
    thread = threading.Thread(target=session.run)
    thread.start()
    thread.join(30)
    assert found == [steps or os.getpriority(os.PRIO_PROCESS, 0)]


def test_that_stop_is_answered_while_tensorflow_is_still_being_imported(
    engine: Engine, ready: Ready, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow() -> Ready:
        assert go_on.wait(30)
        return ready

    monkeypatch.setattr("cnnstudio.engine.session.bring_up", slow)
    ticket = engine.mailbox.post(Train(file="none.cnnstudio", project=project))
    engine.start()
    engine.watched.wait(EngineState)
    engine.mailbox.stop()
    assert engine.watched.wait(Cancelled).ticket == ticket
    assert not of_type(engine.watched.events, EngineState)[1:]
    go_on.set()
    assert engine.watched.wait(EngineState, 2).ready
    engine.end()
    assert not of_type(engine.watched.events, Started)


def test_that_a_tensorflow_that_cannot_be_imported_is_said_and_requests_are_answered(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Ready:
        raise StudioError("TensorFlow could not be started.", "Install it again.")

    monkeypatch.setattr("cnnstudio.engine.session.bring_up", broken)
    ticket = engine.mailbox.post(OpenSaved(path="a.keras"))
    engine.start()
    assert engine.watched.wait(EngineState, 2).text == "TensorFlow could not be started."
    assert (engine.watched.wait(Failed).ticket, engine.watched.wait(Failed, 2).ticket) == (0, ticket)


def test_that_a_session_on_a_thread_trains_to_the_figures_of_one_without(
    bench: Bench, engine: Engine, project: Project
) -> None:
    _, plain = bench.train(project)
    engine.mailbox.post(Train(file=bench.file(project, "threaded.cnnstudio"), project=project))
    engine.mailbox.finish()
    engine.start()
    engine.thread.join(60)
    assert not engine.thread.is_alive()
    assert columns(engine.watched.events) == columns(plain)


def test_that_stop_from_another_thread_ends_a_run_and_the_next_request_is_answered(
    bench: Bench, engine: Engine, project: Project
) -> None:
    file = bench.file(with_plan(project, epochs=100_000))
    engine.start()
    engine.mailbox.post(Train(file=file, project=with_plan(project, epochs=100_000)))
    engine.watched.wait(EpochEnded)
    engine.mailbox.stop()
    assert engine.watched.wait(Finished).status == "stopped"
    subject = RunSubject(file, 1)
    ticket = engine.mailbox.post(Predict(subject=subject, picture=np.zeros((8, 8, 1), np.uint8)))
    assert engine.watched.wait(Predicted).ticket == ticket


def test_that_closing_while_it_trains_keeps_the_run_and_ends_the_thread(
    bench: Bench, engine: Engine, project: Project
) -> None:
    file = bench.file(with_plan(project, epochs=100_000))
    engine.start()
    engine.mailbox.post(Train(file=file, project=with_plan(project, epochs=100_000)))
    engine.watched.wait(BatchEnded, 3)
    engine.mailbox.close()
    engine.thread.join(30)
    assert not engine.thread.is_alive()
    assert only(engine.watched.events, Finished).status == "stopped"
    with ProjectFile.open(file, read_only=True) as opened:
        assert opened.run(1).status == "stopped"


def test_that_a_bug_in_one_request_does_not_end_the_loop(
    engine: Engine, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(path: str) -> None:
        raise ZeroDivisionError(f"our own, in {path}")

    monkeypatch.setattr("cnnstudio.engine.saved.read_saved", bug)
    engine.start()
    tickets = [engine.mailbox.post(OpenSaved(path="a.keras")) for _ in range(2)]
    failures = [engine.watched.wait(Failed, count) for count in (1, 2)]
    assert [each.ticket for each in failures] == tickets
    assert failures[0].text == "The engine met an error. our own, in a.keras"
    assert "ZeroDivisionError" in failures[0].details


def test_that_a_saved_file_that_is_not_there_is_said_in_words(bench: Bench) -> None:
    picture = np.zeros((8, 8, 1), np.uint8)
    failed = only(bench.work(Predict(subject=SavedSubject("/nowhere/a.keras"), picture=picture)), Failed)
    assert failed.text == "“a.keras” is not there any more."
