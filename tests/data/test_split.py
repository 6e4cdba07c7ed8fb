"""The parts of a run are drawn by their recipe and nothing else."""

from collections.abc import Callable
from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.core.training.dividing import Counts, counts
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet, Labels
from cnnstudio.data.split import Parts, divide, set_aside, split, stratified

DRAWS = st.sampled_from(["stratified", "random", "first"])
LABELS = st.lists(st.integers(0, 5), min_size=1, max_size=120).map(lambda numbers: np.asarray(numbers, np.int64))


def numbered(count: int = 100) -> DataSet:
    """Pictures of one pixel, each with its own number."""
    pictures = np.arange(count, dtype=np.uint8).reshape(count, 1, 1, 1)
    test = np.full((7, 1, 1, 1), 255, np.uint8)
    labels = np.arange(count) % 10
    return DataSet("n", "Numbers", tuple("0123456789"), pictures, labels, test, np.zeros(7, np.int64))


def pixels(parts: Parts) -> tuple[set[int], set[int]]:
    return set(parts.x_train[:].ravel().tolist()), set(parts.x_validation[:].ravel().tolist())


@given(st.integers(2, 100), st.floats(0.05, 0.9), st.integers(0, 2**31 - 1), DRAWS)
def test_that_training_and_validation_share_no_picture_and_use_what_was_asked(
    subset: int, share: float, seed: int, draw: str
) -> None:
    recipe = DataRecipe(subset=subset, validation_share=share, seed=seed, draw=draw)
    try:
        parts = split(numbered(), recipe)
    except StudioError:
        assert round(subset * share) in {0, subset}
        return
    train, held = pixels(parts)
    assert not train & held
    assert len(train) + len(held) == subset
    assert len(held) == round(subset * share)
    np.testing.assert_array_equal(parts.y_train, parts.x_train[:].ravel() % 10)
    np.testing.assert_array_equal(parts.y_validation, parts.x_validation[:].ravel() % 10)
    whole = np.concatenate([parts.division.train, parts.division.validation, parts.division.unused])
    np.testing.assert_array_equal(np.sort(whole), np.arange(100))


@given(LABELS, st.integers(0, 2**31 - 1), st.data())
def test_that_every_beginning_of_a_stratified_order_keeps_the_classes_shares(
    labels: Labels, seed: int, data: st.DataObject
) -> None:
    order = stratified(labels, seed)
    np.testing.assert_array_equal(np.sort(order), np.arange(len(labels)))
    first = data.draw(st.integers(0, len(labels)))
    classes, counts = np.unique(labels, return_counts=True)
    for label, count in zip(classes, counts, strict=True):
        found, share = np.count_nonzero(labels[order[:first]] == label), count / len(labels)
        # With t of the places gone each class has c · t of its own, rounded; so m is n · t, up to k / 2.
        assert abs(found - first * share) <= (1 + len(classes) * share) / 2 + 1e-9


def test_that_one_seed_draws_the_same_pictures_and_another_does_not() -> None:
    first, again, other = (pixels(split(numbered(), DataRecipe(subset=50, seed=seed))) for seed in (4, 4, 5))
    assert first == again != other


@given(DRAWS, st.integers(1, 99), st.integers(1, 99))
def test_that_a_smaller_subset_lies_within_a_larger_one(draw: str, one: int, other: int) -> None:
    recipe = DataRecipe(validation=DataRecipe.TEST, draw=draw, seed=1)
    small, large = (split(numbered(), replace(recipe, subset=count)) for count in sorted((one, other)))
    assert pixels(small)[0] <= pixels(large)[0]


def test_that_the_first_ones_are_taken_in_order_and_the_last_of_them_validate() -> None:
    parts = split(numbered(), DataRecipe(subset=50, validation_share=0.2, draw="first"))
    assert parts.division.train.tolist() == list(range(40))
    assert parts.division.validation.tolist() == list(range(40, 50))


def test_that_the_test_part_can_serve_for_validation_and_nothing_is_copied() -> None:
    data = numbered()
    parts = split(data, DataRecipe(validation=DataRecipe.TEST))
    assert np.shares_memory(parts.x_train, data.x_train)
    assert np.shares_memory(parts.x_validation, data.x_test)
    assert len(parts.x_train) == 100
    assert len(parts.division.validation) == 0


