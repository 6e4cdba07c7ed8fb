"""The program's labs in other languages: the same lab part by part, and progress that is the same in both."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from cnnstudio.core.labs.judging import judge
from cnnstudio.core.labs.keeping import begun, progress_of, progress_to_text
from cnnstudio.core.labs.lab import Lab, Question
from cnnstudio.core.labs.marking import mark
from cnnstudio.core.labs.progress import Answer
from cnnstudio.core.labs.reading import read_lab
from cnnstudio.core.program.paths import resource
from tests.core.guide.labels import called_otherwise
from tests.core.labs.test_own_labs import NAMES, lab

FOLDER = resource("labs") / "de"
WORDS = {"title", "about", "text", "label", "right", "accept", "why", "say", "words"}
LISTS = {"choices", "hints"}
NO_LABELS = {"Activation", "both", "convolution by hand"}
"""A kind of layer, a word, and a label in the midst of a sentence."""

PICTURE_OF_A_LANGUAGE = re.compile(r"_de(?=\.png$)")
"""In the name of a picture that has words in it."""

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def german(name: str) -> Lab:
    beside = {path.name: path.read_bytes() for path in FOLDER.parent.glob("*.png")}
    said = read_lab((FOLDER / f"{name}.toml").read_bytes(), name, beside)
    return replace(said, digest=lab(name).digest, original=lab(name))


def bare(value: Any) -> Any:
    """What TOML says without the words that a person reads, but with how many of them there are."""
    if isinstance(value, list):
        return list(map(bare, value))
    if not isinstance(value, dict):
        return PICTURE_OF_A_LANGUAGE.sub("", value) if isinstance(value, str) else value
    return {name: len(each) if name in LISTS else bare(each) for name, each in value.items() if name not in WORDS}


def words(value: Any) -> Iterator[str]:
    """Every text in a part of a lab, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from words(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("digest", "original", "accepted"):
                yield from words(getattr(value, field.name))


def test_that_every_lab_is_there_in_german_and_the_guide_to_writing_one() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.toml" for name in NAMES} | {"GUIDE.md"}


@pytest.mark.parametrize("name", NAMES)
def test_that_a_lab_in_german_asks_and_checks_and_does_the_same(name: str) -> None:
    said, before = (tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for folder in (FOLDER, FOLDER.parent))
    assert bare(said) == bare(before)


@pytest.mark.parametrize("name", NAMES)
def test_that_the_same_answers_are_right_in_german(name: str) -> None:
    for before, after in zip(lab(name).questions, german(name).questions, strict=True):
        if before.form == "choice":
            assert after.choices.index(after.accepted[0]) == before.choices.index(before.accepted[0])
        else:
            assert set(before.accepted) <= set(after.accepted)
        assert all(mark(after, each).right for each in after.accepted)


@pytest.mark.parametrize("name", NAMES)
def test_that_every_number_of_a_text_stands_in_the_german_one_as_it_is_written_there(name: str) -> None:
    swapped = str.maketrans(",.", ".,")
    for before, after in zip(words(lab(name)), words(german(name)), strict=True):
        numbers = [each.translate(swapped).removeprefix("0,") for each in NUMBER.findall(before)]
        found = [each.removeprefix("0,") for each in NUMBER.findall(after)]
        is_code = before == after
        assert is_code or sorted(numbers) == sorted(found), after


@pytest.mark.parametrize("name", NAMES)
def test_that_buttons_of_a_step_are_called_in_its_texts_as_they_are(name: str) -> None:
    labels = {
        (number, before.label): after.label
        for number, (step, said) in enumerate(zip(lab(name).steps, german(name).steps, strict=True))
        for before, after in zip(step.actions, said.actions, strict=True)
    }
    for before, after in zip(words(lab(name)), words(german(name)), strict=True):
        for (_, english), said in labels.items():
            assert f"**{english}**" not in before or f"**{said}**" in after


@pytest.mark.parametrize("name", NAMES)
def test_that_what_stands_in_the_window_is_called_as_it_is_there(name: str) -> None:
    pairs = zip(words(lab(name)), words(german(name)), strict=True)
    found = {label for before, after in pairs for label in called_otherwise(before, after)}
    assert found <= NO_LABELS


@pytest.mark.parametrize("name", NAMES)
def test_that_the_checker_of_labs_says_no_more_of_the_german_one(name: str) -> None:
    assert [str(each) for each in judge(german(name))] == [str(each) for each in judge(lab(name))]


@pytest.mark.parametrize("name", NAMES)
def test_that_progress_is_the_same_whatever_the_language(name: str) -> None:
    before, said = lab(name), german(name)
    answers = {each.key: Answer(right_text(each), True, 2, 1) for each in before.questions}
    made = replace(begun(before), digest=before.digest, step=1, answers=answers)
    there = progress_of(progress_to_text(made, before), said)
    assert there == replace(made, answers={each.key: Answer(right_text(each), True, 2, 1) for each in said.questions})
    assert progress_of(progress_to_text(there, said), before) == made


def right_text(question: Question) -> str:
    """What was answered: a right choice in the words of its language; else the same in all."""
    return question.accepted[0] if question.form == "choice" else "7"


def test_that_every_example_of_the_german_guide_is_the_english_one_in_other_words() -> None:
    guides = [(folder / "GUIDE.md").read_text(encoding="utf-8") for folder in (FOLDER.parent, FOLDER)]
    pairs = zip(*(re.findall(r"```toml\n(.*?)```", text, re.DOTALL) for text in guides), strict=True)
    begin = 'title = "Example"\n[[step]]\ntitle = "Step"\n'
    for number, (before, after) in enumerate(pairs):
        assert bare(tomllib.loads(after)) == bare(tomllib.loads(before))
        assert read_lab(after if number == 0 else begin + after, "x", {}).steps
    spans = [sorted(re.findall(r"`[^`\n]+`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))) for text in guides]
    assert spans[0] == spans[1]
    assert called_otherwise(*guides) == []
    assert [text.count("\n## ") for text in guides] == [12, 12]
