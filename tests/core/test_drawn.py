"""A strength of ours and the pair that Keras draws a change of colours from."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS, RandomContrast
from cnnstudio.core.layers.randomness import Augmentation, Drawn

_DRAWN = [drawn for kind in KINDS.values() if issubclass(kind, Augmentation) for drawn in kind.drawn.values()]


@pytest.mark.parametrize("drawn", _DRAWN)
@given(strength=st.floats(0, 1).map(lambda strength: round(strength, 12)))
def test_that_a_strength_and_its_pair_follow_from_each_other(drawn: Drawn, strength: float) -> None:
    low, high = drawn.pair(strength)
    assert drawn.strength((low, high)) == drawn.strength([low, high]) == strength
    assert drawn.near((low, high), 3) == ((low, high), False)


@pytest.mark.parametrize("drawn", _DRAWN)
@given(
    value=st.one_of(st.floats(), st.integers(), st.lists(st.one_of(st.floats(), st.integers(), st.none())), st.text())
)
@example(value=10**400)
@example(value=[0, 10**400])
def test_that_any_value_has_a_near_pair_or_a_sentence(drawn: Drawn, value: object) -> None:
    for era in (2, 3):
        try:
            pair, _ = drawn.near(value, era)
        except SpecError:
            assert not isinstance(value, float) or not math.isfinite(value)
            continue
        assert drawn.near(pair, era) == (pair, False) or max(pair) > 1 or min(pair) < 0


def test_that_a_number_went_either_way_before_keras_3() -> None:
    drawn = RandomContrast.drawn["factor"]
    assert drawn.near(0.2, 2) == ((0.2, 0.2), False)
    assert drawn.near(0.2, 3) == ((0.2, 0.2), True)
