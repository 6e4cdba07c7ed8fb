"""A student's progress as JSON, as the project file keeps it: read within bounds, whoever wrote it.

What cannot be read is left out and the rest is kept; what is no progress at all is none.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cnnstudio.core.labs.asked import MARK, fitted, marks_of
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.limits import MOST_ANSWER, MOST_KEY, MOST_PARTS, MOST_STEPS, MOST_TITLE
from cnnstudio.core.labs.progress import Answer, Progress, Reached
from cnnstudio.core.words import plain

MOST_LENGTH = 2_000_000
"""Characters of the JSON."""

_MOST_ENTRIES = MOST_STEPS * MOST_PARTS
_MOST_TRIES = 1_000_000
_MOST_FOUND = 2_000
_KEY = re.compile(rf"[A-Za-z0-9_.\-]{{1,{MOST_KEY}}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

_Value = TypeVar("_Value")


def progress_to_text(progress: Progress, lab: Lab | None = None) -> str:
    """The progress as one line of JSON; texts that are too long are cut.

    Args:
        lab: The one it is of; what was chosen in a translation is kept in the words of its original.
    """
    if lab is not None and lab.original is not None:
        progress = _chosen_in(progress, lab, lab.original)
    text = _text(progress, MOST_ANSWER)
    return text if len(text) <= MOST_LENGTH else _text(progress, MOST_TITLE)


def begun(lab: Lab) -> Progress:
    """Of a lab that is just begun."""
    return Progress(lab.name, asked=marks_of(lab))


def progress_of(text: str, lab: Lab) -> Progress:
    """The progress in this lab, what ``progress_to_text`` wrote; one that is just begun for anything else.

    The step is one that the lab has, whatever it had when it was begun. What the lab asks in another place now goes
    there; answers to what it does not ask are set aside and are there again once it does.
    """
    found = progress_from_text(text)
    if found is None or found.lab != lab.name:
        return begun(lab)
    moved = fitted(found, lab)
    if lab.original is not None:
        moved = _chosen_in(moved, lab.original, lab)
    return replace(moved, step=min(moved.step, max(len(lab.steps) - 1, 0)))


def progress_from_text(text: str) -> Progress | None:
    """The progress in whichever lab; None for what is none."""
    values = _decoded(text)
    name = _line(values.get("lab"))
    if not name:
        return None
    digest = values.get("digest")
    return Progress(
        name,
        digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else "",
        _line(values.get("student")),
        _whole(values.get("step"), MOST_STEPS),
        _entries(values.get("answers"), _answer),
        _entries(values.get("reached"), _reached),
        _entries(values.get("hints"), lambda each: _whole(each, MOST_PARTS)),
        _entries(values.get("asked"), lambda each: each if isinstance(each, str) and MARK.fullmatch(each) else None),
    )


def note_of(name: str) -> str:
    """Under what the progress of a lab is kept in a project."""
    return f"lab:{name}"


def open_to_text(name: str) -> str:
    """That the lab of this name is the one that is open."""
    return _encodable(json.dumps({"open": name}, ensure_ascii=False))


def open_from_text(text: str) -> str:
    """The name of the lab that is open; empty where none is."""
    name = _decoded(text).get("open")
    return name if isinstance(name, str) and len(name) <= MOST_TITLE else ""


def _chosen_in(progress: Progress, before: Lab, now: Lab) -> Progress:
    """The progress with what was chosen in the words of another language."""
    pairs = zip(before.questions, now.questions, strict=True)
    said = {each.key: dict(zip(each.choices, other.choices, strict=True)) for each, other in pairs}
    answers = {
        key: replace(answer, text=said.get(key, {}).get(answer.text, answer.text))
        for key, answer in progress.answers.items()
    }
    return replace(progress, answers=answers)


def _text(progress: Progress, longest: int) -> str:
    answers = {key: _answer_to_plain(answer, longest) for key, answer in progress.answers.items()}
    reached = {key: [each.when, each.found[:_MOST_FOUND]] for key, each in progress.reached.items()}
    values = {
        "lab": progress.lab,
        "digest": progress.digest,
        "student": progress.student[:MOST_TITLE],
        "step": progress.step,
        "answers": answers,
        "reached": reached,
        "hints": dict(progress.hints),
        "asked": dict(progress.asked),
    }
    return _encodable(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


def _encodable(text: str) -> str:
    """The same where a half letter, which cannot be written, is a question mark."""
    return text.encode("utf-8", "replace").decode()


def _answer_to_plain(answer: Answer, longest: int) -> list[Any]:
    return [answer.text[:longest], answer.right, answer.tries, answer.hints]


def _decoded(text: str) -> Mapping[str, Any]:
    if not text or len(text) > MOST_LENGTH:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _entries(values: Any, read: Callable[[Any], _Value | None]) -> dict[str, _Value]:
    if not isinstance(values, dict) or len(values) > _MOST_ENTRIES:
        return {}
    found = {key: read(value) for key, value in values.items() if _KEY.fullmatch(key)}
    return {key: value for key, value in found.items() if value is not None}


def _answer(value: Any) -> Answer | None:
    if not isinstance(value, list) or len(value) != 4 or not isinstance(value[0], str):
        return None
    text, right, tries, hints = value
    if right is not None and not isinstance(right, bool):
        return None
    return Answer(_encodable(text[:MOST_ANSWER]), right, _whole(tries, _MOST_TRIES), _whole(hints, MOST_PARTS))


def _reached(value: Any) -> Reached | None:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(each, str) for each in value):
        return None
    when, found = value
    return Reached(plain(when, MOST_KEY), plain(found, _MOST_FOUND))


def _line(value: Any) -> str:
    return plain(value, MOST_TITLE) if isinstance(value, str) else ""


def _whole(value: Any, most: int) -> int:
    return min(value, most) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
