"""What the window no longer needs goes back to the system, though smaller blocks that stay lie between."""

import subprocess
import sys

import pytest

_HELD_AND_LET_GO = """
import ctypes
import sys
import numpy as np
import psutil
from cnnstudio.gui.threads import heap

ctypes.CDLL(None).mallopt(-3, 32 * 1024 * 1024)  # where glibc's own threshold is after a while of use
if "give back" in sys.argv:
    heap.give_back()
kept, pictures = [], []
for _ in range(100):
    pictures.append(np.ones(1_000_000, np.uint8))
    kept.append(np.ones(65_000, np.uint8))
held = psutil.Process().memory_info().rss
pictures.clear()
print((held - psutil.Process().memory_info().rss) / 100e6)
"""


def share_given_back(*arguments: str) -> float:
    command = [sys.executable, "-c", _HELD_AND_LET_GO, *arguments]
    return float(subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="another C library")
def test_that_large_blocks_go_back_at_once() -> None:
    assert share_given_back("give back") > 0.95
    assert share_given_back() < 0.5
