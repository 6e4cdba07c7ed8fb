"""Numbers as a person reads them."""

import pytest

from cnnstudio.gui.words import percent, picture_shape


@pytest.mark.parametrize(
    ("share", "digits", "words"), [(0.9717, 1, "97.2 %"), (1, 1, "100.0 %"), (0, 1, "0.0 %"), (0.5, 2, "50.00 %")]
)
def test_that_a_share_is_told_in_percent(share: float, digits: int, words: str) -> None:
    assert percent(share, digits) == words


@pytest.mark.parametrize(
    ("shape", "words"),
    [((28, 28, 1), "28 × 28, grey"), ((32, 48, 3), "32 × 48, colour"), ((1024, 8, 2), "1,024 × 8, 2 channels")],
)
def test_that_the_shape_of_a_picture_is_told_in_one_way(shape: tuple[int, int, int], words: str) -> None:
    assert picture_shape(shape) == words
