"""The engine on a thread of the window and in a process of its own, measured side by side; one JSON line.

Each round opens the real window twice, once with each engine, in turn first, and measures: from the start until the
engine is ready; how long the window does not answer while a network trains, as ``responsiveness.py`` does; pictures a
second after the first epoch, curves drawn; from a question to its answer on the window's thread, beside a training
and without one; memory of all its processes. At last the process of one window dies as often as is said, in turn by
SIGKILL, SIGABRT, SIGSEGV, and of a batch too large for the memory that it may have: it counts as survived where the
window answers after it, and a run that goes on all the time has its epochs in its file.

    python tests/benchmarks/engines.py [--rounds 3] [--seconds 15] [--deaths 100]
"""

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import leave, take_home

take_home()

import psutil
from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from cnnstudio.core.messages import (
    BatchEnded,
    EngineState,
    EpochEnded,
    Event,
    Failed,
    Finished,
    Follow,
    OpenSaved,
    Predict,
    Request,
    RunSubject,
    ShowFeatures,
    Started,
    Train,
)
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import Plan
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.settings import ENGINES, Engine
from cnnstudio.gui.app import open_window
from tests.benchmarks.responsiveness import Ticker, _figures

_QUESTIONS = 40
_PATIENCE, _LOOK_MS = 300.0, 50
_ROOM = 250_000_000
"""Bytes that a process with a limit may have beyond what it has."""


class Seen(QObject):
    """What the engine said, and when it was heard on the window's thread."""

    def __init__(self, bridge: Any) -> None:
        super().__init__()
        self.events: list[tuple[float, Event]] = []
        self._loop = QEventLoop()
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._loop.quit)
        self._looks.start()
        bridge.event.connect(self._take)

    @Slot(object)
    def _take(self, event: Event) -> None:
        self.events.append((time.perf_counter(), event))
        self._loop.quit()

    def until(self, wanted: Callable[[Event], bool]) -> tuple[float, Event]:
        """The first event that is wanted, of those to come; the window goes on meanwhile."""
        deadline, place = time.perf_counter() + _PATIENCE, len(self.events)
        while True:
            for when, event in self.events[place:]:
                if wanted(event):
                    return when, event
            place = len(self.events)
            if time.perf_counter() > deadline:
                print(f"Nothing came; the last: {self.events[-3:]}", file=sys.stderr, flush=True)
                leave(1)
            self._loop.exec()

    def wait(self, seconds: float) -> None:
        """Lets the window go on for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._loop.exec()


def project_of(epochs: int, pictures: int) -> Project:
    """The classic MNIST CNN on some of the built-in digits."""
    found = preset("mnist-cnn")
    assert found is not None
    project = found.project
    return replace(project, data=replace(project.data, subset=pictures), plan=Plan(batch_size=128, epochs=epochs))


def is_ready(event: Event) -> bool:
    return isinstance(event, EngineState) and event.ready


# One round with one engine


def measure(engine: Engine, seconds: float) -> dict[str, Any]:
    """All figures of a window with this engine."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert application is not None
    begun = time.perf_counter()
    window = open_window(engine=engine)
    ticker, seen = Ticker(), Seen(window.bridge)
    ready, _ = seen.until(is_ready)
    window.new_project(project_of(1000, 2560), "Digits")
    while window.document.data_set is None:
        seen.wait(0.1)
    seen.wait(1)
    window.train()
    _, started = seen.until(lambda event: isinstance(event, Started))
    assert isinstance(started, Started)
    subject = RunSubject(started.file, started.run)
    begun_at, _ = seen.until(lambda event: isinstance(event, EpochEnded))
    ticker.phase = "training"
    seen.wait(seconds)
    ends = [when for when, event in seen.events if isinstance(event, BatchEnded) and when > begun_at]
    ticker.phase = "asked beside a training"
    picture = window.document.data_set.x_test[7]
    beside = latencies(window.bridge, seen, subject, picture)
    window.training_run.stop()
    seen.until(lambda event: isinstance(event, Finished))
    ticker.phase = "asked"
    alone = latencies(window.bridge, seen, subject, picture)
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    memory = [process.memory_info().rss / 1e6 for process in processes]
    window.close()
    rate = started.project.plan.batch_size * (len(ends) - 1) / (ends[-1] - ends[0])
    return {
        "ready_s": round(ready - begun, 2),
        "pictures_per_second": round(rate, 1),
        "gaps": _figures(ticker.gaps["training"], ticker.own["training"]),
        "beside_a_training": beside,
        "alone": alone,
        "memory_mb": {"window": round(memory[0]), "all": round(sum(memory))},
    }


def latencies(bridge: Any, seen: Seen, subject: RunSubject, picture: Any) -> dict[str, Any]:
    """Milliseconds from a question to its answer: the median, and what 95 of 100 stay below.

    A person does not ask again at once: what a training answers between two batches would then be answered as long as
    there is another question, and the training would stand still.
    """
    pauses = random.Random(1)
    asked: dict[str, Request] = {
        "predict": Predict("benchmark", subject=subject, picture=picture),
        "follow": Follow("benchmark", subject=subject, picture=picture),
        "feature_maps": ShowFeatures("benchmark", subject=subject, layer="conv2d_1", picture=picture),
    }
    found = {}
    for name, request in asked.items():
        times = []
        for _ in range(_QUESTIONS + 5):
            seen.wait(pauses.uniform(0.02, 0.15))
            begun, ticket = time.perf_counter(), bridge.post(request)
            when, _ = seen.until(lambda event, ticket=ticket: event.ticket == ticket)  # type: ignore[misc]
            times.append((when - begun) * 1000)
        ordered = sorted(times[5:])  # the first ones make it ready
        found[name] = [round(statistics.median(ordered), 1), round(ordered[int(len(ordered) * 0.95)], 1)]
    return found


