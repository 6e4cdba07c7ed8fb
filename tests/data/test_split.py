"""The parts of a run are drawn by its seed and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import Parts, split


def numbered(count: int = 100) -> DataSet:
    """Pictures of one pixel, each with its own number."""
    pictures = np.arange(count, dtype=np.uint8).reshape(count, 1, 1, 1)
    test = np.full((7, 1, 1, 1), 255, np.uint8)
    labels = np.arange(count) % 10
    return DataSet("n", "Numbers", tuple("0123456789"), pictures, labels, test, np.zeros(7, np.int64))


def pixels(parts: Parts) -> tuple[set[int], set[int]]:
    return set(parts.x_train.ravel().tolist()), set(parts.x_validation.ravel().tolist())


@given(st.integers(2, 100), st.floats(0.05, 0.95), st.integers(0, 2**32 - 1))
def test_that_training_and_validation_share_no_picture_and_use_what_was_asked(
    subset: int, share: float, seed: int
) -> None:
    try:
        parts = split(numbered(), subset=subset, validation="share", share=share, seed=seed)
    except StudioError:
        assert round(subset * share) in {0, subset}
        return
    train, held = pixels(parts)
    assert not train & held
    assert len(train) + len(held) == subset
    assert len(held) == round(subset * share)
    np.testing.assert_array_equal(parts.y_train, parts.x_train.ravel() % 10)
    np.testing.assert_array_equal(parts.y_validation, parts.x_validation.ravel() % 10)


def test_that_one_seed_draws_the_same_pictures_and_another_does_not() -> None:
    first, again, other = (
        pixels(split(numbered(), subset=50, validation="share", share=0.2, seed=seed)) for seed in (4, 4, 5)
    )
    assert first == again != other


def test_that_a_smaller_subset_lies_within_a_larger_one() -> None:
    small, large = (split(numbered(), subset=count, validation="test", share=0.0, seed=1) for count in (20, 40))
    assert pixels(small)[0] < pixels(large)[0]


def test_that_the_test_part_can_serve_for_validation_and_nothing_is_copied() -> None:
    data = numbered()
    parts = split(data, subset=0, validation="test", share=0.2, seed=0)
    assert np.shares_memory(parts.x_train, data.x_train)
    assert np.shares_memory(parts.x_validation, data.x_test)
    assert len(parts.x_train) == 100


def test_that_the_parts_refuse_to_be_written_to() -> None:
    parts = split(numbered(), subset=10, validation="share", share=0.5, seed=0)
    assert not any(getattr(parts, name).flags.writeable for name in parts.__dataclass_fields__)


@pytest.mark.parametrize(
    ("subset", "share", "words"),
    [
        (0, 0.0, "leaves no picture to validate with"),
        (0, 1.0, "leaves no picture to train on"),
        (2, 0.1, "of 2 pictures leaves none to validate with"),
        (2, 0.9, "of 2 pictures leaves none to train on"),
        (101, 0.2, "has 100 training pictures; 101 were asked for"),
    ],
)
def test_that_a_part_without_pictures_is_refused_in_words(subset: int, share: float, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        split(numbered(), subset=subset, validation="share", share=share, seed=0)
