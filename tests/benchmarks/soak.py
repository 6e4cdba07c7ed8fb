"""Uses the real window at random for as long as one likes, and watches that nothing breaks, leaks or stands still.

Clicks, types, draws, edits, trains, stops, inspects, compares, sweeps, opens and closes: every act is written to a file
as one line, and can be done again from there. It ends with 1 where there was an exception, a warning of Qt, or a thread
that outlived its window, or where the memory grew by more than it may. Gaps are the times in which the window did not
come round to anything; "without waiting" is less what its thread stood in line for a processor, which other programs on
the machine lengthen. Run with a display or offscreen:

    python tests/benchmarks/soak.py [--minutes 60] [--seed 1] [--log FILE] [--engine thread]
    python tests/benchmarks/soak.py --replay FILE
"""

import argparse
import faulthandler
import gc
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

# A home of its own in any case: it is taken away at the end.
os.environ["CNNSTUDIO_HOME"] = str(Path(tempfile.mkdtemp(prefix="cnnstudio-soak-")) / "home")
os.environ.setdefault("KERAS_HOME", str(Path(os.environ["CNNSTUDIO_HOME"]).with_name("keras")))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from cnnstudio.core.messages import EngineState, Event, Failed
from cnnstudio.core.presets import preset
from cnnstudio.gui.app import open_window
from tests.benchmarks.inspecting import wait
from tests.benchmarks.soak_acts import Act, Acts
from tests.benchmarks.soak_watch import Watch

_ROOT = Path(os.environ["CNNSTUDIO_HOME"]).parent
_PAUSES_MS = (10, 30, 60, 120, 250, 600)
_REST_S, _AT_REST_S, _LIMIT_S = 120.0, 2.0, 90.0
_LOOK_S, _QUIET = 1.0, 0.3
"""So little of a processor does a window compute in which nothing goes on, but for the ticks of this script."""
_LONGEST_RUN_S = 30.0
"""A training that takes longer is stopped, as a person would."""
_OPENED_S = 600.0
"""A window is closed and opened again so often."""
_AGAIN_MS = 20
_GROWTH_MB = 50.0
_MOST_KINDS = 25
_NOWHERE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
"""So that what asks for a download is refused at once."""


