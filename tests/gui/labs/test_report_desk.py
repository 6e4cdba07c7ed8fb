"""What a report tells of a project is taken out of its file once, and holds no more of it than it shows."""

import numpy as np
import pytest

from cnnstudio.core.labs.report_kernels import Kernels
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.labs import report_desk
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def test_that_the_file_is_read_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Run] = []
    kernels = Kernels("conv2d_1 of Run 1", np.ones((3, 3, 1, 2), np.float32))
    monkeypatch.setattr(report_desk, "run_of", lambda runs: desk.add_run())
    monkeypatch.setattr(report_desk, "kernels_of", lambda path, run: read.append(run) or kernels)
    make = report_desk.desk_maker(desk.document)
    assert make() is make()
    assert len(read) == 1
    assert make().kernels is kernels
