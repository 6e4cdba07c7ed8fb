"""Numbers as a person reads them."""

import pytest

from cnnstudio.gui.words import percent


@pytest.mark.parametrize(
    ("share", "digits", "words"), [(0.9717, 1, "97.2 %"), (1, 1, "100.0 %"), (0, 1, "0.0 %"), (0.5, 2, "50.00 %")]
)
def test_that_a_share_is_told_in_percent(share: float, digits: int, words: str) -> None:
    assert percent(share, digits) == words
