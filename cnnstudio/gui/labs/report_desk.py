"""What a report tells of the open project, kernels out of its file included."""

from collections.abc import Callable
from functools import cache

from cnnstudio.core.labs.report import Desk
from cnnstudio.core.labs.report_kernels import run_of
from cnnstudio.files.lab_kernels import kernels_of
from cnnstudio.gui.document import Document


def desk_maker(document: Document) -> Callable[[], Desk]:
    """Takes hold of what is on the desk, at once; what it gives makes the value, on any thread, and only once."""
    title, analysis, blanks = document.title, document.analysis, document.project.blanks
    runs, path = document.runs, document.path
    run = run_of(runs)

    @cache
    def make() -> Desk:
        return Desk(title, analysis, blanks, runs, None if run is None or path is None else kernels_of(path, run))

    return make
