"""Several processes write to one project file at once; whether each finds all that it wrote: one JSON line.

python tests/benchmarks/together.py [--writes 10000] [--processes 3] [--seed 1]

One edits the project, as a window does; one adds epochs to a run, as its engine does; every other keeps notes, as labs
do. Each reads back what it wrote last before it writes the next, at random distances.
"""

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import ProjectFile
from tests.core.runs_made import PROJECT
from tests.faults.trials import digest
from tests.faults.writings import STARTED

MOST_PAUSE = 0.002
"""Seconds between two writes."""


def main() -> int:
    """Exits with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=10_000, help="of all together")
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began, each = time.perf_counter(), options.writes // options.processes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shared.cnnstudio"
        with ProjectFile.create(path, PROJECT) as file:
            file.begin_run(PROJECT, name="", labels=("0",), prepared=Prepared(), started=STARTED, versions={})
        tasks = [(path, number, each, options.seed) for number in range(options.processes)]
        with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
            lost = pool.starmap(_write, tasks, chunksize=1)
        digest(path)
        with ProjectFile.open(path) as file:
            found = {"edits": file.project().plan.epochs - PROJECT.plan.epochs, "epochs": len(file.run(1).epochs)}
            found |= {key: int(text) for key, text in file.notes().items()}
    wrong = sum(lost) + sum(count != each for count in found.values())
    report: dict[str, Any] = {"processes": options.processes, "writes": each * options.processes, "lost": sum(lost)}
    print(json.dumps(report | {"in the end": found, "seconds": round(time.perf_counter() - began, 1)}))
    return 1 if wrong else 0


def _write(path: Path, number: int, count: int, seed: int) -> int:
    """How often what was written last was not there any more."""
    chance, lost = random.Random(seed * 100 + number), 0
    for turn in range(1, count + 1):
        with ProjectFile.open(path) as file:
            lost += _last(file, number) != turn - 1
            _put(file, number, turn)
        time.sleep(chance.uniform(0, MOST_PAUSE))
    return lost


def _last(file: ProjectFile, number: int) -> int:
    match number:
        case 0:
            return file.project().plan.epochs - PROJECT.plan.epochs
        case 1:
            return len(file.run(1).epochs)
        case _:
            return int(file.notes().get(f"note {number}", "0"))


def _put(file: ProjectFile, number: int, turn: int) -> None:
    match number:
        case 0:
            plan = replace(PROJECT.plan, epochs=PROJECT.plan.epochs + turn)
            file.save_project(replace(PROJECT, plan=plan))
        case 1:
            kernel = np.full((8, 8), turn, np.float32)
            file.add_epoch(1, Epoch(turn, 0, 0, 1, 0, 0), {"conv2d_1/kernel": kernel}, state={"a": kernel})
        case _:
            file.put_notes({f"note {number}": str(turn)})


if __name__ == "__main__":
    sys.exit(main())
