"""How long runs take is foretold from those that were."""

from dataclasses import replace

import pytest

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.foretold import judge
from cnnstudio.core.sweeps.pace import Pace, pace
from tests.core.runs_made import PROJECT, run, with_plan
from tests.core.sweeps.test_foretold import DIGITS


def epochs(count: int, seconds: float) -> tuple[Epoch, ...]:
    """Epochs of so many seconds each."""
    return tuple(Epoch(number, 1.0, 0.5, 1.0, 0.5, seconds) for number in range(1, count + 1))


def known(*seconds: float) -> Pace:
    """The pace of runs of two epochs."""
    runs = [run(number, epochs=epochs(2, each)) for number, each in enumerate(seconds, 1)]
    found = pace(runs, PROJECT.data, DIGITS)
    assert found is not None
    return found


def test_that_the_same_run_takes_as_long_again() -> None:
    project = with_plan(epochs=2)
    effort = judge(project, DIGITS).effort
    assert known(10.0).seconds * effort.training == pytest.approx(20.0)
    assert known(10.0).of(effort) > 20.0  # reading and scoring besides


def test_that_more_epochs_smaller_batches_and_more_filters_take_longer() -> None:
    found, usual = known(10.0), judge(with_plan(epochs=2), DIGITS).effort
    assert 1.5 < found.of(judge(with_plan(epochs=4), DIGITS).effort) / found.of(usual) < 2
    assert found.of(judge(with_plan(epochs=2, batch_size=16), DIGITS).effort) > found.of(usual)


def test_that_one_run_that_was_held_up_does_not_change_the_pace() -> None:
    assert known(10.0, 11.0, 500.0).seconds == known(11.0).seconds
    assert known(10.0, 11.0, 500.0).runs == 3


def test_that_nothing_is_foretold_from_runs_on_other_pictures_or_without_epochs() -> None:
    elsewhere = replace(PROJECT, data=replace(PROJECT.data, source="fashion-10k"))
    other = [run(1, elsewhere), run(2, epochs=()), run(3, status="imported", epochs=())]
    assert pace(other, PROJECT.data, DIGITS) is None
