"""What workers are worth, and what is lost with each that is killed; one JSON line a part.

"ratio" is the wall clock of one run after the other over that of two workers here; "same" says whether the weights of
every run are the same bits. Of each kill: "kept" of those that were finished before, "again" trained in vain, "whole"
whether all are there in the end with the same bits as undisturbed.

python tests/benchmarks/sweeping.py [--runs 40] [--pictures 2000] [--epochs 2] [--only ratio kills overhead by_hand]
"""

import argparse
import json
import os
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.messages import Event, Failed, Finished, Train
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project, to_json
from cnnstudio.core.sweeps.combinations import combinations
from cnnstudio.core.sweeps.news import SweepEnded, TrialBegan, TrialChanged, from_line
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.local_cluster import ThisMachine
from cnnstudio.sweeping.on_dask import OnDask
from tests.sweeping.dask_parts import certificates, ends, free_port, jobs, scheduler, worker
from tests.sweeping.dask_stand_in import STAND_IN

ROUNDS = 2

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}


@dataclass
class Seen:
    """What a sweep told until it ended or was killed."""

    begun: Counter[int] = field(default_factory=Counter)
    done: list[int] = field(default_factory=list)
    seconds: float = 0.0
    text: str = ""


def made(path: Path, runs: int, pictures: int, epochs: int) -> Path:
    """A project with a sweep of that many runs, which is not begun yet."""
    preset = next(each.project for each in PRESETS if each.name == "lenet")
    rates = tuple(round(0.0005 * (1 + number), 6) for number in range(runs))
    sweep = Sweep(most=runs, varied=(Varied(Place("plan", "learning_rate"), Listed(rates)),))
    plan, data = replace(preset.plan, epochs=epochs), replace(preset.data, subset=pictures)
    ProjectFile.create(path, replace(preset, plan=plan, data=data, sweep=sweep)).close()
    return path


@contextmanager
def begun(path: Path, *options: object) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "cnnstudio", "sweep", str(path), "--events", *map(str, options)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, env=ENVIRONMENT, cwd=ROOT, **pipes) as process:
        try:
            assert process.stdin is not None
            with ProjectFile.open(path, read_only=True) as file:
                process.stdin.write(f"begin {to_json(file.project())}\n")
            process.stdin.flush()
            yield process
        finally:
            process.kill()


def swept(path: Path, *options: object, after: int = 0, then: Callable[[int], None] | None = None) -> Seen:
    """Runs it; once ``after`` trials are done and another one is under way, ``then`` is given its process."""
    seen, start = Seen(), time.perf_counter()
    with begun(path, *options) as process:
        assert process.stdout is not None
        for line in process.stdout:
            match from_line(line):
                case TrialBegan(trial=trial):
                    seen.begun[trial] += 1
                    if then is not None and len(seen.done) >= after:
                        then(process.pid)
                        then = None
                case TrialChanged(trial=trial) if trial.status == "done":
                    seen.done.append(trial.number)
                case SweepEnded(text=text):
                    seen.text = text
    seen.seconds = time.perf_counter() - start
    return seen


def digests(path: Path) -> dict[int, tuple[int, str]]:
    """By trial: the number of its run, and the SHA-256 of its weights."""
    with ProjectFile.open(path, read_only=True) as file:
        trials = [each for each in file.experiments()[0].trials if each.run]
        return {each.number: (each.run, digest_of(file.weights(each.run)[1].values())) for each in trials}


def same(one: dict[int, tuple[int, str]], other: dict[int, tuple[int, str]]) -> bool:
    return {key: value[1] for key, value in one.items()} == {key: value[1] for key, value in other.items()}


def ratio(folder: Path, runs: int, pictures: int, epochs: int) -> None:
    here = made(folder / "here.cnnstudio", runs, pictures, epochs)
    there = made(folder / "there.cnnstudio", runs, pictures, epochs)
    one, two = swept(here), swept(there, "--workers", 2)
    with ProjectFile.open(here, read_only=True) as file:
        bare = sum(run.seconds for run in file.runs())
    told("ratio", runs=runs, here=one.seconds, two_workers=two.seconds, ratio=one.seconds / two.seconds,
         epochs_alone=bare, same=same(digests(here), digests(there)) and len(digests(there)) == runs)  # fmt: skip


