"""The life of an engine in a process of its own, with a stand-in for what that does; no TensorFlow."""

import gc
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
import psutil
import pytest

from cnnstudio.core.messages import (
    Cancelled,
    EngineState,
    Event,
    Exported,
    Failed,
    LoadingProgress,
    OpenSaved,
    Predict,
    Predicted,
    Relocate,
    Relocated,
    RunSubject,
    Settled,
    Train,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.runs.run import Epoch
from cnnstudio.engine.process.apart import Apart
from cnnstudio.engine.process.apart_process import Serve
from cnnstudio.files.project_file import ProjectFile
from tests.engine.apart_stand_in import be_deaf, serve
from tests.engine.conftest import Watched, of_type

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in dies as processes do on POSIX")

RUN = RunSubject("a.cnnstudio", 1)
PREPARED = Prepared()
STARTED = "2026-01-02T03:04:05+00:00"
Make = Callable[..., "Desk"]


class Desk:
    """An engine apart, and what it said."""

    def __init__(self, work: Serve) -> None:
        self.watched = Watched()
        self.engine = Apart(self.watched.emit, work)

    def answers(self, kind: type[Event]) -> list[int]:
        """The tickets of what was answered so."""
        return [event.ticket for event in of_type(self.watched.events, kind)]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Desk] = []

    def do(work: Serve = serve) -> Desk:
        made.append(Desk(work))
        return made[-1]

    yield do
    for desk in made:
        desk.engine.close(0)


@pytest.fixture
def desk(make: Make) -> Desk:
    """One that was started."""
    made = make()
    made.engine.start()
    return made


def ask(desk: Desk, path: str = "") -> int:
    """Asks for what the stand-in answers by its process's number, or dies of."""
    return desk.engine.post(OpenSaved(path=path))


def pid(desk: Desk, count: int = 1) -> int:
    """Of the process that answered, for the ``count``-th time."""
    return int(desk.watched.wait(Exported, count).path)


def test_that_what_was_asked_before_the_start_is_answered_after_it_by_another_process(make: Make) -> None:
    desk = make()
    assert [ask(desk), ask(desk)] == [1, 2]
    assert desk.watched.events == []
    desk.engine.start()
    assert pid(desk, 1) == pid(desk, 2) != os.getpid()
    assert desk.answers(Exported) == [1, 2]


def test_that_one_closed_before_it_was_started_never_starts(make: Make) -> None:
    desk = make()
    assert desk.engine.close()
    desk.engine.start()
    assert ask(desk) == 1
    assert desk.watched.events == []


def test_that_large_pictures_come_there_and_their_answers_back(desk: Desk) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (900, 900, 1), np.uint8)
    desk.engine.post(Predict(subject=RUN, picture=picture))
    found = desk.watched.wait(Predicted).probabilities
    np.testing.assert_array_equal(found, picture.reshape(-1).astype(np.float32))
    assert not found.flags.writeable


def test_that_stop_drop_and_go_on_reach_what_waits_in_their_order(desk: Desk) -> None:
    held = ask(desk, "hold until go_on")
    desk.watched.wait(LoadingProgress)
    stopped = ask(desk)
    desk.engine.stop()
    dropped, last = ask(desk), ask(desk)
    desk.engine.drop(dropped)
    desk.engine.pause()
    desk.engine.go_on()
    desk.watched.wait(Exported, 2)
    assert desk.answers(Cancelled) == [stopped, dropped]
    assert desk.answers(Exported) == [held, last]


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("kill", "The engine was killed from outside, as the system does where memory runs out."),
        ("abort", "The engine crashed (SIGABRT)."),
        ("exit", "The engine ended with code 7."),
    ],
)
def test_that_a_death_is_told_to_all_who_wait_and_the_next_request_starts_another(
    desk: Desk, way: str, words: str
) -> None:
    ask(desk)
    before = pid(desk)
    dying, waiting = ask(desk, way), ask(desk)
    desk.watched.wait(Failed, 3)
    assert desk.answers(Failed) == [0, dying, waiting]
    assert {event.text for event in of_type(desk.watched.events, Failed)} == {words}
    states = of_type(desk.watched.events, EngineState)
    assert [state.ready for state in states] == [True, False]
    assert states[1].cards == ("A card",)  # what can be chosen stays
    assert desk.answers(Settled) == [0]
    assert ask(desk) == waiting + 1
    assert pid(desk, 2) != before
    assert desk.answers(Exported) == [1, waiting + 1]


