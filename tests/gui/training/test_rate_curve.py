"""The rates that are drawn for a plan whose schedule waits for the validation loss."""

from time import perf_counter

import pytest

from cnnstudio.core.plan import Plan
from cnnstudio.core.schedules import Plateau
from cnnstudio.gui.training.rate_curve import ends_in_words, soonest


@pytest.mark.parametrize("warmup", [0.0, 2.5])
@pytest.mark.parametrize("schedule", [Plateau(), Plateau(patience=1, by=0.1), Plateau(patience=7, least=0.3)])
def test_that_the_soonest_falls_are_those_of_a_loss_that_stays(schedule: Plateau, warmup: float) -> None:
    plan = Plan(epochs=40, warmup=warmup, schedule=schedule)
    drawn = dict(soonest(plan))
    for epoch in range(plan.epochs):
        assert drawn[float(epoch)] == pytest.approx(plan.rate(epoch, (1.0,) * epoch)), epoch


def test_that_the_rates_of_a_thousand_epochs_and_of_many_more_are_there_at_once() -> None:
    for epochs in (1_000, 100_000):
        plan = Plan(epochs=epochs, schedule=Plateau())
        took = []
        for _ in range(5):
            start = perf_counter()
            assert ends_in_words(plan).endswith("at the soonest")
            took.append(perf_counter() - start)
        assert min(took) < 0.005
