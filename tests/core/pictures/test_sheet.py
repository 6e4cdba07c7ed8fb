"""Sheets of paper as inputs of networks, and what each step did to them in words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.pictures.ink import AS_IT_STANDS, MNISTS_WAY, Steps, bring, ink_to_input
from cnnstudio.core.pictures.sheet import Made, Sheet, inked, kept, moved_words, sheet_to_input, step_words

DIGIT = (28, 28, 1)
RED = (255, 255, 0, 0)


def _stroke(rows: slice, columns: slice) -> np.ndarray:
    ink = np.zeros((280, 280), np.float32)
    ink[rows, columns] = 1
    return ink


def _coloured(*, is_dark: bool = False, cover: int = 255) -> Sheet:
    """A red square in the middle."""
    planes = np.zeros((280, 280, 4), np.uint8)
    planes[90:190, 90:190] = (cover, cover, 0, 0)
    return Sheet(planes, is_dark)


def _made(sheet: Sheet, shape: tuple[int, int, int], steps: Steps = MNISTS_WAY) -> Made:
    made = sheet_to_input(sheet, shape, steps)
    assert made is not None
    return made


@given(st.builds(Steps, *[st.booleans()] * 5), st.integers(0, 200), st.integers(0, 200), st.integers(5, 80))
@settings(max_examples=60, deadline=None)
def test_that_black_ink_is_for_a_grey_network_what_ink_alone_is(steps: Steps, row: int, column: int, size: int) -> None:
    ink = _stroke(slice(row, row + size), slice(column, column + size // 3 + 1))
    np.testing.assert_array_equal(_made(inked(ink), DIGIT, steps).array, ink_to_input(ink, DIGIT, steps))


def test_that_an_empty_sheet_is_seen_by_nobody() -> None:
    empty = inked(np.zeros((280, 280)))
    assert empty.is_empty
    assert sheet_to_input(empty, DIGIT) is None


def test_that_a_grey_network_sees_coloured_ink_light_on_dark() -> None:
    assert np.array_equal(_made(_coloured(), DIGIT).array, _made(inked(_coloured().ink), DIGIT).array)


def test_that_a_network_for_colour_sees_the_colour_on_the_paper() -> None:
    seen = _made(_coloured(), (32, 32, 3)).array
    assert tuple(seen[16, 16]) == (255, 0, 0)
    assert tuple(seen[0, 0]) == (255, 255, 255)
    assert tuple(_made(_coloured(is_dark=True), (32, 32, 3)).array[0, 0]) == (0, 0, 0)


def test_that_inverting_turns_ink_and_paper() -> None:
    seen = _made(_coloured(), (32, 32, 3), Steps(invert=True)).array
    assert tuple(seen[16, 16]) == (0, 255, 255)
    assert tuple(seen[0, 0]) == (0, 0, 0)


def test_that_a_threshold_leaves_pure_colours() -> None:
    seen = _made(_coloured(), (30, 30, 3), Steps(threshold=True, scale=False, crop=False)).array
    assert {tuple(pixel) for pixel in seen.reshape(-1, 3)} == {(255, 0, 0), (255, 255, 255)}


@pytest.mark.parametrize("shape", [(8, 8, 1), (224, 224, 3), (20, 50, 3), (28, 28, 2), (1, 1, 1)])
def test_that_a_sheet_fits_any_network(shape: tuple[int, int, int]) -> None:
    for steps in (MNISTS_WAY, AS_IT_STANDS):
        assert _made(_coloured(), shape, steps).array.shape == shape


@pytest.mark.parametrize("channels", [1, 3])
def test_that_a_picture_under_no_ink_is_seen_to_the_bit(channels: int) -> None:
    ground = np.random.default_rng(0).integers(0, 256, (28, 28, channels), np.uint8)
    made = sheet_to_input(Sheet(np.zeros((280, 280, 4), np.uint8), ground=ground), (28, 28, channels), ground=ground)
    assert made is not None
    assert np.array_equal(made.array, ground)
    assert step_words(made, (280, 280), MNISTS_WAY) == {}


def test_that_ink_over_a_picture_hides_it_where_it_is() -> None:
    ground = np.full((28, 28, 3), 100, np.uint8)
    made = sheet_to_input(_coloured(), (28, 28, 3), ground=ground)
    assert made is not None
    assert tuple(made.array[14, 14]) == (255, 0, 0)
    assert (made.array[:8] == 100).all()


def test_that_each_step_says_what_it_did() -> None:
    ink = _stroke(slice(10, 110), slice(20, 30)) + _stroke(slice(10, 20), slice(30, 70))
    made = _made(inked(ink), DIGIT, Steps(threshold=True, invert=True))
    words = step_words(made, (280, 280), Steps(threshold=True, invert=True))
    assert words["crop"] == "6 % kept"
    assert words["scale"] == "to 20 × 10"
    assert words["centre"] == moved_words(made.brought.moved) == "3 right, 3 down"  # type: ignore[union-attr]
    assert words["invert"] == "dark on light"
    assert words["threshold"].endswith("greys gone")
    assert set(step_words(made, (280, 280), AS_IT_STANDS)) == set()


@pytest.mark.parametrize(
    ("moved", "words"), [((0, 0), "in the middle"), ((-2, 0), "2 up"), ((3, -6), "6 left, 3 down")]
)
def test_that_a_move_is_told_by_its_directions(moved: tuple[int, int], words: str) -> None:
    assert moved_words(moved) == words


def test_that_centring_brings_a_digit_from_the_corner_to_the_middle() -> None:
    off = bring(inked(_stroke(slice(0, 100), slice(0, 30))).planes, DIGIT, AS_IT_STANDS)
    on = bring(inked(_stroke(slice(0, 100), slice(0, 30))).planes, DIGIT, Steps(crop=False, scale=False))
    assert off is not None
    assert on is not None
    assert (off.moved, on.moved) == ((0, 0), (9, 13))
    assert np.array_equal(np.roll(off.planes, on.moved, (0, 1)), on.planes)


@given(st.builds(Steps, *[st.booleans()] * 5), st.integers(0, 180), st.integers(0, 180))
@settings(max_examples=40, deadline=None)
def test_that_the_grid_says_where_on_the_paper_a_pixel_is(steps: Steps, row: int, column: int) -> None:
    brought = bring(inked(_stroke(slice(row, row + 80), slice(column, column + 60))).planes, DIGIT, steps)
    assert brought is not None
    rows, columns = np.nonzero(brought.planes[..., 0] > 0.9)
    for found, first, axis in ((rows, row, 0), (columns, column, 1)):
        middle = brought.origin[axis] + (found.mean() + 0.5) * brought.pitch[axis]
        extent = (80, 60)[axis]
        assert abs(middle - (first + extent / 2)) <= brought.pitch[axis] or found.min() == 0 or found.max() == 27


def test_that_black_ink_is_kept_as_ink_and_coloured_as_it_looks() -> None:
    black = inked(_stroke(slice(10, 50), slice(10, 50)))
    assert np.array_equal(kept(black, _made(black, DIGIT)), black.planes[..., 0])
    looks = kept(_coloured(cover=200), _made(_coloured(), DIGIT))
    assert looks.shape == (280, 280, 3)
    assert tuple(looks[100, 100]) == (255, 55, 55)
    assert tuple(looks[0, 0]) == (255, 255, 255)


@pytest.mark.parametrize(("shade", "is_dark"), [(255, True), (140, False), (140, True)])
def test_that_ink_in_grey_or_on_black_paper_is_kept_as_it_looks_where_the_network_sees_that(
    shade: int, is_dark: bool
) -> None:
    planes = np.zeros((280, 280, 4), np.uint8)
    planes[90:190, 120:160] = (255, shade, shade, shade)
    sheet, paper = Sheet(planes, is_dark), 0 if is_dark else 255
    looks = kept(sheet, _made(sheet, (32, 32, 3)))
    assert looks.shape == (280, 280, 3)
    assert (looks[100, 130].tolist(), looks[0, 0].tolist()) == ([shade] * 3, [paper] * 3)
    assert np.array_equal(kept(sheet, _made(sheet, DIGIT)), planes[..., 0])


def test_that_a_picture_is_kept_as_the_network_sees_it() -> None:
    ground = np.full((28, 28, 1), 9, np.uint8)
    sheet = Sheet(np.zeros((280, 280, 4), np.uint8), ground=ground)
    made = sheet_to_input(sheet, DIGIT, ground=ground)
    assert made is not None
    assert np.array_equal(kept(sheet, made), ground[..., 0])


def test_that_one_point_of_ink_anywhere_is_found() -> None:
    for place in ((0, 0), (3, 5), (279, 279)):
        planes = np.zeros((280, 280, 4), np.uint8)
        assert Sheet(planes).is_empty
        planes[place] = 1
        assert not Sheet(planes).is_empty
