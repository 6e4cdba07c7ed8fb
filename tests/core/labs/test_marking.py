"""Answers: numbers however people write them, texts whatever their case, and nothing that tells what is right."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnstudio.core.labs.lab import Asked, Lab, Question, Step
from cnnstudio.core.labs.marking import MOST_ANSWER, mark, right_in_words, still_asked
from cnnstudio.core.labs.progress import Answer, Progress
from cnnstudio.core.labs.scene import Scene
from cnnstudio.core.numerals import numbers
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
    assert (dense.right, "has no Conv2D" in dense.words) == (None, True)
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


def shown(share: float) -> Scene:
    """A desk whose latest run has this validation accuracy in its last epoch."""
    run = ran(preset("dense"))
    return desk(run.project, replace(run, epochs=(*run.epochs[:-1], replace(run.epochs[-1], val_accuracy=share))))


LAST = Question("1", "?", "number", Asked("last val_accuracy", run="latest"))


@pytest.mark.parametrize("text", ["96.75 %", "96,75", "0.9675", "0.96750", "0.9674999713897705"])
def test_that_a_share_is_right_as_it_is_shown(text: str) -> None:
    assert mark(LAST, text, shown(0.9674999713897705)).right is True


@pytest.mark.parametrize("text", ["96.7 %", "96.8", "0.97", "0.967501", "96.76"])
def test_that_a_share_is_wrong_with_fewer_decimals_than_are_shown_or_others(text: str) -> None:
    assert mark(LAST, text, shown(0.9674999713897705)).right is False


@given(st.floats(0, 1, width=32))
@example(0.97875)
@example(float(np.float32(0.97875)))
def test_that_the_right_answer_as_it_is_shown_is_right(share: float) -> None:
    scene = shown(share)
    assert mark(LAST, right_in_words(LAST, scene), scene).right is True
    number = Question("1", "?", "number", 10 * share)
    assert mark(number, right_in_words(number, None)).right is True


def test_that_a_whole_number_is_never_rounded_to() -> None:
    assert [mark(Question("1", "?", "number", 3), text).right for text in ("3.0", "3.4", "2.9999")] == [
        True,
        False,
        False,
    ]


def test_that_choices_that_are_written_alike_are_told_apart() -> None:
    kinds = Question("1", "?", "choice", choices=("Conv2d", "Conv2D"), accepted=("Conv2D",))
    assert [mark(kinds, text).right for text in kinds.choices] == [False, True]
    sizes = Question("1", "?", "choice", choices=("3,5", "3 x 5"), accepted=("3,5",))
    assert [mark(sizes, text).right for text in sizes.choices] == [True, False]


@pytest.mark.parametrize(
    ("accepted", "text"),
    [
        ("relu", "“relu”"), ("relu", "relu."), ("relu", '"ReLU".'), ("max pooling", "Max-pooling"),
        ("café", "cafe\u0301"), ("26 x 26 x 32", "26 × 26 × 32."), ("3,5", "3.5"), ("(3, 5)", "3x5"),
    ],
)  # fmt: skip
def test_that_quotes_a_full_stop_and_a_hyphen_do_not_matter(accepted: str, text: str) -> None:
    assert mark(Question("1", "?", "text", accepted=(accepted,)), text).right is True


@pytest.mark.parametrize(
    ("accepted", "text"), [("3,5", "3x5"), ("-1", "1"), ("10²", "102"), ("5", "0.5"), ("x", "...")]
)
def test_that_a_decimal_comma_and_a_sign_do(accepted: str, text: str) -> None:
    assert mark(Question("1", "?", "text", accepted=(accepted,)), text).right is False
