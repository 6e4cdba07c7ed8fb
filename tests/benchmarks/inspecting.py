"""How long it takes from a click on Inspect to the picture, for every tab, idle and during a fit; one JSON line.

LeNet and the classic MNIST CNN, both with random weights, look at pictures of 28 × 28, VGG16 at 224 × 224. A click
opens a tab, chooses another layer, or another picture; "first" ends with the first paint that has an answer to it,
"whole" with the one that has all of it, where the answer comes piece by piece. During the fit LeNet and the MNIST CNN
are looked at as they train; beside VGG16, which two processors would train for days, a small network learns the same
pictures. Milliseconds; a click to which the tab asks nothing new has none. Run with a display or offscreen:

    python tests/benchmarks/inspecting.py [--networks lenet mnist-cnn vgg16] [--rounds 5] [--limit 30]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import leave, take_home

take_home()

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from cnnstudio.core.analysis import analyse
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EngineState,
    Event,
    Failed,
    Look,
    Predict,
    Progressed,
    Request,
    RunSubject,
    Study,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import preset, stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.files.project_file import ProjectFile, Weights
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.tab import Tab

_NOTHING_S = 0.6
"""A tab that has asked for nothing so long after a click asks for nothing."""
_CLICKS = ("open", "layer", "picture")
_WAKE_MS = 5


@dataclass
class Click:
    """What followed a click, in seconds of the clock.

    Attributes:
        asked: The tickets of what the tab asked for.
        has_pieces: Whether an answer comes piece by piece.
        whole: When all of it was painted; 0 where that did not come in time.
    """

    begun: float
    asked: set[int] = field(default_factory=set)
    has_pieces: bool = False
    answered: float = 0.0
    painted: float = 0.0
    first: float = 0.0
    whole: float = 0.0
    failed: str = ""


class Watcher(QObject):
    """Follows what a tab asks for, the answers, and when the tab was painted after them."""

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        super().__init__(application)
        self._application, self._window = application, window
        self._tab: Tab | None = None
        self._click: Click | None = None
        self.strays: set[str] = set()
        """What tabs asked about that was not the run that is to be looked into."""
        self._run = 0
        self._post = window.bridge.post
        window.bridge.post = self._note  # type: ignore[method-assign]
        window.bridge.event.connect(self._receive)

    def expect(self, run: int) -> None:
        """Says which run is looked into from now on."""
        self._run = run

    def click(self, tab: Tab, act: Callable[[], None], limit: float) -> Click:
        """Does something and waits until the tab shows what comes of it."""
        self._tab, self._click = tab, Click(time.perf_counter())
        click = self._click
        self._application.installEventFilter(self)  # and not while pages are made: it is asked about every event
        act()
        self._wait(lambda: bool(click.asked), _NOTHING_S)
        if click.asked:
            self._wait(lambda: click.answered > 0 or bool(click.failed), limit)
            self._wait(lambda: self._is_drawn(tab, click), limit)
            click.first = click.painted if click.answered else 0.0
            if self._wait(lambda: self._has_ended(tab), limit - (time.perf_counter() - click.begun)):
                self._wait(lambda: self._is_drawn(tab, click), 1.0)
                click.whole = click.painted
        self._application.removeEventFilter(self)
        self._click = None
        return click

    def _is_drawn(self, tab: Tab, click: Click) -> bool:
        busy = any(work.is_busy for work in tab.findChildren(Newest))
        return bool(click.failed) or (not busy and click.painted > click.answered)

    @staticmethod
    def _has_ended(tab: Tab) -> bool:
        return not any(tab.questions.is_asked(kind) for kind in _looks(Look))

    def _wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        return wait(self._application, condition, seconds)

    def _note(self, request: Request) -> int:
        ticket = self._post(request)
        is_own = self._tab is not None and request.sender == self._tab.questions.sender_name
        if self._click is not None and is_own and not isinstance(request, Predict):  # what it says is no picture
            self._click.asked.add(ticket)
            subject = request.subject if isinstance(request, Look) else None
            if not isinstance(subject, RunSubject) or subject.run != self._run:
                self.strays.add(f"{type(request).__name__} of {subject} and not of run {self._run}")
            self._click.has_pieces |= isinstance(request, Study)
        return ticket

    def _receive(self, event: Event) -> None:
        click = self._click
        if click is None or event.ticket not in click.asked or isinstance(event, Progressed | Cancelled):
            return
        if isinstance(event, Failed):
            click.failed = event.text
        click.answered = time.perf_counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        click, tab = self._click, self._tab
        if click is not None and tab is not None and event.type() == QEvent.Type.Paint:
            inside = isinstance(watched, QWidget) and (watched is tab or tab.isAncestorOf(watched))
            click.painted = time.perf_counter() if inside else click.painted
        return False


def _looks(kind: type[Look]) -> Iterable[type[Look]]:
    for each in kind.__subclasses__():
        yield each
        yield from _looks(each)


def wait(application: QApplication, condition: Callable[[], bool], seconds: float) -> bool:
    """Lets the window live until something holds, without taking the processor for itself."""
    waker = QTimer(interval=_WAKE_MS)
    waker.start()
    until = time.perf_counter() + seconds
    while not condition() and time.perf_counter() < until:
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    waker.stop()
    return condition()


# What is looked at


def random_weights(network: Network) -> Weights:
    """As He et al. (2015) draw them, so that no number grows or fades on its way through the layers."""
    draw = np.random.default_rng(0)
    found: Weights = {}
    for row in analyse(network).rows:
        for weight in row.params.arrays:
            if len(weight.shape) > 1:
                deviation = np.float32((2 / np.prod(weight.shape[:-1])) ** 0.5)
                values = draw.standard_normal(weight.shape, np.float32) * deviation
            else:
                values = np.full(weight.shape, weight.name in ("gamma", "moving_variance"), np.float32)
            found[f"{row.name}/{weight.name}"] = values
    return found


def pictures(folder: Path, side: int, channels: int, count: int) -> Path:
    """A file of noise; class k of ten is brighter by 8 · k."""
    path = folder / f"pictures-{side}.npz"
    if not path.exists():
        draw = np.random.default_rng(1)
        y = np.arange(count) % 10
        x = (
            draw.integers(0, 180, (count, side, side, channels), np.uint8)
            + (8 * y).astype(np.uint8)[:, None, None, None]
        )
        half = count // 2
        np.savez(path, x_train=x[:half], y_train=y[:half], x_test=x[half:], y_test=y[half:])
    return path


def project_file(folder: Path, name: str) -> tuple[Path, Network, bool]:
    """A project with a run of the network that was never trained; its path, and whether what is trained is another."""
    found = preset(name)
    assert found is not None
    network = found.project.network
    height, _, channels = network.input_shape
    data = DataRecipe("file", str(pictures(folder, height, channels, 4_000 if height < 100 else 400)))
    plan = Plan(epochs=1_000, batch_size=128 if height < 100 else 8)
    other = (Conv2D(8, (7, 7), strides=(4, 4)), MaxPooling2D((4, 4)), Flatten(), Dense(10, "softmax"))
    is_small = height < 100
    trained = network if is_small else Network(network.input_shape, stack(*other))
    path = folder / f"{name}.cnnstudio"
    classes = analyse(network).output_shape
    assert classes is not None
    looked_at = replace(found.project, data=data, plan=plan)
    with ProjectFile.create(path, Project(trained, data, plan=plan)) as file:
        number = file.begin_run(
            looked_at,
            name="Random",
            labels=tuple(f"class {each}" for each in range(classes[0])),
            prepared=Prepared(),
            started="2026-01-01T00:00:00+00:00",
            versions={},
        )
        file.add_epoch(number, Epoch(1, 2.3, 0.1, 2.3, 0.1, 1.0), random_weights(network))
        file.end_run(number, "finished", None)
    return path, network, not is_small


def chosen_layers(network: Network) -> list[str]:
    """Some with kernels, from the first to the last."""
    names = [row.name for row in analyse(network).rows if row.kind in ("Conv2D", "Dense")]
    places = sorted({round(place) for place in np.linspace(0, len(names) - 1, 5)})
    return [names[place] for place in places]


# Measuring


def measure(window: MainWindow, watcher: Watcher, layers: list[str], given: argparse.Namespace) -> dict[str, Any]:
    """The figures of every tab, with the run that is chosen."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    page = window.pages.show("inspect")
    tabs = page.findChild(QTabWidget, "inspect.tabs")
    assert tabs is not None
    found = {}
    for place in range(tabs.count()):
        tab = tabs.widget(place)
        assert isinstance(tab, Tab)
        found[tab.objectName().rpartition(".")[2]] = _tab(window, watcher, tabs, tab, layers, given)
    return found


