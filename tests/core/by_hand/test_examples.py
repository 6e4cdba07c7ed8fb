"""The examples have the figures that they are there for."""

import numpy as np

from cnnstudio.core.by_hand.checking import check
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.edits import with_padding, with_stride, with_window, without_channel
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST, Example
from cnnstudio.core.by_hand.steps import output_shape, unused


def example(name: str) -> Example:
    return next(each for each in EXAMPLES if each.name == name)


def test_that_all_can_be_worked_and_have_names_of_their_own() -> None:
    for each in EXAMPLES:
        check(each.exercise)
        assert output(each.exercise).values.size
    assert len({each.name for each in EXAMPLES}) == len({each.title for each in EXAMPLES}) == len(EXAMPLES)


def test_that_three_channels_have_the_sheets_figures() -> None:
    assert output_shape(FIRST) == (3, 3, 2)
    assert output_shape(with_stride(FIRST, (2, 2))) == (2, 2, 2)
    assert output_shape(with_padding(with_window(FIRST, (3, 3)), 1)) == (4, 4, 2)
    red_and_green = output(without_channel(FIRST, 2)).values
    np.testing.assert_array_equal(red_and_green[..., 0], np.array([[5, 5, 5], [2, 5, 5], [5, 3, 7]]) + 1)
    np.testing.assert_array_equal(red_and_green[..., 1], np.array([[5, 0, 2], [0, 3, 1], [1, 1, 3]]) - 1)


def test_that_the_steps_that_do_not_fit_leave_two_numbers_unused() -> None:
    exercise = example("does-not-fit").exercise
    assert output_shape(exercise) == (1, 1, 1)
    assert unused(exercise).cells.tolist() == [[False, False, False, True, True]]


def test_that_max_pooling_leaves_its_last_column() -> None:
    exercise = example("max-pooling").exercise
    assert output(exercise).values[..., 0].tolist() == [[5, 2], [7, 8]]
    assert unused(exercise).cells[:, 4].all()
