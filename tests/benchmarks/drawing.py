"""How long it takes from a move of the pen to every layer's maps on the screen, idle and during a fit; one JSON line.

The classic MNIST CNN with batches of 128. A stroke goes round and round on the paper of the real window; a move is
made when the maps of the one before are painted, at most sixty a second. "all" ends with the paint of the layers'
maps, "engine" is the part from the question to its answer. "gap" is how long the window did not come round to
anything else, measured beside it every 2 ms. During the fit the run in training answers, then a stored one beside it.
Milliseconds: [median, 95th percentile, greatest]. Run with a display or offscreen:

    python tests/benchmarks/drawing.py [--moves 300] [--limit 60]
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

os.environ.setdefault("CNNSTUDIO_HOME", tempfile.mkdtemp(prefix="cnnstudio-benchmark-"))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from cnnstudio.core.messages import BatchEnded, EngineState, Event, Follow, Followed, Request
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from tests.benchmarks.inspecting import project_file, wait

_FRAME_S = 1 / 60


class Watcher(QObject):
    """Notes when maps are asked for, answered and painted, and the gaps between turns of the window's loop."""

    def __init__(self, window: MainWindow, maps: QWidget) -> None:
        super().__init__(window)
        self._maps = maps
        self.asked: dict[int, float] = {}
        self.answered: dict[int, float] = {}
        self.painted, self.last_answer = 0.0, 0
        self.gaps: list[float] = []
        self._turn = 0.0
        self._post = window.bridge.post
        window.bridge.post = self._note  # type: ignore[method-assign]
        window.bridge.event.connect(self._receive)
        maps.installEventFilter(self)
        self._timer = QTimer(self, interval=2, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self) -> None:
        """Forgets what was measured."""
        self.asked.clear()
        self.answered.clear()
        self.gaps.clear()
        self._turn = 0.0

    def _note(self, request: Request) -> int:
        ticket = self._post(request)
        if isinstance(request, Follow):
            self.asked[ticket] = time.perf_counter()
        return ticket

    def _receive(self, event: Event) -> None:
        if isinstance(event, Followed) and event.ticket in self.asked:
            self.answered[event.ticket] = time.perf_counter()
            self.last_answer = event.ticket

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._turn:
            self.gaps.append(now - self._turn)
        self._turn = now

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted = time.perf_counter()
        return False


def moved(canvas: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    """What the pen does at a place of the paper."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    event = QMouseEvent(kind, place, QPointF(canvas.mapToGlobal(place)), button, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


def measure(application: QApplication, window: MainWindow, watcher: Watcher, given: argparse.Namespace) -> Any:
    """The figures of one long stroke."""
    canvas = window.findChild(QWidget, "draw.canvas")
    assert canvas is not None
    middle, reach = canvas.rect().center(), min(canvas.width(), canvas.height()) / 3
    watcher.begin()
    moved(canvas, QEvent.Type.MouseButtonPress, QPointF(middle))
    wait(application, lambda: bool(watcher.answered), 30)  # what is made once for a network is not the pen's
    wait(application, lambda: False, 1)
    watcher.begin()
    whole, until = [], time.perf_counter() + given.limit
    for number in range(given.moves):
        turn = number / 20
        away = reach * (0.6 + 0.4 * math.sin(number / 37))
        begun, before = time.perf_counter(), watcher.last_answer
        moved(canvas, QEvent.Type.MouseMove, QPointF(middle) + QPointF(away * math.cos(turn), away * math.sin(turn)))
        if not wait(application, lambda: watcher.last_answer > before, until - time.perf_counter()):  # noqa: B023
            break
        wait(application, lambda: watcher.painted > watcher.answered[watcher.last_answer], 1)
        whole.append(watcher.painted - begun)
        wait(application, lambda: False, max(_FRAME_S - (time.perf_counter() - begun), 0))
    moved(canvas, QEvent.Type.MouseButtonRelease, QPointF(middle))
    engine = [end - watcher.asked[ticket] for ticket, end in watcher.answered.items()]
    return {"moves": len(whole), "all": figures(whole), "engine": figures(engine), "gap": figures(watcher.gaps)}


def figures(seconds: list[float]) -> list[float]:
    """Median, 95th percentile and greatest, in milliseconds."""
    return [round(1000 * float(np.quantile(seconds, share)), 1) for share in (0.5, 0.95, 1.0)] if seconds else []


def main() -> int:
    """Opens the window, draws, and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=300)
    parser.add_argument("--limit", type=float, default=60, help="seconds for one of the three measurements")
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
    found: dict[str, Any] = {"unit": "ms: [median, 95th percentile, greatest]"}
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
        watcher = Watcher(window, maps.viewport())  # type: ignore[attr-defined]
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
    os._exit(0)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
