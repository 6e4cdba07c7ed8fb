"""Reads spoiled inputs by the thousand in a process of its own, and keeps count of what became of them.

python -m tests.fuzzing.running READER SEED FIRST COUNT FOLDER [--forked]

Prints one JSON line. FOLDER is where the reader works; ``number`` in it says which input is read, so that one that ends
the process is known, and inputs that ended otherwise than they should stay there as ``bad-READER-NUMBER``. With
--forked HDF5 is opened in processes forked from this one, see ``forked``.
"""

import json
import mmap
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from cnnstudio.files.saved import h5_reading
from tests.fuzzing.deeds import Deeds
from tests.fuzzing.forked import Forked
from tests.fuzzing.reader import Reader
from tests.fuzzing.readers import READERS

SLOW = 2.0
"""Seconds of computing; a reader that takes longer hangs."""

_MOST_WAITED = 60
_MOST_KEPT = 20
_LARGE = 256
"""Megabytes by which one input may make the process larger."""


def spoiled_input(reader: Reader, seeds: list[bytes], seed: int, number: int) -> bytes:
    """The input of this number, the same for ever while reader and seeds are."""
    pick = random.Random(f"{reader.name} {seed} {number}")
    return reader.spoil(pick.choice(seeds), pick)


class Running:
    """What became of the inputs of one reader."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self._reader, self._folder = reader, folder
        self._at = _shared(folder / "number")
        (folder / "seeds").mkdir(exist_ok=True)
        (folder / "work").mkdir(exist_ok=True)
        self.seeds = reader.seeds(folder / "seeds")
        self.deeds = Deeds(folder)
        self.outcomes = Counter[str]()
        self.bad: dict[str, str] = {}
        self.slow: list[tuple[float, int]] = []
        self.grown = 0
        """Megabytes by which reading made the process larger than it ever was; making the inputs takes more."""

    def run(self, seed: int, first: int, count: int) -> dict[str, Any]:
        """Reads so many inputs, and says what became of them."""
        for good in self.seeds:
            outcome, wrong = self._ended(good)
            if outcome != "read":
                raise SystemExit(f"A good input is {outcome}. {wrong} {good[:200]!r}")
        self.outcomes.clear()
        self.slow.clear()
        self.grown = 0
        self.deeds.begin()
        parent = os.getppid()
        for number in range(first, first + count):
            if os.getppid() != parent:
                raise SystemExit("Nobody waits for it any more.")
            self._one(number, spoiled_input(self._reader, self.seeds, seed, number))
        self.deeds.end()
        return {
            "outcomes": dict(self.outcomes),
            "bad": self.bad,
            "deeds": self.deeds.found[:_MOST_KEPT],
            "slow": self.slow[:3],
            "rss": _megabytes(),
            "grown": self.grown,
            "child_rss": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        }

    def _one(self, number: int, data: bytes) -> None:
        self._at[:8] = number.to_bytes(8, "little")
        before, deeds = _megabytes(), len(self.deeds.found)
        began = time.process_time()
        signal.alarm(_MOST_WAITED)
        outcome, wrong = self._ended(data)
        signal.alarm(0)
        grown = _megabytes() - before
        self.grown += grown
        seconds = round(time.process_time() - began, 3)
        self.outcomes[outcome] += 1
        self.slow = sorted([*self.slow, (seconds, number)], reverse=True)[:3]
        if not wrong and seconds > SLOW:
            wrong = f"{seconds} seconds"
        if not wrong and grown > _LARGE:
            wrong = f"{grown} MB more"
        if not wrong and len(self.deeds.found) > deeds:
            wrong = self.deeds.found[-1]
        if wrong:
            self._keep(number, data, wrong)

    def _ended(self, data: bytes) -> tuple[str, str]:
        """What became of an input in a word, and what was wrong with that."""
        try:
            self._reader.read(data, self._folder / "work")
        except self._reader.refusals:
            return "refused", ""
        except Exception as error:  # any other is a finding
            return type(error).__name__, _where(error)
        return "read", ""

    def _keep(self, number: int, data: bytes, wrong: str) -> None:
        if wrong not in self.bad and len(self.bad) < _MOST_KEPT:
            self.bad[wrong] = f"bad-{self._reader.name}-{number}"
            (self._folder / self.bad[wrong]).write_bytes(data)


def _where(error: Exception) -> str:
    """The error and the last places it went through."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames))
    return f"{type(error).__name__}: {str(error)[:100]} [{places}]"


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _shared(path: Path) -> mmap.mmap:
    path.write_bytes(bytes(8))
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), 8)


def main(name: str, seed: int, first: int, count: int, folder: Path, *, forked: bool) -> dict[str, Any]:
    """As the command line says."""
    warnings.simplefilter("error")
    home = folder / "home"
    os.environ |= {"CNNSTUDIO_HOME": str(home), "KERAS_HOME": str(home / "keras"), "TMPDIR": str(folder)}
    tempfile.tempdir = str(folder)
    reader = next(each for each in READERS if each.name == name)
    running = Running(reader, folder)
    if forked:
        h5_reading._child = lambda weights: Forked(weights, running.deeds)  # type: ignore[assignment,return-value]
    return running.run(seed, first, count)


if __name__ == "__main__":
    is_forked = sys.argv[6:] == ["--forked"]
    seed, first, count = map(int, sys.argv[2:5])
    print(json.dumps(main(sys.argv[1], seed, first, count, Path(sys.argv[5]), forked=is_forked)))
