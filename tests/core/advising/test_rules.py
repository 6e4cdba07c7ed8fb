"""Each rule both ways: what it says where the evidence is there, and silence where it is not."""

import math
from dataclasses import replace
from typing import Any

import pytest

from cnnstudio.core.advising.advise import advise, each_once, of_memory
from cnnstudio.core.advising.case import Case, case_of
from cnnstudio.core.advising.remedies import after
from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.training.schedules import Exponential
from tests.core.advising.cases import LABELS, epoch, made, small_project

STANDS = ((2.31, 2.31), (2.304, 2.304), (2.303, 2.303), (2.303, 2.303))
LEARNS = ((1.2, 1.1), (0.6, 0.55), (0.5, 0.5), (0.48, 0.495), (0.47, 0.494))
BY_HEART = ((1.2, 1.1), (0.6, 0.55), (0.4, 0.5), (0.3, 0.56), (0.2, 0.6), (0.15, 0.7))


def kinds(case: Case) -> set[str]:
    return {each.kind for each in advise(case)}


def said(case: Case, kind: str) -> Advice:
    return next(each for each in advise(case) if each.kind == kind)


def labels(advice: Advice) -> list[str]:
    return [way.label for way in advice.remedies]


def with_accuracy(case: Case, accuracy: float) -> Case:
    return replace(case, epochs=tuple(replace(each, accuracy=accuracy) for each in case.epochs))


def stands(**more: Any) -> Case:
    return with_accuracy(made(*STANDS, **more), 0.1)


def test_that_a_run_that_learns_gets_no_advice() -> None:
    assert advise(made(*LEARNS)) == ()


def test_that_a_run_without_an_epoch_gets_no_advice() -> None:
    assert advise(made()) == ()
    assert advise(made(status="training")) == ()


# Stuck


def test_that_a_loss_at_ln_classes_is_stuck_and_one_below_is_not() -> None:
    advice = said(stands(), "stuck")
    assert "2.303 (ln 10)" in advice.text
    assert advice.tone == "problem"
    assert "stuck" not in kinds(with_accuracy(made((2.31, 2.3), (2.2, 2.2), (2.1, 2.1)), 0.1))


def test_that_two_epochs_or_few_updates_are_not_enough_to_be_stuck() -> None:
    assert "stuck" not in kinds(with_accuracy(made(*STANDS[:2]), 0.1))
    assert "stuck" not in kinds(stands(counts=(1,) * 10))


def test_that_a_loss_still_on_its_way_from_ln_classes_is_not_stuck() -> None:
    assert "stuck" not in kinds(with_accuracy(made((2.33, 2.3), (2.30, 2.3), (2.26, 2.2)), 0.1))


def test_that_unevenly_many_pictures_a_class_move_the_loss_of_a_blind_network() -> None:
    counts = (910, 10, 10, 10, 10, 10, 10, 10, 10, 10)
    case = with_accuracy(made((0.55, 0.5), (0.512, 0.5), (0.511, 0.5), (0.511, 0.5), counts=counts), 0.91)
    assert case.blind == pytest.approx(-0.91 * math.log(0.91) - 0.09 * math.log(0.01))
    assert "ln 10" not in said(case, "stuck").text
    assert "stuck" not in kinds(replace(case, counts=(100,) * 10))


def test_that_what_rate_is_far_off_is_named_first() -> None:
    low = said(stands(plan={"optimizer": "Adadelta", "learning_rate": 0.001}), "stuck")
    assert "this run's was 0.001, 1,000 times smaller" in low.text
    assert labels(low) == ["Set the learning rate to 1"]
    high = said(stands(plan={"learning_rate": 0.1}), "stuck")
    assert "100 times larger" in high.text
    assert labels(high) == ["Set the learning rate to 0.001"]
    usual = said(stands(plan={"optimizer": "SGD", "learning_rate": 0.01}), "stuck")
    assert "usually" not in usual.text
    assert labels(usual) == ["Set the learning rate to 0.001", "Use Adam"]


def test_that_a_warm_up_that_holds_the_rate_down_is_left_out() -> None:
    case = stands(plan={"learning_rate": 0.001, "warmup": 1000.0})
    advice = said(case, "stuck")
    assert labels(advice) == ["Leave out the warm-up"]
    assert after(case.project, advice.remedies[0]).plan.warmup == 0


