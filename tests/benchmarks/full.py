"""Writes project files on a disk with every free size there is, in steps of 4 kB; prints one JSON line.

python tests/benchmarks/full.py [--only WRITING …] [--kind tmpfs|ext4] [--size 4]

Each writing of ``faults.py`` is done on a disk of --size MB of its own on which nothing is free, then 4 kB, 8 kB … up
to all the room that it takes. On the full disk every file must open for reading; after room was made it must be
sound and hold exactly what was said to be written, or one step more, nothing may be left behind, and whatever was not
written must have been said in a sentence with "The disk is full". Mounting needs the superuser.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.kernel import why_not
from tests.faults.room import PAGE, most_taken, tried_with
from tests.faults.trials import Faults
from tests.faults.writings import writings


def main() -> int:
    """Exits with 1 where anything was lost, left or not said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(writings()))
    parser.add_argument("--kind", choices=["tmpfs", "ext4"], default="tmpfs")
    parser.add_argument("--size", type=int, default=4)
    options = parser.parse_args()
    if reason := why_not():
        sys.exit(f"Faults cannot be made here: {reason}.")
    found: dict[str, Any] = {}
    with _disk(options.kind, options.size) as disk, Faults(disk) as faults:
        for writing in options.only:
            found[writing] = _every_room(faults, writing)
            print(writing, json.dumps(found[writing]), file=sys.stderr, flush=True)
    sums = {key: sum(each[key] for each in found.values()) for key in ("trials", "refused", "bad")}
    print(json.dumps({"kind": options.kind, "writings": found, **sums}))
    return 1 if sums["bad"] else 0


@contextmanager
def _disk(kind: str, size: int) -> Iterator[Path]:
    """A disk of so many MB."""
    with tempfile.TemporaryDirectory() as name:
        folder, image = Path(name) / "disk", Path(name) / "image"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "none", str(folder)]
        if kind == "ext4":
            image.write_bytes(b"")
            with image.open("r+b") as file:
                file.truncate(size << 20)
            subprocess.run(["mkfs.ext4", "-q", "-m", "0", "-b", str(PAGE), str(image)], check=True)
            command = ["mount", "-o", "loop", str(image), str(folder)]
        subprocess.run(command, check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _every_room(faults: Faults, writing: str) -> dict[str, Any]:
    began, states, most = time.perf_counter(), faults.states(writing), most_taken(faults, writing)
    report: dict[str, Any] = {"most_taken": most, "trials": 0, "refused": 0, "bad": 0, "worst": []}
    for room in range(0, most + 2 * PAGE, PAGE):
        outcome, wrong = tried_with(faults, writing, states, room)
        report["trials"] += 1
        report["refused"] += bool(outcome.refused)
        report["bad"] += bool(wrong)
        if wrong and len(report["worst"]) < 5:
            report["worst"].append(f"{room} bytes: {wrong}")
    return report | {"seconds": round(time.perf_counter() - began, 1)}


if __name__ == "__main__":
    sys.exit(main())