class Soak:
    """The script: one act after the other, each with the pause before it."""

    def __init__(self, given: argparse.Namespace, watch: Watch, folder: Path) -> None:
        self._given, self.watch, self._folder = given, watch, folder
        self._chance = random.Random(given.seed)
        self._log = Path(given.log) if given.log else _ROOT.with_suffix(".jsonl")
        self._log.write_text("", "utf-8")
        written = Path(given.replay).read_text("utf-8").splitlines() if given.replay else []
        self._again = iter([json.loads(line) for line in written])
        self.window = open_window(engine=given.engine)
        self.acts = Acts(self.window, folder, self._tell, self.watch.not_counted)
        self._threads = set(threading.enumerate())
        self._is_busy, self._under_way = False, 0
        self._due_rest, self._due_window = _REST_S / 2, _OPENED_S
        self._active_since = 0.0
        self.done = 0
        self.failed: dict[str, int] = {}
        self._follow_window()

    def run(self, application: QApplication) -> None:
        """Until the time is over."""
        self.watch.start()
        self._wait(lambda: bool(self._ready), 180)
        self.watch.enter("use")
        self._next()
        application.exec()
        self.watch.stop()

    def _follow_window(self) -> None:
        self._ready: list[bool] = []
        self.window.resize(1280, 800)
        self.window.bridge.event.connect(self._receive)
        self.window._background.crashed.disconnect()
        self.window._background.crashed.connect(self._note_crash, Qt.ConnectionType.DirectConnection)

    def _note_crash(self, error: BaseException) -> None:
        self.watch.note("".join(traceback.format_exception(error)))

    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState) and event.ready:
            self._ready.append(True)
        if isinstance(event, Failed):
            self.failed[event.text] = self.failed.get(event.text, 0) + 1
            told = {"at": round(self.watch.seconds, 2), "failed": event.text, "act": self.watch.act}
            print(json.dumps(told), file=sys.stderr, flush=True)
            if "mistake" in event.text or "went wrong" in event.text:
                self.watch.note(f"{event.text}\n{event.details}")

    def _tell(self, chosen: str) -> None:
        self.watch.act += f" {chosen}"

    # Acts

    def _next(self) -> None:
        if self._is_busy:
            return
        if self.watch.seconds > 60 * self._given.minutes:
            self._end()
            return
        pause, act = self._choose()
        self._write(pause, act)
        QTimer.singleShot(pause, self.watch, lambda: self._turn(act))

    def _turn(self, act: Act) -> None:
        if self._is_busy:
            return
        # Before it is done: it may open a box that waits in a loop of its own.
        QTimer.singleShot(0, self.watch, self._next)
        self.watch.act = json.dumps(act)[:200]
        self.done += 1
        match act[0]:
            case "rest":
                self._rest()
            case "window":
                self._is_busy = True
                self.acts.rest()
                self._open_again()
            case "nothing":
                pass
            case _:
                self._under_way += 1
                try:
                    self.acts.do(act)
                finally:
                    self._under_way -= 1

    def _choose(self) -> tuple[int, Act]:
        if self._given.replay:
            found = next(self._again, None)
            if found is None:
                self._given.minutes = 0.0
            return (found["pause"], found["act"]) if found else (0, ["stop"])
        with self.watch.not_counted():
            return self._chance.choice(_PAUSES_MS), self._due() or self.acts.choose(self._chance) or ["nothing"]

    def _due(self) -> Act | None:
        now = self.watch.seconds
        is_active = self.window.training_run.is_active or self.window.experiments.is_active
        self._active_since = (self._active_since or now) if is_active else 0.0
        if now > self._due_rest:
            self._due_rest = now + _REST_S
            return ["rest"]
        if not self.window.isVisible():  # somebody has found how to quit
            return ["window"]
        if now > self._due_window and QApplication.activeModalWidget() is None:
            self._due_window = now + _OPENED_S
            return ["window"]
        if is_active and now - self._active_since > _LONGEST_RUN_S:
            self._active_since = now
            return ["stop"]
        return None

    def _write(self, pause: int, act: Act) -> None:
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": round(self.watch.seconds, 2), "pause": pause, "act": act}) + "\n")

    # Rest

    def _rest(self) -> None:
        """Takes what the process holds, with a small project and nothing going on."""
        self._is_busy = True
        self.acts.rest()
        window, before = self.window, self.window.document.path
        idle = lambda: not window._busy.is_active  # noqa: E731
        if not self._wait(idle, _LIMIT_S):
            self.watch.note("What is on does not end.")
        found = preset("lenet")
        assert found is not None
        window.new_project(found.project, "Rest")
        if not self._wait(lambda: window.document.path != before and window.document.data_set is not None, _LIMIT_S):
            self.watch.note("No project begins.")
        window.show_page("build")
        self._wait(lambda: False, _AT_REST_S)
        self._wait(_Quiet(), _LIMIT_S)
        print(json.dumps({"done": self.done, **self.watch.stand().told()}), file=sys.stderr, flush=True)
        self._is_busy = False
        QTimer.singleShot(0, self.watch, self._next)

    def _open_again(self) -> None:
        """Closes the window and opens another on the same file."""
        if self._under_way:  # a click waits in the menu that it opened: what it clicked must still be there afterwards
            QTimer.singleShot(_AGAIN_MS, self.watch, self._open_again)
            return
        phase = self.watch.enter("closing")
        path = self.window.document.path
        if self.window.isVisible():
            self.window.close()
        self.window.deleteLater()
        # At once, as where a program ends: Qt would wait for the loop in which this was asked for, so until the next
        # window is in use.
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
        ended = lambda: not self._outlived()  # noqa: E731
        if not self._wait(ended, 10):
            self.watch.found.left += self._outlived()
        # What the window was made of lies in cycles; the next one would freeze them with its own objects for good.
        self.window = self.acts.window = None  # type: ignore[assignment]
        gc.collect()
        self.watch.enter("start")
        self.window = self.acts.window = open_window(path, engine=self._given.engine)
        self.watch.take_hooks()
        self._follow_window()
        self._wait(lambda: bool(self._ready), 180)
        self.watch.enter(phase)
        self._is_busy = False
        QTimer.singleShot(0, self.watch, self._next)

    def _outlived(self) -> list[str]:
        """Threads that were not there before; one of Qt in which Python ran is listed for ever, as a dummy."""
        left = [each for each in threading.enumerate() if each not in self._threads]
        return [each.name for each in left if not isinstance(each, threading._DummyThread) and not self._is_ours(each)]

    @staticmethod
    def _is_ours(thread: threading.Thread) -> bool:
        return thread.name == "soak-sampler"

    def _wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        return wait(application, condition, seconds)

    def _end(self) -> None:
        self._is_busy = True
        self.watch.enter("closing")
        self.acts.rest()
        self._wait(lambda: not self.window._busy.is_active, _LIMIT_S)
        self.window.close()
        if not self._wait(lambda: not self._outlived(), 10):
            self.watch.found.left += self._outlived()
        application = QApplication.instance()
        assert application is not None
        application.quit()


