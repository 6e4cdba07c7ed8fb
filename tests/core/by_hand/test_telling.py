"""An exercise in words: each sum has the value it says, and sizes are explained with their numbers."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnstudio.core.by_hand.computing import output, work
from cnnstudio.core.by_hand.examples import FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.making import made
from cnnstudio.core.by_hand.telling import (
    lines,
    output_in_words,
    parameters,
    size_formula,
    terms,
    unused_in_words,
)
from tests.core.by_hand.exercises import exercises

ROW = made([1, 3, 2, 0, 4], [[1, 0, -1]])


def computed(words: str) -> float:
    """What the left side of "2·1 + 0·(−1) = 2" comes to."""
    plain = (
        words.replace("·", "*").replace("−", "-").replace(",", "") if "max" not in words else words.replace("−", "-")
    )
    return float(eval(plain, {"max": lambda *numbers: max(numbers)}))


@settings(max_examples=40)
@given(exercises(), st.randoms(use_true_random=False))
def test_that_every_sum_has_the_value_it_says(exercise: Exercise, pick: Any) -> None:
    values = output(exercise).values
    assume(values.size)
    place = tuple(pick.randrange(size) for size in values.shape)
    told = terms(work(exercise, place), most=1000)
    left, right = told.split(" = ")
    assert computed(left) == pytest.approx(float(values[place]), rel=1e-3, abs=1e-3)
    assert float(right.replace("−", "-")) == pytest.approx(float(values[place]), rel=1e-3, abs=1e-3)
    for line in lines(work(exercise, place), most=1000):
        left, right = line.partition(": ")[2].rsplit(" = ", 1) if ": " in line and " = " in line else ("0", "0")
        assert computed(left.split(" = ")[0]) == pytest.approx(
            float(right.replace("−", "-").replace(",", "")), abs=1e-2
        )


def test_that_a_sum_names_products_bias_and_activation() -> None:
    exercise = replace(made([2, 0, 4], [[1, -1, 3]], biases=[-20]), activation="relu")
    assert terms(work(exercise, (0, 0, 0))) == "2·1 + 0·(−1) + 4·3 − 20 = −6; max(0, −6) = 0"


def test_that_a_long_sum_is_cut_in_the_middle_and_says_so() -> None:
    told = terms(work(FIRST, (0, 0, 0)), most=4)
    assert told == "2·1 + 1·1 + … 8 more … + 2·0 + 1·1 + 1 = 9"


def test_that_the_sum_of_several_channels_is_told_channel_by_channel() -> None:
    assert lines(work(FIRST, (0, 0, 1)))[-2:] == ("bias: − 1", "sum: 3 + 2 − 2 − 1 = 2")


def test_that_poolings_are_written_out() -> None:
    pooled = made([[1, -3], [2, 0]], operation="max", stride=2)
    assert terms(work(pooled, (0, 0, 0))) == "max(1, −3, 2, 0) = 2"
    assert terms(work(replace(pooled, operation="average"), (0, 0, 0))) == "(1 − 3 + 2 + 0) / 4 = 0"


@pytest.mark.parametrize(
    ("stride", "padding", "expected"),
    [
        (1, 0, "⌊(5 − 3) / 1⌋ + 1 = 3 numbers"),
        (2, 0, "⌊(5 − 3) / 2⌋ + 1 = 2 numbers"),
        (4, 0, "⌊(5 − 3) / 4⌋ + 1 = 1 number"),
        (1, 1, "⌊(5 + 2·1 − 3) / 1⌋ + 1 = 5 numbers"),
        (4, 1, "⌊(5 + 2·1 − 3) / 4⌋ + 1 = 2 numbers"),
    ],
)
def test_that_the_cases_of_the_sheet_have_their_formula(stride: int, padding: int, expected: str) -> None:
    assert expected in size_formula(replace(ROW, stride=(1, stride), padding=padding))


def test_that_steps_that_do_not_fit_are_told_with_what_stays_unused() -> None:
    told = size_formula(replace(ROW, stride=(1, 4)))
    assert "(5 − 3) / 4 + 1 = 1.5 does not fit: rounded down to 1." in told
    assert "Numbers 3–4 are used by no window." in told
    assert unused_in_words(replace(ROW, stride=(1, 4))) == ""  # said once is enough
    corner = made([[1, 2], [3, 4]], [[[1]]], stride=2)
    assert unused_in_words(corner) == "3 of 4 numbers of the input are read by no step."
    assert unused_in_words(replace(corner, stride=(1, 1))) == ""


def test_that_the_kernel_with_its_holes_has_its_formula() -> None:
    told = size_formula(replace(ROW, dilation=(1, 2)))
    assert "k′ = (k − 1)·d + 1 = (3 − 1)·2 + 1 = 5" in told
    assert told.index("k′ = (k − 1)·d + 1 = (3 − 1)·2 + 1 = 5") == told.index("⌊(n − k′) / s⌋ + 1") + 1
    assert "k′" not in "\n".join(size_formula(ROW))


def test_that_a_window_that_does_not_fit_is_told() -> None:
    assert size_formula(made([1, 2], [[1, 1, 1]])) == (
        "The window of 3 does not fit into 2 numbers: no step, and no output.",
    )
    told = size_formula(made([1], [[1, 1, 1, 1]], padding=1))
    assert told[0] == "The window of 4 does not fit into 3 numbers with the padding: no step, and no output."


@settings(max_examples=40)
@given(exercises())
def test_that_the_formula_shown_gives_the_number_of_steps(exercise: Exercise) -> None:
    told = "\n".join(size_formula(exercise))
    for above, below, value in re.findall(r"^⌊\((.+)\) / (\d+)⌋ \+ 1 = ([\d,]+)", told, re.MULTILINE):
        assert computed(above) // int(below) + 1 == int(value)


def test_that_parameters_are_counted_as_for_a_layer() -> None:
    assert parameters(FIRST).words == "(2·2·3 + 1) · 2 = 26"
    assert parameters(ROW).words == "3·1 · 1 = 3"
    assert parameters(replace(FIRST, operation="max")).count == 0


def test_that_shapes_are_told() -> None:
    assert output_in_words(FIRST) == "4 × 4 × 3 → 3 × 3 × 2"
    assert output_in_words(ROW) == "5 × 1 → 3 × 1"
