"""Looks whether a lab's checks hold; what is said of them never tells an answer that is still asked for."""

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cnnstudio.core.labs import facts
from cnnstudio.core.labs.comparing import holds, same, wanted_in_words
from cnnstudio.core.labs.fact import Kind, in_words, key
from cnnstudio.core.labs.hand_facts import OTHER_INPUT, OTHER_OUTPUT
from cnnstudio.core.labs.lab import Asked, Check, FactValue, Need
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import in_sentence, tr, tr_count
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import quoted

_MOST_STEPS = 20_000
"""So often a run is tried beside others; it is seldom more than a few times."""


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


def look(check: Check, scene: Scene, still_asked: Collection[FactValue] = ()) -> Looked:
    """Whether the check holds now, and by what; where it does not, what there is instead.

    Args:
        still_asked: Values that are not told, since a question asks for them: ``marking.still_asked``.
    """
    words = _Words(check, still_asked)
    if check.subject == "run":
        return _look_at_runs(check, scene, words)
    found, missing = _look_at(check.needs, scene, words)
    return Looked(False, missing=" ".join(dict.fromkeys(missing))) if missing else Looked(True, "; ".join(found))


class _Words:
    """How values are told."""

    def __init__(self, check: Check, still_asked: Collection[FactValue]) -> None:
        self.check, self._still_asked = check, still_asked

    def kind(self, asked: Asked) -> Kind:
        """What kind of fact it is."""
        fact = facts.fact(asked, self.check.subject)
        return "any" if fact is None else fact.kind

    def value(self, asked: Asked, value: FactValue) -> str:
        """A value of the fact, as the student reads it."""
        fact = facts.fact(asked, self.check.subject)
        return in_words(value) if fact is None else fact.value_in_words(value)

    def found(self, need: Need, value: FactValue) -> str:
        """What was found."""
        shown = tr("right") if self.is_secret(need.fact, value) else self.value(need.fact, value)
        return f"{facts.in_sight(need.fact, self.check.subject)}: {shown}"

    def instead(self, need: Need, value: FactValue) -> str:
        """What there is instead of what is needed."""
        fact = facts.fact(need.fact, self.check.subject)
        name, own = facts.in_sight(need.fact, self.check.subject), "" if fact is None else fact.instead
        if own and value is False:
            return own
        if self.is_secret(need.fact, value) or self.is_secret(need.fact, need.value):
            return own or tr("{name}: not right yet.", name=name)
        if isinstance(value, bool) and isinstance(need.value, bool):
            return tr(
                "{name}: {value}; it should be {wanted}.",
                name=name,
                value=in_words(value),
                wanted=in_words(not value),
            )
        return tr(
            "{name}: {value}, not {wanted}.",
            name=name,
            value=self.value(need.fact, value),
            wanted=wanted_in_words(need, lambda each: self.value(need.fact, each)),
        )

    def is_secret(self, asked: Asked, value: FactValue) -> bool:
        """Whether the value is an answer: one that a question asks for, or a table of many numbers."""
        if isinstance(value, tuple):
            return self.kind(asked) == "table" or any(self.is_secret(asked, each) for each in value)
        return any(same(value, each) for each in self._still_asked)


def _look_at(needs: Sequence[Need], scene: Scene, words: _Words) -> tuple[list[str], list[str]]:
    """What was found, and sentences about needs that do not hold."""
    found, missing = [], []
    for need in needs:
        try:
            value = facts.value(need.fact, scene, words.check.subject)
        except NotThere as error:
            missing.append(str(error))
            continue
        if holds(need, value):
            found.append(words.found(need, value))
        else:
            missing.append(words.instead(need, value))
    return list(dict.fromkeys(found)), _first(missing)


def _first(missing: list[str]) -> list[str]:
    """Without what only follows from something else that is missing: another exercise has other settings, too."""
    if OTHER_INPUT in missing:
        return [OTHER_INPUT]
    settings = [each for each in missing if each != OTHER_OUTPUT]
    return settings or missing