class _Quiet:
    """Whether the process did next to nothing in the last second: what is left of before lets its arrays go first."""

    def __init__(self) -> None:
        self._at, self._computed = time.perf_counter(), time.process_time()

    def __call__(self) -> bool:
        now, computed = time.perf_counter(), time.process_time()
        if now - self._at < _LOOK_S:
            return False
        share = (computed - self._computed) / (now - self._at)
        self._at, self._computed = now, computed
        return share < _QUIET


def report(soak: Soak) -> dict[str, Any]:
    """All figures."""
    watch, found = soak.watch, soak.watch.found
    third = len(found.standings) // 3
    first, warm = found.standings[:third], found.standings[third:]
    # The most against the most: a window that was just opened holds less than one that was used for ten minutes.
    before, after = (max((each.resident for each in part), default=0.0) for part in (first, warm))
    return {
        "acts": soak.done,
        "minutes": round(watch.seconds / 60, 1),
        "load": [round(each, 1) for each in os.getloadavg()],
        "gaps": watch.figures(),
        "long_gaps": [asdict(gap) for gap in found.gaps],
        "memory": {
            "most_in_warm_up_mb": before,
            "most_after_it_mb": after,
            "grown_mb": round(after - before, 1) if first else 0.0,
            "standings": [each.told() for each in found.standings],
            "widgets_grown": dict((warm[-1].kinds - warm[0].kinds).most_common(_MOST_KINDS)) if warm else {},
            "objects_grown": dict((warm[-1].objects_of - warm[0].objects_of).most_common(_MOST_KINDS)) if warm else {},
        },
        "faults": dict(found.faults),
        "threads_left": found.left,
        "failures_told": soak.failed,
    }


def main() -> int:
    """Runs it and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", help="where the acts are written to, a line each")
    parser.add_argument("--replay", help="a file of acts that are done again")
    parser.add_argument("--engine", choices=("thread", "process"), default="process")
    given = parser.parse_args()
    if given.replay:
        given.minutes = 10_000.0
    faulthandler.enable()
    os.environ.update(_NOWHERE)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    for scheme in ("http", "https", "file"):
        QDesktopServices.setUrlHandler(scheme, application, "objectName")
    folder = _ROOT / "files"
    folder.mkdir()
    watch = Watch()
    soak = Soak(given, watch, folder)
    soak.run(application)
    found = report(soak)
    print(json.dumps(found, indent=1))
    sys.stdout.flush()
    shutil.rmtree(_ROOT, ignore_errors=True)
    is_bad = bool(found["faults"] or found["threads_left"] or found["memory"]["grown_mb"] > _GROWTH_MB)
    os._exit(1 if is_bad else 0)


if __name__ == "__main__":
    main()
