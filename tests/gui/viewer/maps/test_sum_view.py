"""How the sum that made a number is drawn."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage
from pytestqt.qtbot import QtBot

from cnnstudio.gui.viewer.maps import sum_view
from cnnstudio.gui.viewer.maps.sum_cells import cells_of
from cnnstudio.gui.viewer.maps.sum_view import SumView
from cnnstudio.gui.viewer.maps.telling import Line, Piece, Window
from cnnstudio.gui.widgets.maps.cell_numbers import letters_height

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
    monkeypatch.setattr(sum_view, "write_numbers", lambda *given, **_: sizes.append(given[-1]))
    view.resize(width, 10)
    view.show_pieces((WINDOW,), "viridis")
    painted(view)
    assert len(sizes) == 3
    assert len(set(sizes)) == 1
    assert 8 <= sizes[0] <= 15


def grid_of(size: int) -> Window:
    read = np.linspace(-0.1234, 0.9876, size * size, dtype=np.float32).reshape(size, size)
    return Window("channel 0", read, "Σ = 0.4388", -read / 10, -read * read / 10)


@pytest.mark.parametrize(("size", "rows"), [(3, 1), (5, 2)])
def test_that_a_small_kernel_is_seen_at_once_and_its_numbers_are_written(size: int, rows: int) -> None:
    window = grid_of(size)
    cells = cells_of(window, 360)
    assert cells.rows == rows
    assert cells.height_of(window) <= 190
    for numbers in (window.read, window.weights, window.products):
        assert numbers is not None
        assert letters_height(QFont(), numbers, cells.width, cells.height) is not None
    assert max(area.right() for area in cells.places(window)) <= 360


def test_that_short_lines_stand_beside_the_products_and_the_others_below(view: SumView) -> None:
    view.resize(380, 10)
    window, bias, total = grid_of(5), Line("bias", "− 0.001"), Line("sum", "0.4376")
    long = Line("relu", "max(0, 0.43761234) = 0.43761234", strong=True)
    view.show_pieces((window, bias, total, long), "viridis")
    placed = dict(view.placed())
    assert placed[bias].left() == placed[total].left() > 200
    assert placed[window].contains(placed[bias])
    assert placed[total].top() == placed[bias].bottom()
    assert (placed[long].left(), placed[long].top()) == (0, placed[window].bottom())
    assert view.height() == round(placed[long].bottom())


def test_that_a_cell_tells_its_numbers_with_all_their_digits(view: SumView) -> None:
    read, weights = np.full((2, 2), 0.51764, np.float32), np.full((2, 2), -0.12933, np.float32)
    beyond = np.array([[True, False], [False, False]])
    view.show_pieces((Window("channel 0", read, "Σ", weights, read * weights, beyond),), "viridis")
    ((_, area),) = view.placed()
    first = QPointF(5, area.height() / 2)
    assert view.words_at(first) == "row 0, column 0 of what is read: beyond the input"
    found = {view.words_at(QPointF(x, area.height() / 2)) for x in range(view.width())}
    assert "row 0, column 1 of what is read: 0.5176 · (−0.1293) = −0.06695" in found
    assert view.words_at(QPointF(5, 1)) == ""
