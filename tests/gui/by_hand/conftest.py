"""Convolution by hand on a desk with an open project."""

from collections.abc import Iterator

import pytest

from cnnstudio.gui.by_hand.view import ByHandView
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


@pytest.fixture
def view(desk: Desk) -> Iterator[ByHandView]:
    """As large as it is in a window of 1280 × 800 with a lab beside it."""
    made = ByHandView(desk.document)
    desk.qtbot.addWidget(made)
    made.resize(876, 694)
    made.show()
    yield made
    made.close()
