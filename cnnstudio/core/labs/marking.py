"""Marks answers to a lab's questions, and looks whether its checks hold; what is said never tells an answer."""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cnnstudio.core.labs import facts
from cnnstudio.core.labs.comparing import folded, holds, same, wanted_in_words
from cnnstudio.core.labs.fact import Kind, in_words
from cnnstudio.core.labs.lab import Asked, Check, FactValue, Need, Question
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.run import Run
from cnnstudio.core.words import number, quoted

MOST_ANSWER = 5_000
"""Characters of an answer."""

_MOST_STEPS = 100_000
"""So many sets of runs are tried; there are seldom more than a few."""

_CLOSE = 1e-9

_NO_NUMBER = "This is no number. Write it like 1200, 1,200 or 0.5."
_SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "٬": "'"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_FRACTION = re.compile(r"([+-]?\d{1,15})\s*/\s*(\d{1,15})")


@dataclass(frozen=True)
class Marked:
    """What is said to an answer.

    Attributes:
        right: None of an open question, and of what cannot be marked now: it counts as no try.
        words: Why it cannot be marked or is no answer; empty where right or wrong is all there is to say.
    """

    right: bool | None
    words: str = ""


@dataclass(frozen=True)
class Looked:
    """What is found where a check is looked up.

    Attributes:
        found: Where it holds: "695,970 parameters", "Run 3: val_accuracy 96.75 %"; else empty.
        missing: Where it does not: what there is instead, in sentences.
        runs: The numbers of the runs it holds by.
    """

    holds: bool
    found: str = ""
    missing: str = ""
    runs: tuple[int, ...] = ()


def mark(question: Question, text: str, scene: Scene | None = None) -> Marked:
    """Marks an answer.

    Args:
        scene: Where an answer is taken from that the lab does not name; None where there is no project.
    """
    text = text.strip()
    if not text:
        return Marked(None, "There is no answer yet.")
    if len(text) > MOST_ANSWER:
        return Marked(None, f"The answer has more than {MOST_ANSWER:,} characters.")
    if question.form == "open":
        return Marked(None)
    if question.form != "number":
        accepted = map(folded, question.accepted)
        return Marked(folded(text) in accepted)
    try:
        right, kind = right_number(question, scene)
    except NotThere as error:
        return Marked(None, f"The answer depends on the open project. {error}")
    readings = numbers(text, is_share=kind == "share")
    if not readings:
        return Marked(None, _NO_NUMBER)
    return Marked(any(_is_right(each, right, question.tolerance) for each in readings))


def right_number(question: Question, scene: Scene | None) -> tuple[float, Kind]:
    """The right number of a question, and of what kind it is; raises NotThere where it cannot be told now."""
    if not isinstance(question.answer, Asked):
        return float(question.answer or 0.0), "number"
    if scene is None:
        raise NotThere("Open a project first.")
    found = facts.fact(question.answer, "project")
    value = facts.value(question.answer, scene)
    if isinstance(value, tuple) and len(set(value)) == 1:  # a window of 3 × 3 is asked for as 3
        value = value[0]
    if found is None or isinstance(value, (str, bool, tuple)):
        raise NotThere(f"{facts.said(question.answer)} is no number there.")
    return float(value), found.kind


def right_in_words(question: Question, scene: Scene | None) -> str:
    """The right answer as it is shown once it was given, or given up; empty where none can be told."""
    if question.form != "number":
        return question.accepted[0] if question.accepted else ""
    try:
        value, kind = right_number(question, scene)
    except NotThere:
        return ""
    return in_words(value, kind) if kind == "share" else number(value)


def numbers(text: str, *, is_share: bool = False) -> tuple[float, ...]:
    """What a person may mean by a number, as people write them in many countries; none where it is no number.

    "695,970", "695.970", "695 970", "695'970", "0,5", "1/3", "1.5e-3", "96.75 %". A comma or point before three last
    digits may part thousands or begin the decimals: both are meant. A percent is also the share.

    Args:
        is_share: Whether a share is asked for, so that "96.75" may mean percent as well.
    """
    text = " ".join(text.translate(_SIGNS).split())
    bare = text.removesuffix("%").strip()
    found = _read(bare)
    if bare != text:
        return tuple(each / 100 for each in found) + (() if is_share else found)
    return found + (tuple(each / 100 for each in found if each > 1) if is_share else ())


def _read(text: str) -> tuple[float, ...]:
    fraction = _FRACTION.fullmatch(text)
    if fraction is not None:
        return (int(fraction[1]) / int(fraction[2]),) if int(fraction[2]) else ()
    if _GROUPED.fullmatch(text):
        return (_float(text.replace(" ", "").replace("'", "").replace(",", ".")),)
    commas, points = text.count(","), text.count(".")
    if commas and points:  # the last of them begins the decimals
        last = "," if text.rindex(",") > text.rindex(".") else "."
        other = "." if last == "," else ","
        whole, _, decimals = text.rpartition(last)
        if text.count(last) > 1 or not _is_grouped(whole, other):
            return ()
        return _one(f"{whole.replace(other, '')}.{decimals}")
    sign = "," if commas else "."
    if not commas and not points:
        return _one(text)
    grouped = _one(text.replace(sign, "")) if _is_grouped(text, sign) else ()
    single = _one(text.replace(sign, ".")) if text.count(sign) == 1 else ()
    return (*grouped, *single)


def _is_grouped(text: str, sign: str) -> bool:
    return re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+", text) is not None


