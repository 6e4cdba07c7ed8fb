"""Small files that would cost gigabytes or freeze whoever opens them are refused, and cost little."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.files.models.bombs import bombs
from tests.files.models.packing import parts_of

keras = pytest.importorskip("keras")

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = ROOT.parent / "shared" / "data" / "tests" / "hostile"

MOST = 100
"""Megabytes, more than a good file costs."""


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    """What each file cost, in the order in which they were read; the good ones first."""
    folder = tmp_path_factory.mktemp("bombs")
    layers = keras.layers
    stack = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)])
    good = [folder / "good.keras", folder / "good.h5"]
    for path in good:
        stack.save(path)
    parts, h5 = parts_of(good[0]), good[1].read_bytes()
    files = list(good)
    for name, data in bombs(json.loads(parts["config.json"]), parts, h5):
        files.append(folder / name)
        files[-1].write_bytes(data)
    files += sorted(HOSTILE.glob("*.h5"))
    command = [sys.executable, "-m", "tests.files.models.costing", *map(str, files)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_that_the_good_ones_are_read(costs):
    assert [each["outcome"] for each in costs[:2]] == ["read", "read"], costs[:2]


def test_that_no_bomb_is_believed(costs):
    assert len(costs) > 25
    harmless = {"group-in-itself.keras", "group-in-itself.h5", "terabytes-beside.h5", "terabytes-beside.keras"}
    for each in costs[2:]:
        assert each["outcome"] == "refused" or each["file"] in harmless, each
        assert each["outcome"] in ("refused", "read"), each
        assert len(each["text"]) <= 200, each


def test_that_a_bomb_costs_little_memory(costs):
    start = costs[1]
    for before, each in pairwise(costs[1:]):
        assert each["children"] - start["children"] <= MOST or each["children"] == before["children"], each
        assert each["own"] - start["own"] <= MOST or each["own"] == before["own"], each


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the collection of hostile files is not here")
def test_that_files_that_crash_or_freeze_hdf5_are_refused(costs):
    last = [each for each in costs if each["file"].startswith("h5_")]
    assert len(last) >= 4
    assert {each["outcome"] for each in last} == {"refused"}, last
