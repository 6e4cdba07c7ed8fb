"""One window at a time may write to a project."""

import os
import subprocess
import sys
from pathlib import Path

from cnnstudio.files.project.lock import ProjectLock

HOLDER = """
import sys
from cnnstudio.files.project.lock import ProjectLock
held = ProjectLock(sys.argv[1])
print(held.acquire(), flush=True)
sys.stdin.read()
"""


def holder(path):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )


def test_that_a_second_holder_is_refused_until_the_first_releases(tmp_path):
    path = tmp_path / "a.cnnstudio"
    first, second, other = ProjectLock(path), ProjectLock(path), ProjectLock(tmp_path / "b.cnnstudio")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert other.acquire()
    first.release()
    assert second.acquire()
    second.release()
    second.release()
    other.release()


def test_that_the_lock_of_a_killed_process_is_free_and_a_link_is_the_same_file(tmp_path):
    path, link = tmp_path / "a.cnnstudio", tmp_path / "link"
    path.write_text("")
    link.symlink_to(path)
    with holder(path) as process:
        assert process.stdout.readline() == b"True\n"
        lock = ProjectLock(link)
        assert not lock.acquire()
        process.kill()
        process.wait()
        assert lock.acquire()
        lock.release()
    assert sorted(os.listdir(tmp_path)) == ["a.cnnstudio", "link"]


def test_that_a_lock_that_cannot_be_made_is_said(tmp_path, monkeypatch, refused):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CNNSTUDIO_HOME", str(tmp_path / "file"))
    refused(ProjectLock(tmp_path / "a.cnnstudio").acquire)
