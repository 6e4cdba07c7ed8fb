"""What a sweep comes to, worked out beside the window: each combination, and what follows from all of them."""

import time
from dataclasses import dataclass, field, replace

from cnnstudio.core.project import Project
from cnnstudio.core.run import Run
from cnnstudio.core.sweeps.foretold import Judge, Loaded, kept_by_all, what_will_run
from cnnstudio.core.sweeps.pace import Pace, pace
from cnnstudio.core.sweeps.planned import cautions
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.sweeps.will_run_model import Line
from cnnstudio.gui.sweeps.will_run_reasons import reasons, without_copy

_BURST, _REST = 0.004, 0.5
"""Seconds of work at once, and the rest after it in its multiples: the interpreter runs one thread at a time."""


@dataclass(frozen=True)
class Asked:
    """All that the table follows from.

    Attributes:
        start: The run whose weights all begin with; None for new weights.
        room: Bytes of memory for a run; None where it is trained elsewhere.
        runs: From which the time is foretold: with one more of them it is not asked anew, once one is known.
    """

    project: Project
    loaded: Loaded | None
    start: Run | None
    room: int | None
    runs: tuple[Run, ...] = field(compare=False)


@dataclass(frozen=True)
class Known:
    """What is known once all combinations are: how fast runs are trained here, why some cannot be, what to heed."""

    pace: Pace | None
    reasons: str
    cautions: tuple[str, ...] = ()


def work_out(asked: Asked, found: list[Line], watch: Watch) -> Known:
    """Adds each combination to ``found`` as it is known; gives what follows from all of them."""
    judge = Judge(asked.loaded, asked.room, [] if asked.start is None else [asked.start])
    begun = time.perf_counter()
    will_run = () if asked.project.sweep.method == "tpe" else what_will_run(asked.project, judge)
    for combination, foretold in will_run:
        watch.check()
        said = replace(foretold, why_not=without_copy(asked.project, foretold.why_not))
        found.append(Line(combination.number, combination.values, said))
        watch.tell(Progress("Combinations", combination.number))
        if (spent := time.perf_counter() - begun) > _BURST:
            time.sleep(_REST * spent)  # the window has a turn
            begun = time.perf_counter()
    known = None if asked.loaded is None else pace(asked.runs, asked.project.data, asked.loaded)
    kept = kept_by_all(asked.project, judge, (line.foretold for line in found))
    return Known(known, reasons(asked.project, found), tuple(cautions(asked.project, kept)))
