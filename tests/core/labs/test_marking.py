"""Answers: numbers however people write them, texts whatever their case, and nothing that tells what is right."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.labs.lab import Asked, Lab, Question, Step
from cnnstudio.core.labs.marking import MOST_ANSWER, mark, right_in_words, still_asked
from cnnstudio.core.numerals import numbers
from cnnstudio.core.labs.progress import Answer, Progress
from tests.core.labs.desks import desk, preset, ran

DEEPER = desk(preset("few-digits-deeper"), ran(preset("few-digits-deeper"), val=0.9675))
COUNT = Question("1", "?", "number", 695_970)
TEXT = Question("2", "?", "text", accepted=("ReLU", "rectified linear unit", "26 x 26 x 32"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("695970", 695_970), ("695,970", 695_970), ("695.970", 695_970), ("695 970", 695_970), ("695'970", 695_970),
        (" +1.234.567 ", 1_234_567), ("1,234,567.5", 1_234_567.5), ("1.234.567,5", 1_234_567.5), ("0,5", 0.5),
        (".5", 0.5), ("5.", 5.0), ("1.5e-3", 0.0015), ("−3", -3), ("1/4", 0.25), ("96.75 %", 0.9675), ("-0", 0),
        ("1 200,5", 1200.5), ("12\u00a0000", 12_000), ("0.125", 0.125),
    ],
)  # fmt: skip
def test_that_a_number_is_read_however_it_is_written(text: str, value: float) -> None:
    assert value in numbers(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1 2", "1,2,3", "12,34,567", "1..2", "1/0", "--1", "nan", "inf", "1e999", "٣", "1" * 61, "0x10", "1_000"],
)
def test_that_what_is_no_number_is_none(text: str) -> None:
    assert numbers(text) == ()


@given(st.integers(-(10**12), 10**12))
def test_that_thousands_may_be_parted_by_any_of_the_usual_signs(value: int) -> None:
    written = f"{value:,}"
    for sign in (",", ".", " ", "'", "\u202f", ""):
        assert value in numbers(written.replace(",", sign))


@given(st.text())
def test_that_any_text_is_read_without_an_error(text: str) -> None:
    assert all(map(math.isfinite, numbers(text, is_share=True)))
    assert mark(COUNT, text, DEEPER).right in (True, False, None)


def test_that_a_number_is_right_within_its_tolerance_alone() -> None:
    assert mark(COUNT, "695 970").right is True
    assert mark(COUNT, "695,971").right is False
    near = Question("1", "?", "number", 0.9675, tolerance=0.01)
    assert [mark(near, text).right for text in ("0.97", "97 %", "0.98", "97")] == [True, True, False, False]


def test_that_what_is_no_answer_counts_as_no_try_and_says_why() -> None:
    for text in ("", "  ", "many", "x" * (MOST_ANSWER + 1)):
        marked = mark(COUNT, text)
        assert (marked.right, bool(marked.words)) == (None, True)
        assert "695" not in marked.words


def test_that_texts_are_right_whatever_their_case_spaces_and_way_to_write_a_shape() -> None:
    right = ("relu", " RELU ", "Rectified  Linear unit", "26x26x32", "(26, 26, 32)", "26 × 26 × 32")
    assert all(mark(TEXT, text).right for text in right)
    assert not any(mark(TEXT, text).right for text in ("tanh", "26x26", "26 26 32", "relu unit"))


def test_that_a_choice_and_an_open_answer_are_marked_as_such() -> None:
    choice = Question("1", "?", "choice", choices=("a", "B"), accepted=("B",))
    assert (mark(choice, "b").right, mark(choice, "a").right) == (True, False)
    assert mark(Question("1", "?", "open"), "because").right is None


def test_that_an_answer_is_taken_from_the_open_project_and_the_lack_of_it_is_said() -> None:
    asked = Question("1", "?", "number", Asked("parameters", "first Conv2D"))
    assert (mark(asked, "320", DEEPER).right, mark(asked, "288", DEEPER).right) == (True, False)
    dense = mark(asked, "320", desk(preset("dense")))
    assert (dense.right, "has no first Conv2D" in dense.words) == (None, True)
    assert mark(asked, "320").right is None
    share = Question("1", "?", "number", Asked("val_accuracy", run="best"), tolerance=0.0005)
    assert all(mark(share, text, DEEPER).right for text in ("0.968", "96.8", "96,8 %"))
    assert mark(Question("1", "?", "number", Asked("kernel_size", "conv2d_1")), "3", DEEPER).right is True


def test_that_the_right_answer_is_written_as_a_person_reads_it() -> None:
    assert right_in_words(COUNT, None) == "695,970"
    assert right_in_words(TEXT, None) == "ReLU"
    assert right_in_words(Question("1", "?", "number", Asked("parameters")), None) == ""


def test_that_what_is_still_asked_is_no_more_once_it_was_answered_rightly() -> None:
    lab = Lab("x", "X", "", (Step("1", "", questions=(COUNT, TEXT, Question("3", "?", "number", Asked("layers")))),))
    assert still_asked(lab, Progress("x"), DEEPER) == {695_970, "relu", "rectified linear unit", "26x26x32", 20}
    answered = Progress("x", answers={"1": Answer("1", True), "2": Answer("x", False), "3": Answer("20", True)})
    assert still_asked(lab, answered, DEEPER) == {"relu", "rectified linear unit", "26x26x32"}
