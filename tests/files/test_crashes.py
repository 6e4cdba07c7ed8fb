"""A process that is killed, or a disk that is full, at any moment leaves a file with all that was finished."""

import os
import random
import select
import subprocess
import sys
from pathlib import Path

from cnnstudio.files.project_file import ProjectFile, save_as
from tests.faults.trials import later

ROOT = Path(__file__).parent.parent.parent

WRITER = """
import sys
import numpy as np
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import ProjectFile
with ProjectFile.open(sys.argv[1]) as file:
    run = int(sys.argv[2])
    number = len(file.run(run).epochs)
    while True:
        number += 1
        weights = {"conv2d_1/kernel": np.random.default_rng(number).standard_normal((64, 1024), np.float32)}
        state = {"iterations": np.int64(number), "momentum": weights["conv2d_1/kernel"]}
        batches = np.full((4, 3), number, np.float32)
        epoch = Epoch(number, 0, 0, 1000 - number % 5, 0, 0)
        file.add_epoch(run, epoch, weights, state=state, batches=batches)
        print(number, flush=True)
"""

SAVER = """
import sys
from cnnstudio.files.project_file import save_as
while True:
    save_as(sys.argv[1], sys.argv[2])
    print("saved", flush=True)
"""

LIMITED = """
import resource, sys
from cnnstudio.core.errors import StudioError
from cnnstudio.files.project_file import ProjectFile, save_as
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    save_as(sys.argv[1], sys.argv[2])
except StudioError as error:
    print(error)
else:
    print("saved")
"""


def started(script, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE, env=environment
    )


def killed_after(process, seconds):
    """What it had said when it was killed, ``seconds`` after its first line."""
    first = process.stdout.readline()
    select.select([], [], [], seconds)
    process.kill()
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return (first + rest).decode().split()


def expected(number):
    import numpy as np

    return np.random.default_rng(number).standard_normal((64, 1024), np.float32).tobytes()


def test_that_epochs_survive_a_kill_at_any_moment(file, begin, path):
    chance, run = random.Random(3), begin(file)
    file.close()
    for _ in range(20):
        said = killed_after(started(WRITER, path, run), chance.uniform(0, 0.05))
        with ProjectFile.open(path, read_only=chance.random() < 0.5) as again:
            found = again.run(run)
            # The kill may fall between the end of a transaction and the line that tells of it.
            assert len(found.epochs) - int(said[-1]) in (0, 1)
            assert [epoch.number for epoch in found.epochs] == list(range(1, len(found.epochs) + 1))
            for epoch in found.kept:
                assert again.weights(run, epoch)[1]["conv2d_1/kernel"].tobytes() == expected(epoch)
            assert len(found.kept) in (len(found.epochs), 3, 4)
            newest, _, state = again.state(run)
            assert (newest, state["iterations"]) == (len(found.epochs),) * 2
            assert state["momentum"].tobytes() == expected(newest)
            assert len(again.batches(run)) == len(found.epochs)
    with ProjectFile.open(path) as again:
        again.mark_interrupted()
    assert os.listdir(path.parent) == [path.name]


def test_that_save_as_survives_a_kill_and_its_leftovers_are_swept(file, begin, weights, figures, path, tmp_path):
    file.add_epoch(begin(file), figures(1), weights(1))
    target, chance = tmp_path / "target.cnnstudio", random.Random(5)
    for _ in range(10):
        killed_after(started(SAVER, path, target), chance.uniform(0, 0.03))
        with ProjectFile.open(target) as copy:
            assert copy.runs() == file.runs()
    later(tmp_path)
    save_as(path, target)
    assert sorted(os.listdir(tmp_path)) == ["here", "target.cnnstudio"]


def test_that_a_limit_on_the_size_of_files_keeps_the_old_target(file, begin, weights, figures, path, tmp_path):
    file.add_epoch(begin(file), figures(1), weights(1))
    target = tmp_path / "target.cnnstudio"
    for limit in (0, 4096, 10_000, path.stat().st_size - 4096):
        target.write_bytes(b"")
        process = started(LIMITED, path, target, limit)
        said = process.communicate()[0].decode()
        assert process.returncode == 0
        assert "disk is full" in said
        assert len(said.strip()) <= 200
        assert target.read_bytes() == b""
        assert sorted(os.listdir(tmp_path)) == ["here", "target.cnnstudio"]


def test_that_a_full_disk_keeps_every_finished_epoch_and_says_so(
    small_disk, project, begin, weights, figures, refused, tmp_path
):
    import numpy as np

    path = small_disk / "a.cnnstudio"
    with ProjectFile.create(path, project) as file:
        run = begin(file)
        file.add_epoch(run, figures(1), weights(1))
        large = {"a/b": np.zeros(400_000, np.float32)}
        text = refused(file.add_epoch, run, figures(2), large)
        assert "disk is full" in text or "disk refused" in text
        assert file.run(run).kept == (1,)
        file.add_epoch(run, figures(2), weights(2))
        assert file.run(run).kept == (1, 2)
    assert os.listdir(small_disk) == ["a.cnnstudio"]


def test_that_saving_on_a_full_disk_says_how_much_is_missing(small_disk, file, begin, weights, figures, refused, path):
    target = small_disk / "b.cnnstudio"
    save_as(path, target)
    old = target.read_bytes()
    (small_disk / "filler").write_bytes(b"x" * (1_000_000 - 2 * len(old)))
    import numpy as np

    file.add_epoch(begin(file), figures(1), {"a/b": np.zeros(200_000, np.float32)})
    text = refused(save_as, path, target)
    assert "disk is full (" in text
    assert "are missing" in text
    assert target.read_bytes() == old
    assert sorted(os.listdir(small_disk)) == ["b.cnnstudio", "filler"]
