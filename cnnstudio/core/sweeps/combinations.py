"""The combinations of a sweep, as projects that can be trained."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.place import (
    Parts,
    Place,
    bringing,
    known_setting,
    owner_of,
    put,
    setting_at,
    settings,
    short_label,
)
from cnnstudio.core.sweeps.sweep import NO_SWEEP, Sweep
from cnnstudio.core.sweeps.varied import Over, Span
from cnnstudio.core.words import number

if TYPE_CHECKING:
    from cnnstudio.core.project import Project

_TRIES = 20
"""Draws for each combination that is wanted, before there are taken to be no more new ones."""

Values = tuple[Any, ...]
"""One value for each setting that varies, in their order."""


@dataclass(frozen=True)
class Combination:
    """Values of the settings that vary, and the project they make.

    Attributes:
        number: From 1, in the order in which they are tried.
        values: In the order of the sweep; None for a setting that is not there beside the others, as the momentum of an
            optimiser that has none.
        project: Without a sweep of its own; None where the values cannot stand together.
        why_not: Why they cannot, in words; empty where they can. Whether what they make can be trained is another
            question.
    """

    number: int
    values: Values
    project: "Project | None"
    why_not: str = ""


def combine(project: "Project", values: Values, number: int = 1) -> Combination:
    """The project with these values of the settings that vary in it."""
    sweep = project.sweep
    given = {place: value for place, value in zip(sweep.places, values, strict=True) if value is not None}
    try:
        found = put(project, given)
        made = replace(
            project,
            network=found.network,
            data=found.data,
            preprocessing=found.preprocessing,
            plan=found.plan,
            sweep=NO_SWEEP,
        )
    except SpecError as error:
        return Combination(number, values, None, str(error))
    return Combination(number, tuple(found.taken.get(place) for place in sweep.places), made)


def combinations(project: "Project") -> Iterator[Combination]:
    """Those of a grid, or drawn at random; each project once, no more than the sweep asks for.

    Of a grid that has more, as many are drawn at random: the first of them would hardly differ.

    Raises SpecError for a method whose combinations follow from the scores of those before.
    """
    sweep = project.sweep
    if sweep.method == "tpe":
        raise SpecError(tr("Which combinations come follows from how the first ones do."))
    if sweep.method == "random":
        drawn = _drawn(sweep, lambda over, share: over.at(share))
    elif is_capped(sweep):
        drawn = _drawn(sweep, lambda over, share: over.points[int(share * len(over.points))])
    else:
        drawn = _grid(sweep)
    seen: set[Project] = set()
    count = 0
    for values in drawn:
        found = combine(project, values, count + 1)
        if found.project is not None:
            if found.project in seen:
                continue
            seen.add(found.project)
        count += 1
        yield found
        if count == sweep.most:
            return


def is_blank(project: "Project", place: Place) -> bool:
    """Whether the setting, or what has it, is still to be filled in, so that it has no value to vary around."""
    whose = place.setting.partition(".")[0]  # of an optimiser that is blank the settings would tell which it is
    blanks = Blank(place.node, place.setting), Blank(place.node, whose)
    return place.part in ("network", "plan") and any(each in project.blanks for each in blanks)


def settings_to_vary(project: "Project") -> dict[Place, Setting]:
    """Every setting that can vary in the sweep of a project; also those that an optimiser or schedule of it brings.

    Those that are still to be filled in cannot.
    """
    found = settings(project)
    for owner, parts in _bringing(project):
        brought = settings(parts).items()
        found |= {place: each for place, each in brought if place.setting.startswith(f"{owner.setting}.")}
    return {place: each for place, each in found.items() if not is_blank(project, place)}


def parts_with(project: "Project", place: Place) -> Parts | None:
    """The project as it is or with a value of its sweep, so that the setting is there; None where nothing brings it."""
    if setting_at(project, place) is not None:
        return project
    return next((parts for _, parts in _bringing(project) if setting_at(parts, place) is not None), None)


def _bringing(project: "Project") -> Iterator[tuple[Place, Parts]]:
    """The project with each of the optimisers and schedules over which its sweep varies."""
    for owner in (Place("plan", "optimizer"), Place("plan", "schedule")):
        one = project.sweep.over(owner)
        for value in () if one is None else one.over.points:
            yield owner, put(project, {owner: value})


def only_with(project: "Project", place: Place) -> str:
    """With which of the optimisers or schedules of its sweep a setting is there: "only with SGD and RMSprop".

    Empty where it is there with all of them.
    """
    owner = owner_of(place)
    one = None if owner is None else project.sweep.over(owner)
    if one is None or owner is None:
        return ""
    found = [each for each in one.over.points if each in bringing(place)]
    if not found or len(found) == len(one.over.points):
        return ""
    *first, last = (value_in_words(known_setting(project, owner), each) for each in found)
    if not first:
        return tr("only with {name}", name=last)
    return tr("only with {first} and {last}", first=", ".join(first), last=last)


def grid_size(sweep: Sweep) -> int:
    """How many combinations of values there are, each once; some may be no project."""
    return sum(math.prod(map(len, ranges)) for ranges in _ranges(sweep))


def is_capped(sweep: Sweep) -> bool:
    """Whether it is a grid that has more combinations than are trained."""
    return sweep.method == "grid" and grid_size(sweep) > sweep.most


def seeds(project: "Project") -> tuple[int, ...]:
    """The seeds with which each combination is trained, beginning with the project's own."""
    return tuple((project.plan.seed + more) % 2**31 for more in range(project.sweep.seeds))


