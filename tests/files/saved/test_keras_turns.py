"""Arrays of other Keras's are turned as each is documented, and their stored shape is known before they are read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.files.saved.keras_turns import Flip, Rows, Transpose, stored_shape, turned

sides = st.integers(1, 4)


def counted(shape):
    return np.arange(np.prod(shape, dtype=int), dtype="f4").reshape(shape)


@given(st.tuples(sides, sides, sides, sides), st.permutations(range(4)))
def test_that_the_stored_shape_is_the_one_that_is_turned_into_the_shape_wanted(shape, axes):
    turns = (Transpose(tuple(axes)), Flip((0, 1)))
    stored = counted(stored_shape(shape, turns))
    assert turned(stored, turns).shape == shape
    assert turned(stored, turns).flags["C_CONTIGUOUS"]


def test_that_a_kernel_of_theano_is_turned_by_half_a_turn_and_its_axes_moved():
    stored = counted((5, 3, 2, 4))  # (out, in, rows, columns)
    found = turned(stored, (Transpose((2, 3, 1, 0)), Flip()))
    assert found.shape == (2, 4, 3, 5)
    assert found[0, 1, 2, 3] == stored[3, 2, 1, 2]


@given(sides, sides, sides, sides)
def test_that_rows_behind_a_flattened_picture_compute_the_same(height, width, channels, units):
    picture, kernel = counted((height, width, channels)), counted((height * width * channels, units))
    first = np.moveaxis(picture, 2, 0).reshape(-1) @ kernel
    assert np.allclose(picture.reshape(-1) @ turned(kernel, (Rows((height, width, channels)),)), first)


def test_that_four_numbers_a_channel_are_moved_as_rows_are():
    assert turned(counted((4,)), (Rows((1, 2, 2)),)).tolist() == [0, 2, 1, 3]


@pytest.mark.parametrize(
    ("turn", "shape"),
    [
        (Transpose((0, 1)), (2, 2, 2)),
        (Transpose((0, 0)), (2, 2)),
        (Flip((2,)), (2, 2)),
        (Rows((2, 2, 2)), (9, 3)),
        (Rows((2, 2)), (4, 3)),
    ],
)
def test_that_a_turn_that_does_not_fit_is_refused_before_anything_is_read(turn, shape):
    with pytest.raises(SpecError):
        stored_shape(shape, (turn,))