def _tab(
    window: MainWindow, watcher: Watcher, tabs: QTabWidget, tab: Tab, layers: list[str], given: argparse.Namespace
) -> dict[str, Any]:
    elsewhere = tabs.widget(1 if tabs.indexOf(tab) == 0 else 0)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    clicks: dict[str, list[Click]] = {name: [] for name in _CLICKS}

    for turn in range(given.rounds):
        layer = layers[turn % len(layers)]
        tabs.setCurrentWidget(elsewhere)
        tab.layer_chosen.emit(layers[(turn + 1) % len(layers)])
        wait(application, lambda: False, 0.3)
        opening = partial(tabs.setCurrentWidget, tab)
        acts = (opening, partial(tab.layer_chosen.emit, layer), partial(tab.picture_chosen.emit, "test", turn + 1))
        for name, act in zip(_CLICKS, acts, strict=True):
            clicks[name].append(watcher.click(tab, act, given.limit))
    return {name: _figures(each) for name, each in clicks.items()}


def _figures(clicks: list[Click]) -> dict[str, Any] | None:
    asked = [click for click in clicks if click.asked]
    if not asked:
        return None
    first = [1000 * (click.first - click.begun) for click in asked if click.first and not click.failed]
    pieces = [click for click in asked if click.has_pieces and click.whole and not click.failed]
    whole = [1000 * (click.whole - click.begun) for click in pieces]
    figures: dict[str, Any] = {}
    if first:
        figures["first"] = [round(statistics.median(first)), round(max(first))]
    if whole:
        figures["whole"] = [round(statistics.median(whole)), round(max(whole))]
    if len(first) < len(asked):
        figures["none in time"] = len(asked) - len(first)
    failed = sorted({click.failed for click in asked if click.failed})
    return {**figures, "failed": failed} if failed else figures


