"""What comes out of an exercise, against SciPy, and against pooling with plain NumPy."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate

from cnnstudio.core.arithmetic import padding_around
from cnnstudio.core.by_hand.computing import output, work
from cnnstudio.core.by_hand.edits import with_filters
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.making import made
from cnnstudio.core.by_hand.steps import axes, dilation_of, output_shape, spec_of, stride_of, unused
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.working.activating import activated, activated_across, activations, looks_across
from tests.core.by_hand.exercises import exercises


def padded(exercise: Exercise, fill: float) -> Any:
    stride, dilation = stride_of(exercise), dilation_of(exercise)
    sides = [
        padding_around(
            exercise.input.shape[axis], exercise.window[axis], stride[axis], exercise.padding, dilation[axis]
        )
        for axis in (0, 1)
    ]
    sides = [(0, 0), sides[1]] if exercise.dimensions == 1 else sides
    return np.pad(exercise.input.astype(np.float64), (*sides, (0, 0)), constant_values=fill)


def by_scipy(exercise: Exercise) -> Any:
    """A correlation with the kernel's holes filled with zeros, of which every stride-th number is kept."""
    stride, dilation = stride_of(exercise), dilation_of(exercise)
    spread = [(size - 1) * holes + 1 for size, holes in zip(exercise.window, dilation, strict=True)]
    kernels = np.zeros((*spread, *exercise.kernels.shape[2:]))
    kernels[:: dilation[0], :: dilation[1]] = exercise.kernels
    whole = padded(exercise, 0.0)
    if any(size < window for size, window in zip(whole.shape[:2], spread, strict=True)):
        return np.zeros(output_shape(exercise))
    maps = [correlate(whole, kernels[..., filter], "valid")[..., 0] for filter in range(exercise.filters)]
    found = np.stack(maps, axis=2)[:: stride[0], :: stride[1]]
    return found + exercise.biases if len(exercise.biases) else found


def by_numpy(exercise: Exercise) -> Any:
    """A pooling window by window."""
    whole = padded(exercise, np.nan if exercise.padding == "same" else 0.0)
    found = np.zeros(output_shape(exercise))
    (rows, columns), (down, across) = exercise.window, stride_of(exercise)
    for row, column, channel in np.ndindex(found.shape):
        part = whole[row * down : row * down + rows, column * across : column * across + columns, channel]
        found[row, column, channel] = np.nanmax(part) if exercise.operation == "max" else np.nanmean(part)
    return found


@given(exercises())
def test_that_every_number_is_that_of_scipy_or_of_pooling_with_numpy(exercise: Exercise) -> None:
    found = output(exercise).values
    expected = by_scipy(exercise) if exercise.operation == "convolution" else by_numpy(exercise)
    assert found.shape == output_shape(exercise) == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


@settings(max_examples=40)
@given(exercises(("linear", "relu", "tanh", "softmax", "sparsemax")), st.randoms(use_true_random=False))
def test_that_one_number_worked_out_is_the_one_of_all_at_once(exercise: Exercise, pick: Any) -> None:
    values = output(exercise)
    assume(values.values.size)
    place = tuple(pick.randrange(size) for size in values.values.shape)
    found = work(exercise, place)
    assert found.value == pytest.approx(float(values.values[place]), abs=1e-6)
    assert found.given == pytest.approx(found.value, abs=1e-6)
    assert found.before == pytest.approx(float(values.before[place]), abs=1e-6)
    assert found.box is not None
    assert found.read.shape[:2] == exercise.window


@settings(max_examples=40)
@given(exercises())
def test_that_unused_numbers_change_nothing_and_every_other_one_does(exercise: Exercise) -> None:
    hidden = unused(exercise)
    other = replace(exercise, input=np.where(hidden.cells[..., None], np.float32(99), exercise.input))
    assert np.array_equal(output(other).values, output(exercise).values)
    ones = replace(exercise, operation="average", kernels=np.ones_like(exercise.kernels), dilation=(1, 1))
    if exercise.operation != "convolution":
        for row, column in np.argwhere(~unused(ones).cells)[:4]:
            changed = ones.input.copy()
            changed[row, column] += 100
            assert not np.array_equal(output(replace(ones, input=changed)).values, output(ones).values)
    assert hidden.count == hidden.cells.sum()


