"""A table of values: its order, and what it writes."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.words import number
from cnnstudio.gui.evaluation.table import Column, ValueTable


@pytest.fixture
def table(qtbot: QtBot) -> ValueTable:
    made = ValueTable(
        "test.table", "Classes", (Column("Class", "Class", ""), Column("Pictures", "Pictures", "", number))
    )
    qtbot.addWidget(made)
    return made


def test_that_classes_that_are_numbers_stand_in_their_order(table: ValueTable) -> None:
    table.show_rows([("10", 1), ("2", 1), ("cat", 1), ("1", 1)], by=0)
    assert [row[0] for row in table.shown()] == ["1", "2", "10", "cat"]


@pytest.mark.parametrize(("down", "expected"), [(False, ["2", "7", "–"]), (True, ["7", "2", "–"])])
def test_that_what_is_not_known_comes_last_in_either_order(table: ValueTable, down: bool, expected: list[str]) -> None:
    table.show_rows([("a", None), ("b", 7), ("c", 2)], 1, down)
    assert [row[1] for row in table.shown()] == expected


def test_that_no_class_is_written_as_a_formula_and_what_is_not_known_as_nothing(
    table: ValueTable, tmp_path: Path
) -> None:
    table.show_rows([("=1+1", 3), ("cat", None)], by=0)
    table.write_csv(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().decode() == "Class,Pictures\r\n'=1+1,3\r\ncat,\r\n"
