"""How large tiles are drawn: by whole scales, by half ones where these leave too much empty, or all at once."""

import numpy as np
import pytest

from cnnstudio.gui.widgets.maps.layout import Room, best_columns, better_columns


@pytest.mark.parametrize(
    ("side", "scale"), [(100, 1), (149, 1), (150, 1.5), (199, 1.5), (240, 2), (299, 2.5), (350, 3), (590, 5)]
)
def test_that_a_half_scale_is_taken_where_the_whole_one_leaves_a_third_empty(side: int, scale: float) -> None:
    assert Room(side, side).scale(100, 100) == scale


def test_that_many_maps_fill_the_place_better_by_half_scales() -> None:
    room = Room(700, 700)
    columns = best_columns(256, (28, 28), 1, room)
    assert (columns, room.scale(columns * 29 - 1, -(-256 // columns) * 29 - 1)) == (16, 1.5)


def test_that_with_nothing_least_everything_is_seen_however_small() -> None:
    room = Room(500, 300, 14, 0)
    assert room.holds(5_000, 6_000)
    assert room.scale(5_000, 6_000) == pytest.approx(0.05)
    assert better_columns((20, 50), 1_000, (5, 5), 1, Room(800, 300, 14, 0)) == 50
    assert 1 <= best_columns(10_000, (64, 64), 1, room) <= 10_000


def test_that_a_larger_place_never_makes_numbers_smaller() -> None:
    scales = [Room(side, side).scale(100, 100) for side in range(100, 900, 7)]
    assert np.all(np.diff(scales) >= 0)
