"""What stands in the cells of a window, in letters of one size and with room for all of it."""

import numpy as np
import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.computing import work
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.core.by_hand.making import made
from cnnstudio.gui.by_hand.blocks import Block, left_blocks
from cnnstudio.gui.by_hand.board import Board
from cnnstudio.gui.by_hand.brushes import Brushes
from cnnstudio.gui.by_hand.products import products_of
from cnnstudio.gui.by_hand.view import ByHandView
from cnnstudio.gui.theme import LIGHT


@pytest.fixture
def brushes(qapp: object) -> Brushes:
    font = QFont("DejaVu Sans")
    font.setPixelSize(13)
    return Brushes(LIGHT, font)


def block() -> Block:
    exercise = made([[2, 1], [0, 3]], [[[-1, 1], [-0.25, 2]]])
    return left_blocks(exercise, work(exercise, (0, 0, 0)), known=True)[0]


@pytest.mark.parametrize(
    ("wide", "high", "expected"),
    [
        (140, 50, ("·(−1) = −2",)),
        (58, 52, ("·(−1)", "= −2")),
        (70, 24, ("·(−1)",)),
        (40, 24, ()),
        (30, 52, ()),
    ],
)
def test_that_a_product_is_written_whole_or_its_factor_or_nothing(
    brushes: Brushes, wide: int, high: int, expected: tuple[str, ...]
) -> None:
    found = products_of(block(), brushes, QSizeF(wide, high), 14)
    assert found.lines.get((0, 0), ()) == expected
    assert {len(lines) for lines in found.lines.values()} <= {len(expected)}


def test_that_a_part_of_a_picture_is_taken_around_a_cell(view: ByHandView) -> None:
    picture = np.arange(28 * 28, dtype=np.float32).reshape(28, 28, 1)
    view.show_picture(picture, "Picture")
    view.worksheet.change(lambda it: edits.with_part(it, (2, 20), 10))
    np.testing.assert_array_equal(view.exercise.input[..., 0], picture[:10, 15:25, 0])


def test_that_a_whole_picture_is_seen_at_once(view: ByHandView) -> None:
    view.show_exercise(EXAMPLES[3].exercise)
    view.show_picture(np.ones((28, 28, 1), np.float32), "Picture")
    tables = view.findChild(Board, "learn.convolution.tables")
    assert tables is not None
    area = tables.parentWidget()
    assert area is not None
    assert tables.height() <= area.height()
    assert tables.width() <= area.width()


def test_that_a_letter_and_a_number_too_large_are_told_as_what_they_are(view: ByHandView) -> None:
    tables = view.findChild(Board, "learn.convolution.tables")
    assert tables is not None
    QTest.keyClick(tables, Qt.Key.Key_A)
    assert view.said.startswith("“a” begins no number")
    tables.typed.emit(tables.block("input.0"), (0, 0), "1e400")
    assert "“1e400” is too large" in view.said


def test_that_what_was_said_of_an_example_goes_when_it_is_edited(view: ByHandView) -> None:
    title = view._bar._title
    assert view._about.text()
    QTest.keyClick(view.findChild(Board, "learn.convolution.tables"), Qt.Key.Key_Delete)
    assert not view._about.text()
    assert title.text() == f"{FIRST.title}, changed"
    view.undo()
    QTest.keyClick(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert title.text() == f"{FIRST.title}, changed"


def test_that_the_step_slider_goes_to_where_it_is_clicked(view: ByHandView) -> None:
    slider = view.findChild(QSlider, "learn.convolution.player.slider")
    assert slider is not None
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert 6 <= view.worksheet.step <= 11


def test_that_the_sum_of_a_step_is_seen_to_its_last_line(view: ByHandView) -> None:
    view.show_exercise(edits.with_window(FIRST, (4, 4)))
    view.grab()
    assert view._sum.area.verticalScrollBar().maximum() == 0


def test_that_a_part_of_a_layer_is_told_to_be_one(view: ByHandView) -> None:
    view.tell("Taken at row 0.", "Show in Inspect")
    assert "26 parameters in this part of the layer" in view._size.text()


def test_that_channels_of_a_layer_keep_its_numbers(view: ByHandView) -> None:
    view.tell("Taken at row 0.", "Show in Inspect", (4, 7, 30))
    tables = view.findChild(Board, "learn.convolution.tables")
    assert tables is not None
    assert tables.block("input.2").head == "Channel 30"
    assert "channel 7: " in view.sum_words
    view.worksheet.change(lambda it: edits.without_channel(it, 0))
    assert tables.block("input.1").head == "Channel 1"