def _look_at_runs(check: Check, scene: Scene, words: _Words) -> Looked:
    asks_for_status = any(key(need.fact.what) == "status" for need in check.needs)  # whoever imports has not trained
    ended = scene.ended if asks_for_status else scene.trained
    if not ended:
        return Looked(False, missing=scene.why_none_ended)
    looked = [(run, *_look_at(check.needs, scene.of(run), words)) for run in ended]
    good = [(run, found) for run, found, missing in looked if not missing]
    if len(good) < check.count:
        return Looked(False, missing=_too_few(check, looked, len(good), "" if asks_for_status else scene.not_counted))
    chosen = _set_of_runs(check, [run for run, _ in good], scene)
    if chosen is None:
        return Looked(False, missing=_not_together(words, [run for run, _ in good], scene))
    by_run = {run.number: "; ".join(found) for run, found in good}
    told = (f"{run.name}: {by_run[run.number]}" if by_run[run.number] else run.name for run in chosen)
    return Looked(True, " · ".join(told), runs=tuple(run.number for run in chosen))


def _too_few(check: Check, looked: Sequence[tuple[Run, list[str], list[str]]], count: int, without: str) -> str:
    """How many runs do, of the one that is nearest why it does not, and behind it which do not count."""
    run, _, missing = min(reversed(looked), key=lambda each: len(each[2]) or math.inf)
    nearest = f"{quoted(run.name)}: {' '.join(missing)}" if missing else tr("Train another one.")
    if check.count == 1:
        return f"{nearest} {without}".strip()
    so_far = tr_count("{count:,} of {all:,} runs does.", "{count:,} of {all:,} runs do.", count, all=check.count)
    return f"{so_far} {nearest} {without}".strip()


def _set_of_runs(check: Check, good: Sequence[Run], scene: Scene) -> tuple[Run, ...] | None:
    """Runs that belong together as the check says, the latest there are; None where there are none."""
    if not check.different and not check.same:
        return tuple(good[-check.count :])
    known = [(run, values) for run in reversed(good) if (values := _values(check, run, scene)) is not None]
    steps = itertools.count()

    def completed(chosen: tuple[int, ...], first: int) -> tuple[int, ...] | None:
        if len(chosen) == check.count:
            return chosen
        for index in range(first, len(known)):
            if next(steps) > _MOST_STEPS:
                return None
            if all(_fits(check, known[index][1], known[other][1]) for other in chosen):
                found = completed((*chosen, index), index + 1)
                if found is not None:
                    return found
        return None

    found = completed((), 0)
    return None if found is None else tuple(known[index][0] for index in reversed(found))


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


def _not_together(words: _Words, good: Sequence[Run], scene: Scene) -> str:
    """What of the newest two runs is the same that should differ, or the other way round."""
    check, latest = words.check, good[-2:]
    one, other = (scene.of(run) for run in latest)
    names = {"first": quoted(latest[0].name), "second": quoted(latest[1].name)}
    for asked in (*check.different, *check.same):
        values = _both(asked, one, other)
        if isinstance(values, str):
            return values
        name, is_same = _inside(facts.in_sight(asked, check.subject)), same(*values)
        if is_same == (asked in check.same):
            continue
        if any(words.is_secret(asked, value) for value in values):
            if is_same:
                return tr("{first} and {second} have the same {fact}.", **names, fact=name)
            return tr("{first} and {second} differ in {fact}.", **names, fact=name)
        a, b = (words.value(asked, value) for value in values)
        if is_same:
            return tr("{first} and {second} have the same {fact}: {value}.", **names, fact=name, value=a)
        return tr("{first} and {second} differ in {fact}: {one} and {other}.", **names, fact=name, one=a, other=b)
    return tr("There are not yet {count:,} runs that belong together. Train another one.", count=check.count)


def _inside(words: str) -> str:
    """The same inside a sentence; "AUC" stays."""
    return words if words[1:2].isupper() else in_sentence(words[:1]) + words[1:]


def _both(asked: Asked, one: Scene, other: Scene) -> tuple[FactValue, FactValue] | str:
    try:
        return facts.value(asked, one, "run"), facts.value(asked, other, "run")
    except NotThere as error:
        return str(error)
