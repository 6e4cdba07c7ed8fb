"""Kills trainings with SIGKILL at random moments, resumes them, and compares with one never killed: one JSON line.

python tests/benchmarks/resuming.py [--rounds 20] [--epochs 4] [--pictures 600] [--seed 1] [--forked]

Each round is a fresh process that trains a small augmented CNN with dropout and batch normalisation by Adam on a
cosine, and is killed between its first batch and its end, wherever that falls: in a batch, while an epoch is written,
while it is scored. It is resumed, and killed again, until a process ends by itself. Then every weight, every figure
and the optimiser's state are compared bit for bit with those of a run that nobody disturbed. --forked imports
TensorFlow once and forks each process from there, before it has done anything: more rounds in the same time.
"""

import argparse
import importlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.layers.augmentation import RandomRotation
from cnnstudio.core.messages import BatchEnded, Event, Failed, Finished, Train
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.training.schedules import Cosine
from cnnstudio.files.project_file import ProjectFile

MOST_KILLS = 6


def project_of(options: argparse.Namespace) -> Project:
    """A network with everything that has a state of its own."""
    found = preset("few-digits-deeper")
    assert found is not None
    plan = Plan(epochs=options.epochs, batch_size=32, schedule=Cosine(), warmup=0.5)
    data, how = DataRecipe(subset=options.pictures), Preprocessing(augmentation=(RandomRotation(),))
    return replace(found.project, data=data, plan=plan, preprocessing=how)


def serve(path: str, resume: bool) -> None:
    """The child: trains or resumes the one run of the file, and says when batches begin to pass and how it ended."""
    from cnnstudio.engine.mailbox import Mailbox
    from cnnstudio.engine.session import Session

    told = []

    def emit(event: Event) -> None:
        if isinstance(event, BatchEnded) and not told:
            told.append(print("learning", flush=True))
        if isinstance(event, Finished | Failed):
            print("failed: " + event.text if isinstance(event, Failed) else event.status, flush=True)

    with ProjectFile.open(path) as file:
        file.mark_interrupted()
        project, number = file.project(), file.runs()[0].number if resume else None
    mailbox = Mailbox()
    mailbox.post(Train(file=path, project=project, resume=number))
    mailbox.finish()
    Session(mailbox, emit).run()


def attempt(path: Path, resume: bool, seconds: float | None, forked: bool) -> tuple[str, float]:
    """One process: how it ended, or "killed" so many seconds after its first batch; and how long it learned."""
    if forked:
        return _forked(path, resume, seconds)
    command = [sys.executable, __file__, "--child", str(path), *(["--resume"] if resume else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline().strip()
        if first != "learning":
            child.wait()
            return first or "nothing", 0.0
        began = time.perf_counter()
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return "killed", time.perf_counter() - began
        return child.stdout.read().strip(), time.perf_counter() - began


def _forked(path: Path, resume: bool, seconds: float | None) -> tuple[str, float]:
    """The same in a child of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(writing, sys.stdout.fileno())
            serve(str(path), resume)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        first, began = told.readline().strip(), time.perf_counter()
        if first == "learning" and not select.select([told], [], [], seconds)[0]:
            os.kill(child, signal.SIGKILL)
        rest = told.read().strip()
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed", time.perf_counter() - began
    return (rest if first == "learning" else first) or "nothing", time.perf_counter() - began


def everything(path: Path) -> dict[str, Any]:
    """What is compared, by name."""
    with ProjectFile.open(path, read_only=True) as file:
        (run,) = file.runs()
        _, weights, state = file.state(run.number)
        figures = [(each.number, each.loss, each.accuracy, each.val_loss, each.val_accuracy) for each in run.epochs]
        found = {f"weights {name}": array for name, array in weights.items()}
        found |= {f"state {name}": array for name, array in state.items()}
        found |= {f"batches {epoch}": array for epoch, array in file.batches(run.number)}
        return {**found, "epochs": np.array(figures), "test": np.array(run.test and run.test.confusion)}


def one_round(
    folder: Path, number: int, project: Project, length: float, rng: random.Random, forked: bool
) -> tuple[Path, int]:
    """A file whose run was killed at random until it was not; and how often."""
    path, kills = folder / f"{number}.cnnstudio", 0
    ProjectFile.create(path, project).close()
    while True:
        with ProjectFile.open(path, read_only=True) as file:
            resume = any(run.resumable for run in file.runs())
        if not resume:  # killed before its first epoch was whole: there is nothing to go on from
            path.unlink()
            ProjectFile.create(path, project).close()
        ended, _ = attempt(path, resume, rng.uniform(0, length) if kills < MOST_KILLS else None, forked)
        if ended != "killed":
            assert ended == "finished", ended
            return path, kills
        kills += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pictures", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forked", action="store_true")
    parser.add_argument("--child")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    if options.child:
        serve(options.child, options.resume)
        return
    for name in ("tensorflow", "keras", "cnnstudio.engine.session") if options.forked else ():
        importlib.import_module(name)
    project, rng = project_of(options), random.Random(options.seed)
    kills, different = 0, []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = folder / "whole.cnnstudio"
        ProjectFile.create(whole, project).close()
        ended, length = attempt(whole, False, None, options.forked)
        assert ended == "finished", ended
        wanted = everything(whole)
        for number in range(options.rounds):
            path, count = one_round(folder, number, project, length, rng, options.forked)
            kills, found = kills + count, everything(path)
            wrong = [each for each in wanted if not np.array_equal(wanted[each], found.get(each))]
            different += [{"round": number, "differ": wrong[:5]}] if wrong else []
            path.unlink()
            if number % 5 == 4:
                print(f"{number + 1} rounds, {kills} kills: {different}", file=sys.stderr, flush=True)
    print(json.dumps({"rounds": options.rounds, "kills": kills, "arrays": len(wanted), "different": different}))


if __name__ == "__main__":
    main()
