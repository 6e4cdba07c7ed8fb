"""What a sweep comes to, worked out beside the window: each combination, and what follows from all of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.foretold import Judge, Loaded, kept_by_all, what_will_run
from cnnstudio.core.sweeps.outlook import listed_instead
from cnnstudio.core.sweeps.pace import Pace, pace
from cnnstudio.core.sweeps.planned import cautions
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.sweeps.will_run_model import Line
from cnnstudio.gui.sweeps.will_run_reasons import reasons, without_copy
from cnnstudio.gui.sweeps.will_run_words import Tally

_BURST, _REST = 0.004, 0.5
"""Seconds of work at once, and the rest after it in its multiples: the interpreter runs one thread at a time."""


_NONE = Tally()


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
    """What is known once all combinations are: how fast runs are trained here, why some cannot be, what to heed.

    Attributes:
        examples: Combinations that TPE may try; of other methods none.
        drawn: Whether there are more than these.
    """

    pace: Pace | None
    reasons: str
    cautions: tuple[str, ...] = ()
    examples: tuple[Line, ...] = ()
    drawn: bool = False


def work_out(asked: Asked, found: list[Line], watch: Watch) -> Known:
    """Adds each combination to ``found`` as it is known; gives what follows from all of them."""
    judge = Judge(asked.loaded, asked.room, [] if asked.start is None else [asked.start])
    like, is_tpe = asked.project, asked.project.sweep.method == "tpe"
    if is_tpe:
        like = replace(like, sweep=listed_instead(like.sweep))
    looked_at: list[Line] = [] if is_tpe else found
    begun = time.perf_counter()
    for combination, foretold in what_will_run(like, judge):
        watch.check()
        said = replace(foretold, why_not=without_copy(asked.project, foretold.why_not))
        looked_at.append(Line(combination.number, combination.values, said))
        watch.tell(Progress(tr("Combinations"), combination.number))
        if (spent := time.perf_counter() - begun) > _BURST:
            time.sleep(_REST * spent)  # the window has a turn
            begun = time.perf_counter()
    known = None if asked.loaded is None else pace(asked.runs, asked.project.data, asked.loaded)
    kept = kept_by_all(asked.project, judge, (line.foretold for line in found))
    drawn = is_tpe and like.sweep.method != "grid"
    why_not = "" if drawn else reasons(asked.project, looked_at)
    examples = tuple(looked_at) if is_tpe else ()
    return Known(known, why_not, tuple(cautions(asked.project, kept)), examples, drawn)


def tallied(lines: Sequence[Line], before: Tally = _NONE, *, drawn: bool = False) -> Tally:
    """How many of these can be trained, with those before them."""
    can = [line.foretold.memory for line in lines if not line.foretold.why_not]
    refused = next((line.foretold.why_not for line in lines if line.foretold.why_not), "")
    return Tally(
        before.can + len(can),
        before.cannot + len(lines) - len(can),
        why_not=before.why_not or refused,
        largest=max((before.largest, *can)),
        drawn=drawn,
    )