def by_hand(folder: Path, runs: int, pictures: int, epochs: int) -> None:
    """Seconds a run of a sweep here against the same runs trained one by one, in turn; starts and ends drop out."""
    few, shares = runs // 5, []
    first = made(folder / "first.cnnstudio", 1, pictures, 1)
    with ProjectFile.open(first, read_only=True) as file:
        trained_alone(first, [file.project().without_sweep])  # Keras is there from then on
    for round_ in range(ROUNDS):
        seconds = {}
        for count in (few, runs):
            path = made(folder / f"sweep-{round_}-{count}.cnnstudio", count, pictures, epochs)
            with ProjectFile.open(path, read_only=True) as file:
                project = file.project()
            alone = folder / f"alone-{round_}-{count}.cnnstudio"
            ProjectFile.create(alone, project.without_sweep).close()
            seconds["alone", count] = trained_alone(alone, [found.project for found in combinations(project)])
            seconds["sweep", count] = swept(path).seconds
        a_run = {how: (seconds[how, runs] - seconds[how, few]) / (runs - few) for how in ("alone", "sweep")}
        shares.append(a_run["sweep"] / a_run["alone"])
        told("by_hand", round=round_ + 1, **a_run, ratio=shares[-1])
    told("by_hand", median=statistics.median(shares))


def trained_alone(path: Path, projects: list[Project | None]) -> float:
    """Seconds in which one engine trains them into a file, as the window would."""
    begun_, events = time.perf_counter(), queue.SimpleQueue[Event]()
    mailbox = Mailbox()
    engine = threading.Thread(target=Session(mailbox, events.put).run)
    engine.start()
    for project in projects:
        assert project is not None
        mailbox.post(Train(file=str(path), project=project, name=""))
        while not isinstance(event := events.get(), Finished):
            assert not isinstance(event, Failed), event
    mailbox.close()
    engine.join()
    return time.perf_counter() - begun_


def kills(folder: Path, runs: int, pictures: int, epochs: int) -> None:
    runs = min(runs, 12)
    whole = made(folder / "whole.cnnstudio", runs, pictures, epochs)
    swept(whole)
    for name, way in (("worker", worker_killed), ("sweep", sweep_killed), ("scheduler", scheduler_killed)):
        path = made(folder / f"{name}.cnnstudio", runs, pictures, epochs)
        before, seen = way(path, folder)
        found = digests(path)
        kept = sum(1 for trial, run in before.items() if found.get(trial) == run)
        again = sum(seen.begun.values()) - runs
        told(f"{name} killed", runs=runs, finished_before=len(before), kept=kept, again=again,
             whole=same(found, digests(whole)) and len(found) == runs)  # fmt: skip


def worker_killed(path: Path, folder: Path) -> tuple[dict[int, tuple[int, str]], Seen]:
    before: dict[int, tuple[int, str]] = {}

    def kill(process: int) -> None:
        before.update(digests(path))
        found = [each for each in psutil.Process(process).children() if "spawn_main" in " ".join(each.cmdline())]
        os.kill(found[0].pid, signal.SIGKILL)

    return before, swept(path, "--workers", 2, after=4, then=kill)


def sweep_killed(path: Path, folder: Path) -> tuple[dict[int, tuple[int, str]], Seen]:
    first = swept(path, "--workers", 2, after=4, then=lambda process: os.kill(process, signal.SIGKILL))
    before = digests(path)
    second = swept(path, "--workers", 2)
    second.begun += first.begun
    return before, second


def scheduler_killed(path: Path, folder: Path) -> tuple[dict[int, tuple[int, str]], Seen]:
    port, tls, before = free_port(), certificates(folder / "tls"), {}
    address = f"tls://127.0.0.1:{port}"
    with ExitStack() as stack:
        first = stack.enter_context(scheduler(port, tls))
        for number in range(2):
            (home := folder / f"home{number}").mkdir()
            stack.enter_context(worker(address, tls, home))

        def kill(process: int) -> None:
            before.update(digests(path))
            first.kill()
            first.wait()
            stack.enter_context(scheduler(port, tls))

        options = ("--cluster", address, "--tls-ca", tls.ca, "--tls-cert", tls.cert, "--tls-key", tls.key)
        return before, swept(path, *options, after=4, then=kill)


def overhead(runs: int) -> None:
    """Milliseconds a run on one worker, where what is trained takes no time."""
    with closing(OnDask(ThisMachine(1), work=STAND_IN)) as crew:
        wanted = jobs(runs)
        crew.begin(wanted[0])
        ends(crew, 1)
        start = time.perf_counter()
        for job in wanted[1:]:
            crew.begin(job)
        ends(crew, runs - 1)
        told("overhead", ms_a_run=(time.perf_counter() - start) / (runs - 1) * 1e3)


def told(part: str, **figures: object) -> None:
    shown = {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}
    print(json.dumps({"part": part, **shown}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--pictures", type=int, default=2000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=["overhead", "ratio", "by_hand", "kills"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "overhead" in given.only:
            overhead(given.runs)
        if "ratio" in given.only:
            ratio(Path(folder), given.runs, given.pictures, given.epochs)
        if "by_hand" in given.only:
            by_hand(Path(folder), given.runs, given.pictures, given.epochs)
        if "kills" in given.only:
            kills(Path(folder), given.runs, given.pictures, given.epochs)


if __name__ == "__main__":
    main()
