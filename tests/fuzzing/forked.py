"""The process that opens HDF5, forked from one that has imported what it needs: many times as many inputs an hour.

It runs the same code under the same limits. What is left out is Python's start, which the real one does every time.
"""

import contextlib
import os
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cnnstudio.files.saved import h5_child
from tests.fuzzing.deeds import Deeds

_CRASHED, _REFUSED = 1, 3


class Forked:
    """As much of ``subprocess.Popen`` as ``h5_reading`` asks for."""

    def __init__(self, path: Path, deeds: Deeds) -> None:
        (given, self._give), (answered, answer), (complained, complain) = os.pipe(), os.pipe(), os.pipe()
        sys.stdout.flush()
        with deeds.passed_over():
            self._number = os.fork()
        if not self._number:
            _run(path, given, answer, complain)
        for end in (given, answer, complain):
            os.close(end)
        self.stdin = os.fdopen(self._give, "wb", buffering=0)
        self.stdout, self.stderr = os.fdopen(answered, "rb"), os.fdopen(complained, "rb")
        self._ended: int | None = None

    def kill(self) -> None:
        """Ends it at once; one that has ended already stays as it is."""
        if self._ended is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._number, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit status; the number of a signal, below zero, where one ended it."""
        if self._ended is None:
            self._ended = os.waitstatus_to_exitcode(os.waitpid(self._number, 0)[1])
        return self._ended

    def __enter__(self) -> "Forked":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for end in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(OSError):
                end.close()
        self.wait()


def _run(path: Path, given: int, answer: int, complain: int) -> None:
    """What the child does; it never comes back."""
    status = _CRASHED
    try:
        os.setsid()
        for number, end in enumerate((given, answer, complain)):
            os.dup2(end, number)
        os.closerange(3, 256)
        status = _read(path, os.fdopen(0, "rb"), os.fdopen(1, "wb"))
    except BaseException:  # whatever it is, nothing of the parent's may go on in here
        traceback.print_exc()
    finally:
        os._exit(status)


def _read(path: Path, given: BinaryIO, answer: BinaryIO) -> int:
    """As the end of ``h5_child`` has it."""
    try:
        h5_child.main(str(path), given, answer)
        answer.flush()
    except h5_child.Refusal as refusal:
        os.write(2, ascii(str(refusal))[1:-1].encode("ascii"))
        return _REFUSED
    except MemoryError:
        os.write(2, b"need more memory than weights do")
        return _REFUSED
    return 0
