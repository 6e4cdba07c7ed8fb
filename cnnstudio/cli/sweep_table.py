"""What ``cnnstudio sweep`` prints on standard output: what will run, or what came of it."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cnnstudio.cli.output import cut, print_table, say
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run_table import Column
from cnnstudio.core.sweeps import table
from cnnstudio.core.sweeps.combinations import Combination
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.foretold import Foretold
from cnnstudio.core.sweeps.news import SweepEnded
from cnnstudio.core.sweeps.outlook import Outlook
from cnnstudio.core.sweeps.pace import Pace
from cnnstudio.core.sweeps.standing import counts
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.training.memory import in_words as memory_in_words
from cnnstudio.core.words import duration, number

_BOUNDED, _BOUNDED_WORDS = 60, 160
"""A cell has at most so many signs, since a terminal's line has little room; more in the last column, with reasons."""


def print_trials(experiment: Experiment) -> None:
    """The trials that are over, the best first, then those without a score in their order."""
    sweep = experiment.project.sweep
    chosen = [each for each in table.columns(experiment.project) if each.key != "seed" or sweep.seeds > 1]
    score = next(each for each in chosen if each.key == "score")
    over = replace(experiment, trials=tuple(trial for trial in experiment.trials if trial.is_over))
    rows = table.sorted_by(table.rows(over), score, descending=sweep.maximises)
    if all(row["reason"] is None for row in rows):
        chosen = [each for each in chosen if each.key != "reason"]
    _print(chosen, rows)


def print_will_run(
    project: Project, found: Sequence[tuple[Combination, Foretold]], pace: Pace | None, workers: int | None
) -> None:
    """The combinations with what is foretold of each, and how many runs they are."""
    settings = [each for each in table.columns(project) if each.key in map(str, project.sweep.places)]
    head = [Column("number", tr("No.")), *settings, Column("parameters", tr("Parameters"), number)]
    more = [Column("memory", tr("Memory"), memory_in_words), Column("seconds", tr("Time"), duration)]
    why_not = Column("why_not", tr("Why it cannot be trained"), is_number=False)
    rows = [_foretold(project, each, foretold, pace) for each, foretold in found]
    impossible = sum(row["why_not"] is not None for row in rows)
    _print([*head, *more, *([why_not] if impossible else [])], rows)
    say(will_run_in_words(project, len(rows), impossible, [row["seconds"] for row in rows], workers))


def will_run_in_words(
    project: Project, all_: int, impossible: int, seconds: Sequence[float | None], workers: int | None
) -> str:
    """ "36 of 40 combinations can be trained, 4 cannot; 36 × 3 seeds = 108 runs; about 2 h 10 min one by one.".

    Args:
        workers: As ``sweep_crew.workers_here`` gives it.
    """
    can, seeds = all_ - impossible, project.sweep.seeds
    parts = []
    if impossible:
        given = {"can": can, "all": all_, "cannot": impossible}
        parts.append(tr("{can:,} of {all:,} can be trained, {cannot:,} cannot", **given))
    parts.append(_times(can, seeds) + _runs(can * seeds))
    known = [each for each in seconds if each is not None]
    if known:
        parts.append(_time(sum(known) * seeds, workers))
    return f"{'; '.join(parts)}."


def outlook_in_words(sweep: Sweep, found: Outlook, workers: int | None) -> str:
    """ "At most 8 × 2 seeds = 16 runs: of all 12 combinations 4 cannot be trained; about 3 min one after the other.".

    Behind it stands how they are chosen.
    """
    text = tr("At most {runs}", runs=_times(found.most, found.seeds) + _runs(found.runs))
    if found.impossible:
        given = {"all": found.there, "cannot": found.impossible}
        text += tr(": of all {all:,} combinations {cannot:,} cannot be trained", **given)
    if found.seconds is not None:
        text = f"{text}; {_time(found.seconds, workers)}"
    chosen = tr(
        "The first {count:,} are drawn at random; each next one depends on those before it.", count=sweep.drawn_first
    )
    if sweep.drawn_first >= sweep.most_tried:
        chosen = tr("All are drawn at random.")
    return f"{text}. {chosen}"