# The rate


def test_that_a_slow_steady_fall_with_a_low_rate_asks_for_a_larger_one() -> None:
    losses = [(2.2 - 0.02 * number,) * 2 for number in range(6)]
    low = made(*losses, plan={"optimizer": "SGD", "learning_rate": 0.001})
    assert labels(said(low, "rate_low")) == ["Set the learning rate to 0.01"]
    assert "from 2.120 to 2.100 in epoch 6" in said(low, "rate_low").text
    assert "rate_low" not in kinds(made(*losses, plan={"optimizer": "SGD", "learning_rate": 0.01}))
    fast = [(2.2 * 0.8**number,) * 2 for number in range(6)]
    assert "rate_low" not in kinds(made(*fast, plan={"optimizer": "SGD", "learning_rate": 0.001}))
    far = [(0.6 - 0.005 * number,) * 2 for number in range(6)]
    assert "rate_low" not in kinds(made(*far, plan={"optimizer": "SGD", "learning_rate": 0.001}))


def test_that_a_rate_lowered_at_the_end_by_a_schedule_is_not_too_low() -> None:
    losses = [(2.0 - 0.02 * number,) * 2 for number in range(6)]
    plan = {"optimizer": "SGD", "learning_rate": 0.01, "schedule": Exponential(0.1)}
    assert "rate_low" not in kinds(made(*losses, plan=plan))


def test_that_a_jump_of_the_training_loss_asks_for_a_lower_rate_and_a_ripple_does_not() -> None:
    jumped = made((1.0, 1.0), (0.4, 0.5), (1.4, 1.2))
    advice = said(jumped, "rate_high")
    assert "jumped from 0.400 in epoch 2 to 1.400 in epoch 3" in advice.text
    assert labels(advice) == ["Set the learning rate to 0.0001", "Clip gradients, all together"]
    assert "rate_high" not in kinds(made((1.0, 1.0), (0.4, 0.5), (0.45, 0.5)))
    assert "rate_high" not in kinds(made((0.01, 0.1), (0.001, 0.1), (0.009, 0.1)))


def test_that_one_jump_long_ago_is_forgiven() -> None:
    late = ((1.0, 1.0), (0.4, 0.5), (1.4, 1.2), (0.5, 0.5), (0.39, 0.45), (0.38, 0.45), (0.37, 0.44))
    assert "rate_high" not in kinds(made(*late))


def test_that_a_loss_above_a_blind_one_is_too_high_unless_it_falls_fast_or_holds_penalties() -> None:
    high = ((9.0, 9.0), (8.8, 9.0), (8.7, 9.0))
    assert "more than the 2.303 of a network" in said(made(*high), "rate_high").text
    assert "rate_high" not in kinds(made((9.0, 9.0), (6.0, 5.0), (4.0, 4.0)))
    layers = stack(Flatten(), Dense(10, "softmax", l2=0.05))
    penalised = replace(made(*high), project=Project(Network((28, 28, 1), layers), plan=Plan(epochs=3)))
    assert "rate_high" not in kinds(penalised)


# Not finite


@pytest.mark.parametrize(
    "reason",
    [
        "The loss became infinite or not a number in epoch 3, batch 7.",
        "Weights of “conv2d_1” became infinite or not a number in epoch 3.",
    ],
)
def test_that_the_layer_or_batch_where_numbers_ended_is_quoted_with_the_last_sound_epoch(reason: str) -> None:
    case = made((1.0, 1.0), (3.0, 2.0), status="failed", reason=reason, batch_losses=(3.0, 400.0, math.inf))
    advice = said(case, "not_finite")
    assert advice.text.startswith(reason)
    assert "Epoch 2 was the last whose numbers are sound; its weights are kept." in advice.text
    assert "loss of the last 2 batches: 3.000, 400" in advice.evidence
    assert labels(advice) == ["Set the learning rate to 0.0001", "Clip gradients, all together"]
    assert kinds(case) == {"not_finite"}


def test_that_a_run_that_failed_otherwise_is_not_said_to_have_left_the_numbers() -> None:
    assert "not_finite" not in kinds(made((1.0, 1.0), status="failed", reason="There was not enough memory."))
    assert "not_finite" not in kinds(made((1.0, 1.0), reason="It was infinitely good."))


