"""What settings vary over."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Span, Varied, from_plain, to_plain

PLACE = Place("plan", "learning_rate")
FILTERS = Setting("Filters", "integer", low=1, high=4096)
RATE = Setting("Rate", "number", low=0, above=True)

spans = st.builds(
    lambda low, width, count, log: Span(low, low + width, count, log),
    st.floats(1e-6, 1e3),
    st.floats(1e-3, 1e6),
    st.integers(2, 50),
    st.booleans(),
)


@given(spans)
def test_that_the_points_of_a_range_rise_from_end_to_end(span):
    points = span.points
    assert list(points) == sorted(set(points))
    assert 2 <= len(points) <= span.count
    assert (points[0], points[-1]) == (pytest.approx(span.low, rel=1e-5), pytest.approx(span.high, rel=1e-5))
    assert all(span.low <= each <= span.high for each in points)


@given(spans, st.floats(0, 1, exclude_max=True))
def test_that_what_is_drawn_from_a_range_lies_within(span, share):
    assert span.low <= span.at(share) <= span.high


@given(st.integers(1, 50), st.integers(1, 50), st.booleans())
def test_that_every_whole_number_of_a_range_is_drawn(low, more, log):
    span = Span(low, low + more, 2, log, whole=True)
    drawn = {span.at(number / 20_000) for number in range(20_000)}
    assert drawn == set(range(low, low + more + 1))
    assert all(type(each) is int for each in drawn)


def test_that_factors_are_evenly_far_apart():
    assert Span(1e-4, 1e-1, 4, log=True).points == (0.0001, 0.001, 0.01, 0.1)
    assert Span(8, 64, 4, log=True, whole=True).points == (8, 16, 32, 64)
    assert Span(0, 1, 5).points == (0, 0.25, 0.5, 0.75, 1)


def test_that_a_list_has_each_value_once_and_true_is_not_one():
    assert Listed((3, 1, 3, True, 1.0)).values == (3, 1, True, 1.0)
    assert [type(each) for each in Listed((1, True)).values] == [int, bool]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Listed(()),
        lambda: Span(2, 1),
        lambda: Span(0, 1, log=True),
        lambda: Span(0.5, 2, whole=True),
        lambda: Span(0, math.inf),
        lambda: Span(0, 1, count=1),
    ],
)
def test_that_what_is_no_range_or_list_is_refused(wrong):
    with pytest.raises(SpecError):
        wrong()


def test_that_values_are_checked_as_the_setting_does():
    assert Varied(PLACE, Span(8, 64, 4)).checked(FILTERS).over == Span(8, 64, 4, whole=True)
    assert Varied(PLACE, Listed((1, 2))).checked(RATE).over.values == (1.0, 2.0)
    for wrong in (Listed((0,)), Listed(("x",)), Span(0, 5), Span(1.5, 3)):
        with pytest.raises(SpecError):
            Varied(PLACE, wrong).checked(FILTERS)
    with pytest.raises(SpecError, match="list its values"):
        Varied(PLACE, Span(1, 2)).checked(Setting("Padding", "padding"))


@given(
    st.one_of(
        spans,
        st.lists(
            st.integers() | st.booleans() | st.text(max_size=5) | st.tuples(st.integers(), st.integers()), min_size=1
        ).map(lambda values: Listed(tuple(values))),
    )
)
def test_that_what_varies_is_read_as_it_was_written(over):
    assert from_plain(to_plain(Varied(PLACE, over))) == Varied(PLACE, over)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"setting": "plan.epochs"},
        {"setting": "plan.epochs", "values": 7},
        {"setting": "plan.epochs", "values": [{"a": 1}]},
        {"setting": "plan.epochs", "values": [None]},
        {"setting": "plan.epochs", "values": [[[1]]]},
        {"setting": "plan.epochs", "low": 1, "high": 2},
        {"setting": "plan.epochs", "low": True, "high": 2, "count": 2, "log": False, "whole": False},
        {"setting": "plan.epochs", "low": 1, "high": 10**400, "count": 2, "log": False, "whole": False},
    ],
)
def test_that_anything_else_is_refused_in_words(plain):
    with pytest.raises(SpecError):
        from_plain(plain)


def test_that_a_number_of_a_range_is_shown_with_as_few_digits_as_tell_it_from_others() -> None:
    assert Span(1e-4, 0.12345, log=True).short(0.000562341) == 0.000562
    assert Span(1e-4, 0.12345, log=True).short(0.12345) == 0.12345
    assert Span(0.99, 0.999).short(0.994567) == 0.99457
    assert Span(0, 1000, whole=True).short(1234) == 1234
    assert Span(-1.0, 1.0).short(0.0) == 0
