"""What the first window does without is imported bit by bit, and on the window's own thread alone."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.threads import imports
from tests.gui.fakes import FakeBridge

_LONG = 60_000
_IMPORTED = """
import sys
from PySide6.QtWidgets import QApplication
from cnnstudio.gui.threads import imports
application = QApplication(["test", "-platform", "offscreen"])
names = ("data", "stack", "training", "sweeps", "viewer", "pad", "comparison", "learn")
pages = [f"cnnstudio.gui.{name}.page" for name in names]
assert not {"pyqtgraph", *pages} & set(sys.modules)
assert sum(1 for _ in imports.in_turns()) > 10
assert {"pyqtgraph", *pages} <= set(sys.modules)
"""


def test_that_all_that_pages_need_is_imported_in_many_steps() -> None:
    subprocess.run([sys.executable, "-c", _IMPORTED], check=True, timeout=120)


def test_that_a_window_that_starts_imports_on_its_own_thread_before_it_makes_pages(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bool]] = []
    windows: list[MainWindow] = []

    def steps() -> Iterator[None]:
        for _ in range(3):
            is_own = threading.current_thread() is threading.main_thread()
            seen.append((is_own, windows[0].pages.is_made("data")))
            yield

    monkeypatch.setattr(imports, "in_turns", steps)
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    windows.append(window)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.pages.all_made, timeout=_LONG):
        window.start_up()
    assert seen == [(True, False)] * 3
    window.close()


_UNREAD = """
import inspect
import cnnstudio.gui
from PySide6.QtCore import QObject

def refused(module):
    raise AssertionError(f"the source of {module} was read")

inspect.getsource = refused
import colorsys
from PySide6.support import feature
assert feature.pyside_feature_dict["colorsys"] == -1
assert QObject().objectName() == ""
"""


def test_that_no_source_is_read_while_modules_are_imported() -> None:
    subprocess.run([sys.executable, "-c", _UNREAD], check=True, timeout=120)
