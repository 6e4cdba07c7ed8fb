"""What becomes of commands whose output nobody can take."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("arguments", [("presets",), ("presets", "--json"), ("data", "mnist-10k")])
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["at the end", "at once"])
def test_that_a_full_disk_behind_the_output_is_said_in_one_line(arguments: tuple[str, ...], unbuffered: str) -> None:
    command = [sys.executable, "-m", "cnnstudio", *arguments]
    with FULL.open("w") as full:
        done = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    line = "cnnstudio: The output could not be written: No space left on device."
    assert (done.returncode, done.stderr) == (2, f"{line} Free some space, or choose another place.\n")
