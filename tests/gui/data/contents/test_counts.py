"""Bars of how many pictures each class has."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.data.contents.counts import ClassCounts
from cnnstudio.gui.data.pictures.pool import Pool
from tests.gui.data.browsing import DIVISION, small


@pytest.fixture
def counts(qtbot: QtBot) -> ClassCounts:
    made = ClassCounts()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def test_that_a_class_is_told_with_its_share_of_every_split(counts: ClassCounts) -> None:
    counts.show_pool(Pool(small(), DIVISION, False))
    assert counts.words(0) == ("ant: 7 training (35.0 %), 2 validation (33.3 %), 3 test (33.3 %), 1 not used (25.0 %)")


def test_that_splits_without_pictures_are_not_named(counts: ClassCounts) -> None:
    counts.show_pool(Pool(small(), None, False))
    assert counts.words(2) == "cat: 10 training (33.3 %), 3 test (33.3 %)"


def test_that_a_click_on_a_bar_asks_for_its_class(counts: ClassCounts, qtbot: QtBot) -> None:
    counts.show_pool(Pool(small(), DIVISION, False))
    asked: list[int] = []
    counts.class_clicked.connect(asked.append)
    bars = counts.bars
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=bars.row_rect(1).center())
    assert asked == [1]


def test_that_the_keyboard_goes_through_the_classes(counts: ClassCounts, qtbot: QtBot) -> None:
    counts.show_pool(Pool(small(), DIVISION, False))
    asked: list[int] = []
    counts.class_clicked.connect(asked.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(counts.bars, key)
    assert asked == [1]


def test_that_a_thousand_classes_scroll_to_the_one_that_is_marked(counts: ClassCounts) -> None:
    labels = tuple(f"class {number}" for number in range(1000))
    pictures = np.zeros((1000, 2, 2, 1), np.uint8)
    data = DataSet("m", "M", labels, pictures, np.arange(1000), pictures, np.arange(1000))
    counts.show_pool(Pool(data, None, False))
    assert counts.bars.height() < 300
    counts.show_class(900)
    assert counts.bars.viewport().rect().contains(counts.bars.row_rect(900))
    counts.grab()


def test_that_without_data_there_is_nothing_to_click(counts: ClassCounts, qtbot: QtBot) -> None:
    asked: list[int] = []
    counts.class_clicked.connect(asked.append)
    qtbot.mouseClick(counts.bars.viewport(), Qt.MouseButton.LeftButton)
    qtbot.keyClick(counts.bars, Qt.Key.Key_Down)
    qtbot.keyClick(counts.bars, Qt.Key.Key_Return)
    assert asked == []


def test_that_the_rows_grow_with_the_letters(counts: ClassCounts) -> None:
    counts.show_pool(Pool(small(), None, False))
    before = counts.bars.row_rect(0).height(), counts.bars.height()
    font = counts.bars.font()
    font.setPointSizeF(3 * font.pointSizeF())
    counts.bars.setFont(font)
    after = counts.bars.row_rect(0).height(), counts.bars.height()
    assert after[0] >= counts.bars.fontMetrics().height() > before[0]
    assert after[1] > before[1]
