"""Spoiled networks end as one sort of error, or as the network that is in them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tf_keras", reason="the files of Keras 1 and 2 are written with tf_keras")

ROOT = Path(__file__).resolve().parents[3]


def ran(program, *arguments):
    """What one of the programs beside this file says in the end."""
    command = [sys.executable, "-m", f"tests.files.models.{program}", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("what", "count"), [("configs", 400), ("keras", 60), ("h5", 12)])
def test_that_what_is_spoiled_is_refused_or_read(what, count, written):
    report = ran("fuzzing", what, written, "0", str(count))
    assert report["other"] == []
    assert set(report["outcomes"]) <= {"read", "refused"}
    assert report["outcomes"]["refused"] >= count / 10
    assert report["rss_growth"] <= 64
    assert report["child_rss"] <= 200


def test_that_what_is_open_stays_as_it_is_bit_by_bit(written):
    report = ran("keeping", written, "0", "30")
    assert report["changed"] == []
    assert report["outcomes"]["refused"] >= 15
