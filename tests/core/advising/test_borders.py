"""Where advice begins and ends: that its words are borne out by the numbers it quotes, and never come twice."""

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.advising.advise import advise
from cnnstudio.core.advising.case import Case
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.gap import growing_gap
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.plan import DataRecipe
from tests.core.advising.cases import LABELS, made, real_runs

ALL_BUT_ONE = Health(4, 260, (), (*(28,) * 9, 0), (26,) * 10)
WELL = ((0.5, 0.3), (0.2, 0.2), (0.1, 0.15), (0.08, 0.148))
BY_HEART = ((0.3, 0.35), (0.1, 0.3), (0.05, 0.5), (0.02, 0.5), (0.01, 0.5), (0.005, 0.5))
CRAWLS = ((2.3, 2.3), (2.29, 2.29), (2.28, 2.28), (2.27, 2.27))


def kinds(case: Case) -> list[str]:
    return [each.kind for each in advise(case)]


def said(case: Case, kind: str) -> Advice:
    return next(each for each in advise(case) if each.kind == kind)


def labels(advice: Advice) -> list[str]:
    return [way.label for way in advice.remedies]


def apart(*figures: tuple[float, float, float, float], **more: Any) -> Case:
    """A run of these losses and accuracies, as Keras has them: training, then validation."""
    epochs = tuple(Epoch(number, *each, 1.0) for number, each in enumerate(figures, 1))
    return replace(made(*((0.5, 0.5),) * len(figures), **more), epochs=epochs)


# Learned by heart


def test_that_losses_of_zero_neither_rise_nor_fall() -> None:
    one = replace(made(*((0.0, 0.0),) * 6, counts=(500,)), labels=("a",))
    assert one.blind == 0
    assert advise(one) == ()
    assert "overfitting" not in kinds(made(*((0.0, 0.0),) * 6))
    assert "overfitting" in kinds(made(*BY_HEART))


def test_that_the_last_epoch_bears_out_the_rise_it_is_quoted_for() -> None:
    down_again = made(*BY_HEART[:4], (0.01, 0.5), (0.005, 0.305))
    assert "overfitting" not in kinds(down_again)
    up = made(*BY_HEART[:4], (0.01, 0.31), (0.005, 0.5))
    assert "rose from 0.300 to 0.500" in said(up, "overfitting").text
    assert "overfitting" not in kinds(made(*BY_HEART[:4], (0.01, 0.32), (0.1, 0.5)))  # training is where it was


@given(st.lists(st.tuples(st.floats(0.01, 2), st.floats(0.01, 2)), min_size=4, max_size=20))
@settings(max_examples=150, deadline=None)
def test_that_what_is_shaded_begins_in_the_epoch_that_the_advice_names(figures: list[tuple[float, float]]) -> None:
    case = made(*sorted(figures, reverse=True))
    gap = growing_gap(case.epochs)
    for each in advise(case):
        if gap is not None and each.kind in ("overfitting", "lasting_gap"):
            assert f"ince epoch {gap.since} " in each.text


def test_that_a_real_run_is_shaded_since_the_epoch_that_its_advice_names() -> None:
    case = real_runs()["overfit_fashion"]
    gap = growing_gap(case.epochs)
    assert gap is not None
    assert said(case, "overfitting").text.startswith(f"Since epoch {gap.since} ")


# A gap that lasts

FLAT = (
    (1.0, 0.6, 0.9, 0.65),
    (0.3, 0.9, 0.8, 0.7),
    *((loss, 0.99 + loss / 5, 0.79, 0.71) for loss in (0.05, 0.01, 0.005, 0.003, 0.001)),
)


def test_that_a_validation_that_stays_behind_is_said_with_both_accuracies() -> None:
    advice = said(apart(*FLAT), "lasting_gap")
    assert "in epoch 7 the network finds 99.0 % of the training pictures, but 71.0 % of those for vali" in advice.text
    assert (
        "Since epoch 2 the training loss has fallen from 0.300 to 0.001, the validation loss went from" in advice.text
    )
    assert "Insert Dropout before dense_2" in labels(advice)
    assert kinds(apart(*FLAT)) == ["lasting_gap"]


@pytest.mark.parametrize(
    "figures",
    [
        FLAT[:4],  # it has not lasted
        tuple((a, b, c, min(b, 0.92)) for a, b, c, _ in FLAT),  # nearly as many are found
        tuple((a, b, c * 0.9**number, d) for number, (a, b, c, d) in enumerate(FLAT)),  # validation goes on
        tuple((a + 0.7, b, c, d) for a, b, c, d in FLAT),  # the losses are close
    ],
)
def test_that_less_than_that_is_no_gap_that_lasts(figures: tuple[tuple[float, float, float, float], ...]) -> None:
    assert "lasting_gap" not in kinds(apart(*figures))


def test_that_a_gap_within_the_chance_of_few_pictures_is_none() -> None:
    assert "lasting_gap" in kinds(apart(*FLAT, validated=40))
    assert "lasting_gap" not in kinds(apart(*FLAT, validated=10))


