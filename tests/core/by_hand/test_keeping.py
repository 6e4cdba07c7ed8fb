"""What is kept in a project: the same when read again, and anything else refused in words."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.by_hand.examples import FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.keeping import (
    Kept,
    from_json,
    from_plain,
    to_json,
    to_plain,
    tries_from_plain,
    tries_to_plain,
)
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.errors import SpecError
from tests.core.by_hand.exercises import exercises

TRIED = Tries(True, {(0, 1, 0): "2.5", (0, 0, 1): "−3"}, frozenset({(2, 2, 1)}), 4)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(exercises(("linear", "relu")))
def test_that_what_is_kept_is_read_the_same(exercise: Exercise) -> None:
    found = from_json(to_json(Kept(exercise, TRIED)))
    assert found.exercise == exercise
    assert found.tries == TRIED


def test_that_every_float_keeps_its_bits() -> None:
    odd = np.random.default_rng(1).normal(size=(64, 64, 16)).astype(np.float32)
    exercise = Exercise(odd, np.ones((1, 1, 16, 1), np.float32), np.empty(0, np.float32))
    assert from_plain(to_plain(exercise)) == exercise


@given(st.sampled_from(sorted(to_plain(FIRST))), values)
def test_that_any_other_value_is_an_exercise_or_refused(key: str, value: Any) -> None:
    with suppress(SpecError):
        from_plain({**to_plain(FIRST), key: value})


@settings(max_examples=40)
@given(st.sampled_from(["hidden", "typed", "shown", "mistakes"]), values)
def test_that_any_other_tries_are_read_or_refused(key: str, value: Any) -> None:
    plain = json.loads(to_json(Kept(FIRST, TRIED)))
    plain["tries"][key] = value
    with suppress(SpecError):
        from_json(json.dumps(plain))


@pytest.mark.parametrize(
    "damage",
    [
        {"numbers": "AAAA"},
        {"numbers": "no base64!"},
        {"numbers": [1.0]},
        {"numbers": to_plain(FIRST)["kernels"]["numbers"]},
        {"shape": [4, 4, 4]},
        {"shape": [4, 4, True]},
        {"shape": [4, 12]},
        {"shape": 48},
    ],
)
def test_that_damaged_numbers_are_refused(damage: dict[str, Any]) -> None:
    plain = to_plain(FIRST)
    plain["input"] = {**plain["input"], **damage}
    with pytest.raises(SpecError, match="numbers"):
        from_plain(plain)


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, "[]", " " * 4_000_001, '{"exercise": 1, "tries": 2}'])
def test_that_text_that_is_no_exercise_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        from_json(text)


def test_that_sizes_beyond_what_is_read_are_refused() -> None:
    wide = replace(FIRST, input=np.zeros((4, 65, 3), np.float32))
    with pytest.raises(SpecError, match="more numbers than"):
        from_plain(to_plain(wide))


@pytest.mark.parametrize("text", ["abc", "", "1/0", "1e99"])
def test_that_what_is_no_number_was_not_typed_into_a_cell(text: str) -> None:
    plain = tries_to_plain(Tries(True, {(0, 0, 0): text}))
    with pytest.raises(SpecError):
        tries_from_plain(plain)
