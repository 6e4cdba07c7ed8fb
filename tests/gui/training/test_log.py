"""The log of a run: its columns, and what is copied of it."""

import csv
import io
import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.training.log import EpochLog


def epoch(number: int, rate: float | None = 0.0005, **more: float) -> Epoch:
    return Epoch(number, 1 / 3, 0.9, 0.25, 0.8, 2.0, rate, tuple(more.items()))


@pytest.fixture
def log(qtbot: QtBot) -> EpochLog:
    made = EpochLog()
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    return made


def heads(log: EpochLog) -> list[str]:
    return [str(log.model().headerData(n, Qt.Orientation.Horizontal)) for n in range(log.model().columnCount())]


def test_that_the_rate_and_further_metrics_have_columns_where_they_are_known(log: EpochLog) -> None:
    log.show_epochs([epoch(1, None)])
    assert heads(log) == ["Epoch", "Loss", "Accuracy", "Val. loss", "Val. accuracy", "Seconds"]
    log.show_epochs([epoch(1, top_k=0.5, val_top_k=0.25, auc=0.75, val_auc=0.7)])
    assert heads(log)[5:] == ["Top-k", "Val. top-k", "AUC", "Val. AUC", "Rate", "Seconds"]
    assert log.text().splitlines()[1].split("\t")[5:] == ["50.00 %", "25.00 %", "0.7500", "0.7000", "0.0005", "2.0"]


def test_that_every_title_can_be_read_in_full(log: EpochLog) -> None:
    log.show_epochs([epoch(1, top_k=0.5, val_top_k=0.25, auc=0.75, val_auc=0.7, f1=0.1, val_f1=0.2)])
    metrics = log.horizontalHeader().fontMetrics()
    for number, title in enumerate(heads(log)):
        assert log.columnWidth(number) >= metrics.horizontalAdvance(title) + 8


def test_that_csv_has_every_digit_and_can_be_read_back(log: EpochLog) -> None:
    log.show_epochs([epoch(1), Epoch(2, math.nan, 0.5, math.inf, 0.5, 1.0, None)])
    log.copy_csv()
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows[0] == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds"]
    assert float(rows[1][1]) == 1 / 3
    assert (rows[2][1], rows[2][3], rows[2][5]) == ("nan", "inf", "nan")


def test_that_only_chosen_rows_are_copied(log: EpochLog, qtbot: QtBot) -> None:
    log.show_epochs([epoch(1), epoch(2), epoch(3)])
    log.selectRow(1)
    for copy in (log.copy, log.copy_csv):
        copy()
        lines = QGuiApplication.clipboard().text().splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("2")


def test_that_both_ways_to_copy_are_in_the_menu(log: EpochLog) -> None:
    assert [action.text() for action in log.actions()] == ["Copy as text", "Copy as CSV, with all digits"]


def test_that_rows_are_added_while_the_columns_are_the_same(log: EpochLog, qtbot: QtBot) -> None:
    log.show_epochs([epoch(1)])
    with qtbot.waitSignal(log.model().rowsInserted):
        log.show_epochs([epoch(1), epoch(2)])
    with qtbot.waitSignal(log.model().modelReset):
        log.show_epochs([epoch(1), epoch(2), epoch(3, f1=0.5, val_f1=0.5)])
