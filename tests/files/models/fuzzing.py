"""Reads spoiled networks by the hundred and keeps count of what became of them.

python -m tests.files.models.fuzzing configs|keras|h5 FOLDER START COUNT

FOLDER holds the files of ``seeds``. Prints one JSON line; each case is told on the error output before it is read
when ``TELL`` is set, so that one that ends the process is known.
"""

import json
import os
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.files.saved.keras_dialects import Told, described
from cnnstudio.files.saved.keras_json import parsed
from cnnstudio.files.saved.saved_model import read_saved
from tests.files.models import mutations
from tests.files.models.packing import parts_of
from tests.files.models.seeds import Seeds, seeds

_TOLD = {"keras3": "3.15.1", "tf_keras": "2.21.0"}


class Report:
    """What became of the cases."""

    def __init__(self) -> None:
        self.outcomes = Counter[str]()
        self.other: list[str] = []
        self.slow: list[tuple[float, str]] = []
        self.before = _megabytes(resource.RUSAGE_SELF)

    def run(self, case: str, read: Callable[[], Any], refusals: tuple[type[Exception], ...]) -> None:
        """One case; only ``refusals`` may come out of it."""
        if "TELL" in os.environ:
            print(case, file=sys.stderr, flush=True)
        began = time.perf_counter()
        try:
            read()
            self.outcomes["read"] += 1
        except refusals as error:
            self.outcomes["refused"] += 1
            if isinstance(error, StudioError) and len(str(error)) > 200:
                self.other.append(f"{case}: {len(str(error))} characters: {error}")
        except Exception as error:  # any other is a finding
            self.outcomes[type(error).__name__] += 1
            self.other.append(f"{case}: {type(error).__name__} {str(error)[:200]}")
        self.slow = sorted([*self.slow, (round(time.perf_counter() - began, 3), case)], reverse=True)[:5]

    def plain(self) -> dict[str, Any]:
        """As JSON values; memory in megabytes."""
        own, children = _megabytes(resource.RUSAGE_SELF), _megabytes(resource.RUSAGE_CHILDREN)
        return {
            "outcomes": dict(self.outcomes),
            "other": self.other[:20],
            "others": len(self.other),
            "slow": self.slow,
            "rss": own,
            "rss_growth": own - self.before,
            "child_rss": children,
        }


def _megabytes(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss // 1024


def configs(start: Seeds, first: int, count: int, report: Report) -> None:
    """Configurations, read from their text to our network."""
    good = start.configs()
    names = sorted(good)
    for number in range(first, first + count):
        name = names[number % len(names)]
        writer = name.split(".", 1)[1].rpartition(".")[0]
        version = _TOLD.get(writer) or writer.split("-")[0]
        told = Told(version, "theano" if "theano" in name else "tensorflow", name.rpartition(".")[2])
        text = mutations.text(mutations.config(good[name], mutations.seeded("config", number)))
        words = text.decode("utf-8", "surrogatepass")
        report.run(
            f"config {number} {name}",
            lambda words=words, told=told: described(parsed(words), told),
            (SpecError, StudioError),
        )


def archives(start: Seeds, first: int, count: int, report: Report) -> None:
    """``.keras`` files."""
    good = start.configs()
    names = sorted(start.keras)
    parts = {name: parts_of(start.folder / name) for name in names}
    path = start.folder / f"spoiled-{os.getpid()}.keras"
    for number in range(first, first + count):
        name = names[number % len(names)]
        try:
            data = mutations.keras_file(parts[name], good[name], mutations.seeded("keras", number))
        except (zipfile.BadZipFile, ValueError):
            continue  # no archive can hold it
        path.write_bytes(data)
        report.run(f"keras {number} {name}", lambda: read_saved(path), (StudioError,))
    path.unlink(missing_ok=True)


def hdf5(start: Seeds, first: int, count: int, report: Report) -> None:
    """``.h5`` files, each read in a process of its own."""
    names = sorted(start.h5)
    path = start.folder / f"spoiled-{os.getpid()}.h5"
    for number in range(first, first + count):
        name = names[number % len(names)]
        path.write_bytes(mutations.spoiled(start.h5[name], mutations.seeded("h5", number)))
        report.run(f"h5 {number} {name}", lambda: read_saved(path), (StudioError,))
    path.unlink(missing_ok=True)


WHAT = {"configs": configs, "keras": archives, "h5": hdf5}


def fuzzed(what: str, folder: Path, first: int, count: int) -> dict[str, Any]:
    """So many cases from the ``first`` on."""
    start = seeds(folder)
    for name in start.keras | start.h5:
        read_saved(folder / name)
    report = Report()
    WHAT[what](start, first, count, report)
    return report.plain()


if __name__ == "__main__":
    print(json.dumps(fuzzed(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