def test_that_where_validation_gets_worse_it_is_learned_by_heart_and_no_more_is_said() -> None:
    worse = (*FLAT[:4], *((loss, 0.99, val_loss, 0.7) for loss, val_loss in ((0.005, 0.9), (0.003, 1.0), (0.001, 1.1))))
    assert kinds(apart(*worse)) == ["overfitting"]


# What is no number


def test_that_the_loss_that_is_no_number_is_the_one_that_is_quoted() -> None:
    val = said(made((0.3, math.inf), (0.3, math.inf)), "not_finite")
    assert val.text.startswith("In epoch 1 the validation loss is infinite. No epoch has sound numbers.")
    assert "validation loss, epoch 1: infinite" in val.evidence
    assert said(made((0.9, 0.9), (math.nan, 0.5)), "not_finite").text.startswith(
        "In epoch 2 the training loss is not a number. Epoch 1 was the last"
    )
    both = said(made((math.inf, math.nan)), "not_finite").text
    assert both.startswith("In epoch 1 the training loss is infinite and the validation loss is not a number.")


def test_that_no_text_ends_or_begins_with_a_blank() -> None:
    usual = {"optimizer": "SGD", "learning_rate": 0.01}
    stands = made(*((2.303, 2.303),) * 5, plan=usual)
    stands = replace(stands, epochs=tuple(replace(each, accuracy=0.1) for each in stands.epochs))
    failed = made((1.0, 1.0), status="failed", reason="The loss became infinite in epoch 2.", plan=usual)
    found = [
        said(stands, "stuck"),
        said(failed, "not_finite"),
        *(a for run in real_runs().values() for a in advise(run)),
    ]
    for each in found:
        assert each.text == each.text.strip()
        assert not re.search("  ", each.text)


# Never predicted


def test_that_a_class_never_predicted_has_a_way_out_once_the_run_is_over() -> None:
    assert labels(said(made(*WELL, health=(ALL_BUT_ONE,)), "never_predicted")) == ["Set the epochs to 8, for a new run"]
    fewer = made(*WELL, health=(ALL_BUT_ONE,))
    fewer = replace(fewer, project=replace(fewer.project, data=DataRecipe(subset=1000)))
    assert labels(said(fewer, "never_predicted")) == ["Learn from all pictures"]
    far = made(*WELL, health=(ALL_BUT_ONE,), plan={"learning_rate": 0.1})
    assert labels(said(far, "never_predicted")) == ["Set the learning rate to 0.001"]
    weighed = made(*WELL, health=(ALL_BUT_ONE,), counts=(*(100,) * 9, 5), plan={"class_weight": "balanced"})
    assert labels(said(weighed, "never_predicted")) == ["Set the epochs to 8, for a new run"]
    # Its own epochs are still to come.
    assert labels(said(made(*WELL, health=(ALL_BUT_ONE,), status="training"), "never_predicted")) == []


def test_that_no_more_epochs_are_offered_to_a_run_that_learns_by_heart() -> None:
    case = made(*BY_HEART, health=(ALL_BUT_ONE,), can_go_on=True)
    advice = said(case, "never_predicted")
    assert labels(advice)[0] == "Insert Dropout before dense_2"
    assert not any("epochs to" in label for label in labels(advice))
    assert not advice.goes_on


def test_that_classes_never_predicted_follow_from_dead_units_and_are_said_alone_without() -> None:
    dead = replace(ALL_BUT_ONE, layers=(LayerHealth("conv2d_1", 32, 32),))
    assert kinds(made(*WELL, health=(dead,))) == ["dead_relus"]
    alive = replace(ALL_BUT_ONE, layers=(LayerHealth("conv2d_1", 3, 32),))
    assert kinds(made(*WELL, health=(alive,))) == ["never_predicted"]
    rows = tuple(tuple(20 if b == (5 if a == 3 else a) else 0 for b in range(10)) for a in range(10))
    assert "“3” is never predicted" in said(made(*WELL, test=Scores(0.3, LABELS, rows)), "never_predicted").text


# Stuck, or slow


def with_accuracy(case: Case, accuracy: float = 0.1) -> Case:
    return replace(case, epochs=tuple(replace(each, accuracy=accuracy) for each in case.epochs))


def test_that_a_loss_that_falls_in_every_epoch_with_a_tiny_rate_is_slow_and_not_stuck() -> None:
    slow = with_accuracy(made(*CRAWLS, plan={"learning_rate": 1e-6}))
    assert kinds(slow) == ["rate_low"]
    assert labels(said(slow, "rate_low")) == ["Set the learning rate to 0.001"]
    usual = with_accuracy(made(*CRAWLS))
    assert kinds(usual) == ["stuck"]
    assert "It has learned next to nothing yet." in said(usual, "stuck").text
    stands = with_accuracy(made(*((2.303 - 1e-4 * number, 2.3) for number in range(5)), plan={"learning_rate": 1e-6}))
    assert kinds(stands) == ["stuck"]
    assert "It has learned nothing yet." in said(stands, "stuck").text
    up_and_down = with_accuracy(made(*CRAWLS[:3], (2.285, 2.28), (2.27, 2.27), plan={"learning_rate": 1e-6}))
    assert kinds(up_and_down) == ["stuck"]
