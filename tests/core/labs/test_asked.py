"""What was answered belongs to its question: it goes with it, and to no other of the same place or lab's name."""

from dataclasses import replace

from cnnstudio.core.labs.asked import is_aside, marks_of
from cnnstudio.core.labs.keeping import begun, progress_of, progress_to_text
from cnnstudio.core.labs.lab import Asked, Check, Lab, Need, Question, Step
from cnnstudio.core.labs.progress import Answer, Progress, Reached
from cnnstudio.core.labs.standing import is_begun, standing_of

MANY = Question("1.ask.1", "How many?", "number", 320)
WHY = Question("1.ask.2", "Why?", "open")
DONE = Check("1.check.1", "It has three layers", (Need(Asked("layers"), "is", 3),))
ANSWERS = {"1.ask.1": Answer("320", True, 2, 1), "1.ask.2": Answer("Because")}
REACHED = {"1.check.1": Reached("2026-01-01T12:00:00+00:00", "Layers: 3")}


def lab(*parts: Question | Check, digest: str = "0a" * 32) -> Lab:
    questions = tuple(each for each in parts if isinstance(each, Question))
    checks = tuple(each for each in parts if isinstance(each, Check))
    return Lab("sheet1", "x", "", (Step("1", "", questions=questions, checks=checks), Step("2", "")), digest=digest)


SHEET = lab(MANY, WHY, DONE)
OTHER = lab(Question("1.ask.1", "How old?", "number", 7), replace(DONE, say="Another"), digest="0b" * 32)
KEPT = replace(begun(SHEET), digest=SHEET.digest, step=1, answers=ANSWERS, reached=REACHED, hints={"1.check.1": 2})


def reread(progress: Progress, into: Lab) -> Progress:
    return progress_of(progress_to_text(progress), into)


def test_that_progress_in_the_same_lab_is_as_it_was() -> None:
    assert reread(KEPT, SHEET) == KEPT


def test_that_answers_go_with_their_questions_where_one_is_put_before_them() -> None:
    new = Question("1.ask.1", "And first?", "number", 5)
    after = lab(new, replace(MANY, key="1.ask.2"), replace(WHY, key="1.ask.3"), DONE, digest="0c" * 32)
    found = reread(KEPT, after)
    assert found.answers == {"1.ask.2": ANSWERS["1.ask.1"], "1.ask.3": ANSWERS["1.ask.2"]}
    assert (found.reached, found.hints, found.step, found.digest) == (REACHED, {"1.check.1": 2}, 1, SHEET.digest)


def test_that_another_lab_of_the_same_name_begins_anew_and_takes_nothing_from_the_first() -> None:
    other = reread(KEPT, OTHER)
    assert (standing_of(OTHER, other).done, other.step, other.digest, is_begun(other)) == (0, 0, "", False)
    answered = replace(other, digest=OTHER.digest, answers={**other.answers, "1.ask.1": Answer("7", True, 1)})
    back = reread(answered, SHEET)
    assert {key: each for key, each in back.answers.items() if not is_aside(key)} == ANSWERS
    assert (back.reached["1.check.1"], back.hints["1.check.1"]) == (REACHED["1.check.1"], 2)
    assert reread(back, OTHER).answers["1.ask.1"] == Answer("7", True, 1)


def test_that_another_right_answer_makes_another_question_of_it() -> None:
    found = reread(KEPT, lab(replace(MANY, answer=288), WHY, DONE))
    assert "1.ask.1" not in found.answers
    assert found.answers["1.ask.2"] == ANSWERS["1.ask.2"]


def test_that_more_hints_or_another_explanation_leave_it_as_it_is() -> None:
    assert reread(KEPT, lab(replace(MANY, hints=("Count.",), why="So."), WHY, DONE)).answers == ANSWERS


def test_that_of_what_does_not_say_what_was_asked_all_is_kept_in_the_lab_it_was_begun_with_alone() -> None:
    old = replace(KEPT, asked={})
    assert reread(old, SHEET).answers == ANSWERS
    assert reread(old, lab(MANY, WHY, DONE, digest="0d" * 32)).answers == {}


def test_that_the_marks_of_a_lab_stay_the_same_from_version_to_version() -> None:
    assert marks_of(SHEET) == {
        "1.ask.1": "bee3bd781fe00696",
        "1.ask.2": "92fc91124cc518a6",
        "1.check.1": "e1f45edbaf4e9982",
    }
