"""Numbers as people write them: all that may be meant, each with the decimals that were written."""

import pytest

from cnnstudio.core.numerals import Reading, numbers, readings


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("320", 0), ("0.50", 2), ("0,5", 1), (".125", 3), ("1.5e-3", 4), ("12e3", -3), ("1 200,5", 1), ("1/3", None)],
)
def test_that_the_decimals_that_were_written_are_known(text: str, decimals: int | None) -> None:
    assert readings(text)[-1].decimals == decimals


def test_that_thousands_and_decimals_are_both_meant_and_the_decimals_come_last() -> None:
    assert readings("1,234") == (Reading(1234.0, 0), Reading(1.234, 3))


def test_that_a_percent_has_two_decimals_more_as_a_share() -> None:
    assert readings("96.75 %", is_share=True) == (Reading(0.9675, 4),)
    assert [each.decimals for each in readings("96.75", is_share=True)] == [2, 4]


def test_that_a_fraction_of_any_numbers_is_read_and_none_of_zero() -> None:
    assert numbers("1,5 / 2") == (0.75,)
    assert numbers("1/0") == numbers("1e300/1e-300") == numbers("1//2") == ()
