"""The rates that are drawn for a plan whose schedule waits for the validation loss."""

import pytest

from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import Plateau
from cnnstudio.gui.training.rate_curve import ends_in_words, soonest


@pytest.mark.parametrize("warmup", [0.0, 2.5])
@pytest.mark.parametrize("schedule", [Plateau(), Plateau(patience=1, by=0.1), Plateau(patience=7, least=0.3)])
def test_that_the_soonest_falls_are_those_of_a_loss_that_stays(schedule: Plateau, warmup: float) -> None:
    plan = Plan(epochs=40, warmup=warmup, schedule=schedule)
    drawn = dict(soonest(plan))
    for epoch in range(plan.epochs):
        assert drawn[float(epoch)] == pytest.approx(plan.rate(epoch, (1.0,) * epoch)), epoch


@pytest.mark.parametrize("epochs", [1_000, 100_000])
def test_that_the_rates_of_many_epochs_are_told_by_their_falls_alone(epochs: int) -> None:
    plan = Plan(epochs=epochs, schedule=Plateau())
    assert ends_in_words(plan).endswith("at the soonest")
    assert len(soonest(plan)) < 2_000
