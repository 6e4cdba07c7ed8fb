"""Whichever write is refused, and wherever the process dies in one, a project file is the old one or the new."""

import errno
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnstudio.files.project_file import ProjectFile, save_as
from tests.faults import kernel
from tests.faults.room import PAGE, most_taken, tried_with
from tests.faults.trials import Fault, Faults, is_whole_by

pytestmark = pytest.mark.skipif(bool(kernel.why_not()), reason=kernel.why_not())


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    with Faults(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.mark.parametrize("writing", ["edits", "training", "sweep", "save as over", "new file", "version 1"])
def test_that_a_refused_write_leaves_what_was_there_and_the_second_try_succeeds(faults: Faults, writing: str) -> None:
    states, calls = faults.states(writing), faults.tried(writing, Fault()).calls
    chance = random.Random(writing)
    for at in chance.sample(range(1, len(calls) + 1), 3):
        fault = Fault(at, chance.choice([errno.ENOSPC, errno.EIO, errno.EACCES]))
        again = not is_whole_by(calls, at)
        outcome = faults.tried(writing, fault, again=again)
        assert not faults.judge(states, outcome, whole=again), fault


@pytest.mark.parametrize("writing", ["edits", "training", "compacting", "save as new", "version 3"])
def test_that_a_disk_that_is_full_from_some_write_on_costs_nothing_that_was_written(
    faults: Faults, writing: str
) -> None:
    states, calls = faults.states(writing), faults.tried(writing, Fault()).calls
    for at in random.Random(writing).sample(range(1, len(calls) + 1), 3):
        outcome = faults.tried(writing, Fault(at, errno.ENOSPC, stays=True))
        assert not faults.judge(states, outcome, read_only=at % 2 == 0), at


@pytest.mark.parametrize("writing", ["edits", "going on", "save as over", "version 2"])
def test_that_a_process_killed_in_a_write_leaves_what_was_finished(faults: Faults, writing: str) -> None:
    states, calls = faults.states(writing), faults.tried(writing, Fault()).calls
    for at in random.Random(writing).sample(range(1, len(calls) + 1), 4):
        outcome = faults.tried(writing, Fault(at))
        assert outcome.was_killed
        assert not faults.judge(states, outcome, read_only=at % 2 == 0), at


@pytest.mark.parametrize("writing", ["edits", "save as over", "version 4"])
def test_that_what_was_written_outlives_a_power_cut_a_moment_later(faults: Faults, writing: str) -> None:
    """Of what was not synced the disk has some, in any order; what was said to be done is all there."""
    cuts, wrong = faults.cut(writing, faults.states(writing), random.Random(writing), each=1)
    assert wrong == []
    assert cuts > 10


def test_that_a_journal_that_undoes_nothing_is_not_in_the_way_of_a_new_file(faults: Faults, tmp_path: Path) -> None:
    """A process that dies before it changes the file leaves one, and SQLite lets it lie."""
    outcome = faults.tried("edits", Fault(3))
    assert outcome.was_killed
    left = faults.folder / "here.cnnstudio"
    assert os.path.exists(f"{left}-journal")
    save_as(faults.folder / "there.cnnstudio", left)
    assert not os.path.exists(f"{left}-journal")
    with ProjectFile.open(left) as file, ProjectFile.open(faults.folder / "there.cnnstudio") as other:
        assert file.project() == other.project()


def test_that_a_new_file_that_could_not_be_finished_is_not_there(faults: Faults) -> None:
    """The last that may fail is that its name is written to the disk."""
    states, calls = faults.states("new file"), faults.tried("new file", Fault()).calls
    last = max(number for number, call in enumerate(calls, 1) if call == "fsync")
    outcome = faults.tried("new file", Fault(last, errno.EIO))
    assert outcome.done == 0
    assert not (faults.folder / "new.cnnstudio").exists()
    assert not faults.judge(states, outcome)


@pytest.mark.parametrize("small_disk", [4], indirect=True)
@pytest.mark.parametrize("writing", ["training", "save as over", "version 1"])
def test_that_a_disk_with_room_for_a_part_of_it_keeps_what_was_written_and_says_so(
    small_disk: Path, writing: str
) -> None:
    """At every size of it: ``tests/benchmarks/full.py``."""
    with Faults(small_disk) as faults:
        states = faults.states(writing)
        most = most_taken(faults, writing)
        for share in (0.0, 0.3, 0.7):
            outcome, wrong = tried_with(faults, writing, states, int(share * most) // PAGE * PAGE)
            assert not wrong, share
            assert outcome.refused, share
        assert tried_with(faults, writing, states, most + PAGE)[0].done == len(states) - 1
