"""Whether the window is at work: what computes beside it in Python lets it finish first.

Python's lock goes from one thread to the other with each of Qt's calls. Beside a thread that computes, a page took
twice the processor's time, and four times as long, as alone.
"""

import os
import sys
import threading
import time
from pathlib import Path

from cnnstudio.data.watch import NOBODY

_LOOK_S, _LONGEST_S = 0.002, 0.1
"""How often it is looked, and how long at most: a window that always has something to do must not stop all else."""


class Attention:
    """Looks at the thread that it is made on, the window's; where the system does not tell, nobody waits."""

    def __init__(self) -> None:
        path = Path(f"/proc/self/task/{threading.get_native_id()}/stat")
        self._file = os.open(path, os.O_RDONLY) if sys.platform == "linux" and path.exists() else None

    @property
    def is_at_work(self) -> bool:
        """Whether the thread computes, or would if it had a processor."""
        if self._file is None:
            return False
        told = os.pread(self._file, 200, 0)  # the number, the name in brackets, and a letter
        return told[told.rindex(b")") + 2 :].startswith(b"R")

    def give_way(self) -> None:
        """Waits until the window has done what it is at; for whoever computes for long on another thread."""
        NOBODY.give_way()
        until = time.monotonic() + _LONGEST_S
        while self.is_at_work and time.monotonic() < until:
            time.sleep(_LOOK_S)
