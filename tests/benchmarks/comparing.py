"""How long the window does not answer while 2,000 runs are compared, and what a change of one run costs; one JSON line.

A timer ticks every 2 ms on the GUI thread; a gap is the time between two ticks, in milliseconds: of wall clock, and
of the thread's own time, which other programs on the machine do not lengthen. The runs are of forty networks in turn,
or each of a network of its own.

    python tests/benchmarks/comparing.py [--runs 2000] [--own-networks]
"""

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.benchmarks.home import take_home

take_home()

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.gui.comparison.page import ComparePage
from cnnstudio.gui.main_window import MainWindow
from tests.core.runs_made import run
from tests.gui.fakes import FakeBridge

_EPOCHS = tuple(Epoch(number, 1 / number, 0.9, 1 / number, 0.9, 2.0) for number in range(1, 21))


class Ticker(QObject):
    """Writes down the longest gap of each phase."""

    def __init__(self) -> None:
        super().__init__()
        self.phase = "start"
        self.longest: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=2)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        wall, own = ((new - old) * 1000 for new, old in zip(now, self._last, strict=True))
        before = self.longest.get(self.phase, (0.0, 0.0))
        self.longest[self.phase] = max(before[0], wall), max(before[1], own)
        self._last = now

    def during(self, phase: str, work: Callable[[], object], milliseconds: int = 500) -> None:
        """Does ``work`` from the event loop, and counts gaps for a while."""
        QTest.qWait(50)
        self.phase = phase
        QTimer.singleShot(0, self, work)
        QTest.qWait(milliseconds)
        self.phase = "between"


def many(count: int, *, own: bool) -> tuple[Run, ...]:
    """Runs of every preset in turn; ``own``: none has the network of another."""
    found = []
    for number in range(1, count + 1):
        project: Project = PRESETS[number % len(PRESETS)].project
        plan = replace(project.plan, seed=number, learning_rate=0.001 * (1 + number % 7))
        network = project.network
        if own:
            first, *others = network.nodes
            network = Network(network.input_shape, (Layer(f"mine_{number}", first.spec), *others))
        found.append(run(number, replace(project, plan=plan, network=network), epochs=_EPOCHS))
    return tuple(found)


def main() -> int:
    """Walks through the phases and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--own-networks", action="store_true")
    options = parser.parse_args()
    _ = QApplication(sys.argv[:1])
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    window.resize(1280, 800)
    window.show()
    document = window.document
    window.new_project(PRESETS[0].project, "Many")
    while not document.is_open:
        QTest.qWait(10)
    for name in ("data", "build", "train", "inspect", "draw", "compare"):
        window.show_page(name)
    window.show_page("build")
    runs, path = many(options.runs, own=options.own_networks), document.path
    assert path is not None
    gc.collect()
    gc.freeze()  # as whoever reads many runs does
    ticker = Ticker()
    ticker.during("runs_arrive", lambda: document._runs.put_all(path, runs))
    last = runs[-1]
    found: dict[str, object] = {}
    for place in ("build", "train", "inspect", "draw"):
        window.show_page(place)
        QTest.qWait(100)
        begun = time.thread_time()
        document.put_run(replace(last, epochs=(*last.epochs, Epoch(21, 1, 1, 1, 1, 1))))
        found[f"one_run_changes_on_{place}"] = round((time.thread_time() - begun) * 1000, 1)
    ticker.during("open", lambda: window.show_page("compare"), 6000)
    page = window.pages.page("compare")
    assert isinstance(page, ComparePage)
    table = page.table
    ticker.during("sort_by_parameters", lambda: table.sortByColumn(3, Qt.SortOrder.AscendingOrder))
    ticker.during("sort_by_architecture", lambda: table.sortByColumn(2, Qt.SortOrder.AscendingOrder))
    ticker.during("filter", lambda: page.view_bar.filtered.emit("dense d=10"))
    ticker.during("no_filter", lambda: page.view_bar.filtered.emit(""))
    ticker.during("scroll", lambda: table.verticalScrollBar().setValue(1500))
    ticker.during("select_five", lambda: table.choose([5, 50, 500, 1000, 1500]))
    ticker.during("select_all", table.selectAll, 1500)
    for tab in range(page.tabs.count()):
        ticker.during(f"tab_{tab}", lambda tab=tab: page.tabs.setCurrentIndex(tab), 1500)
    page.tabs.setCurrentIndex(0)
    ticker.during("one_run_changes", lambda: document.put_run(replace(runs[7], name="another")), 500)
    ticker.during("columns_of_differences", lambda: page.view_bar.differing_wanted.emit(True), 3000)
    found |= {f"gap_{phase}": [round(value, 1) for value in values] for phase, values in ticker.longest.items()}
    print(json.dumps({**vars(options), **found}))
    window.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
