"""How urgent what the program does is to the system."""

import contextlib
import os
import sys
import threading

NICE = 10
"""By how much what computes beside a window steps back behind all else, as ``nice`` counts it."""


def step_process_back() -> None:
    """Gives this process a lower priority, and whatever it starts; where the system has such numbers."""
    if sys.platform != "win32":
        os.nice(NICE)


def step_thread_back() -> None:
    """Gives this thread, and every thread it will start, a lower priority, where threads have one of their own.

    Elsewhere than on Linux the whole process would be meant, the window included.
    """
    if sys.platform == "linux":
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
