"""The engine of a worker, in a process of its own that stays warm from job to job."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import cnnstudio

Plain = dict[str, Any]

_BETWEEN_LOOKS = 0.1
"""Seconds after which it is looked anew whether a training is to end; its news come at once."""

_ROOT = Path(cnnstudio.__file__).resolve().parents[1]


class EngineLost(Exception):
    """The engine's process has ended in the middle of a training, as one that needs too much memory does."""


class Engine:
    """Starts the process; it ends with this one, however this one does. Used on one thread at a time."""

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[Plain | None] = queue.SimpleQueue()
        self._child = _started()
        threading.Thread(target=self._listen, args=(self._child.stdout,), name="news of a job", daemon=True).start()

    @property
    def is_up(self) -> bool:
        return self._child.poll() is None

    def train(self, job: Plain, tell_epoch: Callable[[Plain], object], is_stopped: Callable[[], bool]) -> Plain:
        """What came of a job, as ``worker_child`` gives it; raises EngineLost."""
        self._send(job)
        stopping = False
        while True:
            if not stopping and is_stopped():
                stopping = True
                self._send({"stop": True})
            try:
                told = self._told.get(timeout=_BETWEEN_LOOKS)
            except queue.Empty:
                continue
            if told is None:
                raise EngineLost
            if "epoch" not in told:
                return told
            tell_epoch(told["epoch"])

    def close(self) -> None:
        """Ends the process."""
        self._child.kill()
        with self._child:
            pass  # waits for it, and lets go of its ends

    def _send(self, message: Plain) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(message).encode() + b"\n")
            self._child.stdin.flush()
        except OSError as error:
            raise EngineLost from error

    def _listen(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._told.put(json.loads(line))
        self._told.put(None)


def _started() -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", "cnnstudio.sweeping.worker_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # TensorFlow's, which says on each start what it was built with
        env={**os.environ, "PYTHONPATH": paths},
    )