def test_that_nothing_was_kept_where_no_epoch_was_whole() -> None:
    case = made(status="failed", reason="The loss became infinite or not a number in epoch 1, batch 2.")
    assert "nothing is kept" in said(case, "not_finite").text


def test_that_raw_values_and_half_precision_are_mended_first() -> None:
    reason = "The loss became infinite or not a number in epoch 1, batch 2."
    case = made(status="failed", reason=reason, plan={"precision": "mixed_float16"})
    raw = replace(case, project=replace(case.project, preprocessing=Preprocessing("raw")))
    assert labels(said(raw, "not_finite"))[:2] == ["Compute in float32", "Divide the values by 255"]


# Over-fitting, still improving, validation on the test


def test_that_over_fitting_quotes_both_losses_and_the_epoch_since_when() -> None:
    advice = said(made(*BY_HEART), "overfitting")
    assert "Since epoch 3" in advice.text
    assert "validation loss rose from 0.500 to 0.700, while the training loss fell from 0.400 to 0.150" in advice.text
    assert labels(advice) == [
        "Insert Dropout before dense_2",
        "Shift the training pictures at random",
        "Stop early, after 5 epochs without gain",
    ]


@pytest.mark.parametrize(
    "figures",
    [
        BY_HEART[:5],  # two epochs since the best are noise
        ((1.2, 1.1), (0.6, 0.55), (0.4, 0.5), (0.3, 0.51), (0.2, 0.52), (0.15, 0.53)),  # hardly higher
        ((1.2, 1.1), (0.6, 0.55), (0.4, 0.5), (0.4, 0.6), (0.41, 0.6), (0.4, 0.7)),  # training does not fall
        ((0.3, 0.1), (0.02, 0.027), (0.015, 0.028), (0.01, 0.03), (0.008, 0.032), (0.007, 0.034)),  # all is well
    ],
)
def test_that_less_than_that_is_no_over_fitting(figures: tuple[tuple[float, float], ...]) -> None:
    assert "overfitting" not in kinds(made(*figures))


def test_that_what_a_project_has_against_over_fitting_is_not_offered_again() -> None:
    layers = stack(Flatten(), Dense(64), Dropout(0.5), Dense(10, "softmax"))
    plan, data = Plan(epochs=6, early_stopping=9, keep_best=False), DataRecipe(subset=500)
    case = replace(made(*BY_HEART), project=Project(Network((28, 28, 1), layers), data, plan=plan))
    assert labels(said(case, "overfitting")) == [
        "Learn from all pictures",
        "Shift the training pictures at random",
        "Keep the best epoch",
    ]


def test_that_a_run_that_improved_to_the_end_may_go_on_and_one_that_levelled_out_or_was_stopped_not() -> None:
    improves = ((1.0, 1.0), (0.8, 0.8), (0.6, 0.6))
    advice = said(made(*improves), "still_improving")
    assert advice.tone == "note"
    assert labels(advice) == ["Set the epochs to 6, for a new run"]
    assert "still_improving" not in kinds(made(*improves, status="stopped"))
    assert "still_improving" not in kinds(made(*improves, plan={"epochs": 9}))  # it was ended early
    assert "still_improving" not in kinds(made((1.0, 1.0), (0.8, 0.8), (0.6, 0.79)))
    assert "still_improving" not in kinds(made((1.0, 0.04), (0.02, 0.03), (0.01, 0.02)))


