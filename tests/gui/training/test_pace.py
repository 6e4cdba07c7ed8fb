"""How fast it goes and how long it takes, in one line."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.transferring.features import FEATURES
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.training.pace import MemoryUsed, PaceLine
from tests.gui.desk import Desk, desk
from tests.gui.training.stage import lenet

__all__ = ["desk"]


class Stand(TrainingRun):
    """A run that goes as the test says."""

    speed: float | None = 1234.4
    left: float | None = 48.0
    waits = False

    @property
    def pictures_per_second(self) -> float | None:
        return self.speed

    @property
    def seconds_left(self) -> float | None:
        return self.left

    @property
    def seconds(self) -> float:
        return 72.0

    @property
    def is_paused(self) -> bool:
        return self.waits


@pytest.fixture
def run(desk: Desk) -> Iterator[Stand]:
    return Stand(desk.document, desk.bridge)  # type: ignore[arg-type, return-value]


@pytest.fixture
def line(run: Stand, desk: Desk) -> PaceLine:
    made = PaceLine(run, desk.document.background)
    desk.qtbot.addWidget(made)
    made.show_run(None, False)
    desk.settle()
    return made


def said(line: PaceLine) -> str:
    """What it says, with the memory of the moment as 0."""
    return re.sub(r"[\d.,]+ [kMG]B", "0 GB", line.full)


def test_that_a_run_under_way_tells_speed_time_and_memory(line: PaceLine) -> None:
    line.show_run(None, True)
    assert said(line) == "1,234 pictures/s · 1 min 12 s so far · about 48 s left · this program uses 0 GB"


def test_that_a_pause_is_told_and_what_is_not_known_is_left_out(line: PaceLine, run: Stand) -> None:
    run.speed, run.left, run.waits = None, None, True
    line.show_run(None, True)
    assert said(line) == "Paused · 1 min 12 s so far · this program uses 0 GB"


def test_that_a_run_that_ended_tells_how_long_it_took(line: PaceLine) -> None:
    epochs = tuple(Epoch(n, 1, 1, 1, 1, 2.5) for n in (1, 2))
    line.show_run(Run(1, "Run 1", lenet(), (), Prepared(), "finished", "", {}, epochs), False)
    assert said(line) == "Trained for 5 s · 2.5 s an epoch · this program uses 0 GB"


def test_that_without_a_run_only_memory_is_told_and_is_that_of_this_process(line: PaceLine) -> None:
    line.show_run(None, False)
    assert said(line) == "This program uses 0 GB"
    number, unit = re.search(r"([\d.]+) ([MG])B", line.full).groups()  # type: ignore[union-attr]
    assert 20e6 < float(number) * {"M": 1e6, "G": 1e9}[unit] < 64e9


def test_that_memory_is_asked_for_on_another_thread(run: Stand, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    look = MemoryUsed.bytes
    monkeypatch.setattr(MemoryUsed, "bytes", lambda used: asked.append(threading.current_thread().name) or look(used))
    line = PaceLine(run, desk.document.background)
    desk.qtbot.addWidget(line)
    line.show_run(None, True)
    assert line.full == "1,234 pictures/s · 1 min 12 s so far · about 48 s left"
    desk.settle()
    assert said(line).endswith("about 48 s left · this program uses 0 GB")
    assert len(asked) == 1
    assert threading.current_thread().name not in asked


def test_that_it_is_told_whether_features_were_computed_for_the_run(line: PaceLine) -> None:
    told = {FEATURES: "1,280 numbers a picture from pool, from before"}
    run = Run(1, "Run 1", lenet(), (), Prepared(), "training", "", told)
    line.show_run(run, True)
    assert said(line).endswith("about 48 s left · features from before · this program uses 0 GB")
    assert "Learned from features: 1,280 numbers a picture from pool, from before." in line.toolTip()


def test_that_memory_of_processes_that_the_program_started_counts() -> None:
    used = MemoryUsed()
    alone = psutil.Process().memory_info().rss
    with subprocess.Popen([sys.executable, "-c", "print(1, flush=True); input()"], stdin=-1, stdout=-1) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert used.bytes() > alone + 4_000_000
        other.kill()
    assert used.bytes() > 0  # it has ended since the last look
