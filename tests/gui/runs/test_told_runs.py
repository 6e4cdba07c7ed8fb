"""What tells the runs of a project apart, in a few words for each."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.runs.run import Run
from cnnstudio.gui.runs.told_runs import ToldRuns
from tests.core.runs_made import run, with_plan


@pytest.fixture
def told(qtbot: QtBot) -> Iterator[ToldRuns]:
    made = ToldRuns()
    yield made
    made.end()


def runs(*rates: float) -> tuple[Run, ...]:
    return tuple(run(number, with_plan(learning_rate=rate)) for number, rate in enumerate(rates, 1))


def test_that_each_run_has_words_for_what_it_does_not_share(told: ToldRuns, qtbot: QtBot) -> None:
    with qtbot.waitSignal(told.changed):
        told.look(runs(0.001, 0.01))
    assert told.words == {1: "Learning rate 0.001", 2: "Learning rate 0.01"}


def test_that_runs_with_the_projects_they_had_are_not_compared_anew(told: ToldRuns, qtbot: QtBot) -> None:
    with qtbot.waitSignal(told.changed):
        told.look(runs(0.001, 0.01))
    told.look(runs(0.001, 0.01))  # as after an epoch: other Run objects, the same projects
    assert not told.is_busy


def test_that_runs_alike_and_a_run_alone_have_no_words(told: ToldRuns, qtbot: QtBot) -> None:
    with qtbot.waitSignal(told.changed):
        told.look(runs(0.001, 0.01))
    with qtbot.waitSignal(told.changed):
        told.look(runs(0.001, 0.001))
    assert told.words == {}
    told.look(runs(0.001))
    assert (told.words, told.is_busy) == ({}, False)
