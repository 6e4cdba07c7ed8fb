"""What looks inside and the test say: units that give nothing, classes that are never predicted or seldom found."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cnnstudio.core.advice import Advice
from cnnstudio.core.advising import figures, fit, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.analysis import analyse
from cnnstudio.core.gap import onset
from cnnstudio.core.pretrained_blocks import pretrained_blocks

_DEAD = 0.6
"""Sound networks were measured with up to 0.47 of a dense layer's units at zero for all of 200 pictures."""

_LEAST_UNITS, _LEAST_PICTURES = 4, 50
"""A layer with fewer units, and a look at fewer pictures, say little."""

_LEAST_TRUE = 10
"""A class with fewer pictures in a look or test may be missed by chance."""

_UNEVEN = 3
"""How many times the pictures of the smallest class the largest must have."""

_RARE = 0.5
"""Rare is a class with less than this share of the pictures that the mean class has."""

_WORSE = 0.1
"""Rare classes must be found less often by this, and by two standard errors."""


@dataclass(frozen=True)
class _Seen:
    """How often each class was predicted and there, and where that was counted."""

    predicted: tuple[int, ...]
    true: tuple[int, ...]
    right: tuple[int, ...]
    pictures: str


def dead_relus(case: Case) -> Iterator[Advice]:
    """Layers of which most channels give zero for every picture, so that nothing goes through them any more."""
    if not case.health:
        return
    look, held = case.health[-1], _held(case)
    bad = [each for each in look.layers if each.of >= _LEAST_UNITS and each.dead >= _DEAD * each.of]
    bad = [each for each in bad if each.layer not in held]
    if not bad or look.pictures < _LEAST_PICTURES:
        return
    worst = max(bad, key=lambda each: each.dead / each.of)
    others = f" In {figures.whole(len(bad) - 1, 'other layer')} it is much the same." if len(bad) > 1 else ""
    whole = worst.dead == worst.of
    what = "Nothing goes through it any more" if whole else "They learn nothing any more"
    text = (
        f"In “{worst.layer}” {worst.dead:,} of {worst.of:,} ReLU outputs were zero for all of the {look.pictures:,} "
        f"pictures tried after epoch {look.epoch}. {what}, as the gradient of a ReLU is zero there: large steps throw "
        f"weights to where that happens.{others}"
    )
    evidence = tuple(
        f"“{layer.layer}”, epoch {each.epoch}: {layer.dead:,} of {layer.of:,} always zero"
        for one in bad
        for each in case.health[-4:]
        for layer in each.layers
        if layer.layer == one.layer
    )
    yield Advice(
        "dead_relus", text, tuple(dict.fromkeys(evidence)), "problem" if whole else "caution", remedies.calmer(case)
    )


def _held(case: Case) -> set[str]:
    """The layers that training leaves as they are: no step of it has thrown their weights anywhere."""
    network = case.project.network
    if not pretrained_blocks(network):
        return set()
    return {row.name for row in analyse(network).rows if any(each.held for each in row.params.arrays)}


def never_predicted(case: Case) -> Iterator[Advice]:
    """Classes that are there and never called."""
    seen = _seen(case)
    missed = [] if seen is None else _missed(seen)
    if seen is None or not missed or (len(case.epochs) < 2 and not case.is_over):
        return
    names = figures.classes(_name(case, number) for number in missed)
    there = sum(seen.true[number] for number in missed)
    verb, whose = ("is", "it") if len(missed) == 1 else ("are", "one of them")
    text = (
        f"{names} {verb} never predicted: none of the {sum(seen.true):,} {seen.pictures} was called so, though "
        f"{there:,} of them show {whose}."
    )
    rare = [number for number in missed if number in _rare(case)]
    if rare:
        text += (
            f" {figures.classes(_name(case, number) for number in rare)} {'has' if len(rare) == 1 else 'have'} only "
            f"{sum(case.counts[number] for number in rare):,} of the {sum(case.counts):,} training pictures."
        )
    evidence = tuple(_counted(case, seen, number) for number in missed[:20])
    more = remedies.more_epochs(case) if case.is_over and onset(case.epochs) is None else ()
    ways = (remedies.balance(case) if rare else more if fit.improves(case) else ()) or _for_missed(case) or more
    yield Advice("never_predicted", text, evidence, "caution", ways, bool(more) and ways == more and case.can_go_on)


