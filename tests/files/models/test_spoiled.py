"""Spoiled networks end as one sort of error, or as the network that is in them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files.models.seeds import seeds

pytest.importorskip("tf_keras", reason="the files of Keras 1 and 2 are written with tf_keras")

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The good files."""
    folder = tmp_path_factory.mktemp("seeds")
    seeds(folder)
    return folder


@pytest.mark.parametrize(("what", "count"), [("configs", 3000), ("keras", 300), ("h5", 60)])
def test_that_what_is_spoiled_is_refused_or_read(what, count, folder):
    command = [sys.executable, "-m", "tests.files.models.fuzzing", what, folder, "0", str(count)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["other"] == []
    assert set(report["outcomes"]) <= {"read", "refused"}
    assert report["outcomes"]["refused"] >= count / 10
    assert report["rss_growth"] <= 64
    assert report["child_rss"] <= 200