def main() -> int:
    """Opens the window, looks at each network, and prints the figures: median and greatest of the clicks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", default=["lenet", "mnist-cnn", "vgg16"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=30, help="seconds that a click is waited for")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    window = open_window()
    window.resize(1280, 800)
    ready: list[bool] = []
    window.bridge.event.connect(lambda event: ready.append(event.ready) if isinstance(event, EngineState) else None)
    watcher = Watcher(application, window)
    figures: dict[str, Any] = {"unit": "ms from click to picture: [median, greatest]"}
    with tempfile.TemporaryDirectory(prefix="cnnstudio-inspecting-") as folder:
        assert wait(application, lambda: any(ready), 120), "the engine does not start"
        for name in given.networks:
            figures[name] = _network(application, window, watcher, Path(folder), name, given)
        print(json.dumps(figures))
        sys.stdout.flush()
        window.training_run.stop_all()
        wait(application, lambda: not window.training_run.is_active, 60)
    leave(0)


def _network(
    application: QApplication,
    window: MainWindow,
    watcher: Watcher,
    folder: Path,
    name: str,
    given: argparse.Namespace,
) -> dict[str, Any]:
    path, network, is_beside = project_file(folder, name)
    window.open_path(path)
    document = window.document
    assert wait(application, lambda: document.path == path and document.data_set is not None, 60), "no data"
    layers = chosen_layers(network)
    watcher.expect(1)
    found = {"idle": measure(window, watcher, layers, given)}
    batches: list[bool] = []
    window.bridge.event.connect(lambda event: batches.append(True) if isinstance(event, BatchEnded) else None)
    window.train()
    assert wait(application, lambda: len(batches) > 2, 120), window.training_run.why_not_train or "no fit begins"
    if is_beside:
        document.choose_run(1)
    assert document.chosen_run is not None
    looked_into = document.chosen_run
    assert looked_into.project.network == network, "what is trained is looked into, and not what is to be"
    watcher.expect(looked_into.number)
    found["during a fit"] = measure(window, watcher, layers, given)
    assert window.training_run.is_active, "the fit was over before all was looked at"
    assert not watcher.strays, sorted(watcher.strays)
    window.training_run.stop_all()
    assert wait(application, lambda: not window.training_run.is_active, 120), "the fit does not end"
    return found


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
