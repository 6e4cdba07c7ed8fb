"""Drawings and photographs of them as a network's input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.pictures.ink import AS_IT_STANDS, Steps, ink_to_input, picture_to_ink

RANDOM = np.random.default_rng(0)
DIGIT = (28, 28, 1)


def _stroke(rows: slice, columns: slice, shape: tuple[int, int] = (280, 280)) -> np.ndarray:
    ink = np.zeros(shape, np.float32)
    ink[rows, columns] = 1
    return ink


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
    boxed = ink_to_input(ink, DIGIT, Steps(centre=False))
    assert boxed is not None
    rows, columns = np.nonzero(boxed[..., 0])
    assert (rows.min(), rows.max()) == (4, 23)
    assert columns.min() + columns.max() == pytest.approx(27, abs=1)


def test_that_without_cropping_the_whole_canvas_is_seen() -> None:
    found = ink_to_input(_stroke(slice(0, 70), slice(0, 140)), DIGIT, AS_IT_STANDS)
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
    st.builds(Steps, *[st.booleans()] * 5),
)
@settings(max_examples=150)
def test_that_any_drawing_fits_any_input(shape: tuple[int, int, int], rows: int, columns: int, steps: Steps) -> None:
    ink = np.random.default_rng(rows * 61 + columns).random((rows, columns))
    found = ink_to_input(ink, shape, steps)
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


def test_that_without_scaling_the_drawing_is_as_large_as_its_paper_makes_it() -> None:
    found = ink_to_input(_stroke(slice(0, 70), slice(0, 140)), DIGIT, Steps(scale=False, centre=False))
    assert found is not None
    rows, columns, _ = np.nonzero(found)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (11, 17, 7, 20)


def test_that_centring_alone_moves_the_whole_paper() -> None:
    found = ink_to_input(_stroke(slice(0, 70), slice(0, 140)), DIGIT, Steps(crop=False, scale=False))
    cut = ink_to_input(_stroke(slice(0, 70), slice(0, 140)), DIGIT, Steps(scale=False))
    assert found is not None
    assert cut is not None
    assert np.array_equal(found, cut)


def test_that_inverted_ink_is_dark_on_light() -> None:
    ink = _stroke(slice(0, 70), slice(0, 140))
    plain, inverted = ink_to_input(ink, DIGIT), ink_to_input(ink, DIGIT, Steps(invert=True))
    assert plain is not None
    assert inverted is not None
    assert np.array_equal(inverted, 255 - plain)


def test_that_a_threshold_leaves_no_grey() -> None:
    ink = RANDOM.random((90, 70))
    found = ink_to_input(ink, DIGIT, Steps(threshold=True))
    assert found is not None
    assert set(np.unique(found)) == {0, 255}


def test_that_a_large_photograph_is_read_as_a_smaller_one_of_it() -> None:
    random = np.random.default_rng(1)
    small = np.full((300, 400, 3), 190, np.uint8)
    small[60:240, 180:200] = 40
    large = small.repeat(8, 0).repeat(8, 1) + random.integers(0, 6, (2400, 3200, 3), np.uint8)
    expected, found = (ink_to_input(picture_to_ink(each), (28, 28, 1)) for each in (small, large))
    assert expected is not None
    assert found is not None
    assert np.abs(expected.astype(int) - found.astype(int)).mean() < 4


def test_that_a_long_strip_is_read_though_it_is_thinner_than_its_pixels_would_be() -> None:
    strip = np.full((3, 5000), 255, np.uint8)
    strip[:, 2400:2600] = 0
    assert picture_to_ink(strip).any()
