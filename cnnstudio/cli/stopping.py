"""Ctrl+C, SIGTERM as clusters send it, and SIGHUP as a closed terminal does: the first one ends the work in order."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
BROKEN_OFF = 130
"""The exit code of what did not come to its end because of a signal."""


@contextmanager
def stopped_by_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Within it the first signal calls ``stop``, and the second one, of whichever kind, ends the process at once.

    Then nothing more is said and the exit code is 130. A file that is written to loses nothing by it: every change is
    one transaction. An exception instead could come up inside of TensorFlow, where nobody would see it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = False

    def received(number: int, frame: FrameType | None) -> None:
        nonlocal came
        if came:
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, b"cnnstudio: broken off\n")
            os._exit(BROKEN_OFF)
        came = True
        stop()

    # What is ignored stays so: "nohup" means it.
    before = {each: found for each in _signals() if (found := signal.getsignal(each)) is not signal.SIG_IGN}
    for each in before:
        signal.signal(each, received)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _signals() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]  # Windows has no SIGHUP
