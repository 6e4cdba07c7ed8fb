"""How long the window does not answer while TensorFlow is imported and while a network trains; one JSON line.

A timer ticks every 4 ms on the GUI thread; a gap is the time between two ticks, and own is what of it the GUI thread
computed itself: the rest it waited for a processor or for Python. After the first epoch the run gets a
million batches of its past, smoothed; after the second its kernels and maps move. Run with a display or offscreen:

    python tests/benchmarks/responsiveness.py [--seconds 30]
"""

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import leave, take_home

take_home()

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QSlider, QTabWidget

from cnnstudio.core.messages import EngineState, Event
from cnnstudio.core.presets import preset
from cnnstudio.core.runs.history import History
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow

_TICK_MS = 4
_BATCHES = 1_000_000
_APART_MS = 100


class Ticker(QObject):
    """Writes down when it ticked, by phase."""

    def __init__(self) -> None:
        super().__init__()
        self.phase = "window"
        self.gaps: dict[str, list[float]] = {}
        self.own: dict[str, list[float]] = {}
        self._last, self._computed = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        self.gaps.setdefault(self.phase, []).append((now - self._last) * 1000)
        self.own.setdefault(self.phase, []).append((computed - self._computed) * 1000)
        self._last, self._computed = now, computed


def main() -> int:
    """Walks through the phases and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long to train")
    seconds = parser.parse_args().seconds
    long_past = History((), [(1, np.random.default_rng(1).random((_BATCHES, 3), np.float32))])
    application = QApplication(sys.argv[:1])
    begun = time.perf_counter()
    window = open_window()
    first: list[float] = []
    window.first_painted.connect(lambda: first.append(time.perf_counter() - begun))
    ticker = Ticker()

    def follow(event: Event) -> None:
        if isinstance(event, EngineState) and event.ready:
            ticker.phase = "idle"
            QTimer.singleShot(500, window, lambda: _open(window))

    window.bridge.event.connect(follow)
    window.bridge.event.connect(lambda event: _start_import_phase(ticker, event))
    window.document.data_changed.connect(lambda: _train_when_loaded(window, ticker))
    window.training_run.state_changed.connect(lambda: _stop_later(window, seconds))
    later = partial(QTimer.singleShot, _APART_MS, window)  # no person does anything in the turn in which an epoch ends
    window.training_run.epoch_ended.connect(lambda: later(lambda: _next_phase(window, ticker, long_past)))
    window.training_run.finished.connect(lambda _: application.quit())
    application.exec()
    window.close()
    print(
        json.dumps(
            {
                "first_paint_s": round(first[0], 3),
                **{name: _figures(gaps, ticker.own[name]) for name, gaps in ticker.gaps.items()},
            }
        )
    )
    sys.stdout.flush()
    leave(0)


def _start_import_phase(ticker: Ticker, event: Event) -> None:
    if isinstance(event, EngineState) and not event.ready:
        ticker.phase = "import"


def _open(window: MainWindow) -> None:
    found = preset("mnist-cnn")
    assert found is not None
    window.new_project(found.project, found.title)


def _train_when_loaded(window: MainWindow, ticker: Ticker) -> None:
    if window.document.data_set is not None and ticker.phase == "idle":
        QTimer.singleShot(1000, window, lambda: _train(window, ticker))


def _train(window: MainWindow, ticker: Ticker) -> None:
    ticker.phase = "training"
    window.train()


def _next_phase(window: MainWindow, ticker: Ticker, long_past: History) -> None:
    tabs, run = window.findChild(QTabWidget, "train.tabs"), window.training_run
    if len(run.history.epochs) == 1:
        ticker.phase = "a_million_batches"
        history = History(run.history.epochs)
        history.put_before(long_past)
        run.history = history
        window.findChild(QSlider, "train.smoothing").setValue(80)
    elif len(run.history.epochs) == 3:
        ticker.phase = "kernels_and_maps"
        tabs.setCurrentIndex(1)


def _stop_later(window: MainWindow, seconds: float) -> None:
    if window.training_run.state.value == "training":
        QTimer.singleShot(int(seconds * 1000), window, window.training_run.stop)


def _figures(gaps: list[float], own: list[float]) -> dict[str, float]:
    ordered = sorted(gaps)
    p99 = ordered[int(len(ordered) * 0.99)]
    return {
        "ticks": len(gaps),
        "p50_ms": round(ordered[len(gaps) // 2], 1),
        "p99_ms": round(p99, 1),
        "max_ms": round(ordered[-1], 1),
        "max_own_ms": round(max(own), 1),
    }


if __name__ == "__main__":
    main()
