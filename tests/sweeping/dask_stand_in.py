"""What workers do in tests in the place of a training: quick, and as long as the test wants."""

import os
import platform
import time
from pathlib import Path
from typing import Any

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import from_json
from cnnstudio.core.runs.run import Epoch
from cnnstudio.engine.versions import versions
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.worker import Work

FIGURES = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5, "seconds": 0.1}

_PATIENCE = 300.0
"""Seconds that a job lasts at most: longer than any test waits for it."""


def facts() -> dict[str, Any]:
    return {"host": platform.node(), "pid": os.getpid(), "versions": versions()}


def train(job: dict[str, Any]) -> dict[str, Any]:
    """Tells its beginning and an epoch, and ends once there is the file that the job is named after, if it is a path.

    Who does it is in a file beside, ``PATH.pid``.
    """
    from distributed import get_worker

    worker, key, gate = get_worker(), job["key"], Path(job["name"])
    worker.log_event(job["topic"], {"key": key, "began": True})
    worker.log_event(job["topic"], {"key": key, "epoch": {"number": 1, **FIGURES, "rate": None, "more": []}})
    if gate.is_absolute():
        _wait_for(gate)
    project = from_json(job["project"])
    file = Path(job["folder"] or ".") / f"{key}.cnnstudio"
    with ProjectFile.create(file, project) as made:
        facts_of = {"labels": ("a", "b"), "prepared": Prepared(), "started": "2026-01-02T03:04:05+00:00"}
        run = made.begin_run(project, name=job["name"], versions={}, **facts_of)
        made.add_epoch(run, Epoch(1, **FIGURES), {})
        made.end_run(run, "finished", None)
    found = {"run": run, "seconds": 0.1}
    if job["folder"]:
        return found | {"path": str(file)}
    content = file.read_bytes()
    file.unlink()
    return found | {"bytes": content}


def _wait_for(gate: Path) -> None:
    part = gate.with_suffix(".part")
    part.write_text(str(os.getpid()))
    os.replace(part, gate.with_suffix(".pid"))
    deadline = time.monotonic() + _PATIENCE
    while not gate.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{gate} does not come")
        time.sleep(0.02)


STAND_IN = Work(facts, train)
