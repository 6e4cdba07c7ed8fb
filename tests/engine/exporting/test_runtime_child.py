"""The process that tries what was exported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = Path(__file__).resolve().parents[3] / "cnnstudio" / "engine" / "exporting"

WAITING = "import runtime_child, time; runtime_child.end_with_parent(); print('waits', flush=True); time.sleep(600)"
STARTING = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
os._exit(9)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell that a process has lost its parent")
def test_that_it_does_not_outlive_the_engine_that_started_it() -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHILD)}
    command = [sys.executable, "-c", STARTING, WAITING]
    # Its error output is open for as long as either of them lives.
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (9, b"")
