"""The running mean against its definition, one number after the other."""

import math

import numpy as np
import pytest

from cnnstudio.core.runs.smoothing import Smoothed


def by_hand(numbers: list[float], weight: float) -> list[float]:
    """s = weight · s + (1 − weight) · x, divided by what the weights so far sum up to."""
    state, count, made = 0.0, 0, []
    for number in numbers:
        if not math.isfinite(number):
            made.append(number)
            continue
        count += 1
        state = weight * state + (1 - weight) * number
        made.append(state / (1 - weight**count))
    return made


@pytest.mark.parametrize("weight", [0.0, 0.01, 0.5, 0.9, 0.99])
def test_that_the_running_mean_is_its_definition_however_the_numbers_arrive(weight: float) -> None:
    numbers = np.random.default_rng(3).standard_normal(3000)
    smoothed = Smoothed(weight)
    for count in (1, 2, 7, 1024, 1025, 3000):
        found = smoothed.extend(numbers[:count])
    assert np.max(np.abs(found - by_hand(numbers.tolist(), weight))) < 1e-13


def test_that_a_constant_stays_itself_from_its_first_number_on() -> None:
    assert Smoothed(0.95).extend(np.full(50, 2.5)) == pytest.approx(np.full(50, 2.5))


def test_that_what_is_not_finite_is_left_out() -> None:
    numbers = [1.0, math.nan, 3.0, math.inf, 2.0]
    found = Smoothed(0.6).extend(np.array(numbers))
    assert found == pytest.approx(by_hand(numbers, 0.6), nan_ok=True)


@pytest.mark.parametrize("weight", [-0.1, 1.0, math.nan])
def test_that_a_weight_out_of_range_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        Smoothed(weight)
