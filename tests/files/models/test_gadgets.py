"""Nothing that Keras exports comes in through a file, and no known attack does anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.core.blocks import MERGES
from cnnstudio.core.layers import KINDS
from cnnstudio.core.layers.activations import ACTIVATIONS

keras = pytest.importorskip("keras")

ROOT = Path(__file__).resolve().parents[3]

OTHER_NAMES = {
    "AvgPool2D",
    "Convolution2D",
    "Convolution2DTranspose",
    "GlobalAvgPool2D",
    "GlobalMaxPool2D",
    "Identity",
    "MaxPool2D",
    "SeparableConvolution2D",
}
"""Kinds that Keras exports under a second name, and one that hands on what it gets and is left out."""

OTHER_ACTIVATIONS = {"swish", "hard_swish"}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What became of every gadget, and what the process did meanwhile."""
    folder = tmp_path_factory.mktemp("gadgets")
    layers = keras.layers
    stack = keras.Sequential(
        [keras.Input((6, 6, 1)), layers.Conv2D(2, 3, name="conv"), layers.Flatten(), layers.Dense(3)]
    )
    stack.save(folder / "good.keras")
    stack.save(folder / "good.h5")
    command = [sys.executable, "-m", "tests.files.models.auditing", folder, "50", "400", "3"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_that_every_exported_name_is_tried_in_three_positions(report):
    assert report["symbols"] >= 1129
    assert report["read"]["config"] == 2 * 3 * report["symbols"]
    assert report["read"][".keras"] >= 3 * report["symbols"] / 50
    assert report["read"][".h5"] >= 20


def test_that_reading_does_nothing_but_read(report):
    assert report["deeds"] == []
    assert not report["marked"]
    assert not report["keras_changed"]


def test_that_every_refusal_is_one_sort_of_error_in_few_words(report):
    assert report["other"] == []
    assert report["long"] == []


def test_that_only_kinds_and_activations_that_are_known_come_in(report):
    for line in report["accepted"]:
        position, symbol, _, kinds = line.split()
        name = symbol.rpartition(".")[2]
        allowed = {"layer": {*KINDS, *OTHER_NAMES}, "activation": {*ACTIVATIONS, *OTHER_ACTIVATIONS}, "lambda": set()}
        assert name in allowed[position], line
        assert set(kinds.split(",")) <= {*KINDS, *MERGES.values(), "Parallel", "Residual"}, line


def test_that_no_attack_is_taken_for_a_network(report):
    assert [line for line in report["accepted"] if not line.startswith(("layer ", "activation "))] == []
