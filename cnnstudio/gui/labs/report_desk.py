"""What a report tells of the open project, kernels out of its file included."""

from collections.abc import Callable

from cnnstudio.core.labs.report import Desk
from cnnstudio.files.lab_kernels import kernels_of
from cnnstudio.gui.document import Document
from cnnstudio.gui.run_weights import best_run


def desk_maker(document: Document) -> Callable[[], Desk]:
    """Takes hold of what is on the desk, at once; what it gives makes the value, on any thread."""
    title, analysis, blanks = document.title, document.analysis, document.project.blanks
    runs, path = document.runs, document.path
    run = best_run(tuple(each for each in runs if each.status != "training" and each.kept))

    def make() -> Desk:
        return Desk(title, analysis, blanks, runs, None if run is None or path is None else kernels_of(path, run))

    return make
