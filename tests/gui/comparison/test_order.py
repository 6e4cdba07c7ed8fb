"""The order of the rows of the table of runs."""

from collections.abc import Iterator

import pytest

from cnnstudio.core.language import use
from cnnstudio.gui.comparison.order import number_or_words


@pytest.fixture
def german() -> Iterator[None]:
    use("de")
    yield
    use("en")


def test_that_numbers_in_words_stand_in_the_order_of_numbers_and_before_words() -> None:
    values = ["1,000", "none", "2", "0.5", "0.01", "1, 2", "Adam"]

    assert sorted(values, key=number_or_words) == ["0.01", "0.5", "2", "1,000", "1, 2", "Adam", "none"]


@pytest.mark.usefixtures("german")
def test_that_german_numbers_stand_in_the_order_of_numbers_too() -> None:
    values = ["1.000", "keine", "2", "0,5", "0,01", "1, 2", "Adam"]

    assert sorted(values, key=number_or_words) == ["0,01", "0,5", "2", "1.000", "1, 2", "Adam", "keine"]
