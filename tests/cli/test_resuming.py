"""Which run goes on, and for how many epochs."""

import argparse
from pathlib import Path
from typing import Any, cast

import pytest

from cnnstudio.cli.resuming import resumed
from cnnstudio.core.errors import StudioError
from cnnstudio.core.run import Run
from cnnstudio.files.project_file import ProjectFile
from tests.core.runs_made import run, with_plan

FIVE = with_plan(epochs=5)


class _File:
    """A project file with these runs."""

    def __init__(self, *runs: Run) -> None:
        self.path = Path("a.cnnstudio")
        self._runs = runs

    def runs(self) -> tuple[Run, ...]:
        return self._runs

    def run(self, number: int) -> Run:
        return next(each for each in self._runs if each.number == number)


def _resumed(*runs: Run, **options: Any) -> Any:
    none = dict.fromkeys(("data", "preprocessing", "batch_size", "subset", "seed", "epochs", "number"))
    arguments = argparse.Namespace(**{**none, "set": [], "name": "", **options})
    return resumed(cast(ProjectFile, _File(*runs)), arguments)


def _stopped(number: int, status: str = "stopped", resumable: tuple[int, ...] = (2,)) -> Run:
    return run(number, FIVE, status=status, resumable=resumable, test=None)


def test_that_a_run_goes_on_to_the_epochs_it_was_planned_with() -> None:
    found = _resumed(_stopped(1))
    assert (found.resume, found.more, found.project) == (1, 0, FIVE)


def test_that_the_latest_run_that_was_broken_off_goes_on() -> None:
    finished = run(4, FIVE, resumable=(2,))
    runs = [_stopped(1), _stopped(2, "interrupted"), _stopped(3, resumable=()), finished]
    assert _resumed(*runs).resume == 2
    assert _resumed(*runs, number=1).resume == 1
    assert _resumed(finished, epochs=7).resume == 4


def test_that_epochs_count_those_it_has_already() -> None:
    assert _resumed(_stopped(1), epochs=3).more == 1
    assert _resumed(_stopped(1), epochs=20).more == 18
    with pytest.raises(StudioError, match="Run 1 has 2 epochs already"):
        _resumed(_stopped(1), epochs=2)


def test_that_a_run_that_is_over_needs_more_epochs() -> None:
    with pytest.raises(StudioError, match=r"over after 2 epochs.*--epochs 12; or name another"):
        _resumed(run(1, FIVE, resumable=(2,)))
    with pytest.raises(StudioError, match="Run 1 is over after 2 epochs"):
        _resumed(run(1, with_plan(epochs=2), status="stopped", resumable=(2,)))


def test_that_a_run_whose_state_is_not_kept_cannot_go_on() -> None:
    with pytest.raises(StudioError, match="Run 1 cannot go on"):
        _resumed(_stopped(1, resumable=()), number=1)
    with pytest.raises(StudioError, match="no run that can go on"):
        _resumed(_stopped(1, resumable=()))
