"""The size all pictures are brought to follows from the sizes they have, and from nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.data.pictures.sizing import LONGEST, LONGEST_KEPT, common_size, range_in_words

SIZES = st.dictionaries(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), st.integers(1, 50), min_size=1)


def test_that_a_size_that_half_of_them_have_is_taken() -> None:
    assert common_size({(28, 28): 5, (30, 40): 3, (100, 90): 2}) == (28, 28)


def test_that_the_middle_of_each_side_is_taken_where_no_size_prevails() -> None:
    assert common_size({(10, 100): 1, (20, 90): 1, (30, 80): 1}) == (20, 90)


def test_that_photographs_are_made_small_in_proportion() -> None:
    assert common_size({(3000, 4000): 7}) == (192, 256)
    assert common_size({(512, 400): 7}) == (512, 400)


@given(SIZES)
def test_that_the_size_is_bounded_and_within_the_sides_there_are(sizes: dict[tuple[int, int], int]) -> None:
    rows, columns = common_size(sizes)
    assert 1 <= rows <= max(size[0] for size in sizes)
    assert 1 <= columns <= max(size[1] for size in sizes)
    assert max(rows, columns) <= LONGEST_KEPT
    assert max(rows, columns) <= LONGEST or 2 * sizes[rows, columns] >= sum(sizes.values())


@given(st.dictionaries(st.tuples(st.integers(1, 99), st.integers(1, 99)), st.just(1), min_size=3))
def test_that_the_middle_is_the_lower_median(sizes: dict[tuple[int, int], int]) -> None:
    sides = np.sort(np.array(list(sizes)), axis=0)
    assert common_size(sizes) == tuple(sides[(len(sides) - 1) // 2])


def test_that_sizes_are_told_from_small_to_large_only_where_they_differ() -> None:
    assert range_in_words({(558, 420): 1, (28, 30): 2, (100, 9): 1}) == "28 × 30 to 558 × 420"
    assert range_in_words({(28, 28): 9}) == ""
