"""What a training needs of its project's file beside the project: weights of other runs, and drawings."""

from collections.abc import Iterable
from pathlib import Path

from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained_blocks import rests_on
from cnnstudio.data.sources import DRAWN
from cnnstudio.files.project_file import ProjectFile


def seed_of(source: ProjectFile, project: Project, target: Path) -> Path | None:
    """Makes ``target`` a project file with that alone, runs under their own numbers; None where nothing is needed.

    Raises StudioError in words where a run is not in ``source``.
    """
    start = [project.plan.start] if project.plan.start else []
    runs = _with_their_own(source, {*start, *rests_on(project.network)})
    is_drawn = project.data.source == DRAWN and not project.data.path
    if not runs and not is_drawn:
        return None
    with ProjectFile.create(target, project) as seed:
        for number in sorted(runs):
            seed.take_run(source, number)
        if is_drawn:
            seed.put_back_drawings(source.drawings())
    return target


def _with_their_own(source: ProjectFile, numbers: Iterable[int]) -> set[int]:
    """The runs, and those on whose weights they rest themselves."""
    found: set[int] = set()
    waiting = list(numbers)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += rests_on(source.run(number).project.network)
    return found
