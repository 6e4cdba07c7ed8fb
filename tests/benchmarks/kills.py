"""Kills with SIGKILL at random moments of whoever writes a project file, and looks at what is left: one JSON line.

python tests/benchmarks/kills.py [--edits 200] [--training 150] [--saving 100] [--bringing 100]
    [--exporting 100] [--seed 1]

--edits: of the real document of the window, edited every 5 to 80 ms without a pause, in an unnamed project and in a
named one; all that was edited more than a second before the kill must be there. --training: of epochs written one
after the other, with weights of 256 kB and states; every epoch that was told must be there, bit for bit. --saving: of
one project saved over another. --bringing: of files of old versions brought to the newest. Every file must open, be
sound, and nothing may be left beside it. Trainings with the real engine are killed by ``resuming.py``.
"""

import argparse
import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.atomic import sweep, write_whole
from cnnstudio.files.atomic_folder import Contents, write_folder
from cnnstudio.files.project_file import ProjectFile, save_as
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.background import Background
from tests.core.runs_made import PROJECT
from tests.faults.trials import digest, later
from tests.faults.writings import SAMPLES, STARTED, VERSIONS

PROMISE = 1.0
"""Seconds: what was edited longer ago than that is on disk."""

_PARTS = ("one", "other")
"""The files of an exported folder."""

Tell = Callable[[int], object]


def main() -> int:
    """Exits with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = {"edits": _edits, "training": _training, "saving": _saving, "bringing": _bringing, "exporting": _exporting}
    defaults = {**dict.fromkeys(kinds, 100), "edits": 200, "training": 150, "seed": 1}
    for name, count in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    found: dict[str, Any] = {}
    for number, (name, kind) in enumerate(kinds.items()):
        chance, began, bad = random.Random(options.seed * 10 + number), time.perf_counter(), []
        told = worst = 0.0
        for round_ in range(getattr(options, name)):
            with tempfile.TemporaryDirectory() as folder:
                os.environ["CNNSTUDIO_HOME"] = folder
                wrong, count, late = kind(Path(folder), chance, round_)
            told, worst = told + count, max(worst, late)
            bad += [f"round {round_}: {wrong}"] if wrong else []
        seconds = round(time.perf_counter() - began, 1)
        found[name] = {"kills": getattr(options, name), "told": told, "bad": len(bad), "worst": bad[:5]}
        found[name] |= {"most_lost_seconds": round(worst, 3), "seconds": seconds}
        print(name, json.dumps(found[name]), file=sys.stderr, flush=True)
    print(json.dumps(found | {"kills": sum(each["kills"] for each in found.values())}))
    return 1 if any(each["bad"] for each in found.values()) else 0


def _killed(work: Callable[[Tell], object], seconds: float) -> tuple[list[tuple[float, int]], float]:
    """What a child told, each with its time, before it was killed so long after its first word; and when it was."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            work(lambda number: os.write(writing, f"{time.monotonic()} {number}\n".encode()))
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        first = file.readline()
        select.select([], [], [], seconds)
        moment = time.monotonic()
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        lines = [first, *file.read().splitlines()]
    assert os.WIFSIGNALED(status), "the child ended by itself"
    told = [(float(line.split()[0]), int(line.split()[1])) for line in lines if len(line.split()) == 2]
    return told, moment


def _left(folder: Path) -> str:
    """What lies there beside project files, once those that were not finished have been swept away."""
    later(folder)
    sweep(folder)
    left = [path.name for path in folder.iterdir() if path.is_file() and path.suffix != ".cnnstudio"]
    return f"left behind: {left}" if left else ""


# The kinds: each gives what is wrong, how much was told, and how old the oldest thing is that was lost.


def _edits(folder: Path, chance: random.Random, round_: int) -> tuple[str, int, float]:
    seed, named = chance.random(), folder / "named.cnnstudio" if round_ % 2 else None
    told, moment = _killed(lambda tell: _edit(seed, named, tell), chance.uniform(0.0, 2.5))
    path = named or next((folder / "app" / "projects").glob("*.cnnstudio"))
    with ProjectFile.open(path, read_only=chance.random() < 0.5) as file:
        kept = file.project().plan.epochs
    ProjectFile.open(path).close()
    digest(path)
    late = max((moment - at for at, number in told if number > kept), default=0.0)
    wrong = f"an edit of {late:.3f} seconds before is lost" if late > PROMISE else ""
    return wrong or _left(path.parent), len(told), late


def _edit(seed: float, named: Path | None, tell: Tell) -> None:
    """Edits as a person with very quick hands does; never ends."""
    from PySide6.QtCore import QCoreApplication, QTimer

    application, chance = QCoreApplication([]), random.Random(seed)
    document = Document(Background())
    timer = QTimer(singleShot=True)

    def edit() -> None:
        number = document.project.plan.epochs + 1
        document.change(replace(PROJECT, plan=replace(PROJECT.plan, epochs=number)), "Epochs")
        tell(number)
        timer.start(chance.randint(5, 80))

    timer.timeout.connect(edit)
    document.opened.connect(lambda: timer.start(0))
    if named is None:
        document.new(PROJECT, "Unnamed")
    else:
        ProjectFile.create(named, PROJECT).close()
        document.open(named)
    application.exec()


