"""Tables for spreadsheets, of which no cell is a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.spreadsheet import harmless, to_csv


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("a;=1", "a;'=1"),
        ("a, =1", "a,' =1"),
        ('"=1', "'\"=1"),
        ("CONV D=32, w=h=3, S=1, P='same'; DENSE 10", "CONV D=32, w=h=3, S=1, P='same'; DENSE 10"),
        ("a-b = c", "a-b = c"),
        ("", ""),
    ],
)
def test_that_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str, expected: str) -> None:
    assert harmless(text) == expected


def test_that_numbers_stand_as_they_are_and_nothing_is_an_empty_cell() -> None:
    assert to_csv([["a", -0.5, 12, None]]) == "a,-0.5,12,\r\n"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=3), min_size=1))
def test_that_any_text_is_read_back_as_one_cell(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(rows), newline="")))
    assert read == [[harmless(cell) for cell in row] for row in rows]
    starts = [cell.lstrip(" '\"")[:1] for row in read for cell in row if not cell.startswith("'")]
    assert not set("=+-@") & set(starts)
