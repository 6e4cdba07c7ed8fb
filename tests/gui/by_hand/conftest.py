"""Convolution by hand on a desk with an open project."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnnstudio.gui.by_hand.board import Board
from cnnstudio.gui.by_hand.view import ByHandView
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def put_cursor(board: Board, name: str, cell: tuple[int, int]) -> None:
    """Brings the cursor to a cell."""
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=board.area_of(name, cell).center())


@pytest.fixture
def view(desk: Desk) -> Iterator[ByHandView]:
    """As large as it is in a window of 1280 × 800 with a lab beside it."""
    made = ByHandView(desk.document)
    desk.qtbot.addWidget(made)
    made.resize(876, 694)
    made.show()
    yield made
    made.close()
