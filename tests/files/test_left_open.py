"""What a killed process had open is known at the next start, and what one that is there has open is let be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.paths import app_folder
from cnnstudio.files.left_open import OpenMark, left_open
from tests.core.runs_made import PROJECT
from tests.processes import bounded

ROOT = Path(__file__).parents[2]
OPENER = """
import sys
from pathlib import Path
from cnnstudio.files.left_open import OpenMark
from tests.core.runs_made import PROJECT
mark = OpenMark()
mark.tell(Path(sys.argv[1]))
mark.tell(Path(sys.argv[1]), PROJECT, {"lab": "1"})
print("told", flush=True)
sys.stdin.read()
"""


def killed(path):
    """Has a process open ``path``, and kills it; what is left while it is there."""
    command = [sys.executable, "-c", OPENER, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with bounded(subprocess.Popen(command, env=environment, **pipes)) as process:
        assert process.stdout.readline() == b"told\n"
        return left_open()


def test_that_what_a_killed_process_had_open_is_left_with_what_it_could_not_write(tmp_path):
    assert left_open() == ()
    assert killed(tmp_path / "é.cnnstudio") == ()
    (left,) = left_open()
    assert (left.path, left.project, left.notes) == (tmp_path / "é.cnnstudio", PROJECT, {"lab": "1"})
    assert left_open() == (left,), "looking decides nothing"
    left.forget()
    assert left_open() == ()
    assert os.listdir(app_folder() / "open") == []


def test_that_what_was_closed_leaves_nothing(tmp_path):
    mark = OpenMark()
    mark.tell(tmp_path / "a.cnnstudio")
    assert left_open() == ()
    mark.close()
    mark.close()
    assert left_open() == ()
    assert os.listdir(app_folder() / "open") == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"path":1}', b"\xff", b'{"path":"a","project":"x","notes":{}}']
)
def test_that_a_mark_that_cannot_be_read_is_removed(content):
    folder = app_folder() / "open"
    folder.mkdir(parents=True)
    (folder / "a.open").write_bytes(content)
    assert left_open() == ()
    assert not (folder / "a.open").exists()


def test_that_a_place_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CNNSTUDIO_HOME", str(tmp_path / "file"))
    mark = OpenMark()
    with pytest.raises(StudioError):
        mark.tell(tmp_path / "a.cnnstudio")
    mark.close()
    assert left_open() == ()
