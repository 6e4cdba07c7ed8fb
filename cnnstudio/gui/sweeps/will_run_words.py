"""What a sweep will come to, in words."""

from dataclasses import dataclass

from cnnstudio.core import memory
from cnnstudio.core.sweeps.combinations import grid_size, is_capped
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.gui.words import duration

NOTHING_VARIES = "Nothing varies yet."


@dataclass(frozen=True)
class Tally:
    """How many of the combinations that were looked at can be trained.

    Attributes:
        seconds: That all of their runs take one after the other, seeds counted in; None where that is not known.
        complete: Whether all were looked at.
        why_not: Why the first that cannot be trained cannot.
        largest: Bytes that the largest of them takes.
    """

    can: int = 0
    cannot: int = 0
    seconds: float | None = None
    complete: bool = False
    why_not: str = ""
    largest: int = 0

    @property
    def total(self) -> int:
        return self.can + self.cannot


def in_words(sweep: Sweep, tally: Tally) -> str:
    """ "36 of 40 can run, 4 cannot; 36 × 3 seeds = 108 runs; about 2 h 10 min"; of more "20 of 48, drawn at random"."""
    if not sweep.varied:
        return NOTHING_VARIES
    if sweep.method == "tpe":
        return _of_tpe(sweep)
    parts = [_can_run(sweep, tally), _runs(sweep, tally.can)] if tally.total else []
    if not tally.complete:
        return "; ".join(filter(None, (*parts, "counting…"))) if parts else "Counting…"
    if tally.can:
        parts.append(_time(sweep, tally.seconds))
    return f"{'; '.join(filter(None, parts))}."


def why_no_time(tally: Tally) -> str:
    """Why no time is foretold; empty where one is."""
    if not tally.complete or not tally.can or tally.seconds is not None:
        return ""
    return "How long it takes is foretold once a run of this project has been trained on these pictures."


def memory_caution(tally: Tally, free: int, at_once: int) -> str:
    """What is to be heeded of the memory that is free at the moment; empty where it is enough."""
    need = tally.largest * at_once
    if not tally.complete or not tally.can or need <= memory.MAX_SHARE * free:
        return ""
    them = f"{at_once:,} of them at once take" if at_once > 1 else "The largest of them takes"
    return f"{them} about {memory.in_words(need)} of memory; {memory.in_words(free)} are free at the moment."


def _can_run(sweep: Sweep, tally: Tally) -> str:
    combinations = "combination" if tally.total == 1 else "combinations"
    if is_capped(sweep):
        drawn = f"{tally.total:,} of {grid_size(sweep):,} combinations, drawn at random"
        return drawn if not tally.cannot else f"{drawn}; {tally.can:,} can run, {tally.cannot:,} cannot"
    if not tally.cannot:
        return f"{tally.total:,} {combinations}"
    if not tally.can:
        return "The one combination cannot run" if tally.total == 1 else f"None of {tally.total:,} combinations can run"
    return f"{tally.can:,} of {tally.total:,} can run, {tally.cannot:,} cannot"


def _runs(sweep: Sweep, can: int) -> str:
    if not can or sweep.seeds == 1:
        return ""
    return f"{can:,} × {sweep.seeds:,} seeds = {can * sweep.seeds:,} runs"


def _time(sweep: Sweep, seconds: float | None) -> str:
    limit = sweep.minutes * 60
    if seconds is None:
        return f"no run begins after {duration(limit)}" if limit else ""
    words = f"about {duration(_rough(seconds))} one after the other"
    return f"{words}, and none begins after {duration(limit)}" if limit and limit < seconds else words


def _rough(seconds: float) -> float:
    """Two digits of what is only about so: 2 h 10 min and not 2 h 13 min."""
    for step, above in ((600, 7200), (300, 3600), (60, 600), (10, 60)):
        if seconds >= above:
            return step * round(seconds / step)
    return max(seconds, 1)


def _of_tpe(sweep: Sweep) -> str:
    runs = f"Up to {sweep.most:,} combinations"
    if sweep.seeds > 1:
        runs += f" × {sweep.seeds:,} seeds = {sweep.most * sweep.seeds:,} runs"
    return f"{runs}. Which ones follows from how the first ones do."
