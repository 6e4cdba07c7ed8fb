"""What is said of a schedule before it is trained with."""

import pytest

from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import SCHEDULES, Cosine, Exponential, Schedule, Step, fading_words


def test_that_a_rate_that_becomes_as_good_as_nothing_is_told() -> None:
    assert fading_words(Step(every=1, by=1e-5), 70).startswith("From epoch 3 on the rate is less than a millionth")
    assert fading_words(Step(every=10, by=0.001), 40).startswith("From epoch 31 on")
    assert fading_words(Exponential(0.5), 21).startswith("From epoch 21 on")
    assert fading_words(Exponential(0.5), 20) == ""
    assert [fading_words(schedule(), 5) for schedule in SCHEDULES.values()] == [""] * len(SCHEDULES)
    assert fading_words(Cosine(), 100_000) == ""


@pytest.mark.parametrize("warmup", [0.0, 1.0, 2.5, 7.0, 12.0, 40.0])
@pytest.mark.parametrize("schedule", [Step(every=1, by=0.01), Step(every=4, by=1e-4), Exponential(0.2)])
def test_that_the_epoch_told_is_the_first_whose_rate_is_as_good_as_nothing(schedule: Schedule, warmup: float) -> None:
    plan = Plan(epochs=14, warmup=warmup, schedule=schedule)
    rates = [plan.rate(epoch) / plan.learning_rate for epoch in range(plan.epochs)]
    fading = [epoch + 1 for epoch, rate in enumerate(rates) if epoch >= warmup and rate < 1e-6]
    words = fading_words(schedule, plan.epochs, warmup)
    assert words.startswith(f"From epoch {fading[0]} on") if fading else words == ""
