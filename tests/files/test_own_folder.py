"""Folders that go with their process."""

import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.files.own_folder import OwnFolder

_KILLED = """
import os, signal, sys
from pathlib import Path
from cnnstudio.files.own_folder import OwnFolder
made = OwnFolder("sweep", Path(sys.argv[1]))
(made.path / "a run").write_text("half of it")
print(made.path.name, flush=True)
os._exit(9)
"""


def test_that_a_folder_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    with OwnFolder("sweep", tmp_path) as made:
        (made.path / "inner").mkdir()
        (made.path / "inner" / "a run").write_text("all of it")
        assert made.path.name.startswith("cnnstudio-sweep-")
    assert not list(tmp_path.iterdir())
    made.close()


def test_that_what_a_killed_process_left_goes_with_the_next_folder_and_no_other_does(tmp_path: Path) -> None:
    nobody_s = tmp_path / "cnnstudio-of-somebody"
    nobody_s.mkdir()
    with OwnFolder("worker", tmp_path) as other:
        left = subprocess.run(
            [sys.executable, "-c", _KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, check=False
        ).stdout.strip()
        assert (tmp_path / left / "a run").exists()
        assert other.path.exists()  # in use, and that process looked
        with OwnFolder("sweep", tmp_path) as made:
            assert not (tmp_path / left).exists()
            assert other.path.exists()
            assert made.path.exists()
    assert [each.name for each in tmp_path.iterdir()] == [nobody_s.name]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_that_a_link_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.mkdir()
    (tmp_path / "cnnstudio-sweep-0").symlink_to(target)
    (tmp_path / "cnnstudio-sweep-0.lock").touch()
    with OwnFolder("sweep", tmp_path):
        assert target.exists()
