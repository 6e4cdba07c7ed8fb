"""Which run goes on, and for how many epochs."""

import argparse
from pathlib import Path
from typing import Any, cast

import pytest

from cnnstudio.cli.resuming import resumed
from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.run import Run
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
    assert (found.resume, found.epochs, found.project) == (1, 0, FIVE)


def test_that_the_latest_run_that_was_broken_off_goes_on() -> None:
    finished = run(4, FIVE, resumable=(2,))
    runs = [_stopped(1), _stopped(2, "interrupted"), _stopped(3, resumable=()), finished]
    assert _resumed(*runs).resume == 2
    assert _resumed(*runs, number=1).resume == 1
    assert _resumed(finished, epochs=7).resume == 4


def test_that_epochs_count_those_it_has_already() -> None:
    assert _resumed(_stopped(1), epochs=3).epochs == 3
    assert _resumed(_stopped(1), epochs=20).epochs == 20
    for wrong, words in ((2, "Run 1 has 2 epochs already"), (0, "from 1 on"), (200_000, "at most 100,000")):
        with pytest.raises(StudioError, match=words):
            _resumed(_stopped(1), epochs=wrong)


@pytest.mark.parametrize("option", ["seed", "batch_size", "subset"])
def test_that_an_option_that_a_run_has_settled_is_refused_even_as_0(option: str) -> None:
    with pytest.raises(StudioError, match=f"--{option.replace('_', '-')} does not go with --resume"):
        _resumed(_stopped(1), **{option: 0})


def test_that_a_run_that_is_over_needs_more_epochs() -> None:
    with pytest.raises(StudioError, match=r"over after 2 epochs.*--epochs 12; or name another"):
        _resumed(run(1, FIVE, resumable=(2,)))


def test_that_a_run_broken_off_behind_its_last_epoch_goes_on_to_be_scored() -> None:
    for status in ("stopped", "interrupted", "failed"):
        assert _resumed(run(1, with_plan(epochs=2), status=status, resumable=(2,), test=None)).epochs == 0


def test_that_a_run_whose_state_is_not_kept_cannot_go_on() -> None:
    with pytest.raises(StudioError, match="Run 1 cannot go on"):
        _resumed(_stopped(1, resumable=()), number=1)
    with pytest.raises(StudioError, match="no run that can go on"):
        _resumed(_stopped(1, resumable=()))
