"""Workers of Dask train as one does by hand, and nothing that was told is lost with any of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.crew import Began, Crew, Failed, Hands, HasEpoch, Job, Lost, Trained
from cnnstudio.sweeping.here import Here
from cnnstudio.sweeping.joined_cluster import Joined
from cnnstudio.sweeping.local_cluster import ThisMachine
from cnnstudio.sweeping.on_dask import OnDask
from tests.processes import bounded
from tests.sweeping.dask_parts import ROOT, certificates, come, ends, free_port, jobs, project, scheduler, until, worker
from tests.sweeping.dask_stand_in import STAND_IN

ENGINE = "cnnstudio.sweeping.worker_child"


@pytest.fixture(scope="module", autouse=True)
def pool_of_dask() -> None:
    """Dask keeps a thread for as long as the process lives, from the first time that it needs one."""
    from distributed.utils import _offload_executor

    _offload_executor.submit(int).result()


@pytest.fixture(scope="module")
def real() -> Iterator[OnDask]:
    """Two workers on this machine that train; TensorFlow starts once in each."""
    with closing(OnDask(ThisMachine(2))) as crew:
        yield crew


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Joined, Path]]:
    """A cluster that others run, with one worker that trains, and the folder of that."""
    port, tls = free_port(), certificates(tmp_path_factory.mktemp("tls") / "own")
    address, home = f"tls://127.0.0.1:{port}", tmp_path_factory.mktemp("home")
    with scheduler(port, tls), worker(address, tls, home):
        yield Joined(address, tls), home


@pytest.fixture
def two() -> Iterator[OnDask]:
    """Two workers on this machine that do not really train."""
    with closing(OnDask(ThisMachine(2), work=STAND_IN)) as crew:
        yield crew


def engines() -> list[psutil.Process]:
    """The processes in which the workers of this one train."""
    return [each for each in psutil.Process().children(recursive=True) if each.cmdline()[-1:] == [ENGINE]]


def weights(told: Trained) -> str:
    with ProjectFile.open(told.file) as file:
        return digest_of(file.weights(told.run)[1].values())


def trained(crew: Crew, wanted: list[Job]) -> dict[int, str]:
    """The digests of the weights by the numbers of the trials."""
    for job in wanted:
        crew.begin(job)
    heard = ends(crew, len(wanted))
    assert not [told for told in heard if isinstance(told, Failed)]
    return {told.trial: weights(told) for told in heard if isinstance(told, Trained)}


@pytest.mark.slow
def test_that_two_workers_here_train_to_the_same_bits_as_one_run_after_the_other(real: OnDask) -> None:
    wanted = [Job(number, project(seed=number, preset="lenet"), f"Run {number}") for number in (1, 2, 3)]
    there = trained(real, wanted)
    with closing(Here()) as crew:
        assert trained(crew, wanted) == there


def test_that_a_job_is_told_from_its_beginning_to_its_end(two: OnDask) -> None:
    assert two.where == "2 workers on this machine"
    until(two, Hands, lambda told: told == Hands(2))
    two.begin(jobs(1)[0])
    began, epoch, over = ends(two, 1)
    assert isinstance(began, Began)
    assert not began.again
    assert isinstance(epoch, HasEpoch)
    assert (epoch.epoch.number, epoch.epoch.val_accuracy) == (1, 0.5)
    assert isinstance(over, Trained)
    with ProjectFile.open(over.file) as file:
        assert file.run(over.run).name == "Run 1"


def test_that_a_killed_worker_loses_only_what_it_was_at(two: OnDask, tmp_path: Path) -> None:
    gates = [tmp_path / f"{number}.gate" for number in range(1, 7)]
    for gate in gates[2:]:
        gate.touch()
    for job in jobs(6, lambda number: str(gates[number - 1])):
        two.begin(job)
    killed = int(come(gates[0].with_suffix(".pid")))
    until(two, Began, lambda told: told.trial == 1)  # only what is known to have begun is told as lost
    os.kill(killed, signal.SIGKILL)
    for gate in gates[:2]:
        gate.touch()
    heard = ends(two, 6)
    assert sorted(told.trial for told in heard if isinstance(told, Trained)) == [1, 2, 3, 4, 5, 6]
    assert [told.trial for told in heard if isinstance(told, Lost)] == [1]
    assert [told.trial for told in heard if isinstance(told, Began) and told.again] == [1]
    assert [told for told in heard if isinstance(told, Hands) and told.text.startswith("Trial 1 was lost")]


def test_that_a_job_with_which_three_workers_are_lost_has_failed(tmp_path: Path) -> None:
    gate = tmp_path / "never.gate"
    with closing(OnDask(ThisMachine(1), work=STAND_IN)) as crew:
        crew.begin(jobs(1, lambda number: str(gate))[0])
        for _ in range(3):
            killed = int(come(gate.with_suffix(".pid")))
            gate.with_suffix(".pid").unlink()
            os.kill(killed, signal.SIGKILL)
        assert until(crew, Failed).reason.startswith("It was lost 3 times while it was trained. Worker ")


def test_that_jobs_that_wait_are_stopped_at_once(two: OnDask, tmp_path: Path) -> None:
    gate = tmp_path / "1.gate"
    for job in jobs(3, lambda number: str(gate)):
        two.begin(job)
    until(two, Began)
    two.stop(3)
    assert until(two, Failed).trial == 3
    gate.touch()
    assert len([told for told in ends(two, 2) if isinstance(told, Trained)]) == 2


@pytest.mark.slow
def test_that_a_training_is_begun_again_where_its_engine_is_lost_and_stopped_after_the_batch_it_is_at(
    real: OnDask,
) -> None:
    real.begin(Job(1, project(epochs=10_000), "Long"))
    until(real, HasEpoch)
    for engine in engines():
        engine.kill()  # as the system does with what takes too much memory
    assert "was killed" in until(real, Lost).text
    assert until(real, Began).again
    until(real, HasEpoch)
    real.stop(1)
    over = until(real, Trained)
    with ProjectFile.open(over.file) as file:
        assert file.run(over.run).status == "stopped"


def test_that_workers_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    code = (
        "from cnnstudio.sweeping.local_cluster import ThisMachine\n"
        "from cnnstudio.sweeping.on_dask import OnDask\n"
        "from tests.sweeping.dask_stand_in import STAND_IN\n"
        "if __name__ == '__main__':\n"
        "    crew = OnDask(ThisMachine(2), work=STAND_IN)\n"
        "    while not (told := crew.told(60)) or told.count < 2: pass\n"
        "    print('up', flush=True)\n"
        "    crew.told(1000)\n"
    )
    script = tmp_path / "sweeps.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    with bounded(started) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"up\n"
        workers = psutil.Process(killed.pid).children(recursive=True)
        assert len(workers) >= 2
        killed.kill()
        _, alive = psutil.wait_procs(workers, 20)
    assert not alive


# A cluster that others run


def test_that_a_killed_scheduler_loses_nothing_that_was_told_and_the_rest_is_trained(tmp_path: Path) -> None:
    port, tls = free_port(), certificates(tmp_path / "tls")
    address, gates = f"tls://127.0.0.1:{port}", [tmp_path / f"{number}.gate" for number in (1, 2, 3)]
    gates[0].touch()
    with (
        worker(address, tls, _made(tmp_path / "one")),
        closing(OnDask(Joined(address, tls), work=STAND_IN)) as crew,
    ):
        for job in jobs(3, lambda number: str(gates[number - 1])):
            crew.begin(job)
        with scheduler(port, tls) as killed:
            first = until(crew, Trained)
            until(crew, Began, lambda told: told.trial == 2)
            killed.kill()
            assert until(crew, Lost).trial == 2  # so that nobody takes it for under way
            none = until(crew, Hands, lambda told: not told.count)
        assert none.text.startswith(f"{address} cannot be reached")
        for gate in gates[1:]:
            gate.touch()
        with scheduler(port, tls):
            rest = [told.trial for told in ends(crew, 2) if isinstance(told, Trained)]
    assert first.trial == 1
    assert sorted(rest) == [2, 3]


def test_that_a_worker_that_joins_later_is_used(tmp_path: Path) -> None:
    port, tls = free_port(), certificates(tmp_path / "tls")
    address = f"tls://127.0.0.1:{port}"
    with scheduler(port, tls), closing(OnDask(Joined(address, tls), work=STAND_IN)) as crew:
        assert "no workers" in until(crew, Hands, lambda told: "no workers" in told.text).text
        crew.begin(jobs(1)[0])
        with worker(address, tls, _made(tmp_path / "one")):
            assert until(crew, Trained).trial == 1


@pytest.mark.slow
def test_that_pictures_travel_once_and_give_the_figures_they_give_here(
    tmp_path: Path, lab: tuple[Joined, Path]
) -> None:

    data = library.load(DataRecipe("mnist-10k"))
    file = tmp_path / "own.npz"
    np.savez(
        file,
        x_train=data.x_train[:300, ..., 0],
        y_train=data.y_train[:300],
        x_test=data.x_test[:50, ..., 0],
        y_test=data.y_test[:50],
    )
    given = [replace(job, project=replace(job.project, data=DataRecipe("file", str(file)))) for job in jobs(2)]
    with closing(Here()) as crew:
        here = trained(crew, given)
    cluster, home = lab
    with closing(OnDask(cluster)) as crew:
        crew.begin(given[0])
        first = until(crew, Trained)
        file.rename(tmp_path / "elsewhere.npz")
        (sent,) = (home / "cache" / "sent").iterdir()
        before = sent.stat().st_ino
        crew.begin(given[1])
        second = until(crew, Trained)
        assert sent.stat().st_ino == before
        assert {1: weights(first), 2: weights(second)} == here


@pytest.mark.slow
def test_that_a_worker_ends_what_nobody_waits_for_any_more(lab: tuple[Joined, Path]) -> None:
    with closing(OnDask(lab[0])) as gone:
        gone.begin(Job(1, project(epochs=10_000), "Long"))
        until(gone, HasEpoch)
    with closing(OnDask(lab[0])) as crew:
        crew.begin(jobs(1)[0])
        assert isinstance(until(crew, Trained), Trained)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
