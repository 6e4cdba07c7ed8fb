"""What the classes of a project are called, where weights that came without names are to answer for it."""

from collections.abc import Iterable

from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.data.sources import source


def known_labels(project: Project, runs: Iterable[Run], count: int) -> tuple[str, ...]:
    """The names of ``count`` classes: those of the latest run that has so many, else those of the project's data.

    Empty where neither has so many.
    """
    of_runs = [run.labels for run in runs if len(run.labels) == count]
    if of_runs:
        return of_runs[-1]
    data = source(project.data.source)
    return data.labels if data is not None and len(data.labels) == count else ()
