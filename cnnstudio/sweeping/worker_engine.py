"""The engine of a worker, in a process of its own that stays warm from job to job."""

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import cnnstudio
from cnnstudio.core.language import tr
from cnnstudio.core.program import own_process
from cnnstudio.engine.failures import MAX_TEXT, plain

Plain = dict[str, Any]

_BETWEEN_LOOKS = 0.1
"""Seconds after which it is looked anew whether a training is to end; its news come at once."""

_ROOT = Path(cnnstudio.__file__).resolve().parents[1]

_ENDS_WITHIN = 5.0
"""Seconds in which a process that says nothing any more is gone."""


class EngineLost(Exception):
    """The engine's process has ended in the middle of a training; how, in a sentence."""


class Engine:
    """Starts the process; it ends with this one, however this one does. Used on one thread at a time."""

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[Plain | None] = queue.SimpleQueue()
        self._child = _started()
        self._last_line = ""
        self._listens = self._begun("news of a job", self._listen, self._child.stdout)
        self._reads = self._begun("words of an engine", self._read, self._child.stderr)

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
                raise EngineLost(self._how_it_ended())
            if "epoch" not in told:
                return told
            tell_epoch(told["epoch"])

    def close(self) -> None:
        """Ends the process."""
        self._child.kill()
        for thread in (self._listens, self._reads):
            thread.join(_ENDS_WITHIN)
        with suppress(BrokenPipeError), self._child:  # what was said to it and did not reach it
            pass  # waits for it, and lets go of its ends

    def _send(self, message: Plain) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(message).encode() + b"\n")
            self._child.stdin.flush()
        except OSError as error:
            raise EngineLost(self._how_it_ended()) from error

    @staticmethod
    def _begun(name: str, work: Callable[[IO[bytes]], None], stream: IO[bytes] | None) -> threading.Thread:
        thread = threading.Thread(target=work, args=(stream,), name=name, daemon=True)
        thread.start()
        return thread

    def _listen(self, stream: IO[bytes]) -> None:
        try:
            for line in stream:
                self._told.put(json.loads(line))
        except ValueError:  # it was killed in the middle of a line
            self._child.kill()
        finally:
            self._told.put(None)

    def _read(self, stream: IO[bytes]) -> None:
        """What TensorFlow says, which is of use where it is the last thing that was said."""
        for line in stream:
            self._last_line = plain(line.decode(errors="replace")).strip()[:MAX_TEXT] or self._last_line

    def _how_it_ended(self) -> str:
        """In a sentence; the process is gone afterwards, so that it does not count twice."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(_ENDS_WITHIN)
        self._reads.join(_ENDS_WITHIN)
        self.close()
        return how_it_ended(self._child.returncode, self._last_line)


def how_it_ended(code: int, last_line: str) -> str:
    """How the process of an engine ended that nobody had told to, in a sentence.

    Args:
        code: As ``Popen.returncode`` has it: below 0 the signal.
        last_line: Of what it said.
    """
    killed = getattr(signal, "SIGKILL", None)  # Windows has none
    if killed is not None and code == -killed:
        return tr("The process that trained it was killed, as the system does where memory runs out.")
    if code < 0:
        how = tr("The process that trained it ended by signal {number}.", number=-code)
    else:
        how = tr("The process that trained it ended with exit code {code}.", code=code)
    return f"{how} {last_line}".strip()


def _started() -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        own_process.module("cnnstudio.sweeping.worker_child"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