def test_that_a_run_of_an_epoch_or_two_that_has_far_to_go_may_have_more_also_once_it_is_tested() -> None:
    every = Scores(1.9, tuple("0123456789"), tuple((5,) * 10 for _ in range(10)))  # each class is predicted
    for case in (made((2.2, 1.9)), made((2.2, 1.9), test=every), made((2.2, 2.1), (2.0, 1.8))):
        advice = said(case, "still_improving")
        assert "where a network that gives the same answer to every picture has 2.303" in advice.text
    assert labels(said(made((2.2, 1.9), test=every), "still_improving")) == ["Set the epochs to 2, for a new run"]
    without = replace(every, confusion=tuple((10, *(5,) * 8, 0) for _ in range(10)))
    both = each_once(advise(made((2.2, 1.9), test=without, can_go_on=True)))
    assert [(each.kind, each.goes_on) for each in both] == [("never_predicted", True), ("still_improving", False)]
    slow = said(made((2.2, 1.9), plan={"learning_rate": 1e-5}), "still_improving")
    assert labels(slow)[0].startswith("Set the learning rate to")
    assert "still_improving" not in kinds(made((0.9, 0.4)))
    assert "still_improving" not in kinds(made((9.0, 9.0)))
    assert "still_improving" not in kinds(made((2.0, 1.8), (1.5, 1.8)))
    assert "still_improving" not in kinds(made((2.2, 1.9), status="stopped"))
    assert "still_improving" not in kinds(made((2.2, 1.9), plan={"epochs": 5}))


def test_that_validation_on_the_test_pictures_is_said_with_their_figures() -> None:
    case = made(*LEARNS)
    on_test = replace(case, project=replace(case.project, data=DataRecipe(validation="test")))
    confusion = tuple(tuple(50 if a == b else 5 for b in range(10)) for a in range(10))
    tested = replace(on_test, test=Scores(0.494, LABELS, confusion))
    advice = said(tested, "test_validates")
    assert "epoch 5 was chosen by its loss on the very pictures that test it (validation loss 0.494" in advice.text
    assert advice.evidence[-1] == "test: loss 0.494, accuracy 52.6 %"
    assert after(on_test.project, advice.remedies[0]).data.validation == "share"
    assert "test_validates" not in kinds(case)


# Inside


def look(dead: int, of: int = 64, pictures: int = 256) -> Health:
    return Health(3, pictures, (LayerHealth("conv2d_1", dead, of),), (26,) * 10, (26,) * 10)


def test_that_a_layer_most_of_which_is_dead_is_said() -> None:
    case = made(*LEARNS, health=(replace(look(3), epoch=1), look(48)))
    advice = said(case, "dead_relus")
    assert (
        "In “conv2d_1” 48 of 64 ReLU outputs were zero for all of the 256 pictures tried after epoch 3" in advice.text
    )
    assert advice.evidence == (
        "“conv2d_1”, epoch 1: 3 of 64 always zero",
        "“conv2d_1”, epoch 3: 48 of 64 always zero",
    )
    assert advice.tone == "caution"
    assert said(replace(case, health=(look(64),)), "dead_relus").tone == "problem"


@pytest.mark.parametrize("health", [look(30), look(3, 3), look(60, pictures=10), Health(3, 256)])
def test_that_some_dead_units_a_tiny_layer_or_few_pictures_say_nothing(health: Health) -> None:
    assert "dead_relus" not in kinds(made(*LEARNS, health=(health,)))


def scores(*, never: int | None = None, found: dict[int, int] | None = None, count: int = 50) -> Scores:
    """All right but ``found``: of the count pictures of a class so many; and ``never`` a class called 0."""
    rows = []
    for number in range(10):
        right = 0 if number == never else (found or {}).get(number, count)
        row = [0] * 10
        row[number], row[(number + 1) % 10 if (number + 1) % 10 != never else 2] = right, count - right
        rows.append(tuple(row))
    return Scores(0.5, LABELS, tuple(rows))


def test_that_a_class_never_predicted_in_the_test_is_named() -> None:
    counts = (*(100,) * 9, 10)
    case = made(*LEARNS, test=scores(never=9), counts=counts)
    advice = said(case, "never_predicted")
    assert "“9” is never predicted: none of the 500 test pictures was called so, though 50 of them" in advice.text
    assert "“9” has only 10 of the 910 training pictures" in advice.text
    assert labels(advice) == ["Let rare classes count more"]
    assert "never_predicted" not in kinds(made(*LEARNS, test=scores(), counts=counts))
    assert "never_predicted" not in kinds(made(*LEARNS, test=scores(never=9, count=5), counts=counts))


def test_that_before_the_test_the_newest_look_is_asked_from_the_second_epoch_on() -> None:
    health = Health(2, 260, (), (*(28,) * 9, 0), (26,) * 10)
    assert "tried after epoch 2" in said(made(*LEARNS, status="training", health=(health,)), "never_predicted").text
    assert "never_predicted" not in kinds(made(*LEARNS[:1], status="training", health=(health,)))


