"""The runs of the open project: which is looked at, and what comes from a file that is no longer the project's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run, Status
from cnnstudio.files.project_file import KnownRuns
from cnnstudio.gui.project.place import Opened, Place
from cnnstudio.gui.runs.project_runs import ProjectRuns
from cnnstudio.gui.threads.background import Background
from tests.gui.desk import LABELS, small_network

HERE = Path("here.cnnstudio")


class Told:
    """What was told."""

    def __init__(self, background: Background) -> None:
        self.changes = 0
        self.refusals: list[StudioError] = []
        self.runs = ProjectRuns(background, lambda: HERE, self._count, self.refusals.append)

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
def told(qapp: object) -> Iterator[Told]:
    background = Background()
    yield Told(background)
    background.close()


def run(number: int, status: Status = "finished") -> Run:
    return Run(number, f"Run {number}", Project(small_network()), LABELS, Prepared(), status, "2026", {}, ())


def test_that_the_latest_is_looked_at_until_another_one_is_chosen(told: Told) -> None:
    for number in (2, 1):
        told.runs.put(run(number), follow=True)
    assert told.runs.chosen == run(2)
    told.runs.choose(1)
    assert told.runs.chosen == run(1)
    told.runs.put(run(3), follow=False)
    assert told.runs.chosen == run(1)
    told.runs.put(run(4), follow=True)
    assert told.runs.chosen == run(4)
    assert [each.number for each in told.runs.all] == [1, 2, 3, 4]
    assert told.changes == 5


def test_that_runs_of_a_file_that_was_left_are_not_taken(told: Told) -> None:
    told.runs.put_all(Path("elsewhere.cnnstudio"), (run(1),))
    assert told.runs.all == ()
    assert told.changes == 0
    told.runs.put_all(HERE, (run(1),))
    assert told.runs.all == (run(1),)


def test_that_another_project_begins_with_its_own_runs_and_the_latest_of_them(told: Told) -> None:
    told.runs.put(run(1), follow=True)
    told.runs.put(run(2), follow=True)
    told.runs.choose(1)
    told.runs.begin(Opened(Place(HERE, None), Project(small_network()), (run(1), run(5)), KnownRuns()))
    assert told.runs.chosen == run(5)


def test_that_of_runs_that_all_train_none_is_deleted(told: Told) -> None:
    told.runs.put(run(1, "training"), follow=True)
    assert told.runs.deleting([1]) is None
    told.runs.put(run(2), follow=True)
    assert told.runs.deleting([1, 2]) is not None
