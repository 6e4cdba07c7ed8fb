"""How long the process lives on after its window was closed, at different moments; one JSON line, seconds.

python tests/benchmarks/closing.py [--times 3] [--random 0] [--seed 1]

--random: so many times, at a random moment of a training in which the project is edited every 50 ms, the window is
closed, the program quits, or SIGTERM or SIGINT comes. The process must end with 0 within three seconds and leave no
other process, and the file must be sound and hold the last edit. Ends with 1 where it does not.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

MOMENTS = ("importing", "tracing", "training", "validation")

DRIVER = """
import sys, time
import cnnstudio.gui.app as app
from cnnstudio.core.messages import BatchEnded, EngineState, Started, ValidationBatchEnded

moment, path = sys.argv[1:3]
original = app.open_window

def opened(*arguments, **named):
    window = original(*arguments, **named)
    document = window.document
    document.data_changed.connect(lambda: window.train() if document.data_set is not None else None)

    def see(event):
        due = {
            "importing": isinstance(event, EngineState) and not event.ready,
            "tracing": isinstance(event, Started),
            "training": isinstance(event, BatchEnded) and event.epoch == 2,
            "validation": isinstance(event, ValidationBatchEnded),
        }
        if due[moment] and window.isVisible():
            print(time.time(), flush=True)
            window.close()

    window.bridge.event.connect(see)
    return window

app.open_window = opened
app.main([path])
"""

WAYS = ("close", "quit", "SIGTERM", "SIGINT")

EDITED = """
import os, signal, sys, threading, time
from dataclasses import replace
import cnnstudio.gui.app as app
from PySide6.QtCore import QCoreApplication, QTimer
from cnnstudio.core.messages import Started

way, seconds, path = sys.argv[1], float(sys.argv[2]), sys.argv[3]
original = app.open_window

def tell(what, number):  # in one piece, from whichever thread
    os.write(1, f"{what} {number}\\n".encode())

def opened(*arguments, **named):
    window = original(*arguments, **named)
    document, edits, begun = window.document, QTimer(window), []

    def edit():
        if not window.isVisible():  # as a person, who sees no window any more
            return
        plan = document.project.plan
        document.change(replace(document.project, plan=replace(plan, epochs=plan.epochs + 1)), "Epochs")
        tell("edit", document.project.plan.epochs)

    def end():
        tell("end", time.time())
        if way == "close":
            window.close()
        elif way == "quit":
            QCoreApplication.quit()
        else:
            os.kill(os.getpid(), getattr(signal, way))

    def see(event):
        if isinstance(event, Started) and not begun:
            begun.append(event)
            edits.start(50)
            if way in ("close", "quit"):
                QTimer.singleShot(round(1000 * seconds), window, end)
            else:  # whatever the window does meanwhile
                threading.Timer(seconds, end).start()

    edits.timeout.connect(edit)
    document.data_changed.connect(lambda: window.train() if document.data_set is not None and not begun else None)
    window.bridge.event.connect(see)
    return window

app.open_window = opened
app.main([path])
"""

LONGEST, LAST, GRACE = 3.0, 5.0, 1.0
"""Seconds: in which the process must end, of training in which it is told to, and for what ends with it."""


def main() -> int:
    """Opens, trains and closes, each time in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, count in {"times": 3, "random": 0, "seed": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    if not options.random:
        found = {moment: [close_once(moment) for _ in range(options.times)] for moment in MOMENTS}
        print(json.dumps({moment: [round(each, 2) for each in taken] for moment, taken in found.items()}))
        return 0
    chance, taken, bad = random.Random(options.seed), [], []
    for number in range(options.random):
        way, seconds = WAYS[number % len(WAYS)], chance.uniform(0, LAST)
        took, wrong = end_once(way, seconds)
        taken.append(took)
        bad += [f"{number}: {way} after {seconds:.2f} s: {wrong}"] if wrong else []
        print(f"{number + 1}: longest {max(taken):.2f} s, bad {bad}", file=sys.stderr, flush=True)
    print(json.dumps({"times": len(taken), "longest": round(max(taken), 2), "bad": len(bad), "worst": bad[:5]}))
    return 1 if bad else 0


def end_once(way: str, seconds: float) -> tuple[float, str]:
    """Seconds from the moment the program was told to end until it had, and what is wrong then."""
    with tempfile.TemporaryDirectory() as folder:
        path = _project(folder, epochs=1000)
        command = [sys.executable, "-c", EDITED, way, str(seconds), str(path)]
        ours = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
        with subprocess.Popen(command, env=_environment(folder), **ours) as process:  # type: ignore[call-overload]
            told, said = process.communicate(timeout=180)
            ended = time.time()
        lines = [line.split() for line in told.splitlines()]
        edits = [int(line[1]) for line in lines if line[0] == "edit"]
        took = ended - next(float(line[1]) for line in lines if line[0] == "end")
        wrong = [f"status {process.returncode}: {said[-300:]}"] if process.returncode else []
        wrong += [f"{took:.2f} s"] if took > LONGEST else []
        wrong += [f"left running: {left}"] if (left := _left_of(process.pid)) else []
        return took, "; ".join(wrong + _lost(path, edits))


def _left_of(session: int) -> list[str]:
    """What is left a second later: Python's resource tracker ends itself once it notices."""
    until = time.monotonic() + GRACE
    while (left := _of_session(session)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def _of_session(session: int) -> list[str]:
    """The processes of a session, but for those that have ended."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {' '.join(process.cmdline())[-80:]}")
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def _lost(path: Path, edits: list[int]) -> list[str]:
    from cnnstudio.files.project_file import ProjectFile

    with ProjectFile.open(path, read_only=True) as file:
        kept = file.project().plan.epochs
    with closing(sqlite3.connect(path)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    wrong = [f"{edits[-1]} was edited, {kept} is kept"] if edits and kept != edits[-1] else []
    return wrong + ([] if sound == "ok" else [f"the file is not sound: {sound}"])


def _environment(folder: str) -> dict[str, Any]:
    environment = os.environ | {"CNNSTUDIO_HOME": folder, "PYTHONPATH": str(ROOT)}
    if not os.environ.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def _project(folder: str, epochs: int | None = None) -> Path:
    """A file that trains for a while."""
    from cnnstudio.core.presets import preset
    from cnnstudio.files.project_file import ProjectFile

    lenet = preset("lenet")
    assert lenet is not None
    project, path = lenet.project, Path(folder) / "closing.cnnstudio"
    data = replace(project.data, subset=1000, validation_share=0.5)
    plan = replace(project.plan, epochs=epochs or project.plan.epochs)
    ProjectFile.create(path, replace(project, data=data, plan=plan)).close()
    return path


def close_once(moment: str) -> float:
    """Seconds from the closing of the window to the end of the process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", DRIVER, moment, str(_project(folder))]
        done = subprocess.run(
            command, env=_environment(folder), stdout=subprocess.PIPE, text=True, check=True, timeout=120
        )
        return time.time() - float(done.stdout.split()[0])


if __name__ == "__main__":
    sys.exit(main())
