"""Loaded by the workers that we start: Ctrl+C in a terminal reaches them, too, and is meant for who started them."""

import signal
import threading
from typing import Any


def dask_setup(worker: Any) -> None:
    """Called by Dask in the worker's process."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
