"""The order of the rows of the table of runs."""

from collections.abc import Iterator

import pytest

from cnnstudio.core.language import use
from cnnstudio.core.runs.run_table import Column
from cnnstudio.gui.comparison.extras import Extra
from cnnstudio.gui.comparison.order import in_order, number_or_words


@pytest.fixture
def german() -> Iterator[None]:
    use("de")
    yield
    use("en")


def test_that_numbers_in_words_stand_in_the_order_of_numbers_and_before_words() -> None:
    values = ["1,000", "none", "2", "0.5", "0.01", "1, 2", "Adam"]

    assert sorted(values, key=number_or_words) == ["0.01", "0.5", "2", "1,000", "1, 2", "Adam", "none"]


@pytest.mark.parametrize(("down", "order"), [(False, [2, 4, 1, 3]), (True, [4, 2, 1, 3])])
def test_that_runs_without_a_setting_come_last_in_either_order(down: bool, order: list[int]) -> None:
    extra = Extra(Column("differs:Rate", "Rate"), {1: "–", 2: "0.5", 3: "", 4: "Adam"})

    assert in_order((1, 2, 3, 4), extra.known, number_or_words, down) == order


@pytest.mark.usefixtures("german")
def test_that_german_numbers_stand_in_the_order_of_numbers_too() -> None:
    values = ["1.000", "keine", "2", "0,5", "0,01", "1, 2", "Adam"]

    assert sorted(values, key=number_or_words) == ["0,01", "0,5", "2", "1.000", "1, 2", "Adam", "keine"]
