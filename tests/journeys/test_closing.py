"""The program as a process: what is left when its window is closed at a bad moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.core.presets import preset
from cnnstudio.files.project_file import ProjectFile
from tests.benchmarks.closing import DRIVER, MOMENTS, close_once

pytestmark = pytest.mark.journey

_EVERY_PAGE = """
import sys
from PySide6.QtWidgets import QApplication
from cnnstudio.core.presets import preset
from cnnstudio.gui.app import open_window

def main():
    application = QApplication(sys.argv)
    window = open_window()
    window.pages.all_made.connect(application.quit)
    window.new_project(preset("one-layer").project, "One layer")
    application.exec()
    window.close()

main()
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_that_the_process_ends_soundly_whenever_the_window_is_closed(moment: str) -> None:
    assert close_once(moment) > 0  # raises where the process crashed, hung, or never came to that moment


def test_that_a_project_file_opens_after_the_window_was_closed_in_training(tmp_path: Path) -> None:
    lenet = preset("lenet")
    assert lenet is not None
    path = tmp_path / "kept.cnnstudio"
    ProjectFile.create(path, lenet.project).close()
    subprocess.run([sys.executable, "-c", DRIVER, "training", str(path)], env=os.environ, check=True, timeout=120)
    with ProjectFile.open(path) as file:
        (run,) = file.runs()
    assert (run.status, [epoch.number for epoch in run.epochs]) == ("stopped", [1])


def test_that_python_ends_soundly_after_a_window_with_every_page() -> None:
    # Nothing here ends the process early, as the program itself does: every widget is destroyed by Python and Qt.
    subprocess.run([sys.executable, "-c", _EVERY_PAGE], env=os.environ, check=True, timeout=120)
