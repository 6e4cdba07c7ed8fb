"""Text is taken as JSON within bounds, and anything else is refused in one way."""

import json

import pytest

from cnnstudio.core.errors import SpecError
from cnnstudio.files.saved.keras_json import MAX_DEPTH, MAX_VALUES, parsed


def test_that_plain_values_come_out_as_they_stand() -> None:
    value = {"a": [1, -2.5, None, True], 'brackets in a text [[[{{{ " \\': "\\", "large": 2**63 - 1}
    assert parsed(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 10**5, "too deep"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "too deep"),
        ("[" + "0," * (2 * MAX_VALUES) + "0]", "too many"),
        ("[]" * (2 * MAX_VALUES + 1), "too many"),
        ('"\\' * 10**6, "not JSON"),
        ("9223372036854775808", "out of range"),
        ("-" + "9" * 5000, "out of range"),
        ("1e999", "out of range"),
        ("NaN", "not JSON"),
        ("[Infinity]", "not JSON"),
        ('{"a": 1, "a": 1}', "not JSON"),
        ('"open', "not JSON"),
        ("", "not JSON"),
    ],
)
def test_that_what_could_harm_or_be_read_in_two_ways_is_refused(text: str, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        parsed(text)


def test_that_the_deepest_that_is_taken_is_taken() -> None:
    assert parsed("[" * MAX_DEPTH + "]" * MAX_DEPTH)
