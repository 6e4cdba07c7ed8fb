"""Tables of convolution by hand in labs: whatever stands in them is an exercise or a mistake with its place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.labs.reading import read_lab
from tests.core.labs.test_reading import PLACE, only, read_or_refused, toml

NUMBERS = st.recursive(
    st.integers(-9, 9) | st.floats(-3, 3), lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=8
)
HAND = st.fixed_dictionaries(
    {},
    optional={
        "input": NUMBERS,
        "kernels": NUMBERS,
        "biases": NUMBERS,
        "dimensions": st.integers(1, 2),
        "operation": st.sampled_from(["convolution", "max", "average"]),
        "padding": st.sampled_from(["same", "valid"]) | st.integers(0, 70),
        **{name: NUMBERS | st.integers(1, 70) for name in ("stride", "dilation", "window")},
    },
)


@settings(max_examples=150)
@given(HAND)
def test_that_any_numbers_by_hand_are_an_exercise_or_a_mistake(table: dict[str, Any]) -> None:
    read_or_refused(f'{PLACE}[[step.do]]\nlabel = "x"\nby_hand = {toml(table)}\n')


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("dimensions = 1, input = 5, kernels = [1]", "“input” is numbers in brackets"),
        ("dimensions = 1, input = [1], kernels = 5", "“kernels” is numbers in brackets"),
        ("input = [[1]], kernels = [[1]], dilation = 16", "from 1 to 15"),
        ("input = [[1]], operation = 'max', window = 16", "from 1 to 15"),
        ("input = [[1]], kernels = [[1]], padding = 33", "“padding” is"),
    ],
)
def test_that_a_number_without_brackets_and_one_that_is_too_large_are_said(table: str, words: str) -> None:
    assert words in only(f'[[step.do]]\nlabel = "x"\nby_hand = {{ {table} }}')


@pytest.mark.parametrize(("written", "hidden"), [("", False), (", hidden = true", True), (", hidden = false", False)])
def test_that_an_exercise_opens_without_its_answer_where_the_lab_says_so(written: str, hidden: bool) -> None:
    text = f'{PLACE}[[step.do]]\nlabel = "x"\nby_hand = {{ input = [[1]], kernels = [[2]]{written} }}\n'
    (action,) = read_lab(text, "x").steps[0].actions
    assert (action.exercise is not None, action.hidden) == (True, hidden)


def test_that_hidden_is_true_or_false() -> None:
    table = "input = [[1]], kernels = [[2]], hidden = 1"
    assert "“hidden” is true or false" in only(f'[[step.do]]\nlabel = "x"\nby_hand = {{ {table} }}')
