"""What looks inside and the test say: units that give nothing, classes that are never predicted or seldom found."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cnnstudio.core.advising import figures, fit, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.analysis import analyse
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.training.gap import onset
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks

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
    whole = worst.dead == worst.of
    text = _dead_in_words(worst, look)
    if len(bad) > 1:
        others = tr_count(
            "In {count:,} other layer it is much the same.",
            "In {count:,} other layers it is much the same.",
            len(bad) - 1,
        )
        text = f"{text} {others}"
    evidence = tuple(
        tr(
            "“{name}”, epoch {epoch}: {dead:,} of {of:,} always zero",
            name=layer.layer,
            epoch=each.epoch,
            dead=layer.dead,
            of=layer.of,
        )
        for one in bad
        for each in case.health[-4:]
        for layer in each.layers
        if layer.layer == one.layer
    )
    yield Advice(
        "dead_relus", text, tuple(dict.fromkeys(evidence)), "problem" if whole else "caution", remedies.calmer(case)
    )


def _dead_in_words(worst: LayerHealth, look: Health) -> str:
    found = tr(
        "In “{name}” {dead:,} of {of:,} ReLU outputs were zero for all of the {pictures:,} pictures tried after epoch "
        "{epoch}.",
        name=worst.layer,
        dead=worst.dead,
        of=worst.of,
        pictures=look.pictures,
        epoch=look.epoch,
    )
    if worst.dead == worst.of:
        what = tr(
            "Nothing goes through it any more, as the gradient of a ReLU is zero there: large steps throw weights to "
            "where that happens."
        )
    else:
        what = tr(
            "They learn nothing any more, as the gradient of a ReLU is zero there: large steps throw weights to where "
            "that happens."
        )
    return f"{found} {what}"


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
    text = tr_count(
        "{names} is never predicted: none of the {every:,} {pictures} was called so, though {there:,} of them show it.",
        "{names} are never predicted: none of the {every:,} {pictures} was called so, though {there:,} of them show "
        "one of them.",
        len(missed),
        names=figures.classes(_name(case, number) for number in missed),
        every=sum(seen.true),
        pictures=seen.pictures,
        there=sum(seen.true[number] for number in missed),
    )
    rare = [number for number in missed if number in _rare(case)]
    if rare:
        few = tr_count(
            "{names} has only {few:,} of the {every:,} training pictures.",
            "{names} have only {few:,} of the {every:,} training pictures.",
            len(rare),
            names=figures.classes(_name(case, number) for number in rare),
            few=sum(case.counts[number] for number in rare),
            every=sum(case.counts),
        )
        text = f"{text} {few}"
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
    text = tr_count(
        "The classes are unbalanced: {names} has {few:,} of the {every:,} training pictures. Of their {pictures} "
        "{recall} are found ({found:,} of {of:,}), of the others {usual}.",
        "The classes are unbalanced: {names} have {few:,} of the {every:,} training pictures. Of their {pictures} "
        "{recall} are found ({found:,} of {of:,}), of the others {usual}.",
        len(rare),
        names=figures.classes(_name(case, number) for number in rare),
        few=sum(case.counts[number] for number in rare),
        every=sum(case.counts),
        pictures=seen.pictures,
        recall=figures.share(recall),
        found=found,
        of=of,
        usual=figures.share(usual),
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
        return _Seen(predicted, tuple(map(sum, rows)), right, tr("test pictures"))
    if case.health and case.health[-1].true and case.health[-1].pictures >= _LEAST_PICTURES:
        look = case.health[-1]
        pictures = tr("validation pictures tried after epoch {epoch}", epoch=look.epoch)
        return _Seen(look.predicted, look.true, (), pictures)
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
    return case.labels[number] if number < len(case.labels) else tr("class {number}", number=number)


def _counted(case: Case, seen: _Seen, number: int) -> str:
    words = {"count": seen.true[number], "pictures": seen.pictures, "called": seen.predicted[number]}
    told = (
        tr("{count:,} {pictures}, {called:,} called so, {right:,} of them rightly", right=seen.right[number], **words)
        if seen.right
        else tr("{count:,} {pictures}, {called:,} called so", **words)
    )
    if number < len(case.counts):
        told = tr_count(
            "{count:,} training picture; {rest}",
            "{count:,} training pictures; {rest}",
            case.counts[number],
            rest=told,
        )
    return f"{figures.classes((_name(case, number),))}: {told}"
