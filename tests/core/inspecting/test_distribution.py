"""Distributions against numpy: at once or in steps, of any shape, with numbers that are none."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnnstudio.core.inspecting.distribution import Measuring, bins_for, distribution

FLOATS = st.floats(width=32, allow_nan=True, allow_infinity=True)
SHAPES = arrays.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=6)


def assert_counted(counts: npt.NDArray[np.int64], good: npt.NDArray[np.float64]) -> None:
    """Those of numpy, but that what is as good as at an edge may be at either side of it."""
    places = (good - good.min()) / (good.max() - good.min()) * len(counts)
    for edge in range(1, len(counts)):
        least, most = (places < edge - 1e-9).sum(), (places < edge + 1e-9).sum()
        assert least <= counts[:edge].sum() <= most


def test_that_numbers_in_the_middle_of_bins_are_counted_as_numpy_counts_them() -> None:
    random = np.random.default_rng(0)
    array = random.normal(0.01, 0.05, (300, 1000)).astype(np.float32)
    found = distribution(array)
    expected, _ = np.histogram(array.astype(np.float64), len(found.counts))
    np.testing.assert_array_equal(found.counts, expected)


def test_that_a_small_deviation_far_from_zero_is_that_of_numpy_though_it_is_put_together_of_parts() -> None:
    array = np.random.default_rng(0).normal(1000, 1e-3, 200_000)
    array[:50_000] += 1
    found = distribution(array)
    assert (found.mean, found.deviation) == pytest.approx((array.mean(), array.std()), rel=1e-12)
    assert found.norm == pytest.approx(np.linalg.norm(array), rel=1e-12)


@settings(max_examples=150, deadline=None)
@given(arrays.arrays(np.float32, SHAPES, elements=FLOATS))
def test_that_every_figure_is_that_of_numpy(array: npt.NDArray[np.float32]) -> None:
    found, good = distribution(array), array[np.isfinite(array)].astype(np.float64)
    assert (found.count, found.not_finite) == (array.size, array.size - len(good))
    assert found.zeros == int((good == 0).sum())
    if not len(good):
        assert (found.low, found.high, found.mean, found.deviation, found.norm) == (0, 0, 0, 0, 0)
        assert found.counts.sum() == 0
        return
    assert (found.low, found.high) == (good.min(), good.max())
    reach = float(np.abs(good).max())
    assert found.mean == pytest.approx(good.mean(), abs=1e-12 * reach)
    assert found.deviation == pytest.approx(good.std(), rel=1e-9, abs=1e-9 * reach)
    assert found.norm == pytest.approx(np.linalg.norm(good), rel=1e-12)
    assert found.counts.sum() == len(good)
    if good.min() < good.max():
        assert_counted(found.counts, good)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 9))
def test_that_steps_of_any_size_give_the_same(count: int, at_once: int, seed: int) -> None:
    array = np.random.default_rng(seed).normal(3, 2, count).astype(np.float32)
    measuring, done = Measuring(array, at_once), 0
    while measuring.found is None:
        step = measuring.step()
        assert 0 < step <= at_once
        done += step
    assert done == measuring.work == 2 * count
    ours, whole = measuring.found, distribution(array)
    np.testing.assert_array_equal(ours.counts, whole.counts)
    assert (ours.mean, ours.deviation, ours.norm) == pytest.approx((whole.mean, whole.deviation, whole.norm))


def test_that_numbers_that_are_all_the_same_stand_in_the_middle() -> None:
    found = distribution(np.full((3, 3), 0.5, np.float32))
    assert (found.low, found.high, found.deviation, found.counts[len(found.counts) // 2]) == (0.5, 0.5, 0.0, 9)


def test_that_no_numbers_at_all_have_a_distribution_of_nothing() -> None:
    found = distribution(np.zeros((0, 4), np.float32))
    assert (found.count, found.counts.sum(), found.norm) == (0, 0, 0.0)


def test_that_the_largest_float32_numbers_do_not_overflow() -> None:
    found = distribution(np.array([-3e38, 3e38, 3e38], np.float32))
    assert math.isfinite(found.norm)
    assert math.isfinite(found.deviation)
    assert found.counts.sum() == 3


def test_that_more_numbers_have_more_bins_up_to_a_limit() -> None:
    assert [bins_for(count) for count in (0, 10, 1000, 100_000_000)] == [8, 8, 20, 80]
    assert not distribution(np.ones(3)).counts.flags.writeable
