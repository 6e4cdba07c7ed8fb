"""Spoiled inputs by the thousand for every reader of the program, in processes of their own; prints a table.

python tests/benchmarks/fuzz.py [--reader NAME …] [--count 100000] [--seed 0] [--jobs 2] [--keep FOLDER] [--forked]

--forked: HDF5 is opened in processes forked from the reader's instead of started anew, which reads many times as many.
--keep: where inputs that ended otherwise than as a value or a refusal are put; each can be read again from there by
``python -m tests.fuzzing.again READER FILE``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fuzzing.readers import READERS

ROOT = Path(__file__).resolve().parents[2]
_SLICE = 5_000
_SLICE_IN_PROCESSES = {"h5": 250, "weights": 250, "keras": 1_000, "base": 250}
_SLICE_OF_SLOW = {"database": 1_000, **dict.fromkeys(("zip", "folder", "labels", "code", "lab"), 2_000)}


def main() -> int:
    """Exits with 1 when anything ended otherwise than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [each.name for each in READERS]
    parser.add_argument("--reader", nargs="+", choices=names, default=names)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--forked", action="store_true")
    options = parser.parse_args()
    totals = {name: _nothing() for name in options.reader}
    in_memory = tempfile.TemporaryDirectory(prefix="fuzz-", dir=_in_memory())
    with in_memory as home, ThreadPoolExecutor(options.jobs) as pool:
        sizes = _SLICE_OF_SLOW if options.forked else _SLICE_OF_SLOW | _SLICE_IN_PROCESSES
        given = list(_slices(options.reader, options.count, sizes))
        found = pool.map(lambda one: (one[0], _ran(*one, options, Path(home))), given)
        for name, report in found:
            _add(totals[name], report)
            print(name, json.dumps(totals[name]), file=sys.stderr, flush=True)
    for name, total in totals.items():
        print(_line(name, total))
    return 1 if any(total["bad"] or total["deeds"] for total in totals.values()) else 0


def _slices(names: list[str], count: int, sizes: dict[str, int]) -> Iterator[tuple[str, int, int]]:
    """A slice of each reader in turn, so that all have had some when the time is up."""
    waiting = dict.fromkeys(names, 0)
    while waiting:
        for name, first in list(waiting.items()):
            size = min(sizes.get(name, _SLICE), count - first)
            if size <= 0:
                del waiting[name]
                continue
            yield name, first, size
            waiting[name] = first + size


def _in_memory() -> str | None:
    """Where files need no disk, if there is such a place."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _ran(name: str, first: int, count: int, options: argparse.Namespace, home: Path) -> dict[str, Any]:
    """What the runner says; where it crashed or hung, at which input."""
    began, seed, keep = time.perf_counter(), options.seed, options.keep
    with tempfile.TemporaryDirectory(dir=home) as place:
        command = [sys.executable, "-m", "tests.fuzzing.running", name, str(seed), str(first), str(count), place]
        command += ["--forked"] * options.forked
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        told = Path(place) / "number"
        number = int.from_bytes(told.read_bytes(), "little") if told.exists() else first
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            for path in Path(place).glob("bad-*"):
                shutil.copy(path, keep)
    if done.returncode:
        where = {f"ended with {done.returncode}: {done.stderr[-300:]}": f"seed {seed}, {number}"}
        report = {**_nothing(), "bad": where, "outcomes": {"not read": number - first + 1}}
    else:
        report = json.loads(done.stdout.splitlines()[-1])
    return {**report, "wall": round(time.perf_counter() - began, 1)}


def _nothing() -> dict[str, Any]:
    return {"outcomes": {}, "bad": {}, "deeds": [], "slow": [], "rss": 0, "grown": 0, "child_rss": 0, "wall": 0.0}


def _add(total: dict[str, Any], report: dict[str, Any]) -> None:
    total["outcomes"] = dict(Counter(total["outcomes"]) + Counter(report["outcomes"]))
    total["bad"] |= report["bad"]
    total["deeds"] = [*total["deeds"], *report["deeds"]][:5]
    total["slow"] = sorted([*total["slow"], *report["slow"]], reverse=True)[:3]
    for key in ("rss", "grown", "child_rss"):
        total[key] = max(total[key], report[key])
    total["wall"] = round(total["wall"] + report["wall"], 1)


def _line(name: str, total: dict[str, Any]) -> str:
    outcomes, slowest = Counter(total["outcomes"]), max(total["slow"], default=[0.0])[0]
    others = outcomes.total() - outcomes["read"] - outcomes["refused"]
    counts = f"{outcomes.total():>9,} inputs {outcomes['read']:>9,} read {outcomes['refused']:>9,} refused"
    figures = f"{others:>4,} other  slowest {slowest:5.2f} s  peak {total['rss']:,} MB (+{total['grown']:,})"
    return f"{name:10} {counts} {figures}  bad {total['bad']}"


if __name__ == "__main__":
    sys.exit(main())
