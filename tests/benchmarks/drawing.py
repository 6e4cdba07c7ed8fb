"""How live the answer to the pen is, idle and during a fit; one JSON line.

The classic MNIST CNN with batches of 128. A stroke goes round and round on the paper of the real window at 60, 125 and
500 moves a second, whether or not anything comes of them. "shown" is the share of the questions, at most one in 8 ms,
whose answer reaches the screen: of those that were answered, all should; the others were replaced by a newer one while
the engine was at work. "painted" is the time from a move to the paint of maps that know of it, "age" how old
the ink is whose maps stand on the screen, looked at every 4 ms, "engine" the time from a question to its answer, and
"gap" how long the window did not come round to anything else. During the fit the run in training answers, then a
stored one beside it. Milliseconds: [median, 95th percentile, greatest]. "alone" is what the engine's function takes
when nothing else of this program runs, for the machine's share in all this. Run with a display or offscreen:

    python tests/benchmarks/drawing.py [--seconds 5] [--limit 60]
"""

import argparse
import json
import math
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import leave, take_home

take_home()

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from cnnstudio.core.messages import BatchEnded, EngineState, Event, Follow, Followed, Request, RunSubject
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pad.asking import Asking
from tests.benchmarks.inspecting import project_file, wait

_RATES = (60, 125, 500)
_TICK_MS = 4


class Watcher(QObject):
    """Notes when ink is laid, asked about, answered and painted, and the gaps between turns of the window's loop."""

    def __init__(self, window: MainWindow, maps: QWidget) -> None:
        super().__init__(window)
        self._post = window.bridge.post
        window.bridge.post = self._note  # type: ignore[method-assign]
        window.bridge.event.connect(self._receive)
        maps.installEventFilter(self)
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.begin()

    def begin(self) -> None:
        """Forgets what was measured."""
        self.moves: list[float] = []
        self._asked: dict[int, tuple[float, int]] = {}
        """When, and how many moves were made until then, by ticket."""
        self.engine: list[float] = []
        self.painted: list[float] = []
        self.ages: list[float] = []
        self.gaps: list[float] = []
        self.shown: set[int] = set()
        self._answered = self._known = 0
        self._turn = 0.0

    @property
    def asked(self) -> int:
        return len(self._asked)

    def _note(self, request: Request) -> int:
        ticket = self._post(request)
        if isinstance(request, Follow):
            self._asked[ticket] = time.perf_counter(), len(self.moves)
        return ticket

    def _receive(self, event: Event) -> None:
        if isinstance(event, Followed) and event.ticket in self._asked:
            self.engine.append(time.perf_counter() - self._asked[event.ticket][0])

    def show(self, event: Event) -> None:
        """The page shows this answer."""
        if event.ticket in self._asked:
            self.shown.add(event.ticket)
            self._answered = event.ticket

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._answered:
            QTimer.singleShot(0, self._end_paint)
        return False

    def _end_paint(self) -> None:
        _, known = self._asked.get(self._answered, (0.0, 0))
        now = time.perf_counter()
        self.painted += [now - made for made in self.moves[self._known : known]]
        self._known = max(self._known, known)

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._turn:
            self.gaps.append(now - self._turn)
        self._turn = now
        if self._known:
            self.ages.append(now - self.moves[self._known - 1])


