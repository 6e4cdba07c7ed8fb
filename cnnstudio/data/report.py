"""What is to be known about data before a network learns from them: how many there are of what, and what is odd."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr, tr_count, tr_in
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.data import duplicates
from cnnstudio.data.dataset import DataSet, counts_of
from cnnstudio.data.duplicates import Duplicates, Twin
from cnnstudio.data.split import Division, divide
from cnnstudio.data.watch import NOBODY, Watch

_UNBALANCED = 3
"""How many times the pictures of the smallest class the largest may have before it is said."""

_DETAILS = 200
_FEW_NAMES = 4

_PLACES = {
    "train": tr_in("part of the data", "training"),
    "validation": tr_in("part of the data", "validation"),
    "test": tr_in("part of the data", "test"),
    "unused": tr_in("part of the data", "unused"),
}


@dataclass(frozen=True)
class Counts:
    """How many pictures each class has in each part, in the order of the classes.

    Attributes:
        validation: What is held back of the training part; the test part's where that serves for validation.
        unused: What a subset leaves out.
    """

    labels: tuple[str, ...]
    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]
    unused: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """What was found, the most important of each kind first; those of the reading come before all others."""

    findings: tuple[Finding, ...]
    counts: Counts


def report(
    data: DataSet,
    recipe: DataRecipe,
    watch: Watch = NOBODY,
    found: Duplicates | None = None,
    division: Division | None = None,
) -> Report:
    """The report on data divided as the recipe says.

    Args:
        division: What the recipe makes of the training pictures, where that is known already.
        found: The duplicates in the data where they are known already; looking for them is what takes long.

    Raises LoadingStopped.
    """
    findings = list(data.findings)
    try:
        division = division or divide(data.y_train, recipe)
    except StudioError as error:
        findings.append(Finding(str(error), "problem"))
        none = np.empty(0, np.intp)
        division = Division(np.arange(len(data.y_train)), none, none)
    counts = _counts(data, division, recipe)
    findings += _classes(counts)
    findings += _parts(data, recipe)
    findings += _twice(data, division, recipe, duplicates.find(data, watch) if found is None else found)
    return Report(tuple(findings), counts)


def _counts(data: DataSet, division: Division, recipe: DataRecipe) -> Counts:
    on_test = recipe.validation == recipe.TEST
    return Counts(
        data.labels,
        counts_of(data.y_train[division.train], data.classes),
        counts_of(data.y_test if on_test else data.y_train[division.validation], data.classes),
        counts_of(data.y_test, data.classes),
        counts_of(data.y_train[division.unused], data.classes),
    )


def _classes(counts: Counts) -> Iterable[Finding]:
    """One class only, classes without pictures, classes with far more than others."""
    together = [sum(each) for each in zip(counts.train, counts.validation, counts.test, counts.unused, strict=True)]
    there = [number for number, count in enumerate(together) if count]
    if len(there) == 1:
        name = _name(counts, there[0])
        yield Finding(
            tr("All pictures are of one class, {name}: there is nothing to tell apart.", name=name), "problem"
        )
        return
    empty = [number for number, count in enumerate(together) if not count]
    if empty:
        yield Finding(
            tr_count(
                "The class {names} has no picture at all.",
                "The classes {names} have no picture at all.",
                len(empty),
                names=_names(counts, empty),
            ),
            "caution",
        )
    for part, tone in (("train", "problem"), ("validation", "caution"), ("test", "caution")):
        missing = [number for number in there if not getattr(counts, part)[number]]
        if missing and sum(getattr(counts, part)):
            why = tr("A network cannot learn what it never sees.") if part == "train" else ""
            text = tr_count(
                "The class {names} has no {part} picture.",
                "The classes {names} have no {part} picture.",
                len(missing),
                names=_names(counts, missing),
                part=_PLACES[part],
            )
            yield Finding(
                f"{text} {why}" if why else text,
                "problem" if tone == "problem" else "caution",
                tuple(plain(counts.labels[number], 80) for number in missing[:_DETAILS]),
            )
    yield from _balance(counts)


def _balance(counts: Counts) -> Iterable[Finding]:
    have = [(count, number) for number, count in enumerate(counts.train) if count]
    if len(have) < 2:
        return
    (least, small), (most, large) = min(have), max(have)
    if most < _UNBALANCED * least:
        return
    share = most / sum(counts.train)
    order = sorted(have, reverse=True)
    yield Finding(
        tr(
            "The classes are unbalanced: {large} has {most:,} training pictures, {small} {least:,}. "
            "A network that always says {large} is right for {percent:.0f} % of them.",
            large=_name(counts, large),
            most=most,
            small=_name(counts, small),
            least=least,
            percent=100 * share,
        ),
        "caution",
        tuple(f"{plain(counts.labels[number], 80)}: {local(f'{count:,}')}" for count, number in order[:_DETAILS]),
    )


def _parts(data: DataSet, recipe: DataRecipe) -> Iterable[Finding]:
    if recipe.validation == recipe.TEST:
        yield Finding(TEST_VALIDATES, "caution")
    if not data.own_test:
        share = 100 * len(data.y_test) / (len(data.y_train) + len(data.y_test))
        yield Finding(
            tr(
                "The data have no test part of their own: {count:,} pictures, {percent:.0f} % of each class, "
                "were set aside as one, drawn by the seed {seed}.",
                count=len(data.y_test),
                percent=share,
                seed=recipe.seed,
            )
        )


def _twice(data: DataSet, division: Division, recipe: DataRecipe, found: Duplicates) -> Iterable[Finding]:
    """Pictures that are there more than once: across parts, which flatters the test; with two labels; within one."""
    place = np.full(len(data.y_train), "unused", dtype="<U10")
    place[division.train], place[division.validation] = "train", "validation"

    def where(twin: Twin) -> str:
        return "test" if twin.part == "test" else str(place[twin.number])

    groups = [[(where(twin), twin) for twin in group] for group in found.groups]
    pairs = (("train", "test"), ("train", "validation"), ("validation", "test"))
    for one, other in pairs:
        both = [group for group in groups if {one, other} <= {part for part, _ in group}]
        if both:
            count = sum(part == other for group in both for part, _ in group)
            yield _across(data, one, other, count, both)
    differing = [group for group in groups if len({_label(data, twin) for _, twin in group}) > 1]
    if differing:
        text = tr_count(
            "{count:,} picture is there more than once, with different classes: at most one can be right.",
            "{count:,} pictures are there more than once, with different classes: at most one can be right.",
            len(differing),
        )
        yield Finding(text, "caution", _lines(data, differing))
    within = [group for group in groups if len({part for part, _ in group}) == 1]
    if within:
        more = sum(len(group) - 1 for group in within)
        text = tr_count(
            "{count:,} picture is more than once in the same part: {more:,} could be left out.",
            "{count:,} pictures are more than once in the same part: {more:,} could be left out.",
            len(within),
            more=more,
        )
        yield Finding(text, "note", _lines(data, within))


def _across(data: DataSet, one: str, other: str, count: int, groups: Sequence[Sequence[tuple[str, Twin]]]) -> Finding:
    by_heart, dependent = tr("the network can know them by heart"), tr("the two parts are not independent")
    text = tr_count(
        "{count:,} {others} picture is among the {ones} pictures too, pixel for pixel: {what}.",
        "{count:,} {others} pictures are among the {ones} pictures too, pixel for pixel: {what}.",
        count,
        ones=_PLACES[one],
        others=_PLACES[other],
        what=by_heart if one == "train" else dependent,
    )
    total = len(data.y_test) if other == "test" else len(data.y_train)
    tone = "caution" if 100 * count < total or one != "train" else "problem"
    return Finding(text, "problem" if tone == "problem" else "caution", _lines(data, groups))


def _lines(data: DataSet, groups: Sequence[Sequence[tuple[str, Twin]]]) -> tuple[str, ...]:
    lines = [
        " = ".join(
            f"{_PLACES[part]} {_file(data, twin)} ({plain(data.labels[_label(data, twin)], 30)})"
            for part, twin in group[:_FEW_NAMES]
        )
        + (tr(" = {count:,} more", count=len(group) - _FEW_NAMES) if len(group) > _FEW_NAMES else "")
        for group in groups[:_DETAILS]
    ]
    return (*lines, tr("and {count:,} more", count=len(groups) - _DETAILS)) if len(groups) > _DETAILS else tuple(lines)


def _file(data: DataSet, twin: Twin) -> str:
    """The file of a picture, or its number in its part of the source."""
    name = data.originals.name(twin.part, twin.number) if data.originals else ""
    if name:
        return plain(name)
    return tr("no. {number:,}", number=twin.number)


def _label(data: DataSet, twin: Twin) -> int:
    return int((data.y_train if twin.part == "train" else data.y_test)[twin.number])


def _names(counts: Counts, numbers: Sequence[int]) -> str:
    shown = ", ".join(_name(counts, number) for number in numbers[:_FEW_NAMES])
    if len(numbers) > _FEW_NAMES:
        return tr("{names} and {count:,} more", names=shown, count=len(numbers) - _FEW_NAMES)
    return shown


def _name(counts: Counts, number: int) -> str:
    return tr("“{name}”", name=plain(counts.labels[number], 30))
