"""How a sweep begins: its combinations judged, and stored as trials that wait; or one that was begun is found again."""

import datetime
from collections.abc import Callable
from pathlib import Path

import psutil

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import Combination, seeds
from cnnstudio.core.sweeps.experiment import Experiment, Trial, trials_of
from cnnstudio.core.sweeps.extras import SEARCH, why_not_search
from cnnstudio.core.sweeps.foretold import Foretold, Judge, Loaded, room, what_will_run
from cnnstudio.core.sweeps.sweep import MOST_TRIALS
from cnnstudio.data.loaded import loaded
from cnnstudio.data.watch import NOBODY, Progress, Watch
from cnnstudio.engine.drawn import load
from cnnstudio.files.project_file import ProjectFile

Judged = list[tuple[Combination, Foretold]]

_NOTHING_VARIES = tr("Nothing varies in this sweep.")
_BETWEEN = 50
"""Combinations after which it is told how many were looked at."""


def loaded_of(path: Path, project: Project, watch: Watch = NOBODY) -> Loaded:
    """Reads the data of the project of a file; raises StudioError in words where they cannot be, and LoadingStopped."""
    geometry = project.preprocessing.geometry
    return loaded(load(project.data, geometry, watch, file=str(path)), geometry)


def judge_of(file: ProjectFile, project: Project, loaded: Loaded, workers: int | None = 0) -> Judge:
    """What foretells the combinations of a project.

    Args:
        workers: How many train at once on this machine; 0 for one run after the other; None for another machine, whose
            memory is not known.
    """
    runs = file.runs() if project.plan.start else None
    return Judge(loaded, None if workers is None else room(psutil.virtual_memory().total, workers), runs)


def judged(project: Project, judge: Judge, watch: Watch = NOBODY) -> Judged:
    """Every combination of a grid or of what is drawn at random; none by TPE, which asks for them one by one.

    Raises StudioError for a sweep that cannot be made, and LoadingStopped.
    """
    check(project)
    if project.sweep.method == "tpe":
        return []
    found: Judged = []
    for each in what_will_run(project, judge):
        found.append(each)
        if len(found) % _BETWEEN == 0:
            watch.check()
            watch.tell(Progress(tr("Combinations looked at"), len(found), 0))
    return found


def check(project: Project) -> None:
    """Raises StudioError in words for a sweep that cannot be made with what there is."""
    sweep = project.sweep
    if not sweep.varied:
        raise StudioError(_NOTHING_VARIES, tr("Choose “Vary” beside a setting, or name one with --vary."))
    if why := why_not_search(sweep):
        raise StudioError(why, how_to_install(SEARCH))


def begin(file: ProjectFile, project: Project, found: Judged) -> Experiment:
    """Stores a sweep with its trials, and gives it.

    Raises StudioError where none of its combinations can be trained.

    Args:
        found: What ``judged`` gave.
    """
    trials: list[Trial] = []
    for combination, foretold in found:
        trials += as_trials(project, combination, foretold, len(trials) + 1)
    if len(trials) > MOST_TRIALS:
        raise StudioError(
            tr("A sweep has at most {most:,} runs.", most=MOST_TRIALS),
            tr("Take fewer combinations, or fewer seeds."),
        )
    if trials and all(trial.status == "impossible" for trial in trials):
        raise StudioError(
            tr("None of its combinations can be trained. The first: {reason}", reason=trials[0].reason),
            tr("Vary otherwise."),
        )
    started = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return file.experiment(file.begin_experiment(project, started, trials))


def as_trials(project: Project, combination: Combination, foretold: Foretold, first: int) -> list[Trial]:
    """The trials of a combination, numbered from ``first``."""
    why = foretold.why_not
    return trials_of(combination.number, combination.values, seeds(project), first, why)


def newest(file: ProjectFile, wanted: Callable[[Experiment], bool]) -> Experiment | None:
    """The newest sweep that was begun, of those that are wanted; None where there is none."""
    return next((each for each in reversed(file.experiments()) if wanted(each)), None)
