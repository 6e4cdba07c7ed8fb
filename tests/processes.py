"""Processes that a test starts and waits for, but never for ever."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import AnyStr

PATIENCE = 120.0
"""Seconds; the machine may be busy."""


@contextmanager
def bounded(process: subprocess.Popen[AnyStr], seconds: float = PATIENCE) -> Iterator[subprocess.Popen[AnyStr]]:
    """Kills the process at the end, and after so many seconds, so that who reads from it or waits for it gets on.

    Fails where it was too late.
    """
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        with process:
            try:
                yield process
            finally:
                process.kill()
    finally:
        timer.cancel()
        timer.join()
        assert not is_late.is_set(), f"{process.args} was killed, since it took longer than {seconds:.0f} seconds"
