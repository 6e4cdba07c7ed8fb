"""The six labs that come with the program: each question and check takes what is right and refuses what is not."""

import re
from functools import cache
from pathlib import Path

import pytest

import cnnstudio
from cnnstudio.core.keras_code.reading import read_code
from cnnstudio.core.labs.facts import FACTS
from cnnstudio.core.labs.judging import judge
from cnnstudio.core.labs.lab import Action, Asked, Check, Lab, Question
from cnnstudio.core.labs.looking import look
from cnnstudio.core.labs.marking import mark
from cnnstudio.core.labs.reading import read_lab
from cnnstudio.core.labs.scene import Scene
from tests.core.labs.desks import TESTED, WRONG, desk, path, preset, ran
from tests.core.labs.solutions_by_hand import solutions
from tests.core.labs.solutions_digits import SOLUTIONS, Solution

_FOLDER = Path(cnnstudio.__file__).parent.parent / "resources" / "labs"
NAMES = ("first-cnn", "workshop-mnist", "finger-exercise", "applied-ml", "practical-work", "lenet-lab")


@cache
def lab(name: str) -> Lab:
    """One of the program's own."""
    beside = {path.name: path.read_bytes() for path in _FOLDER.glob("*.png")}
    return read_lab((_FOLDER / f"{name}.toml").read_bytes(), name, beside)


@cache
def _solutions(name: str) -> dict[str, Solution]:
    return SOLUTIONS[name] if name in SOLUTIONS else solutions(lab(name))


def _checks() -> list[tuple[str, str]]:
    return [(name, check.key) for name in NAMES for check in lab(name).checks]


def _questions() -> list[tuple[str, str]]:
    return [(name, each.key) for name in NAMES for each in lab(name).questions if each.form != "open"]


def _check(name: str, key: str) -> Check:
    return next(each for each in lab(name).checks if each.key == key)


def _question(name: str, key: str) -> Question:
    return next(each for each in lab(name).questions if each.key == key)


def _desk() -> Scene:
    """With one run of LeNet, whose best epoch is the fifth."""
    project = preset("lenet")
    return desk(project, ran(project))


def test_that_every_lab_of_the_program_is_read_and_nothing_else_lies_there() -> None:
    assert {path.stem for path in _FOLDER.glob("*.toml")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_lab_has_a_title_words_for_the_gallery_and_a_time(name: str) -> None:
    found = lab(name)
    assert found.title
    assert 40 < len(found.about) < 250
    assert found.minutes >= 10
    assert all(step.text and (step.questions or step.checks) for step in found.steps)


@pytest.mark.parametrize("name", NAMES)
def test_that_an_exercise_that_is_to_be_filled_in_opens_without_its_answer(name: str) -> None:
    for step in lab(name).steps:
        if any(need.fact.what in ("all right", "cells right") for check in step.checks for need in check.needs):
            assert [action.hidden for action in step.actions if action.kind == "by_hand"] == [True], step.title


@pytest.mark.parametrize("name", NAMES)
def test_that_for_every_check_of_a_lab_a_desk_is_known_where_it_holds(name: str) -> None:
    assert {each.key for each in lab(name).checks} == set(_solutions(name))


@pytest.mark.parametrize(("name", "key"), _checks())
def test_that_a_check_holds_where_its_task_was_done(name: str, key: str) -> None:
    right, _ = _solutions(name)[key]
    looked = look(_check(name, key), right)
    assert looked.holds, looked.missing
    assert looked.found


@pytest.mark.parametrize(("name", "key"), _checks())
def test_that_a_check_does_not_hold_where_its_task_was_nearly_done(name: str, key: str) -> None:
    _, wrong = _solutions(name)[key]
    assert wrong
    for number, scene in enumerate(wrong):
        looked = look(_check(name, key), scene)
        assert not looked.holds, f"desk {number}: {looked.found}"
        assert looked.missing


@pytest.mark.parametrize(("name", "key"), _questions())
def test_that_a_question_takes_its_answer_and_refuses_another(name: str, key: str) -> None:
    question = _question(name, key)
    right, wrong = _answers(question)
    assert mark(question, right, _desk()).right is True
    assert mark(question, wrong, _desk()).right is False


@pytest.mark.parametrize(("name", "key"), _questions())
def test_that_a_question_says_why_and_helps(name: str, key: str) -> None:
    question = _question(name, key)
    assert question.hints
    assert question.why
    assert all(hint not in question.accepted for hint in question.hints)


@pytest.mark.parametrize("name", NAMES)
def test_that_open_questions_are_marked_by_nobody(name: str) -> None:
    for question in lab(name).questions:
        if question.form == "open":
            assert mark(question, "Because I say so.", _desk()).right is None


def test_that_the_old_code_of_the_finger_exercise_becomes_a_network_with_its_gaps() -> None:
    found = read_code(next(each.value for each in _actions("finger-exercise") if each.kind == "code"))
    assert found.project is not None
    assert len(found.project.blanks) == 11
    kinds = [layer.spec.kind for _, layer in found.project.network.layers()]
    before = preset("fill-the-gaps").network
    assert [kind for kind in kinds if kind != "Activation"] == [layer.spec.kind for _, layer in before.layers()]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_layer_that_is_shown_is_there_once_the_presets_before_it_were_taken(name: str) -> None:
    taken = ""
    for action in _actions(name):
        taken = action.value if action.kind == "preset" else taken
        if action.kind == "select":
            assert path(preset(taken).network, action.value)


@pytest.mark.parametrize("name", NAMES)
def test_that_the_checker_of_labs_has_nothing_against_them(name: str) -> None:
    # The dropout layer of that lab is the student's own.
    own = "first Dropout" if name == "lenet-lab" else None
    assert all(own is not None and own in warning.words for warning in judge(lab(name)))


def test_that_every_example_of_the_guide_is_a_lab_that_can_be_used() -> None:
    guide = (_FOLDER / "GUIDE.md").read_text(encoding="utf-8")
    whole, *parts = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    begin = 'title = "Example"\n[[step]]\ntitle = "Step"\n'
    assert parts
    assert not judge(read_lab(whole, "example", {}))
    assert all(len(read_lab(begin + part, "example", {}).steps) == 1 for part in parts)


def test_that_the_guide_names_facts_that_there_are() -> None:
    guide = (_FOLDER / "GUIDE.md").read_text(encoding="utf-8")
    told = re.findall(r"`([^`]+)`", guide.partition("## Facts")[2].partition("Say which layer")[0])
    known = {each.name for each in FACTS}
    assert {each for each in told if each not in known} <= {"what", "of", 'of = "Conv2D"', "cnnstudio lab facts"}


def _actions(name: str) -> list[Action]:
    return [action for step in lab(name).steps for action in step.actions]


def _answers(question: Question) -> tuple[str, str]:
    """A right and a wrong one."""
    if question.form == "choice":
        return question.accepted[0], next(each for each in question.choices if each not in question.accepted)
    if question.form == "text":
        return question.accepted[0], f"not {question.accepted[0]}"
    if isinstance(question.answer, Asked):
        known = {"best_epoch": 5, "misclassified": WRONG, "tested": TESTED}
        number: float = known[question.answer.what]
    else:
        assert question.answer is not None
        number = question.answer
    return f"{number:,.10g}", f"{number * 1.1 + 1:,.10g}"
