"""Imports what the first window did not need, in small steps and on the window's own thread.

Not on another one: while Qt hands out events PySide looks classes up without holding Python (PYSIDE-803 in its
signalmanager.cpp), and an import that makes classes meanwhile takes the program down: 6 of 23 starts on a busy machine.
"""

import importlib
import pkgutil
import time
from collections.abc import Iterator
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

_FOLDERS = (
    *("gui.widgets", "gui.data", "gui.stack", "gui.diagram", "gui.training", "gui.evaluation", "gui.sweeps"),
    *("gui.viewer", "gui.pad", "gui.comparison", "gui.by_hand", "gui.review", "gui.learn"),
    *("core.by_hand", "core.labs", "gui.labs", "gui.pretrained", "gui.guide"),
)
"""What pages and dialogs are made of, each after what it stands on, so that no step is long."""
_CLASSES = 25
_TURN_S = 0.008


def in_turns() -> Iterator[None]:
    """Imports for a moment with each step; at its end everything that the pages need is there, pyqtgraph among it."""
    begun = time.perf_counter()
    for _ in _steps():
        if time.perf_counter() - begun > _TURN_S:
            yield
            begun = time.perf_counter()


def _steps() -> Iterator[None]:
    for library in (QtCore, QtGui, QtWidgets):
        yield from _classes(library)
    importlib.import_module("pyqtgraph")
    yield
    for folder in _FOLDERS:
        package = importlib.import_module(f"cnnstudio.{folder}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
            yield


def _classes(library: ModuleType) -> Iterator[None]:
    """Has PySide make all classes of a library, as pyqtgraph asks for them: a third of a second in one piece."""
    for number, name in enumerate(dir(library), 1):
        getattr(library, name)
        if number % _CLASSES == 0:
            yield
