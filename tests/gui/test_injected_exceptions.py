"""A short piece of what ``tests/benchmarks/slots.py`` does for all slots: some of them raise, and nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path

_SCRIPT = Path(__file__).parents[1] / "benchmarks" / "slots.py"
_ACTS, _MOST, _LEAST = 5, 10, 5


def test_that_mistakes_where_qt_calls_the_program_are_told_and_lose_nothing(tmp_path: Path) -> None:
    """In a process of its own, since ``connect`` is watched there and a mistake might end it."""
    limits = ["--acts", str(_ACTS), "--most", str(_MOST), "--without-making"]
    command = [sys.executable, str(_SCRIPT), *limits]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (found["wrong"], found["ended"]) == ({}, [])
    assert done.returncode == 0
    assert found["injected"]["all"] + found["broken for good"] >= _LEAST
