"""What a sweep will come to, in words."""

from dataclasses import dataclass

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.sweeps.combinations import grid_size, is_capped
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.training import memory
from cnnstudio.core.words import duration
from cnnstudio.gui.experiments.experiments import HERE, Where

NOTHING_VARIES = tr("Nothing varies yet.")


@dataclass(frozen=True)
class Tally:
    """How many of the combinations that were looked at can be trained.

    Attributes:
        seconds: That all of their runs take one after the other, seeds counted in; None where that is not known. By TPE
            as many as it tries at most.
        complete: Whether all were looked at.
        why_not: Why the first that cannot be trained cannot.
        largest: Bytes that the largest of them takes.
        drawn: Whether they are some that were drawn to see what those of TPE may be like, and not all there are.
    """

    can: int = 0
    cannot: int = 0
    seconds: float | None = None
    complete: bool = False
    why_not: str = ""
    largest: int = 0
    drawn: bool = False

    @property
    def total(self) -> int:
        return self.can + self.cannot


def in_words(sweep: Sweep, tally: Tally, where: Where = HERE) -> str:
    """ "36 of 40 can run, 4 cannot; 36 × 3 seeds = 108 runs; about 2 h 10 min"; of more "20 of 48, drawn at random"."""
    if not sweep.varied:
        return NOTHING_VARIES
    if sweep.method == "tpe":
        return _of_tpe(sweep, tally, where)
    parts = [_can_run(sweep, tally), _runs(sweep, tally.can)] if tally.total else []
    if not tally.complete:
        return "; ".join(filter(None, (*parts, tr("counting…")))) if parts else tr("Counting…")
    if tally.can:
        parts.append(_time(sweep, tally.seconds, where))
    return f"{'; '.join(filter(None, parts))}."


def seconds_of_each(sweep: Sweep, tally: Tally) -> float | None:
    """How long a run is likely to take; None where that is not known."""
    runs = (most_runs(sweep, tally) if sweep.method == "tpe" else tally.can) * sweep.seeds
    return None if tally.seconds is None or not runs else tally.seconds / runs


def why_no_time(tally: Tally) -> str:
    """Why no time is foretold; empty where one is."""
    if not tally.complete or not tally.can or tally.seconds is not None:
        return ""
    return tr("How long it takes is foretold once a run of this project has been trained on these pictures.")


def memory_caution(tally: Tally, free: int, at_once: int) -> str:
    """What is to be heeded of the memory that is free at the moment; empty where it is enough."""
    need = tally.largest * at_once
    if not tally.complete or not tally.can or need <= memory.MAX_SHARE * free:
        return ""
    needed, is_free = memory.in_words(need), memory.in_words(free)
    if at_once > 1:
        return tr(
            "{count:,} of them at once take about {need} of memory; {free} are free at the moment.",
            count=at_once,
            need=needed,
            free=is_free,
        )
    return tr(
        "The largest of them takes about {need} of memory; {free} are free at the moment.", need=needed, free=is_free
    )


def how_chosen(sweep: Sweep) -> str:
    """How TPE comes to its combinations."""
    first = sweep.drawn_first
    if first == sweep.most_tried:
        return tr("All are drawn at random: TPE cannot learn from so few.")
    return tr("The first {first:,} are drawn at random; each next one depends on those before it.", first=first)


def _can_run(sweep: Sweep, tally: Tally) -> str:
    if is_capped(sweep):
        drawn = tr("{count:,} of {all:,} combinations, drawn at random", count=tally.total, all=grid_size(sweep))
        able = tr("{can:,} can run, {cannot:,} cannot", can=tally.can, cannot=tally.cannot)
        return f"{drawn}; {able}" if tally.cannot else drawn
    if not tally.cannot:
        return tr_count("{count:,} combination", "{count:,} combinations", tally.total)
    if not tally.can:
        return (
            tr("The one combination cannot run")
            if tally.total == 1
            else tr("None of {count:,} combinations can run", count=tally.total)
        )
    return tr("{can:,} of {all:,} can run, {cannot:,} cannot", can=tally.can, all=tally.total, cannot=tally.cannot)


def _runs(sweep: Sweep, can: int) -> str:
    if not can or sweep.seeds == 1:
        return ""
    return tr("{can:,} × {seeds:,} seeds = {runs:,} runs", can=can, seeds=sweep.seeds, runs=can * sweep.seeds)


def _time(sweep: Sweep, seconds: float | None, where: Where) -> str:
    limit = sweep.minutes * 60
    if seconds is None:
        return tr("no run begins after {time}", time=duration(limit)) if limit else ""
    words = _where(seconds, where)
    if limit and limit < seconds:
        return tr("{told}, and none begins after {time}", told=words, time=duration(limit))
    return words


def _where(seconds: float, where: Where) -> str:
    """How long it takes at a place, from what it takes one after the other.

    Workers on this machine share its cores, of which one training may use all or hardly more than one: between what
    they take if they hold each other up and what they take if they do not. Those of a cluster are not known before.
    """
    alone = duration(_rough(seconds))
    if where.address:
        return tr("about {time} of training, shared among the workers of the cluster", time=alone)
    if not where.workers:
        return tr("about {time} one after the other", time=alone)
    return tr(
        "about {shortest} to {longest} with {count:,} at once",
        shortest=duration(_rough(seconds / where.workers)),
        longest=alone,
        count=where.workers,
    )


def most_runs(sweep: Sweep, tally: Tally) -> int:
    """Combinations that TPE trains at most: of those that were all looked at no more than can be trained."""
    return sweep.most_tried if tally.drawn or not tally.complete else min(sweep.most_tried, tally.can)


def _rough(seconds: float) -> float:
    """Two digits of what is only about so: 2 h 10 min and not 2 h 13 min."""
    for step, above in ((600, 7200), (300, 3600), (60, 600), (10, 60)):
        if seconds >= above:
            return step * round(seconds / step)
    return max(seconds, 1)


def _of_tpe(sweep: Sweep, tally: Tally, where: Where) -> str:
    """ "Up to 8 combinations × 2 seeds = 16 runs; about 50 s one after the other. 4 of the 12 there are cannot."."""
    if tally.complete and tally.cannot and not tally.can and not tally.drawn:
        return tr_count("The one combination cannot run.", "None of {count:,} combinations can run.", tally.total)
    count = most_runs(sweep, tally)
    if sweep.seeds > 1:
        runs = tr_count(
            "Up to {count:,} combination × {seeds:,} seeds = {runs:,} runs",
            "Up to {count:,} combinations × {seeds:,} seeds = {runs:,} runs",
            count,
            seeds=sweep.seeds,
            runs=count * sweep.seeds,
        )
    else:
        runs = tr_count("Up to {count:,} combination", "Up to {count:,} combinations", count)
    time = _time(sweep, tally.seconds, where) if tally.complete else ""
    return " ".join(filter(None, (f"{runs}{f'; {time}' if time else ''}.", _not_all(tally))))


def _not_all(tally: Tally) -> str:
    """How many cannot be trained."""
    if not tally.complete or not tally.cannot:
        return ""
    if tally.drawn:
        return tr("Of {all:,} that were drawn to see, {cannot:,} cannot run.", all=tally.total, cannot=tally.cannot)
    return tr("{cannot:,} of the {all:,} there are cannot run.", cannot=tally.cannot, all=tally.total)
