"""Prepares the pictures of an imported run in another way: as a person chose it, or as it was found out by trying."""

import weakref
from collections.abc import Callable
from dataclasses import replace

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.gui.document import Document

_TEXT = tr("Prepare the pictures otherwise")


def prepare_otherwise(document: Document, number: int, prepared: Prepared) -> None:
    """Does so as one undo step, together with the pictures of the project where they were prepared alike."""
    run = find_run(document, number)
    if run is None or run.prepared == prepared:
        return
    before, found = run.prepared, weakref.ref(document)

    def write(is_done: bool) -> None:
        here = found()
        if here is not None and find_run(here, number) is not None:  # a run that is deleted does not come back
            _write(here, number, prepared if is_done else before)

    document.change(_project_of(document, run, prepared), _TEXT, beside=write)


def take_found(
    document: Document, run: Run, found: tuple[Prepared, FoundWay], data: DataRecipe, done: Callable[[], None]
) -> None:
    """The same with what was found out: no undo step where nobody has done anything yet; then ``done``.

    Args:
        found: How pictures are prepared, and how that was found out, which is noted with the run.
        data: What it was found out with, which the project learns from then, where it has learned nothing yet.
    """
    prepared, way = found
    document.change_runs(lambda file: file.note_found_way(run.number, way), by_person=False)
    project = _project_of(document, run, prepared)
    if not document.undo_stack.count():
        if len(document.runs) == 1 and run.project.data == document.project.data:
            project = replace(project, data=data)
        document.correct(project)
        _write(document, run.number, prepared, done)
        return
    prepare_otherwise(document, run.number, prepared)
    document.when_written(done)


def find_run(document: Document, number: int) -> Run | None:
    """The run of this number; None where there is none any more."""
    return next((each for each in document.runs if each.number == number), None)


def _project_of(document: Document, run: Run, prepared: Prepared) -> Project:
    """The project as it is then; it stays as it is where its pictures are prepared in a way of their own."""
    project = document.project
    if project.preprocessing != run.project.preprocessing:
        return project
    augmentation = project.preprocessing.augmentation
    return replace(project, preprocessing=replace(prepared.preprocessing, augmentation=augmentation))


def _write(document: Document, number: int, prepared: Prepared, done: Callable[[], None] = lambda: None) -> None:
    document.change_runs(lambda file: file.prepare_otherwise(number, prepared), lambda _: done(), by_person=False)
