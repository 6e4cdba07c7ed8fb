"""A data set is checked once, in words, and does not change afterwards."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet, counts_of, everything


def small(**changes: Any) -> DataSet:
    parts: dict[str, Any] = {
        "x_train": np.zeros((4, 6, 5, 1), np.uint8),
        "y_train": np.array([0, 1, 1, 2]),
        "x_test": np.zeros((2, 6, 5, 1), np.uint8),
        "y_test": np.array([2, 0]),
    }
    return DataSet("small", "Small", ("a", "b", "c"), **(parts | changes))


def test_that_shape_and_counts_are_told() -> None:
    data = small()
    assert data.input_shape == (6, 5, 1)
    assert data.classes == 3
    assert counts_of(data.y_train, data.classes) == (1, 2, 1)
    assert counts_of(data.y_test, data.classes) == (1, 0, 1)


def test_that_its_arrays_refuse_to_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        small().x_train[0] = 1


def test_that_only_a_part_set_aside_may_be_empty_and_the_whole_can_still_be_scored() -> None:
    none = {"x_test": np.zeros((0, 6, 5, 1), np.uint8), "y_test": np.zeros(0, np.int64)}
    with pytest.raises(StudioError, match="test part has no pictures"):
        small(**none)
    data = small(**none, own_test=False)
    assert counts_of(data.y_test, data.classes) == (0, 0, 0)
    x, y = everything(data)
    assert x.shape == (4, 6, 5, 1)
    assert y.tolist() == [0, 1, 1, 2]


def test_that_a_changed_copy_is_checked_again() -> None:
    with pytest.raises(StudioError, match="labels run from 0 to 2"):
        replace(small(), labels=("a", "b"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x_train": np.zeros((4, 6, 5), np.uint8)}, "training pictures are an array of uint8 with 3 axes"),
        ({"x_test": np.zeros((2, 6, 5, 1), np.float32)}, "test pictures are an array of float32"),
        ({"x_train": np.zeros((0, 6, 5, 1), np.uint8), "y_train": np.zeros(0, np.int64)}, "no pictures"),
        ({"x_test": np.zeros((2, 6, 6, 1), np.uint8)}, "6 × 5 × 1, test pictures 6 × 6 × 1"),
        ({"y_train": np.array([0, 1, 2])}, "4 pictures but 3 labels"),
        ({"y_train": np.array([0.0, 1, 1, 2])}, "labels are an array of float64"),
        ({"y_train": np.array([0, 1, 1, 3])}, "run from 0 to 3, but there are 3 classes"),
        ({"y_test": np.array([-1, 0])}, "run from -1 to 0"),
    ],
)
def test_that_arrays_that_do_not_fit_are_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(StudioError, match=words):
        small(**changes)
