"""Arrays as people save them: what can be understood is taken and said, the rest is refused in words."""

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from cnnstudio.core.errors import StudioError
from cnnstudio.data.arrays.values import Named, Raw, found_in
from cnnstudio.data.found import Found

GREY = np.arange(3 * 16, dtype=np.uint8).reshape(3, 4, 4) * 5


def found(x: Any = GREY, y: Any = (0, 1, 2), test: tuple[Any, Any] | None = None, **more: Any) -> Found:
    raw = Raw(Named("x", np.asarray(x)), Named("y", np.asarray(y)))
    other = None if test is None else Raw(Named("x_test", np.asarray(test[0])), Named("y_test", np.asarray(test[1])))
    return found_in(raw, other, **more)


def said(result: Found) -> str:
    return " ".join(each.text for each in result.findings)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (GREY / 255, "between 0 and 1"),
        ((GREY / 255).astype(np.float32), "between 0 and 1"),
        (GREY / 127.5 - 1, "between −1 and 1"),
        (GREY.astype(np.uint16) * 257, "from 16 bits to 8"),
        (GREY.astype(np.float64), ""),
        (GREY.astype(">i4"), ""),
        (GREY + 0.25, "rounded"),
    ],
)
def test_that_every_usual_range_becomes_the_bytes_it_came_from(x: np.ndarray, words: str) -> None:
    result = found(x)
    np.testing.assert_array_equal(result.train.x[..., 0], GREY)
    assert words in said(result)
    assert bool(words) == bool(result.findings)


@pytest.mark.parametrize("x", [GREY > 100, (GREY > 100).astype(np.uint8), (GREY > 100).astype(np.float16)])
def test_that_black_and_white_become_0_and_255(x: np.ndarray) -> None:
    result = found(x)
    assert set(np.unique(result.train.x)) == {0, 255}
    assert "multiplied by 255" in said(result)


def test_that_both_parts_are_scaled_alike() -> None:
    dark = np.zeros((1, 4, 4))
    result = found(GREY / 255, test=(dark + 0.5, [0]))
    assert result.test is not None
    assert result.test.x.max() == 128
    result = found(GREY.astype(np.float64), test=(dark + 1, [0]))
    assert result.test is not None
    assert result.test.x.max() == 1


def test_that_channels_first_are_turned_and_said() -> None:
    colour = np.random.default_rng(1).integers(0, 256, (3, 3, 8, 6), np.uint8)
    result = found(colour)
    np.testing.assert_array_equal(result.train.x, colour.transpose(0, 2, 3, 1))
    assert "channels first" in said(result)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.full((3, 4, 4), 300), "from 300 to 300"),
        (np.full((3, 4, 4), -3.0), "from -3 to -3"),
        (GREY.astype(np.float64) * 100, "pixel values from 0"),
        (np.where(GREY == 235, np.inf, GREY), "first in picture 2"),
        (np.zeros((3, 2, 2, 4), np.uint8), "4 channels"),
        (np.zeros(3), "not a list of pictures"),
        (np.zeros((3, 4, 4, 1, 1)), "not a list of pictures"),
        (np.zeros((3, 0, 4)), "not a list of pictures"),
        (np.array(["a", "b", "c"]), "does not hold numbers"),
    ],
)
def test_that_other_pictures_are_refused(x: np.ndarray, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        found(x)


def test_that_names_become_classes_in_their_order() -> None:
    result = found(y=np.array(["cat", "ant", "cat"]), test=(GREY[:1], np.array([b"bee"])))
    assert result.labels == ("ant", "bee", "cat")
    assert result.test is not None
    assert (result.train.y.tolist(), result.test.y.tolist()) == ([2, 0, 2], [1])


def test_that_numbers_as_text_are_ordered_as_numbers() -> None:
    assert found(y=np.array(["10", "9", "2"])).labels == ("2", "9", "10")


def test_that_one_hot_vectors_are_recognised_and_said() -> None:
    result = found(y=np.eye(4)[[3, 0, 1]])
    assert result.train.y.tolist() == [3, 0, 1]
    assert "one-hot" in said(result)


@pytest.mark.parametrize("y", [np.array([[1], [0], [2]]), np.array([1.0, 0.0, 2.0]), np.array([1, 0, 2], np.uint64)])
def test_that_columns_and_whole_floats_are_class_numbers(y: np.ndarray) -> None:
    assert found(y=y).train.y.tolist() == [1, 0, 2]


@pytest.mark.parametrize(
    ("y", "words"),
    [
        ([-1, 0, 1], "from -1 to 1"),
        ([0, 1, 40_000], "the most classes"),
        (np.array([0, 1, 2**63], np.uint64), "the most classes"),
        ([0, 1.5, 1], "not whole numbers"),
        ([0, np.nan, 1], "not numbers"),
        (np.full((3, 3), 0.3), "not one-hot"),
        (np.ones((3, 2)), "not one-hot"),
        (np.zeros((3, 2, 2)), "with the shape"),
        (np.array(["a"]), "3 pictures, but y 1 label."),
        ([0, 1], "3 pictures, but y 2 labels"),
        ([], "with the shape"),
        (np.zeros(3, "U5000"), "bytes each"),
    ],
)
def test_that_other_labels_are_refused(y: Any, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        found(y=y)


def test_that_more_names_than_classes_may_be_are_refused() -> None:
    names = np.array([f"name {number}" for number in range(1001)])
    with pytest.raises(StudioError, match="1,001 different labels"):
        found(np.zeros((1001, 2, 2), np.uint8), names)


def test_that_names_that_stand_apart_need_to_be_enough() -> None:
    assert found(names=("a", "b", "c")).labels == ("a", "b", "c")
    assert found(names=("a", "b")).labels == ()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_that_any_arrays_are_taken_or_refused_in_words(data: st.DataObject) -> None:
    shapes = arrays_of.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4)
    kinds = st.one_of(
        arrays_of.boolean_dtypes(),
        arrays_of.integer_dtypes(),
        arrays_of.unsigned_integer_dtypes(),
        arrays_of.floating_dtypes(),
        arrays_of.complex_number_dtypes(),
        arrays_of.unicode_string_dtypes(max_len=3),
        arrays_of.byte_string_dtypes(max_len=3),
        arrays_of.datetime64_dtypes(),
    )
    x, y = (data.draw(arrays_of.arrays(kinds, shapes)) for _ in range(2))
    with contextlib.suppress(StudioError):
        result = found(x, y)
        assert result.train.x.dtype == np.uint8
        assert len(result.train.x) == len(result.train.y) > 0
