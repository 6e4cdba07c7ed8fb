"""What a student typed: right to as many decimals as were typed, and counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.by_hand import tries as tries_module
from cnnstudio.core.by_hand.tries import (
    Tries,
    counts,
    is_right,
    show_cell,
    state_of,
    states,
    try_cell,
    try_cells,
)
from cnnstudio.core.errors import SpecError

VALUES = np.array([[[3.0], [2.4]], [[-1 / 3], [0.0]]], np.float32)


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("3", 3, True),
        ("3.0", 3, True),
        ("−1", -1, True),
        ("2", 2.4, False),
        ("2,4", 2.4, True),
        ("-0.33", -1 / 3, True),
        ("-0.3", -1 / 3, False),
        ("-0.34", -1 / 3, False),
        ("-1/3", -1 / 3, True),
        ("1235", 1234.567, True),
        ("1234", 1234.567, False),
        ("1.2e3", 1200, True),
    ],
)
def test_that_a_number_is_right_to_the_decimals_typed(text: str, value: float, right: bool) -> None:
    assert is_right(text, value) is right


def test_that_nothing_is_not_right_where_all_numbers_are_small() -> None:
    assert not is_right("0", 0.004, reach=0.004)


@given(st.floats(-1000, 1000, width=32), st.integers(2, 6))
def test_that_the_number_itself_is_right_with_two_decimals_or_more(value: float, decimals: int) -> None:
    assert is_right(f"{value:.{decimals}f}", value)
    assert not is_right(f"{value + 1 + abs(value) / 50:.{decimals}f}", value)


def test_that_cells_are_counted_as_right_wrong_and_shown() -> None:
    tries = try_cell(Tries(hidden=True), VALUES, (0, 0, 0), "3")
    tries = try_cell(tries, VALUES, (0, 1, 0), "7")
    assert (state_of(tries, VALUES, (0, 0, 0)), state_of(tries, VALUES, (0, 1, 0))) == (True, False)
    assert state_of(tries, VALUES, (1, 1, 0)) is None
    tries = show_cell(tries, (1, 0, 0))
    assert counts(tries, VALUES).words == "1 of 4 right, 1 wrong, 1 shown"
    tries = try_cell(try_cell(tries, VALUES, (0, 1, 0), "2.4"), VALUES, (1, 1, 0), "0")
    assert counts(tries, VALUES).is_done
    assert tries.mistakes == 1


def test_that_an_emptied_cell_is_untried_and_words_are_refused() -> None:
    tries = try_cell(try_cell(Tries(), VALUES, (0, 0, 0), "4"), VALUES, (0, 0, 0), " ")
    assert (dict(tries.typed), tries.mistakes) == ({}, 1)
    with pytest.raises(SpecError, match="no number"):
        try_cell(tries, VALUES, (0, 0, 0), "three")
    with pytest.raises(SpecError, match="at most 40"):
        try_cell(tries, VALUES, (0, 0, 0), "0" * 41)


def test_that_cells_the_output_no_longer_has_do_not_count() -> None:
    tries = show_cell(try_cell(Tries(), VALUES, (1, 1, 0), "0"), (1, 0, 0))
    assert counts(tries, VALUES[:1]).words == "0 of 2 right"


def test_that_a_power_beyond_all_floats_is_only_wrong() -> None:
    tries = try_cell(Tries(hidden=True), VALUES, (0, 0, 0), "0e999")
    assert counts(tries, VALUES).words == "0 of 4 right, 1 wrong"


@pytest.mark.parametrize("text", ["1,234", "1.234", "1 234", "1234", "1'234", "1,234.0"])
def test_that_thousands_may_be_parted(text: str) -> None:
    assert is_right(text, 1234.0, 1234.0)


def test_that_a_cell_that_was_shown_stays_so_when_its_number_is_copied() -> None:
    tries = Tries(hidden=True)
    for place in np.ndindex(2, 2, 1):
        tries = try_cell(show_cell(tries, place), VALUES, place, f"{VALUES[place]:.4f}")
    assert counts(tries, VALUES).words == "0 of 4 right, 4 shown"
    assert state_of(tries, VALUES, (0, 0, 0)) is True


def test_that_many_answers_are_taken_together_or_none_of_them() -> None:
    found = try_cells(Tries(hidden=True), VALUES, {(0, 0, 0): "3", (0, 1, 0): " 7 ", (1, 0, 0): ""})
    assert dict(found.typed) == {(0, 0, 0): "3", (0, 1, 0): "7"}
    assert found.mistakes == 1
    assert states(found, VALUES) == {(0, 0, 0): True, (0, 1, 0): False}
    with pytest.raises(SpecError, match=r"Row 1, column 0: .x. is no number"):
        try_cells(found, VALUES, {(0, 0, 0): "4", (1, 0, 0): "x"})


def test_that_the_largest_number_is_looked_for_once_for_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[float] = []
    find = tries_module._reach
    monkeypatch.setattr(tries_module, "_reach", lambda values: looked.append(1) or find(values))
    typed = {(row, column, 0): "1" for row in range(2) for column in range(2)}
    counts(Tries(hidden=True, typed=typed), VALUES)
    assert len(looked) == 1


def test_that_nothing_is_asked_for_where_the_number_is_infinite() -> None:
    values = np.array([[[np.inf], [3.0]]], np.float32)
    tries = try_cells(Tries(hidden=True), values, {(0, 0, 0): "7", (0, 1, 0): "3"})
    assert (dict(tries.typed), tries.mistakes) == ({(0, 1, 0): "3"}, 0)
    assert counts(tries, values).is_done
    kept = Tries(hidden=True, typed={(0, 0, 0): "7"}, shown=frozenset({(0, 0, 0)}))
    assert states(kept, values) == {}
    assert counts(kept, values).words == "0 of 1 right"
