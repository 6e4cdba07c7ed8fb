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
    *("core.runs", "core.training", "core.advising", "core.explain", "core.by_hand", "core.labs", "core.sweeps"),
    *("core.review", "gui.widgets", "gui.printing", "gui.answering", "gui.evaluation", "gui.data", "gui.stack"),
    *("gui.diagram", "gui.training", "gui.sweeps", "gui.viewer", "gui.pad", "gui.comparison", "gui.by_hand"),
    *("gui.review", "gui.learn", "gui.labs", "gui.pretrained", "gui.guide"),
)
"""What pages and dialogs are made of, each after what it stands on, so that no step is long."""
_LIBRARIES = ("PySide6.QtOpenGLWidgets", "PySide6.QtTest", "cProfile", "pyqtgraph", "markdown_it")
"""Before pyqtgraph what it imports that takes longest."""
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
    for module in (QtCore, QtGui, QtWidgets):
        yield from _classes(module)
    for library in _LIBRARIES:
        importlib.import_module(library)
        yield
    for folder in _FOLDERS:
        package = importlib.import_module(f"cnnstudio.{folder}")
        names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
        # A page stands on the folders below it.
        for name in sorted(names, key=lambda name: (-name.count("."), name.endswith(".page"), name)):
            importlib.import_module(name)
            yield


def _classes(library: ModuleType) -> Iterator[None]:
    """Has PySide make all classes of a library, as pyqtgraph asks for them: a third of a second in one piece."""
    for number, name in enumerate(dir(library), 1):
        getattr(library, name)
        if number % _CLASSES == 0:
            yield
