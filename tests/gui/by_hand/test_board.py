"""Typing numbers into tables: by keys, by a spreadsheet and by the mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.gui.by_hand.board import Board
from cnnstudio.gui.by_hand.boards import Boards
from cnnstudio.gui.by_hand.view import ByHandView
from tests.gui.by_hand.conftest import put_cursor

KEYS = Qt.Key


@pytest.fixture
def board(view: ByHandView) -> Board:
    found = view.findChild(Board, "learn.convolution.tables")
    assert found is not None
    found.setFocus()
    return found


def at(board: Board) -> tuple[str, tuple[int, int]]:
    found = board.cursor_at
    assert found is not None
    return found[0].name, found[1]


def press(board: Board, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(board.editor or board, key)


def test_that_arrows_go_from_cell_to_cell_and_from_table_to_table(board: Board) -> None:
    press(board, *[KEYS.Key_Right] * 4)
    assert at(board) == ("kernel.0.0", (0, 0))
    press(board, *[KEYS.Key_Down] * 2)
    assert at(board) == ("kernel.0.1", (0, 0))
    press(board, KEYS.Key_Left)
    assert at(board) == ("input.1", (0, 3))
    press(board, KEYS.Key_Home, KEYS.Key_Up)
    assert at(board) == ("input.0", (3, 0))
    assert board.accessibleDescription() == "Input, channel 0: row 3, column 0 is 0"


def test_that_a_digit_begins_a_number_and_enter_takes_it_and_goes_down(board: Board, view: ByHandView) -> None:
    press(board, KEYS.Key_Minus, KEYS.Key_5)
    press(board, KEYS.Key_Return)
    assert view.exercise.input[0, 0, 0] == -5
    assert at(board) == ("input.0", (1, 0))


def test_that_tab_goes_on_in_the_row_and_escape_leaves_all_as_it_was(board: Board, view: ByHandView) -> None:
    press(board, KEYS.Key_3, KEYS.Key_Tab, KEYS.Key_4, KEYS.Key_Tab, KEYS.Key_8, KEYS.Key_Escape)
    assert view.exercise.input[0, :3, 0].tolist() == [3, 4, 0]
    assert at(board) == ("input.0", (0, 2))
    assert board.hasFocus()


def test_that_what_is_no_number_is_told_and_changes_nothing(board: Board, view: ByHandView) -> None:
    press(board, KEYS.Key_Return)
    editor = board.editor
    assert editor is not None
    editor.setText("two")
    press(board, KEYS.Key_Return)
    assert view.exercise == FIRST
    assert "“two” is no number" in view.said


def test_that_delete_makes_a_number_zero(board: Board, view: ByHandView) -> None:
    press(board, KEYS.Key_Delete)
    assert view.exercise.input[0, 0, 0] == 0
    assert view.worksheet.can_undo


def test_that_a_block_of_a_spreadsheet_is_pasted_and_the_input_grows_for_it(board: Board, view: ByHandView) -> None:
    QGuiApplication.clipboard().setText("1,5\t2\t3\t4\t5\n6\t7\t8\t9\t10")
    put_cursor(board, "input.1", (3, 0))
    QTest.keyClick(board, KEYS.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert view.exercise.input.shape == (5, 5, 3)
    assert view.said == "The input grew from 4 × 4 × 3 to 5 × 5 × 3."
    assert view.exercise.input[3:, :, 1].tolist() == [[1.5, 2, 3, 4, 5], [6, 7, 8, 9, 10]]
    view.undo()
    assert view.exercise == FIRST


def test_that_a_row_pasted_into_the_biases_goes_on_from_filter_to_filter(board: Board, view: ByHandView) -> None:
    QGuiApplication.clipboard().setText("4\t5\t6")
    put_cursor(board, "bias.0", (0, 0))
    QTest.keyClick(board, KEYS.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert view.exercise.biases.tolist() == [4, 5]
    assert view.said == "1 of 3 numbers had no room and were left out."


def test_that_a_table_is_copied_for_a_spreadsheet(board: Board) -> None:
    put_cursor(board, "kernel.1.1", (0, 1))
    QTest.keyClick(board, KEYS.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "-1\t0\n0\t1"


def test_that_a_click_brings_the_cursor_and_in_the_output_the_step(view: ByHandView) -> None:
    results = view.findChild(Board, "learn.convolution.output")
    assert results is not None
    QTest.mouseClick(results, Qt.MouseButton.LeftButton, pos=results.area_of("output.1", (2, 1)).center())
    assert view.place == (2, 1, 1)
    assert results.block("output.1").current == (2, 1)


def test_that_an_answer_is_copied_only_as_far_as_it_is_seen(view: ByHandView) -> None:
    results = view.findChild(Board, "learn.convolution.output")
    assert results is not None
    view.worksheet.hide(True)
    view.try_cell((0, 0, 0), "9")
    results.copy()
    assert QGuiApplication.clipboard().text() == "9\t\t\n\t\t\n\t\t"


def test_that_the_numbers_of_the_output_are_typed_only_while_it_is_hidden(view: ByHandView) -> None:
    results = view.findChild(Board, "learn.convolution.output")
    assert results is not None
    results.setFocus()
    press(results, KEYS.Key_9)
    assert results.editor is None
    view.worksheet.hide(True)
    press(results, KEYS.Key_9, KEYS.Key_Return)
    assert dict(view.tries.typed) == {(0, 0, 0): "9"}
    assert view.place == (0, 1, 0)  # as the steps go


def test_that_every_example_has_room_or_scrolls(view: ByHandView) -> None:
    for example in EXAMPLES:
        view.show_exercise(example.exercise)
        view.grab()
        boards = view.findChildren(Board)
        assert all(board.width() > 0 and board.height() > 0 for board in boards)


def test_that_the_cursor_and_the_window_that_plays_are_brought_into_view(board: Board, view: ByHandView) -> None:
    boards = view.findChild(Boards)
    assert boards is not None
    view.worksheet.change(lambda it: edits.with_input_size(it, (60, 60)))
    put_cursor(board, "input.2", (59, 59))
    seen = boards.left.viewport().rect()
    assert seen.contains(boards.left.viewport().mapFromGlobal(board.mapToGlobal(board.area_of(*at(board)).center())))
    view.player.toggle()
    view.worksheet.go_to((58, 58, 1))
    results = boards.results
    place = results.mapToGlobal(results.area_of("output.1", (58, 58)).center())
    assert boards.right.viewport().rect().contains(boards.right.viewport().mapFromGlobal(place))
