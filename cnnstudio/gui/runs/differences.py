"""What differs between runs, as people say it: data sets by their titles, and the runs that were started from."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cnnstudio.core.language import tr
from cnnstudio.core.pictures import collected
from cnnstudio.core.runs.comparison import Difference, between
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data.sources import DRAWN, source

_DATA = ("data", settings_of(DataRecipe)["source"].label)
_START = ("plan", settings_of(Plan)["start"].label)


def differences(runs: Sequence[Run], among: Iterable[Run] = ()) -> tuple[Difference, ...]:
    """Every setting in which the projects of two or more runs differ.

    Args:
        among: The runs that may be named as a start, beside these.
    """
    named = {str(run.number): run.name for run in (*among, *runs)}
    return tuple(_said(each, runs, named) for each in between(*(run.project for run in runs)))


def _said(found: Difference, runs: Sequence[Run], named: dict[str, str]) -> Difference:
    if (found.part, found.label) == _DATA:
        return replace(found, values=tuple(data_title(run) for run in runs))
    if (found.part, found.label) == _START:
        return replace(found, values=tuple(_start(run.project.plan.start, named) for run in runs))
    return found


def data_title(run: Run) -> str:
    """What the data of a run are called: "MNIST 10k", "My digits"."""
    name = run.project.data.source
    if name == DRAWN:
        return collected.title(run.labels)
    known = source(name)
    return known.short_title if known is not None else name or tr("none")


def _start(number: int, named: dict[str, str]) -> str:
    return named.get(str(number), tr("run {number}", number=number)) if number else tr("new weights")
