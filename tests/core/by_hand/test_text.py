"""Numbers as text: pasted from spreadsheets of any country, copied back, and an exercise to hand in."""

import csv
import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.text import as_csv, as_markdown, cells_of, from_text, number_of, to_text
from cnnstudio.core.errors import SpecError
from tests.core.by_hand.exercises import exercises

numbers = arrays(
    np.float32,
    st.tuples(st.integers(1, 5), st.integers(2, 5), st.integers(1, 4)),
    elements=st.floats(-1e6, 1e6, width=32),
)


@settings(max_examples=40)
@given(numbers)
def test_that_what_is_copied_is_pasted_as_the_same_numbers(array: np.ndarray) -> None:
    np.testing.assert_array_equal(from_text(to_text(array)), array)


@pytest.mark.parametrize(
    "text",
    [
        "1\t2,5\n0\t-3",
        "1;2.5\r\n0;−3\r\n",
        "1,2.5\n,-3",
        "1, 2.5\n0, -3",
        "1 2.5\n0   -3",
        "1 2,5\n0 -3",
        "\ufeff1\t5/2\n\t-3\n\n\n",
        '"1";"2,5"\n"0";"-3"',
    ],
)
def test_that_separators_and_decimal_commas_are_understood(text: str) -> None:
    assert from_text(text)[..., 0].tolist() == [[1, 2.5], [0, -3]]


@pytest.mark.parametrize("text", ["1,5\n−2,25\n3", "1,5\r\n-2,25\r\n3,0\r\n", "1,5"])
def test_that_a_single_column_of_decimal_commas_is_one_number_a_line(text: str) -> None:
    assert from_text(text)[..., 0].tolist() == [[1.5], [-2.25], [3]][: len(text.split())]


def test_that_commas_are_between_cells_as_soon_as_one_line_says_so() -> None:
    assert from_text("1,2\n3,4,5")[..., 0].tolist() == [[1, 2, 0], [3, 4, 5]]


def test_that_an_empty_line_begins_a_channel_and_a_line_of_tabs_is_a_row_of_zeros() -> None:
    found = from_text("1\t2\n\t\n\n3\t4\n5\t6\n")
    assert found.shape == (2, 2, 2)
    assert found[..., 0].tolist() == [[1, 2], [0, 0]]
    assert found[..., 1].tolist() == [[3, 4], [5, 6]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no numbers"),
        ("1\t2\n3\tx", "Row 2, column 2: “x” is no number"),
        ("1 2\n\n3 4\n5 6", "1 × 2, 2 × 2"),
        ("1\t" * 65, "1 × 66"),
        ("1\n\n" * 17, "17 blocks"),
        ("nan inf", "no number"),
        ("1e99 1", "10¹⁵"),
        ("1/0 1", "divides by zero"),
        ("1" * 2_000_001, "longer than"),
    ],
)
def test_that_what_cannot_be_read_is_told_with_its_place(text: str, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        from_text(text)


@given(st.text(max_size=80))
def test_that_any_text_gives_numbers_or_a_reason(text: str) -> None:
    with suppress(SpecError):
        assert np.isfinite(from_text(text)).all()


def test_that_a_number_is_read_as_people_type_it() -> None:
    assert [number_of(text) for text in (" −1,5 ", "1/4", ".5", "+2", "1e-2")] == pytest.approx(
        [-1.5, 0.25, 0.5, 2, 0.01]
    )


@settings(max_examples=40)
@given(exercises())
def test_that_an_exercise_is_written_whole_for_a_spreadsheet(exercise: Exercise) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(exercise))))
    titles = [row[0] for row in rows if len(row) == 1 and row[0].startswith("Input")]
    assert len(titles) == exercise.input.shape[2]
    assert as_markdown(exercise).startswith("# Convolution by hand")


def test_that_an_exercise_to_hand_in_holds_all_its_tables() -> None:
    text = as_markdown(FIRST)
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(heads) == 3 + 6 + 1 + 2
    assert "(2·2·3 + 1) · 2 = 26 parameters" in text
    assert all(example.exercise.title in as_markdown(example.exercise) for example in EXAMPLES)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("9\t8\n\t\n7\t6\n", [["9", "8"], ["", ""], ["7", "6"]]),
        ("1;2\r\n3;4\r\n", [["1", "2"], ["3", "4"]]),
        ("1,5;2\n", [["1,5", "2"]]),
        ("1,5\n2,5", [["1,5"], ["2,5"]]),
        ('"1","2"', [["1", "2"]]),
        ("9\n\n7\n", [["9"], [""], ["7"]]),
        ("x y", [["x", "y"]]),
    ],
)
def test_that_the_cells_of_a_table_stay_where_they_are(text: str, rows: list[list[str]]) -> None:
    assert cells_of(text) == rows


def test_that_too_long_a_text_has_no_cells() -> None:
    with pytest.raises(SpecError, match="longer than"):
        cells_of("1" * 2_000_001)
