"""Progress in the project file: it comes back, and what a stranger wrote there does no harm."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.labs.keeping import MOST_LENGTH, open_from_text, open_to_text, progress_of, progress_to_text
from cnnstudio.core.labs.lab import Lab, Step
from cnnstudio.core.labs.limits import MOST_KEY, MOST_STEPS
from cnnstudio.core.labs.marking import MOST_ANSWER
from cnnstudio.core.labs.progress import Answer, Progress, Reached

LAB = Lab("first", "First", "", tuple(Step(str(number), "") for number in range(5)))
KEYS = st.text("abcXYZ019._-", min_size=1, max_size=MOST_KEY)
WORDS = st.text(st.characters(codec="utf-8"), max_size=200)
LINES = st.text("abc é7.:+", max_size=60)
ANSWERS = st.builds(Answer, WORDS, st.none() | st.booleans(), st.integers(0, 1000), st.integers(0, 5))
PROGRESS = st.builds(
    Progress,
    st.just("first"),
    st.just("") | st.just("0f" * 32),
    LINES,
    st.integers(0, 4),
    st.dictionaries(KEYS, ANSWERS, max_size=8),
    st.dictionaries(KEYS, st.builds(Reached, LINES, LINES), max_size=8),
    st.dictionaries(KEYS, st.integers(0, 5), max_size=8),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=40)
@given(PROGRESS)
def test_that_progress_comes_back_as_it_was(progress: Progress) -> None:
    assert progress_of(progress_to_text(progress), LAB) == progress


@given(st.text() | st.sampled_from(["{", "[" * 100_000, '{"lab":"first","step":1e400}', "9" * 5000]))
def test_that_any_text_is_some_progress(text: str) -> None:
    assert progress_of(text, LAB).lab == "first"


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["lab", "digest", "student", "step", "answers", "reached", "hints"]), JSON))
def test_that_any_json_is_some_progress_that_can_be_kept_again(values: dict[str, Any]) -> None:
    found = progress_of(json.dumps({**values, "lab": "first"}), LAB)
    assert 0 <= found.step < len(LAB.steps)
    text = progress_to_text(found)
    assert text.encode()
    assert progress_of(text, LAB) == found


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("answers", {"1.ask.1": ["text", 1, 0, 0]}),
        ("answers", {"1.ask.1": ["text", True, 0]}),
        ("answers", {"k" * (MOST_KEY + 1): ["x", True, 1, 0], "a b": ["x", True, 1, 0]}),
        ("reached", {"1.check.1": ["when", 5]}),
        ("reached", []),
        ("digest", "0" * 63),
        ("step", -1),
        ("step", True),
    ],
)
def test_that_what_nobody_wrote_here_is_left_out(part: str, value: Any) -> None:
    assert progress_of(json.dumps({"lab": "first", part: value}), LAB) == Progress("first")


def test_that_half_a_letter_and_too_long_an_answer_are_mended() -> None:
    text = '{"lab":"first","answers":{"1":["\\ud800' + "x" * (MOST_ANSWER + 5) + '",null,1,0]}}'
    answer = progress_of(text, LAB).answers["1"]
    assert (answer.text[:2], len(answer.text)) == ("?x", MOST_ANSWER)


def test_that_the_step_is_one_that_the_lab_has_and_another_labs_progress_is_none() -> None:
    kept = progress_to_text(Progress("first", step=MOST_STEPS))
    assert progress_of(kept, LAB).step == 4
    assert progress_of(kept, Lab("second", "", "", LAB.steps)) == Progress("second")


def test_that_more_than_a_note_holds_is_cut_and_still_read() -> None:
    long = {f"{number}.ask.1": Answer("x" * MOST_ANSWER, None, 1) for number in range(600)}
    text = progress_to_text(Progress("first", answers=long))
    assert len(text) <= MOST_LENGTH
    assert len(progress_of(text, LAB).answers) == 600


def test_that_the_name_of_the_open_lab_comes_back() -> None:
    assert open_from_text(open_to_text("é first")) == "é first"
    assert [open_from_text(text) for text in ("", "[]", '{"open": 3}', "x")] == [""] * 4


def test_that_half_a_letter_typed_does_not_stop_keeping() -> None:
    half = Progress("first", student="A\ud83d", answers={"1": Answer("b\ud83d", None, 1)})
    found = progress_of(progress_to_text(half), LAB)
    assert progress_to_text(half).encode()
    assert (found.student, found.answers["1"].text) == ("A?", "b?")
    assert open_to_text("\ud83d").encode()