def with_seed(project: "Project", seed: int) -> "Project":
    """The project trained with another seed; its pictures stay the same."""
    return replace(project, plan=replace(project.plan, seed=seed))


def in_words(project: "Project", values: Values) -> str:
    """ "learning_rate 0.01 · conv2d_1.filters 32"."""
    said = ((one, value) for one, value in zip(project.sweep.varied, values, strict=True) if value is not None)
    return " · ".join(
        f"{short_label(one.place)} {value_in_words(known_setting(project, one.place), value, one.over)}"
        for one, value in said
    )


def value_in_words(setting: Setting | None, value: Any, over: Over | None = None) -> str:
    """A value as a person reads it: "3 × 3", "on", "0.001", "ReLU".

    Args:
        over: What it was taken from; of a number from a range three digits say enough.
    """
    if isinstance(over, Span) and isinstance(value, (int, float)):
        value = over.short(value)
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, tuple):
        return " × ".join(number(one) for one in value)
    if setting is not None and value in setting.names:
        return str(setting.names[value])
    return number(value) if isinstance(value, (int, float)) else str(value)


def _ranges(sweep: Sweep) -> Iterator[tuple[Sequence[int], ...]]:
    """The combinations of a grid as numbers of points, for each of its optimisers and schedules.

    Of a setting that one of these has not, its first point stands for all.
    """
    owners = {one.place: one.over.points for one in sweep.varied if one.place in map(owner_of, sweep.places)}
    whole = [range(len(one.over.points)) for one in sweep.varied]
    columns = {owner: sweep.places.index(owner) for owner in owners}
    brought = [(column, owner_of(place), bringing(place)) for column, place in enumerate(sweep.places)]
    for chosen in itertools.product(*(enumerate(points) for points in owners.values())) if sweep.varied else ():
        with_it = dict(zip(owners, chosen, strict=True))
        ranges: list[Sequence[int]] = [*whole]
        for owner, column in columns.items():
            ranges[column] = (with_it[owner][0],)
        for column, by, names in brought:
            if by in owners and with_it[by][1] not in names:
                ranges[column] = range(1)
        yield tuple(ranges)


def _grid(sweep: Sweep) -> Iterator[Values]:
    """The values of every combination; the last setting changes fastest."""
    ranges = list(_ranges(sweep))
    found = itertools.chain.from_iterable(itertools.product(*each) for each in ranges)
    points = [one.over.points for one in sweep.varied]
    for numbers in found if len(ranges) == 1 else sorted(found):
        yield tuple(each[number] for each, number in zip(points, numbers, strict=True))


def _drawn(sweep: Sweep, pick: Callable[[Over, float], Any]) -> Iterator[Values]:
    """Values drawn at random, of each setting by ``pick`` at a share; ends where nothing new comes any more."""
    if not sweep.varied:
        return
    seen: set[Values] = set()
    for shares in itertools.islice(_shares(sweep), _TRIES * sweep.most):
        values = tuple(pick(one.over, share) for one, share in zip(sweep.varied, shares, strict=True))
        if values not in seen:
            seen.add(values)
            yield values


def _shares(sweep: Sweep) -> Iterator[list[float]]:
    """A share for each setting, again and again.

    The first ones, as many as are wanted, are a Latin hypercube (McKay, Beckman and Conover 1979, section 2.3): of as
    many equal parts of its way each setting has one in each, so that none is left out by chance.
    """
    generator, count = np.random.default_rng(sweep.seed), len(sweep.varied)
    parts = generator.permuted(np.tile(np.arange(sweep.most), (count, 1)), axis=1)
    yield from ((parts + generator.random(parts.shape)) / sweep.most).T.tolist()
    while True:
        yield generator.random(count).tolist()
