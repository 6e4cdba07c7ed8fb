"""What it costs to keep very many workers busy, with a stand-in for the fit that takes no time; one JSON line a part.

Scheduler, sweep and all simulated workers share one process, so that the figures are an upper bound. "crew" is the
scheduler with what hands out the jobs and takes their ends; "runner" also stores each run in a project file.

python tests/benchmarks/sweeping_many.py [--runs 10000] [--workers 200]
"""

import argparse
import json
import logging
import queue
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Span, Varied
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.beginning import begin, judge_of, judged, loaded_of
from cnnstudio.sweeping.crew import Failed, Hands, Trained
from cnnstudio.sweeping.local_cluster import SETTINGS, quieten
from cnnstudio.sweeping.on_dask import OnDask
from cnnstudio.sweeping.runner import Runner
from cnnstudio.sweeping.worker import Work
from tests.sweeping.dask_parts import jobs, project
from tests.sweeping.dask_stand_in import FIGURES, facts

FACTS = {"labels": tuple("0123456789"), "prepared": Prepared(), "started": "2026-01-02T03:04:05+00:00"}

QUIET = {"distributed.admin.tick.interval": "10s", "distributed.admin.system-monitor.interval": "10s"}
"""Otherwise 200 workers in one process look 10,000 times a second whether that process is late."""


class Simulated:
    """So many workers, each with a thread of this process."""

    shares_files = True

    def __init__(self, workers: int) -> None:
        self._workers = workers

    @property
    def where(self) -> str:
        return f"{self._workers} simulated workers"

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Any]:
        import dask
        from distributed import Client, LocalCluster

        quieten()
        cluster = LocalCluster(
            n_workers=self._workers,
            threads_per_worker=1,
            processes=False,
            asynchronous=True,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
        with dask.config.set({**SETTINGS, **QUIET}):
            async with cluster, Client(cluster, asynchronous=True, set_as_default=False) as client:
                yield client


def pretend(run: str, job: dict[str, Any]) -> dict[str, Any]:
    """What a worker does in the place of a training: a file with a run is there already."""
    from distributed import get_worker

    tell = partial(get_worker().log_event, job["topic"])
    tell({"key": job["key"], "began": True})
    tell({"key": job["key"], "epoch": {"number": 1, **FIGURES, "rate": None, "more": []}})
    path = Path(job["folder"]) / f"{job['key']}.cnnstudio"
    shutil.copyfile(run, path)
    return {"run": 1, "path": str(path), "seconds": 0.1}


def run_file(folder: Path) -> Path:
    path = folder / "run.cnnstudio"
    with ProjectFile.create(path, project()) as file:
        run = file.begin_run(project(), name="A run", versions={}, **FACTS)
        file.add_epoch(run, Epoch(1, **FIGURES), {})
        file.end_run(run, "finished", None)
    return path


def crew_of(workers: int, run: Path) -> OnDask:
    return OnDask(Simulated(workers), work=Work(facts, partial(pretend, str(run))))


def crew(workers: int, runs: int, run: Path) -> None:
    with closing(crew_of(workers, run)) as made:
        up = time.perf_counter()
        while not isinstance(told := made.told(1.0), Hands) or told.count < workers:
            pass
        wanted, left = iter(jobs(runs)), runs
        start = time.perf_counter()
        for job in (next(wanted) for _ in range(workers)):
            made.begin(job)
        while left:
            told = made.told(60.0)
            assert not isinstance(told, Failed | None)
            if isinstance(told, Trained):
                told.file.unlink()
                left -= 1
                if (job := next(wanted, None)) is not None:
                    made.begin(job)
        seconds = time.perf_counter() - start
    say("crew", workers=workers, runs=runs, seconds_until_up=start - up, ms_a_run=seconds / runs * 1e3)


def runner(workers: int, runs: int, run: Path, folder: Path) -> None:
    varied = Varied(Place("plan", "learning_rate"), Span(0.0001, 0.1))
    swept = replace(project(), sweep=Sweep(most=runs, method="random", varied=(varied,)))
    path = folder / "many.cnnstudio"
    with ProjectFile.create(path, swept) as file:
        judge = judge_of(file, swept, loaded_of(file, swept))
        start = time.perf_counter()
        experiment = begin(file, swept, judged(swept, judge))
    begun = time.perf_counter()
    Runner(path, experiment.number, lambda _: crew_of(workers, run), judge, lambda _: None, queue.SimpleQueue()).run()
    seconds = time.perf_counter() - begun
    with ProjectFile.open(path, read_only=True) as file:
        done = sum(trial.status == "done" for trial in file.experiment(experiment.number).trials)
    say("runner", workers=workers, runs=len(experiment.trials), done=done, ms_to_begin=(begun - start) / runs * 1e3,
        ms_a_run=seconds / runs * 1e3)  # fmt: skip


def say(part: str, **figures: object) -> None:
    shown = {name: round(value, 2) if isinstance(value, float) else value for name, value in figures.items()}
    print(json.dumps({"part": part, **shown}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = run_file(folder)
        crew(given.workers, given.runs, run)
        runner(given.workers, given.runs, run, folder)


if __name__ == "__main__":
    main()
