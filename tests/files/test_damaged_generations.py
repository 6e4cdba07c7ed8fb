"""However the newest state of a run is damaged on the disk, the run goes on from the one before, bit for bit."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import ProjectFile

CASES = 40
SIDE = 48


def numbers(epoch: int) -> np.ndarray:
    """Some pages of them, and none twice in the file."""
    return np.random.default_rng(epoch).standard_normal((SIDE, SIDE), np.float32)


@pytest.fixture
def trained(path: Path, file: ProjectFile, begin: Callable[..., int]) -> int:
    """Three epochs, of which the two newest have a state."""
    run = begin(file)
    for epoch in (1, 2, 3):
        weights, state = {"conv2d_1/kernel": numbers(epoch)}, {"momentum": numbers(10 + epoch)}
        file.add_epoch(run, Epoch(epoch, 0.5, 0.75, 1.0, 0.25, 1.0), weights, state=state)
    file.close()
    return run


def test_that_bits_that_turned_on_the_disk_are_noticed_and_the_epoch_before_is_taken(path: Path, trained: int) -> None:
    whole = path.read_bytes()
    for case in range(CASES):
        chance = random.Random(case)
        array = chance.choice([numbers(3), numbers(13)]).tobytes()
        piece = chance.randrange(0, len(array) - 16, 4)
        place = whole.find(array[piece : piece + 16])
        if place < 0:  # over the border of two pages
            continue
        spoilt = bytearray(whole)
        spoilt[place + chance.randrange(16)] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        assert_falls_back(path, trained, case)


SPOILING = {
    "cut": "UPDATE {table} SET data = substr(data, 1, length(data) - {count}) WHERE {which}",
    "empty": "UPDATE {table} SET data = zeroblob(0) WHERE {which}",
    "zeros": "UPDATE {table} SET data = zeroblob(length(data)) WHERE {which}",
    "longer": "UPDATE {table} SET data = zeroblob(length(data) + {count}) WHERE {which}",
    "gone": "DELETE FROM {table} WHERE {which}",
    "of the epoch before": (
        "UPDATE {table} SET data = (SELECT data FROM {table} AS old WHERE old.epoch = 2 {kind}) WHERE {which}"
    ),
    "another sum": "UPDATE {table} SET sha256 = randomblob(32) WHERE {which}",
}


@pytest.mark.parametrize("spoilt", SPOILING)
@pytest.mark.parametrize("table", ["weights", "block"])
def test_that_whatever_stands_in_the_place_of_the_newest_the_epoch_before_is_taken(
    path: Path, trained: int, tmp_path: Path, table: str, spoilt: str
) -> None:
    kind = "" if table == "weights" else "AND kind = 'state'"
    for case in range(3):
        copy = tmp_path / f"{case}.cnnstudio"
        shutil.copy(path, copy)
        count = random.Random(case).randrange(1, 4 * SIDE * SIDE)
        command = SPOILING[spoilt].format(table=table, which=f"epoch = 3 {kind}", kind=kind, count=count)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            assert connection.execute(command).rowcount == 1
        assert_falls_back(copy, trained, case)


def assert_falls_back(path: Path, run: int, case: int) -> None:
    with ProjectFile.open(path, read_only=True) as file:
        epoch, weights, state = file.state(run)
    assert epoch == 2, case
    assert weights["conv2d_1/kernel"].tobytes() == numbers(2).tobytes(), case
    assert state["momentum"].tobytes() == numbers(12).tobytes(), case