@settings(max_examples=40)
@given(exercises())
def test_that_the_layer_of_a_network_has_the_same_output_shape(exercise: Exercise) -> None:
    spec = spec_of(exercise)
    assume(spec is not None)
    if 0 in output_shape(exercise):
        with pytest.raises(SpecError, match="does not fit"):
            spec.output_shape(exercise.input.shape)
    else:
        assert spec.output_shape(exercise.input.shape) == output_shape(exercise)


@settings(max_examples=40)
@given(exercises(), st.integers(-3, 3))
def test_that_a_convolution_is_linear_in_its_input(exercise: Exercise, times: int) -> None:
    plain = replace(exercise, operation="convolution", biases=np.empty(0, np.float32))
    larger = replace(plain, input=plain.input * np.float32(times))
    np.testing.assert_array_equal(output(larger).values, output(plain).values * times)


def test_that_a_convolution_turned_round_is_that_of_mathematics() -> None:
    picture, kernel = np.arange(20.0).reshape(4, 5), np.array([[1.0, 2.0], [3.0, 5.0]])
    exercise = made(picture.tolist(), [kernel[::-1, ::-1].tolist()])
    np.testing.assert_array_equal(output(exercise).values[..., 0], convolve2d(picture, kernel, "valid"))


def test_that_a_window_larger_than_its_input_gives_nothing_and_is_not_refused() -> None:
    exercise = made([[1, 2], [3, 4]], [[[1, 0, 0], [0, 1, 0], [0, 0, 1]]])
    assert output(exercise).values.shape == (0, 0, 1)
    assert unused(exercise).count == 4
    with pytest.raises(SpecError, match="no number at that place"):
        work(exercise, (0, 0, 0))


def test_that_zeros_put_around_a_pooling_count_and_those_of_same_do_not() -> None:
    row = made([-5, -3, -4], operation="max", window=(1, 2), stride=2)
    assert output(replace(row, padding=1)).values.ravel().tolist() == [0, -3]
    assert output(replace(row, padding="same")).values.ravel().tolist() == [-3, -4]
    mean = replace(row, operation="average")
    assert output(replace(mean, padding=1)).values.ravel().tolist() == [-2.5, -3.5]
    assert output(replace(mean, padding="same")).values.ravel().tolist() == [-4, -4]


def test_that_padding_of_one_dimension_lies_at_both_ends_alone() -> None:
    exercise = made([1, 2, 3], [[1, 1, 1]], padding=1)
    rows, columns = axes(exercise)
    assert (rows.before, rows.after, columns.before, columns.after) == (0, 0, 1, 1)
    assert output(exercise).values.shape == (1, 3, 1)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_an_activation_of_all_numbers_is_that_of_each(name: str) -> None:
    values = np.concatenate([np.linspace(-4, 4, 34), [-0.5, 0.5, -1, 1, 0, 700, -700]]).reshape(1, -1)
    found = activations(name, values)
    with np.errstate(all="ignore"):
        for place, value in enumerate(values[0]):
            across = looks_across(name)
            each = activated_across(name, values[0], place)[0] if across else activated(name, float(value))[0]
            np.testing.assert_allclose(found[0, place], each, rtol=1e-12)


@settings(max_examples=5)
@given(st.integers(1, 16))
def test_that_softmax_over_the_filters_sums_to_one(filters: int) -> None:
    exercise = replace(with_filters(made([[1, 2], [3, 4]], [[[1, 1], [1, 1]]]), filters), activation="softmax")
    assert output(exercise).values.sum() == pytest.approx(1.0)