def imbalance(case: Case) -> Iterator[Advice]:
    """Classes with few training pictures that are found less often than the others."""
    seen, rare = _seen(case), _rare(case)
    if seen is None or not rare or case.plan.class_weight != "none" or len(case.epochs) < 2:
        return
    if set(_missed(seen)) & set(rare):
        return  # said already, and more plainly
    others = [number for number, count in enumerate(case.counts) if count and number not in rare]
    (found, of), (found_others, of_others) = _found(seen, rare), _found(seen, others)
    if of < 2 * _LEAST_TRUE or not of_others:
        return
    recall, usual = found / of, found_others / of_others
    deviation = math.sqrt(usual * (1 - usual) * (1 / of + 1 / of_others))
    if usual - recall < max(_WORSE, 2 * deviation):
        return
    names = figures.classes(_name(case, number) for number in rare)
    text = (
        f"The classes are unbalanced: {names} {'has' if len(rare) == 1 else 'have'} "
        f"{sum(case.counts[number] for number in rare):,} of the {sum(case.counts):,} training pictures. Of their "
        f"{seen.pictures} {figures.share(recall)} are found ({found:,} of {of:,}), of the others "
        f"{figures.share(usual)}."
    )
    order = sorted(range(len(case.counts)), key=lambda number: case.counts[number])
    evidence = tuple(_counted(case, seen, number) for number in order[:20])
    yield Advice("imbalance", text, evidence, "caution", remedies.balance(case))


def _for_missed(case: Case) -> tuple[remedies.Remedy, ...]:
    """What keeps any network from telling classes apart: pictures left out, values or a rate far off, by heart."""
    low = remedies.raise_rate(case) if case.rate * remedies.FAR <= case.usual_rate else ()
    high = (remedies.lower_rate(case),) if remedies.is_far_too_high(case) else ()
    far_off = (*remedies.all_pictures(case), *remedies.small_values(case), *low, *high)
    if far_off or onset(case.epochs) is None:
        return far_off
    return tuple(remedies.against_learning_by_heart(case, unused=False))


def _seen(case: Case) -> _Seen | None:
    """The test where there is one, else the newest look inside, which does not say how many were right."""
    if case.test is not None and case.test.count:
        rows = case.test.confusion
        predicted = tuple(map(sum, zip(*rows, strict=True)))
        right = tuple(row[number] for number, row in enumerate(rows))
        return _Seen(predicted, tuple(map(sum, rows)), right, "test pictures")
    if case.health and case.health[-1].true and case.health[-1].pictures >= _LEAST_PICTURES:
        look = case.health[-1]
        return _Seen(look.predicted, look.true, (), f"validation pictures tried after epoch {look.epoch}")
    return None


def _missed(seen: _Seen) -> list[int]:
    both = enumerate(zip(seen.predicted, seen.true, strict=True))
    return [number for number, (predicted, true) in both if true >= _LEAST_TRUE and not predicted]


def _rare(case: Case) -> list[int]:
    """The classes with few training pictures, where the classes are uneven at all."""
    there = [count for count in case.counts if count]
    if len(there) < 2 or max(there) < _UNEVEN * min(there):
        return []
    mean = sum(there) / len(there)
    return [number for number, count in enumerate(case.counts) if 0 < count < _RARE * mean]


def _found(seen: _Seen, numbers: list[int]) -> tuple[int, int]:
    if not seen.right:
        return 0, 0
    return sum(seen.right[number] for number in numbers), sum(seen.true[number] for number in numbers)


def _name(case: Case, number: int) -> str:
    return case.labels[number] if number < len(case.labels) else f"class {number}"


def _counted(case: Case, seen: _Seen, number: int) -> str:
    learned = f"{case.counts[number]:,} training pictures; " if number < len(case.counts) else ""
    found = f", {seen.right[number]:,} of them rightly" if seen.right else ""
    return (
        f"{figures.classes((_name(case, number),))}: {learned}{seen.true[number]:,} {seen.pictures}, "
        f"{seen.predicted[number]:,} called so{found}"
    )
