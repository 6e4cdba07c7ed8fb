"""The gap between training and validation loss: told when it grows, and not when it does not."""

import math

import pytest

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.gap import Gap, growing_gap


def run(training: list[float], validation: list[float]) -> list[Epoch]:
    pairs = zip(training, validation, strict=True)
    return [Epoch(number, a, 0.5, b, 0.5, 1.0) for number, (a, b) in enumerate(pairs, 1)]


def test_that_a_growing_gap_is_told_since_the_epoch_in_which_it_began() -> None:
    found = growing_gap(run([1.0, 0.5, 0.3, 0.2, 0.1, 0.05], [0.9, 0.55, 0.35, 0.4, 0.5, 0.6]))
    assert found is not None
    assert found == Gap(3, pytest.approx(0.05), pytest.approx(0.55))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("training", "validation"),
    [
        ([], []),
        ([1.0, 0.5], [1.2, 1.4]),  # too short to tell
        ([1.0, 0.5, 0.3, 0.2], [0.9, 0.45, 0.28, 0.19]),  # validation is better
        ([1.0, 0.8, 0.6, 0.4], [1.1, 0.9, 0.7, 0.5]),  # worse, but by the same all the time
        ([0.1, 0.1, 0.1, 0.1, 0.1], [0.2, 0.5, 0.9, 0.4, 0.3]),  # it was larger, and shrinks
        ([0.5, 0.4, 0.3, 0.2], [0.6, 0.6, math.nan, math.nan]),  # not to be told
        ([0.5, 0.4, 0.3, 0.2], [0.52, 0.423, 0.325, 0.228]),  # grows by next to nothing
        ([2.34, 2.34, 2.34, 2.33, 2.34], [2.3, 2.35, 2.4, 2.6, 2.8]),  # nothing is learned
        ([4000.0, 2.34, 2.33, 2.34, 2.33], [2.3, 2.35, 2.4, 2.6, 2.8]),  # nor after an explosion
        ([0.153, 0.13, 0.12, 0.104], [0.144, 0.1325, 0.123, 0.117]),  # five epochs of LeNet that went well
    ],
)
def test_that_no_gap_is_told_where_it_does_not_grow(training: list[float], validation: list[float]) -> None:
    assert growing_gap(run(training, validation)) is None


def test_that_a_gap_behind_one_good_epoch_counts_from_there() -> None:
    found = growing_gap(run([0.5, 0.4, 0.3, 0.2, 0.1], [0.9, 0.39, 0.32, 0.3, 0.4]))
    assert found is not None
    assert found.since == 3
