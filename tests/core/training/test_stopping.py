"""When a training ends early."""

import math

import pytest

from cnnstudio.core.training.stopping import stops_early


@pytest.mark.parametrize(
    ("losses", "patience", "stops"),
    [
        ([], 1, False),
        ([1.0], 1, False),
        ([1.0, 0.9], 1, False),
        ([1.0, 1.0], 1, True),
        ([1.0, 1.1, 0.9, 1.0], 2, False),
        ([1.0, 1.1, 0.9, 1.0, 0.9], 2, True),
        ([1.0, 2.0, 3.0, 4.0], 0, False),
        ([math.nan, math.nan], 2, True),
    ],
)
def test_that_a_run_ends_after_so_many_epochs_without_a_lower_loss(
    losses: list[float], patience: int, stops: bool
) -> None:
    assert stops_early(losses, patience) is stops


def test_that_a_run_that_was_asked_for_more_has_its_patience_anew() -> None:
    losses = [1.0, 1.1, 1.2]
    assert stops_early(losses, 2)
    assert not stops_early([*losses, 1.3], 2)
    assert stops_early([*losses, 1.3, 1.4], 2)
    assert not stops_early([*losses, 1.3, 0.9], 2)


def test_that_a_run_that_went_on_after_its_planned_end_has_its_patience_anew() -> None:
    losses = [1.0, 0.9, 1.0, 1.1]  # two of three epochs have been waited for
    assert stops_early([*losses, 1.2], 3)
    assert not stops_early([*losses, 1.2, 1.3], 3, (4,))
    assert stops_early([*losses, 1.2, 1.3, 1.4], 3, (4,))
    assert not stops_early([*losses, 0.8, 1.3, 1.4], 3, (4,))