def test_that_the_last_words_of_a_process_come_with_its_death(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    ask(desk, "abort")
    assert "I cannot go on." in desk.watched.wait(Failed).details
    assert "I cannot go on." in capfd.readouterr().err


@pytest.mark.parametrize("error", [OSError(5, "the terminal is gone"), ValueError("it is closed")])
def test_that_words_are_kept_where_nobody_can_be_shown_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", Gone())
        ask(desk, "abort")
        assert "I cannot go on." in desk.watched.wait(Failed).details


def test_that_one_that_hangs_is_killed_at_will_and_is_there_again(desk: Desk) -> None:
    ask(desk)
    before = pid(desk)
    hanging = ask(desk, "hang")
    desk.engine.kill()
    desk.watched.wait(Failed, 2)
    assert desk.answers(Failed) == [0, hanging]
    ask(desk)
    assert pid(desk, 2) != before


def test_that_one_that_hangs_is_restarted_without_being_asked_for_anything(desk: Desk) -> None:
    ask(desk)
    before = pid(desk)
    hanging = ask(desk, "hang")
    desk.engine.restart()
    desk.watched.wait(EngineState, 3)
    assert [state.ready for state in of_type(desk.watched.events, EngineState)] == [True, False, True]
    assert [(each.ticket, each.text, each.hint) for each in of_type(desk.watched.events, Failed)] == [
        (hanging, "The engine was restarted.", "")
    ]
    ask(desk)
    assert pid(desk, 2) != before


def test_that_a_stopped_process_is_restarted_and_a_death_behind_it_is_one(desk: Desk) -> None:
    ask(desk)
    os.kill(pid(desk), signal.SIGSTOP)
    desk.engine.restart()
    desk.watched.wait(EngineState, 3)
    ask(desk, "kill")
    assert "killed from outside" in desk.watched.wait(Failed).text


def test_that_one_that_has_died_is_there_again_after_a_restart(desk: Desk) -> None:
    ask(desk, "kill")
    desk.watched.wait(Failed, 2)
    desk.engine.restart()
    desk.watched.wait(EngineState, 3)
    assert len(desk.answers(Failed)) == 2


def test_that_a_restart_starts_none_before_the_start_or_after_the_close(make: Make) -> None:
    desk = make()
    desk.engine.restart()
    assert desk.watched.events == []
    desk.engine.start()
    desk.watched.wait(EngineState)
    desk.engine.close(0)
    count = len(desk.watched.events)
    desk.engine.restart()
    assert desk.engine.close(0)
    assert len(desk.watched.events) == count


def test_that_nobody_waits_for_one_that_does_not_listen(make: Make) -> None:
    desk = make(be_deaf)
    desk.engine.start()
    desk.watched.wait(EngineState)
    picture = np.zeros((3000, 3000, 1), np.uint8)
    for number in range(2000):  # more than any pipe holds
        assert desk.engine.post(Predict(f"{number}", subject=RUN, picture=picture)) == number + 1
    assert desk.engine.close(0)
    assert of_type(desk.watched.events, Failed) == []  # who closes is told nothing


def test_that_a_process_that_cannot_be_started_is_said(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(process: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    desk = make()
    with monkeypatch.context() as patch:
        patch.setattr(SpawnProcess, "start", start)
        desk.engine.start()
        assert "could not be started: Resource temporarily unavailable." in desk.watched.wait(Failed).text
    ask(desk)
    assert pid(desk) > 0


def test_that_a_run_broken_off_is_kept_with_the_reason_and_follows_its_project(make: Make, tmp_path: Path) -> None:
    project = PRESETS[0].project
    old, new = tmp_path / "old.cnnstudio", tmp_path / "new.cnnstudio"
    with ProjectFile.create(old, project) as file:
        run = file.begin_run(project, name="", labels=(), prepared=PREPARED, started=STARTED, versions={})
        ProjectFile.create(new, project).close()  # saved under another name before the epoch was over
        file.add_epoch(run, Epoch(1, 1.0, 0.5, 1.0, 0.5, 1.0), {})
    desk = make()
    desk.engine.start()
    desk.watched.wait(EngineState)
    ask(desk, "hang")
    training = desk.engine.post(Train(file=str(old), project=project))
    moving = desk.engine.post(Relocate(old=str(old), new=str(new)))
    desk.engine.kill()
    desk.watched.wait(Relocated)
    assert (desk.answers(Relocated), desk.answers(Failed)) == ([moving], [0, 1, training])
    for path in (old, new):
        with ProjectFile.open(path) as file:
            found = file.run(run)
        assert (found.status, len(found.epochs)) == ("interrupted", 1)
        assert "killed" in found.reason


def test_that_nothing_is_left_of_deaths(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    desk = make()
    desk.engine.start()
    ask(desk)
    pid(desk)
    before, threads = psutil.Process().num_fds(), threading.active_count()
    picture = np.zeros((900, 900, 1), np.uint8)
    for number in range(3):
        desk.engine.post(Predict(subject=RUN, picture=picture))
        ask(desk, "kill")
        desk.watched.wait(Failed, 2 * (number + 1))
        ask(desk)
        pid(desk, number + 2)
    desk.watched.events.clear()
    gc.collect()
    assert psutil.Process().num_fds() <= before
    assert threading.active_count() == threads
    assert list(temporary.iterdir()) == []


_PROGRAM = """
import os, signal, sys, threading
from cnnstudio.core.messages import EngineState
from cnnstudio.engine.process.apart import Apart
from tests.engine.apart_stand_in import serve

def emit(event):
    if isinstance(event, EngineState):
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    engine = Apart(emit, serve)
    engine.start()
    threading.Event().wait()
"""


def test_that_the_process_ends_with_a_window_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(_PROGRAM, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # Its end of the output stays open for as long as the process lives: "run" waits for both.
    done = subprocess.run([sys.executable, script], env=environment, stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == -9
