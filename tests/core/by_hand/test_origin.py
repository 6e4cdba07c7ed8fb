"""Where an exercise comes from, as it is kept; damaged and hostile texts are refused in words."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.by_hand.layers import from_layer
from cnnstudio.core.by_hand.origin import Origin, from_json, title_of, to_json
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Conv2D, MaxPooling2D

PICTURE = np.arange(64, dtype=np.float32).reshape(8, 8, 1)
WEIGHTS = {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}


def origin(value: float = 1.5) -> Origin:
    taken = from_layer(Conv2D(4), WEIGHTS, PICTURE, (2, 3, 1), title="conv2d_1 of Run 1")
    return Origin("conv2d_1", (2, 3, 1), taken, value)


@pytest.mark.parametrize("value", [1.5, 0.0, math.inf, -math.inf])
def test_that_what_was_kept_is_read_back(value: float) -> None:
    assert from_json(to_json(origin(value))) == origin(value)


def test_that_a_number_that_is_none_is_kept_too() -> None:
    assert math.isnan(from_json(to_json(origin(math.nan))).given)


def test_that_a_pooling_is_kept_too() -> None:
    pooled = Origin("pool", (1, 1, 0), from_layer(MaxPooling2D(), {}, PICTURE, (1, 1, 0)), 27.0)
    assert from_json(to_json(pooled)) == pooled


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("layer", 3),
        ("layer", "x" * 300),
        ("place", [1, 2]),
        ("place", [1, 2, -1]),
        ("place", [1, 2, True]),
        ("at", [99, 0, 0]),
        ("filters", []),
        ("filters", [1, 2]),
        ("first", "00"),
        ("given", "1e400"),
        ("given", 1e300),
        ("given", 10**400),
        ("words", ["a"]),
        ("exercise", {}),
        ("more", 1),
    ],
)
def test_that_anything_else_is_refused_in_words(key: str, value: object) -> None:
    plain = json.loads(to_json(origin())) | {key: value}
    with pytest.raises(SpecError, match=r"\.$"):
        from_json(json.dumps(plain))


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(json.dumps))
def test_that_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(SpecError):
        from_json(text)


def test_that_nesting_without_end_is_refused() -> None:
    with pytest.raises(SpecError):
        from_json("[" * 100_000)


def test_that_numbers_of_another_place_have_another_title() -> None:
    assert (
        title_of("conv2d_1", (3, 4, 1), "Run 1 · drawing") == "conv2d_1, row 3, column 4, channel 1 of Run 1 · drawing"
    )
    assert len(title_of("conv2d_1", (3, 4, 1), "x" * 500)) == 200
