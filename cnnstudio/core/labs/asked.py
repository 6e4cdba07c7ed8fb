"""Which answers belong to which questions: by what is asked, not by where in the lab it stands.

A lab is changed while students work in it, and two teachers call theirs by one name: what was answered or reached in
the one is nothing of the other, and is not lost either.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from cnnstudio.core.labs.lab import Asked, Check, Lab, Question
from cnnstudio.core.labs.progress import Progress

MARK = re.compile(r"[0-9a-f]{16}")

_ASIDE = "aside."
"""Before the mark of what the lab does not ask now."""

_Value = TypeVar("_Value")


def marks_of(lab: Lab) -> dict[str, str]:
    """What each question asks and each check looks for, in a few letters, by its key."""
    lab = lab.original or lab
    parts: tuple[Question | Check, ...] = (*lab.questions, *lab.checks)
    return {each.key: _mark(_words(each)) for each in parts}


def fitted(progress: Progress, lab: Lab) -> Progress:
    """The progress with each answer and what was reached where the lab asks for it now.

    Of a progress that does not say what was asked, all stays where the lab is the one it was begun with. Where nothing
    is as it was, it is another lab of the same name, and begins at its first step.
    """
    marks = marks_of(lab)
    before = progress.asked
    if not before and progress.digest in ("", lab.digest):
        before = marks
    places = {mark: key for key, mark in reversed(marks.items())}

    def moved(values: Mapping[str, _Value]) -> dict[str, _Value]:
        found = {_place(key, before, marks, places): value for key, value in values.items()}
        return {key: value for key, value in found.items() if key}

    kept = replace(
        progress,
        answers=moved(progress.answers),
        reached=moved(progress.reached),
        hints=moved(progress.hints),
        asked=marks,
    )
    is_another = bool(before and marks) and set(before.values()).isdisjoint(marks.values())
    return replace(kept, step=0, digest="") if is_another else kept


def is_aside(key: str) -> bool:
    """Whether it is the key of something that the lab does not ask now."""
    return key.startswith(_ASIDE)


def _place(key: str, before: Mapping[str, str], marks: Mapping[str, str], places: Mapping[str, str]) -> str:
    """Where it belongs now; empty of what nobody can tell."""
    mark = before.get(key) or (key.removeprefix(_ASIDE) if is_aside(key) else "")
    if not mark:
        return "" if key in marks else key
    if marks.get(key) == mark:
        return key
    return places.get(mark, f"{_ASIDE}{mark}")


def _words(part: Question | Check) -> tuple[object, ...]:
    """Texts and numbers alone: the marks of a later version of the program have to be the same."""
    if isinstance(part, Question):
        answer = _asked(part.answer) if isinstance(part.answer, Asked) else part.answer
        return part.form, part.text, answer, part.tolerance, part.choices, part.accepted
    needs = tuple((*_asked(each.fact), each.operator, each.value, each.tolerance) for each in part.needs)
    different, same = tuple(map(_asked, part.different)), tuple(map(_asked, part.same))
    return part.say, needs, part.subject, part.count, different, same


def _asked(asked: Asked) -> tuple[str, str, str]:
    return asked.what, asked.of, asked.run


def _mark(words: tuple[object, ...]) -> str:
    plain = " ".join(repr(words).split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:16]