def _times(combinations: int, seeds: int) -> str:
    """ "36 × 3 seeds = "; empty for one seed."""
    return tr("{count:,} × {seeds:,} seeds = ", count=combinations, seeds=seeds) if seeds > 1 else ""


def _time(seconds: float, workers: int | None) -> str:
    """How long it takes where it is trained, from what it takes one run after the other.

    Workers of this machine share its cores: they take from their part of that to as long as one alone.
    """
    alone = duration(seconds)
    if workers is None:
        return tr("about {alone} of training, shared among the workers of the cluster", alone=alone)
    if workers < 2:
        return tr("about {alone} one after the other", alone=alone)
    return tr(
        "about {least} to {alone} with {workers:,} at once",
        least=duration(seconds / workers),
        alone=alone,
        workers=workers,
    )


def to_plain(experiment: Experiment, ended: SweepEnded, seconds: float) -> dict[str, Any]:
    """The end of a sweep as JSON values.

    Args:
        seconds: Of wall clock, this time.
    """
    found, best = counts(experiment), experiment.best
    return {
        "experiment": experiment.number,
        "total": found.total,
        "done": found.done,
        "failed": found.failed,
        "pruned": found.pruned,
        "impossible": found.impossible,
        "best": None if best is None else _plain(experiment, best),
        "trials": [_plain(experiment, trial) for trial in experiment.trials],
        "seconds": seconds,
        "stopped": not ended.done,
    }


def foretold_to_plain(
    project: Project, found: Sequence[tuple[Combination, Foretold]], pace: Pace | None
) -> dict[str, Any]:
    """What will run as JSON values."""
    rows = [_foretold(project, each, foretold, pace) for each, foretold in found]
    impossible = sum(row["why_not"] is not None for row in rows)
    known = [row["seconds"] for row in rows if row["seconds"] is not None]
    places = list(map(str, project.sweep.places))
    told = ("number", "parameters", "memory", "seconds", "why_not")
    combinations = [
        {**{name: row[name] for name in told}, "values": {name: row[name] for name in places}} for row in rows
    ]
    return {
        "runs": (len(rows) - impossible) * project.sweep.seeds,
        "at_most": False,
        "impossible": impossible,
        "seconds": math.fsum(known) * project.sweep.seeds if known else None,
        "combinations": combinations,
    }


def outlook_to_plain(found: Outlook) -> dict[str, Any]:
    """What may run of a sweep by TPE as JSON values: as many runs at most, and of all that there is to try."""
    return {
        "runs": found.runs,
        "at_most": True,
        "impossible": found.impossible,
        "seconds": found.seconds,
        "combinations": [],
    }


def _foretold(project: Project, combination: Combination, foretold: Foretold, pace: Pace | None) -> dict[str, Any]:
    known = not foretold.why_not
    values = dict(zip(map(str, project.sweep.places), combination.values, strict=True))
    return {
        "number": combination.number,
        **values,
        "parameters": foretold.parameters or None,
        "memory": foretold.memory or None,
        "seconds": pace.of(foretold.effort) if known and pace is not None else None,
        "why_not": foretold.why_not or None,
    }


def _plain(experiment: Experiment, trial: Trial) -> dict[str, Any]:
    values = dict(zip(map(str, experiment.project.sweep.places), trial.values, strict=True))
    return {
        "trial": trial.number,
        "combination": trial.combination,
        "values": values,
        "seed": trial.seed,
        "status": trial.status,
        "score": trial.score,
        "run": trial.run,
        "seconds": trial.seconds,
        "reason": trial.reason,
    }


def _print(chosen: Sequence[Column], rows: Sequence[table.Row]) -> None:
    right = [place for place, column in enumerate(chosen) if column.is_number]
    print_table([column.title for column in chosen], [[_cut(each, row) for each in chosen] for row in rows], right)


def _cut(column: Column, row: table.Row) -> str:
    return cut(column.text(row), _BOUNDED_WORDS if column.key in ("reason", "why_not") else _BOUNDED)


def _runs(count: int) -> str:
    return tr_count("{count:,} run", "{count:,} runs", count)
