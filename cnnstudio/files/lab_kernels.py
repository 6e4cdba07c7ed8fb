"""The kernels of a run for a lab's report, out of its project file."""

from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.report_kernels import Kernels, can_be_drawn
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.files.project_file import ProjectFile


def kernels_of(path: Path, run: Run) -> Kernels | None:
    """Those of the first convolution of a run; None where it has none that can be drawn, or they cannot be read."""
    try:
        with ProjectFile.open(path, read_only=True) as file:
            epoch, weights = file.weights(run.number)
    except StudioError:  # the report is whole without a picture of the kernels
        return None
    for name, values in weights.items():
        if name.endswith("/kernel") and can_be_drawn(values.shape):
            of = {"layer": name.removesuffix("/kernel"), "run": run.name}
            after = tr("{layer} of {run}, after epoch {epoch}", **of, epoch=epoch)
            own = values.copy()  # a part of what was read would keep all of it in memory
            return Kernels(after if epoch > 0 else tr("{layer} of {run}", **of), own)
    return None