# Deaths


class Deaths:
    """A window whose engine dies again and again; one run goes on all the time, in a file beside it."""

    def __init__(self) -> None:
        self._window = open_window(engine="process")
        self._bridge = self._window.bridge
        self._ticker, self._seen = Ticker(), Seen(self._bridge)
        self._seen.until(is_ready)
        self._folder = Path(tempfile.mkdtemp(dir=os.environ["CNNSTUDIO_HOME"]))
        self._project = project_of(10_000, 200)
        self._small, self._large = self._folder / "small.cnnstudio", self._folder / "large.cnnstudio"
        for path in (self._small, self._large):
            ProjectFile.create(path, self._project).close()
        self._has_begun = False

    def one(self, way: str) -> tuple[bool, str]:
        """Whether the window survived it and the run is kept, and what was said."""
        self._ticker.phase = way
        told = self._starve() if way == "memory" else self._kill(way)
        ticks = len(self._ticker.gaps.get(way, []))
        self._seen.wait(0.1)
        with ProjectFile.open(self._small, read_only=True) as file:
            is_kept = all(run.status == "interrupted" and run.epochs for run in file.runs())
        return is_kept and len(self._ticker.gaps[way]) > ticks, told

    def end(self) -> dict[str, Any]:
        """Closes the window; what is left of it."""
        gaps = [gap for each in self._ticker.gaps.values() for gap in each]
        self._window.close()
        left = [process.cmdline() for process in psutil.Process().children(recursive=True)]
        return {
            "longest_gap_ms": round(max(gaps), 1),
            "processes_left": [line for line in left if not any("resource_tracker" in each for each in line)],
        }

    def _kill(self, way: str) -> str:
        resume = 1 if self._has_begun else None
        self._has_begun = True
        ticket = self._bridge.post(Train(file=str(self._small), project=self._project, resume=resume))
        self._until(ticket, EpochEnded)
        os.kill(_engine_of_this().pid, getattr(signal, way))
        return self._until(ticket, Failed).text

    def _starve(self) -> str:
        """Asks for a batch that needs more memory than there may be."""
        self._until(self._bridge.post(OpenSaved(path="none.keras")), Failed)  # it is up
        process = _engine_of_this()
        limit = process.memory_info().vms + _ROOM
        resource.prlimit(process.pid, resource.RLIMIT_AS, (limit, limit))
        large = replace(project_of(2, 4000), plan=Plan(batch_size=3600, epochs=2))
        told = self._until(self._bridge.post(Train(file=str(self._large), project=large)), Failed, Finished)
        with contextlib.suppress(psutil.Error):
            process.kill()
            process.wait()
        return str(told.text)

    def _until(self, ticket: int, *kinds: type[Event]) -> Any:
        return self._seen.until(lambda event: event.ticket == ticket and isinstance(event, kinds))[1]


def survive(deaths: int) -> dict[str, Any]:
    """How many deaths of its process a window survives, and what was said of them."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert application is not None
    desk, survived, words, memory = Deaths(), 0, dict[str, int](), 0
    for number, way in enumerate(islice(cycle(("SIGKILL", "SIGABRT", "SIGSEGV", "memory")), deaths)):
        is_survived, told = desk.one(way)
        survived += is_survived
        words[f"{way}: {told}"] = words.get(f"{way}: {told}", 0) + 1
        print(f"{survived} of {number + 1}: {way}: {told}", file=sys.stderr, flush=True)
        if number == 7:  # each way has been gone twice
            memory = psutil.Process().memory_info().rss
    grown = (psutil.Process().memory_info().rss - memory) / 1e6 if memory else 0.0
    return {"survived": f"{survived} of {deaths}", "said": words, "window_grown_mb": round(grown, 1), **desk.end()}


def _engine_of_this() -> psutil.Process:
    """The engine's process, the one child beside the tracker of resources that Python keeps."""
    return next(each for each in psutil.Process().children() if any("spawn_main" in line for line in each.cmdline()))


def main() -> None:
    """Measures all rounds and prints the line, or, in a child, its part of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15, help="how long to train in each")
    parser.add_argument("--deaths", type=int, default=100)
    parser.add_argument("--side", choices=(*ENGINES, "deaths"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        found = survive(options.deaths) if options.side == "deaths" else measure(options.side, options.seconds)
        print(json.dumps(found))
        sys.stdout.flush()
        leave(0)
    rounds: dict[str, list[Any]] = {engine: [] for engine in ENGINES}
    for number in range(options.rounds):
        for engine in ENGINES if number % 2 == 0 else ENGINES[::-1]:
            rounds[engine].append(_run(engine))
    print(json.dumps({**rounds, "deaths": _run("deaths") if options.deaths else None, "cores": os.cpu_count()}))


def _run(side: str) -> Any:
    """What one side finds, in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), *sys.argv[1:], "--side", side]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    print(side, done.stdout.splitlines()[-1], file=sys.stderr, flush=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
