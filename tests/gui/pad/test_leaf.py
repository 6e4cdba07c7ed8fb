"""The leaf: coloured ink, pictures under it, black paper, and the way back."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from cnnstudio.gui.pad.leaf import SIDE, Leaf

RED = QColor(255, 0, 0)


@pytest.fixture
def leaf() -> Leaf:
    return Leaf()


def stroke(leaf: Leaf, *points: tuple[float, float], erases: bool = False, width: float = 40) -> None:
    leaf.begin(QPointF(*points[0]), erases, width)
    for point in points[1:]:
        leaf.go_on(QPointF(*point), width)
    leaf.end()


def planes(leaf: Leaf, x: int, y: int) -> tuple[int, ...]:
    return tuple(int(value) for value in leaf.sheet.planes[y, x])


def test_that_ink_is_black_and_full_where_the_pen_was(leaf: Leaf) -> None:
    stroke(leaf, (100, 100), (300, 100))
    assert planes(leaf, 200, 100) == (255, 0, 0, 0)
    assert planes(leaf, 200, 300) == (0, 0, 0, 0)


def test_that_coloured_ink_has_its_colour_times_its_cover(leaf: Leaf) -> None:
    leaf.set_colour(RED)
    stroke(leaf, (100, 100), (300, 130))
    found = leaf.sheet.planes
    assert planes(leaf, 200, 115) == (255, 255, 0, 0)
    soft = found[(found[..., 0] > 20) & (found[..., 0] < 230)]
    assert len(soft)
    assert (soft[:, 0] == soft[:, 1]).all()


def test_that_the_sheet_is_the_same_object_until_something_changes(leaf: Leaf) -> None:
    before = leaf.sheet
    assert leaf.sheet is before
    stroke(leaf, (100, 100))
    assert leaf.sheet is not before
    assert before.is_empty  # what was handed out stays as it was


def test_that_the_eraser_takes_ink_away_and_its_colour_with_it(leaf: Leaf) -> None:
    leaf.set_colour(RED)
    stroke(leaf, (100, 100), (300, 100))
    stroke(leaf, (200, 50), (200, 150), erases=True)
    assert planes(leaf, 200, 100) == (0, 0, 0, 0)
    assert planes(leaf, 110, 100) == (255, 255, 0, 0)


def test_that_over_a_picture_the_eraser_paints_it_out(leaf: Leaf) -> None:
    leaf.lay(np.full((28, 28, 1), 200, np.uint8))
    assert leaf.is_dark
    stroke(leaf, (200, 200), erases=True)
    assert planes(leaf, 200, 200) == (255, 0, 0, 0)
    stroke(leaf, (100, 100))
    assert planes(leaf, 100, 100) == (255, 255, 255, 255)


def test_that_plain_ink_follows_the_paper_and_coloured_ink_does_not(leaf: Leaf) -> None:
    stroke(leaf, (100, 100))
    leaf.set_colour(RED)
    stroke(leaf, (300, 300))
    leaf.set_dark(True)
    assert planes(leaf, 100, 100) == (255, 255, 255, 255)
    assert planes(leaf, 300, 300) == (255, 255, 0, 0)
    leaf.undo()
    assert planes(leaf, 100, 100) == (255, 0, 0, 0)
    assert not leaf.is_dark


def test_that_undo_goes_back_through_strokes_pictures_and_clearing(leaf: Leaf) -> None:
    ground = np.zeros((10, 10, 3), np.uint8)
    stroke(leaf, (100, 100))
    drawn = leaf.sheet.planes
    leaf.lay(ground)
    leaf.clear()
    assert leaf.sheet.is_empty
    leaf.undo()
    assert leaf.ground is ground
    leaf.undo()
    assert leaf.ground is None
    assert np.array_equal(leaf.sheet.planes, drawn)
    leaf.undo()
    assert leaf.sheet.is_empty
    assert not leaf.can_undo
    for _ in range(3):
        leaf.redo()
    assert leaf.sheet.is_empty
    assert not leaf.can_redo


def test_that_clearing_a_clean_leaf_is_no_step(leaf: Leaf) -> None:
    leaf.clear()
    assert not leaf.can_undo


def test_that_ink_of_the_leafs_own_size_comes_back_as_it_was(leaf: Leaf) -> None:
    stroke(leaf, (10, 20), (400, 90), (30, 440))
    before = leaf.sheet.planes
    leaf.clear()
    leaf.put(before[..., 0].astype(np.float32) / 255)
    assert np.array_equal(leaf.sheet.planes, before)
    assert before.shape == (SIDE, SIDE, 4)


def test_that_a_line_grows_wider_evenly_under_growing_pressure(leaf: Leaf) -> None:
    leaf.begin(QPointF(20, 200), False, 10)
    for x in (120, 220, 320, 420):
        leaf.go_on(QPointF(x, 200), 10 + x / 5)
    leaf.end()
    widths = (leaf.sheet.planes[:, 30:370, 0] > 127).sum(0).astype(int)
    steps = np.diff(widths)
    assert widths[-1] > widths[0] + 40
    assert abs(steps).max() <= 2


def test_that_so_many_states_are_remembered_and_no_more(leaf: Leaf) -> None:
    for _ in range(60):
        stroke(leaf, (100, 100))
    count = 0
    while leaf.can_undo:
        leaf.undo()
        count += 1
    assert count == 48


def test_that_a_slow_hand_leaves_edges_as_soft_as_a_fast_one(leaf: Leaf) -> None:
    def edge(step: float) -> np.ndarray:
        leaf.clear()
        stroke(leaf, *((50 + number * step, 200.3) for number in range(round(300 / step) + 1)))
        return leaf.sheet.planes[180, 100:300, 0]

    fast, slow = edge(50), edge(0.5)
    assert (slow > 20).all()
    assert (slow < 235).all()
    assert abs(slow.astype(int) - fast).max() <= 2
