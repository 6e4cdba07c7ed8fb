"""Long curves made short: nothing that can be seen is lost, and nothing is looked at twice."""

import numpy as np
import pytest

from cnnstudio.gui.widgets.plots.folding import Folded


def folded(y: np.ndarray, steps: int = 100) -> Folded:
    made = Folded()
    made.extend(np.arange(1, len(y) + 1) / steps, y)
    return made


def test_that_a_short_curve_is_drawn_as_it_is() -> None:
    x, y = folded(np.array([3.0, 1.0, 2.0])).within(0, 1, 800)
    assert x.tolist() == [0.01, 0.02, 0.03]
    assert y.tolist() == [3, 1, 2]


@pytest.mark.parametrize("count", [5_000, 123_457, 1_000_000])
def test_that_a_long_curve_becomes_few_points_with_its_peaks(count: int) -> None:
    y = np.random.default_rng(1).random(count)
    y[count // 3], y[count // 2] = 50.0, -50.0
    x, drawn = folded(y).within(0, count, 2000)
    assert len(x) == len(drawn) <= 2000 + 128
    assert (drawn.max(), drawn.min()) == (50.0, -50.0)
    assert np.all(np.diff(x) >= 0)


def test_that_a_part_of_a_long_curve_has_its_own_points() -> None:
    y = np.arange(1_000_000, dtype=float)
    x, drawn = folded(y).within(5000, 5002, 2000)
    assert 4999.9 <= x[0] <= 5000
    assert x[-1] <= 5002.02
    assert np.array_equal(drawn, np.arange(round(x[0] * 100) - 1, round(x[-1] * 100), dtype=float))


def test_that_a_curve_that_grew_is_drawn_as_if_it_had_come_at_once() -> None:
    y = np.random.default_rng(2).standard_normal(30_000)
    x = np.arange(len(y)) / 100
    grown = Folded()
    for count in (10, 64, 65, 5000, 29_999, 30_000):
        grown.extend(x[:count], y[:count])
    for ends in ((0, 300), (10.5, 200)):
        one, other = grown.within(*ends, 1000), folded(y).within(ends[0] + 0.01, ends[1] + 0.01, 1000)
        assert np.array_equal(one[1], other[1])
    assert grown.extent() == (y.min(), y.max())
    assert grown.extent(positive=True) == (y[y > 0].min(), y.max())


def test_that_what_was_drawn_stays_where_it_is_as_the_curve_grows() -> None:
    y = np.random.default_rng(3).random(40_000)
    before, after = folded(y[:30_000]).within(0, 1e9, 1000), folded(y[:30_064]).within(0, 1e9, 1000)
    assert np.array_equal(before[0][:800], after[0][:800])
    assert np.array_equal(before[1][:800], after[1][:800])


def test_that_values_that_are_not_finite_are_left_out() -> None:
    y = np.random.default_rng(4).random(10_000)
    y[100:300], y[5000] = np.nan, np.inf
    made = folded(y)
    _, drawn = made.within(0, 100, 1000)
    assert np.isfinite(drawn).all()
    assert made.extent() == (np.nanmin(y), y[np.isfinite(y)].max())
    assert folded(np.full(200, np.nan)).extent() is None
