"""The kernels for a lab's report, out of the weights of a run."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cnnstudio.files import lab_kernels


class File:
    """Stands for a project file: a small kernel that lies amid many numbers."""

    def __enter__(self) -> "File":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def weights(self, run: int) -> tuple[int, dict[str, Any]]:
        read = np.arange(10_000, dtype=np.float32)
        return 5, {"conv2d_1/bias": read[:2], "conv2d_1/kernel": read[2:20].reshape(3, 3, 1, 2)}


def test_that_kernels_hold_no_other_weights_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_kernels, "ProjectFile", SimpleNamespace(open=lambda path, read_only: File()))
    found = lab_kernels.kernels_of(Path("a"), SimpleNamespace(number=3, name="Run 3"))
    assert found.title == "conv2d_1 of Run 3, after epoch 5"
    assert found.values.ravel().tolist() == list(range(2, 20))
    assert found.values.base is None
