"""Norms of weights and gradients in a project file: they come back, are copied, and files without them still open."""

import json
import math
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.files.project import run_blobs
from cnnstudio.files.project_file import ProjectFile, copy_run


def norms(epoch):
    return Norms(epoch, (LayerNorms("conv2d_1", 1.5, 1e-30 * epoch), LayerNorms("dense_1", 0.0, math.inf)), 32)


@pytest.fixture
def trained(file, begin, weights, figures):
    run = begin(file)
    for number in (1, 2, 3):
        file.add_epoch(run, figures(number), weights(number), state={}, norms=norms(number) if number > 1 else None)
    return run


def test_that_norms_come_back_epoch_by_epoch_where_they_were_kept(file, trained):
    assert file.norms(trained) == (norms(2), norms(3))
    assert file.norms(9) == ()


def test_that_a_copied_run_has_its_norms(file, trained, path, tmp_path, project):
    other = tmp_path / "other.cnnstudio"
    ProjectFile.create(other, project).close()
    copy_run(path, other, trained)
    with ProjectFile.open(other) as copy:
        assert copy.norms(trained) == file.norms(trained)


def test_that_norms_of_epochs_that_are_trained_anew_go(file, trained, project, weights, figures):
    file.add_epoch(trained, figures(4), weights(4), state={}, norms=norms(4))
    file.add_epoch(trained, figures(3), weights(3), state={}, going_on=project)
    assert file.norms(trained) == (norms(2),)
    anew = replace(norms(4), pictures=5)
    file.add_epoch(trained, figures(4), weights(4), state={}, norms=anew)
    assert file.norms(trained) == (norms(2), anew)
    file.delete_run(trained)
    assert file.norms(trained) == ()


def test_that_damaged_norms_are_named(file, trained, path, refused):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE block SET data = x'7b7d' WHERE kind = 'norms' AND epoch = 2")
    assert "lengths of weights and gradients of epoch 2 of run 1" in refused(file.norms, trained)


def test_that_a_length_that_is_no_number_comes_back():
    found = run_blobs.unpack_norms(1, run_blobs.pack_norms(Norms(1, (LayerNorms("a", 1, math.nan),), 4)))
    assert math.isnan(found.layers[0].gradients)
    assert type(found.layers[0].weights) is float


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": 4},
        {"pictures": -1},
        {"layers": {}},
        {"layers": [{"layer": 1, "weights": 1.0, "gradients": 1.0}]},
        {"layers": [{"layer": "a", "weights": -1.0, "gradients": 1.0}]},
        {"layers": [{"layer": "a", "weights": 1.0, "gradients": True}]},
        {"layers": [{"layer": "a", "weights": "1", "gradients": 1.0}]},
        {"layers": [{"layer": "a", "weights": 2**60, "gradients": 1.0}]},
        {"layers": [{"layer": "a", "weights": 1.0}]},
        {"more": 1},
    ],
)
def test_that_norms_that_nobody_packed_are_refused(change):
    plain = {**json.loads(run_blobs.pack_norms(norms(3))), **change}
    with pytest.raises(ValueError):
        run_blobs.unpack_norms(3, json.dumps(plain).encode())
