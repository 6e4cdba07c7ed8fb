"""Numbers as a person reads them."""

import numpy as np
import pytest

from cnnstudio.core.runs.run_table import columns
from cnnstudio.core.words import percent
from cnnstudio.gui.words import first_sentences, part_words, picture_shape, picture_words, unbroken

HALF_OF_KERAS = float(np.float32(0.97875))
"""97.8749990 %."""


@pytest.mark.parametrize(
    ("share", "digits", "words"),
    [
        (0.9717, 1, "97.2 %"),
        (1, 1, "100.0 %"),
        (0, 1, "0.0 %"),
        (0.5, 2, "50.00 %"),
        (0.97875, 2, "97.88 %"),
        (HALF_OF_KERAS, 2, "97.88 %"),
    ],
)
def test_that_a_share_is_told_in_percent(share: float, digits: int, words: str) -> None:
    assert percent(share, digits) == words


@pytest.mark.parametrize(
    ("shape", "words"),
    [((28, 28, 1), "28 × 28, grey"), ((32, 48, 3), "32 × 48, colour"), ((1024, 8, 2), "1,024 × 8, 2 channels")],
)
def test_that_the_shape_of_a_picture_is_told_in_one_way(shape: tuple[int, int, int], words: str) -> None:
    assert picture_shape(shape) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("28 × 28, grey", "28_×_28, grey"),
        ("4,000 pictures, 10 classes", "4,000_pictures, 10_classes"),
        ("about 97.2 % of 7 · 9", "about 97.2_% of 7_· 9"),
    ],
)
def test_that_a_number_is_not_parted_from_what_it_counts(text: str, words: str) -> None:
    assert unbroken(text).replace("\N{NO-BREAK SPACE}", "_") == words


def test_that_the_table_of_runs_rounds_as_every_other_place_does() -> None:
    (column,) = columns(["val_accuracy"])
    for share in (0.97875, HALF_OF_KERAS, 0.10175, 0.5):
        assert column.text({"val_accuracy": share}) == percent(share, 2)


def test_that_parts_and_pictures_of_the_data_have_one_name_everywhere() -> None:
    assert [part_words(part) for part in ("train", "validation", "test")] == ["training", "validation", "test"]
    assert picture_words("train", 1887) == "training picture 1,887"


def test_that_german_sentences_are_cut_and_german_counts_are_kept_together() -> None:
    said = "„Run 1“ ist fertig. Über 1.234 Bilder waren falsch. „Run 2“ wartet. Öffnen hilft! Äpfel?"
    first, rest = first_sentences(said, most=40)
    assert first == "„Run 1“ ist fertig."
    assert rest.splitlines() == [
        *("„Run 1“ ist fertig.", "Über 1.234 Bilder waren falsch.", "„Run 2“ wartet.", "Öffnen hilft!", "Äpfel?")
    ]
    assert unbroken("97,2 % von 1.234 Übungen, 28 × 28") == "97,2\xa0% von 1.234\xa0Übungen, 28\xa0×\xa028"