def test_that_rare_classes_found_less_often_ask_for_class_weights_and_rare_ones_found_as_often_do_not() -> None:
    counts = (*(100,) * 8, 10, 10)
    case = made(*LEARNS, test=scores(found={8: 20, 9: 22}), counts=counts)
    advice = said(case, "imbalance")
    assert "“8”, “9” have 20 of the 820 training pictures" in advice.text
    assert "42.0 % are found (42 of 100), of the others 100.0 %" in advice.text
    assert labels(advice) == ["Let rare classes count more"]
    assert "imbalance" not in kinds(made(*LEARNS, test=scores(), counts=counts))
    assert "imbalance" not in kinds(made(*LEARNS, test=scores(found={8: 20, 9: 22})))
    assert "imbalance" not in kinds(
        made(*LEARNS, test=scores(found={8: 20, 9: 22}), counts=counts, plan={"class_weight": "balanced"})
    )


# Settings


def test_that_raw_values_are_said_where_the_first_epoch_went_astray_only() -> None:
    raw = replace(small_project(epochs=5), preprocessing=Preprocessing("raw"))
    astray = replace(made((14.2, 3.0), *LEARNS[1:]), project=raw)
    advice = said(astray, "raw_values")
    assert "the training loss of epoch 1 was 14.200, 6.2 times the 2.303" in advice.text
    assert labels(advice) == ["Divide the values by 255", "Standardise channel by channel"]
    assert "raw_values" not in kinds(replace(made(*LEARNS), project=raw))
    assert "raw_values" not in kinds(made((14.2, 3.0), *LEARNS[1:]))


@pytest.mark.parametrize(("size", "expected"), [(1000, True), (1001, True), (999, False), (128, False)])
def test_that_a_batch_that_holds_all_pictures_is_said(size: int, expected: bool) -> None:
    case = made(*LEARNS, plan={"batch_size": size})
    assert ("batch_too_large" in kinds(case)) is expected
    if expected:
        assert labels(said(case, "batch_too_large")) == ["Set the batch size to 32"]


def test_that_few_pictures_get_a_batch_that_makes_some_updates() -> None:
    assert labels(said(made(*LEARNS, counts=(3,) * 10), "batch_too_large")) == ["Set the batch size to 4"]
    assert labels(said(made(*LEARNS, counts=(1, 1)), "batch_too_large")) == ["Set the batch size to 1"]
    assert "batch_too_large" not in kinds(made(*LEARNS, counts=()))


@pytest.mark.parametrize("loss", ["binary_crossentropy", "binary_crossentropy_sum"])
def test_that_binary_cross_entropy_after_softmax_is_said_and_after_sigmoid_is_not(loss: str) -> None:
    case = made(*LEARNS, plan={"loss": loss})
    first, second = said(case, "binary_after_softmax").remedies
    assert after(case.project, first).plan.loss == "categorical_crossentropy"
    sigmoid = after(case.project, second)
    assert "binary_after_softmax" not in kinds(replace(case, project=sigmoid))
    assert "binary_after_softmax" not in kinds(made(*LEARNS))
    pooled = Network((28, 28, 1), stack(Conv2D(10, activation="softmax"), GlobalAveragePooling2D()))
    assert "binary_after_softmax" not in kinds(replace(case, project=replace(case.project, network=pooled)))


def test_that_memory_that_does_not_suffice_is_a_problem_with_the_refusal_s_words() -> None:
    advice = of_memory(StudioError("This needs about 9.0 GB.", "Use fewer pictures."), ())
    assert (advice.kind, advice.tone) == ("memory", "problem")
    assert advice.text == "This needs about 9.0 GB. Use fewer pictures."


def test_that_a_case_is_made_of_a_run() -> None:
    run = Run(1, "Run 1", small_project(), LABELS, Prepared(), "failed", "", {}, (epoch(1, 1.0, 1.0),), reason="Why")
    case = case_of(run, counts=(5,) * 10)
    assert (case.status, case.reason, case.labels, case.losses) == ("failed", "Why", LABELS, (1.0,))
    assert case.updates == 1
