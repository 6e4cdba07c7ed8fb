"""What is said of a schedule before it is trained with."""

from cnnstudio.core.schedules import SCHEDULES, Cosine, Exponential, Step, fading_words


def test_that_a_rate_that_becomes_as_good_as_nothing_is_told() -> None:
    assert fading_words(Step(every=1, by=1e-5), 70).startswith("From epoch 3 on the rate is less than a millionth")
    assert fading_words(Step(every=10, by=0.001), 40).startswith("From epoch 31 on")
    assert fading_words(Exponential(0.5), 21).startswith("From epoch 21 on")
    assert fading_words(Exponential(0.5), 20) == ""
    assert [fading_words(schedule(), 5) for schedule in SCHEDULES.values()] == [""] * len(SCHEDULES)
    assert fading_words(Cosine(), 100_000) == ""
