"""Edits keep the numbers that are still there, give an exercise that can be worked, or are refused in words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.checking import check
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.kernels import NAMED
from cnnstudio.core.by_hand.making import from_picture, made
from cnnstudio.core.errors import SpecError
from tests.core.by_hand.exercises import exercises

sizes = st.integers(1, 9)

CHANGES: tuple[Callable[[Exercise, int, int], Exercise], ...] = (
    lambda each, a, b: edits.with_window(each, (1 if each.dimensions == 1 else a, b)),
    lambda each, a, b: edits.with_input_size(each, (1 if each.dimensions == 1 else a, b)),
    lambda each, a, _: edits.with_channels(each, a),
    lambda each, a, _: edits.with_filters(each, a),
    lambda each, a, _: edits.with_bias(each, on=a > 4),
    lambda each, a, _: edits.with_dimensions(each, 1 if a > 4 else 2),
    lambda each, a, _: edits.with_operation(each, ("max", "average", "convolution")[a % 3]),
    lambda each, a, b: edits.with_stride(each, (a, b)),
    lambda each, a, b: edits.with_dilation(each, (a, b)),
    lambda each, a, _: edits.with_padding(each, ("valid", "same", a)[a % 3]),
    lambda each, a, _: edits.with_activation(each, ("relu", "softmax")[a % 2]),
)


@settings(max_examples=40)
@given(exercises(), st.lists(st.tuples(st.sampled_from(range(len(CHANGES))), sizes, sizes), max_size=6))
def test_that_any_edits_in_a_row_leave_an_exercise_that_can_be_worked(exercise: Exercise, steps: Any) -> None:
    for which, first, second in steps:
        exercise = CHANGES[which](exercise, first, second)
    check(exercise)
    assert np.isfinite(output(exercise).values).all()


@settings(max_examples=40)
@given(exercises(), st.integers(1, 5))
def test_that_larger_and_back_is_the_same(exercise: Exercise, more: int) -> None:
    channels = exercise.input.shape[2]
    assert edits.with_channels(edits.with_channels(exercise, channels + more), channels) == exercise
    filters = exercise.kernels.shape[3]
    assert edits.with_filters(edits.with_filters(exercise, filters + more), filters) == exercise
    rows, columns = exercise.window
    assert edits.with_window(edits.with_window(exercise, (rows, columns + more)), (rows, columns)) == exercise


@settings(max_examples=40)
@given(exercises())
def test_that_a_pooling_gives_its_kernels_back(exercise: Exercise) -> None:
    pooled = edits.with_operation(exercise, "max")
    assert edits.with_operation(pooled, exercise.operation) == exercise


def test_that_one_number_is_set_and_the_old_exercise_stays() -> None:
    before = output(FIRST).values.copy()
    changed = edits.set_bias(edits.set_kernel(edits.set_input(FIRST, (0, 0, 0), 7), (1, 1, 2, 0), -1), 1, 5)
    assert (changed.input[0, 0, 0], changed.kernels[1, 1, 2, 0], changed.biases[1]) == (7, -1, 5)
    np.testing.assert_array_equal(output(FIRST).values, before)
    with pytest.raises(SpecError, match="10¹⁵"):
        edits.set_input(FIRST, (0, 0, 0), float("nan"))


def test_that_a_block_is_put_over_the_input_and_what_sticks_out_is_left_out() -> None:
    found = edits.paste_input(FIRST, (3, 3, 2), np.full((2, 2, 2), 8, np.float32))
    assert found.input[3, 3, 2] == 8
    assert (found.input != FIRST.input).sum() == 1
    kernel = edits.paste_kernel(FIRST, (0, 0, 1, 1), np.full((1, 2, 1), 8, np.float32))
    assert (kernel.kernels == 8).sum() == 2


def test_that_filters_and_channels_are_taken_away_with_their_numbers() -> None:
    found = edits.without_channel(edits.without_filter(FIRST, 0), 1)
    assert (found.input.shape, found.kernels.shape, found.biases.tolist()) == ((4, 4, 2), (2, 2, 2, 1), [-1])
    with pytest.raises(SpecError, match="1 to 16 filters"):
        edits.without_filter(found, 0)


def test_that_a_named_kernel_is_set_for_every_channel() -> None:
    for named in NAMED:
        found = edits.with_kernel(FIRST, named.kernel, 1)
        assert found.window == (3, 3)
        np.testing.assert_array_equal(found.kernels[..., 2, 1], named.kernel)
    flat = made([[4.0] * 5] * 5, [[[0]]])
    assert [round(float(output(edits.with_kernel(flat, each.kernel)).values[0, 0, 0]), 4) for each in NAMED] == [
        *(4, 0, 0, 4, 4, 4, 4, 0, 0)
    ]


def test_that_another_input_changes_the_depth_of_the_kernels() -> None:
    found = edits.with_input(FIRST, np.ones((5, 6, 1), np.float32), "mine")
    assert (found.kernels.shape, found.title) == ((2, 2, 1, 2), "mine")
    with pytest.raises(SpecError, match="1 to 16 channels"):
        edits.with_input(FIRST, np.ones((5, 6, 17), np.float32))


def test_that_a_part_of_a_picture_is_taken_around_its_middle() -> None:
    picture = np.arange(100 * 80 * 3).reshape(100, 80, 3)
    found = from_picture(FIRST, picture, (99, 0), 8, "picture 3")
    np.testing.assert_array_equal(found.input, picture[92:, :8])
    assert from_picture(EXAMPLES[0].exercise, picture).input.shape == (64, 64, 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stride": (0, 1)}, "Stride"),
        ({"stride": (True, 1)}, "Stride"),
        ({"dilation": (1, 99)}, "Dilation"),
        ({"padding": -1}, "Padding"),
        ({"padding": "full"}, "Padding"),
        ({"activation": "glu"}, "activation"),
        ({"operation": "min"}, "operation"),
        ({"dimensions": 3}, "dimensions"),
        ({"dimensions": 2.0}, "dimensions"),
        ({"dimensions": 1}, "one row"),
        ({"title": "x" * 201}, "letters"),
        ({"biases": np.zeros(3, np.float32)}, "as many biases or none"),
        ({"input": np.zeros((4, 4, 2), np.float32)}, "3 channels deep"),
        ({"input": np.full((4, 4, 3), np.inf, np.float32)}, "infinite"),
    ],
)
def test_that_what_cannot_be_worked_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises(SpecError, match=words):
        check(replace(FIRST, **change))


def test_that_numbers_in_rows_become_an_exercise_or_are_refused() -> None:
    assert made([1, 2, 3], [[1, 1], [1, -1]]).kernels.shape == (1, 2, 1, 2)
    for wrong, kernels in (
        ([[1, 2], [3]], [[[1]]]),
        (["a"], [[1]]),
        ([], [[1]]),
        ([1, 2], [1]),
        ([[[1]], [[2]]], [[[1]]]),
    ):
        with pytest.raises(SpecError):
            made(wrong, kernels)
