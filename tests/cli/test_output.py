"""What becomes of commands whose output nobody can take."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")
ROOT = Path(__file__).parents[2]


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


@pytest.mark.skipif(os.name == "nt", reason="the shell of Windows closes no output")
def test_that_a_command_does_its_work_where_an_output_is_closed_or_its_reader_has_gone(tmp_path: Path) -> None:
    source = tmp_path / "net.py"
    source.write_text("from keras import Sequential, layers\nm = Sequential([layers.LSTM(3), layers.Dense(...)])\n")
    program = f"{shlex.quote(sys.executable)} -m cnnstudio"
    for name, command in {
        "closed": f"{program} new lenet -o closed.cnnstudio >&-",
        "both": f"{program} new lenet -o both.cnnstudio >&- 2>&-",
        "gone": f"{program} import net.py -o gone.cnnstudio 2> >(exit)",
    }.items():
        done = subprocess.run(
            ["bash", "-c", f"{command}; code=$?; wait; exit $code"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        assert (done.returncode, (tmp_path / f"{name}.cnnstudio").exists()) == (0, True), name
