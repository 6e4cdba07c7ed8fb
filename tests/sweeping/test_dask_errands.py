"""Jobs on their way through a cluster: what came of each is told once, whoever is lost."""

import pytest

from cnnstudio.sweeping.crew import Began, Failed, HasEpoch, Lost, Told, Trained
from cnnstudio.sweeping.on_dask_errands import Errand, Errands
from tests.sweeping.dask_parts import jobs
from tests.sweeping.dask_stand_in import FIGURES

DONE = {"run": 2, "path": "run.cnnstudio", "seconds": 1.5}


class Heard(list[Told]):
    """What was told, and the errands of three jobs of which the first was begun under "one"."""

    def __init__(self) -> None:
        super().__init__()
        self.errands = Errands(self.append)
        for job in jobs(3):
            self.errands.add(Errand(job))
        self.first = self.next()
        self.hand(self.first, "one")

    def next(self) -> Errand:
        found = self.errands.next()
        assert found is not None
        return found

    def hand(self, errand: Errand, key: str) -> None:
        self.errands.handed(errand, key, "lab1", "tls://lab1:1")
        self.errands.heard({"key": key, "began": True})


@pytest.fixture
def told() -> Heard:
    return Heard()


def test_that_a_job_is_told_with_its_epochs_and_its_file(told: Heard) -> None:
    told.errands.heard({"key": "one", "epoch": {"number": 1, **FIGURES, "rate": None, "more": [["auc", 0.75]]}})
    told.errands.ended(told.first, DONE)
    began, epoch, over = told
    assert began == Began(1, "lab1")
    assert isinstance(epoch, HasEpoch)
    assert epoch.epoch.value("auc") == 0.75
    assert isinstance(over, Trained)
    assert (over.trial, over.run, over.seconds) == (1, 2, 1.5)


def test_that_a_lost_job_comes_before_those_that_wait_and_its_old_worker_is_not_heard(told: Heard) -> None:
    told.errands.lost(told.first)
    assert told.next() is told.first
    told.hand(told.first, "two")
    told.errands.heard({"key": "one", "epoch": {"number": 9, **FIGURES, "rate": None, "more": []}})
    assert told == [Began(1, "lab1"), Lost(1, "Worker lab1 was lost."), Began(1, "lab1", again=True)]


def test_that_a_loss_is_known_until_its_job_is_over(told: Heard) -> None:
    told.errands.lost(told.first, "It ran out of memory.")
    again = told.next()
    told.hand(again, "two")
    assert told.errands.loss == "Trial 1 was lost and begins again. It ran out of memory."
    told.errands.ended(again, DONE)
    assert not told.errands.loss


def test_that_a_job_that_had_not_begun_is_not_told_as_lost(told: Heard) -> None:
    second = told.next()
    told.errands.handed(second, "two", "lab1", "tls://lab1:1")
    told.errands.lost(second)
    assert told == [Began(1, "lab1")]


def test_that_a_lost_scheduler_is_no_fault_of_the_job(told: Heard) -> None:
    for number in range(5):
        told.errands.all_back()
        assert told.next() is told.first
        told.hand(told.first, f"again {number}")
    assert not [each for each in told if isinstance(each, Failed)]
    assert len([each for each in told if isinstance(each, Lost)]) == 5


def test_that_the_third_loss_is_the_last(told: Heard) -> None:
    for number in range(3):
        told.errands.lost(told.first, f"Loss {number}.")
        if number < 2:
            told.hand(told.next(), f"again {number}")
    failed = told[-1]
    assert failed == Failed(1, "It was lost 3 times while it was trained. Loss 2.")
    assert told.next().job.trial == 2


def test_that_the_end_of_a_job_is_told_once(told: Heard) -> None:
    told.errands.ended(told.first, DONE)
    told.errands.ended(told.first, DONE)
    told.errands.lost(told.first)
    assert len([each for each in told if isinstance(each, Trained | Failed)]) == 1


def test_that_a_job_to_be_stopped_is_not_begun_again(told: Heard) -> None:
    assert told.errands.stop(1) is told.first
    told.errands.lost(told.first)
    assert told[-1] == Failed(1, "It was stopped before its first epoch.")
    assert told.errands.stop(2) is None
    assert told.next().job.trial == 3


def test_that_a_stopped_job_may_be_tried_again(told: Heard) -> None:
    told.errands.stop(2)
    told.errands.add(Errand(jobs(2)[1]))
    assert [told.next().job.trial, told.next().job.trial] == [3, 2]
