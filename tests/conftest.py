"""What every test stands on: no screen, no home of one's own, and nothing left behind."""

import atexit
import gc
import itertools
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is no test: a busy machine is not a defect.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A shell that runs the tests in the background has them ignore Ctrl+C, and every process that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["CNNSTUDIO_LANGUAGE"] = "en"  # whatever the language of this machine: what tests expect is English
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Set before anything of Keras is imported, since it reads KERAS_HOME once.
_HOME = Path(tempfile.mkdtemp(prefix="cnnstudio-tests-"))
_NUMBERS = itertools.count()
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["CNNSTUDIO_HOME"] = str(_HOME / "studio")
os.environ["KERAS_HOME"] = str(_HOME / "keras")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Lets the garbage collector be while tests are collected, and then what was imported: all of it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings, unnamed projects and Keras's cache of a test go to its own folder, made where one is written.

    It is no ``tmp_path``, since of fifteen thousand tests most write nothing.
    """
    home = _HOME / f"of-test-{next(_NUMBERS)}"
    monkeypatch.setenv("CNNSTUDIO_HOME", str(home / "studio"))
    monkeypatch.setenv("KERAS_HOME", str(home / "keras"))
    yield
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread running or a top-level widget alive."""
    threads, widgets = set(threading.enumerate()), set(_widgets())
    yield
    left = [thread for thread in threading.enumerate() if thread not in threads and not thread.daemon]
    deadline = time.monotonic() + 5
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"
    assert not (remaining := _remaining_widgets(widgets)), f"top-level widgets left behind: {remaining}"


def _widgets() -> dict[int, str]:
    """The top-level widgets nobody owns, by identity; none when Qt was never started."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    if QApplication.instance() is None:
        return {}
    return {
        getCppPointer(widget)[0]: f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None
    }


def _remaining_widgets(before: set[int]) -> list[str]:
    """What is there now and was not before, after Qt and Python have cleared away what they may."""
    if not (left := set(_widgets()) - before):
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    now = _widgets()
    return [now[pointer] for pointer in left if pointer in now]
