"""The files a student writes and reads in a lab: the report, and weights that come back."""

import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from PySide6.QtGui import QAction

from cnnstudio.gui.widgets import file_dialogs
from tests.benchmarks.labs_student import Student


def write(student: Student, path: Path) -> int:
    """The report behind the last button of the lab, as HTML; bytes of the file."""
    path.unlink(missing_ok=True)
    student.click("lab.next")
    student.there("lab.report")
    with patch("cnnstudio.gui.labs.report_dialog.ask_where", return_value=path):
        student.click("lab.report.html")
    student.until(path.exists, "the report", 60)
    return path.stat().st_size


def load_weights(student: Student, path: Path) -> None:
    """Weights of the first run in the window, written by the command line and loaded by the menu."""
    window, runs = student.window, len(student.window.document.runs)
    window.document.write_now()
    command = ["export", str(window.document.path), "--run", "1", "--to", "weights", "-o", str(path)]
    subprocess.run([sys.executable, "-m", "cnnstudio", *command], check=True, capture_output=True)
    action = next(each for each in window.findChildren(QAction) if each.text() == "Load weights…")
    with patch.object(file_dialogs, "open_name", return_value=(str(path), "")):
        action.trigger()
    student.until(lambda: len(window.document.runs) > runs, "the weights", 60)
