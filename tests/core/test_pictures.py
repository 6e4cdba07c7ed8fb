"""Arrays as tiled pictures, and drawings as digits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.pictures import (
    all_kernel_tiles,
    ink_to_input,
    kernel_tiles,
    picture_to_ink,
    resize,
    tile,
)

RANDOM = np.random.default_rng(0)
DIGIT = (28, 28, 1)


def _stroke(rows: slice, columns: slice, shape: tuple[int, int] = (280, 280)) -> np.ndarray:
    ink = np.zeros(shape, np.float32)
    ink[rows, columns] = 1
    return ink


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


@pytest.mark.parametrize("place", [(0, 0), (150, 30), (80, 200)])
@pytest.mark.parametrize("size", [20, 60])
def test_that_a_digit_is_the_same_wherever_and_however_large_it_is_drawn(place: tuple[int, int], size: int) -> None:
    row, column = place
    ink = _stroke(slice(row, row + size), slice(column, column + size // 5))
    found = ink_to_input(ink, DIGIT)
    assert found is not None
    assert (found.shape, found.dtype, found.max()) == ((28, 28, 1), np.uint8, 255)
    assert np.array_equal(found[..., 0], 255 * _stroke(slice(4, 24), slice(12, 16), (28, 28)).astype(np.uint8))


def test_that_the_centre_of_mass_comes_to_the_middle() -> None:
    ink = _stroke(slice(40, 240), slice(100, 120)) + _stroke(slice(40, 60), slice(120, 200))
    found = ink_to_input(ink, DIGIT)
    assert found is not None
    weights = found[..., 0] / found.sum()
    middle = [float((np.arange(28) + 0.5) @ weights.sum(axis)) for axis in (1, 0)]
    assert all(14 <= place < 15 for place in middle)  # as in MNIST, measured on its pictures
    boxed = ink_to_input(ink, DIGIT, centre=False)
    assert boxed is not None
    rows, columns = np.nonzero(boxed[..., 0])
    assert (rows.min(), rows.max()) == (4, 23)
    assert columns.min() + columns.max() == pytest.approx(27, abs=1)


def test_that_without_cropping_the_whole_canvas_is_seen() -> None:
    found = ink_to_input(_stroke(slice(0, 70), slice(0, 140)), DIGIT, crop=False, centre=False)
    assert found is not None
    assert np.array_equal(found[..., 0], 255 * _stroke(slice(0, 7), slice(0, 14), (28, 28)).astype(np.uint8))


def test_that_nothing_drawn_is_nothing_seen() -> None:
    assert ink_to_input(np.zeros((280, 280)), DIGIT) is None
    assert ink_to_input(np.zeros((0, 280)), DIGIT) is None
    assert ink_to_input(np.full((280, 280), np.nan), DIGIT) is None


@given(
    st.tuples(st.integers(1, 50), st.integers(1, 50), st.sampled_from([1, 3])),
    st.integers(1, 60),
    st.integers(1, 60),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=150)
def test_that_any_drawing_fits_any_input(
    shape: tuple[int, int, int], rows: int, columns: int, crop: bool, centre: bool
) -> None:
    ink = np.random.default_rng(rows * 61 + columns).random((rows, columns))
    found = ink_to_input(ink, shape, crop=crop, centre=centre)
    assert found is not None or ink.max() < 0.05
    assert found is None or found.shape == shape


def test_that_a_larger_input_has_a_larger_box() -> None:
    found = ink_to_input(_stroke(slice(0, 100), slice(0, 100)), (56, 84, 3))
    assert found is not None
    rows, columns, _ = np.nonzero(found)
    assert (rows.max() - rows.min() + 1, columns.max() - columns.min() + 1) == (40, 40)
    assert np.array_equal(found[..., 0], found[..., 2])


def _paper(ink: float, ground: float, shape: tuple[int, int] = (200, 150)) -> np.ndarray:
    picture = np.full(shape, ground)
    picture[50:150, 70:80] = ink
    return picture


@pytest.mark.parametrize(("ink", "ground"), [(0, 255), (255, 0), (60, 190), (200, 90)])
def test_that_ink_is_found_on_light_and_on_dark_paper(ink: float, ground: float) -> None:
    found = picture_to_ink(_paper(ink, ground).astype(np.uint8))
    assert found.shape[0] >= 160
    assert found.min() >= 0
    assert found.max() == pytest.approx(1, abs=1e-3)
    digit = ink_to_input(found, DIGIT)
    assert digit is not None
    assert np.count_nonzero(digit[..., 0].any(1)) == 20


def test_that_colour_and_transparency_are_seen_as_on_white_paper() -> None:
    grey = _paper(0, 255).astype(np.uint8)
    colour = np.repeat(grey[..., None], 3, axis=2)
    clear = np.concatenate([np.zeros_like(colour), 255 - grey[..., None]], axis=2)
    for picture in (colour, clear, grey[..., None], clear[..., 2:]):
        assert picture_to_ink(picture) == pytest.approx(picture_to_ink(grey), abs=1e-3)


def test_that_noise_and_uneven_light_are_not_ink() -> None:
    light = np.linspace(1, 0.6, 150)[None]
    noisy = np.clip(_paper(40, 220) * light + RANDOM.normal(0, 4, (200, 150)), 0, 255).astype(np.uint8)
    digit = ink_to_input(picture_to_ink(noisy), DIGIT)
    assert digit is not None
    assert np.count_nonzero(digit[..., 0].any(0)) <= 6


def test_that_thin_strokes_are_thickened_and_thick_ones_left() -> None:
    thin = np.full((300, 300), 255, np.uint8)
    thin[50:250, 149:151] = 0
    digit = ink_to_input(picture_to_ink(thin), DIGIT)
    assert digit is not None
    assert np.count_nonzero(digit[12, :, 0] > 100) >= 2
    thick = np.full((300, 300), 255, np.uint8)
    thick[50:250, 130:170] = 0
    assert picture_to_ink(thick).shape == (160, 32)
    assert (picture_to_ink(thick) > 0.5).mean() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (2, 2, 3), (30, 1, 4)])
def test_that_empty_and_tiny_pictures_have_no_ink(shape: tuple[int, ...]) -> None:
    assert not picture_to_ink(np.full(shape, 200, np.uint8)).any()


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
