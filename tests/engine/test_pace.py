"""How many pictures fill a step."""

from collections.abc import Callable

import pytest

from cnnstudio.engine import pace as module
from cnnstudio.engine.pace import Pace


@pytest.mark.parametrize(
    ("multiply_adds", "most", "first"), [(0, 256, 16), (100, 5, 5), (100_000_000, 256, 2), (10**12, 256, 1), (0, 0, 1)]
)
def test_that_a_first_step_takes_some_milliseconds_by_what_is_to_be_computed(
    multiply_adds: int, most: int, first: int
) -> None:
    assert Pace(multiply_adds, most).size == first


def sizes(pace: Pace, *seconds: float) -> list[int]:
    """How many each next step takes, after one that took so long."""
    found = []
    for each in seconds:
        pace.took(pace.size, each)
        found.append(pace.size)
    return found


def test_that_steps_grow_while_they_are_quick_and_shrink_where_they_are_slow() -> None:
    assert sizes(Pace(0, 200), 0.01, 0.02, 0.05, 0.09, 0.2, 0.05, 0.01, 0.01, 0.01) == [
        32,
        64,
        64,
        64,
        32,
        32,
        64,
        128,
        200,
    ]
    assert sizes(Pace(0, 200), 0.01, 0.5, 0.5, 9.0) == [32, 16, 16, 16]  # never fewer than at first
    assert sizes(Pace(10**10, 200), 0.5, 0.5) == [1, 1]


def test_that_steps_grow_where_it_is_each_step_that_takes_the_time_and_not_each_picture() -> None:
    assert sizes(Pace(10**8, 200), 0.060, 0.064, 0.071, 0.086, 0.15, 0.09) == [4, 8, 16, 32, 16, 16]


def test_that_what_is_left_at_the_end_says_nothing_about_the_next_step() -> None:
    pace = Pace(0, 200)
    pace.took(3, 9.0)
    pace.took(3, 0.0)
    assert pace.size == 16


def test_that_the_parts_are_all_of_them_in_order_and_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(module, "perf_counter", lambda: next(clock) * 0.01)
    parts: list[slice] = []
    take: Callable[[slice], None] = parts.append
    assert list(Pace(0, 100).in_parts(70, take)) == [16, 48, 70]
    assert [(part.start, part.stop) for part in parts] == [(0, 16), (16, 48), (48, 70)]
    assert list(Pace(0, 100).in_parts(0, take)) == []
