"""How long a file with many runs takes to read, whole and after one more epoch, and to write an epoch; one JSON line.

Seconds of one thread's own time, but for "gap", which is the longest time in which another thread did not get a turn.

python tests/benchmarks/many_runs.py [--runs 2000] [--epochs 20]
"""

import argparse
import gc
import json
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.runs.run import Epoch, PartScore
from cnnstudio.files.project import run_writing
from cnnstudio.files.project_file import KnownRuns, ProjectFile

LABELS = tuple("0123456789")
FACTS = {"labels": LABELS, "prepared": Prepared(), "started": "2026-01-02T03:04:05+00:00"}
VERSIONS = {"python": "3.11", "keras": "3.15", "tensorflow": "2.21", "cnnstudio": "1"}


def fill(path: Path, runs: int, epochs: int) -> None:
    """Runs of every preset in turn, each with small weights, a state and figures of its batches."""
    small = {"a/kernel": np.zeros(100, np.float32)}
    batches = np.zeros((100, 3), np.float32)
    scores = Scores(0.5, LABELS, tuple(tuple(range(column, column + 10)) for column in range(10)))
    with ProjectFile.create(path, PRESETS[0].project) as file, file._database.writing() as connection:
        connection.execute("PRAGMA cache_size = -1000000")
        for number in range(runs):
            project = PRESETS[number % len(PRESETS)].project
            project = replace(project, plan=replace(project.plan, seed=number, epochs=epochs))
            begun = run_writing.begin(connection, project, "", *FACTS.values(), VERSIONS)
            for epoch in range(1, epochs + 1):
                late = epoch == epochs
                made = run_writing.packed(small, small if late else None, batches, None, None, None)
                run_writing.add(connection, begun, Epoch(epoch, 0.5, 0.5, 1 / epoch, 0.5, 9.5, 0.001), made)
            part = PartScore(0.5, 60_000, 600)
            run_writing.end(connection, begun, "finished", "", (scores, part, part), {}, 1)


def own_time(work) -> float:
    before = time.thread_time()
    work()
    return time.thread_time() - before


def longest_gap(path: Path, between) -> float:
    """The longest time in which a thread that wants to do a little every millisecond could not."""
    done = threading.Event()

    def read() -> None:
        with ProjectFile.open(path) as file:
            kept.append(file.runs(KnownRuns(), between))
        done.set()

    kept: list[object] = []
    thread = threading.Thread(target=read)
    longest, last = 0.0, time.perf_counter()
    thread.start()
    while not done.wait(0.001):
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    thread.join()
    return longest


def measured(path: Path, epochs: int) -> dict[str, float]:
    known, weights = KnownRuns(), {"a/kernel": np.ones(100, np.float32)}

    def read() -> None:
        with ProjectFile.open(path) as file:
            file.runs(known)

    first = own_time(read)
    nothing = min(own_time(read) for _ in range(5))
    later = []
    for number in range(1, 6):
        with ProjectFile.open(path) as file:
            file.add_epoch(1, Epoch(epochs + number, 0.5, 0.5, 0.5, 0.5, 9.5), weights)
        later.append(own_time(read))
    gaps = {"gap": longest_gap(path, lambda: None), "gap_with_turns": longest_gap(path, lambda: time.sleep(0.0005))}
    return {"first": first, "unchanged": nothing, "after_an_epoch": sorted(later)[2], **gaps}


def writing(folder: Path) -> float:
    """Seconds of wall clock for an epoch of 1.2 million weights with Adam's state: 14 MB."""
    weights = {"a/kernel": np.ones(1_200_000, np.float32)}
    state = {"m": np.ones(1_200_000, np.float32), "v": np.ones(1_200_000, np.float32)}
    with ProjectFile.create(folder / "one.cnnstudio", PRESETS[0].project) as file:
        run = file.begin_run(PRESETS[0].project, name="", versions=VERSIONS, **FACTS)
        times = []
        for number in range(1, 8):
            before = time.perf_counter()
            file.add_epoch(run, Epoch(number, 0.5, 0.5, 0.5, 0.5, 9.5), weights, state=state)
            times.append(time.perf_counter() - before)
    return sorted(times)[3]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--epochs", type=int, default=20)
    options = parser.parse_args()
    gc.collect()
    gc.freeze()
    gc.disable()  # as in the window, where it runs on the window's own thread
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.cnnstudio"
        fill(path, options.runs, options.epochs)
        found = {"megabytes": path.stat().st_size / 1e6, **measured(path, options.epochs)}
        found["epoch_of_14_megabytes"] = writing(Path(folder))
    print(json.dumps({**vars(options), **{name: round(value, 4) for name, value in found.items()}}))


if __name__ == "__main__":
    main()
