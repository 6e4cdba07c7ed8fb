"""Arrays as tiled pictures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.pictures.tiles import (
    all_kernel_tiles,
    kernel_tiles,
    resize,
    tile,
)

RANDOM = np.random.default_rng(0)


def test_that_every_tile_lies_where_its_origin_says() -> None:
    maps = RANDOM.normal(size=(5, 3, 7))
    found = tile(maps, columns=3, scaling="common")
    assert found.picture.shape == (3 * 5 + 2, 3 * 3 + 2)
    expected = (maps - maps.min()) / (maps.max() - maps.min())
    for index in range(7):
        row, column = found.origin(index)
        assert found.picture[row : row + 5, column : column + 3] == pytest.approx(expected[..., index], abs=1e-5)


@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(1, 20),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(1, 25)),
)
def test_that_every_point_is_one_of_a_tile_or_of_a_gap(
    height: int, width: int, count: int, gap: int, columns: int | None
) -> None:
    found = tile(RANDOM.random((height, width, count)), columns=columns, gap=gap)
    seen = set()
    for row in range(found.picture.shape[0]):
        for column in range(found.picture.shape[1]):
            place = found.locate(row, column)
            assert (place is None) == bool(np.isnan(found.picture[row, column]))
            if place is not None:
                top, left = found.origin(place[0])
                assert (top + place[1], left + place[2]) == (row, column)
                seen.add(place)
    assert len(seen) == height * width * count
    assert found.locate(-1, 0) is found.locate(0, found.picture.shape[1]) is None


def test_that_each_scaling_means_what_it_says() -> None:
    maps = np.stack([np.array([[0.0, 1.0]]), np.array([[-4.0, 2.0]])], axis=-1)
    assert tile(maps, columns=2, gap=0, scaling="own").picture.tolist() == [[0, 1, 0, 1]]
    assert tile(maps, columns=2, gap=0, scaling="common").picture == pytest.approx(np.array([[4, 5, 0, 6]]) / 6)
    assert tile(maps, columns=2, gap=0, scaling="symmetric").picture == pytest.approx(np.array([[4, 5, 0, 6]]) / 8)


def test_that_each_colour_of_each_map_reaches_from_0_to_1_by_itself() -> None:
    maps = RANDOM.normal(size=(4, 5, 3, 3)) * [1, 10, 100] + [0, 5, 50]
    found = tile(maps, columns=3, gap=0, scaling="channel").picture.reshape(4, 3, 5, 3)
    assert (found.min((0, 2)) == 0).all()
    assert (found.max((0, 2)) == 1).all()
    low, high = maps.min((0, 1)), maps.max((0, 1))
    assert found.swapaxes(1, 2) == pytest.approx((maps - low) / (high - low), abs=1e-5)
    grey = RANDOM.normal(size=(4, 5, 3))
    assert np.array_equal(tile(grey, scaling="channel").picture, tile(grey, scaling="own").picture, equal_nan=True)


@pytest.mark.parametrize("scaling", ["own", "common", "symmetric", "channel"])
def test_that_maps_without_contrast_or_with_broken_numbers_are_shown_all_the_same(scaling: str) -> None:
    dead = tile(np.zeros((2, 2, 3)), scaling=scaling, gap=0, columns=3)  # type: ignore[arg-type]
    assert (dead.picture == (0.5 if scaling == "symmetric" else 0)).all()
    maps = np.array([1.0, np.nan, 3.0, np.inf, -np.inf, 2.0, 1e38, -1e38, 0.0]).reshape(3, 3, 1)
    found = tile(maps, scaling=scaling).picture  # type: ignore[arg-type]
    assert np.isnan(found).sum() == 3
    assert 0 <= np.nanmin(found) <= np.nanmax(found) <= 1
    assert np.isnan(tile(np.full((2, 2, 1), np.nan), scaling=scaling).picture).all()  # type: ignore[arg-type]


def test_that_a_list_of_numbers_becomes_a_near_square_or_a_strip() -> None:
    numbers = np.arange(10.0)
    square = tile(numbers)
    assert square.picture.shape == (3, 4)
    assert square.picture[0].tolist() == pytest.approx([0, 1 / 9, 2 / 9, 3 / 9])
    assert square.locate(1, 1) == (5, 0, 0)
    assert tile(numbers, columns=10).picture.shape == (1, 10)


def test_that_colour_tiles_keep_their_colours() -> None:
    found = tile(RANDOM.random((4, 4, 6, 3)), columns=3)
    assert found.picture.shape == (9, 14, 3)
    assert np.isnan(found.picture[4]).all()


def test_that_an_array_that_holds_no_tiles_is_an_error() -> None:
    for shape in ((3, 3), (0,), (3, 3, 0)):
        with pytest.raises(ValueError, match="no tiles"):
            tile(np.zeros(shape))


def test_that_thousands_of_tiles_make_a_square() -> None:
    assert tile(np.zeros((2, 2, 4096), np.float32)).columns == 64


def test_that_kernels_become_tiles_by_output_or_by_input() -> None:
    kernels = RANDOM.random((5, 5, 4, 6)).astype(np.float32)
    assert np.array_equal(kernel_tiles(kernels, 2), kernels[:, :, 2])
    assert np.array_equal(kernel_tiles(kernels), kernels[:, :, 0])
    assert np.array_equal(kernel_tiles(kernels[:, :, :1]), kernels[:, :, 0])
    colour = kernel_tiles(kernels[:, :, :3])
    assert colour.shape == (5, 5, 6, 3)
    assert np.array_equal(colour[:, :, 4, 1], kernels[:, :, 1, 4])
    every = all_kernel_tiles(kernels)
    assert np.array_equal(every[..., 5 * 4 + 3], kernels[:, :, 3, 5])


@pytest.mark.parametrize(("height", "width"), [(7, 5), (28, 28), (1, 1), (60, 90), (45, 20)])
def test_that_resizing_keeps_the_mean_and_what_is_even(height: int, width: int) -> None:
    assert resize(np.full((45, 60), 0.7), height, width) == pytest.approx(0.7, abs=1e-5)
    picture = RANDOM.random((45, 60, 3))
    found = resize(picture, height, width)
    assert found.shape == (height, width, 3)
    if height <= 45 and width <= 60:
        assert found.mean((0, 1)) == pytest.approx(picture.mean((0, 1)), abs=1e-4)


def test_that_halving_takes_the_mean_of_four() -> None:
    picture = RANDOM.random((6, 8))
    assert resize(picture, 3, 4) == pytest.approx(picture.reshape(3, 2, 4, 2).mean((1, 3)), abs=1e-6)


def test_that_with_limits_the_same_value_is_the_same_shade_in_every_picture() -> None:
    weak, strong = np.array([[[-1.0, 1.0]]]), np.array([[[-2.0, 4.0]]])
    both = [tile(maps, gap=0, limits=(-2.0, 2.0)).picture[0].tolist() for maps in (weak, strong)]
    assert both == [[0.25, 0.75], [0.0, 1.0]]


def test_that_limits_without_a_range_give_no_shade_and_no_warning() -> None:
    assert tile(np.ones((1, 1, 2)), gap=0, limits=(1.0, 1.0)).picture.tolist() == [[0.0, 0.0]]


def test_that_rows_for_words_are_empty_and_under_every_tile() -> None:
    found = tile(np.ones((2, 3, 4)), columns=2, under=5, limits=(0, 1))
    assert found.picture.shape == (2 * (2 + 5) + 1, 3 + 1 + 3)
    assert np.isnan(found.picture[2:8]).all()
    assert np.isnan(found.picture[-5:]).all()
    assert (found.origin(3), found.locate(9, 4)) == ((8, 4), (3, 1, 0))
    assert found.locate(2, 0) is found.locate(10, 0) is None


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_that_a_new_pixel_is_the_mean_of_what_it_covers(before: int, columns: int, after: int) -> None:
    values = np.random.default_rng(before * 41 + columns).random((before, columns), np.float32)
    edges = np.arange(before + 1)
    shares = np.zeros((after, before))
    for new in range(after):
        low, high = new * before / after, (new + 1) * before / after
        shares[new] = np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0, None)
    if after < before:
        assert resize(values, after, columns) == pytest.approx(shares @ values * after / before, abs=1e-5)
    assert resize(values, after, columns).shape == (after, columns)
