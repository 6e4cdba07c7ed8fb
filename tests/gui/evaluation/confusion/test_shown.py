"""What a cell of the confusion matrix says and how strongly it is drawn."""

import csv
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.gui.evaluation.confusion.shown import By, Shown

COUNTS = np.array([[988, 0, 12], [0, 0, 0], [1, 0, 499]], np.int64)
LABELS = ("7", "1", "4")


def test_that_a_mistake_is_said_with_its_count_and_its_share_of_the_class() -> None:
    words = Shown(COUNTS, LABELS).words((0, 2))
    assert words[1] == "7 read as 4: 12 pictures, 1.2 % of all 7"
    assert words[0] == "7 read as 4: 12 pictures, 1.2 % of all 7 and 2.3 % of all read as 4"


def test_that_what_is_right_and_what_is_not_there_are_said_too() -> None:
    shown = Shown(COUNTS, LABELS)
    assert shown.words((0, 0))[1] == "7 read rightly: 988 pictures, 98.8 % of all 7"
    assert shown.words((1, 0))[0] == "1 read as 7: there are no pictures of 1"
    assert shown.words((2, 0))[1] == "4 read as 7: 1 picture, 0.2 % of all 4"
    assert shown.words((0, 1))[0] == "7 read as 1: 0 pictures, 0.0 % of all 7"


@pytest.mark.parametrize(("by", "text"), [("counts", "12"), ("rows", "1.2 %"), ("columns", "2.3 %")])
def test_that_a_cell_has_a_count_or_a_share_of_its_row_or_column(by: By, text: str) -> None:
    shown = Shown(COUNTS, LABELS, by)
    assert shown.text((0, 2), shown.forms()[0][0]) == text
    assert shown.text((1, 1), shown.forms()[0][0]) == ""


def test_that_a_share_below_one_per_cent_is_never_written_as_none() -> None:
    shown = Shown(COUNTS, LABELS, "rows")
    assert shown.text((2, 0), 2) == "<1 %"


def test_that_right_and_wrong_have_scales_of_their_own_and_one_mistake_is_seen() -> None:
    shown = Shown(COUNTS, LABELS)
    assert shown.greatest == (988, 12)
    assert shown.strengths[0, 0] == shown.strengths[0, 2] == 1
    assert shown.strengths[2, 0] > 0.1
    assert shown.strengths[1, 1] == 0


def test_that_of_cells_too_small_to_be_told_apart_the_commonest_mistake_is_read() -> None:
    shown = Shown(COUNTS, LABELS)
    assert shown.strongest(range(3), range(3)) == (0, 2)
    assert shown.strongest(range(2), range(2)) == (0, 0)


@pytest.mark.parametrize(("by", "cell"), [("counts", "12"), ("rows", "0.012")])
def test_that_a_table_has_the_classes_at_both_sides(by: By, cell: str, tmp_path: Path) -> None:
    Shown(COUNTS, LABELS, by).write_csv(tmp_path / "matrix.csv")
    with (tmp_path / "matrix.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["true \\ predicted", "7", "1", "4"]
    assert rows[1][0] == "7"
    assert rows[1][3] == cell


def test_that_no_class_in_a_table_is_taken_for_a_formula(tmp_path: Path) -> None:
    Shown(COUNTS, ("=1+1", "1", "4")).write_csv(tmp_path / "matrix.csv")
    first, second, *_ = (tmp_path / "matrix.csv").read_text(encoding="utf-8").splitlines()
    assert (first, second) == ("true \\ predicted,'=1+1,1,4", "'=1+1,988,0,12")
