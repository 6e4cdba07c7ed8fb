"""Has every slot, virtual and background task of the window raise once, and looks whether anything is lost by it.

A window with an engine's stand-in is used: everything in view on every page once, and training, sweeps, files and
projects by hand; what Qt calls in each act is written down. Then a new window is used alike, and each point raises at
its next call in an act that reaches it. After each the crash dialog must have told of it once, the window must stand,
the project be as it was, an edit be saved and undone, pages come and the file hold everything. Virtuals also raise at
every call for a while. Everything happens in a child: a process that ends is a failure of the point that was spoiled.

    python tests/benchmarks/slots.py [--most N] [--only WORD] [--acts N] [--without-making] [--log FILE]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("CNNSTUDIO_LANGUAGE", "en")
sys.path.insert(0, str(Path(__file__).parents[2]))

_MOST_ROUNDS = 12
_STANDSTILL_S = 180.0


def main() -> int:
    """Exits with 1 where something is wrong after a point has raised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=0, help="of the points, taken evenly")
    parser.add_argument("--only", default="", help="part of the names of points")
    parser.add_argument("--acts", type=int, default=0, help="only so many acts")
    parser.add_argument("--without-making", action="store_true", help="nothing while a window is made")
    parser.add_argument("--log", default="")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        from tests.benchmarks.slots_child import child

        return child(given.child, Path(given.log), given)
    with tempfile.TemporaryDirectory(prefix="cnnstudio-slots-") as folder:
        found = Parent(given, Path(folder)).run()
    print(json.dumps(found, indent=1))
    return 1 if found["wrong"] or found["ended"] else 0


class Parent:
    """Starts children, each until it ends, and adds up what they say."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self._given = given
        self._log = Path(given.log) if given.log else folder / "log.jsonl"
        self._log.unlink(missing_ok=True)

    def run(self) -> dict[str, Any]:
        """All figures."""
        began = time.monotonic()
        ended: list[str] = []
        for kind in ("watch", "spoil") if self._given.without_making else ("watch", "spoil", "make"):
            for _ in range(_MOST_ROUNDS):
                code = self._child(kind)
                last = self._said()[-1] if self._said() else {}
                if code == 0:
                    break
                ended.append(f"{last.get('begun', kind)}: the process ended with {code}")
        said = self._said()
        known = {each for line in said for each in line.get("known", ())}
        done = {line["done"]: line["wrong"] for line in said if "done" in line}
        seen = {each for line in said for each in line.get("reached", ())}
        return {
            "minutes": round((time.monotonic() - began) / 60, 1),
            "acts": sum("act" in line for line in said),
            "points": _by_kind(known),
            "reached": _by_kind(seen),
            "injected": _by_kind({key for key in done if not key.startswith("always ")}),
            "broken for good": sum(key.startswith("always ") for key in done),
            "ended": ended,
            "wrong": {
                key: wrong for key, told in done.items() if (wrong := [each for each in told if not _follows(each)])
            },
            "consequences": {key: told for key, told in done.items() if any(map(_follows, told))},
            "not reached": sorted(known - seen),
            "reached, not injected": sorted(seen - {key.removeprefix("always ") for key in done}),
        }

    def _child(self, kind: str) -> int:
        """Its exit code; one that stands still is killed."""
        command = [sys.executable, "-X", "faulthandler", __file__, "--child", kind, "--log", str(self._log)]
        command += ["--most", str(self._given.most), "--only", self._given.only, "--acts", str(self._given.acts)]
        process = subprocess.Popen(command)
        size, since = 0, time.monotonic()
        while True:
            try:
                return process.wait(2)
            except subprocess.TimeoutExpired:
                now = self._log.stat().st_size if self._log.exists() else 0
                if now != size:
                    size, since = now, time.monotonic()
                if time.monotonic() - since > _STANDSTILL_S:
                    process.kill()
                    process.wait()
                    return -9

    def _said(self) -> list[dict[str, Any]]:
        lines = self._log.read_text("utf-8").splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]


def _follows(wrong: str) -> bool:
    """Whether it only followed from what we did, and was told with it."""
    return wrong.startswith("then: ")


def _by_kind(keys: set[str]) -> dict[str, int]:
    found = {kind: sum(key.startswith(f"{kind} ") for key in keys) for kind in ("slot", "virtual", "task")}
    return {**found, "all": len(keys)}


if __name__ == "__main__":
    sys.exit(main())
