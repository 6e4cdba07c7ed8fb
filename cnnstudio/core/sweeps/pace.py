"""How fast runs are trained here, from those that were, so that the time of others is foretold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.effort import Effort
from cnnstudio.core.sweeps.foretold import Loaded, effort_of
from cnnstudio.core.training.plan import DataRecipe

_LATEST = 30
"""So many of the latest runs are gone by: the machine may be another one by now."""


@dataclass(frozen=True)
class Pace:
    """How many seconds here one of an ``Effort`` takes.

    Attributes:
        runs: From how many runs it is known.
    """

    seconds: float
    runs: int

    def of(self, effort: Effort) -> float:
        """Seconds that a run takes; within a factor of about two."""
        return self.seconds * effort.total


def pace(runs: Iterable[Run], data: DataRecipe, loaded: Loaded) -> Pace | None:
    """The middle pace of the latest runs whose pictures can be counted; None where there is no such run.

    Args:
        data: Of the project whose data are loaded: other runs may have learned from others.
        loaded: Those data.
    """
    found: list[float] = []
    for run in sorted(runs, key=lambda run: run.started, reverse=True):
        found.extend(_of(run, data, loaded))
        if len(found) == _LATEST:
            break
    return Pace(median(found), len(found)) if found else None


def _of(run: Run, data: DataRecipe, loaded: Loaded) -> Iterator[float]:
    """Its pace, where it has one."""
    recipe, seconds = run.project.data, run.seconds
    if run.is_imported or (recipe.source, recipe.path) != (data.source, data.path) or not seconds > 0:
        return
    try:
        effort = effort_of(run.project, analyse(run.project.network), loaded, len(run.epochs))
    except StudioError:
        return  # it had pictures that are not there now
    yield seconds / effort.training