def _training(folder: Path, chance: random.Random, round_: int) -> tuple[str, int, float]:
    path = folder / "run.cnnstudio"
    with ProjectFile.create(path, PROJECT) as file:
        run = file.begin_run(PROJECT, name="", labels=("0",), prepared=Prepared(), started=STARTED, versions={})
    told, _ = _killed(lambda tell: _train(path, run, tell), chance.uniform(0.0, 0.15))
    with ProjectFile.open(path, read_only=chance.random() < 0.5) as file:
        found = file.run(run)
        numbers = [epoch.number for epoch in found.epochs]
        weights = {epoch: file.weights(run, epoch)[1]["conv2d_1/kernel"] for epoch in found.kept}
        newest = file.state(run)[0]
    wrong = "" if len(numbers) - len(told) in (0, 1) else f"{len(told)} were told, {len(numbers)} are there"
    wrong = wrong or ("" if numbers == list(range(1, len(numbers) + 1)) else f"epochs {numbers}")
    wrong = wrong or ("" if newest == len(numbers) else "the state is of another epoch")
    other = [epoch for epoch, kernel in weights.items() if kernel.tobytes() != _kernel(epoch).tobytes()]
    ProjectFile.open(path).close()
    digest(path)
    return wrong or (f"other weights of {other}" if other else "") or _left(folder), len(told), 0.0


def _train(path: Path, run: int, tell: Tell) -> None:
    with ProjectFile.open(path) as file:
        for number in range(1, 10_000):
            kernel = _kernel(number)
            state = {"iterations": np.int64(number), "momentum": kernel}
            epoch = Epoch(number, 0, 0, 1000 - number % 5, 0, 0)
            batches = np.full((4, 3), number, np.float32)
            file.add_epoch(run, epoch, {"conv2d_1/kernel": kernel}, state=state, batches=batches)
            tell(number)


def _kernel(number: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(number).standard_normal((64, 1024), np.float32)


def _saving(folder: Path, chance: random.Random, round_: int) -> tuple[str, int, float]:
    one, other, target = (folder / f"{name}.cnnstudio" for name in ("one", "other", "target"))
    shutil.copy(SAMPLES / "version_5.cnnstudio", one)
    ProjectFile.create(other, PROJECT).close()

    def work(tell: Tell) -> None:
        for number in range(10_000):
            save_as((one, other)[number % 2], target)
            tell(number)

    told, _ = _killed(work, chance.uniform(0.0, 0.1))
    ProjectFile.open(target).close()
    # The kill may fall between the end of one that is not told yet and the end of the next.
    wrong = "" if digest(target) in {digest(one), digest(other)} else "the target is neither of the two"
    return wrong or _left(folder), len(told), 0.0


def _bringing(folder: Path, chance: random.Random, round_: int) -> tuple[str, int, float]:
    sample = SAMPLES / f"version_{chance.choice(VERSIONS)}.cnnstudio"
    whole, path = folder / "whole.cnnstudio", folder / "brought.cnnstudio"
    shutil.copy(sample, whole)
    ProjectFile.open(whole).close()

    def work(tell: Tell) -> None:
        for number in range(10_000):
            fresh = folder / "fresh"
            shutil.copy(sample, fresh)
            os.replace(fresh, path)
            tell(number)
            ProjectFile.open(path).close()

    told, _ = _killed(work, chance.uniform(0.0, 0.08))
    with ProjectFile.open(path, read_only=True) as file:
        shown = file.project(), len(file.runs())
    with ProjectFile.open(path) as file:
        wrong = "" if (file.project(), len(file.runs())) == shown else "it is shown otherwise when it is only read"
    (folder / "fresh").unlink(missing_ok=True)
    wrong = wrong or ("" if digest(path) == digest(whole) else "it is not what the old one was")
    return wrong or _left(folder), len(told), 0.0


def _exporting(folder: Path, chance: random.Random, round_: int) -> tuple[str, int, float]:
    """In turn a file and a folder; the old folder is "export (old)" until the new one has its name, and it goes."""
    room = folder / "room"
    room.mkdir()
    target, parts = room / "export", _PARTS if round_ % 2 else ("",)

    def work(tell: Tell) -> None:
        for number in range(1, 10_000):
            if round_ % 2:
                write_folder(target, lambda made, number=number: _fill(made, number), Contents(_PARTS))
            else:
                write_whole(target, _kernel(number).tobytes())
            tell(number)

    told, _ = _killed(work, chance.uniform(0.0, 0.1))
    later(room)
    sweep(room)
    whole = {_kernel(told[-1][1] + more).tobytes() for more in (0, 1)}
    kept = target if target.exists() or not round_ % 2 else room / "export (old)"
    if not kept.exists():
        return "there is none", len(told), 0.0
    here = {(kept / part if part else kept).read_bytes() for part in parts}
    wrong = "" if len(here) == 1 and here <= whole else f"{kept.name} is neither the old nor the new"
    left = [path.name for path in room.iterdir() if path not in (target, room / "export (old)")]
    return wrong or (f"left behind: {left}" if left else ""), len(told), 0.0


def _fill(made: Path, number: int) -> None:
    for part in _PARTS:
        (made / part).write_bytes(_kernel(number).tobytes())


if __name__ == "__main__":
    sys.exit(main())
