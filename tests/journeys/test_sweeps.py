"""A sweep from the window's side, trained by the real engine in its own process."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.main_window import MainWindow
from tests.gui.fakes import FakeBridge

pytestmark = pytest.mark.journey

_PATIENCE_MS = 90_000


def swept(count: int, pictures: int = 200) -> Project:
    """A network that is trained in a moment, and ``count`` batch sizes."""
    found = preset("one-layer")
    assert found is not None
    varied = Varied(Place("plan", "batch_size"), Listed(tuple(range(10, 10 + count))))
    plan = replace(found.project.plan, epochs=1)
    data = replace(found.project.data, subset=pictures)
    return replace(found.project, plan=plan, data=data, sweep=Sweep(varied=(varied,)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "swept.cnnstudio"
    ProjectFile.create(made, swept(6)).close()
    return made


@pytest.fixture
def window(path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.document.opened):
        made.open_path(path)
    yield made
    made.close()


def outcome(path: Path) -> tuple[str, int]:
    """How the trials in the file stand, by their first letters, and how many runs there are."""
    with ProjectFile.open(path, read_only=True) as file:
        [found] = file.experiments()
        return "".join(trial.status[0] for trial in found.trials), len(file.runs())


def test_that_a_sweep_is_trained_beside_the_window_and_saved_elsewhere_meanwhile(
    window: MainWindow, qtbot: QtBot, path: Path, tmp_path: Path
) -> None:
    sweeps, target = window.experiments, tmp_path / "elsewhere.cnnstudio"
    sweeps.begin(Where())
    qtbot.waitUntil(lambda: len(window.document.runs) >= 1, timeout=_PATIENCE_MS)
    window.document.save_as(target, window.files._moved)
    qtbot.waitUntil(lambda: not sweeps.is_active, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: len(window.document.runs) == 6)
    assert outcome(target) == ("dddddd", 6)
    found = sweeps.chosen
    assert found is not None
    assert found.is_over
    assert {trial.run for trial in found.trials} == {run.number for run in window.document.runs}
    assert all(trial.score is not None for trial in found.trials)


def test_that_a_window_closed_in_the_middle_loses_nothing_and_its_sweep_goes_on_later(
    window: MainWindow, qtbot: QtBot, path: Path
) -> None:
    window.experiments.begin(Where())
    qtbot.waitUntil(lambda: len(window.document.runs) >= 1, timeout=_PATIENCE_MS)
    window.close()
    statuses, runs = outcome(path)
    assert set(statuses) <= {"d", "w"}
    assert statuses.count("d") == runs >= 1
    again = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(again)
    again.open_path(path)
    qtbot.waitUntil(lambda: again.experiments.chosen is not None)
    again.experiments.go_on(1, Where())
    qtbot.waitUntil(lambda: not again.experiments.is_active, timeout=_PATIENCE_MS)
    assert outcome(path) == ("dddddd", 6)
    again.close()


_KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.main_window import MainWindow
from tests.gui.fakes import FakeBridge

application = QApplication(sys.argv)
window = MainWindow(bridge=FakeBridge())
window.document.opened.connect(lambda: window.experiments.begin(Where()))

def look():
    if window.document.runs:
        print(window.experiments._process.number, flush=True)
        os.kill(os.getpid(), 9)

window.document.runs_changed.connect(look)
window.open_path(Path(sys.argv[1]))
application.exec()
"""


def test_that_the_process_of_a_sweep_ends_with_a_window_that_is_killed_and_nothing_finished_is_lost(
    path: Path,
) -> None:
    with ProjectFile.open(path) as file:
        file.save_project(swept(40))
    command = [sys.executable, "-c", _KILLED, str(path)]
    window = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False, timeout=120)
    assert window.returncode == -signal.SIGKILL, window.stderr
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(int(window.stdout)).wait(timeout=30)
    statuses, runs = outcome(path)
    assert statuses.count("d") == runs
    assert 1 <= runs < 40