def _one(text: str) -> tuple[float, ...]:
    value = _float(text) if _PLAIN.fullmatch(text) else math.nan
    return (value,) if math.isfinite(value) else ()


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _is_right(value: float, right: float, tolerance: float) -> bool:
    return abs(value - right) <= tolerance + _CLOSE * max(1.0, abs(right))


def look(check: Check, scene: Scene) -> Looked:
    """Whether the check holds now, and by what; where it does not, what there is instead."""
    if check.subject == "run":
        return _look_at_runs(check, scene)
    found, missing = _look_at(check.needs, scene, check)
    return Looked(False, missing=" ".join(missing)) if missing else Looked(True, "; ".join(found))


def _look_at(needs: Sequence[Need], scene: Scene, check: Check) -> tuple[list[str], list[str]]:
    """What was found, and sentences about needs that do not hold."""
    found, missing = [], []
    for need in needs:
        name, kind = facts.said(need.fact), _kind(need.fact, check)
        try:
            value = facts.value(need.fact, scene, check.subject)
        except NotThere as error:
            missing.append(str(error))
            continue
        if holds(need, value):
            found.append(f"{name}: {in_words(value, kind)}")
        else:
            missing.append(_instead(need, name, value, kind))
    return list(dict.fromkeys(found)), missing


def _instead(need: Need, name: str, value: FactValue, kind: Kind) -> str:
    # A table of many numbers is somebody's answer: how it should be is not told.
    if kind == "table":
        return f"{name} is not yet as it should be."
    return f"{name} is {in_words(value, kind)}, not {wanted_in_words(need, kind)}."


def _kind(asked: Asked, check: Check) -> Kind:
    fact = facts.fact(asked, check.subject)
    return "any" if fact is None else fact.kind


def _look_at_runs(check: Check, scene: Scene) -> Looked:
    ended = scene.ended
    if not ended:
        training = any(run.status == "training" for run in scene.runs)
        return Looked(False, missing="The run is still training." if training else "No run has ended yet.")
    looked = [(run, *_look_at(check.needs, scene.of(run), check)) for run in ended]
    good = [(run, found) for run, found, missing in looked if not missing]
    if len(good) < check.count:
        return Looked(False, missing=_too_few(check, looked, len(good)))
    chosen = _set_of_runs(check, [run for run, _ in good], scene)
    if chosen is None:
        return Looked(False, missing=_not_together(check, [run for run, _ in good], scene))
    words = {run.number: "; ".join(found) for run, found in good}
    told = (f"{run.name}: {words[run.number]}" if words[run.number] else run.name for run in chosen)
    return Looked(True, " · ".join(told), runs=tuple(run.number for run in chosen))


def _too_few(check: Check, looked: Sequence[tuple[Run, list[str], list[str]]], count: int) -> str:
    """How many runs do, and of the one that is nearest why it does not."""
    run, _, missing = min(reversed(looked), key=lambda each: len(each[2]) or math.inf)
    nearest = f"{quoted(run.name)}: {' '.join(missing)}" if missing else "Train another one."
    if check.count == 1:
        return nearest
    return f"{count:,} of {check.count:,} runs {'does' if count == 1 else 'do'}. {nearest}"


def _set_of_runs(check: Check, good: Sequence[Run], scene: Scene) -> tuple[Run, ...] | None:
    """Runs that belong together as the check says, the latest there are; None where there are none."""
    if not check.different and not check.same:
        return tuple(good[-check.count :])
    known = {run.number: _values(check, run, scene) for run in good}
    meant = [run for run in reversed(good) if known[run.number] is not None]
    for together in itertools.islice(itertools.combinations(meant, check.count), _MOST_STEPS):
        values = [values for run in together if (values := known[run.number]) is not None]
        if all(_fits(check, one, other) for one, other in itertools.combinations(values, 2)):
            return tuple(reversed(together))
    return None


def _values(check: Check, run: Run, scene: Scene) -> tuple[FactValue, ...] | None:
    """Those that are to be different, then those that are to be the same; None where one is not there."""
    ran = scene.of(run)
    try:
        return tuple(facts.value(asked, ran, "run") for asked in (*check.different, *check.same))
    except NotThere:
        return None


def _fits(check: Check, one: tuple[FactValue, ...], other: tuple[FactValue, ...]) -> bool:
    count = len(check.different)
    pairs = list(zip(one, other, strict=True))
    return not any(same(a, b) for a, b in pairs[:count]) and all(same(a, b) for a, b in pairs[count:])


def _not_together(check: Check, good: Sequence[Run], scene: Scene) -> str:
    """What of the newest two runs is the same that should differ, or the other way round."""
    latest = good[-2:]
    if len(latest) < 2:
        return "Train another run."
    one, other = (scene.of(run) for run in latest)
    names = f"{quoted(latest[0].name)} and {quoted(latest[1].name)}"
    for asked in check.different:
        values = _both(asked, one, other)
        if isinstance(values, str):
            return values
        if same(*values):
            return f"{names} have the same {facts.said(asked)}: {in_words(values[0], _kind(asked, check))}."
    for asked in check.same:
        values = _both(asked, one, other)
        if isinstance(values, str):
            return values
        if not same(*values):
            a, b = (in_words(value, _kind(asked, check)) for value in values)
            return f"{names} differ in {facts.said(asked)}: {a} and {b}."
    return f"There are not yet {check.count:,} runs that belong together. Train another one."


def _both(asked: Asked, one: Scene, other: Scene) -> tuple[FactValue, FactValue] | str:
    try:
        return facts.value(asked, one, "run"), facts.value(asked, other, "run")
    except NotThere as error:
        return str(error)