def moved(canvas: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    """What the pen does at a place of the paper."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    event = QMouseEvent(kind, place, QPointF(canvas.mapToGlobal(place)), button, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


class Pen(QObject):
    """Moves at a rate of its own: what came too late is made up for, with the time at which it was due."""

    def __init__(self, canvas: QWidget, watcher: Watcher, rate: int) -> None:
        super().__init__(canvas)
        self._canvas, self._watcher, self._rate = canvas, watcher, rate
        self._middle, self._reach = QPointF(canvas.rect().center()), min(canvas.width(), canvas.height()) / 3
        self._begun, self._count = time.perf_counter(), 0
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._move)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self.deleteLater()

    def _move(self) -> None:
        while (due := self._begun + self._count / self._rate) <= time.perf_counter():
            turn = 3 * (due - self._begun)
            away = self._reach * (0.6 + 0.4 * math.sin(turn / 2))
            self._count += 1
            self._watcher.moves.append(due)
            place = self._middle + QPointF(away * math.cos(turn), away * math.sin(turn))
            moved(self._canvas, QEvent.Type.MouseMove, place)


def measure(application: QApplication, window: MainWindow, watcher: Watcher, given: argparse.Namespace) -> Any:
    """The figures of a stroke at each rate."""
    canvas = window.findChild(QWidget, "draw.canvas")
    assert canvas is not None
    canvas.leaf.clear()  # type: ignore[attr-defined]
    watcher.begin()
    moved(canvas, QEvent.Type.MouseButtonPress, QPointF(canvas.rect().center()))
    wait(application, lambda: bool(watcher.shown), given.limit)  # what is made once for a network is not the pen's
    found: dict[str, Any] = {"first": figures(watcher.engine[:1])}
    for rate in _RATES:
        wait(application, lambda: False, 1)
        watcher.begin()
        pen = Pen(canvas, watcher, rate)
        wait(application, lambda: False, given.seconds)
        pen.stop()
        found[f"{rate}/s"] = {
            "asked": watcher.asked,
            "answered": len(watcher.engine),
            "shown": round(len(watcher.shown) / max(watcher.asked, 1), 2),
            "painted": figures(watcher.painted),
            "age": figures(watcher.ages),
            "engine": figures(watcher.engine),
            "gap": figures(watcher.gaps),
        }
    moved(canvas, QEvent.Type.MouseButtonRelease, QPointF(canvas.rect().center()))
    return found


def alone(subject: RunSubject, times: int = 300) -> list[float]:
    """What the engine's function takes by itself; to be called once TensorFlow is there, and before anything else."""
    from cnnstudio.engine.inspecting.following import following
    from cnnstudio.engine.offers import in_one_thread
    from cnnstudio.engine.subjects import Subjects

    found, picture = following(Subjects().get(subject)), np.full((28, 28, 1), 99, np.uint8)
    took = []
    with in_one_thread():
        for _ in range(times):
            begun = time.perf_counter()
            found.look(0, subject, picture)
            took.append(time.perf_counter() - begun)
    return figures(took[10:])


def figures(seconds: list[float]) -> list[float]:
    """Median, 95th percentile and greatest, in milliseconds."""
    return [round(1000 * float(np.quantile(seconds, share)), 1) for share in (0.5, 0.95, 1.0)] if seconds else []


def main() -> int:
    """Opens the window, draws, and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each stroke")
    parser.add_argument("--limit", type=float, default=60, help="seconds to wait for a first answer")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    window = open_window()
    window.resize(1280, 800)
    ready: list[bool] = []
    batches: list[float] = []
    window.bridge.event.connect(lambda event: ready.append(event.ready) if isinstance(event, EngineState) else None)
    window.bridge.event.connect(
        lambda event: batches.append(time.perf_counter()) if isinstance(event, BatchEnded) else None
    )
    found: dict[str, Any] = {"unit": "ms: [median, 95th percentile, greatest]", "load": os.getloadavg()}
    with tempfile.TemporaryDirectory(prefix="cnnstudio-drawing-") as folder:
        assert wait(application, lambda: any(ready), 120), "the engine does not start"
        path, _, _ = project_file(Path(folder), "mnist-cnn")
        window.open_path(path)
        document = window.document
        assert wait(application, lambda: document.path == path and document.data_set is not None, 60), "no data"
        window.pages.show("draw")
        maps = window.findChild(QWidget, "draw.layers.maps")
        assert maps is not None
        assert wait(application, maps.isVisible, 10), "the maps are not in view"
        wait(application, lambda: False, 3)  # the network is made ready
        found["alone"] = alone(RunSubject(str(path), 1))
        watcher = Watcher(window, maps.viewport())  # type: ignore[attr-defined]
        watch_answers(window, watcher)
        found["idle"] = measure(application, window, watcher, given)
        window.train()
        window.pages.show("draw")
        assert wait(application, lambda: len(batches) > 5, 120), window.training_run.why_not_train or "no fit begins"
        found["during a fit, the run in training"] = measure(application, window, watcher, given)
        document.choose_run(1)
        found["during a fit, a stored run"] = measure(application, window, watcher, given)
        found["batch"] = figures(list(np.diff(batches)))
        print(json.dumps(found))
        sys.stdout.flush()
        window.training_run.stop_all()
        wait(application, lambda: not window.training_run.is_active, 60)
    leave(0)


def watch_answers(window: MainWindow, watcher: Watcher) -> None:
    """Lets the watcher know of every answer that the page shows."""
    for asking in window.findChildren(Asking):
        asking.answered.connect(watcher.show)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
