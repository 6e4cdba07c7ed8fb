"""Marks answers to a lab's questions; what is said to them never tells what is right."""

import math
from dataclasses import dataclass

from cnnstudio.core.labs import facts
from cnnstudio.core.labs.comparing import folded
from cnnstudio.core.labs.fact import SHARE_DIGITS, Kind, in_words
from cnnstudio.core.labs.lab import Asked, FactValue, Lab, Question
from cnnstudio.core.labs.limits import MOST_ANSWER
from cnnstudio.core.labs.looking import Looked, look
from cnnstudio.core.labs.progress import Progress
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr
from cnnstudio.core.numerals import Reading, readings
from cnnstudio.core.words import number

__all__ = ["MOST_ANSWER", "Looked", "Marked", "look", "mark", "right_in_words", "right_number", "still_asked"]

_CLOSE = 1e-9

_HALF = 0.505
"""Of the last decimal: halves are rounded up, and the float of a half may lie on either side of it."""

_DIGITS = 9
"""So many of a number are shown and asked for: float32 has no more."""

_NO_NUMBER = tr("This is no number. Write it like 1200, 1,200 or 0.5.")


@dataclass(frozen=True)
class Marked:
    """What is said to an answer.

    Attributes:
        right: None of an open question, and of what cannot be marked now: it counts as no try.
        words: Why it cannot be marked or is no answer; empty where right or wrong is all there is to say.
    """

    right: bool | None
    words: str = ""


def mark(question: Question, text: str, scene: Scene | None = None) -> Marked:
    """Marks an answer.

    Args:
        scene: Where an answer is taken from that the lab does not name; None where there is no project.
    """
    text = text.strip()
    if not text:
        return Marked(None, tr("There is no answer yet."))
    if len(text) > MOST_ANSWER:
        return Marked(None, tr("The answer has more than {most:,} characters.", most=MOST_ANSWER))
    if question.form == "number":
        return _marked_number(question, text, scene)
    if question.form == "open":
        return Marked(None)
    if text in (each.strip() for each in question.choices):  # two of them may be written alike: Conv2d, Conv2D
        return Marked(text in (each.strip() for each in question.accepted))
    return Marked(folded(text) in map(folded, question.accepted))


def _marked_number(question: Question, text: str, scene: Scene | None) -> Marked:
    try:
        right, kind = right_number(question, scene)
    except NotThere as error:
        return Marked(None, tr("The answer depends on the open project. {error}", error=error))
    meant = readings(text, is_share=kind == "share")
    if not meant:
        return Marked(None, _NO_NUMBER)
    return Marked(any(_is_right(each, right, question.tolerance, _decimals(right, kind)) for each in meant))


def right_number(question: Question, scene: Scene | None) -> tuple[float, Kind]:
    """The right number of a question, and of what kind it is; raises NotThere where it cannot be told now."""
    if not isinstance(question.answer, Asked):
        return float(question.answer or 0.0), "number"
    if scene is None:
        raise NotThere(tr("Open a project first."))
    found = facts.fact(question.answer, "project")
    value = facts.value(question.answer, scene)
    if isinstance(value, tuple) and len(set(value)) == 1:  # a window of 3 × 3 is asked for as 3
        value = value[0]
    if found is None or isinstance(value, (str, bool, tuple)) or not math.isfinite(value):
        raise NotThere(tr("{fact} is no number there.", fact=facts.said(question.answer)))
    return float(value), found.kind


def right_in_words(question: Question, scene: Scene | None) -> str:
    """The right answer as it is shown once it was given, or given up; empty where none can be told."""
    if question.form != "number":
        return question.accepted[0] if question.accepted else ""
    try:
        value, kind = right_number(question, scene)
    except NotThere:
        return ""
    return in_words(value, kind) if kind == "share" else number(round(value, _decimals(value, kind)))


def still_asked(lab: Lab, progress: Progress, scene: Scene) -> frozenset[FactValue]:
    """What is right of questions that are not answered yet, which the words about checks must not tell."""
    found: set[FactValue] = set()
    for question in lab.questions:
        answer = progress.answers.get(question.key)
        if answer is not None and answer.right:
            continue
        if question.form == "number":
            try:
                found.add(right_number(question, scene)[0])
            except NotThere:
                continue
        found.update(map(folded, question.accepted))
    return frozenset(found)


def _decimals(right: float, kind: Kind) -> int:
    """How many decimals the right number is shown with, so that so many are enough of an answer."""
    if kind == "share":
        return 2 + SHARE_DIGITS
    if right == int(right):
        return 0
    written = readings(f"{right:.{_DIGITS}g}")
    return max(written[-1].decimals or 0, 0) if written else 0


def _is_right(reading: Reading, right: float, tolerance: float, least: int) -> bool:
    """Whether it is the right number, rounded to as many decimals as were written, ``least`` of them at the least."""
    decimals = max(reading.decimals or 0, least)
    is_whole = right == int(right)
    half = 0.0 if is_whole else _HALF * 10.0**-decimals
    return abs(reading.value - right) <= tolerance + half + _CLOSE * max(1.0, abs(right))
