"""Spoiled saved networks by the thousand, each slice in a process of its own; prints one JSON line.

python tests/benchmarks/fuzz_models.py [--configs 100000] [--keras 10000] [--h5 5000] [--keep 10000] [--gadgets]

--keep: how many are opened beside a project, which must stay as it is. --gadgets: every name that Keras exports, three
positions, from .keras and .h5 files.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.files.models.seeds import seeds

ROOT = Path(__file__).resolve().parents[2]
_SLICE = {"configs": 20_000, "keras": 2_000, "h5": 500, "keep": 1_000}


def main() -> int:
    """Exits with 1 when anything ended otherwise than as a network or a refusal."""
    parser = argparse.ArgumentParser(description=__doc__)
    for what, count in {"configs": 100_000, "keras": 10_000, "h5": 5_000, "keep": 10_000}.items():
        parser.add_argument(f"--{what}", type=int, default=count)
    parser.add_argument("--gadgets", action="store_true")
    options = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds(folder)
        for what, size in _SLICE.items():
            if count := getattr(options, what):
                found[what] = _slices(what, folder, count, size)
                print(what, json.dumps(found[what]), file=sys.stderr, flush=True)
        if options.gadgets:
            for ending in ("keras", "h5"):
                data = (folder / f"classic.keras3.{ending}").read_bytes()
                (folder / f"good.{ending}").write_bytes(data)
            found["gadgets"] = _ran("auditing", folder, "1", "1")
    print(json.dumps(found))
    return 1 if any(_is_bad(each) for each in found.values()) else 0


def _is_bad(report: dict[str, Any]) -> bool:
    wrong = ("crashed", "others", "changed", "deeds", "marked", "keras_changed", "other", "long")
    return any(report.get(key) for key in wrong)


def _slices(what: str, folder: Path, count: int, size: int) -> dict[str, Any]:
    """The sums and the worst of all slices."""
    began, outcomes = time.perf_counter(), Counter[str]()
    total: dict[str, Any] = {"crashed": [], "other": [], "changed": [], "slow": [], "rss_growth": 0, "child_rss": 0}
    for first in range(0, count, size):
        many = str(min(size, count - first))
        program = ("keeping", folder) if what == "keep" else ("fuzzing", what, folder)
        report = _ran(*program, str(first), many)
        outcomes.update(report.get("outcomes", {}))
        for key in ("crashed", "other", "changed"):
            total[key] += report.get(key, [])
        total["slow"] = sorted([*total["slow"], *report.get("slow", [])], reverse=True)[:3]
        for key in ("rss_growth", "child_rss"):
            total[key] = max(total[key], report.get(key, 0))
    seconds = round(time.perf_counter() - began, 1)
    return {"outcomes": dict(outcomes), **total, "other": total["other"][:10], "seconds": seconds}


def _ran(program: str, *arguments: Any) -> dict[str, Any]:
    """What a program of the tests says in the end; the last case told where it crashed."""
    command = [sys.executable, "-m", f"tests.files.models.{program}", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1", "TELL": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"crashed": [f"{done.returncode} {done.stderr[-400:]}"]}
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