def test_that_the_parts_refuse_to_be_written_to() -> None:
    parts = split(numbered(), DataRecipe(subset=10, validation_share=0.5))
    assert not any(getattr(parts, each.name).flags.writeable for each in fields(parts) if each.name != "division")


@pytest.mark.parametrize(
    ("subset", "share", "words"),
    [
        (2, 0.1, "of 2 pictures leaves none to validate with"),
        (2, 0.9, "of 2 pictures leaves none to train on"),
        (101, 0.2, "There are 100 training pictures; 101 were asked for"),
    ],
)
def test_that_a_part_without_pictures_is_refused_in_words(subset: int, share: float, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        split(numbered(), DataRecipe(subset=subset, validation_share=share))


@given(LABELS, st.floats(0.01, 0.9), st.integers(0, 100))
def test_that_what_is_set_aside_for_the_test_is_no_training_picture(labels: Labels, share: float, seed: int) -> None:
    kept, aside = set_aside(labels, identities(labels), share, seed)
    np.testing.assert_array_equal(np.sort(np.concatenate([kept, aside])), np.arange(len(labels)))
    for label in np.unique(labels):
        have, held = np.count_nonzero(labels == label), np.count_nonzero(labels[aside] == label)
        assert abs(held - have * share) <= 1
        assert 0 < held < have or have == 1


def identities(labels: Labels) -> list[bytes]:
    return [b"%d" % number for number in range(len(labels))]


@given(LABELS, st.floats(0.01, 0.9), st.integers(0, 100), st.data())
def test_that_a_picture_that_comes_or_goes_moves_at_most_one_other_of_its_class(
    labels: Labels, share: float, seed: int, data: st.DataObject
) -> None:
    names = np.array(identities(labels))
    gone = data.draw(st.integers(0, len(labels) - 1))
    fewer, fewer_names = np.delete(labels, gone), np.delete(names, gone)
    before = set(names[set_aside(labels, names, share, seed)[1]].tolist())
    after = set(fewer_names[set_aside(fewer, fewer_names, share, seed)[1]].tolist())
    moved = (before ^ after) - {names[gone]}
    assert len(moved) <= 1
    assert all(labels[int(name)] == labels[gone] for name in moved)


@given(LABELS, st.integers(0, 100), st.randoms())
def test_that_the_order_of_the_pictures_does_not_matter_for_what_is_set_aside(
    labels: Labels, seed: int, random: Random
) -> None:
    order = list(range(len(labels)))
    random.shuffle(order)
    names = np.array(identities(labels))
    once, again = set_aside(labels, names, 0.3, seed)[1], set_aside(labels[order], names[order], 0.3, seed)[1]
    assert set(names[once].tolist()) == set(names[order][again].tolist())


def test_that_another_seed_sets_others_aside() -> None:
    labels = np.zeros(50, np.int64)
    drawn = [set_aside(labels, identities(labels), 0.3, seed)[1].tolist() for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("draw", ["stratified", "random", "first"])
def test_that_hardly_any_pictures_are_refused_and_not_divided(count: int, draw: str) -> None:
    with pytest.raises(StudioError, match="leaves none"):
        divide(np.zeros(count, np.int64), DataRecipe(draw=draw, validation_share=0.5))


@given(
    LABELS,
    st.integers(0, 130),
    st.sampled_from(["share", "test"]),
    st.floats(0.05, 0.9),
    DRAWS,
)
def test_that_the_sizes_of_the_parts_are_known_without_dividing(
    labels: Labels, subset: int, validation: str, share: float, draw: str
) -> None:
    recipe = DataRecipe(subset=subset, validation=validation, validation_share=share, draw=draw)

    def sizes() -> Counts:
        division = divide(labels, recipe)
        return Counts(len(division.train), len(division.validation), len(division.unused))

    assert _outcome(lambda: counts(len(labels), recipe)) == _outcome(sizes)


def _outcome(work: Callable[[], Counts]) -> Counts | str:
    """What comes of it, or why nothing does."""
    try:
        return work()
    except StudioError as error:
        return str(error)
