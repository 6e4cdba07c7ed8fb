"""Checks: they hold by what is there, say what is there instead, and tell no answer that is still asked for."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.labs.comparing import holds as compares
from cnnstudio.core.labs.hand_facts import OTHER_INPUT, OTHER_OUTPUT
from cnnstudio.core.labs.lab import Asked, Check, Need
from cnnstudio.core.labs.looking import look
from cnnstudio.core.project import Project
from tests.core.labs.desks import changed, desk, planned, preset, ran
from tests.core.labs.test_facts import EXERCISE

LENET = preset("lenet")
DEEPER = preset("few-digits-deeper")


def check(*needs: Need, **values: Any) -> Check:
    return Check("1", "It holds", needs, **values)


def need(what: str, operator: Any, wanted: Any, of: str = "", tolerance: float = 0.0, run: Any = "") -> Need:
    return Need(Asked(what, of, run), operator, wanted, tolerance)


COUNT = check(need("parameters", "is", 695_970))


def test_that_a_check_of_the_project_holds_or_says_what_there_is_instead() -> None:
    assert look(COUNT, desk(DEEPER)).found == "Parameters: 695,970"
    other = look(COUNT, desk(LENET))
    assert (other.holds, other.missing) == (False, "Parameters: 431,080, not 695,970.")


def test_that_a_choice_is_told_in_the_words_of_the_window() -> None:
    wanted = check(need("preprocessing method", "is", "scale"), need("loss", "is", "mean_squared_error"))
    missing = "Loss: Categorical cross-entropy, not Mean squared error."
    assert look(wanted, desk(LENET)).missing == missing
    assert look(check(wanted.needs[0]), desk(LENET)).found == "Values: ÷ 255, so 0 to 1"


@pytest.mark.parametrize(
    ("one", "holds"),
    [
        (need("kernel_size", "is", 3, "conv2d_1"), True),
        (need("kernel_size", "is", (3, 3), "conv2d_1"), True),
        (need("kernel_size", "is", (3, 5), "conv2d_1"), False),
        (need("padding", "is", "Same", "conv2d_1"), True),
        (need("padding", "is_not", "same", "conv2d_1"), False),
        (need("optimizer", "one_of", ("adam", "adadelta")), True),
        (need("optimizer", "one_of", ("adam", "sgd")), False),
        (need("learning_rate", "is", 1), True),
        (need("learning_rate", "is", 0.9, tolerance=0.1), True),
        (need("parameters", "at_least", 695_970), True),
        (need("parameters", "above", 695_970), False),
        (need("parameters", "at_most", 695_970), True),
        (need("parameters", "below", 695_970), False),
        (need("use_bias", "is", True, "conv2d_1"), True),
        (need("use_bias", "is", False, "conv2d_1"), False),
        (need("receptive field", "at_least", 6, "layer before first Flatten"), True),
        (need("output shape", "above", (7, 7, 64), "conv2d_1"), False),
    ],
)
def test_that_every_operator_holds_as_it_says(one: Need, holds: bool) -> None:
    assert look(check(one), desk(DEEPER)).holds is holds


def test_that_all_needs_have_to_hold_and_each_that_does_not_is_said() -> None:
    found = look(
        check(need("layers", "is", 2), need("units", "is", 3, "conv2d_1"), need("blanks", "is", 0)), desk(DEEPER)
    )
    assert found.missing == "Layers: 20, not 2. conv2d_1 is a Conv2D, which has no units."


def test_that_a_need_of_the_project_may_be_of_its_latest_run() -> None:
    wanted = check(need("val_accuracy", "at_least", 0.95, run="latest"))
    assert look(wanted, desk(LENET, ran(LENET, 1, val=0.97))).holds
    worse = look(wanted, desk(LENET, ran(LENET, 1, val=0.97), ran(LENET, 2, val=0.94)))
    assert worse.missing == "Validation accuracy of the latest run: 94.00 %, not at least 95.00 %."


def test_that_all_needs_of_runs_have_to_hold_in_one_and_the_same() -> None:
    wanted = check(need("val_accuracy", "at_least", 0.95), need("batch_size", "is", 32), subject="run")
    good, small = ran(LENET, 1, val=0.97), ran(planned(LENET, batch_size=32), 2, val=0.9)
    both = look(wanted, desk(LENET, good, small))
    assert (both.holds, both.missing) == (False, "“Run 2”: Validation accuracy: 90.00 %, not at least 95.00 %.")
    done = look(wanted, desk(LENET, good, small, ran(planned(LENET, batch_size=32), 3, val=0.97)))
    assert (done.holds, done.runs, done.found) == (True, (3,), "Run 3: Validation accuracy: 97.00 %; Batch size: 32")


def test_that_runs_that_train_or_are_not_there_are_said() -> None:
    wanted = check(need("val_accuracy", "at_least", 0.5), subject="run")
    assert look(wanted, desk(LENET)).missing == "No run has ended yet."
    assert look(wanted, desk(LENET, ran(LENET, status="training"))).missing == "The run is still training."


def test_that_runs_are_found_that_differ_in_one_thing_and_are_the_same_in_another() -> None:
    wanted = check(
        subject="run", count=2, different=(Asked("activation", "first Conv2D"),), same=(Asked("seed"), Asked("epochs"))
    )
    tanh = changed(LENET, "first Conv2D", activation="tanh")
    one = ran(LENET, 1)
    assert look(wanted, desk(LENET, one)).missing == "1 of 2 runs does. Train another one."
    same = look(wanted, desk(LENET, one, ran(LENET, 2)))
    assert same.missing == "“Run 1” and “Run 2” have the same activation of first Conv2D: relu."
    seeds = look(wanted, desk(LENET, one, ran(planned(tanh, seed=8), 2)))
    assert seeds.missing == "“Run 1” and “Run 2” differ in seed: 7 and 8."
    done = look(wanted, desk(LENET, one, ran(planned(tanh, seed=8), 2), ran(tanh, 3), ran(preset("dense"), 4)))
    assert (done.holds, done.runs) == (True, (1, 3))


def test_that_three_runs_differ_each_from_each() -> None:
    wanted = check(subject="run", count=3, different=(Asked("batch_size"),))
    sizes = [ran(planned(LENET, batch_size=size), number) for number, size in enumerate((32, 64, 32, 64, 16), 1)]
    assert not look(wanted, desk(LENET, *sizes[:4])).holds
    assert look(wanted, desk(LENET, *sizes)).runs == (3, 4, 5)


def test_that_many_runs_that_never_belong_together_are_soon_given_up() -> None:
    wanted = check(subject="run", count=20, different=(Asked("batch_size"),))
    runs = [ran(planned(LENET, batch_size=1 + number % 19), number) for number in range(1, 60)]
    assert not look(wanted, desk(LENET, *runs)).holds


@pytest.mark.parametrize("project", [DEEPER, LENET])
@pytest.mark.parametrize("secret", [695_970.0, 431_080.0])
def test_that_no_words_tell_a_number_that_a_question_still_asks_for(project: Project, secret: float) -> None:
    found = look(COUNT, desk(project), {secret})
    assert f"{secret:,.0f}" not in found.found + found.missing
    assert bool(found.found) is found.holds is (project is DEEPER)


def test_that_no_words_tell_a_word_that_a_question_still_asks_for() -> None:
    activation = check(need("activation", "is", "relu", "conv2d_1"))
    assert "relu" not in look(activation, desk(changed(LENET, "conv2d_1", activation="tanh")), {"relu"}).missing


def test_that_a_table_of_numbers_is_never_told() -> None:
    wanted = check(need("output values", "is", ((1, 2), (3, 4))), need("stride", "is", 2), subject="by_hand")
    found = look(wanted, desk(LENET, exercise=EXERCISE))
    assert found.missing == "Stride: 1 × 1, not 2."
    assert look(check(wanted.needs[0], subject="by_hand"), desk(LENET, exercise=EXERCISE)).missing == OTHER_OUTPUT
    right = ((11, 15, 19), (27, 31, 35), (43, 47, 51))
    done = look(check(need("output values", "is", right), subject="by_hand"), desk(LENET, exercise=EXERCISE))
    assert (done.holds, done.found) == (True, "Output values: right")
    assert "Nothing stands" in look(wanted, replace(desk(LENET), exercise=None)).missing


def test_that_of_another_exercise_only_that_is_said_and_a_cell_that_is_not_filled_in_is_said_in_words() -> None:
    done = need("all right", "is", True)
    values = ((11, 15, 19), (27, 31, 35), (43, 47, 51))
    other = check(need("input values", "is", (1, 2)), need("stride", "is", 2), done, subject="by_hand")
    assert look(other, desk(LENET, exercise=EXERCISE, filled=False)).missing == OTHER_INPUT
    begun = desk(LENET, exercise=EXERCISE, filled=False)
    begun = replace(begun, tries=Tries(hidden=True))
    missing = look(check(need("output values", "is", values), done, subject="by_hand"), begun).missing
    assert missing == "Not every cell is filled in rightly yet."


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "is_so"),
    [
        ("at_most", 1_000_000, 1_000_001, False),
        ("at_least", 10_000_000, 9_999_995, False),
        ("is", 5_000_000.0, 5_000_004, False),
        ("is", 5_000_000, 5_000_004.0, False),
        ("is", 5_000_000.0, 5_000_000, True),
        ("below", 0.95, float(np.float32(0.95)), False),
        ("above", 0.9675, float(np.float32(0.9675)), False),
        ("at_least", 0.95, float(np.float32(0.95)), True),
        ("below", 0.95, 0.9499, True),
        ("is", 1, 0.99999998, True),
    ],
)
def test_that_whole_numbers_are_compared_as_they_are_and_others_as_networks_compute(
    operator: Any, wanted: float, value: float, is_so: bool
) -> None:
    assert compares(need("parameters", operator, wanted), value) is is_so


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("failed", "failed before"),
        ("interrupted", "was interrupted"),
        ("stopped", "was stopped"),
        ("imported", "was i"),
    ],
)
def test_that_runs_without_an_epoch_do_not_count_and_are_named(status: Any, why: str) -> None:
    bare = [replace(ran(LENET, number, status=status), epochs=()) for number in (1, 2)]
    found = look(check(subject="run", count=2), desk(LENET, *bare))
    assert (found.holds, f"“Run 2” {why}" in found.missing, "“Run 1”" in found.missing) == (False, True, True)
    one = look(check(subject="run", count=2), desk(LENET, *bare, ran(LENET, 3)))
    assert (one.holds, one.missing[:14], f"“Run 1” {why}" in one.missing) == (False, "1 of 2 runs do", True)
    assert look(check(need("runs", "is", 1)), desk(LENET, *bare, ran(LENET, 3))).holds
    latest = look(check(need("val_accuracy", "above", 0.9, run="latest")), desk(LENET, ran(LENET, 0), *bare))
    assert latest.holds


def test_that_a_run_that_failed_after_an_epoch_counts() -> None:
    assert look(check(subject="run"), desk(LENET, ran(LENET, status="failed"))).holds
