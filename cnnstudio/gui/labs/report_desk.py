"""What a report tells of the open project, kernels out of its file included."""

from collections.abc import Callable
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.report import Desk
from cnnstudio.core.labs.report_kernels import Kernels, can_be_drawn
from cnnstudio.core.run import Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.run_weights import best_run


def desk_maker(document: Document) -> Callable[[], Desk]:
    """Takes hold of what is on the desk, at once; what it gives makes the value, on any thread."""
    title, analysis, blanks = document.title, document.analysis, document.project.blanks
    runs, path = document.runs, document.path
    run = best_run(tuple(each for each in runs if each.status != "training" and each.kept))

    def make() -> Desk:
        return Desk(title, analysis, blanks, runs, None if run is None or path is None else _kernels(path, run))

    return make


def _kernels(path: Path, run: Run) -> Kernels | None:
    """Those of the first convolution of a run; None where it has none that can be drawn, or they cannot be read."""
    try:
        with ProjectFile.open(path, read_only=True) as file:
            epoch, weights = file.weights(run.number)
    except StudioError:  # the report is whole without a picture of the kernels
        return None
    for name, values in weights.items():
        if name.endswith("/kernel") and can_be_drawn(values.shape):
            after = f", after epoch {epoch}" if epoch > 0 else ""
            return Kernels(f"{name.removesuffix('/kernel')} of {run.name}{after}", values)
    return None
