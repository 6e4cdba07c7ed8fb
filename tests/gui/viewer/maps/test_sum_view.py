"""How the sum that made a number is drawn."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from cnnstudio.gui.viewer.maps import sum_view
from cnnstudio.gui.viewer.maps.sum_view import SumView
from cnnstudio.gui.viewer.maps.telling import Line, Piece, Window

READ = np.full((3, 3), 0.5, np.float32)
WINDOW = Window("channel 0", READ, "Σ = −0.04", np.full((3, 3), -0.0123, np.float32), READ * -0.0123)
SHORT, LONG = Line("channel 1", "0.5", 1.0), Line("channel 2", "0.123456 · (−0.654321) = −0.0807789", -0.5)


@pytest.fixture
def view(qtbot: QtBot) -> SumView:
    made = SumView("sum")
    qtbot.addWidget(made)
    made.resize(300, 10)
    return made


def painted(view: SumView) -> QImage:
    return view.grab().toImage()


def row_heights(view: SumView, *pieces: Piece) -> int:
    view.show_pieces(pieces, "viridis")
    return view.height()


def test_that_all_lines_with_bars_are_laid_out_as_the_longest_needs(view: SumView) -> None:
    short, long = row_heights(view, SHORT), row_heights(view, LONG)
    assert long > short
    assert row_heights(view, SHORT, LONG) == 2 * long
    assert row_heights(view, SHORT, SHORT) == 2 * short
    assert row_heights(view, Line("sum", "0.5"), LONG) == short + long


def test_that_nothing_is_drawn_where_a_scroll_bar_may_stand(view: SumView) -> None:
    view.show_pieces((Line("sum", "0.4388"), SHORT, Line("a long one", "0.25 · 0.75 " * 20), WINDOW), "viridis")
    image = painted(view)
    ground = image.pixelColor(image.width() - 1, 0)
    free = [QColor(image.pixelColor(image.width() - 3, y)) for y in range(image.height())]
    assert all(colour == ground for colour in free)


@pytest.mark.parametrize("width", [260, 420])
def test_that_the_numbers_of_one_window_are_written_in_one_size(
    view: SumView, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(sum_view, "write_numbers", lambda *given: sizes.append(given[-1]))
    view.resize(width, 10)
    view.show_pieces((WINDOW,), "viridis")
    painted(view)
    assert len(sizes) == 3
    assert len(set(sizes)) == 1
    assert 8 <= sizes[0] <= 15
