"""The program as a process: what is left when its window is closed at a bad moment."""

from pathlib import Path

import pytest

from cnnstudio.files.project_file import ProjectFile
from tests.benchmarks.closing import MOMENTS, close_once

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("moment", MOMENTS)
def test_that_the_process_ends_soundly_whenever_the_window_is_closed(moment: str) -> None:
    assert close_once(moment) > 0  # raises where the process crashed, hung, or never came to that moment


def test_that_a_project_file_opens_after_the_window_was_closed_in_training(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    from cnnstudio.core.presets import preset
    from tests.benchmarks.closing import DRIVER

    lenet = preset("lenet")
    assert lenet is not None
    path = tmp_path / "kept.cnnstudio"
    ProjectFile.create(path, lenet.project).close()
    subprocess.run([sys.executable, "-c", DRIVER, "training", str(path)], env=os.environ, check=True, timeout=120)
    with ProjectFile.open(path) as file:
        (run,) = file.runs()
    assert (run.status, [epoch.number for epoch in run.epochs]) == ("stopped", [1])
