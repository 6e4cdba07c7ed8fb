"""How long projects take to open and to save in the real window, and how long it does not answer then; one JSON line.

A project with one run and one with 2,000, each opened in a window that stands; the latter is also handed to one that
begins. "opened" is the time until the project lies on the desk, "shown" until its page is painted, "saved" until
another file holds all of it, in milliseconds; the gaps are those of ``soak_watch``. Run with a display or offscreen:

    python tests/benchmarks/opening.py [--runs 2000] [--rounds 3]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import leave, take_home

take_home()

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from cnnstudio.gui.main_window import MainWindow
from tests.benchmarks.inspecting import wait
from tests.benchmarks.many_runs import fill
from tests.benchmarks.soak_watch import Watch
from tests.gui.fakes import FakeBridge

_LIMIT_S, _SETTLED_S = 60, 1.0
_PAGE = "train"


class Painted(QObject):
    """When something of a page was painted last."""

    at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def begun(application: QApplication, path: Path | None = None) -> MainWindow:
    """A window without an engine, its pages made; ``path`` is handed over as a terminal does it."""
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    window.resize(1280, 800)
    made: list[bool] = []
    window.pages.all_made.connect(lambda: made.append(True))
    window.first_painted.connect(window.start_up)
    if path is not None:
        window.first_painted.connect(lambda: window.open_path(path))
    window.show()
    assert wait(application, lambda: bool(made), _LIMIT_S), "the pages are not made"
    return window


def opened(application: QApplication, window: MainWindow, path: Path) -> dict[str, float]:
    """Milliseconds of one opening and one saving."""
    document, times = window.document, {}
    window.show_start()
    painted = Painted()
    page = window.pages.page(_PAGE)
    page.installEventFilter(painted)
    start = time.perf_counter()
    window.open_path(path)
    assert wait(application, lambda: document.path == path, _LIMIT_S), "it does not open"
    times["opened"] = time.perf_counter() - start
    assert wait(application, lambda: painted.at > start, _LIMIT_S), "its page is not painted"
    times["shown"] = painted.at - start
    wait(application, lambda: False, _SETTLED_S)
    page.removeEventFilter(painted)
    saved: list[float] = []
    start = time.perf_counter()
    document.save_as(path.with_name("saved.cnnstudio"), lambda *_: saved.append(time.perf_counter()))
    assert wait(application, lambda: bool(saved), _LIMIT_S), "it is not saved"
    times["saved"] = saved[0] - start
    return {name: 1000 * seconds for name, seconds in times.items()}


def main() -> int:
    """Opens and saves, and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="cnnstudio-opening-") as name:
        folder = Path(name)
        files = {"one run": folder / "one.cnnstudio", "many runs": folder / "many.cnnstudio"}
        fill(files["one run"], 1, 3)
        fill(files["many runs"], given.runs, 20)
        watch = Watch()
        watch.phase = "beginning with many runs"
        watch.start()
        window = begun(application, files["many runs"])
        wait(application, lambda: window.document.is_open, _LIMIT_S)
        wait(application, lambda: False, _SETTLED_S)
        found: dict[str, Any] = {"runs": given.runs}
        for what, path in files.items():
            watch.phase = what
            times = [opened(application, window, path) for _ in range(given.rounds)]
            found[what] = {each: round(statistics.median(time[each] for time in times), 1) for each in times[0]}
        watch.stop()
        window.close()
        found["gaps"] = watch.figures()
        found["long_gaps"] = [[gap.phase, round(gap.wall), round(gap.own), gap.stack] for gap in watch.found.gaps]
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    leave(main())
