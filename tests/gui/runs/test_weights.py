"""Which run a page looks into when the newest ones have no weights."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from cnnstudio.core.runs.run import Run, Status
from cnnstudio.gui.runs.weights import answering_run, best_run, has_weights, list_runs, why_no_weights
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def add_without_weights(desk: Desk, number: int, status: Status = "failed") -> Run:
    run = replace(desk.add_run(number), status=status, epochs=())
    desk.document.put_run(run)
    return run


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("failed", "Run 1 has no weights: it failed before its first epoch was over."),
        ("stopped", "Run 1 has no weights: it was stopped before its first epoch was over."),
        ("interrupted", "Run 1 has no weights: the program ended before its first epoch was over."),
        ("training", ""),
    ],
)
def test_that_a_run_without_an_epoch_says_why_it_cannot_answer(desk: Desk, status: Status, why: str) -> None:
    run = add_without_weights(desk, 1, status)
    assert why_no_weights(run) == why
    assert has_weights(run) == (not why)


def test_that_a_run_that_the_engine_alone_broke_off_says_so(desk: Desk) -> None:
    run = replace(add_without_weights(desk, 1, "interrupted"), reason="The engine crashed (SIGSEGV).")
    assert why_no_weights(run) == "Run 1 has no weights: it was broken off before its first epoch was over."


def test_that_a_run_whose_epochs_are_only_in_the_file_has_weights(desk: Desk) -> None:
    assert has_weights(replace(add_without_weights(desk, 1), kept=(2,)))


def test_that_the_latest_run_with_weights_answers_for_a_failed_one(desk: Desk) -> None:
    desk.add_run(1)
    able = desk.add_run(2)
    add_without_weights(desk, 3)
    add_without_weights(desk, 4)
    assert answering_run(desk.document) is able


def test_that_no_run_is_put_in_the_place_of_an_older_one_the_person_chose(desk: Desk) -> None:
    add_without_weights(desk, 1)
    desk.add_run(2)
    desk.document.choose_run(1)
    assert answering_run(desk.document) is None


def test_that_the_best_run_is_the_most_accurate_and_the_later_of_equals(desk: Desk) -> None:
    first, second = desk.add_run(1), desk.add_run(2)
    failed = add_without_weights(desk, 3)
    better = replace(first, epochs=tuple(replace(epoch, val_accuracy=0.99) for epoch in first.epochs))
    assert best_run((first, second, failed)) is second
    assert best_run((better, second, failed)) is better
    assert best_run((failed,)) is None


def test_that_a_run_without_weights_is_listed_with_its_reason_and_cannot_be_chosen(desk: Desk) -> None:
    desk.add_run(1)
    add_without_weights(desk, 2)
    combo = QComboBox()
    desk.qtbot.addWidget(combo)
    list_runs(combo, desk.document.runs, [("mine.keras", "mine.keras")], 1)
    assert [combo.itemText(row) for row in range(3)] == [
        "Run 2 · failed · no weights",
        "Run 1 · validation 50.0 %",
        "mine.keras",
    ]
    flags = [combo.model().flags(combo.model().index(row, 0)) for row in range(3)]
    assert [bool(each & Qt.ItemFlag.ItemIsEnabled) for each in flags] == [False, True, True]
    assert "it failed" in combo.itemData(0, Qt.ItemDataRole.ToolTipRole)
