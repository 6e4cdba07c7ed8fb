"""Why combinations of a sweep cannot be trained, in a few sentences: alike ones together, by the value they share."""

from collections.abc import Sequence
from itertools import combinations

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import value_in_words
from cnnstudio.core.sweeps.place import known_setting, label
from cnnstudio.gui.sweeps.will_run_model import Line

_MOST = 3
"""Sentences; the rest stands in the rows of the table."""

_MOST_LOOKED_AT = 8
"""Settings of which any two may be what these share."""


def without_copy(project: Project, why_not: str) -> str:
    """A reason without the name of a layer that the project has not, as of a copy that a repetition would make."""
    name, colon, rest = why_not.partition(": ")
    if not colon or " " in name or project.network.path_of(name) is not None or "_" not in name:
        return why_not
    return rest


def reasons(project: Project, lines: Sequence[Line]) -> str:
    """ "4 cannot run with Times in a row of pool_1 at 4: The window …"; empty where all can."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if line.foretold.why_not:
            groups.setdefault(line.foretold.why_not, []).append(line)
    largest = sorted(groups.items(), key=lambda group: -len(group[1]))
    can = [line for line in lines if not line.foretold.why_not]
    said = [_sentence(project, why_not, cannot, can) for why_not, cannot in largest[:_MOST]]
    left = sum(len(cannot) for _, cannot in largest[_MOST:])
    if left:
        said.append(
            tr_count(
                "{count:,} more cannot run for other reasons: see the last column.",
                "{count:,} more cannot run for other reasons: see the last column.",
                left,
            )
        )
    return "\n".join(said)


def _sentence(project: Project, why_not: str, cannot: Sequence[Line], can: Sequence[Line]) -> str:
    named = _shared(project, cannot, can)
    count = len(cannot)
    if not named:
        return tr_count("{count:,} cannot run: {why}", "{count:,} cannot run: {why}", count, why=why_not)
    return tr_count(
        "{count:,} cannot run with {values}: {why}",
        "{count:,} cannot run with {values}: {why}",
        count,
        values=named,
        why=why_not,
    )


def _shared(project: Project, cannot: Sequence[Line], can: Sequence[Line]) -> str:
    """The value, or the two, that all of these have and none that can run; empty where there are none."""
    if not can:
        return ""
    with_it: dict[int, set[int]] = {}
    """Those that can run with the same value, of each setting that has but one in these."""
    for at in range(len(project.sweep.places)):
        values = {line.values[at] for line in cannot}
        if len(values) == 1 and len(with_it) < _MOST_LOOKED_AT:
            with_it[at] = {number for number, line in enumerate(can) if line.values[at] in values}
    alone = (at for at, found in with_it.items() if not found)
    together = (pair for pair in combinations(with_it, 2) if with_it[pair[0]].isdisjoint(with_it[pair[1]]))
    found = next(((at,) for at in alone), None) or next(together, ())
    named = [_named(project, at, cannot[0]) for at in found]
    return tr("{first} and {last}", first=named[0], last=named[1]) if len(named) > 1 else "".join(named)


def _named(project: Project, at: int, line: Line) -> str:
    """ "Padding of conv2d_1 at valid"."""
    place = project.sweep.places[at]
    return tr(
        "{setting} at {value}",
        setting=label(project, place),
        value=value_in_words(known_setting(project, place), line.values[at]),
    )
