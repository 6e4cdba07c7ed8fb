"""Pictures are brought to one shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnstudio.core.pictures.geometry import COLOURS, MODES, Geometry
from cnnstudio.data.reshaping import reshape, reshape_all
from cnnstudio.data.watch import LoadingStopped, Progress, Watch

GEOMETRIES = st.builds(
    Geometry,
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.sampled_from(sorted(MODES)),
    st.sampled_from(sorted(COLOURS)),
    st.booleans(),
)
SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3]))


def picture(shape: tuple[int, int, int], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


@given(GEOMETRIES, SHAPES)
def test_that_the_shape_is_the_one_that_was_said(geometry: Geometry, shape: tuple[int, int, int]) -> None:
    before = picture(shape)
    found = reshape(before, geometry, geometry.shape(shape))
    assert found.shape == geometry.shape(shape)
    assert found.dtype == np.uint8
    if not geometry.changes(shape):
        assert found is before
    if not geometry.invert and geometry.shape(shape) == shape:
        np.testing.assert_array_equal(found, before)


@given(SHAPES)
def test_that_inverting_twice_is_the_picture(shape: tuple[int, int, int]) -> None:
    before, turned = picture(shape), Geometry(invert=True)
    np.testing.assert_array_equal(reshape(reshape(before, turned, shape), turned, shape), before)


@given(GEOMETRIES, SHAPES, st.integers(0, 255))
def test_that_a_picture_of_one_grey_stays_that_grey(
    geometry: Geometry, shape: tuple[int, int, int], value: int
) -> None:
    found = reshape(np.full(shape, value, np.uint8), geometry, geometry.shape(shape))
    wanted = {255 - value if geometry.invert else value}
    allowed = wanted | {0} if geometry.mode == "pad" else wanted
    assert set(np.unique(found).tolist()) <= allowed


def test_that_stretching_is_what_pillow_does() -> None:
    before = picture((17, 30, 3))
    wanted = np.asarray(Image.fromarray(before).resize((12, 9), Image.Resampling.BILINEAR))
    np.testing.assert_array_equal(reshape(before, Geometry((9, 12)), (9, 12, 3)), wanted)


def test_that_cutting_takes_the_middle_and_fitting_in_adds_a_margin() -> None:
    before = np.zeros((10, 30, 1), np.uint8)
    before[:, 10:20] = 200
    cut = reshape(before, Geometry((10, 10), "crop"), (10, 10, 1))
    np.testing.assert_array_equal(cut, before[:, 10:20])
    tall = np.full((30, 10, 1), 90, np.uint8)
    fitted = reshape(tall, Geometry((30, 30), "pad"), (30, 30, 1))
    np.testing.assert_array_equal(fitted[:, 10:20], tall)
    assert not fitted[:, :10].any()
    assert not fitted[:, 20:].any()


def test_that_colour_becomes_brightness_and_grey_three_equal_numbers() -> None:
    red = np.zeros((2, 2, 3), np.uint8)
    red[..., 0] = 255
    assert reshape(red, Geometry(colour="grey"), (2, 2, 1)).ravel().tolist() == [76] * 4  # 0.299 · 255
    grey = picture((4, 4, 1))
    np.testing.assert_array_equal(reshape(grey, Geometry(colour="colour"), (4, 4, 3)), np.repeat(grey, 3, 2))


def test_that_many_are_as_one_by_one_and_can_be_stopped() -> None:
    pictures, geometry = picture((5, 9, 7, 3)), Geometry((4, 0), "crop", "grey")
    told: list[Progress] = []
    found = reshape_all(pictures, geometry, (4, 4, 1), Watch(told.append))
    for before, after in zip(pictures, found, strict=True):
        np.testing.assert_array_equal(after, reshape(before, geometry, (4, 4, 1)))
    assert told
    with pytest.raises(LoadingStopped):
        reshape_all(pictures, geometry, (4, 4, 1), Watch(stopped=lambda: True))


def test_that_a_network_s_input_is_an_end() -> None:
    assert Geometry((9, 9), "pad", "colour", True).towards((28, 28, 1)) == Geometry((28, 28), "pad", "grey", True)
    assert Geometry().towards((32, 48, 3)).shape((5, 5, 1)) == (32, 48, 3)
