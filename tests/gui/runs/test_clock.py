"""Speed and time left, pauses left out."""

import pytest

from cnnstudio.gui.runs.clock import RunClock


class Watch:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def clock(watch: Watch) -> RunClock:
    return RunClock(watch)


def steps(clock: RunClock, watch: Watch, first: int, last: int, seconds: float = 1.0) -> None:
    for step in range(first, last + 1):
        watch.seconds += seconds
        clock.count(step, 10)


def test_that_nothing_is_told_before_there_is_anything_to_tell_it_by(clock: RunClock, watch: Watch) -> None:
    assert (clock.elapsed, clock.left(10), clock.pictures_per_second) == (0, None, None)
    clock.count(1, 10)
    watch.seconds += 0.5
    assert clock.left(10) is None


def test_that_the_time_left_follows_from_the_steps_behind_the_slow_first_one(clock: RunClock, watch: Watch) -> None:
    watch.seconds += 60  # the first step builds the network
    steps(clock, watch, 1, 5)
    assert clock.left(20) == pytest.approx(15)


def test_that_a_pause_counts_neither_as_time_nor_against_the_speed(clock: RunClock, watch: Watch) -> None:
    steps(clock, watch, 1, 5)
    clock.pause()
    watch.seconds += 1000
    assert clock.elapsed == pytest.approx(4)
    assert clock.left(20) == pytest.approx(15)
    clock.go_on()
    steps(clock, watch, 6, 9)
    assert clock.elapsed == pytest.approx(8)
    assert clock.pictures_per_second == pytest.approx(10)


def test_that_a_run_that_goes_on_is_measured_by_its_own_steps_alone(clock: RunClock, watch: Watch) -> None:
    steps(clock, watch, 1001, 1011)
    assert clock.left(1021) == pytest.approx(10)


def test_that_the_speed_is_that_of_the_last_seconds(clock: RunClock, watch: Watch) -> None:
    steps(clock, watch, 1, 50, 1.0)
    steps(clock, watch, 51, 200, 0.1)
    assert clock.pictures_per_second == pytest.approx(100, rel=0.05)


def test_that_a_new_run_begins_anew(clock: RunClock, watch: Watch) -> None:
    steps(clock, watch, 1, 50)
    clock.reset()
    assert (clock.elapsed, clock.left(100), clock.pictures_per_second) == (0, None, None)
