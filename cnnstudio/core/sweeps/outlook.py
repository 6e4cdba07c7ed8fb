"""What a sweep by TPE may come to before its combinations are known: how many runs at most, and for how long."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import fmean

from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.foretold import Judge, what_will_run
from cnnstudio.core.sweeps.pace import Pace
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import MOST_VALUES, Listed, Over

MOST_LOOKED_AT = 200
"""Combinations that are looked at one by one where there are no more."""

_SAMPLE = 40
"""So many are drawn where there are, by which the others are judged."""


@dataclass(frozen=True)
class Outlook:
    """What there is to choose from, and what is trained of it at most.

    Attributes:
        there: How many combinations there are; None where they are too many to look at, or without end.
        impossible: How many of these cannot be trained; 0 where they were not looked at.
        most: Combinations that are trained at most.
        seconds: That all their runs take one after the other, seeds counted in; None where that is not known.
    """

    there: int | None
    impossible: int
    most: int
    seeds: int
    seconds: float | None

    @property
    def runs(self) -> int:
        """How many are trained at most."""
        return self.most * self.seeds


def outlook(project: Project, judge: Judge, pace: Pace | None, look: Callable[[], object] = lambda: None) -> Outlook:
    """Looks at all of them, or at some that are drawn.

    Raises what ``look`` does.

    Args:
        look: Called before each combination that is looked at.
    """
    sweep = project.sweep
    listed = listed_instead(sweep)
    there = listed.method == "grid"
    found = []
    for _, foretold in what_will_run(replace(project, sweep=listed), judge):
        look()
        found.append(foretold)
    can = [each for each in found if not each.why_not]
    most = min(sweep.most_tried, len(can)) if there else sweep.most_tried
    seconds = fmean(map(pace.of, (each.effort for each in can))) if can and pace is not None else None
    return Outlook(
        there=len(found) if there else None,
        impossible=len(found) - len(can) if there else 0,
        most=most,
        seeds=sweep.seeds,
        seconds=None if seconds is None else seconds * most * sweep.seeds,
    )


def listed_instead(sweep: Sweep) -> Sweep:
    """A sweep over the same whose combinations can be listed: all there are, or where these are many some drawn."""
    overs = [_every(one.over) for one in sweep.varied]
    known = [each for each in overs if each is not None]
    size = math.prod(len(each.values) for each in known)
    if len(known) < len(overs) or size > MOST_LOOKED_AT:
        return replace(sweep, method="random", most=_SAMPLE)
    varied = tuple(replace(one, over=over) for one, over in zip(sweep.varied, known, strict=True))
    return replace(sweep, method="grid", most=max(1, size), varied=varied)


def _every(over: Over) -> Listed | None:
    """All values; None where they are without end, or more than a list has."""
    if isinstance(over, Listed):
        return over
    if over.count_of_all is None or over.count_of_all > MOST_VALUES:
        return None
    return Listed(tuple(range(int(over.low), int(over.high) + 1)))
