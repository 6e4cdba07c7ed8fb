"""Schedulers, workers and crews for tests, each gone with its context."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.sweeping.crew import Crew, Failed, Job, Told, Trained
from cnnstudio.sweeping.security import Tls

ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0
_Kind = TypeVar("_Kind")


def project(seed: int = 7, *, preset: str = "dense", subset: int = 200, epochs: int = 1) -> Project:
    made = next(each.project for each in PRESETS if each.name == preset)
    plan = replace(made.plan, seed=seed, epochs=epochs, batch_size=50)
    return replace(made, plan=plan, data=replace(made.data, subset=subset))


def jobs(count: int, name: Callable[[int], str] = lambda number: f"Run {number}") -> list[Job]:
    return [Job(number, project(seed=number), name(number)) for number in range(1, count + 1)]


def until(crew: Crew, kind: type[_Kind], wanted: Callable[[_Kind], bool] = lambda told: True) -> _Kind:
    """What is told first of that kind."""
    return listened(crew, lambda told: isinstance(told, kind) and wanted(told))[-1]  # type: ignore[return-value]


def ends(crew: Crew, count: int) -> list[Told]:
    """Everything told until so many jobs are over."""
    left = count

    def is_last(told: Told) -> bool:
        nonlocal left
        left -= isinstance(told, Trained | Failed)
        return not left

    return listened(crew, is_last)


def listened(crew: Crew, is_last: Callable[[Told], bool]) -> list[Told]:
    heard: list[Told] = []
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        told = crew.told(0.2)
        if told is not None:
            heard.append(told)
            if is_last(told):
                return heard
    raise AssertionError(f"too late; told until now: {heard}")


def come(path: Path) -> str:
    """What a file says, once it is there."""
    deadline = time.monotonic() + _PATIENCE
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} does not come"
        time.sleep(0.02)
    return path.read_text()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def certificates(folder: Path) -> Tls:
    """Of the whole cluster, as Dask makes them for one in memory."""
    from distributed import Security

    made = Security.temporary()
    folder.mkdir()
    tls = Tls(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    tls.ca.write_text(made.tls_ca_file)
    tls.cert.write_text(made.tls_client_cert)
    assert tls.key is not None
    tls.key.write_text(made.tls_client_key)
    return tls


@contextmanager
def scheduler(port: int, tls: Tls) -> Iterator[subprocess.Popen[bytes]]:
    files = ("--tls-ca-file", tls.ca, "--tls-cert", tls.cert, "--tls-key", tls.key)
    address = ("--host", f"tls://127.0.0.1:{port}", "--dashboard-address", "127.0.0.1:0", "--no-dashboard")
    with running("distributed.cli.dask_scheduler", *address, *files) as found:
        yield found


@contextmanager
def worker(address: str, tls: Tls, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Ours, as on another computer: with a folder of its own."""
    files = ("--tls-ca", tls.ca, "--tls-cert", tls.cert, "--tls-key", tls.key)
    with running("cnnstudio", "worker", address, *files, home=home) as found:
        yield found


@contextmanager
def running(module: str, *arguments: object, home: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    own = {} if home is None else {"CNNSTUDIO_HOME": str(home), "KERAS_HOME": str(home / "keras")}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **own}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=home or ROOT, env=environment, **quiet) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
